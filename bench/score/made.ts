/** Tables and sentences that are made here: of things that are nobody's, and of made-up people. */
import type { Kind } from '../../src/model/kinds.ts';
import { person, seeded } from '../../test/support/people.ts';
import type { Labelled } from './read.ts';

/** Values of ordinary business that are nobody's. */
export function nobodys(): Record<string, (i: number) => string> {
  const random = seeded(5);
  const digits = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
  const hex = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    'order numbers': (i) => `SO2026${String(i).padStart(9, '0')}`,
    'long order numbers': (i) => `2026${digits(10)}${String(i).padStart(4, '0')}`,
    SKUs: () => `SKU-${digits(4)}-${'ABCDEF'[Math.floor(random() * 6)]}`,
    'hex hashes': () => hex(40),
    UUIDs: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    'timestamps in milliseconds': () => `17${digits(11)}`,
    'dates and times': (i) => new Date(1.7e12 + i * 61_000).toISOString(),
    prices: () => `${1 + Math.floor(random() * 9999)}.${digits(2)}`,
    versions: () => `${digits(1)}.${digits(2)}.${digits(1)}`,
    'log lines': (i) => `INFO worker-${i % 8} took ${digits(3)} ms, ${digits(5)} rows, offset ${digits(9)}`,
  };
}

/** Sentences around identifiers of made-up people. */
export function sentences(count: number): Labelled[] {
  const frames = ['联系人{x}，请核对。', '客户提供的号码是{x}', '{x} 已登记', '备注：{x}；其他无', '订单已由{x}签收'];
  return Array.from({ length: count }, (_, i) => {
    const p = person(i + 1);
    const letter = 'ABCDEFGHJK'[i % 10]!;
    const values: readonly [Kind, string][] = [
      ['cn.resident-id', p.residentId],
      ['phone', p.phone],
      ['email', p.email],
      ['bank-card', cardOf(i)],
      ['cn.plate', `京${letter}${String(10_000 + i).slice(-5)}`],
      ['passport', `E${String(10_000_000 + i * 37).slice(-8)}`],
    ];
    const [label, value] = values[i % values.length]!;
    const [before, after] = frames[i % frames.length]!.split('{x}') as [string, string];
    return {
      text: `${before}${value}${after}`,
      spans: [{ label, start: before.length, end: before.length + value.length }],
    };
  });
}

/** A card number of an issuer's range that passes Luhn. */
function cardOf(i: number): string {
  const digits = `622202${String(1_000_000_000 + i * 7_919).slice(-9)}`;
  let sum = 0;
  for (let k = 0; k < 15; k++) {
    const d = Number(digits[14 - k]) * (k % 2 === 0 ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

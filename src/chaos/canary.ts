/**
 * Canary persons: made up, right in form and checksum, told apart by resident IDs of people born before 1920. They are
 * sent across, and counted again in whatever came out by {@link findCanaries}, which shares nothing with inspection.
 */

const REGIONS = ['110101', '110105', '310104', '310115', '330106', '440106', '440305', '510107', '320102', '420106'];
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平'];
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const FIRST_YEAR = 1900;
/** Years, months, days and regions that a sequence number can be put to. */
const SLOTS = 20 * 12 * 28 * REGIONS.length;

/** So many canaries differ from one another. */
export const CANARIES = SLOTS * 1_000;

const pad = (n: number, width: number) => String(n).padStart(width, '0');

/** The resident ID (GB 11643-1999) of canary number `n`, below {@link CANARIES}: another for every number. */
export function residentId(n: number): string {
  const sequence = n % 1_000;
  // 104,729 is prime to the slots: for one sequence number every thousand is another slot.
  const slot = (Math.floor(n / 1_000) * 104_729 + sequence * 577) % SLOTS;
  const place = slot % REGIONS.length;
  const day = Math.floor(slot / REGIONS.length);
  const date = `${FIRST_YEAR + Math.floor(day / 336)}${pad(1 + (Math.floor(day / 28) % 12), 2)}${pad(1 + (day % 28), 2)}`;
  const body = `${REGIONS[place]}${date}${pad(sequence, 3)}`;
  return body + checkCharacter(body);
}

function checkCharacter(seventeen: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(seventeen[i]), 0);
  return '10X98765432'[sum % 11]!;
}

/**
 * A CSV of canaries, a row each.
 *
 * @param note in every row: words of health make the data sensitive, long ones a large file.
 */
export function canaryCsv(numbers: readonly number[], note = ''): string {
  const rows = numbers.map((n) => {
    const name = SURNAMES[n % SURNAMES.length]! + GIVEN[Math.floor(n / 20) % GIVEN.length]!;
    return `C${pad(n, 8)},${name},${residentId(n)},${note}`;
  });
  return `客户号,姓名,身份证号,备注\n${rows.join('\n')}\n`;
}

/** Every resident ID in some bytes that may be a canary's: region, a birth date before 1920, checksum. */
export function findCanaries(bytes: Buffer): Set<string> {
  const found = new Set<string>();
  for (const [id] of bytes.toString('latin1').matchAll(/(?<!\d)[1-6]\d{5}19[01]\d[01]\d[0-3]\d{4}[\dX](?![\dX])/g))
    if (checkCharacter(id) === id[17]) found.add(id);
  return found;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

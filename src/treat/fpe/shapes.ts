import { luhnDigit, organisationCheck, USCC_ALPHABET, usccCheck, VIN_ALPHABET, vinCheck } from '../check-digits.ts';
import { COMPUTED, DIGITS, KEPT, LOWER, mixedShape, type Shape, type ShapeOf, UPPER } from './shape.ts';

const digits = (n: number) => Array<string>(n).fill(DIGITS);
const kept = (n: number) => Array<null>(n).fill(KEPT);

/** Spreads alphabets that are meant for the letters and digits over a value with separators, which stay. */
function overSeparators(value: string, alphabets: readonly (string | null)[]): (string | null)[] {
  let i = 0;
  return [...value].map((c) => (/[0-9A-Za-z]/.test(c) ? (alphabets[i++] ?? KEPT) : KEPT));
}

/** A card number of 13 to 19 digits that passes Luhn: the six digits of the issuer (ISO/IEC 7812-1) stay. */
export const bankCard: ShapeOf = (value) => {
  const number = value.replaceAll(/[ -]/g, '');
  if (!/^\d{13,19}$/.test(number) || luhnDigit(number.slice(0, -1)) !== number.at(-1)) return null;
  const alphabets = overSeparators(value, [...kept(6), ...digits(number.length - 7), COMPUTED]);
  return mixedShape('card', [...value], alphabets, (chars) => setLast(chars, luhnDigit));
};

/** 15 digits that pass Luhn: the type allocation code, the first eight, stays (3GPP TS 23.003 §6.2.1). */
export const imei: ShapeOf = (value) => {
  const number = value.replaceAll(/[ -]/g, '');
  if (!/^\d{15}$/.test(number) || luhnDigit(number.slice(0, 14)) !== number[14]) return null;
  const alphabets = overSeparators(value, [...kept(8), ...digits(6), COMPUTED]);
  return mixedShape('imei', [...value], alphabets, (chars) => setLast(chars, luhnDigit));
};

/** Sets the last character from the digits before it. */
function setLast(chars: string[], check: (body: string) => string): void {
  chars[chars.length - 1] = check(chars.slice(0, -1).join('').replaceAll(/[ -]/g, ''));
}

/** 14 digits of an IMEI without its check digit, or 16 with the software version. */
export const imeiWithoutCheck: ShapeOf = (value) => {
  if (!/^\d{14}(\d\d)?$/.test(value)) return null;
  return mixedShape('imei', [...value], [...kept(8), ...digits(6), ...kept(value.length - 14)]);
};

/** Country and network stay (3GPP TS 23.003 §2.2); the subscriber's ten digits change. */
export const imsi: ShapeOf = (value) =>
  /^\d{15}$/.test(value) ? mixedShape('imsi', [...value], [...kept(5), ...digits(10)]) : null;

/** A mobile number of the mainland: country code and the operator's three digits stay. */
export const mobile: ShapeOf = (value) => {
  const match = /^((?:\+|00)?86[ -]?)?(1[3-9]\d)([ -]?\d{4}[ -]?\d{4})$/.exec(value);
  if (match === null) return null;
  const fixed = (match[1] ?? '').length + 3;
  return mixedShape('mobile', [...value], [...kept(fixed), ...overSeparators(match[3]!, digits(8))]);
};

/** A landline of the mainland: the area code stays; subscriber numbers begin with 2 to 8. */
export const landline: ShapeOf = (value) => {
  const match = /^((?:(?:\+|00)?86[ -]?)?\(?0?\d{2,3}\)?[ -])?([2-8]\d{6,7})([ -]\d{1,6})?$/.exec(value);
  const joined = /^(0(?:10|2\d|[3-9]\d\d))([2-8]\d{6,7})$/.exec(value);
  const [area, number] = match ? [match[1] ?? '', match[2]!] : joined ? [joined[1]!, joined[2]!] : [];
  if (area === undefined || number === undefined) return null;
  const rest = value.length - area.length - number.length;
  return mixedShape(
    'landline',
    [...value],
    [...kept(area.length), '2345678', ...digits(number.length - 1), ...kept(rest)],
  );
};

/** A unified social credit code (GB 32100-2015): registering body and division stay. */
export const uscc: ShapeOf = (value) => {
  if (value.length !== 18 || usccCheck(value.slice(0, 17)) !== value[17]) return null;
  if (organisationCheck(value.slice(8, 16)) !== value[16]) return null;
  const alphabets = [...kept(8), ...Array<string>(8).fill(USCC_ALPHABET), COMPUTED, COMPUTED];
  return mixedShape('uscc', [...value], alphabets, (chars) => {
    chars[16] = organisationCheck(chars.slice(8, 16).join(''));
    chars[17] = usccCheck(chars.slice(0, 17).join(''));
  });
};

/** A vehicle identification number: the maker's three characters stay (ISO 3780), model year and serial keep their form. */
const vinAlphabets = [
  ...kept(3),
  ...Array<string>(5).fill(VIN_ALPHABET),
  COMPUTED,
  '123456789ABCDEFGHJKLMNPRSTVWXY', // model year: ISO 3779, without U, Z and 0
  ...Array<string>(3).fill(VIN_ALPHABET),
  ...digits(4),
];

export const vin: ShapeOf = (value) => {
  if (value.length !== 17 || vinCheck(value) !== value[8]) return null;
  return mixedShape('vin', [...value], vinAlphabets, (chars) => {
    chars[8] = vinCheck(chars.join(''));
  });
};

/** The same where the ninth character is no check character, as in Europe. */
export const vinWithoutCheck: ShapeOf = (value) => {
  if (value.length !== 17) return null;
  return mixedShape('vin', [...value], vinAlphabets.with(8, VIN_ALPHABET));
};

/** A vehicle plate of the mainland (GA 36-2018): province and city stay, and a last character that names a sort of vehicle. */
export const plate: ShapeOf = (value) => {
  const match = /^(\p{Script=Han}[A-Z][·• .-]?)([0-9A-HJ-NP-Z]{4,6})([挂学警港澳领]?)$/u.exec(value);
  if (match === null) return null;
  const [, place, number, sort] = match as unknown as [string, string, string, string];
  const any = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  const energy = 'ABCDEFGHJK';
  const alphabets =
    number.length < 6
      ? Array<string>(number.length).fill(any)
      : energy.includes(number[0]!)
        ? [energy, any, ...digits(4)]
        : [...digits(5), energy];
  return mixedShape('plate', [...value], [...kept([...place].length), ...alphabets, ...kept(sort.length)]);
};

/** A MAC address: the maker's three bytes stay (IEEE 802 OUI). */
export const mac: ShapeOf = (value) => {
  const match = /^(?:[0-9A-F]{2}([:-]?)){5}[0-9A-F]{2}$/i.exec(value);
  if (match === null) return null;
  const hex = /[a-f]/.test(value) ? '0123456789abcdef' : '0123456789ABCDEF';
  return mixedShape('mac', [...value], overSeparators(value, [...kept(6), ...Array<string>(6).fill(hex)]));
};

/** An IPv4 address, or the last six groups of an IPv6 address written in full. */
export const ip: ShapeOf = (value) => {
  const bytes = value.split('.');
  if (bytes.length === 4 && bytes.every((b) => /^(?:0|[1-9]\d{0,2})$/.test(b) && Number(b) < 256)) {
    return {
      rank: bytes.reduce((n, b) => n * 256n + BigInt(b), 0n),
      size: 1n << 32n,
      tweak: 'ipv4',
      format: (r) => [24n, 16n, 8n, 0n].map((s) => (r >> s) & 255n).join('.'),
    };
  }
  if (!/^[0-9a-f]{4}(:[0-9a-f]{4}){7}$/.test(value)) return null;
  return mixedShape(
    'ipv6',
    [...value],
    overSeparators(value, [...kept(8), ...Array<string>(24).fill('0123456789abcdef')]),
  );
};

/** The local part of an e-mail address; the domain and punctuation stay. */
export const email: ShapeOf = (value) => {
  const match = /^([0-9A-Za-z._+-]+)(@[^@\s]+)$/.exec(value);
  if (match === null) return null;
  const alphabet = LOWER + DIGITS + (/[A-Z]/.test(match[1]!) ? UPPER : '');
  const local = [...match[1]!].map((c) => (/[0-9A-Za-z]/.test(c) ? alphabet : KEPT));
  return mixedShape('email', [...value], [...local, ...kept([...match[2]!].length)]);
};

/** Letters of a passport or permit stay, digits change. */
export const lettersKept: ShapeOf = (value) => {
  if (!/^[A-Z]{0,3}\d{6,12}[A-Z]{0,2}$/.test(value)) return null;
  return mixedShape(
    'document',
    [...value],
    [...value].map((c) => (DIGITS.includes(c) ? DIGITS : KEPT)),
  );
};

/** Any code of ASCII letters and digits: each character stays a digit, a capital or a small letter. */
export const anyCode: ShapeOf = (value): Shape | null => {
  if (!/^[0-9A-Za-z ._:/+#()-]{1,256}$/.test(value)) return null;
  const alphabetOf = (c: string) => [DIGITS, UPPER, LOWER].find((a) => a.includes(c)) ?? KEPT;
  return mixedShape('code', [...value], [...value].map(alphabetOf));
};

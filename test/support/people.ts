/**
 * Made-up people, the same for the same seed: valid in form and checksum, nobody's in fact. Resident IDs lie in
 * real regions; phones, names and addresses are drawn from short lists.
 */

/** Deterministic numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文斌宇浩凯晨欣怡梓涵轩博雅婷'];
const REGIONS = ['110101', '110105', '310104', '310115', '330106', '440106', '440305', '510107', '320102', '420106'];
const CITIES = [
  ['北京市东城区', '王府井大街'],
  ['北京市朝阳区', '建国路'],
  ['上海市徐汇区', '漕溪北路'],
  ['上海市浦东新区', '世纪大道'],
  ['浙江省杭州市西湖区', '文三路'],
  ['广东省广州市天河区', '体育西路'],
  ['广东省深圳市南山区', '科技园南路'],
  ['四川省成都市武侯区', '天府大道'],
  ['江苏省南京市玄武区', '中山东路'],
  ['湖北省武汉市武昌区', '中南路'],
] as const;
const MOBILE = ['138', '139', '136', '150', '158', '186', '188', '177', '199', '131'];
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export interface MadeUpPerson {
  readonly key: string;
  readonly name: string;
  readonly residentId: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
  readonly card: string;
  readonly birth: string;
  readonly female: boolean;
}

/** GB 11643-1999: the 18th character of a resident ID. */
export function residentIdCheck(seventeen: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += WEIGHTS[i]! * Number(seventeen[i]);
  return '10X98765432'[sum % 11]!;
}

/** ISO/IEC 7812: the last digit of a card number. */
export function luhnDigit(body: string): string {
  let sum = 0;
  for (let i = body.length - 1, double = true; i >= 0; i--, double = !double) {
    let d = Number(body[i]);
    if (double) d = d > 4 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Person number `n`: every number is another person with another resident ID, phone and e-mail. */
export function person(n: number, seed = 1): MadeUpPerson {
  const random = seeded((seed * 0x9e3779b1 + n * 0x85ebca6b) >>> 0);
  const pick = <T>(list: ArrayLike<T>): T => list[Math.floor(random() * list.length)]!;
  // For one sequence number every thousand is another region and date: all numbers up to 184,800,000 differ.
  const slot = (Math.floor(n / 1000) * 104_729 + (n % 1000) * 577) % 184_800;
  const place = slot % 10;
  const day = 1 + (Math.floor(slot / 10) % 28);
  const month = 1 + (Math.floor(slot / 280) % 12);
  const year = 1950 + Math.floor(slot / 3360);
  const pad = (x: number, w = 2) => String(x).padStart(w, '0');
  const seventeen = `${REGIONS[place]}${year}${pad(month)}${pad(day)}${pad(n % 1000, 3)}`;
  const given = pick(GIVEN) + (random() < 0.7 ? pick(GIVEN) : '');
  const mobile = pick(MOBILE) + pad((n * 7919 + 13) % 100_000_000, 8);
  const [city, street] = CITIES[place]!;
  const body = `622202${pad((n * 104_729) % 1_000_000_000, 9)}${pad(n % 1000, 3)}`;
  return {
    key: `C${pad(n, 8)}`,
    name: pick(SURNAMES) + given,
    residentId: seventeen + residentIdCheck(seventeen),
    phone: mobile,
    email: `user${n}@${pick(['example.com', 'example.cn', 'mail.example.org'])}`,
    address: `${city}${street}${1 + Math.floor(random() * 300)}号${1 + Math.floor(random() * 30)}栋${pad(101 + Math.floor(random() * 2000), 4)}室`,
    card: body + luhnDigit(body),
    birth: `${year}-${pad(month)}-${pad(day)}`,
    female: (n % 1000) % 2 === 0,
  };
}

const PROVINCES = [
  ...['河北', '山西', '辽宁', '吉林', '黑龙江', '江苏', '浙江', '安徽', '福建', '江西', '山东', '河南', '湖北', '湖南'],
  ...['广东', '海南', '四川', '贵州', '云南', '陕西', '甘肃', '青海', '台湾'],
  ...['内蒙古', '广西', '西藏', '宁夏', '新疆'],
];
const MUNICIPALITIES = ['北京', '上海', '天津', '重庆', '香港', '澳门'];
const PROVINCE = `(?:中国|中华人民共和国)?\\s*(${PROVINCES.join('|')})(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)?`;
/** Two to eight characters of a name, none of which can belong to a street or a smaller place. */
const NAME = '[^市区县镇乡村街路道巷弄号楼栋幢座室厂院\\s\\d,，。]';
const CITY = `(${NAME}{2,8}?(?:市|自治州|地区|盟))`;

const chineseMunicipality = new RegExp(
  `^(?:中国|中华人民共和国)?\\s*(${MUNICIPALITIES.join('|')})(市|特别行政区)?`,
  'u',
);
const chineseProvinceCity = new RegExp(`^${PROVINCE}\\s*${CITY}`, 'u');
const chineseProvince = new RegExp(`^${PROVINCE}`, 'u');
const chineseCity = new RegExp(`^(?:中国)?\\s*${CITY}`, 'u');

/**
 * The city of a postal address, Chinese (largest first) or in Latin letters (smallest first, parts between commas);
 * the province where no city is named; null where neither can be told from a street with certainty.
 *
 * @example
 * cityOf('广东省深圳市南山区科技园路1号'); // '广东省深圳市'
 * cityOf('Marienplatz 1, 80331 München, Germany'); // 'München, Germany'
 */
export function cityOf(address: string): string | null {
  const text = address.normalize('NFKC').trim();
  if (!/\p{Script=Han}/u.test(text)) return westernCity(text);
  const municipality = chineseMunicipality.exec(text);
  if (municipality !== null) return municipality[1]! + (municipality[2] ?? '市');
  const match = chineseProvinceCity.exec(text) ?? chineseCity.exec(text) ?? chineseProvince.exec(text);
  return match === null ? null : match[0].replace(/^(?:中华人民共和国|中国)\s*/u, '');
}

const COUNTRIES = new Set(
  [
    ...[
      'china',
      'p.r. china',
      'pr china',
      'p.r.china',
      "people's republic of china",
      'prc',
      'cn',
      'hong kong',
      'macau',
    ],
    ...[
      'germany',
      'deutschland',
      'de',
      'france',
      'fr',
      'uk',
      'united kingdom',
      'england',
      'scotland',
      'wales',
      'ireland',
    ],
    ...['usa', 'us', 'u.s.a.', 'united states', 'united states of america', 'canada', 'australia', 'japan', 'korea'],
    ...[
      'south korea',
      'singapore',
      'italy',
      'spain',
      'netherlands',
      'belgium',
      'austria',
      'switzerland',
      'poland',
      'sweden',
    ],
    ...[
      'norway',
      'denmark',
      'finland',
      'portugal',
      'greece',
      'india',
      'brazil',
      'mexico',
      'taiwan',
      'malaysia',
      'thailand',
    ],
    ...[
      'vietnam',
      'indonesia',
      'new zealand',
      'czech republic',
      'czechia',
      'hungary',
      'turkey',
      'russia',
      'south africa',
    ],
  ].map((c) => c.toLowerCase()),
);

/** Cities that Chinese addresses in Latin letters often end with, without a country. */
const CHINESE_CITIES = new Set(
  (
    'beijing shanghai tianjin chongqing shenzhen guangzhou hangzhou nanjing suzhou wuhan chengdu xian qingdao dalian ' +
    'shenyang changsha zhengzhou jinan ningbo wuxi foshan dongguan xiamen fuzhou hefei kunming harbin changchun ' +
    'shijiazhuang taiyuan nanchang guiyang nanning urumqi lanzhou hohhot yinchuan xining haikou lhasa zhuhai'
  ).split(' '),
);

/** Words of streets, buildings and parts of towns: a part with one of them is no city. */
const SMALLER =
  /\b(?:road|rd|street|st|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|square|alley|highway|hwy|building|bldg|block|tower|plaza|center|centre|room|rm|floor|fl|flat|apt|apartment|suite|unit|house|no|district|county|town|village|park|garden|gardens|lu|jie|hutong|str|strasse|straße|weg|platz|allee|rue|via|calle|po box)\b|straße$|strasse$|weg$|platz$|allee$|gasse$/iu;

function westernCity(text: string): string | null {
  const parts = text
    .split(/[,;\n]/)
    .map((p) => p.trim())
    .filter((p) => p !== '');
  let known = false; // that the end of the text is the end of an address
  let country = '';
  if (COUNTRIES.has(parts.at(-1)?.toLowerCase() ?? '')) {
    known = true;
    country = parts.pop()!;
  }
  let state = '';
  while (parts.length > 0) {
    const part = parts.pop()!;
    const words = part.split(/\s+/);
    const named = words.filter((w) => !/\d/.test(w)).join(' ');
    if (words.length > 1 && named.length < part.length && /(?:^|\s)[A-Z]{0,2}-?\d[\dA-Z-]{2,}(?:$|\s)/.test(part))
      known = true;
    if (named === '' && /^\d{4,6}$/.test(part)) {
      known = true; // a postal code alone
      continue;
    }
    if (/^[A-Z]{2,3}$/.test(named) && state === '') {
      state = named;
      continue;
    }
    const alone = named.replaceAll(/['’]/g, '').toLowerCase();
    const city = CHINESE_CITIES.has(alone.replace(/ (?:city|shi)$/, ''));
    const good = /^[\p{L}.'’ -]{2,40}$/u.test(named) && named.split(' ').length <= 4 && !SMALLER.test(named);
    // A street with a house number also has a digit: only what stands after it can be a city.
    const houseNumber = /^\d{1,4}\s/.test(part) || /\s\d{1,3}[a-z]?$/i.test(part);
    if (!good || (houseNumber && !city) || !(known || city)) return null;
    return [named, state, country].filter((p) => p !== '').join(', ');
  }
  return null;
}

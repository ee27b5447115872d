/**
 * Person names by their shape. Chinese: a surname (the common ones of the censuses and the compound ones) and one or
 * two more characters; names of other peoples with a middle dot. English: words that begin with a capital.
 */
const SINGLE =
  '王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦包路岳齐梅庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强丛华车冉房边辜吉饶瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谌保艾干匡国楼束巴原宗乐应';
const COMPOUND = [
  '欧阳',
  '上官',
  '司马',
  '诸葛',
  '司徒',
  '东方',
  '独孤',
  '南宫',
  '夏侯',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '长孙',
  '宇文',
  '轩辕',
  '端木',
  '百里',
  '呼延',
  '东郭',
  '西门',
  '申屠',
  '公冶',
];

const key3 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
const surnameBits = new Uint8Array(0x1_0000);
const keyIndex = (key: number): number => (((key >>> 16) & 0x0f) << 12) | (((key >>> 8) & 0x3f) << 6) | (key & 0x3f);
for (const c of SINGLE) surnameBits[keyIndex(key3(Buffer.from(c), 0))] = 1;
const compound = new Set(COMPOUND.map((c) => `${key3(Buffer.from(c), 0)}/${key3(Buffer.from(c), 3)}`));
const compoundFirst = new Set(COMPOUND.map((c) => key3(Buffer.from(c), 0)));

/** A Chinese character of three bytes in UTF-8 (CJK Unified Ideographs, U+4E00 to U+9FFF). */
export const isHan = (bytes: Uint8Array, at: number): boolean => {
  const lead = bytes[at]!;
  return lead >= 0xe4 && lead <= 0xe9 && (bytes[at + 1]! & 0xc0) === 0x80 && (bytes[at + 2]! & 0xc0) === 0x80;
};

/** Bytes of the surname that begins at `at`: 3, 6 for a compound one, 0 for none. */
export function surnameAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 3 > end || !isHan(bytes, at)) return 0;
  const key = key3(bytes, at);
  if (at + 6 <= end && compoundFirst.has(key) && compound.has(`${key}/${key3(bytes, at + 3)}`)) return 6;
  return surnameBits[keyIndex(key)]! === 1 ? 3 : 0;
}

/** Whole value shaped as a Chinese name: surname and one or two characters (three after a compound surname's two). */
export function isChineseName(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length < 6 || length > 15 || length % 3 !== 0) return dotted(bytes, start, end);
  const surname = surnameAt(bytes, start, end);
  if (surname === 0) return dotted(bytes, start, end);
  const given = length - surname;
  if (given < 3 || given > 6 + (surname === 3 && length === 12 ? 3 : 0)) return false;
  for (let i = start + surname; i < end; i += 3) if (!isHan(bytes, i)) return false;
  return true;
}

/** 买买提·阿布都拉, 次仁·多吉: Han characters with a middle dot. */
function dotted(bytes: Uint8Array, start: number, end: number): boolean {
  let dots = 0;
  let han = 0;
  for (let i = start; i < end; ) {
    if (i + 3 <= end && isHan(bytes, i)) {
      han += 1;
      i += 3;
    } else if (bytes[i] === 0xc2 && bytes[i + 1] === 0xb7) {
      dots += 1;
      i += 2;
    } else if (bytes[i] === 0xe2 && bytes[i + 1] === 0x80 && bytes[i + 2] === 0xa2) {
      dots += 1;
      i += 3;
    } else return false;
  }
  return dots >= 1 && dots <= 3 && han >= 3 && han <= 20;
}

/** One to four words of Latin letters (hyphens, apostrophes and full stops inside), none of them a number. */
export function isLatinName(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 60) return false;
  let words = 0;
  let letters = 0;
  let capitals = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    const letter = ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a) || b >= 0xc3;
    if (letter || (b >= 0x80 && b < 0xc3)) {
      if (letters === 0) {
        words += 1;
        if (b < 0x61 || b >= 0x80) capitals += 1;
      }
      letters += 1;
      if (b >= 0xe3) return false;
    } else if (b === 0x20 || b === 0x2c) letters = 0;
    else if (b === 0x2e || b === 0x2d || b === 0x27) {
      if (letters === 0) return false;
    } else return false;
  }
  return words >= 1 && words <= 4 && capitals >= 1;
}

/** Two to four words each with a capital: how a full name looks where no header says so. */
export function isLatinFullName(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isLatinName(bytes, start, end)) return false;
  let words = 1;
  for (let i = start; i < end; i++) {
    if (bytes[i] !== 0x20) continue;
    words += 1;
    const next = bytes[i + 1]!;
    if (next >= 0x61 && next <= 0x7a) return false;
  }
  return words >= 2 && words <= 4;
}

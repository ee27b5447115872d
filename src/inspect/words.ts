/** Words that are a datum by themselves, as UTF-8 byte strings to be compared without decoding. */

/** A set of byte strings. */
export class ByteWords {
  readonly #byLength = new Map<number, Uint8Array[]>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      const bytes = Buffer.from(word);
      const same = this.#byLength.get(bytes.length);
      if (same === undefined) this.#byLength.set(bytes.length, [bytes]);
      else same.push(bytes);
    }
  }

  /** Whether `bytes[start, end)` is one of them, letters of ASCII in any case. */
  has(bytes: Uint8Array, start: number, end: number): boolean {
    const same = this.#byLength.get(end - start);
    if (same === undefined) return false;
    next: for (const word of same) {
      for (let i = 0; i < word.length; i++) {
        let b = bytes[start + i]!;
        if (b >= 0x41 && b <= 0x5a) b |= 0x20;
        if (b !== word[i]) continue next;
      }
      return true;
    }
    return false;
  }
}

/** Finds words anywhere in a text: by their first three bytes, then by comparison. */
export class WordFinder {
  readonly #first = new Uint8Array(65_536);
  readonly #byFirst = new Map<number, Uint8Array[]>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      const bytes = Buffer.from(word);
      const key = hash3(bytes, 0);
      this.#first[key & 0xffff] = 1;
      const same = this.#byFirst.get(key);
      if (same === undefined) this.#byFirst.set(key, [bytes]);
      else same.push(bytes);
    }
    for (const same of this.#byFirst.values()) same.sort((a, b) => b.length - a.length);
  }

  /** Length of the longest word that begins at `at`; 0 for none. ASCII is compared without case. */
  at(bytes: Uint8Array, at: number, end: number): number {
    if (at + 3 > end) return 0;
    const key = hash3(bytes, at);
    if (this.#first[key & 0xffff] === 0) return 0;
    const same = this.#byFirst.get(key);
    if (same === undefined) return 0;
    next: for (const word of same) {
      if (at + word.length > end) continue;
      for (let i = 3; i < word.length; i++) if (fold(bytes[at + i]!) !== word[i]) continue next;
      return word.length;
    }
    return 0;
  }
}

const fold = (b: number): number => (b >= 0x41 && b <= 0x5a ? b | 0x20 : b);
const hash3 = (bytes: Uint8Array, at: number): number =>
  (fold(bytes[at]!) << 16) | (fold(bytes[at + 1]!) << 8) | fold(bytes[at + 2]!);

export const SEX = new ByteWords(
  '男 女 男性 女性 男士 女士 male female m f man woman 未知 其他 unknown other 0 1 2 9'.split(' '),
);
/** Values that alone are no number or letter of anything else. */
export const SEX_PLAIN = new ByteWords('男 女 男性 女性 male female'.split(' '));

/** The 56 ethnic groups (GB/T 3304-1991), with and without 族. */
const ETHNIC =
  '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'.split(
    ' ',
  );
export const ETHNICITY = new ByteWords([...ETHNIC.map((e) => `${e}族`), ...ETHNIC]);
export const ETHNICITY_PLAIN = new ByteWords(ETHNIC.map((e) => `${e}族`));

export const RELIGION = new ByteWords(
  '佛教 道教 伊斯兰教 基督教 天主教 犹太教 印度教 东正教 无宗教信仰 无信仰 buddhism buddhist taoism islam muslim christian christianity catholic protestant judaism jewish hinduism hindu orthodox atheist'.split(
    ' ',
  ),
);

/** Words of health in running text: illnesses, states, medicines, findings. A modest list, chosen to be unambiguous. */
export const HEALTH_TEXT = new WordFinder(
  '糖尿病 高血压 低血压 心脏病 冠心病 心绞痛 心肌梗 脑梗 脑卒中 中风 癌 肿瘤 白血病 淋巴瘤 乙肝 丙肝 肝炎 肝硬化 肺炎 肺结核 结核病 哮喘 慢阻肺 肾炎 肾衰 尿毒症 透析 艾滋 hiv 梅毒 性病 抑郁症 焦虑症 精神分裂 双相障碍 自闭症 癫痫 帕金森 阿尔茨海默 痴呆 残疾 残障 过敏 青霉素 头孢 孕妇 怀孕 妊娠 流产 产检 手术史 化疗 放疗 病史 既往史 确诊 诊断为 住院 门诊病历 处方药 血糖 血脂 血压偏 胆固醇 甲状腺 甲亢 甲减 痛风 类风湿 关节炎 骨折 骨质疏松 椎间盘 贫血 红斑狼疮 银屑病 湿疹 胃溃疡 胃炎 肠炎 胆结石 阑尾炎 胰岛素 二甲双胍 降压药 抗抑郁 体检异常 阳性患者 新冠阳性 感染者 diabet hypertens cancer tumor tumour leukemia leukaemia hepatitis asthma epilep pregnan allerg depressi schizophren bipolar parkinson alzheimer dementia chemotherap insulin syphilis tuberculosis disabilit'.split(
    ' ',
  ),
);

/** What is not a statement on anybody's health although a header says health. */
export const NOTHING = new ByteWords('- -- / n/a na null none nil 无数据 未填 未填写'.split(' '));

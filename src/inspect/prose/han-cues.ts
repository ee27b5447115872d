/**
 * What stands beside a name in Chinese text, and what beside something that only looks like one: titles and verbs of
 * saying on one side, what firms and places end in on the other.
 */
import type { HanCues } from './han-names.ts';

const likely = new Map<number, number>();
const behindName = new Map<number, number>();
const single = new Float64Array(0x10000);
const ends = new Float64Array(0x10000).fill(1);

const key = (word: string): number => {
  const [a, b] = [...word].map((c) => c.codePointAt(0)!);
  return a! * 0x10000 + b!;
};
/** The last two characters of what announces a name. */
const TITLES =
  '记者 讯员 总统 总理 首相 主席 书记 部长 外长 局长 市长 省长 县长 村长 镇长 乡长 院长 校长 所长 处长 科长 厂长 经理 事长 总裁 主任 教授 博士 教练 队长 主帅 球员 前锋 后卫 门将 中场 导演 演员 歌手 作家 诗人 画家 艺人 同学 同志 民警 队员 选手 律师 医生 护士 代表 委员 学者 专家 会长 书长 客户 会员 用户 摄影 作者 主演 妻子 丈夫 儿子 女儿 父亲 母亲 老师 影星 明星 皇帝 大使 司令 上将 将军 署名 编辑 责编 系人 货人 件人 经办 姓名 名叫 叫做 我叫 我是 患者 病人 申请 车主 业主 家长 配偶 乘客 旅客 员工 学生 司机 工人 农民 村民 居民 市民 老人 青年 少年 战士 法官 检察 顾问 秘书 助理 干事 总监 主管 组长 班长 站长 台长 社长 董事 监事 巨星 球星 名将 老将 小将 新星 天王 天后 导师 校友 掌门 先生 女士 小姐';
const SAYS =
  '先生 女士 小姐 同志 教授 老师 博士 医生 律师 表示 认为 指出 强调 介绍 告诉 说道 回忆 透露 坦言 主席 总理 总统 首相 书记 部长 局长 市长 省长 院长 校长 经理 队长 教练 记者 签收 代收 大娘 大爷 大妈 阿姨 师傅 同学 女儿 儿子 夫妇 一家 本人 报道 摄影 主演 执导 饰演 扮演 夫人 先后 会见 会谈 致辞 主持 宣布 出席 率领';
/** Behind these stands no name: they belong to a place, a firm, a prize. */
const THINGS =
  '公司 集团 股份 有限 科技 大学 学院 医院 银行 饭店 酒店 基金 证券 机场 铁路 公园 国家 小镇 地区 汽车 品牌 电器 药业 制药 珠宝 商学 电缆 啤酒 能源 实业 生物 小区 村委 街道 高速 车站 公路 大桥 水库 半岛 盆地 沙漠 平原 火山 山脉 海峡 海湾 流域 古城 古镇 景区 联赛 主场 客场 俱乐 球队 商城 超市 电脑 手机 软件 网络 电子 机电 食品 服饰 服装 家具 家居 牙膏 洗发 护肤 面膜 香水 系列 旗舰 专卖 系统 技术 工程 产品 型号 规格';
for (const word of TITLES.split(' ')) likely.set(key(word), 8);
for (const word of SAYS.split(' ')) behindName.set(key(word), 6);
for (const word of THINGS.split(' ')) behindName.set(key(word), 0.03);
for (const c of '说称') single[c.codePointAt(0)!] = 4;
for (const c of '等和与及') single[c.codePointAt(0)!] = 1.5;
for (const c of '镇乡村县市区省州路街河江湖寺庙港杯队奖岛城') single[c.codePointAt(0)!] = 0.06;
/** A given name hardly ends in one. */
for (const c of '镇乡村县市区队杯庙寺港岛站线县省街路店厂矿桥园湾坡沟屯') ends[c.codePointAt(0)!] = 0.03;
/** What a person is called by, behind the surname alone. */
const ADDRESSED = new Set(
  '先生 女士 小姐 老师 同志 教授 医生 律师 经理 大娘 大爷 大妈 阿姨 师傅 同学 太太 夫人 局长 主任 老板 总裁 队长'
    .split(' ')
    .map(key),
);
/** Who is appointed, serves or graduates does so *at* a place: 任 and 于 begin no name there. */
const SERVING: ReadonlySet<number> = new Set(
  [...'现历曾担兼今月年后起间升续调转出连并日届聘职位服毕务业属源'].map((c) => c.codePointAt(0)!),
);
const RIVALS: ReadonlySet<number> = new Set([...'任于'].map((c) => c.codePointAt(0)!));
/** What follows a firm's own name until its kind is said, at most so many characters. */
const FIRM_WITHIN = 10;
const FIRM = new Set(['公司', '集团', '股份', '有限', '银行', '大学', '学院', '医院'].map(key));
/** With one of these between, it is another thing that the firm is said of. */
const PARTS: ReadonlySet<number> = new Set([...'的在是说和与为对把被向将从到称及等任'].map((c) => c.codePointAt(0)!));

export interface Around {
  /** Character right before the stretch and behind it, 0 for none. */
  readonly before: number;
  readonly behind: number;
  /** The one after that. */
  readonly next: number;
}

/** Fills `cues` for the first `n` characters of `points`. */
export function weighCues(points: Uint16Array, n: number, around: Around, cues: HanCues): void {
  const { before, behind, title } = cues;
  const starts = around.before === 0 ? 3 : around.before === 0x40 ? 4 : 1.6;
  for (let i = 0; i <= n; i++) {
    // `behind[i]`: of a name that begins at i; `before[i]`: of one that ends there.
    behind[i] = i === 0 ? starts : i === 1 ? 1 : (likely.get(points[i - 2]! * 0x10000 + points[i - 1]!) ?? 1);
    if (i < n && i > 0 && RIVALS.has(points[i]!) && SERVING.has(points[i - 1]!)) behind[i]! *= 0.002;
    before[i] = i === n ? atEnd(around) : i === 0 ? 1 : rightBehind(points, i, n);
    title[i] = i + 1 < n && ADDRESSED.has(points[i]! * 0x10000 + points[i + 1]!) ? 1 : 0;
    if (i > 0) before[i]! *= ends[points[i - 1]!];
  }
  if (RIVALS.has(points[0]!) && isDigit(around.before)) behind[0] = 0.02;
  firms(points, n, before);
}

function rightBehind(points: Uint16Array, i: number, n: number): number {
  const word = i + 1 < n ? behindName.get(points[i]! * 0x10000 + points[i + 1]!) : undefined;
  if (word !== undefined) return word;
  const one = single[points[i]!]!;
  return one === 0 ? 1 : one;
}

/** A sex behind the comma says that a person stood before it (`王兆君，男，…`). */
function atEnd({ behind, next }: Around): number {
  if (
    (behind === 0xff0c || behind === 0x2c || behind === 0xff1a || behind === 0x3a) &&
    (next === 0x7537 || next === 0x5973)
  )
    return 60;
  return behind === 0 || behind === 0x3001 || behind === 0xff1a || behind === 0xff08 ? 2 : 1.3;
}

const isDigit = (point: number): boolean => point >= 0x30 && point <= 0x39;

/** A firm's kind not far behind makes its own name none of a person. */
function firms(points: Uint16Array, n: number, before: Float64Array): void {
  let left = 0;
  for (let i = n - 2; i > 0; i--) {
    if (FIRM.has(points[i]! * 0x10000 + points[i + 1]!)) left = FIRM_WITHIN;
    else if (PARTS.has(points[i]!)) left = 0;
    else left -= 1;
    if (left > 0) before[i]! *= 0.06;
  }
}

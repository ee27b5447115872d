/**
 * What stands beside a name in Chinese text, and what beside something that only looks like one: titles and verbs of
 * saying on one side, what firms and places end in on the other.
 */
import type { HanCues } from './han-names.ts';
import { joins } from './han-points.ts';

/** Weights by pairs of characters, with a sieve of their first ones before the look-up. */
class Pairs {
  readonly #first = new Uint8Array(0x10000);
  readonly #weights = new Map<number, number>();

  /** Of longer words the last two characters count, or the first two. */
  add(words: string, weight: number, end: 'last' | 'first'): void {
    for (const word of words.split(' ')) {
      const pair = end === 'last' ? word.slice(-2) : word.slice(0, 2);
      this.#first[pair.charCodeAt(0)] = 1;
      this.#weights.set(key(pair), weight);
    }
  }

  of(a: number, b: number): number {
    return this.#first[a] === 0 ? 1 : (this.#weights.get(a * 0x10000 + b) ?? 1);
  }
}

const key = (word: string): number => {
  const [a, b] = [...word].map((c) => c.codePointAt(0)!);
  return a! * 0x10000 + b!;
};
/** What announces a name. */
const TITLES =
  '记者 通讯员 总统 总理 首相 主席 书记 部长 外长 局长 市长 省长 县长 村长 镇长 乡长 区长 院长 校长 所长 处长 科长 厂长 司长 署长 行长 庭长 馆长 园长 店长 船长 机长 厅长 经理 董事长 总裁 副总 主任 主编 总编 主播 主持人 解说 教授 讲师 院士 博士 硕士 教练 队长 主帅 少帅 名帅 老帅 新帅 助教 裁判 球员 国脚 外援 射手 前锋 边锋 中锋 中场 前腰 后腰 后卫 边卫 左卫 右卫 中卫 门将 门神 队友 搭档 冠军 选手 车手 棋手 拳手 导演 名导 编剧 监制 制片 制作人 配音 演员 歌手 作家 诗人 画家 书法家 科学家 艺术家 企业家 思想家 音乐家 革命家 艺人 同学 同志 民警 队员 律师 医生 护士 厨师 大师 工程师 设计师 建筑师 分析师 理财师 会计师 摄影师 评论员 研究员 运动员 飞行员 宇航员 代表 委员 参事 理事 学者 专家 会长 秘书长 客户 会员 用户 摄影 作者 主演 妻子 丈夫 前妻 前夫 男友 女友 好友 战友 同事 儿子 女儿 父亲 母亲 爸爸 妈妈 爷爷 奶奶 哥哥 姐姐 弟弟 妹妹 叔叔 外公 外婆 老师 影星 影帝 影后 明星 皇帝 皇后 国王 女王 天皇 大帝 王子 公主 亲王 大使 参赞 司令 元帅 上将 中将 少将 将军 大将 署名 编辑 责编 联系人 收货人 收件人 寄件人 负责人 发言人 创始人 代言人 经纪人 候选人 被告人 受害人 嫌疑人 经办人 法人 被告 原告 死者 伤者 事主 姓名 名叫 叫做 我叫 我是 患者 病人 申请 车主 业主 房东 家长 配偶 乘客 旅客 网友 楼主 彩民 男子 女子 员工 学生 司机 工人 农民 村民 居民 市民 老人 青年 少年 战士 法官 检察 检察官 顾问 秘书 助理 干事 总监 主管 组长 班长 站长 台长 社长 董事 监事 巨星 球星 名将 老将 小将 新星 天王 天后 导师 校友 掌门 大侠 先生 女士 小姐 国务卿 议员 州长 议长 酋长 教皇 主教 神父 牧师';
/** Behind these as often stands somebody as something. */
const BEFORE = '采访 邀请 告诉 感谢 包括 以及 通过 认识 遇到 见到 想起 据悉 纪念 授予 任命 选举 逮捕 起诉 判处';
const SAYS =
  '在接受 对记者 向记者 则表示 也表示 还表示 却表示 曾表示 则认为 也认为 还说 也说 却说 则说 笑说 就说 先生 女士 小姐 同志 教授 老师 博士 医生 律师 表示 认为 指出 强调 介绍 告诉 说道 回忆 透露 坦言 坦承 承认 否认 呼吁 宣称 声称 建议 提出 提到 谈到 解释 分析 回应 直言 笑言 感叹 称赞 批评 回答 补充 发言 演讲 讲话 讲述 出任 担任 当选 夺冠 夺得 出生 去世 逝世 病逝 毕业 现年 年仅 接受 主席 总理 总统 首相 书记 外长 部长 局长 市长 省长 院长 校长 经理 队长 教练 主教 主帅 将军 皇帝 天皇 大使 大人 老爷 姑娘 爷爷 奶奶 叔叔 伯伯 姐姐 妹妹 哥哥 弟弟 师兄 师姐 师弟 师妹 导演 记者 签收 代收 大娘 大爷 大妈 阿姨 师傅 同学 女儿 儿子 妻子 丈夫 父亲 母亲 夫妇 一家 本人 报道 摄影 主演 执导 饰演 扮演 主唱 夫人 先后 会见 会谈 致辞 主持 宣布 出席 率领 率队 领衔 破门 进球 射门 传球 助攻 头球 点球 远射 梅开 伤愈 上场 受伤 停赛 缺阵 伤缺 伤停 转会 禁赛 等人 二人 两人 三人';
/** Behind these stands no name: they belong to a place, a firm, a prize. */
const THINGS =
  '公司 集团 股份 有限 控股 投资 企业 工业 责任 株式 科技 大学 学院 中学 小学 医院 银行 信托 饭店 酒店 宾馆 商行 商店 基金 证券 保险 资产 地产 置业 物业 机场 铁路 公园 广场 球场 体育 赛场 赛车 国家 小镇 小区 地区 山区 市区 郊区 州立 汽车 装甲 导弹 战机 品牌 电器 药业 制药 药房 珠宝 商学 电缆 轴承 啤酒 能源 石材 装备 化学 材料 实业 生物 村委 街道 大街 大道 高速 车站 轻轨 地铁 港口 码头 公路 大桥 大厦 大楼 中心 博物 美术馆 图书 教堂 宫殿 灯塔 海滩 沙滩 雪山 冰川 瀑布 水库 半岛 群岛 岛屿 盆地 沙漠 草原 平原 火山 山脉 山谷 海峡 海湾 海岸 流域 古城 古镇 景区 景点 度假 庄园 酒庄 联赛 球队 俱乐 主场 客场 坐镇 主队 客队 取胜 全胜 胜出 不败 不胜 保级 降级 出线 战意 后防 一方 商城 超市 电脑 手机 软件 网络 电子 机电 食品 服饰 服装 家具 家居 牙膏 洗发 护肤 面膜 香水 系列 旗舰 专卖 系统 技术 工程 产品 型号 规格 会计 事务 律师事 政府 法院 空军 海军 陆军 部队 军队 军方 警方 当局 人民 民族 公国 王国 帝国 王朝 共和 报告 指数 定律 定理 效应 病毒 综合症 综合征 足球 篮球 排球 研究 论坛 工作室 乐队 组合 装修 官方 官网 总部 旗下 股价 成员 球迷 排名 连胜 连败 南部 北部 东部 西部 中部 境内 当地 海域 沿岸 时间 战役 条约 宣言 赛事 大奖 公开';
/** Nor in front of a name: they lead to places and teams. */
const WHERE =
  '位于 地处 抵达 到达 前往 飞往 途经 途径 距离 首都 首府 城市 小镇 做客 客场 主场 作客 挑战 对阵 迎战 逼平 不敌 负于 主队 客队 豪门 品牌 小岛 欧洲 非洲';
const likely = new Pairs();
likely.add(BEFORE, 2, 'last');
likely.add(WHERE, 0.15, 'last');
likely.add(TITLES, 8, 'last');
const behindName = new Pairs();
behindName.add(SAYS, 6, 'first');
behindName.add(THINGS, 0.03, 'first');
const singleBefore = new Float64Array(0x10000).fill(1);
const single = new Float64Array(0x10000).fill(1);
const ends = new Float64Array(0x10000).fill(1);
const weigh = (of: Float64Array, characters: string, weight: number): void => {
  for (const c of characters) of[c.charCodeAt(0)] = weight;
};
weigh(single, '说称', 4);
weigh(single, '等和与及曾饰', 1.5);
weigh(single, '镇乡村县市区省州郡路街河江湖寺庙港杯队奖岛城山湾桥宫馆站', 0.06);
weigh(single, '军人族语系型牌版级式型', 0.2);
weigh(singleBefore, '由叫姓据', 2);
weigh(singleBefore, '至到抵赴', 0.3);
/** A given name hardly ends in one. */
weigh(ends, '镇乡村县市区队杯庙寺港岛站线县省街路店厂矿桥园湾坡沟屯郡', 0.03);
weigh(ends, '湖岭墩渡宫殿楼阁洲潭嘴庄塔监证刊赛', 0.1);
weigh(ends, '总导叔老氏家某', 0.1);
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
const FIRM = new Set(
  ['公司', '集团', '股份', '有限', '银行', '大学', '学院', '医院', '事务', '控股', '企业', '株式', '商行'].map(key),
);
/** With one of these between, it is another thing that the firm is said of. */
const PARTS: ReadonlySet<number> = new Set([...'的在是说和与为对把被向将从到称及等任'].map((c) => c.codePointAt(0)!));

export interface Around {
  /** Character right before the stretch and behind it, 0 for none. */
  readonly before: number;
  readonly behind: number;
  /** The one after that. */
  readonly next: number;
  /** A comma of a list and a name stand right before. */
  readonly listed: boolean;
}

/** Fills `cues` for the first `n` characters of `points`. */
export function weighCues(points: Uint16Array, n: number, around: Around, cues: HanCues): void {
  const { before, behind, title } = cues;
  const starts = around.listed ? 8 : atStart(around.before);
  for (let i = 0; i <= n; i++) {
    // `behind[i]`: of a name that begins at i; `before[i]`: of one that ends there.
    behind[i] = i === 0 ? starts : rightBefore(points, i);
    before[i] = i === n ? atEnd(around) : i === 0 ? 1 : rightBehind(points, i, n);
    if (i < n && i > 0) {
      if (RIVALS.has(points[i]!) && SERVING.has(points[i - 1]!)) behind[i]! *= 0.002;
      // What stands beside a point is part of the name.
      if (joins(points[i]!)) before[i]! *= BROKEN;
      if (joins(points[i - 1]!)) behind[i]! *= BROKEN;
    }
    title[i] = i + 1 < n && ADDRESSED.has(points[i]! * 0x10000 + points[i + 1]!) ? 1 : 0;
    if (i > 0) before[i]! *= ends[points[i - 1]!];
  }
  if (RIVALS.has(points[0]!) && isDigit(around.before)) behind[0] = 0.02;
  // Somebody who speaks (`王小明：…`), and a title that is nothing but a name.
  if (around.before === 0 && isColon(around.behind) && n <= 4) before[n]! *= 40;
  if (around.before === 0x300a) before[n]! *= around.behind === 0x300b ? 0.1 : 0.5;
  firms(points, n, before);
}

const BROKEN = 0.01;
const isColon = (point: number): boolean => point === 0xff1a || point === 0x3a;

function atStart(before: number): number {
  switch (before) {
    case 0:
      return 3;
    case 0x40:
      return 4;
    // `A vs B` are teams.
    case 0x73:
    case 0x53:
      return 0.5;
    case 0x300a:
      return 0.6;
    default:
      return 1.6;
  }
}

/** Times that a name is more likely behind `a` and `b`, 0 for none. */
export const announces = (a: number, b: number): number => singleBefore[b]! * (a === 0 ? 1 : likely.of(a, b));

/** Times that a name is more likely in front of them. */
export function follows(a: number, b: number): number {
  const word = b === 0 ? 1 : behindName.of(a, b);
  return word === 1 ? single[a]! : word;
}

const rightBefore = (points: Uint16Array, i: number): number => announces(i === 1 ? 0 : points[i - 2]!, points[i - 1]!);

const rightBehind = (points: Uint16Array, i: number, n: number): number =>
  follows(points[i]!, i + 1 < n ? points[i + 1]! : 0);

/** A sex behind the comma says that a person stood before it (`王兆君，男，…`). */
function atEnd({ behind, next }: Around): number {
  if ((behind === 0xff0c || behind === 0x2c || isColon(behind)) && (next === 0x7537 || next === 0x5973)) return 60;
  if ((behind === 0x28 || behind === 0xff08) && isLetter(next)) return 4;
  if (behind === 0x76 || behind === 0x56) return 0.4;
  return behind === 0 || behind === 0x3001 || behind === 0xff1a || behind === 0xff08 ? 2 : 1.3;
}

const isLetter = (point: number): boolean => (point | 0x20) >= 0x61 && (point | 0x20) <= 0x7a;
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

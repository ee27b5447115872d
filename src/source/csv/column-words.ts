/** True for what columns are called, in Chinese and in English; never for what usually stands in them. */
export function isColumnWord(text: string): boolean {
  const bare = text.replace(/[（(【[].*$/, '').trim();
  if (bare === '' || bare.length > 40) return false;
  if (CHINESE_EXACT.has(bare.replace(/\d+$/, ''))) return true;
  if (CHINESE_ENDING.test(bare) && !/\d/.test(bare)) return true;
  const parts = bare
    .replace(/([a-zäöüß])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_\-./:#*]+/)
    .map((part) => part.replace(/\d+$/, ''))
    .filter((part) => part !== '');
  const known = parts.filter((part) => ENGLISH.has(part)).length;
  if (known === 0) return false;
  // "Main Street" and "Bank of China" are values: every word must be one of ours, but for names programs give;
  // digits among letters are of a code.
  return (
    known === parts.filter((part) => !LINKING.has(part)).length ||
    (/^[\p{L}_.-]+\d*$/u.test(bare) && /_|[a-z][A-Z]/.test(bare))
  );
}

/** Endings that say what a column holds, behind at most eight characters: 联系人姓名, 首次登录时间. */
const CHINESE_ENDING =
  /^.{0,8}(姓名|名字|名称|名稱|昵称|暱稱|性别|性別|年龄|年齡|电话|電話|手机|手機|号码|號碼|手机号|手機號|编号|編號|单号|單號|卡号|卡號|账号|帳號|证号|證號|工号|工號|学号|學號|序号|序號|代码|代碼|编码|編碼|证件|證件|身份证|身份證|邮箱|郵箱|邮件|地址|住址|籍贯|籍貫|国籍|國籍|日期|时间|時間|生日|年份|月份|类型|類型|类别|類別|状态|狀態|备注|備註|说明|說明|描述|内容|內容|金额|金額|价格|價格|单价|單價|数量|數量|总计|總計|合计|合計|余额|餘額|工资|薪资|薪資|收入|户名|戶名|职位|職位|职务|職務|岗位|崗位|学历|學歷|规格|規格|型号|型號|邮编|郵編|编码|微信号|车牌|車牌|车架号|密码|密碼|标题|標題|来源|來源|等级|等級|积分|積分|标签|標籤|经度|經度|纬度|緯度|坐标|联系方式|聯絡方式|婚姻状况|血型|诊断|診斷|病史|币种|幣別|比例|次数|次數)$/;

/** Words that are columns when they stand alone, and may end a value: 工商银行, 普通客户. */
const CHINESE_EXACT = new Set(
  (
    '姓 名 称呼 民族 族别 宗教 宗教信仰 省 省份 市 城市 区 区县 县 县市 縣市 街道 乡镇 行政区 国家 國家 地区 地區 邮政编码 ' +
    '郵遞區號 银行 銀行 开户行 開戶行 开户银行 发卡行 部门 部門 所属部门 学校 學校 毕业院校 毕业学校 院校 专业 專業 班级 班級 ' +
    '年级 公司 所属公司 单位 單位 工作单位 企业 机构 客户 客戶 顾客 用户 用戶 使用者 会员 會員 员工 員工 学生 患者 病人 ' +
    '订单 訂單 商品 产品 產品 品名 项目 渠道 微信 支付宝 联系人 聯絡人 紧急联系人 关系 關係 婚姻 症状 科室 医生 醫生 医院 ' +
    '仓库 倉庫 物流 快递 时区 语言 职业 職業 行业 日 月 年 值 量 数 號 号 税号 护照 護照 港澳通行证 社保 SKU sku'
  ).split(' '),
);

const LINKING = new Set(['of', 'the', 'in', 'is', 'has', 'per', 'and', 'or', 'for', 'to', 'by', 'at', 'a', 's']);

const ENGLISH = new Set(
  (
    'id ids no nr num number code key ref reference uuid guid index idx seq serial row name names first last middle given family ' +
    'full short firstname lastname fullname username surname givenname nickname initial title salutation gender sex age birth birthday ' +
    'birthdate dob date time datetime timestamp year month week day created updated modified deleted registered start end from until ' +
    'email mail e phone mobile tel telephone fax cell contact address addr street city town state province county district country ' +
    'region zip zipcode postcode postal nationality ethnicity religion language locale timezone company employer organisation ' +
    'organization department dept position job role occupation profession salary income wage bonus amount price cost fee tax total ' +
    'subtotal balance quantity qty count rate percent percentage currency account iban bic swift bank card credit passport ssn national ' +
    'social security license licence plate vin imei imsi mac ip url link website domain latitude longitude lat lon lng ' +
    'location coordinates geo description desc note notes comment comments remark remarks text content message subject body type kind ' +
    'category class group status flag active level score grade rank value label tag tags source channel order invoice payment shipment ' +
    'customer client user member employee staff person patient student teacher owner manager product item sku brand model size color ' +
    'colour weight height width length version password pwd token secret signature diagnosis symptom disease treatment blood ' +
    'wechat alipay qq openid unionid device os browser session login vorname nachname strasse straße hausnummer ort plz stadt land telefon ' +
    'geburtsdatum datum betrag menge preis kunde kundennummer bestellung bemerkung nom prenom prénom adresse ville pays'
  ).split(' '),
);

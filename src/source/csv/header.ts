/**
 * Tells a header from a first row of data. Both mistakes cost: a row of data taken for a header would put values
 * into paths and receipts and never be inspected, a header taken for data loses what column names say. So anything
 * that looks like a value of a person keeps the row as data.
 */
export function isHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const cells = first.map((cell) => cell.trim());
  if (cells.every((cell) => cell === '')) return false;
  if (cells.some((cell) => looksLikePersonalValue(cell))) return false;
  const words = cells.filter((cell) => isColumnWord(cell)).length;
  if (words > 0 && words * 3 >= cells.filter((cell) => cell !== '').length) return true;
  const values = cells.filter((cell) => looksLikeValue(cell)).length;
  if (words > 0) return values <= words;
  if (values > 0) return false;
  // Nothing known so far: a name seen again below is a value; a column of values under a word has a header.
  let typed = 0;
  for (const [column, cell] of cells.entries()) {
    const below = rows.map((row) => row[column]?.trim() ?? '').filter((text) => text !== '');
    if (cell !== '' && below.includes(cell)) return false;
    if (below.length > 0 && below.every((text) => looksLikeValue(text))) typed++;
  }
  if (typed > 0) return true;
  if (new Set(cells).size < cells.length) return false;
  if (cells.every((cell) => isIdentifier(cell))) return true;
  // All text and no word that columns are called by: names, addresses. Read as data, so that nothing goes unseen.
  return false;
}

/** Paths of the columns: the header's text; `name#4` for a second `name`, `#4` for an empty one. All different. */
export function columnPaths(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, i) => {
    const name = cell.trim().replace(/\s+/g, ' ').slice(0, 200);
    return uniquePath(name === '' ? `#${i + 1}` : name, i, used);
  });
}

/** `path`, or with the column's number behind it as often as it takes to be new; `used` then has it. */
export function uniquePath(path: string, column: number, used: Set<string>): string {
  let unique = path;
  while (used.has(unique)) unique += `#${column + 1}`;
  used.add(unique);
  return unique;
}

/** Long digits, an e-mail address, a date, coordinates: never the name of a column. */
function looksLikePersonalValue(text: string): boolean {
  return (
    /\d{7}/.test(text) ||
    /[^\s@]@[^\s@]+\.[^\s@]/.test(text) ||
    /^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}/.test(text) ||
    /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(text) ||
    /^[+(]?\d[\d\s()-]{6,}\d$/.test(text) ||
    /^-?\d+\.\d{3,}$/.test(text) ||
    /^(\d{1,3}\.){3}\d{1,3}$/.test(text)
  );
}

/** A number, a date, a truth value or anything personal. */
function looksLikeValue(text: string): boolean {
  return (
    looksLikePersonalValue(text) ||
    /^[-+]?[¥$€£]?\s?[\d,]*\.?\d+\s?%?$/.test(text) ||
    /^\d{1,4}[-/:.]\d{1,2}/.test(text) ||
    /^(true|false|yes|no|null|n\/a|是|否|男|女)$/i.test(text)
  );
}

/** `customer_id`, `orderNo`, `a`: what programs call their columns. */
function isIdentifier(text: string): boolean {
  return /^[a-z_][a-z0-9_.]*$/.test(text) || /^[a-z]+([A-Z][a-z0-9]*)+$/.test(text) || /^[A-Z][A-Z0-9_]*$/.test(text);
}

function isColumnWord(text: string): boolean {
  const word = text
    .toLowerCase()
    .replace(/[（(【[].*$/, '')
    .replace(/[\s_\-.*:：]+/g, ' ')
    .trim();
  if (word === '' || word.length > 40) return false;
  if (CHINESE.test(word)) return true;
  return word
    .replace(/([a-z])(\d+)$/, '$1')
    .split(' ')
    .some((part) => ENGLISH.has(part));
}

const CHINESE =
  /^(.{0,8})(姓名|名字|名称|名稱|姓|称呼|性别|性別|年龄|年齡|电话|電話|手机|手機|号码|號碼|编号|編號|序号|序號|代码|代碼|证件|證件|身份证|身份證|护照|護照|邮箱|郵箱|邮件|郵件|地址|住址|籍贯|籍貫|民族|国籍|國籍|日期|时间|時間|生日|年份|月份|类型|類型|类别|類別|状态|狀態|备注|備註|说明|說明|描述|内容|內容|金额|金額|价格|價格|单价|單價|数量|數量|总计|合计|余额|餘額|工资|薪资|薪資|收入|银行|銀行|卡号|卡號|账号|帳號|账户|帳戶|户名|開戶行|开户行|部门|部門|职位|職位|职务|職務|岗位|学历|學歷|学校|學校|专业|專業|班级|公司|单位|單位|企业|客户|客戶|用户|使用者|会员|會員|员工|員工|订单|訂單|商品|产品|產品|品名|规格|型号|型號|省份|省|城市|市|区县|区|縣市|县|街道|邮编|郵編|邮政编码|郵遞區號|微信|微信号|支付宝|车牌|車牌|车架号|密码|密碼|标题|標題|来源|來源|渠道|等级|等級|积分|标签|標籤|经度|經度|纬度|緯度|坐标|联系人|聯絡人|联系方式|聯絡方式|关系|關係|婚姻|婚姻状况|血型|宗教|诊断|診斷|症状|病历号|病史|科室|医生|币种|幣別|仓库|物流单号|单号|號|号|id|率|额|額|数|數|人|名|日|值|量|sku)$/;

const ENGLISH = new Set(
  (
    'id ids no num number nr code key ref uuid guid index seq serial name names firstname lastname fullname username surname givenname ' +
    'nickname title gender sex age birth birthday birthdate dob date time datetime timestamp year month day created ' +
    'updated modified email mail phone mobile tel telephone fax cell contact address addr street city state province ' +
    'county district country region zip zipcode postcode postal nationality ethnicity religion company employer ' +
    'organisation organization department dept position job role occupation salary income wage amount price cost ' +
    'total subtotal balance quantity qty count rate percent currency account iban bic bank card passport ssn license ' +
    'plate vin imei imsi mac ip url link website domain latitude longitude lat lon lng location coordinates ' +
    'description desc note notes comment comments remark remarks text content message subject body type kind category ' +
    'class group status flag level score grade value label tag tags source order customer client user member employee ' +
    'person patient student product item sku brand model size color colour weight height version password token ' +
    'secret signature diagnosis symptom disease treatment wechat alipay qq openid unionid language locale timezone ' +
    'vorname nachname strasse straße ort plz land telefon geburtsdatum datum betrag nom prenom prénom adresse ville'
  ).split(' '),
);

/**
 * Prefixes of headers that name another person than the main one of the row: each is a person of its own. Matched
 * against a normalised header or, for JSON, the normalised steps of the pointer.
 */
export const ROLES: readonly RegExp[] = [
  /付款人|付款方|付款|汇款人|转出方|payer|remitter/,
  /收款人|收款方|收款|转入方|payee/,
  /寄件人|寄件|发件人|发件|发货人|sender|shipper|consignor/,
  /收件人|收件|收货人|收货|receiver|consignee|shipto|shipping|deliverto/,
  /买家|买方|购买人|buyer|purchaser/,
  /卖家|卖方|seller|vendor/,
  /紧急联系人|紧急联系|紧急|emergencycontact|emergency/,
  /配偶|妻子|丈夫|spouse|wife|husband/,
  /父亲|father/,
  /母亲|mother/,
  /家长|parent/,
  /监护人|guardian/,
  /子女|孩子|child/,
  /被保险人|被保人|insured/,
  /投保人|policyholder/,
  /受益人|beneficiary/,
  /甲方|partya/,
  /乙方|partyb/,
  /推荐人|介绍人|referrer|referee/,
  /担保人|guarantor/,
  /法定代表人|法人代表|legalrepresentative/,
  /经办人|经手人|代办人|handler/,
  /代收人|代理人|agent|proxy/,
];

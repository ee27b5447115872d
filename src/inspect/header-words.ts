/**
 * Words of headers by kind, normalised (see `normaliseHeader`): `exact` is the whole header, `weak` too but it means
 * other things as well, `within` may stand anywhere in it. Chinese, English, pinyin initials as they are used in
 * Chinese databases (sfzh = 身份证号).
 */
import type { Kind } from '../model/kinds.ts';

interface Words {
  readonly exact: readonly string[];
  readonly weak?: readonly string[];
  readonly within?: readonly string[];
}

const words = (exact: string, weak = '', within = ''): Words => ({
  exact: exact.split(' '),
  weak: weak === '' ? [] : weak.split(' '),
  within: within === '' ? [] : within.split(' '),
});

export const HEADER_WORDS: Readonly<Record<Kind, Words>> = {
  'cn.resident-id': words(
    '身份证 身份证号 身份证号码 公民身份号码 居民身份证 居民身份证号 身份证件号 身份证件号码 sfz sfzh sfzhm sfzid idcard idcardno idcardnumber citizenid residentid residentidnumber nationalid identitycard identitynumber identityno chinaid',
    '证件号 证件号码 zjh zjhm idno idnumber idnum certno certificateno identity',
    '身份证',
  ),
  'cn.hmt-residence': words('居住证 居住证号 港澳台居民居住证 居住证号码 jzz jzzh'),
  passport: words(
    '护照 护照号 护照号码 passport passportno passportnumber passportnum hz hzh hzhm',
    '',
    '护照 passport',
  ),
  'cn.hk-macau-permit': words(
    '港澳通行证 港澳通行证号 回乡证 回乡证号 往来港澳通行证 来往内地通行证 homereturnpermit hkmpermit',
    '',
    '港澳通行证 回乡证',
  ),
  'cn.taiwan-permit': words(
    '台胞证 台胞证号 台湾通行证 往来台湾通行证 台湾居民来往大陆通行证 mtp taiwanpermit',
    '',
    '台胞证 台湾通行证',
  ),
  'cn.foreign-permanent-resident-id': words(
    '永久居留证 外国人永久居留身份证 永居证 永居证号 permanentresidentid',
    '',
    '永久居留',
  ),
  'cn.social-security': words(
    '社保号 社保卡号 社会保障号 社会保障号码 社会保险号 社保编号 sbh sbkh ssn socialsecurity socialsecuritynumber socialsecurityno',
    '',
    '社会保障号 社保卡 社保号 socialsecurity',
  ),
  'customer-key': words(
    '客户号 客户编号 客户id 客户代码 会员号 会员编号 会员id 会员卡号 用户id 用户编号 用户号 员工号 员工编号 员工id 工号 职工号 学号 学生编号 病历号 病案号 患者编号 患者id 门诊号 住院号 人员编号 客户序号 customerid customerno customernumber customercode customerkey custid custno clientid clientno userid uid userno memberid memberno membernumber employeeid employeeno employeenumber empid empno staffid staffno patientid patientno studentid studentno subscriberid personid personno accountid crmid khh khbh khid hyh hybh hyid yhid yhbh ygbh yggh gh cid',
    '编号 账户id login username 用户名 登录名',
  ),
  'person.name': words(
    '姓名 名字 客户姓名 用户姓名 员工姓名 联系人 联系人姓名 收件人 收货人 寄件人 真实姓名 患者姓名 学生姓名 持卡人 户名 法人姓名 中文名 英文名 姓 fullname realname personname customername clientname contactname contactperson employeename staffname patientname studentname firstname lastname givenname surname familyname middlename cardholder cardholdername holdername recipientname xm khxm ygxm lxr lxrxm sjr shr xingming',
    'name 名称 客户名称 客户名 昵称 nickname khmc contact 负责人 owner 客户 customer passenger guest payer payee sender receiver 付款人 收款人 乘客 旅客 申请人 applicant 买家 卖家 推荐人 担保人 紧急联系人 监护人 投保人 被保险人 受益人',
    '姓名 fullname',
  ),
  phone: words(
    '手机 手机号 手机号码 移动电话 联系电话 联系方式 电话 电话号码 联系手机 手机电话 本人手机 收件电话 收货电话 phone phoneno phonenumber phonenum mobile mobileno mobilenumber mobilephone cell cellphone cellno tel telno telephone telephonenumber contactnumber contactphone msisdn whatsapp sjh sjhm lxdh dh dhhm yddh shouji',
    '号码 联系',
    '手机 电话 mobile phone telephone',
  ),
  'phone.landline': words(
    '固话 座机 固定电话 办公电话 家庭电话 单位电话 座机号 landline homephone officephone workphone gddh',
    '',
    '座机 固定电话 landline',
  ),
  email: words(
    '邮箱 邮箱地址 电子邮件 电子邮箱 邮件 邮件地址 email emailaddress mail mailaddress emailid yx dzyx dzyj youxiang',
    '',
    '邮箱 电子邮件 email',
  ),
  address: words(
    '地址 住址 家庭住址 家庭地址 收货地址 收件地址 寄件地址 详细地址 联系地址 通讯地址 通信地址 户籍地址 户口所在地 居住地 居住地址 现住址 送货地址 单位地址 籍贯 address addr addressline addressline1 addressline2 street streetaddress homeaddress mailingaddress postaladdress shippingaddress billingaddress residence dz lxdz jtdz jtzz txdz xxdz hjdz',
    '位置',
    '地址 住址 address',
  ),
  'birth-date': words(
    '出生日期 生日 出生年月 出生年月日 出生时间 生辰 birth birthday birthdate dateofbirth dob birthyear borndate csrq csny sr',
    '出生',
    '出生日期 dateofbirth birthdate birthday',
  ),
  sex: words('性别 sex gender xb xingbie'),
  ethnicity: words('民族 族别 ethnicity ethnic ethnicgroup race mz minzu'),
  religion: words('宗教 宗教信仰 信仰 religion faith belief religiousbelief zjxy', '', '宗教 religio'),
  health: words(
    '健康 健康状况 健康状态 病史 既往病史 诊断 诊断结果 临床诊断 疾病 疾病名称 病情 病名 体检 体检结果 过敏 过敏史 用药 用药史 血型 症状 检查结果 检验结果 医嘱 处方 残疾 残疾类型 怀孕 health healthstatus healthcondition diagnosis disease illness medical medicalhistory medication medications allergy allergies bloodtype symptom symptoms disability prescription icd10 icdcode jkzk zd bs',
    'condition treatment',
    '病史 诊断 疾病 过敏 体检 血型 残疾 diagnos medicalhistory medication allerg bloodtype disabilit',
  ),
  biometric: words(
    '人脸 人脸特征 人脸模板 面部特征 指纹 指纹模板 声纹 虹膜 掌纹 基因 dna face facetemplate facefeature faceembedding faceid fingerprint fingerprinttemplate iris voiceprint palmprint biometric biometrics retina',
    '',
    '人脸特征 人脸模板 指纹 声纹 虹膜 fingerprint voiceprint biometric facefeature faceembedding facetemplate',
  ),
  'bank-card': words(
    '银行卡 银行卡号 信用卡 信用卡号 借记卡号 储蓄卡号 卡号 工资卡号 bankcard bankcardno cardno cardnumber creditcard creditcardno creditcardnumber debitcard pan yhkh yhk kh ccnumber',
    '卡 card',
    '银行卡 信用卡 creditcard bankcard cardnumber',
  ),
  account: words(
    '账号 账户 银行账号 银行账户 帐号 收款账号 付款账号 资金账号 证券账号 存款 余额 账户余额 公积金账号 iban accountno accountnumber acctno bankaccount bankaccountnumber balance accountbalance securitiesaccount yhzh zh zhye',
    'account acct',
    '银行账 银行帐 收款账 bankaccount iban',
  ),
  salary: words(
    '工资 薪资 薪酬 月薪 年薪 底薪 基本工资 实发工资 应发工资 收入 月收入 年收入 奖金 绩效工资 税前工资 税后工资 salary wage wages income annualincome monthlyincome basesalary grosspay netpay compensation payroll bonus gz jbgz sfgz',
    '',
    '工资 薪资 薪酬 salary 年收入 月收入',
  ),
  secret: words(
    '密码 登录密码 支付密码 口令 密钥 私钥 安全码 password passwd pwd passphrase secret secretkey apikey accesskey accesstoken refreshtoken privatekey cvv cvv2 cvc pin authtoken mm dlmm',
    'token 验证码 salt',
    '密码 password secretkey privatekey apikey accesstoken',
  ),
  'cn.plate': words(
    '车牌 车牌号 车牌号码 号牌 号牌号码 车号 plate plateno platenumber licenseplate licenceplate vehicleplate cp cph cphm',
    '',
    '车牌 licenseplate platenumber',
  ),
  vin: words('车架号 车辆识别代号 车辆识别码 车辆识别代码 vin vinno vincode chassisno cjh', '', '车架号 车辆识别'),
  'device.imei': words('imei imei号 imei1 imei2 deviceimei', '', 'imei'),
  'device.imsi': words('imsi imsi号', '', 'imsi'),
  'device.mac': words('mac mac地址 macaddress macaddr wifimac bluetoothmac', '', 'macaddress mac地址'),
  ip: words(
    'ip ip地址 ipaddress ipaddr clientip loginip remoteip sourceip srcip userip 登录ip 注册ip',
    '',
    'ipaddress ip地址 clientip loginip',
  ),
  'geo.point': words(
    '经度 纬度 坐标 经纬度 定位 gps坐标 lat lng lon latitude longitude latlng latlon gps gpslat gpslng coordinate coordinates geopoint geolocation jd wd',
    'location',
    '经度 纬度 经纬度 latitude longitude',
  ),
  'wechat-id': words(
    '微信 微信号 微信id 微信openid wechat wechatid weixin weixinid wxid openid unionid wxopenid wx wxh',
    '',
    '微信 wechat openid',
  ),
  'alipay-id': words(
    '支付宝 支付宝账号 支付宝号 alipay alipayid alipayaccount alipayuid alipayuserid zfb zfbzh',
    '',
    '支付宝 alipay',
  ),
  'cn.uscc': words('统一社会信用代码 社会信用代码 信用代码 纳税人识别号 税号 uscc creditcode tyshxydm', '', '信用代码'),
};

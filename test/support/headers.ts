/** Headers as tables have them, by what they may be read as: Chinese in both scripts, pinyin, its initials, English. */
export const HEADERS: Readonly<Record<string, string>> = {
  'resident-id|identity-document':
    '身份证号 身份证号码 居民身份证 居民身份证号码 身份证 公民身份号码 公民身份证号 sfzh sfz sfzhm sfzjhm SFZH gmsfhm zjhm zjh 证件号 证件号码 证件编号 身份证件号码 法人身份证号 投保人证件号码 被保人身份证号 持卡人身份证 户主身份证号 监护人身份证号 学生身份证号 员工身份证号 客户身份证 ID_CARD_NO idcard_no id_card cert_no CERT_NUM certificate_no identity_no idNo id_number 身份證字號 身份證號碼 配偶身份证号 父亲身份证号码 t_sfzh user_sfzh khsfz cert_id',
  name: '姓名 名字 客户姓名 客户名 客户名称 xm XM khxm khmc kh_mc yhxm ygxm xsxm 用户姓名 真实姓名 联系人 联系人姓名 收货人 收货人姓名 收件人 收件人姓名 寄件人 持卡人 持卡人姓名 户主姓名 法人代表 法定代表人 法人姓名 经办人 申请人 申请人姓名 被保险人 投保人 受益人 员工姓名 学生姓名 患者姓名 病人姓名 乘客姓名 旅客姓名 开户名 户名 负责人 紧急联系人 紧急联系人姓名 业务员 客户经理 医生姓名 教师姓名 家长姓名 监护人姓名 name full_name customer_name cust_name CustName userName_cn real_name realname employee_name contact_name patient_name cardholder_name 昵称真实姓名 lxr lxrxm sjr sjrxm shr shrxm 參保人姓名 当事人姓名 嫌疑人姓名 买家姓名 卖家姓名 承租人 出租人 房东姓名 司机姓名 驾驶员姓名 车主姓名 车主 业主姓名',
  'telephone|landline|contact':
    '手机 手机号 手机号码 手机号码1 移动电话 联系电话 联系方式 电话 电话号码 固定电话 座机 办公电话 家庭电话 单位电话 住宅电话 联系手机 客户手机 客户电话 收货人电话 收件人手机 紧急联系人电话 监护人电话 家长手机 法人手机 法人电话 预留手机号 绑定手机 注册手机号 登录手机号 lxdh LXDH sjh sjhm dhhm dh lxfs yddh gddh jtdh bgdh shoujihao shouji dianhua phone mobile tel phone_no mobile_no mobile_phone phone_number phoneNum cell cellphone telephone contact_phone contact_no home_phone work_phone office_tel emergency_phone receiver_phone user_mobile cust_tel MOBILE_PHONE_NO telNo fax 传真 聯絡電話 行動電話 手機號碼 主叫号码 被叫号码 来电号码 号码归属手机',
  email:
    '邮箱 电子邮箱 电子邮件 邮件地址 邮箱地址 E-mail email e_mail Email地址 mail_addr user_email 工作邮箱 联系邮箱 dzyx yx dzyj email_address contactEmail 常用邮箱 注册邮箱',
  address:
    '地址 住址 家庭住址 家庭地址 居住地址 现住址 户籍地址 户口所在地 通讯地址 联系地址 收货地址 收件地址 详细地址 寄件地址 邮寄地址 单位地址 办公地址 工作地址 注册地址 身份证地址 房屋坐落 房产地址 常住地址 暂住地址 dz DZ zz jtzz jtdz txdz lxdz hjdz xxdz shdz jzdz address addr home_address home_addr detail_address shipping_address billing_address street street_address address_line1 residential_address delivery_addr 戶籍地址 通訊地址 居住地 送货地址 配送地址 经营地址 出生地',
  'birth-date':
    '出生日期 生日 出生年月 出生年月日 出生时间 csrq CSRQ csny birthday birth_date date_of_birth dob DOB birthDate 出生 诞辰 生辰',
  sex: '性别 xb XB gender sex 性別 客户性别 xingbie',
  ethnicity: '民族 mz MZ 族别 ethnicity ethnic_group minzu 少数民族',
  religion: '宗教 宗教信仰 信仰 religion zjxy',
  'bank-card|account':
    '银行卡号 银行卡 卡号 借记卡号 信用卡号 储蓄卡号 银行账号 银行账户 收款账号 付款账号 开户账号 工资卡号 对公账号 账号 yhkh YHKH yhzh kh_yhk bank_card card_no bank_account account_no acct_no bankCardNo BANK_ACCT credit_card 帳號 銀行帳號 结算账户 还款卡号 提现账户',
  passport: '护照 护照号 护照号码 hzh hzhm passport passport_no passportNo PASSPORT_NUM 護照號碼',
  wechat: '微信 微信号 微信id wxh weixin wechat wechat_id openid_wx 微信账号',
  plate: '车牌 车牌号 车牌号码 号牌号码 cph CPH cphm plate_no license_plate car_no 车辆号牌',
  vin: '车架号 车辆识别代号 车辆识别码 VIN vin cjh clsbdh 发动机车架号',
  ip: 'IP IP地址 ip_addr 登录IP 客户端IP client_ip 注册IP',
  salary:
    '工资 薪资 月薪 年薪 基本工资 收入 月收入 年收入 税后工资 gz xz salary income monthly_income base_pay 应发工资 实发工资 薪酬',
  'social-security': '社保号 社保卡号 医保卡号 医保号 社会保障号 社保账号 社会保障卡号 sbh sbkh ybkh ybh 公积金账号',
  health:
    '诊断 疾病 病史 既往病史 过敏史 诊断结果 症状 血型 主诉 现病史 入院诊断 出院诊断 处方 用药 检查结果 zd diagnosis disease allergy blood_type medical_history',
  secret: '密码 登录密码 支付密码 pwd password passwd mm secret_key api_key token 口令',
  'customer-key':
    '客户号 客户编号 客户ID 用户ID 用户编号 会员号 会员卡号 会员ID 员工号 工号 学号 病历号 住院号 就诊卡号 khh khbh yhid yhbh hyh gh xh ygbh customer_id cust_no user_id member_id employee_id emp_no student_no patient_id uid',
  'thing|prose|null':
    '订单号 订单编号 商品名称 数量 单价 金额 状态 备注 创建时间 更新时间 部门 职位 公司名称 产品型号 物流单号 发票号 合同编号 仓库编码 类别 版本 ddh spmc sl dj je zt bz cjsj bm gsmc order_no sku qty price amount status remark created_at department company product_name tracking_no invoice_no 邮编 城市 国家 省份 学历 专业 学校 开户行 批次号 序号 流水号',
};

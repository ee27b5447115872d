/** The 56 officially named ethnic groups (GB/T 3304-1991), and how a form leaves them out. */
export const ETHNIC_GROUPS =
  '汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 穿青人 漢族 滿族';
export const ETHNIC_ENGLISH =
  'han mongol hui tibetan uyghur uygur miao yi zhuang bouyei korean manchu dong yao bai tujia hani kazakh dai li lisu va she gaoshan lahu sui dongxiang naxi jingpo kyrgyz tu daur mulao qiang blang salar maonan gelao xibe achang pumi tajik nu uzbek russian ewenki deang bonan yugur gin tatar derung oroqen hezhen monba lhoba jino white black asian hispanic latino caucasian african';
export const SEXES =
  '男 女 男性 女性 男士 女士 先生 小姐 未知 保密 其他 其它 未说明 未说明的性别 未知的性别 m f male female man woman mr mrs ms x other unknown nonbinary non-binary diverse 0 1 2 9 u n/a';
/** Words of sex that are enough without a header. */
export const SURE_SEXES = '男 女 男性 女性 male female m f';
export const RELIGIONS =
  '佛教 道教 伊斯兰教 基督教 天主教 东正教 印度教 犹太教 藏传佛教 新教 穆斯林 无 无宗教 无宗教信仰 无信仰 无神论 不信教 信教 其他 buddhism buddhist taoism taoist islam muslim islamic christianity christian catholic catholicism protestant orthodox hinduism hindu judaism jewish sikh atheist atheism agnostic none other';
export const SURE_RELIGIONS =
  '佛教 道教 伊斯兰教 基督教 天主教 东正教 印度教 犹太教 藏传佛教 穆斯林 buddhism buddhist islam muslim christianity catholic protestant hinduism hindu judaism jewish sikh';
/** Words of health that stand for a person's health wherever they are met. */
export const HEALTH_WORDS =
  '确诊 糖尿病 高血压 冠心病 心脏病 心肌梗死 心肌梗塞 心绞痛 心律失常 脑梗 脑卒中 脑出血 中风 癫痫 白血病 淋巴瘤 恶性肿瘤 肿瘤 肺癌 肝癌 胃癌 乳腺癌 宫颈癌 结肠癌 直肠癌 食管癌 甲状腺癌 前列腺癌 胰腺癌 鼻咽癌 癌症 艾滋病 梅毒 淋病 乙肝 丙肝 肝炎 肝硬化 肺结核 结核病 肺炎 哮喘 慢阻肺 肾衰竭 尿毒症 肾炎 透析 化疗 放疗 抑郁症 焦虑症 精神分裂 双相情感障碍 躁郁症 自闭症 帕金森 阿尔茨海默 老年痴呆 类风湿 红斑狼疮 痛风 甲亢 甲减 先天性 流产 早产 怀孕 孕妇 妊娠 不孕 残疾人 骨折 骨质疏松 过敏史 青霉素过敏 药物过敏 手术史 术后 病史 病历 住院治疗 新冠阳性 核酸阳性 血友病 地中海贫血 贫血 白内障 青光眼 性病';
export const HEALTH_ENGLISH =
  'diagnosed diabetes diabetic hypertension asthma cancer leukemia leukaemia lymphoma tumor tumour carcinoma hiv hepatitis tuberculosis epilepsy schizophrenia bipolar depression alzheimer parkinson dialysis chemotherapy radiotherapy pregnant pregnancy miscarriage stroke pneumonia arthritis allergic obesity obese migraine insomnia anxiety anemia anaemia gout psoriasis eczema hernia glaucoma dementia parkinsons thyroid hypothyroidism cirrhosis hiv/aids aids syphilis gonorrhea chlamydia malaria covid penicillin paracetamol acetaminophen ibuprofen aspirin lipitor atorvastatin metformin insulin amoxicillin lisinopril amlodipine omeprazole simvastatin losartan albuterol gabapentin sertraline fluoxetine prozac zoloft citalopram lorazepam diazepam xanax warfarin prednisone antidepressant antidepressants antibiotics chemo';
export const BLOOD_TYPES =
  'a b o ab a型 b型 o型 ab型 a+ a- b+ b- o+ o- ab+ ab- rh+ rh- rh阴性 rh阳性 a型血 b型血 o型血 ab型血';
/** What stands in a cell that has no value. */
export const NO_VALUE =
  'null none nil nan na n/a #n/a \\n undefined unknown empty - -- --- / . * ? 无 空 暂无 未填 未填写 不详 未知 没有 未提供 待补充 缺失 (null) <null>';
/** Further words of health, for running text. */
export const HEALTH_IN_TEXT =
  '过敏 孕妇 怀孕 妊娠 流产 产检 手术史 病史 既往史 住院 处方药 血糖 血脂 血压偏 胆固醇 甲亢 甲减 痛风 关节炎 骨折 骨质疏松 椎间盘 贫血 红斑狼疮 银屑病 湿疹 胃溃疡 胃炎 肠炎 胆结石 胰岛素 二甲双胍 降压药 抗抑郁 抑郁症 焦虑症 自闭症 阳性患者 感染者 残疾 残障 allergy allergies';
/** Behind these stands a name. */
export const BEFORE_NAME =
  '姓名 联系人 收件人 收货人 寄件人 发件人 代收人 客户名 客户 本人 患者 病人 经办人 负责人 户主 申请人 投保人 被保人 被保险人 受益人 付款人 收款人 持卡人 车主 业主 法人 家长 监护人 配偶 我叫 我是 名叫 叫做 转交 乘客 旅客 员工 学生 司机';
/** Before these stands a name. */
export const AFTER_NAME = '先生 女士 小姐 老师 同志 经理 医生 同学 阿姨 师傅 大夫 教授 律师';
/** Characters that end a name in running text. */
export const NOT_IN_NAMES_IN_TEXT =
  '来去打说问答要求让请叫致电投诉反映申请办理咨询表示称会能可需应该也都就再还又很更最因所而且即则其由于到达在是的了不没有先女士生姐同经理主诉入住就诊确诊现已曾正被反馈预约登记签收代取拿送转交给与和及或等共约总副公司我你他她它本该此各每某';

import type { HeaderWords } from './roles.ts';

/** Header words in pinyin, whole and by first letters, as Chinese databases have them. A header fits by its whole or last words. */
export const PINYIN: HeaderWords = {
  'resident-id':
    'sfz sfzh sfzhm sfzhao sfzno sfzid gmsfhm gmsfzh gmsfz jmsfz jmsfzh shenfenzheng shenfenzhenghao shenfenzhenghaoma shenfenzhenghm khsfz khsfzh',
  'identity-document': 'zjh zjhm zjbh zjno zhengjianhao zhengjianhaoma sfzjh sfzjhm yxzjh yxzjhm khzjh khzjhm',
  passport: 'hzh hzhm huzhao huzhaohao huzhaohaoma',
  'hk-macau-permit': 'gatxz gatxzh gangaotongxingzheng hxz hxzh txzh',
  'taiwan-permit': 'tbz tbzh taibaozheng twtxz',
  'social-security': 'sbh sbkh sbbh shbzh shbzhm shebaohao shebaokahao ybh ybkh yibaohao gjjzh',
  'customer-key':
    'khh khbh khid khdm kehuhao kehubianhao hyh hybh hyid hykh huiyuanhao yhh yhbh yhid yhm yonghuid yonghuming ygh ygbh ygid gh gonghao zgh xh xuehao xjh xuejihao ksh kaoshenghao zkzh hzid hzbh brid brbh blh bingliha binglihao bah zyh zhuyuanhao mzh jzkh dah ryid rybh grbh',
  name: 'xm xingming zsxm khxm kehuxingming hyxm yhxm ygxm xsxm jsxm hzxm brxm lxr lxrxm lianxiren sjr shr shouhuoren shoujianren jjr fjr jijianren fzr fuzeren jbr fr frxm frdb fddbr hm huming ckr ckrxm cyr czxm chezhu jsy bxr tbr syr jsr tjr jhr fqxm mqxm poxm zwm zwxm ywm ywxm cym jjlxr skr fkr skrxm fkrxm ?khmc ?kehumingcheng ?mc',
  'family-name': 'xing',
  telephone:
    'sj sjh sjhm sjhao shouji shoujihao shoujihaoma yddh yidongdianhua dh dhhm dianhua dianhuahaoma lxdh lianxidianhua lxsj lxsjh khsj khsjh khdh ylsjh bdsj hydh yhsj ygsj sjrdh shrdh shrsj jjrdh fjrdh lxrdh lxrsj jjlxrdh',
  landline: 'zj zjhao gddh gudingdianhua guhua bgdh dwdh jtdh zzdh cz czhm chuanzhen',
  contact: 'lxfs lianxifangshi',
  email: 'yx yxdz dzyx dzyj dzyxdz youxiang dianziyouxiang yjdz',
  address:
    'dz dizhi zz zhuzhi jtzz jtdz jzdz xzz xjzdz hjdz hjszd hkdz hkszd txdz lxdz shdz shouhuodizhi sjdz jjdz xxdz xiangxidizhi yjdzyj jg jiguan csd khdzhi',
  'birth-date': 'csrq chushengriqi csny csnyr shengri sr srq',
  sex: 'xb xingbie',
  ethnicity: 'mz mzdm minzu',
  religion: 'zjxy zongjiao zongjiaoxinyang',
  health: 'zd zdjg zdmc zhenduan jbmc jbdm jibing bs jws gms xuexing jkzk jiankang zs zhusu',
  biometric: 'rltz renlian zhiwen shengwen hongmo',
  'bank-card': 'yhk yhkh yinhangka yinhangkahao kh kahao xykh xinyongka jjkh gzkh',
  account: 'zhanghao zhanghu zh yhzh yhzhh yinhangzhanghao skzh fkzh zjzh zqzh',
  salary: 'gz gongzi xz xinzi xinshui yuexin nianxin yfgz sfgz jbgz shouru nsr ysr',
  secret: 'mm mima dlmm zfmm kouling miyao siyao',
  plate: 'cp cph cphm chepai chepaihao hphm',
  vin: 'cjh cjhm chejiahao clsbdh clsbm',
  latitude: 'wd weidu',
  longitude: 'jd jingdu',
  point: 'jwd jingweidu zb zuobiao',
  wechat: 'wx wxh weixinhao wxhao',
  alipay: 'zfb zfbzh zhifubao',
  uscc: 'tyshxydm shxydm xydm tyxydm nsrsbh zzjgdm yyzzh',
  thing:
    'ddh dingdanhao lsh liushuihao ydh kddh bh bianhao je jine sl dj zje zt zhuangtai lx leixing shijian rq riqi spmc spbh cpmc cpbh gg dw',
  prose: 'bz beizhu sm shuoming ms miaoshu nr neirong ly liuyan zhaiyao fuyan',
};

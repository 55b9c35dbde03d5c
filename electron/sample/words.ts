/** Parts from which the people, firms and streets of a sample branch are put together. All of them are invented. */

const characters = (text: string): readonly string[] => [...text.replaceAll(/\s/g, '')];
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Common surnames, the commonest several times. */
export const surnames = words(`
  王 王 王 李 李 李 张 张 张 刘 刘 陈 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 罗 高 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘
  袁 蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 欧阳 司马
`);

export const givenOfMen = characters('伟强磊军勇杰涛明超亮刚平辉鹏飞斌波浩宇凯健俊帆阳峰志文建国海东林华龙翔晨瑞博诚');
export const givenOfWomen = characters('芳娜敏静丽艳娟霞燕玲丹萍红梅琴洁莉婷雪慧颖琳欣怡佳倩薇瑶璐蕾晶莹菲岚秀云月珊');

/** First parts of firms' names. */
export const brands = words(`
  恒泰 锐捷 宏远 嘉禾 鑫源 盛达 华茂 瑞丰 天成 博远 金穗 东方宏 联创 德润 百川 顺通 永昌 鼎信 润泽 长风 海纳 旭日 星辰 云帆 安捷
  广元 万里 新禾 中意 明远 益民 福泽 聚贤 卓越 启明 晨光达 凯旋 尚品 优选 汇丰源 丰禾 蓝海 绿源 远洋 众诚 立信 宝隆 兴业达 合创
  佳美 味鲜 稻香源 好邻 康乐 美居 优家 智联 迅达 飞驰 九州通达 同心 正大源 大华兴 春晖 锦绣 金桥 银河 南山 北辰 西域 东升 双龙 三江
  五洲 四海 江南 湖畔 松涛 竹韵 梅园 兰亭 菊香 听雨 望山 临江 观澜 沐阳 思源 致远 守正 创新源 求实 敏行
`);

export const trades = [
  { name: '商贸', industry: '批发零售' },
  { name: '贸易', industry: '批发零售' },
  { name: '供应链管理', industry: '批发零售' },
  { name: '食品', industry: '食品' },
  { name: '生鲜配送', industry: '食品' },
  { name: '餐饮管理', industry: '餐饮' },
  { name: '电子科技', industry: '电子' },
  { name: '机电设备', industry: '机械' },
  { name: '五金制品', industry: '机械' },
  { name: '家居用品', industry: '家居' },
  { name: '建材', industry: '建材' },
  { name: '服饰', industry: '服装' },
  { name: '纺织品', industry: '服装' },
  { name: '医药', industry: '医药' },
  { name: '日化用品', industry: '日化' },
  { name: '包装材料', industry: '包装' },
  { name: '文化用品', industry: '文教' },
  { name: '汽车配件', industry: '汽配' },
  { name: '进出口', industry: '外贸' },
  { name: '国际货运代理', industry: '货代' },
] as const;

/** Where clients sit: city, its share, the point that their addresses lie around, streets. */
export const places = [
  {
    city: '上海市',
    share: 62,
    latitude: 31.21,
    longitude: 121.45,
    districts: words('徐汇区 闵行区 浦东新区 普陀区 静安区 长宁区 宝山区 嘉定区 松江区 青浦区 奉贤区 杨浦区'),
  },
  {
    city: '苏州市',
    share: 16,
    latitude: 31.3,
    longitude: 120.6,
    districts: words('工业园区 吴中区 相城区 昆山市 太仓市'),
  },
  { city: '杭州市', share: 9, latitude: 30.26, longitude: 120.19, districts: words('余杭区 萧山区 拱墅区 滨江区') },
  { city: '嘉兴市', share: 7, latitude: 30.75, longitude: 120.76, districts: words('南湖区 秀洲区 嘉善县 平湖市') },
  { city: '无锡市', share: 6, latitude: 31.49, longitude: 120.31, districts: words('梁溪区 新吴区 锡山区 江阴市') },
] as const;

export const streets = words(`
  和平路 人民路 建设路 中山路 解放路 新华路 文化路 青年路 友谊路 光明路 东风路 长江路 黄河路 泰山路 迎宾大道 创业路 科技路 工业大道
  物流园路 银杏路 梧桐路 桂花路 香樟路 春申路 虹梅支路 金沙路 银都支路 东华路 南环路 北环路 江滨路 学府路 丰收路 兴业路
`);

export const titlesOfContacts = words(
  '采购经理 物流主管 总经理 仓库主管 财务主管 行政经理 采购专员 运营经理 店长 供应链总监',
);

export const goods = words(`
  整车运输 零担专线 冷链配送 城市配送 仓储服务 同城急送 干线运输 门店补货 退货返仓 大件安装 包装服务 代收货款 报关代理 集装箱拖运
`);

export const notesOfVisits = [
  '上门拜访，了解旺季发货计划，客户希望固定车型。',
  '电话沟通账期，客户同意月底前对账。',
  '客户反馈上周有一票晚到两小时，已说明原因并致歉。',
  '微信发送新线路报价，等客户内部确认。',
  '现场查看仓库，客户打算把退货也交给我们做。',
  '对账无误，客户确认余额，财务已盖章。',
  '客户提出要增加夜间提货，已转调度评估。',
  '新任采购经理上任，已当面交换名片并介绍服务范围。',
  '讨论合同续签，客户要求运费下调，待报批。',
  '协助处理一票破损，保险理赔资料已齐。',
] as const;

export const promises = [
  '发送更新后的报价单',
  '送对账单并核对余额',
  '上门签续约合同',
  '答复夜间提货方案',
  '跟进破损理赔到账',
  '安排新线路试运行',
  '提供上月签收单复印件',
] as const;

export const disputes = [
  '客户称少送两托，签收单与送货单不一致。',
  '客户认为运费应按合同旧价结算。',
  '客户要求先扣除破损赔款再付款。',
] as const;

import type { FormKind } from '../../../../shared/schema/forms.ts';
import { FORM_KINDS } from '../formNumber.ts';
import type { FormInput } from '../renderForm.ts';

/** Example content of every form, made up, with a long company name and rare characters. For tests and for looking at. */

const LONG_NAME = '天津市滨海新区远洋国际冷链物流供应链管理股份有限公司第二分公司';

export const exampleHead = (kind: FormKind, reprint = 0) => ({
  number: `SK-TJ01-${FORM_KINDS[kind].code}-20261123-0001-R${reprint}`,
  organisation: '北方示例连锁物流有限公司',
  branch: '天津滨海门店',
  printedAt: Date.UTC(2026, 10, 23, 2, 15),
  printedBy: '李敏',
  sample: false,
});

const leaver = { name: '张伟', employeeNo: 'TJ01-0042', position: '大客户销售经理' };
const manager = { name: '赵𤧣', employeeNo: 'TJ01-0007', position: '销售部负责人' };
const supervisor = { name: '𠮷田惠', employeeNo: 'TJ01-0015', position: '内审专员' };
const receivers = ['王芳', '陈䶮', '古丽娜尔·买买提'];
const verdicts = ['confirmed', 'open', 'disputed', 'refused', 'unreachable', 'accepted', 'returned', 'waived'] as const;
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

const clientNames = ['上海示例物流有限公司', LONG_NAME, '𠮷祥酒楼', '河北顺达商贸有限公司', '阿里木江·托合提干果行'];

/** Figures agree with one another: open orders are the sum of the order items, and so on. */
function clientExample(index: number, clients: number, most: number) {
  const verdict = pick(verdicts, index);
  const receiver = pick(receivers, index);
  const items = Array.from({ length: most === 0 ? 0 : index % (most + 1) }, (_, item) => ({
    kind: pick(['order', 'receivable', 'followUp'] as const, item),
    title: pick(['DD-20261103-0017', '发票 04412207', '承诺 12 月报明年冷链价'], item),
    amount: item === 2 ? null : 4_560_000 + index * 12_300 + item * 77_000,
    due: '2026-12-15',
    receiver,
    verdict,
  }));
  const sumOf = (kind: string) =>
    items.reduce((total, item) => total + (item.kind === kind ? (item.amount ?? 0) : 0), 0);
  const disputed = verdict === 'disputed' ? 1_200_000 : 0;
  return {
    name: clients > 5 && index >= 5 ? `${pick(clientNames, index)}（${index + 1} 号店）` : pick(clientNames, index),
    balance: (index % 7 === 0 ? 1_234_567_890 + index : index * 1_123_456) + sumOf('receivable') + disputed,
    openOrders: sumOf('order'),
    last12Months: 987_654_321 - index * 1_234_567,
    disputed,
    receiver,
    verdict,
    items,
  };
}

/** A handover table with so many clients, each with up to `items` items. */
export function handoverExample(clients: number, items = 2): FormInput<'handoverTable'> {
  return {
    head: exampleHead('handoverTable'),
    content: {
      leaver,
      receivers: clients === 0 ? [] : receivers,
      supervisor,
      manager,
      noticeDate: '2026-11-02',
      lastDay: '2026-12-02',
      handoverDue: '2026-11-27',
      asOf: '2026-11-22',
      clients: Array.from({ length: clients }, (_, index) => clientExample(index, clients, items)),
      ...(clients === 0 ? noWork : work),
    },
  };
}

const noWork = { tasks: [], files: [], accounts: [], assets: [], funds: [] };
const work = {
  tasks: [
    {
      task: '与远洋冷链续签 2027 年度运输合同，对方要求 12 月 5 日前报价',
      state: '已报第一轮',
      due: '2026-12-05',
      risk: 'high',
      receiver: '王芳',
      verdict: 'handedOver',
    },
    {
      task: '河北顺达 10 月对账差异 1,200.00 元',
      state: '等对方财务回函',
      due: '2026-11-30',
      risk: 'medium',
      receiver: '陈䶮',
      verdict: 'open',
    },
  ],
  files: [
    {
      title: '2026 年客户报价单',
      location: '门店电脑 D:\\销售\\报价\\2026',
      secrecy: 'secret',
      copy: 'original',
      receiver: '王芳',
      verdict: 'accepted',
    },
    {
      title: '纸质运输合同 14 份',
      location: '3 号文件柜第 2 层',
      secrecy: 'internal',
      copy: 'original',
      receiver: '陈䶮',
      verdict: 'open',
    },
  ],
  accounts: [
    { system: '企业微信', account: 'zhangwei@tj01', action: '客户群转交后停用', receiver: '王芳', verdict: 'open' },
    { system: '运输管理系统', account: 'TJ01-0042', action: '最后工作日停用', receiver: '', verdict: 'open' },
  ],
  assets: [
    {
      title: '公司手机（含公司号码）',
      serial: 'IMEI 尾号 3391',
      condition: '完好，已恢复出厂设置',
      quantity: 1,
      receiver: '李敏',
      verdict: 'accepted',
    },
    { title: '门禁卡', serial: 'M-0042', condition: '完好', quantity: 1, receiver: '李敏', verdict: 'accepted' },
  ],
  funds: [{ title: '差旅借款', amount: 300_000, note: '待报销冲抵', verdict: 'open' }],
} satisfies Partial<FormInput<'handoverTable'>['content']>;

const examples: { readonly [K in FormKind]: FormInput<K> } = {
  handoverTable: handoverExample(5),
  workHandover: {
    head: exampleHead('workHandover'),
    content: {
      leaver,
      receiver: { name: '王芳', employeeNo: 'TJ01-0033', position: '销售' },
      supervisor,
      manager,
      lastDay: '2026-12-02',
      handoverDue: '2026-11-27',
      duties: [
        { duty: '滨海新区冷链客户的开发、报价、签约和回款', receiver: '王芳' },
        { duty: '每周五向部门负责人报送在途订单和应收情况', receiver: '陈䶮' },
      ],
      ...work,
    },
  },
  confirmationLetter: {
    head: exampleHead('confirmationLetter'),
    content: {
      client: { name: LONG_NAME, uscc: '91350100M000100Y43', address: '天津市滨海新区示例路 100 号' },
      contact: { name: '刘𬭚', title: '物流部经理', phone: '022-0000 0100' },
      leaver,
      authorityEnds: '2026-12-02',
      handoverStart: '2026-11-23',
      newContact: { name: '王芳', position: '销售', phone: '022-0000 0101', email: 'wangfang@example.com' },
      contract: { number: 'TJ-YS-2026-014', expires: '2026-12-31' },
      since: '2019-04-08',
      products: '冷链干线运输、城市配送',
      asOf: '2026-11-22',
      balance: 1_234_567_890,
      deposits: 5_000_000,
      openItems: [
        { title: '订单 DD-20261103-0017', date: '2026-11-03', due: '2026-12-03', amount: 4_560_000, disputed: false },
        { title: '发票 04412207', date: '2026-10-12', due: '2026-11-12', amount: 1_230_007_890, disputed: true },
      ],
      payee: { name: '北方示例连锁物流有限公司', bank: '示例银行天津滨海支行', account: '0000000000000000001' },
      reply: {
        by: '2026-12-01',
        address: '天津市滨海新区示例路 1 号　人力资源部',
        phone: '022-0000 0000',
        email: 'hr@example.com',
      },
    },
  },
  leaveCertificate: {
    head: exampleHead('leaveCertificate'),
    content: {
      name: '张𤧣',
      idLabel: '居民身份证号码',
      idNumber: '11010519491231002X',
      contract: { from: '2022-07-01', to: '2027-06-30' },
      ending: '解除',
      endedOn: '2026-12-02',
      position: '大客户销售经理',
      serviceFrom: '2016-07-01',
      issuedOn: '2026-12-02',
    },
  },
  nonCompeteStart: {
    head: exampleHead('nonCompeteStart'),
    content: {
      name: '张𤧣',
      idNumber: '11010519491231002X',
      agreement: { number: 'SK-TJ01-XY-20220701-0003', signedOn: '2022-07-01' },
      leaveDate: '2026-12-02',
      start: '2026-12-03',
      end: '2027-12-02',
      scope: '冷链干线运输、冷链城市配送的销售与客户管理',
      area: '天津市滨海新区、河北省唐山市',
      rivals: '示例甲冷链有限公司、示例乙供应链管理有限公司',
      monthlyCompensation: 650_000,
      payDay: 10,
      payTo: '示例银行　尾号 0001',
      report: { to: '人力资源部　李敏', phone: '022-0000 0000', email: 'hr@example.com' },
    },
  },
  nonCompeteRelease: {
    head: exampleHead('nonCompeteRelease'),
    content: {
      name: '张𤧣',
      idNumber: '11010519491231002X',
      agreement: { number: 'SK-TJ01-XY-20220701-0003', signedOn: '2022-07-01' },
      start: '2026-12-03',
      end: '2027-12-02',
      releaseDate: '2027-06-03',
      paidUntil: '2027-06-02',
      finalPayment: 1_950_000,
      contact: { name: '李敏', phone: '022-0000 0000' },
    },
  },
  visitRecord: {
    head: exampleHead('visitRecord'),
    content: {
      client: { name: LONG_NAME, address: '天津市滨海新区示例路 100 号' },
      visitors: [leaver, { name: '王芳', employeeNo: 'TJ01-0033', position: '销售' }],
      at: '2026-11-23 14:05',
      purpose: '交接介绍、对账',
      met: { name: '刘𬭚', title: '物流部经理', phone: '022-0000 0100' },
      location: {
        latitude: 39.02341,
        longitude: 117.69512,
        source: 'checkIn',
        accuracy: 18,
        distance: 3240,
        flags: ['签到位置距客户登记地址 3.2 公里'],
        consentedAt: '2026-11-23 14:04',
      },
      matters:
        '介绍新的联系人王芳；核对 10 月账单，对方确认差异 1,200.00 元由其财务复核。\n明年报价 12 月 5 日前提交。',
      result: '对方口头同意继续合作，确认函由其法务盖章后寄回。',
      recordedBy: '李敏',
    },
  },
};

/** The example of one kind. */
export const exampleForm = <K extends FormKind>(kind: K): FormInput<K> => examples[kind];

/** A visit record to be filled in by hand. */
export const blankVisit: FormInput<'visitRecord'> = {
  head: exampleHead('visitRecord'),
  content: {
    client: { name: LONG_NAME, address: null },
    visitors: [leaver],
    at: null,
    purpose: '',
    met: null,
    location: null,
    matters: null,
    result: null,
    recordedBy: null,
  },
};

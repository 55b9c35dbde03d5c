import type { Role } from '../../shared/domain/permissions.ts';
import type { AgreementKind } from '../../shared/schema/agreements.ts';
import type { PasswordHash } from '../access/passwords.ts';
import type { Account } from '../access/service.ts';
import type { NewPerson } from '../people/service.ts';
import type { Story } from './story.ts';

const basic: readonly AgreementKind[] = ['privacyConsent', 'nonDisclosure'];
const selling: readonly AgreementKind[] = [...basic, 'clientOwnership'];
const bound: readonly AgreementKind[] = [...selling, 'nonCompete'];

const positions = {
  storeManager: { title: '门店店长', tradeSecretLevel: 2, agreementKinds: bound },
  salesManager: { title: '区域销售经理', tradeSecretLevel: 2, agreementKinds: bound },
  keyAccounts: { title: '大客户经理', tradeSecretLevel: 1, agreementKinds: bound },
  sales: { title: '客户经理', tradeSecretLevel: 1, agreementKinds: selling },
  planner: { title: '线路规划主管', tradeSecretLevel: 2, agreementKinds: [...basic, 'nonCompete'] },
  hrLead: { title: '人事行政主管', tradeSecretLevel: 1, agreementKinds: basic },
  hr: { title: '人事专员', tradeSecretLevel: 0, agreementKinds: basic },
  dispatcher: { title: '调度员', tradeSecretLevel: 0, agreementKinds: basic },
  driver: { title: '配送司机', tradeSecretLevel: 0, agreementKinds: ['privacyConsent'] },
  warehouse: { title: '仓库管理员', tradeSecretLevel: 0, agreementKinds: ['privacyConsent'] },
  service: { title: '客服专员', tradeSecretLevel: 0, agreementKinds: basic },
  finance: { title: '财务专员', tradeSecretLevel: 1, agreementKinds: basic },
} as const satisfies Record<
  string,
  { title: string; tradeSecretLevel: 0 | 1 | 2; agreementKinds: readonly AgreementKind[] }
>;
export type PositionKey = keyof typeof positions;

/** Assets that a position comes with. */
const equipment: Partial<Record<PositionKey, readonly { kind: string; name: string; serial: string }[]>> = {
  salesManager: [{ kind: '笔记本电脑', name: 'ThinkPad 14', serial: 'NB' }],
  keyAccounts: [
    { kind: '手机', name: '公司手机', serial: 'SJ' },
    { kind: '企业微信', name: '企业微信工作号', serial: 'WX' },
  ],
  sales: [{ kind: '手机', name: '公司手机', serial: 'SJ' }],
  planner: [{ kind: '笔记本电脑', name: 'ThinkPad 14', serial: 'NB' }],
  driver: [{ kind: '车辆', name: '厢式货车 4.2 米', serial: 'CL' }],
  dispatcher: [{ kind: '对讲机', name: '调度对讲机', serial: 'DJ' }],
};

/** Somebody of the branch: the roles of the story by name, the others made up. */
interface Part {
  readonly key: string;
  readonly position: PositionKey;
  readonly name?: string;
  readonly sex?: 'male' | 'female';
  readonly bornIn?: number;
  readonly role?: Role;
  readonly loginName?: string;
  readonly reportsTo?: string;
  /** Years before today; the branch's own people came before it used this application. */
  readonly years: number;
  /** Yuan a month. */
  readonly wage: number;
}

const part = (key: string, position: PositionKey, years: number, wage: number, more: Partial<Part> = {}): Part => ({
  key,
  position,
  years,
  wage,
  ...more,
});
const salesperson = (key: string, name: string, loginName: string, years: number, more: Partial<Part> = {}): Part =>
  part(key, 'sales', years, 9000, { name, loginName, role: 'salesperson', reportsTo: 'manager', ...more });

/** The first of each role is the one that the sign-in page of the sample branch offers. */
const cast: readonly Part[] = [
  part('admin', 'hrLead', 8.2, 13_000, { name: '陆文静', sex: 'female', role: 'hrAdmin', loginName: 'luwenjing' }),
  part('clerk', 'hr', 4.4, 8000, { name: '蒋雨晴', sex: 'female', role: 'hrClerk', loginName: 'jiangyuqing' }),
  part('store', 'storeManager', 11.3, 22_000, { name: '沈国栋', sex: 'male', bornIn: 1976 }),
  part('manager', 'salesManager', 9.1, 16_000, {
    name: '顾明远',
    sex: 'male',
    role: 'salesManager',
    loginName: 'gumingyuan',
    reportsTo: 'store',
  }),
  part('manager2', 'salesManager', 6.7, 15_000, {
    name: '方若兰',
    sex: 'female',
    role: 'salesManager',
    loginName: 'fangruolan',
    reportsTo: 'store',
  }),
  salesperson('s1', '宋佳怡', 'songjiayi', 5.2, { sex: 'female' }),
  part('s2', 'keyAccounts', 7.9, 12_000, {
    name: '丁浩然',
    sex: 'male',
    role: 'salesperson',
    loginName: 'dinghaoran',
    reportsTo: 'manager',
  }),
  salesperson('s3', '陈𠮷安', 'chenjian', 3.6, { sex: 'male' }),
  salesperson('s4', '古丽娜尔·艾山', 'gulinaer', 4.1, { sex: 'female' }),
  salesperson('s5', '欧阳志远', 'ouyangzhiyuan', 6.3, { sex: 'male' }),
  ...Array.from({ length: 9 }, (_, at) =>
    part(`s${at + 6}`, at < 2 ? 'keyAccounts' : 'sales', 2 + at * 0.7, 8500 + at * 200, {
      role: 'salesperson',
      loginName: `sales${String(at + 6).padStart(2, '0')}`,
      reportsTo: at % 2 === 0 ? 'manager2' : 'manager',
    }),
  ),
  salesperson('submitted', '潘晓彤', 'panxiaotong', 3.2, { sex: 'female' }),
  salesperson('listed', '姚俊杰', 'yaojunjie', 5.5, { sex: 'male' }),
  salesperson('transferring', '薛丹', 'xuedan', 4.8, { sex: 'female' }),
  salesperson('underReview', '贺鸿飞', 'hehongfei', 6.1, { sex: 'male', reportsTo: 'manager2' }),
  salesperson('overdue', '邱建波', 'qiujianbo', 7.4, { sex: 'male', reportsTo: 'manager2' }),
  salesperson('silent', '汪志强', 'wangzhiqiang', 10.2, { sex: 'male', bornIn: 1981 }),
  part('paid', 'planner', 6.6, 15_000, { name: '傅晨', sex: 'male', reportsTo: 'store' }),
  part('unpaid', 'planner', 5.1, 14_000, { name: '尹秋月', sex: 'female', reportsTo: 'store' }),
  part('uncertified', 'dispatcher', 3.9, 7500, { name: '葛大勇', sex: 'male', reportsTo: 'store' }),
  ...crew('driver', 14, 8200),
  ...crew('dispatcher', 3, 7600),
  ...crew('warehouse', 5, 6500),
  ...crew('service', 4, 6800),
  ...crew('finance', 2, 8800),
];

function crew(position: PositionKey, size: number, wage: number): Part[] {
  return Array.from({ length: size }, (_, at) =>
    part(`${position}${at + 1}`, position, 1.5 + ((at * 7) % 11) * 0.8, wage + at * 100, { reportsTo: 'store' }),
  );
}

export interface Member {
  readonly employeeId: string;
  readonly employmentId: string;
  readonly name: string;
  readonly startDate: string;
  readonly account: Account | undefined;
}

/** The people of a sample branch by the part they play. */
export interface Staff {
  readonly of: (key: string) => Member;
  readonly account: (key: string) => Account;
  /** Position ids, for people who come later. */
  readonly positions: Readonly<Record<PositionKey, string>>;
}

/** Takes over the people who were there when the branch began to use the application, and gives them accounts. */
export function hireStaff(story: Story, hash: PasswordHash): Staff {
  const { branch } = story;
  const members = new Map<string, Member>();
  const positionIds = story.write('people.takeOver', (tx) => {
    const ids = Object.fromEntries(
      Object.entries(positions).map(([key, { agreementKinds, ...position }]) => [
        key,
        tx.insert('position', { ...position, agreementKinds: JSON.stringify(agreementKinds), retired: 0 }).id,
      ]),
    ) as Record<PositionKey, string>;
    for (const role of cast) {
      const startDate = story.dayAgo(Math.round(role.years * 365.25));
      const [made] = branch.services.people.insertMany(tx, [
        {
          ...newPerson(story, role),
          positionId: ids[role.position],
          managerId: role.reportsTo === undefined ? null : (members.get(role.reportsTo)?.employeeId ?? null),
          startDate,
          monthlyWage: role.wage * 100,
          stage: 'active',
        },
      ]);
      if (made === undefined) throw new Error('nobody was hired');
      const name = String(tx.get('employee', made.employeeId)?.name);
      members.set(role.key, { ...made, name, startDate, account: undefined });
      for (const { serial, ...asset } of equipment[role.position] ?? []) {
        tx.insert('asset', {
          ...asset,
          serial: `${serial}-${story.seeded.digits(6)}`,
          holderId: made.employeeId,
          condition: story.seeded.chance(0.8) ? '完好' : '外壳有划痕，可用',
          since: startDate,
        });
      }
    }
    return ids;
  });
  for (const { key, role, loginName } of cast) {
    const member = members.get(key);
    if (member === undefined || role === undefined || loginName === undefined) continue;
    const view = branch.services.access.createHashed(
      { id: 'system', name: '系统' },
      { employeeId: member.employeeId, displayName: member.name, loginName, role, hash, mustChange: false },
    );
    members.set(key, { ...member, account: accountOf(story, view.id) });
  }
  const of = (key: string): Member => {
    const member = members.get(key);
    if (member === undefined) throw new Error(`nobody plays ${key}`);
    return member;
  };
  return {
    of,
    account: (key) => {
      const { account } = of(key);
      if (account === undefined) throw new Error(`${key} has no account`);
      // As it stands now: a leaver's is restricted.
      return accountOf(story, account.id);
    },
    positions: positionIds,
  };
}

/** Somebody made up, as far as the story does not say otherwise. */
export function newPerson(
  story: Story,
  known: { name?: string; sex?: 'male' | 'female'; bornIn?: number },
): Pick<NewPerson, 'name' | 'idType' | 'idNumber' | 'phone' | 'address' | 'bankAccount'> {
  const person = story.inventor.person(known);
  return { ...person, idType: 'residentId', bankAccount: `6217${story.seeded.digits(15)}` };
}

const accountOf = (story: Story, id: string): Account =>
  story.branch.registry.reader.prepare('SELECT * FROM account WHERE id = ?').get(id) as Account;

/** Login names with their roles, for the note beside the sample data. */
export const signIns = (): { loginName: string; role: Role }[] =>
  cast.flatMap(({ loginName, role }) => (loginName && role ? [{ loginName, role }] : []));

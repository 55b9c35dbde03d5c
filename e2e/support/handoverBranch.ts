import { hashPassword } from '../../electron/access/passwords.ts';
import type { Account, Caller } from '../../electron/access/service.ts';
import type { Branch } from '../../electron/branch.ts';
import type { ReplayClock } from '../../electron/host/replayClock.ts';
import { insertClientsOf } from '../../electron/testing/clientsOf.ts';
import { addDays, type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import type { Role } from '../../shared/domain/permissions.ts';

/** Sign-in password of everybody in it. */
export const handoverPassword = 'Handover-2026';
/** 26 characters: as long as names of companies get. */
export const longName = '上海远航国际供应链管理（集团）股份有限公司华东分公司';

const cast = {
  limin: { name: '李敏', idNumber: '110101198001010037', role: 'hrAdmin' },
  zhouhong: { name: '周红', idNumber: '110101198203070024', role: 'hrClerk' },
  liqiang: { name: '李强', idNumber: '110101197903070031', role: 'salesManager' },
  zhangwei: { name: '张伟', idNumber: '110101199003070038', role: 'salesperson' },
  wangfang: { name: '王𠮷芳', idNumber: '110101199203070029', role: 'salesperson' },
  zhaolei: { name: '赵磊', idNumber: '110101199403070019', role: 'salesperson' },
  sunli: { name: '孙丽', idNumber: '110101198803070028', role: 'salesperson' },
} as const satisfies Record<string, { name: string; idNumber: string; role: Role }>;
type Name = keyof typeof cast;

/**
 * A branch whose handovers can be walked from the first day: 张伟 has three clients and has not given notice; 孙丽 has 600 and
 * her handover is at the transfer. People, clients and money are invented.
 */
export async function fillHandoverBranch(branch: Branch, clock: ReplayClock): Promise<void> {
  const { registry, services } = branch;
  const hash = await hashPassword(handoverPassword);
  clock.moveTo(clock.present);
  const today = fromInstant(clock.present);
  const system = { id: 'system', name: '系统' };
  const employees = registry.write.domain(
    system,
    { action: 'branch.fill', subject: { kind: 'branch', id: branch.identity.id } },
    (tx) => {
      const position = tx.insert('position', {
        title: '大客户销售',
        tradeSecretLevel: 1,
        agreementKinds: '[]',
        retired: 0,
      });
      const employ = (name: Name, managerId: string | null) =>
        services.people.insertMany(tx, [
          {
            name: cast[name].name,
            idType: 'residentId',
            idNumber: cast[name].idNumber,
            phone: '13800138000',
            positionId: position.id,
            managerId,
            startDate: '2016-03-01',
            monthlyWage: 15_000_00,
            stage: 'active',
          },
        ])[0]?.employeeId ?? '';
      const manager = employ('liqiang', null);
      const others = (['limin', 'zhouhong', 'zhangwei', 'wangfang', 'zhaolei', 'sunli'] as const).map(
        (name): [Name, string] => [name, employ(name, manager)],
      );
      tx.insert('asset', {
        kind: '手机',
        name: '公司手机',
        serial: 'SN-1',
        holderId: others.find(([name]) => name === 'zhangwei')?.[1] ?? '',
        condition: '完好',
      });
      return new Map<Name, string>([['liqiang', manager], ...others]);
    },
  );
  const of = (name: Name): string => employees.get(name) ?? '';
  const callers = new Map<Name, Caller>();
  for (const [loginName, { name, role }] of Object.entries(cast) as [Name, (typeof cast)[Name]][]) {
    const { id } = services.access.createHashed(system, {
      employeeId: of(loginName),
      displayName: name,
      loginName,
      role,
      hash,
      mustChange: false,
    });
    const account = registry.reader.prepare('SELECT * FROM account WHERE id = ?').get(id) as Account;
    const session = { id, accountId: id, windowId: 'fill', startedAt: 0, lastSeenAt: 0 };
    callers.set(loginName, { account, actor: { id, name }, session });
  }

  const own = (owner: string, names: readonly string[], stem: string) =>
    registry.write.domain(
      system,
      { action: 'branch.fill', subject: { kind: 'branch', id: branch.identity.id } },
      (tx) => {
        const invented = names.map((name, index) => ({
          name,
          order: {
            number: `${stem}-${String(index + 1).padStart(4, '0')}`,
            date: addDays(today, -40),
            amount: 1_200_00 * (names.length - index),
          },
          dueDate: addDays(today, -10),
          balance: 800_00 * (names.length - index),
          dispute: index === 2 ? '客户称少送两托' : undefined,
        }));
        insertClientsOf(branch, tx, owner, invented);
      },
    );
  own(of('zhangwei'), [longName, '乙食品有限公司', '丙商贸有限公司'], 'SO');
  for (let at = 0; at < 600; at += 100) {
    const names = Array.from({ length: 100 }, (_, index) => `第${at + index + 1}物流有限公司`);
    own(of('sunli'), names, `SL${at / 100}`);
  }
  handOverMany(branch, callers, of('sunli'), [of('wangfang'), of('zhaolei')], addDays(today, -5));
}

/** 孙丽 gave notice, her manager named two receivers, the transfer has begun. */
function handOverMany(
  branch: Branch,
  callers: ReadonlyMap<Name, Caller>,
  leaver: string,
  receivers: readonly string[],
  noticeDate: BusinessDate,
): void {
  const { separation } = branch.services;
  const manager = callers.get('liqiang');
  const clerk = callers.get('zhouhong');
  if (!manager || !clerk) throw new Error('nobody there');
  let row = separation.submit(clerk, 'branch', {
    employeeId: leaver,
    kind: 'resignation',
    noticeDate,
    requestedEnd: null,
    reason: '个人原因',
    supervisorId: null,
  });
  row = separation.accept(manager, { caseId: row.id, version: row.version });
  const items = separation.items(manager, 'branch', row.id);
  for (const [index, receiverId] of receivers.entries()) {
    const itemIds = items
      .filter((item) => item.kind === 'client')
      .filter((_, place) => place % receivers.length === index)
      .map((item) => item.id);
    separation.assignReceiver(manager, { caseId: row.id, itemIds, receiverId });
  }
  row = separation.beginTransfer(manager, { caseId: row.id, version: row.version });
  const chosen = items.filter((_, place) => place % 3 === 0).map((item) => item.id);
  separation.handOver(clerk, 'branch', { caseId: row.id, itemIds: chosen, evidence: '已与接收人当面交接，资料齐全' });
}

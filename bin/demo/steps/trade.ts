import type { SourceData, SourceOrder } from '../../../electron/intake/source.ts';
import { addDays } from '../../../shared/domain/businessDate.ts';
import { formatMoney } from '../../../shared/domain/money.ts';
import type { Job } from '../job.ts';
import { refusedWith } from '../report.ts';

/** The leaver wins clients, takes orders for months, is paid for most of them; one receivable is disputed. */
export const winClients = (job: Job): Promise<void> =>
  job.recorder.step('clients', { zh: '客户、订单与应收', en: 'Clients, orders and receivables' }, async (step) => {
    const { office, cast } = job;
    const { seeded } = cast;
    office.goTo(190);
    const mine: string[] = [];
    for (const { contact, ...firm } of cast.firms) {
      const client = await (await office.as('leaver')).clients.create({
        ...firm,
        creditDays: seeded.pick([15, 30, 45]),
        contacts: [{ ...contact, title: '采购经理', isSignatory: true }],
      });
      mine.push(client.id);
    }
    const [first] = cast.firms;
    if (first) {
      const codes = await refusedWith(async () => {
        const { contact: _, ...same } = first;
        return (await office.as('leaver')).clients.create({ ...same, creditDays: 30 });
      });
      step.check('the same client twice is refused', codes.includes('client.duplicate'), codes.join(', '));
    }
    let owed: { receivableId: string; version: number; amount: number; due: string }[] = [];
    for (const daysAgo of [180, 150, 120, 90, 65, 50, 40]) {
      office.goTo(daysAgo, 10);
      for (const clientId of mine) {
        if (seeded.chance(0.25)) continue;
        const { order, receivable } = await (await office.as('leaver')).clients.addOrder({
          clientId,
          date: office.now(),
          amount: seeded.whole(300, 6000) * 1000,
          title: seeded.pick(['零担专线', '城市配送', '仓储服务', '冷链配送']),
        });
        if (daysAgo > 45) {
          const { id, version } = order;
          await (await office.as('leaver')).clients.closeOrder({ orderId: id, version, to: 'delivered' });
        }
        owed.push({
          receivableId: receivable.id,
          version: receivable.version,
          amount: receivable.amount,
          due: receivable.dueDate,
        });
      }
      const today = office.now();
      for (const { receivableId, version, amount } of owed.filter((each) => each.due <= today)) {
        const manager = await office.as('manager');
        await manager.clients.recordPayment({ receivableId, version, date: today, amount, method: '银行转账' });
      }
      owed = owed.filter((each) => each.due > today);
    }
    office.goTo(38, 11);
    const leaver = await office.as('leaver');
    for (const clientId of mine.slice(0, 3)) {
      await leaver.clients.addFollowUp({
        clientId,
        date: office.now(),
        kind: 'visit',
        note: '上门拜访，确认旺季发货计划。',
        promise: '发送更新后的报价单',
        promisedDate: addDays(office.now(), 20),
      });
    }
    const disputed = owed.at(-1);
    if (disputed) {
      const { receivableId, version } = disputed;
      const note = '客户称少送两托，签收单待核。';
      await leaver.clients.disputeReceivable({ receivableId, version, disputed: true, note });
    }
    const { rows, total } = await leaver.clients.list({});
    step.check('every client is the leaver’s', total === mine.length, `${total} clients`);
    const balance = rows.reduce((sum, row) => sum + row.balance, 0);
    const expected = owed.reduce((sum, each) => sum + each.amount, 0);
    step.check('what is owed adds up', balance === expected, formatMoney(balance));
    const stranger = await (await office.as('receiver1')).clients.list({});
    step.check('a colleague sees none of them', stranger.total === 0, `${stranger.total} clients`);
  });

const isOwed = (order: SourceOrder): boolean => order.paid < order.amount;
const employeesBySource = (job: Job): ReadonlyMap<string, string> =>
  new Map([...job.people.values()].map(({ member, employeeId }) => [member.sourceId ?? '', employeeId]));

/** Takes over what a source says, as an import does: clients, contacts, owners since their first order, paid orders. */
export const takeOverClients = (job: Job, source: SourceData): Promise<void> =>
  job.recorder.step('takeOver', { zh: '导入客户与历史订单', en: 'Take over clients and paid orders' }, async (step) => {
    const { office, clientIds } = job;
    const { registry, services, identity } = office.branch;
    const employees = employeesBySource(job);
    const paid = source.orders.filter((order) => !isOwed(order));
    for (const client of source.clients) clientIds.set(client.id, registry.newId());
    const idOf = (id: string): string => clientIds.get(id) ?? '';
    const buyers = new Set(source.orders.map((order) => order.clientId));
    registry.write.domain(
      { id: 'system', name: '系统' },
      { action: 'clients.takeOver', subject: { kind: 'branch', id: identity.id }, why: 'CSV' },
      (tx) =>
        services.clients.insertMany(tx, {
          clients: source.clients.map(({ contacts: _, ownerId, ownedSince: __, ...client }) => ({
            ...client,
            id: idOf(client.id),
            status: buyers.has(client.id) ? 'active' : 'prospect',
            ownerId: ownerId === null ? null : (employees.get(ownerId) ?? null),
          })),
          contacts: source.clients.flatMap((client) =>
            client.contacts.map((contact) => ({ ...contact, clientId: idOf(client.id), isSignatory: 1, retired: 0 })),
          ),
          ownerships: source.clients.flatMap(({ id, ownerId, ownedSince }) =>
            ownerId === null
              ? []
              : [
                  {
                    clientId: idOf(id),
                    employeeId: employees.get(ownerId) ?? '',
                    role: 'owner',
                    share: 100,
                    fromDate: ownedSince ?? office.now(),
                    reason: '历史数据',
                    decidedBy: 'system',
                    epoch: 1,
                  },
                ],
          ),
          orders: paid.map((order) => ({
            number: order.id,
            clientId: idOf(order.clientId),
            employeeId: employees.get(order.employeeId) ?? '',
            date: order.date,
            amount: order.amount,
            status: 'settled',
            source: 'CSV',
            title: order.title,
          })),
        }),
    );
    const { total } = await (await office.as('manager')).clients.list({ limit: 1 });
    step.check('clients as in the source', total === source.clients.length, `${total} of ${source.clients.length}`);
  });

/** What is still owed, order by order through the contract; then the whole is what the source says, to the fen. */
export const takeOwedOrders = (job: Job, source: SourceData): Promise<void> =>
  job.recorder.step('clients', { zh: '订单与应收', en: 'Orders and receivables' }, async (step) => {
    const { office } = job;
    const employees = employeesBySource(job);
    for (const order of source.orders.filter(isOwed)) {
      const manager = await office.as('manager');
      const made = await manager.clients.addOrder({
        clientId: job.clientIds.get(order.clientId) ?? '',
        number: order.id,
        date: order.date,
        amount: order.amount,
        title: order.title,
        employeeId: employees.get(order.employeeId) ?? '',
      });
      const { id, version } = made.order;
      if (order.delivered) await manager.clients.closeOrder({ orderId: id, version, to: 'delivered' });
      if (order.paid === 0) continue;
      const { id: receivableId, version: seen } = made.receivable;
      await manager.clients.recordPayment({ receivableId, version: seen, date: order.date, amount: order.paid });
    }
    const { orders, amount, balance } = office.branch.registry.reader
      .prepare(
        `SELECT (SELECT count(*) FROM salesOrder) AS orders, (SELECT sum(amount) FROM salesOrder) AS amount,
           (SELECT sum(balance) FROM receivable) AS balance`,
      )
      .get() as { orders: number; amount: number; balance: number };
    const expected = source.orders.reduce((sum, order) => sum + order.amount, 0);
    const owed = source.orders.reduce((sum, order) => sum + order.amount - order.paid, 0);
    step.check('orders as in the source', orders === source.orders.length, `${orders} of ${source.orders.length}`);
    step.check('their amounts to the fen', amount === expected, formatMoney(amount));
    step.check('what is owed to the fen', balance === owed, formatMoney(balance));
  });

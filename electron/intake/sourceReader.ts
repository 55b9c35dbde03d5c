import { addDays, type BusinessDate } from '../../shared/domain/businessDate.ts';
import { checkIdentity } from '../../shared/domain/identifiers/identity.ts';
import { checkUscc } from '../../shared/domain/identifiers/uscc.ts';
import type { Fen } from '../../shared/domain/money.ts';
import { checkCompanyName } from '../../shared/domain/names/companyName.ts';
import { checkPersonName } from '../../shared/domain/names/personName.ts';
import { checkPhone } from '../../shared/domain/names/phone.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import type { CsvRow, CsvTable, RowProblem } from './csvTable.ts';
import { type DateFormat, fill, type MappedTable, type Mapping, type PhoneField } from './mapping.ts';
import type { SourceClient, SourceContact, SourceData, SourceEmployee, SourceOrder } from './source.ts';
import { lineTotal, readDecimal, sumInFen } from './sourceAmounts.ts';
import { readDate } from './sourceDates.ts';

/** Turns the rows of a source into what they say, one table after another. */
export class SourceReader {
  readonly #mapping: Mapping;
  readonly #tables: ReadonlyMap<MappedTable, CsvTable>;
  readonly #refused: RowProblem[];
  readonly #leftOut: RowProblem[] = [];
  readonly #taken = new Map<MappedTable, number>();
  readonly #linesTaken: { readonly row: CsvRow; readonly orderId: string }[] = [];

  constructor(mapping: Mapping, tables: ReadonlyMap<MappedTable, CsvTable>) {
    this.#mapping = mapping;
    this.#tables = tables;
    this.#refused = [...tables.values()].flatMap((table) => table.problems);
  }

  read(): SourceData {
    const employees = this.#employees();
    const bare = this.#clients();
    const orders = this.#orders(new Set(employees.map((each) => each.id)), new Set(bare.keys()));
    const clients = [...bare.values()].map((client) => ({ ...client, ...this.#owner(client, employees, orders) }));
    return {
      employees,
      clients,
      orders,
      files: [...this.#tables].map(([table, { file, encoding, rows, problems }]) => ({
        table,
        file,
        encoding,
        rows: rows.length + problems.length,
        taken: this.#taken.get(table) ?? 0,
      })),
      refusedRows: this.#refused,
      leftOut: this.#leftOut,
    };
  }

  #employees(): SourceEmployee[] {
    const mapped = this.#mapping.employees;
    const { fields } = mapped;
    const employees = this.#each('employees', fields.id, (row, say) => {
      const name = checkPersonName(fill(fields.name, row.values));
      if (!name.ok) return say(name.refusals);
      const idNumber = fill(fields.idNumber, row.values);
      const identity = checkIdentity(fields.idType, idNumber, '2999-12-31');
      if (!identity.ok) return say(identity.refusals);
      const sex = fields.sex && fill(fields.sex.from, row.values);
      return {
        name: name.value,
        idType: fields.idType,
        idNumber: identity.value.number,
        sex:
          sex === undefined
            ? null
            : fields.sex?.male.includes(sex)
              ? ('male' as const)
              : fields.sex?.female.includes(sex)
                ? ('female' as const)
                : null,
        birthday: this.#optionalDate('employees', row, fields.birthday),
        phone: this.#phone('employees', row, fields.phone),
        address: optional(fields.address, row),
        position: optional(fields.position, row) ?? '销售',
        startDate: this.#optionalDate('employees', row, fields.startDate),
        managerId: optional(fields.managerId, row),
      };
    });
    const known = new Set(employees.map((each) => each.id));
    return employees.map((each) =>
      each.managerId !== null && (!known.has(each.managerId) || each.managerId === each.id)
        ? { ...each, managerId: null }
        : each,
    );
  }

  #contacts(clients: ReadonlySet<string>): Map<string, SourceContact[]> {
    const found = new Map<string, SourceContact[]>();
    const mapped = this.#mapping.contacts;
    if (mapped === undefined) return found;
    for (const row of this.#rows('contacts')) {
      const name = checkPersonName(fill(mapped.fields.name, row.values));
      if (!name.ok) {
        this.#refuse('contacts', row, name.refusals);
        continue;
      }
      const clientId = fill(mapped.fields.clientId, row.values);
      if (!clients.has(clientId)) {
        this.#refuse('contacts', row, [unknown('客户', 'client', clientId)]);
        continue;
      }
      const contact = {
        name: name.value,
        title: optional(mapped.fields.title, row),
        phone: this.#phone('contacts', row, mapped.fields.phone),
      };
      found.set(clientId, [...(found.get(clientId) ?? []), contact]);
      this.#count('contacts');
    }
    return found;
  }

  #clients(): Map<string, Omit<SourceClient, 'ownedSince'>> {
    const { fields } = this.#mapping.clients;
    const clients = this.#each('clients', fields.id, (row, say) => {
      const name = checkCompanyName(fill(fields.name, row.values));
      if (!name.ok) return say(name.refusals);
      const code = optional(fields.uscc, row);
      const uscc = code === null ? null : checkUscc(code);
      if (uscc && !uscc.ok) return say(uscc.refusals);
      const days = optional(fields.creditDays, row);
      if (days !== null && !/^\d{1,3}$/.test(days)) {
        return say([{ zh: `账期“${days}”不是天数。`, en: `“${days}” is not a number of days.` }]);
      }
      const contactName = optional(fields.contactName, row);
      const contact = contactName === null ? null : checkPersonName(contactName);
      if (contact && !contact.ok) this.#leave('clients', row, contact.refusals);
      return {
        name: name.value,
        uscc: uscc?.ok ? uscc.value.code : null,
        address: optional(fields.address, row),
        city: optional(fields.city, row),
        industry: optional(fields.industry, row),
        creditDays: days === null ? this.#mapping.creditDays : Number(days),
        ownerId: optional(fields.ownerId, row),
        contacts: contact?.ok
          ? [
              {
                name: contact.value,
                title: optional(fields.contactTitle, row),
                phone: this.#phone('clients', row, fields.contactPhone),
              },
            ]
          : [],
      };
    });
    const known = new Map(clients.map((client) => [client.id, client]));
    for (const [clientId, more] of this.#contacts(new Set(known.keys()))) {
      const client = known.get(clientId);
      if (client) known.set(clientId, { ...client, contacts: [...client.contacts, ...more] });
    }
    return known;
  }

  #orders(employees: ReadonlySet<string>, clients: ReadonlySet<string>): SourceOrder[] {
    const mapped = this.#mapping.orders;
    const { fields } = mapped;
    const lines = this.#lines();
    const orders = this.#each('orders', fields.id, (row, say) => {
      const clientId = fill(fields.clientId, row.values);
      const employeeId = fill(fields.employeeId, row.values);
      if (!clients.has(clientId)) return say([unknown('客户', 'client', clientId)]);
      if (!employees.has(employeeId)) return say([unknown('员工', 'employee', employeeId)]);
      const written = fill(fields.date, row.values);
      const date = readDate(written, this.#dates('orders'));
      if (date === null) return say([noDate(written, this.#dates('orders'))]);
      const id = fill(fields.id, row.values);
      const amount = fields.amount === undefined ? sumInFen(lines?.get(id) ?? []) : this.#amount(fields.amount, row);
      if (amount === null || amount <= 0) {
        return say([noAmount]);
      }
      const deliveredOn = optional(fields.deliveredOn, row);
      if (deliveredOn !== null && readDate(deliveredOn, this.#dates('orders')) === null) {
        return say([noDate(deliveredOn, this.#dates('orders'))]);
      }
      return {
        clientId,
        employeeId,
        date,
        amount,
        delivered: fields.deliveredOn === undefined || deliveredOn !== null,
        paid: 0,
        title: optional(fields.title, row),
      };
    });
    const taken = new Set(orders.map((order) => order.id));
    this.#refuseOrphans(taken);
    const payments = this.#payments(taken);
    orders.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
    const newest = orders.at(-1)?.date;
    const owedFrom = newest === undefined ? '' : addDays(newest, -this.#mapping.owedDays);
    return orders.map((order) => ({
      ...order,
      paid: payments
        ? Math.min(order.amount, payments.get(order.id) ?? 0)
        : order.delivered && order.date < owedFrom
          ? order.amount
          : 0,
    }));
  }

  #lines(): Map<string, bigint[]> | undefined {
    const mapped = this.#mapping.lines;
    if (mapped === undefined) return undefined;
    const totals = new Map<string, bigint[]>();
    for (const row of this.#rows('lines')) {
      const { fields } = mapped;
      const [price, quantity, discount] = [fields.unitPrice, fields.quantity, fields.discount ?? '0'].map((field) =>
        readDecimal(fill(field, row.values) || '0'),
      );
      if (price === null || quantity === null || discount === null) {
        this.#refuse('lines', row, [
          { zh: '数量、单价或折扣不是数字。', en: 'Quantity, price or discount is no number.' },
        ]);
        continue;
      }
      const orderId = fill(fields.orderId, row.values);
      const sum = totals.get(orderId) ?? [];
      sum.push(lineTotal(price ?? 0n, quantity ?? 0n, discount ?? 0n));
      totals.set(orderId, sum);
      this.#linesTaken.push({ row, orderId });
    }
    return totals;
  }

  /** Lines whose order is not there, or was refused itself: their money is in no amount. */
  #refuseOrphans(orders: ReadonlySet<string>): void {
    for (const { row, orderId } of this.#linesTaken) {
      if (orders.has(orderId)) this.#count('lines');
      else this.#refuse('lines', row, [unknown('订单', 'order', orderId)]);
    }
  }

  #payments(orders: ReadonlySet<string>): Map<string, Fen> | undefined {
    const mapped = this.#mapping.payments;
    if (mapped === undefined) return undefined;
    const paid = new Map<string, Fen>();
    for (const row of this.#rows('payments')) {
      const amount = this.#amount(mapped.fields.amount, row);
      const written = fill(mapped.fields.date, row.values);
      const orderId = fill(mapped.fields.orderId, row.values);
      if (amount === null || amount <= 0) this.#refuse('payments', row, [noAmount]);
      else if (readDate(written, this.#dates('payments')) === null) {
        this.#refuse('payments', row, [noDate(written, this.#dates('payments'))]);
      } else if (!orders.has(orderId)) this.#refuse('payments', row, [unknown('订单', 'order', orderId)]);
      else {
        paid.set(orderId, (paid.get(orderId) ?? 0) + amount);
        this.#count('payments');
      }
    }
    return paid;
  }

  /** Whoever the source names; else who has sold to the client most often, of several the one who did so last. */
  #owner(
    client: { readonly id: string; readonly ownerId: string | null },
    employees: readonly SourceEmployee[],
    orders: readonly SourceOrder[],
  ): Pick<SourceClient, 'ownerId' | 'ownedSince'> {
    const own = orders.filter((order) => order.clientId === client.id);
    const sold = new Map<string, { count: number; last: string; first: BusinessDate }>();
    for (const { employeeId, date } of own) {
      const known = sold.get(employeeId);
      sold.set(employeeId, { count: (known?.count ?? 0) + 1, last: date, first: known?.first ?? date });
    }
    const most = [...sold].sort(([, a], [, b]) => b.count - a.count || (a.last < b.last ? 1 : -1))[0]?.[0] ?? null;
    const named = client.ownerId !== null && employees.some((each) => each.id === client.ownerId);
    const ownerId = named ? client.ownerId : most;
    return { ownerId, ownedSince: ownerId === null ? null : (sold.get(ownerId)?.first ?? own[0]?.date ?? null) };
  }

  /** Rows of a table by their id; a second row with the same id is refused, and so is one without. */
  #each<T>(
    of: MappedTable,
    idField: string,
    read: (row: CsvRow, say: (why: readonly Pick<Refusal, 'zh' | 'en'>[]) => null) => T | null,
  ): (T & { id: string })[] {
    const taken = new Map<string, T & { id: string }>();
    for (const row of this.#rows(of)) {
      const id = fill(idField, row.values);
      if (id === '') this.#refuse(of, row, [{ zh: '没有编号。', en: 'The row has no id.' }]);
      else if (taken.has(id)) {
        this.#refuse(of, row, [{ zh: `编号 ${clip(id)} 已经出现过。`, en: `The id ${clip(id)} has occurred before.` }]);
      } else {
        const made = read(row, (why) => {
          this.#refuse(of, row, why);
          return null;
        });
        if (made === null) continue;
        taken.set(id, { ...made, id });
        this.#count(of);
      }
    }
    return [...taken.values()];
  }

  #rows(of: MappedTable): readonly CsvRow[] {
    return this.#tables.get(of)?.rows ?? [];
  }

  #dates(of: MappedTable): DateFormat {
    return this.#mapping[of]?.dates ?? this.#mapping.dates;
  }

  #amount(field: string, row: CsvRow): Fen | null {
    const amount = readDecimal(fill(field, row.values).replace(/^[¥￥$]|,(?=\d{3})/g, ''));
    return amount === null ? null : sumInFen([lineTotal(amount, 10n ** 8n, 0n)]);
  }

  #optionalDate(of: MappedTable, row: CsvRow, field: string | undefined): BusinessDate | null {
    const text = optional(field, row);
    if (text === null) return null;
    const date = readDate(text, this.#dates(of));
    if (date === null) this.#leave(of, row, [noDate(text, this.#dates(of))]);
    return date;
  }

  /** A number that cannot be dialled is left out, not the person it belongs to. */
  #phone(of: MappedTable, row: CsvRow, field: PhoneField): string | null {
    const written = typeof field === 'object' ? field.from : field;
    const text = optional(written, row);
    if (text === null) return null;
    const prefix = typeof field === 'object' ? field.prefixes[fill(field.by, row.values)] : undefined;
    const phone = checkPhone(prefix === undefined ? text : `${prefix} ${text}`);
    if (!phone.ok) this.#leave(of, row, phone.refusals);
    return phone.ok ? phone.value : null;
  }

  #count(of: MappedTable): void {
    this.#taken.set(of, (this.#taken.get(of) ?? 0) + 1);
  }

  #refuse(of: MappedTable, row: CsvRow, why: readonly Pick<Refusal, 'zh' | 'en'>[]): void {
    this.#refused.push(problem(this.#tables.get(of)?.file ?? of, row, why));
  }

  #leave(of: MappedTable, row: CsvRow, why: readonly Pick<Refusal, 'zh' | 'en'>[]): void {
    this.#leftOut.push(problem(this.#tables.get(of)?.file ?? of, row, why));
  }
}

const problem = (file: string, row: CsvRow, why: readonly Pick<Refusal, 'zh' | 'en'>[]): RowProblem => ({
  file,
  line: row.line,
  zh: why.map((each) => each.zh).join(' '),
  en: why.map((each) => each.en).join(' '),
});

const noAmount = { zh: '没有大于 0 的金额。', en: 'There is no amount above 0.' };

const optional = (field: string | undefined, row: CsvRow): string | null =>
  field === undefined ? null : fill(field, row.values) || null;

const clip = (text: string): string => ([...text].length > 40 ? `${[...text].slice(0, 40).join('')}…` : text);

const unknown = (zh: string, en: string, id: string): Pick<Refusal, 'zh' | 'en'> => ({
  zh: `${zh} ${clip(id) || '（空）'} 不在${zh}文件里，或没有被采用。`,
  en: `There is no ${en} ${clip(id) || '(empty)'} in its file, or it was not taken.`,
});

const noDate = (text: string, format: DateFormat): Pick<Refusal, 'zh' | 'en'> => ({
  zh: `“${clip(text)}”不是 ${format} 格式的日期。`,
  en: `“${clip(text)}” is not a date of the form ${format}.`,
});

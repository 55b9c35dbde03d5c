import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import { addDays } from '../../shared/domain/businessDate.ts';
import { checkIdentity, type IdType } from '../../shared/domain/identifiers/identity.ts';
import { checkUscc } from '../../shared/domain/identifiers/uscc.ts';
import { type Fen, formatMoney } from '../../shared/domain/money.ts';
import { checkCompanyName } from '../../shared/domain/names/companyName.ts';
import { checkPersonName } from '../../shared/domain/names/personName.ts';
import { checkPhone } from '../../shared/domain/names/phone.ts';
import { done, type Refusal, type Result, refused } from '../../shared/domain/refusal.ts';
import { type CsvRow, type CsvTable, largestFile, type RowProblem, readCsv } from './csvTable.ts';
import {
  columnsOf,
  type DateFormat,
  fill,
  type MappedTable,
  type Mapping,
  mappedTables,
  type PhoneField,
} from './mapping.ts';
import * as refusals from './refusals.ts';
import { lineTotal, readDecimal, sumInFen } from './sourceAmounts.ts';
import { readDate } from './sourceDates.ts';

export interface SourceEmployee {
  readonly id: string;
  readonly name: string;
  readonly idType: IdType;
  readonly idNumber: string;
  readonly sex: 'male' | 'female' | null;
  readonly birthday: BusinessDate | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly position: string;
  readonly startDate: BusinessDate | null;
  readonly managerId: string | null;
}

export interface SourceContact {
  readonly name: string;
  readonly title: string | null;
  readonly phone: string | null;
}

export interface SourceClient {
  readonly id: string;
  readonly name: string;
  readonly uscc: string | null;
  readonly address: string | null;
  readonly city: string | null;
  readonly industry: string | null;
  readonly creditDays: number;
  readonly contacts: readonly SourceContact[];
  /** The employee who answers for the client; null when nobody has sold to it. */
  readonly ownerId: string | null;
  /** First order of the owner's: since when. */
  readonly ownedSince: BusinessDate | null;
}

export interface SourceOrder {
  readonly id: string;
  readonly clientId: string;
  readonly employeeId: string;
  readonly date: BusinessDate;
  readonly delivered: boolean;
  readonly amount: Fen;
  readonly paid: Fen;
  readonly title: string | null;
}

/** What a folder of CSV files says, with everything that could not be taken and why. */
export interface SourceData {
  readonly employees: readonly SourceEmployee[];
  readonly clients: readonly SourceClient[];
  /** The oldest first. */
  readonly orders: readonly SourceOrder[];
  readonly files: readonly {
    readonly table: MappedTable;
    readonly file: string;
    readonly encoding: string;
    readonly rows: number;
    readonly taken: number;
  }[];
  /** Rows that are not taken. */
  readonly refusedRows: readonly RowProblem[];
  /** Values that are left out of rows that are taken. */
  readonly leftOut: readonly RowProblem[];
}

/** Reads a file of a folder; a link or folder in its place is no file. */
export function readTable(folder: string, file: string, delimiter: string): Result<CsvTable> {
  const path = join(folder, file);
  if (!existsSync(path) || !statSync(path).isFile()) return refused(refusals.missingFile(file));
  if (statSync(path).size > largestFile) return refused(refusals.tooLarge(file, largestFile >> 20));
  return readCsv(readFileSync(path), file, delimiter);
}

/**
 * Reads a folder of CSV files by a mapping. What is wrong with a file as a whole (missing, other encoding, cut short, a
 * column that is not there) refuses the source; what is wrong with a row is listed, and the row is left out.
 */
export function readSource(folder: string, mapping: Mapping): Result<SourceData> {
  const tables = new Map<MappedTable, CsvTable>();
  const wrong: Refusal[] = [];
  for (const of of mappedTables) {
    const mapped = mapping[of];
    if (mapped === undefined) continue;
    const table = readTable(folder, mapped.file, mapped.delimiter);
    if (!table.ok) {
      wrong.push(...table.refusals);
      continue;
    }
    const missing = columnsOf(mapping, of).filter((column) => !table.value.columns.includes(column));
    wrong.push(...missing.map((column) => refusals.missingColumn(mapped.file, column)));
    tables.set(of, table.value);
  }
  return wrong.length > 0 ? refused(...wrong) : done(new Reader(mapping, tables).read());
}

/** Turns the rows of a source into what they say, one table after another. */
class Reader {
  readonly #mapping: Mapping;
  readonly #tables: ReadonlyMap<MappedTable, CsvTable>;
  readonly #refused: RowProblem[];
  readonly #leftOut: RowProblem[] = [];
  readonly #taken = new Map<MappedTable, number>();

  constructor(mapping: Mapping, tables: ReadonlyMap<MappedTable, CsvTable>) {
    this.#mapping = mapping;
    this.#tables = tables;
    this.#refused = [...tables.values()].flatMap((table) => table.problems);
  }

  read(): SourceData {
    const employees = this.#employees();
    const contacts = this.#contacts();
    const bare = this.#clients(contacts);
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

  #contacts(): Map<string, SourceContact[]> {
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

  #clients(contacts: ReadonlyMap<string, SourceContact[]>): Map<string, Omit<SourceClient, 'ownedSince'>> {
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
    for (const [clientId, more] of contacts) {
      const client = known.get(clientId);
      if (client) known.set(clientId, { ...client, contacts: [...client.contacts, ...more] });
    }
    return known;
  }

  #orders(employees: ReadonlySet<string>, clients: ReadonlySet<string>): SourceOrder[] {
    const mapped = this.#mapping.orders;
    const { fields } = mapped;
    const lines = this.#lines();
    const payments = this.#payments();
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
        return say([{ zh: '没有大于 0 的金额。', en: 'There is no amount above 0.' }]);
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
    if (lines) this.#orphans('lines', new Set(orders.map((order) => order.id)));
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
      this.#count('lines');
    }
    return totals;
  }

  /** Lines whose order is not there, or was refused itself: their money is in no amount. */
  #orphans(of: 'lines', orders: ReadonlySet<string>): void {
    const mapped = this.#mapping[of];
    if (mapped === undefined) return;
    for (const row of this.#rows(of)) {
      const orderId = fill(mapped.fields.orderId, row.values);
      if (orders.has(orderId)) continue;
      this.#refuse(of, row, [unknown('订单', 'order', orderId)]);
      this.#taken.set(of, (this.#taken.get(of) ?? 0) - 1);
    }
  }

  #payments(): Map<string, Fen> | undefined {
    const mapped = this.#mapping.payments;
    if (mapped === undefined) return undefined;
    const paid = new Map<string, Fen>();
    for (const row of this.#rows('payments')) {
      const amount = this.#amount(mapped.fields.amount, row);
      const written = fill(mapped.fields.date, row.values);
      if (amount === null || amount <= 0) {
        this.#refuse('payments', row, [{ zh: '没有大于 0 的金额。', en: 'There is no amount above 0.' }]);
      } else if (readDate(written, this.#dates('payments')) === null) {
        this.#refuse('payments', row, [noDate(written, this.#dates('payments'))]);
      } else {
        const orderId = fill(mapped.fields.orderId, row.values);
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

/** One line on a source, for people. */
export function summaryOf(source: SourceData): { zh: string; en: string } {
  const total = formatMoney(source.orders.reduce((sum, order) => sum + order.amount, 0));
  const owed = formatMoney(source.orders.reduce((sum, order) => sum + order.amount - order.paid, 0));
  return {
    zh: `${source.employees.length} 名员工、${source.clients.length} 家客户、${source.orders.length} 张订单（${total}，未付 ${owed}），${source.refusedRows.length} 行没有采用`,
    en: `${source.employees.length} employees, ${source.clients.length} clients, ${source.orders.length} orders (${total}, ${owed} owed); ${source.refusedRows.length} rows not taken`,
  };
}

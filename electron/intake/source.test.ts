import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownMappings, mappingFor } from './knownMappings.ts';
import { type Mapping, readMapping } from './mapping.ts';
import { readSource } from './source.ts';
import { lineTotal, readDecimal, sumInFen } from './sourceAmounts.ts';
import { readDate } from './sourceDates.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shouke-source-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = JSON.stringify({
  format: 'shouke-mapping-1',
  name: 'test',
  employees: { file: 'people.csv', fields: { id: '{no}', name: '{name}', idNumber: '{id}' } },
  clients: {
    file: 'clients.csv',
    fields: { id: '{no}', name: '{name}', uscc: '{uscc}', contactName: '{who}', contactPhone: '{tel}' },
  },
  orders: {
    file: 'orders.csv',
    dates: 'M/D/YYYY',
    fields: { id: '{no}', clientId: '{client}', employeeId: '{by}', date: '{date}', deliveredOn: '{shipped}' },
  },
  lines: {
    file: 'lines.csv',
    fields: { orderId: '{order}', quantity: '{n}', unitPrice: '{price}', discount: '{off}' },
  },
  owedDays: 30,
});
function mapping(): Mapping {
  const read = readMapping(text, 'test.json');
  if (!read.ok) throw new Error(read.refusals[0]?.en);
  return read.value;
}
const files: Record<string, string> = {
  'people.csv': 'no,name,id\n1,张伟,110101199003070038\n2,王芳,110101199203070024\n',
  'clients.csv': 'no,name,uscc,who,tel\nA,甲物流有限公司,,陈晨,13800138000\nB,乙食品有限公司,,,\nC,丙商贸有限公司,,,\n',
  'orders.csv':
    'no,client,by,date,shipped\n1,A,1,1/5/2026,1/7/2026\n2,A,2,2/1/2026,2/3/2026\n3,A,2,6/1/2026,\n4,B,1,6/2/2026,6/3/2026\n',
  'lines.csv': 'order,n,price,off\n1,2,10.005,0\n2,1,99.99,0.1\n3,1,5,0\n4,3,0.335,0\n4,1,100,0\n',
};
function write(changes: Record<string, string | Uint8Array> = {}): void {
  for (const [name, content] of Object.entries({ ...files, ...changes })) writeFileSync(join(folder, name), content);
}
const taken = () => {
  const read = readSource(folder, mapping());
  if (!read.ok) throw new Error(read.refusals.map((refusal) => `${refusal.code} ${refusal.en}`).join());
  return read.value;
};
const refused = (): string[] => {
  const read = readSource(folder, mapping());
  return read.ok ? [] : read.refusals.map((refusal) => refusal.code);
};

describe('a source', () => {
  it('gives people, clients with their owner, and orders with their amount', () => {
    write();
    const source = taken();
    expect(source.orders.map(({ id, amount, paid, delivered }) => [id, amount, paid, delivered])).toEqual([
      ['1', 2001, 2001, true],
      ['2', 8999, 8999, true],
      ['3', 500, 0, false],
      ['4', 10_101, 0, true],
    ]);
    expect(source.clients.map(({ id, ownerId, ownedSince }) => [id, ownerId, ownedSince])).toEqual([
      ['A', '2', '2026-02-01'],
      ['B', '1', '2026-06-02'],
      ['C', null, null],
    ]);
    expect(source.clients[0]?.contacts).toEqual([{ name: '陈晨', title: null, phone: '13800138000' }]);
    expect(source.files.map(({ file, rows, taken: n }) => `${file} ${n}/${rows}`)).toEqual([
      'people.csv 2/2',
      'clients.csv 3/3',
      'orders.csv 4/4',
      'lines.csv 5/5',
    ]);
    expect(source.refusedRows).toEqual([]);
  });

  it('drops no row in silence: each is listed with its line and reason', () => {
    write({
      'people.csv': `${files['people.csv']}3,李?,110101198001010037\n4,赵磊,110101199403070019\n1,张伟,110101199003070038\n,无号,110101199403070010\n`,
      'clients.csv': `${files['clients.csv']}D,丁贸易有限公司,91350100M000100Y4Z,,\nE,戊贸易有限公司,,陈晨,12\n`,
      'orders.csv': `${files['orders.csv']}5,Z,1,6/3/2026,\n6,A,9,6/3/2026,\n7,A,1,13/1/2026,\n8,A,1,2026-06-03,\n9,A,1,6/3/2026,soon\n10,A,1,6/3/2026,\n`,
      'lines.csv': `${files['lines.csv']}5,1,5,0\n99,1,5,0\n9,x,5,0\n`,
    });
    const source = taken();
    const said = source.refusedRows.map(({ file, line, en }) => `${file}:${line} ${en}`);
    expect(said).toHaveLength(4 + 1 + 6 + 3);
    expect(said.find((line) => line.startsWith('people.csv:4'))).toContain('rare character');
    expect(said.find((line) => line.startsWith('people.csv:5'))).toContain('check digit');
    expect(said.find((line) => line.startsWith('people.csv:6'))).toContain('occurred before');
    expect(said.find((line) => line.startsWith('orders.csv:6'))).toContain('no client Z');
    expect(said.find((line) => line.startsWith('orders.csv:8'))).toContain('M/D/YYYY');
    expect(said.find((line) => line.startsWith('orders.csv:11'))).toContain('no amount');
    expect(said.filter((line) => line.startsWith('lines.csv:9'))).toEqual([expect.stringContaining('no number')]);
    expect(source.leftOut.map(({ file, line }) => `${file}:${line}`)).toEqual(['clients.csv:6']);
    for (const { rows, taken: n, file } of source.files) {
      expect(rows - n, file).toBe(source.refusedRows.filter((problem) => problem.file === file).length);
    }
  });

  it('with a file missing, cut short or in a foreign encoding is refused as a whole', () => {
    write();
    rmSync(join(folder, 'orders.csv'));
    writeFileSync(join(folder, 'lines.csv'), 'order,n,price,off\n1,"2\n');
    writeFileSync(join(folder, 'people.csv'), Buffer.from('6e6f2c6e616d652c69640a312c80ff2c780a', 'hex'));
    expect(refused()).toEqual(['intake.encoding', 'intake.missingFile', 'intake.quoteNotClosed']);
  });

  it('without a column that the mapping names is refused by that name', () => {
    write({ 'clients.csv': 'no,name\nA,甲物流有限公司\n' });
    expect(refused()).toEqual(Array(3).fill('intake.missingColumn'));
  });

  it('counts payments where there are some, and no more than was owed', () => {
    write({
      'payments.csv': 'order,on,sum\n1,1/9/2026,10\n1,1/10/2026,10.01\n4,6/9/2026,999999\n2,x,5\n77,6/9/2026,5\n',
    });
    const paid = {
      file: 'payments.csv',
      dates: 'M/D/YYYY',
      fields: { orderId: '{order}', date: '{on}', amount: '{sum}' },
    };
    const read = readMapping(JSON.stringify({ ...JSON.parse(text), payments: paid }), 'x');
    if (!read.ok) throw new Error('refused');
    const source = readSource(folder, read.value);
    if (!source.ok) throw new Error('refused');
    expect(source.value.orders.map((order) => order.paid)).toEqual([2001, 0, 0, 10_101]);
    expect(source.value.refusedRows.map((problem) => problem.line)).toEqual([5, 6]);
  });
});

describe('a mapping', () => {
  it.each([
    ['no JSON', '{', 'is not JSON'],
    ['another format', JSON.stringify({ format: 'x' }), 'format'],
    ['an unknown field', JSON.stringify({ ...JSON.parse(text), surprise: 1 }), 'surprise'],
    ['a file outside the folder', text.replace('people.csv', '../people.csv'), 'employees.file'],
    ['no amounts', JSON.stringify({ ...JSON.parse(text), lines: undefined }), 'amount'],
  ])('with %s is refused and says where', (_, content, where) => {
    const read = readMapping(content, 'test.json');
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.refusals[0]?.en).toContain(where);
  });

  it('is chosen when its files and columns are there, and only then', () => {
    write();
    const known = [mapping()];
    const found = mappingFor(folder, known);
    expect(found.ok && found.value.name).toBe('test');
    const twice = mappingFor(folder, [mapping(), { ...mapping(), name: 'other' }]);
    expect(!twice.ok && twice.refusals[0]?.code).toBe('intake.severalMappingsFit');
    rmSync(join(folder, 'lines.csv'));
    const none = mappingFor(folder, known);
    expect(!none.ok && none.refusals[0]?.code).toBe('intake.noMappingFits');
  });

  it('of the known ones can all be read', () => {
    expect(knownMappings().map((each) => each.name)).toContain('northwind');
  });
});

describe('amounts and dates', () => {
  it('are exact: no float ever holds money', () => {
    const total = (price: string, quantity: string, off: string) =>
      lineTotal(readDecimal(price) ?? 0n, readDecimal(quantity) ?? 0n, readDecimal(off) ?? 0n);
    expect(sumInFen([total('0.1', '3', '0')])).toBe(30);
    expect(sumInFen([total('14', '12', '0'), total('9.8', '10', '0'), total('34.8', '5', '0')])).toBe(44_000);
    expect(sumInFen([total('0.005', '1', '0')])).toBe(1);
    expect(sumInFen([total('-0.005', '1', '0')])).toBe(-1);
    expect(sumInFen([total('99999999999999', '99', '0')])).toBeNull();
    for (const text of ['1e5', '0x10', '1,5', '', '١', '1.123456789']) expect(readDecimal(text), text).toBeNull();
  });

  it('are read in the named format only', () => {
    expect(readDate('3/14/2026', 'M/D/YYYY')).toBe('2026-03-14');
    expect(readDate('3/14/2026', 'D/M/YYYY')).toBeNull();
    expect(readDate('3/4/2026 10:30:00', 'D/M/YYYY')).toBe('2026-04-03');
    expect(readDate('2026-02-30', 'YYYY-MM-DD')).toBeNull();
    expect(readDate('20260228', 'YYYYMMDD')).toBe('2026-02-28');
  });
});

describe('real data', () => {
  const northwind = join(import.meta.dirname, '../../../shared/data/northwind');
  it.runIf(existsSync(northwind))('northwind: nothing is lost', () => {
    const found = mappingFor(northwind);
    if (!found.ok) throw new Error(found.refusals[0]?.en);
    const source = readSource(northwind, found.value);
    if (!source.ok) throw new Error(source.refusals[0]?.en);
    const { employees, clients, orders, refusedRows } = source.value;
    expect([employees.length, clients.length, orders.length, refusedRows.length]).toEqual([9, 91, 830, 0]);
    expect(clients.filter((client) => client.ownerId === null)).toHaveLength(2);
    expect(orders.filter((order) => !order.delivered)).toHaveLength(21);
    expect(orders.reduce((sum, order) => sum + order.amount, 0)).toBe(126_579_322);
  });
});

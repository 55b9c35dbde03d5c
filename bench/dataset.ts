import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Branch, openBranch } from '../electron/branch.ts';
import { summaryProjection } from '../electron/clients/summary.ts';
import { createIdMaker } from '../electron/registry/ids.ts';
import { openDatabase, type Sqlite3 } from '../electron/registry/openDatabase.ts';
import { searchProjection } from '../electron/search/projection.ts';
import { addDays } from '../shared/domain/businessDate.ts';
import { companyNameKey } from '../shared/domain/names/companyName.ts';
import { namePinyin, textPinyin } from '../shared/domain/names/pinyin.ts';
import { tables } from '../shared/schema/index.ts';
import { commonColumns, type TableSpec } from '../shared/schema/table.ts';

/** The day on which every dataset lives: 2026-11-23, 09:00 in Shanghai. */
const now = Date.UTC(2026, 10, 23, 1);
export const datasetToday = '2026-11-23';
export const datasetClock = { now: () => now, elapsed: () => 0 };
export const datasetKeys = { databaseKey: Buffer.alloc(32, 7), deviceKey: Buffer.alloc(32, 9) };
const branchId = '01900000-0000-7000-8000-000000000001';
const salespeople = 60;

export interface Dataset {
  readonly folder: string;
  readonly clients: number;
  readonly orders: number;
  open(): Promise<Branch>;
}

/**
 * A branch with many clients and orders. Built once for all benchmarks of a run, in the folder of the run; the rows are
 * written past the unit of work, as if they had been there for years, and what is derived is derived by the application's
 * own projections.
 */
export async function clientDataset(size: { clients: number; orders: number }): Promise<Dataset> {
  const parent = process.env.SHOUKE_BENCH_FOLDER;
  if (parent === undefined) throw new Error('benchmarks are started by bench/run.ts');
  const folder = join(parent, `clients-${size.clients}-${size.orders}`);
  const open = () => openBranch({ folder, branchId, keys: datasetKeys, clock: datasetClock });
  if (!existsSync(folder)) {
    const building = `${folder}.building`;
    rmSync(building, { recursive: true, force: true });
    mkdirSync(building);
    const branch = await openBranch({
      ...{ folder: building, branchId, keys: datasetKeys, clock: datasetClock },
      found: { code: 'SH01', name: '徐汇门店', companyName: '测试物流有限公司', sample: false },
    });
    branch.close();
    const db = openDatabase(join(building, 'registry.db'), datasetKeys.databaseKey);
    db.pragma('synchronous=OFF');
    db.pragma('cache_size=-524288');
    fill(db, size);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    renameSync(building, folder);
  }
  return { folder, ...size, open };
}

const cities = [...'上海 北京 广州 深圳 杭州 宁波 苏州 南京 成都 重庆 武汉 西安 青岛 厦门 长沙 天津'.split(' ')];
const characters = [
  ...'顺达华兴盛泰恒丰隆鑫宏安远通联合众诚信捷飞腾龙凤祥瑞嘉美佳怡康健乐福禄寿喜天地人和春夏秋冬金木水火土江河湖海山川云雨雷电日月星辰东西南北中新世纪元亨利贞文武德仁义礼智',
];
const trades = [
  ...'物流 供应链 贸易 食品 商贸 餐饮管理 电子科技 机械设备 建材 服装 医疗器械 化工 包装 冷链运输'.split(' '),
];
const forms = ['有限公司', '有限公司', '有限公司', '有限责任公司', '股份有限公司', '（集团）有限公司'];
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];

/** Numbers from a seed, the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function fill(db: Sqlite3, size: { clients: number; orders: number }): void {
  const random = seeded(20261123);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = (list: readonly string[]): string => list[below(list.length)] ?? '';
  const newId = createIdMaker(datasetClock);
  const insert = inserter(db);

  db.exec('BEGIN');
  const positionId = insert('position', {
    id: newId(),
    title: '销售',
    tradeSecretLevel: 1,
    agreementKinds: '[]',
    retired: 0,
  });
  const people = Array.from({ length: salespeople }, (_, at) => {
    const name = pick(surnames) + pick(characters) + pick(characters);
    const id = insert('employee', {
      ...{ id: newId(), name, nameVariants: '[]', ...namePinyin(name), idType: 'passport', idNumber: `B${at}` },
    });
    insert('employment', {
      ...{
        id: newId(),
        employeeId: id,
        employeeNo: `SH01-${at}`,
        positionId,
        startDate: '2018-01-01',
        stage: 'active',
      },
    });
    return id;
  });
  const owners: string[] = [];
  const ids: string[] = [];
  for (let at = 0; at < size.clients; at++) {
    const brand = pick(characters) + pick(characters) + (random() < 0.5 ? pick(characters) : '');
    const city = pick(cities);
    const name = city + brand + pick(trades) + pick(forms);
    const owner = at % 200 === 0 ? null : (people[below(people.length)] ?? null);
    const id = insert('client', {
      ...{ id: newId(), name, normalizedName: companyNameKey(name), ...textPinyin(name), city, ownerId: owner },
      ...{ status: 'active', creditDays: 30 },
    });
    ids.push(id);
    owners.push(owner ?? people[0] ?? '');
    insert('contact', {
      ...{ id: newId(), clientId: id, name: pick(surnames) + pick(characters), isSignatory: 1, retired: 0 },
      phone: `1${3 + below(7)}${String(below(1e9)).padStart(9, '0')}`,
    });
    if (owner === null) continue;
    insert('ownership', {
      ...{ id: newId(), clientId: id, employeeId: owner, role: 'owner', share: 100, fromDate: '2021-01-01' },
      ...{ reason: '建档', decidedBy: 'system', epoch: 1 },
    });
  }
  for (let at = 0; at < size.orders; at++) {
    const which = below(size.clients);
    // A third of the clients stopped ordering some time ago.
    const daysAgo = below(1800) + (which % 3 === 0 ? 120 : 0);
    const amount = 10_000 + below(5_000_000);
    const date = addDays(datasetToday, -daysAgo);
    const orderId = insert('salesOrder', {
      ...{ id: newId(), number: `N${at}`, clientId: ids[which] ?? '', employeeId: owners[which] ?? '', date, amount },
      ...{ status: daysAgo < 14 ? 'open' : 'settled', source: 'import' },
    });
    if (daysAgo > 60 && at % 50 !== 0) continue;
    insert('receivable', {
      ...{ id: newId(), clientId: ids[which] ?? '', orderId, dueDate: addDays(date, 30), amount },
      ...{ balance: amount, disputed: 0 },
    });
  }
  db.exec('COMMIT');

  const chunk = 20_000;
  for (let at = 0; at < ids.length; at += chunk) {
    const part = ids.slice(at, at + chunk);
    db.transaction(() => {
      summaryProjection.derive(new Set(part), db);
      searchProjection.derive(new Set(part.map((id) => `client:${id}`)), db);
    })();
  }
  db.transaction(() => searchProjection.derive(new Set(people.map((id) => `employee:${id}`)), db))();
}

type Values = Readonly<Record<string, string | number | null>>;

/** Inserts rows of any table with the common columns filled; answers the id. */
function inserter(db: Sqlite3): (name: keyof typeof tables, row: Values & { id: string }) => string {
  const prepared = new Map<string, { run(...values: unknown[]): unknown; names: string[] }>();
  return (name, row) => {
    let statement = prepared.get(name);
    if (statement === undefined) {
      const spec: TableSpec = tables[name];
      const names = [...Object.keys(commonColumns), ...Object.keys(spec.columns)];
      const insert = db.prepare(
        `INSERT INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      );
      statement = { run: (...values) => insert.run(...values), names };
      prepared.set(name, statement);
    }
    const common: Values = {
      ...{
        branchId,
        version: 1,
        ownerEpoch: 1,
        createdAt: now,
        createdBy: 'system',
        updatedAt: now,
        updatedBy: 'system',
      },
    };
    statement.run(...statement.names.map((column) => row[column] ?? common[column] ?? null));
    return row.id;
  };
}

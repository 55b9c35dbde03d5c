import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { enrolSynthetic, SyntheticBranch, type Write } from '../bin/testing/syntheticBranch.ts';
import { createHeadquarters, type Headquarters } from '../hq/headquarters.ts';
import { chunkAttachment, planAttachmentChangeSets } from '../shared/changeset/attachmentPayload.ts';
import { type Benchmark, type Row, rounded } from './benchmark.ts';

const rowsPerFile = 100;
const rowsPerUnit = 5;
const now = Date.UTC(2026, 10, 23, 1);
const clock = { now: () => now };

const rowId = (number: number): string => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const order = (number: number): Write => ({
  table: 'salesOrder',
  id: rowId(number),
  values: {
    number: `DD-2026-${number}`,
    clientId: rowId(number % 1500),
    employeeId: rowId(number % 60),
    date: '2026-11-23',
    amount: 123_456 + number,
    status: 'open',
    source: 'manual',
    title: '干线运输 上海—苏州',
  },
});

export const benchmark: Benchmark = {
  name: 'hq',
  run: async ({ quick }): Promise<Row[]> => {
    const folder = mkdtempSync(join(process.env.SHOUKE_BENCH_FOLDER ?? tmpdir(), 'hq-'));
    const hq = await createHeadquarters({
      folder: join(folder, 'hq'),
      clock,
      passphrase: 'a passphrase for measuring',
    });
    try {
      const identity = await enrolSynthetic(hq, rowId(1), '徐汇门店');
      const branch = new SyntheticBranch(identity);
      // The first files compile what the others run.
      await importFiles(hq, join(folder, 'warm'), branch, 40, 0);
      const files = quick ? 300 : 3000;
      const seconds = await importFiles(hq, join(folder, 'files'), branch, files, 40 * rowsPerFile);
      const rows = files * rowsPerFile;
      const floor = upserts(join(folder, 'floor.db'), rows);
      const rowsPerSecond = rounded(rows / seconds.wall);
      const filesPerSecond = rounded(files / seconds.wall);
      return [
        {
          name: `HQ import of ${files} files of ${rowsPerFile} rows, one core`,
          value: rowsPerSecond,
          unit: 'rows/s',
          floor: rounded(floor),
          ratio: rounded(rowsPerSecond / floor),
          target: '>= 40,000 rows/s',
          met: rowsPerSecond >= 40_000,
          peers: [{ name: 'per second of CPU', value: rounded(rows / seconds.cpu) }],
        },
        {
          name: 'HQ import, files',
          value: filesPerSecond,
          unit: 'files/s',
          floor: null,
          ratio: null,
          target: '>= 400 files/s',
          met: filesPerSecond >= 400,
          peers: [{ name: 'per second of CPU', value: rounded(files / seconds.cpu) }],
        },
        await memory(hq, join(folder, 'large'), branch, quick ? 32 : 1024),
      ];
    } finally {
      await hq.close();
    }
  },
};

interface Seconds {
  readonly wall: number;
  /** User and system time of the process. */
  readonly cpu: number;
}

/** Writes files of 100 rows, then imports them: only the import is timed. */
async function importFiles(
  hq: Headquarters,
  folder: string,
  branch: SyntheticBranch,
  files: number,
  firstRow: number,
): Promise<Seconds> {
  mkdirSync(folder);
  let row = firstRow;
  for (let file = 0; file < files; file++) {
    const units = Array.from({ length: rowsPerFile / rowsPerUnit }, () =>
      branch.write(...Array.from({ length: rowsPerUnit }, () => order(++row))),
    );
    const { bytes, header } = branch.sealTransactions(...units);
    writeFileSync(join(folder, `${String(header.sequence).padStart(8, '0')}.skcs`), bytes);
  }
  const before = process.cpuUsage();
  const started = performance.now();
  const report = await hq.import([folder]);
  const wall = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  if (report.imported !== files) throw new Error(`${report.imported} of ${files} files were imported`);
  return { wall, cpu: (user + system) / 1e6 };
}

/** The least that storing the rows takes: prepared upserts into a table with two indexes. Rows per second. */
function upserts(file: string, rows: number): number {
  const db = new Sqlite(file);
  db.pragma('journal_mode=WAL');
  db.pragma('synchronous=FULL');
  db.exec(`CREATE TABLE salesOrder (branchId TEXT, id TEXT, version INTEGER, ownerEpoch INTEGER, createdAt INTEGER,
    createdBy TEXT, updatedAt INTEGER, updatedBy TEXT, number TEXT, clientId TEXT, employeeId TEXT, date TEXT, amount INTEGER,
    status TEXT, source TEXT, title TEXT, PRIMARY KEY (branchId, id)) WITHOUT ROWID, STRICT`);
  db.exec('CREATE INDEX a ON salesOrder (branchId, clientId); CREATE INDEX b ON salesOrder (branchId, date)');
  const names =
    'branchId, id, version, ownerEpoch, createdAt, createdBy, updatedAt, updatedBy, number, clientId, employeeId, date, amount, status, source, title';
  const upsert = db.prepare(
    `INSERT INTO salesOrder (${names}) VALUES (${names
      .split(', ')
      .map(() => '?')
      .join(', ')})
     ON CONFLICT (branchId, id) DO UPDATE SET version = excluded.version, status = excluded.status`,
  );
  const started = performance.now();
  for (let from = 0; from < rows; from += 5000) {
    db.transaction(() => {
      for (let number = from; number < Math.min(from + 5000, rows); number++) {
        const { values } = order(number);
        upsert.run(rowId(1), rowId(number), 1, 1, now, 'clerk', now, 'clerk', ...Object.values(values));
      }
    })();
  }
  const seconds = (performance.now() - started) / 1000;
  db.close();
  return rows / seconds;
}

/** Resident memory over so many megabytes of change sets (attachments, which do not compress): it must not grow with them. */
async function memory(hq: Headquarters, folder: string, branch: SyntheticBranch, megabytes: number): Promise<Row> {
  mkdirSync(folder);
  const early: number[] = [];
  const late: number[] = [];
  const perRound = 16;
  for (let done = 0; done < megabytes; done += perRound) {
    const files = [...planAttachmentChangeSets(chunkAttachment(randomBytes(perRound << 20)))].map(
      ({ payload }, index) => {
        const file = join(folder, `${done}-${index}.skcs`);
        writeFileSync(file, branch.seal(payload, { kind: 'attachment' }).bytes);
        return file;
      },
    );
    await hq.import(files);
    globalThis.gc?.();
    (done < megabytes / 2 ? early : late).push(process.memoryUsage().rss / 1e6);
  }
  const peak = rounded(Math.max(...early, ...late));
  return {
    name: `HQ memory over ${megabytes} MB of change sets`,
    value: peak,
    unit: 'MB',
    floor: rounded(Math.max(...early)),
    ratio: rounded(Math.max(...late) / Math.max(...early)),
    target: 'flat, < 300 MB',
    met: peak < 300 && Math.max(...late) < Math.max(...early) * 1.25,
    peers: [],
  };
}

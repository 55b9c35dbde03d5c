import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CborReader } from '../../shared/changeset/cborReader.ts';
import type { ColumnValue } from '../../shared/changeset/operation.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { type DomainTableName, tableById, tables } from '../../shared/schema/index.ts';
import { commonColumns, type NewRowOf, type TableSpec } from '../../shared/schema/table.ts';
import { openTestBranch, type TestBranch, testBranchId, testKeys } from '../testing/openTestBranch.ts';
import { decryptSqlcipher } from '../testing/sqlcipherReader.ts';
import { byName } from './auditLog.ts';
import { FutureRegistryError, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openDatabase } from './openDatabase.ts';
import { DamagedRegistryError, openRegistry, restorableBackup, restoreBackup } from './registry.ts';

const clerk = { id: 'clerk', name: '王芳' };
const act = (action: string) => ({ action, subject: { kind: 'client', id: 'c' } });
const newClient = (name: string, note: string | null = null): NewRowOf<typeof tables.client> => ({
  name,
  normalizedName: name,
  pinyin: '',
  initials: '',
  status: 'active',
  creditDays: 30,
  note,
});

let test: TestBranch;
beforeEach(async () => {
  test = await openTestBranch();
});
afterEach(() => test.dispose());

const count = (table: string): number =>
  Number(test.branch.registry.reader.prepare(`SELECT count(*) FROM ${table}`).pluck().get());

/** Bytes as hex: a driver's Buffer and a codec's Uint8Array of the same bytes are the same value. */
const comparable = (value: ColumnValue | undefined): string | number | null =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : (value ?? null);

/** A second connection that writes past the unit of work: the attacker at the file, with the key. */
function tamper(sql: string): void {
  const db = openDatabase(join(test.folder, 'registry.db'), testKeys.databaseKey);
  db.exec(sql);
  db.close();
}

describe('a domain write', () => {
  it('leaves rows, one audit event and the operations, together', () => {
    const events = count('auditEvent');
    const client = test.branch.registry.write.domain(clerk, act('client.create'), (tx) =>
      tx.insert('client', newClient('甲')),
    );
    expect(client).toMatchObject({ version: 1, ownerEpoch: 1, createdBy: 'clerk', branchId: testBranchId });
    expect(count('auditEvent')).toBe(events + 1);
    expect(
      test.branch.registry.reader.prepare('SELECT count(*) FROM operation WHERE rowId = ?').pluck().get(client.id),
    ).toBe(1);
  });

  it('leaves nothing at all when its body fails half-way', () => {
    const before = ['client', 'auditEvent', 'auditDetail', 'operation', 'outboxTransaction', 'subjectKey'].map(count);
    expect(() =>
      test.branch.registry.write.domain(clerk, act('client.create'), (tx) => {
        tx.insert('client', newClient('甲'));
        throw new Error('half-way');
      }),
    ).toThrow('half-way');
    expect(['client', 'auditEvent', 'auditDetail', 'operation', 'outboxTransaction', 'subjectKey'].map(count)).toEqual(
      before,
    );
    const client = test.branch.registry.write.domain(clerk, act('client.create'), (tx) =>
      tx.insert('client', newClient('乙')),
    );
    expect(client.name).toBe('乙');
    expect(test.branch.registry.audit.verify()).toMatchObject({ ok: true });
  });

  it('refuses a change of a row that somebody else changed first, and changes nothing', () => {
    const { write } = test.branch.registry;
    const client = write.domain(clerk, act('client.create'), (tx) => tx.insert('client', newClient('甲')));
    write.domain(clerk, act('client.update'), (tx) => tx.update('client', client.id, { note: '一' }, 1));
    let caught: unknown;
    try {
      write.domain(clerk, act('client.update'), (tx) => tx.update('client', client.id, { note: '二' }, 1));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(RefusalError);
    expect(caught instanceof RefusalError && caught.refusals[0]?.code).toBe('row.changedMeanwhile');
    expect(test.branch.registry.reader.prepare('SELECT note FROM client').pluck().get()).toBe('一');
  });

  it('writes neither version nor operation when nothing differs', () => {
    const { write } = test.branch.registry;
    const client = write.domain(clerk, act('client.create'), (tx) => tx.insert('client', newClient('甲')));
    const operations = count('operation');
    const same = write.domain(clerk, act('client.update'), (tx) => tx.update('client', client.id, { name: '甲' }));
    expect(same.version).toBe(1);
    expect(count('operation')).toBe(operations);
  });

  it('refuses SQL that writes, and changes of insert-only tables', () => {
    const { write } = test.branch.registry;
    expect(() => write.domain(clerk, act('x'), (tx) => tx.all('DELETE FROM client RETURNING id'))).toThrow(
      'its own methods',
    );
    expect(() => test.branch.registry.reader.exec('DELETE FROM auditEvent')).toThrow(/readonly/);
    const row = write.domain(clerk, act('x'), (tx) =>
      tx.insert('attachment', {
        hash: 'a'.repeat(64),
        size: 1,
        kind: 'scan',
        mediaType: 'image/png',
        fileName: 'a.png',
        subjectTable: 'client',
        subjectId: 'c',
      }),
    );
    expect(() => write.domain(clerk, act('x'), (tx) => tx.update('attachment', row.id, { size: 2 }))).toThrow(
      'insert-only',
    );
  });

  it('refuses an asynchronous body: a transaction cannot wait', () => {
    expect(() => test.branch.registry.write.domain(clerk, act('x'), async () => 1)).toThrow('synchronous');
  });
});

describe('the three kinds of write', () => {
  it('inbound rows leave audit but no operation, so that nothing echoes', () => {
    const operations = count('operation');
    const events = count('auditEvent');
    test.branch.registry.write.inbound(act('hq.policy'), (tx) =>
      tx.putInbound('policy', {
        id: 'p1',
        branchId: 'hq',
        version: 7,
        ownerEpoch: 1,
        createdAt: 1,
        createdBy: 'hq',
        updatedAt: 1,
        updatedBy: 'hq',
        key: 'alarm.dormancy',
        body: '{}',
        effectiveFrom: '2026-01-01',
      }),
    );
    expect(count('operation')).toBe(operations);
    expect(count('auditEvent')).toBe(events + 1);
    expect(test.branch.registry.reader.prepare('SELECT version FROM policy').pluck().get()).toBe(7);
  });

  it('local rows leave neither', () => {
    const events = count('auditEvent');
    test.branch.registry.write.local((tx) =>
      tx.put('draft', { id: 'd', accountId: 'a', form: 'f', body: '{}', savedAt: 1 }),
    );
    expect(count('auditEvent')).toBe(events);
    expect(count('draft')).toBe(1);
  });

  it('reads of one moment are committed together and each answer waits for the commit', async () => {
    const { write } = test.branch.registry;
    const events = count('auditEvent');
    await Promise.all(Array.from({ length: 50 }, (_, index) => write.seen(clerk, act(`client.view${index}`))));
    expect(count('auditEvent')).toBe(events + 50);
    expect(test.branch.registry.audit.verify()).toMatchObject({ ok: true });
  });
});

describe('replay', () => {
  it('of all operations, and of all audit details, gives the tables again', () => {
    const { write, reader, audit } = test.branch.registry;
    for (let index = 0; index < 30; index++) {
      const client = write.domain(clerk, act('client.create'), (tx) =>
        tx.insert('client', newClient(`客户${index}`, '备注')),
      );
      if (index % 3 === 0) {
        write.domain(clerk, act('client.update'), (tx) => {
          tx.update('client', client.id, { note: null, status: 'dormant', latitude: 31.2 });
          tx.insert('contact', { clientId: client.id, name: '联系人', isSignatory: 1, retired: 0 });
        });
      }
    }
    test.account('hrClerk');
    const fromOperations = new Map<string, Record<string, ColumnValue>>();
    for (const raw of reader.prepare('SELECT * FROM operation ORDER BY ordinal, idx').iterate()) {
      const operation = raw as {
        tableId: number;
        rowId: string;
        ownerEpoch: number;
        baseVersion: number;
        columns: Uint8Array;
      };
      const key = `${operation.tableId}/${operation.rowId}`;
      expect(Number(fromOperations.get(key)?.version ?? 0)).toBe(operation.baseVersion);
      fromOperations.set(key, {
        ...fromOperations.get(key),
        ...byName(operation.tableId, new CborReader(operation.columns).columns(4096)),
        id: operation.rowId,
        version: operation.baseVersion + 1,
        ownerEpoch: operation.ownerEpoch,
      });
    }
    const fromAudit = new Map<string, Record<string, ColumnValue>>();
    for (const { sequence } of audit.records(0)) {
      for (const detail of audit.opened(sequence)) {
        const table = tables[detail.table as DomainTableName];
        const key = `${table.id}/${detail.rowId}`;
        fromAudit.set(key, { ...fromAudit.get(key), ...detail.values, id: detail.rowId });
      }
    }
    let rows = 0;
    for (const table of Object.values(tables) as TableSpec[]) {
      if (table.kind !== 'domain') continue;
      for (const raw of reader.prepare(`SELECT * FROM ${table.name}`).all()) {
        const row = raw as Record<string, ColumnValue>;
        const key = `${table.id}/${String(row.id)}`;
        const replayed = fromOperations.get(key);
        for (const [name, value] of Object.entries(row))
          expect(comparable(replayed?.[name]), `${key}.${name}`).toEqual(comparable(value));
        if (table.name !== 'subjectKey') {
          for (const name of Object.keys(table.columns)) expect(fromAudit.get(key)?.[name] ?? null).toEqual(row[name]);
        }
        rows += 1;
      }
    }
    expect(rows).toBe(fromOperations.size);
    expect(rows).toBeGreaterThan(70);
  });
});

describe('the audit chain', () => {
  beforeEach(() => {
    for (const name of ['甲', '乙', '丙', '丁']) {
      test.branch.registry.write.domain(clerk, act('client.create'), (tx) => tx.insert('client', newClient(name)));
    }
  });

  it.each([
    ['a changed actor', "UPDATE auditEvent SET actor = 'somebody' WHERE sequence = 3", 3],
    ['a changed time', 'UPDATE auditEvent SET at = at + 1 WHERE sequence = 4', 4],
    [
      'a removed event',
      'PRAGMA foreign_keys=OFF; DELETE FROM auditDetail WHERE sequence = 3; DELETE FROM auditEvent WHERE sequence = 3',
      3,
    ],
    ['a changed commitment', 'UPDATE auditDetail SET commitment = zeroblob(32) WHERE sequence = 2 AND idx = 0', 2],
    [
      'changed sealed values',
      'UPDATE auditDetail SET sealed = zeroblob(length(sealed)) WHERE sequence = 5 AND idx = 0',
      5,
    ],
    ['a removed detail', 'DELETE FROM auditDetail WHERE sequence = 4', 4],
    [
      'values hidden behind a subject that nobody has',
      "UPDATE auditDetail SET subject = 'client:nobody' WHERE sequence = 4 AND subject LIKE 'client:%'",
      4,
    ],
    ['a removed key, as if somebody had been erased', "DELETE FROM subjectKey WHERE id LIKE 'client:%'", 2],
    [
      'a key that was destroyed, with the time of it, but not through the log',
      "UPDATE subjectKey SET key = NULL, destroyedAt = 1 WHERE id = (SELECT subject FROM auditDetail WHERE sequence = 3 AND subject LIKE 'client:%')",
      3,
    ],
    [
      'a key that was emptied without saying when',
      "UPDATE subjectKey SET key = NULL WHERE id = (SELECT subject FROM auditDetail WHERE sequence = 3 AND subject LIKE 'client:%')",
      3,
    ],
  ])('locates %s', (_what, sql, sequence) => {
    expect(test.branch.registry.audit.verify()).toMatchObject({ ok: true, events: 5 });
    tamper(sql);
    expect(test.branch.registry.audit.verify()).toMatchObject({ ok: false, sequence });
  });

  it('notices a chain cut short against a head known from elsewhere', () => {
    const head = { ...test.branch.registry.write.auditHead };
    tamper('DELETE FROM auditDetail WHERE sequence = 5; DELETE FROM auditEvent WHERE sequence = 5');
    expect(test.branch.registry.audit.verify(head)).toMatchObject({ ok: false, why: 'head' });
  });

  it('still verifies when the key of a subject was destroyed, and no longer tells its values', () => {
    const { audit, write, reader } = test.branch.registry;
    const subject = reader
      .prepare("SELECT id FROM subjectKey WHERE id LIKE 'client:%' LIMIT 1")
      .pluck()
      .get() as string;
    const opened = () => [...audit.records(0)].flatMap(({ sequence }) => audit.opened(sequence, subject)).length;
    expect(opened()).toBeGreaterThan(0);
    const [elsewhere] = reader.prepare("SELECT id FROM subjectKey WHERE id LIKE 'client:%'").pluck().all().slice(1);
    write.domain(clerk, { action: 'subject.erase', subject: { kind: 'client', id: subject } }, (tx) =>
      tx.update('subjectKey', subject, { key: null, destroyedAt: tx.now }),
    );
    expect(test.branch.registry.audit.verify()).toMatchObject({ ok: true });
    expect(opened()).toBe(0);
    // Nor can anybody else's values be put behind the one who was erased.
    tamper(`UPDATE auditDetail SET subject = '${subject}' WHERE subject = '${elsewhere}'`);
    expect(test.branch.registry.audit.verify()).toMatchObject({ ok: false, why: 'details' });
  });
});

describe('the file', () => {
  it('is plain SQLCipher 4: an independent reader opens it with the key, nothing readable is in file, WAL, backup or attachments', async () => {
    const secret = '绝密客户名称XYZZY';
    test.branch.registry.write.domain(clerk, act('client.create'), (tx) => tx.insert('client', newClient(secret)));
    test.branch.registry.attachments.put(Buffer.from(secret.repeat(100)));
    const backup = test.branch.registry.backup();
    const everything = (folder: string): string[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    const files = everything(test.folder);
    expect(files.some((file) => file.endsWith('-wal') && statSync(file).size > 0)).toBe(true);
    expect(files.some((file) => file.includes('attachments'))).toBe(true);
    for (const file of files) {
      const bytes = readFileSync(file);
      expect(bytes.includes(Buffer.from(secret)), file).toBe(false);
      expect(bytes.includes('SQLite format 3'), file).toBe(false);
      expect(bytes.includes('CREATE TABLE'), file).toBe(false);
    }
    const plain = decryptSqlcipher(readFileSync(backup.file), testKeys.databaseKey);
    expect(plain.includes(Buffer.from(secret))).toBe(true);
    const image = join(test.folder, 'plain.db');
    writeFileSync(image, plain);
    const opened = new Sqlite(image, { readonly: true });
    expect(opened.prepare('SELECT name FROM client').pluck().get()).toBe(secret);
    opened.close();
    expect(() => decryptSqlcipher(readFileSync(backup.file), Buffer.alloc(32, 1))).toThrow('page 1');
  });

  it('from a newer version is refused and left as it was, byte for byte', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shouke-future-'));
    const file = join(folder, 'registry.db');
    const db = openDatabase(file, testKeys.databaseKey);
    await migrate(db);
    db.pragma('user_version=999');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = readFileSync(file);
    await expect(
      openRegistry({ folder, databaseKey: testKeys.databaseKey, branchId: testBranchId, clock: test.clock }),
    ).rejects.toThrow(FutureRegistryError);
    expect(readFileSync(file).equals(before)).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it.each(Object.keys(migrations).map((name, index) => [name, index + 1] as const))(
    'of version %s is brought to the present one, and the schema is the one described',
    async (_name, version) => {
      const folder = mkdtempSync(join(tmpdir(), 'shouke-migrate-'));
      const db = openDatabase(join(folder, 'registry.db'), testKeys.databaseKey);
      await migrate(db, Object.fromEntries(Object.entries(migrations).slice(0, version)));
      db.prepare("INSERT INTO meta VALUES ('kept', ?)").run(String(version));
      await migrate(db);
      expect(db.prepare("SELECT value FROM meta WHERE key = 'kept'").pluck().get()).toBe(String(version));
      for (const table of Object.values(tables) as TableSpec[]) {
        const columns = db.pragma(`table_info(${table.name})`) as { name: string; type: string; notnull: number }[];
        const described = { ...(table.kind === 'domain' ? commonColumns : { id: commonColumns.id }), ...table.columns };
        expect(columns.map((column) => column.name).sort(), table.name).toEqual(Object.keys(described).sort());
        for (const column of columns) {
          const spec = described[column.name as keyof typeof described];
          if (column.name !== 'id') expect(column.notnull === 0, `${table.name}.${column.name}`).toBe(spec.nullable);
        }
      }
      db.close();
      rmSync(folder, { recursive: true });
    },
  );

  it.each([
    ['cut in half', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096 + 17)],
    [
      'with one changed byte in a page',
      (file: string) => {
        const bytes = readFileSync(file);
        const at = 4096 * 3 + 100;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      },
    ],
    ['overwritten', (file: string) => writeFileSync(file, 'not a database'.repeat(1000))],
  ])('%s leads to the latest verified backup; the damaged file is kept', async (_what, damage) => {
    test.branch.registry.write.domain(clerk, act('client.create'), (tx) => tx.insert('client', newClient('甲')));
    test.branch.registry.backup();
    test.branch.registry.close();
    const file = join(test.folder, 'registry.db');
    damage(file);
    const options = {
      folder: test.folder,
      databaseKey: testKeys.databaseKey,
      branchId: testBranchId,
      clock: test.clock,
    };
    await expect(openRegistry(options)).rejects.toThrow(DamagedRegistryError);
    // A newer backup that is itself broken is passed over.
    writeFileSync(join(test.folder, 'backups', 'registry-9999999999999-7.db'), 'broken');
    const backup = restorableBackup(test.folder, testKeys.databaseKey);
    if (backup === undefined) throw new Error('no backup found');
    const kept = restoreBackup(test.folder, backup, 1);
    expect(readdirSync(test.folder)).toContain(kept);
    const restored = await openRegistry(options);
    expect(restored.reader.prepare('SELECT name FROM client').pluck().all()).toEqual(['甲']);
    expect(restored.audit.verify()).toMatchObject({ ok: true });
    restored.close();
    await test.reopen();
  });
});

describe('kill -9', () => {
  it('at any moment of writing leaves a registry in which every acknowledged write is whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shouke-kill-'));
    for (let round = 0; round < 4; round++) {
      const child = fork(join(import.meta.dirname, '../testing/writeUntilKilled.ts'), [folder], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      let acknowledged = 0;
      child.on('message', (message) => {
        acknowledged = Number(message);
        if (acknowledged % 40 === 17 + round) child.kill('SIGKILL');
      });
      await once(child, 'exit');
      const registry = await openRegistry({
        folder,
        databaseKey: testKeys.databaseKey,
        branchId: testBranchId,
        clock: test.clock,
      });
      const clients = Number(registry.reader.prepare('SELECT count(*) FROM client').pluck().get());
      const contacts = Number(registry.reader.prepare('SELECT count(*) FROM contact').pluck().get());
      expect(clients).toBeGreaterThanOrEqual(acknowledged);
      expect(contacts).toBe(clients);
      expect(registry.audit.verify()).toMatchObject({ ok: true });
      expect(
        registry.reader
          .prepare(
            'SELECT count(*) FROM outboxTransaction o WHERE operations <> (SELECT count(*) FROM operation WHERE ordinal = o.ordinal)',
          )
          .pluck()
          .get(),
      ).toBe(0);
      registry.close();
    }
    rmSync(folder, { recursive: true });
  });
});

it('knows every table by its id, and no id twice', () => {
  const specs = Object.values(tables) as TableSpec[];
  expect(new Set(specs.map((table) => table.id)).size).toBe(specs.length);
  for (const table of specs) {
    expect(tableById(table.id)?.name).toBe(table.name);
    const ids = Object.values(table.columns).map((column) => column.id);
    expect(new Set(ids).size, table.name).toBe(ids.length);
    expect(Math.min(...ids), table.name).toBeGreaterThanOrEqual(10);
  }
});

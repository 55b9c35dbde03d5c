import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Host } from '../electron/host/host.ts';
import { readSamplePassphrase } from '../electron/host/samplePassphrase.ts';
import { Keyring } from '../electron/registry/keyring.ts';
import { openDatabase, type Sqlite3 } from '../electron/registry/openDatabase.ts';
import { writeHeadMarker } from '../electron/sync/headMarker.ts';
import { TestClock } from '../electron/testing/openTestBranch.ts';
import { orThrow } from '../shared/domain/refusal.ts';

const root = mkdtempSync(join(tmpdir(), 'shouke-audit-'));
const whole = join(root, 'whole');
let key: Uint8Array;
let last: number;

beforeAll(async () => {
  const host = await Host.open({
    folder: whole,
    clock: new TestClock(),
    fillSample: async (branch, clock) => {
      clock.arrive();
      for (const title of ['销售', '销售经理', '人事专员', '调度', '财务']) {
        branch.registry.write.domain(
          { id: 'system', name: '系统' },
          { action: 'position.create', subject: { kind: 'branch', id: branch.identity.id }, why: `增设${title}` },
          (tx) => tx.insert('position', { title, tradeSecretLevel: 0, agreementKinds: '[]', retired: 0 }),
        );
      }
    },
  });
  await host.createSample();
  last = host.branch.registry.write.auditHead.sequence;
  host.close();
  const keyring = orThrow(Keyring.read(join(whole, 'keys.json')));
  key = orThrow(await keyring.openByPassphrase(readSamplePassphrase(whole) ?? '')).databaseKey;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(
  folder: string,
  options: { locale?: string; passphrase?: string; json?: true } = {},
): { status: number | null; stdout: string; stderr: string } {
  const { SHOUKE_PASSPHRASE: _, ...environment } = process.env;
  const given = [join(import.meta.dirname, 'run.mjs'), 'audit', '--data-dir', folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, options.json ? [...given, '--json'] : given, {
    encoding: 'utf8',
    env: {
      ...environment,
      LC_ALL: options.locale ?? 'en_US.UTF-8',
      ...(options.passphrase === undefined ? {} : { SHOUKE_PASSPHRASE: options.passphrase }),
    },
  });
  return { status, stdout, stderr };
}

/** A copy of the branch, changed behind its back by somebody who has the key. */
function tampered(name: string, change: (db: Sqlite3) => void): string {
  const folder = join(root, name);
  cpSync(whole, folder, { recursive: true });
  const db = openDatabase(join(folder, 'registry.db'), key);
  db.pragma('foreign_keys=OFF');
  change(db);
  db.close();
  return folder;
}

describe('npm run audit', () => {
  it('passes an untouched branch, also while the application has it open', async () => {
    const host = await Host.open({ folder: whole, clock: new TestClock() });
    const { status, stdout } = run(whole);
    const open = host.branch.registry.audit.verify();
    host.close();
    expect(stdout).toMatch(/^PASS {2}\d+ audit events, one chain, nothing changed\. Head [0-9a-f]{64}\n$/);
    expect(status).toBe(0);
    expect(stdout).toContain(open.ok ? Buffer.from(open.head.hash).toString('hex') : 'broken');
  });

  it('opens a sample branch also where the environment holds the passphrase of another', () => {
    expect(run(whole, { passphrase: 'the passphrase of another' }).stdout).toMatch(/^PASS/);
    expect(run(whole, { passphrase: '' }).stdout).toMatch(/^PASS/);
  });

  it.each([
    [
      'a changed action',
      'hash',
      3,
      (db: Sqlite3) => db.prepare("UPDATE auditEvent SET action = 'position.view' WHERE sequence = 3").run(),
    ],
    [
      'another time',
      'hash',
      2,
      (db: Sqlite3) => db.prepare('UPDATE auditEvent SET at = at + 1 WHERE sequence = 2').run(),
    ],
    [
      'somebody else as the actor',
      'hash',
      4,
      (db: Sqlite3) => db.prepare("UPDATE auditEvent SET actor = 'x' WHERE sequence = 4").run(),
    ],
    ['a removed event', 'sequence', 3, (db: Sqlite3) => db.prepare('DELETE FROM auditEvent WHERE sequence = 3').run()],
    [
      'a removed detail',
      'details',
      4,
      (db: Sqlite3) => db.prepare('DELETE FROM auditDetail WHERE sequence = 4 AND idx = 0').run(),
    ],
    [
      'one byte of a sealed value',
      'sealed',
      2,
      (db: Sqlite3) => {
        const row = db.prepare('SELECT idx, sealed FROM auditDetail WHERE sequence = 2 LIMIT 1').get() as {
          idx: number;
          sealed: Buffer;
        };
        row.sealed[20] = (row.sealed[20] ?? 0) ^ 1;
        db.prepare('UPDATE auditDetail SET sealed = ? WHERE sequence = 2 AND idx = ?').run(row.sealed, row.idx);
      },
    ],
  ] as const)('names the event of %s', (name, why, sequence, change) => {
    const folder = tampered(name, change);
    const { status, stdout } = run(folder, { json: true });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, sequence, why });
    expect(run(folder).stdout).toMatch(
      new RegExp(`^FAIL {2}Audit event ${sequence} cannot be trusted: .+\\n.*Event ${sequence} (now reads|is missing)`),
    );
  });

  it('notices a chain cut short by what lies beside the registry', () => {
    const cut = (db: Sqlite3) => {
      const { hash } = db.prepare('SELECT hash FROM auditEvent WHERE sequence = ?').get(last) as { hash: Buffer };
      writeHeadMarker(join(root, 'cut'), {
        incarnationId: '0'.repeat(32),
        sequence: 1,
        hash: '0'.repeat(64),
        auditSequence: last,
        auditHash: hash.toString('hex'),
      });
      db.prepare('DELETE FROM auditDetail WHERE sequence = ?').run(last);
      db.prepare('DELETE FROM auditEvent WHERE sequence = ?').run(last);
    };
    const { status, stdout } = run(tampered('cut', cut), { locale: 'zh_CN.UTF-8' });
    expect(status).toBe(1);
    expect(stdout).toBe(
      `未通过  审计记录第 ${last} 条不可信：记录链与已知的最后一条不符。 请停止使用本机，联系总部，从总部或最近一次核验过的备份恢复。\n    第 ${last} 条不见了。\n`,
    );
  });

  it('says in one line why it cannot look at all', () => {
    const damaged = join(root, 'damaged');
    cpSync(whole, damaged, { recursive: true });
    writeFileSync(join(damaged, 'registry.db'), 'not a database, and long enough to be read as a page'.repeat(100));
    const own = join(root, 'own');
    cpSync(whole, own, { recursive: true });
    rmSync(join(own, 'sample-passphrase.txt'));
    const cases = [
      [run(join(root, 'nowhere')), /^There is no branch in /],
      [run(damaged), /^The registry cannot be read/],
      [run(own), /SHOUKE_PASSPHRASE/],
      [run(own, { passphrase: 'a wrong passphrase' }), /^Wrong passphrase/],
    ] as const;
    for (const [{ status, stdout, stderr }, expected] of cases) {
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(expected);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});

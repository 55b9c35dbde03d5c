import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clerk, forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { inChild } from '../../bin/testing/inChild.ts';
import { readEnvelope } from '../../shared/changeset/envelope.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import type { DomainTableName } from '../../shared/schema/index.ts';
import { openTestBranch, testBranchId, testKeys } from '../testing/openTestBranch.ts';
import { readHeadMarker } from './headMarker.ts';
import { pendingTransactions, sealedUpTo } from './pending.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

const sync = () => pair.branch.services.sync;
const outbox = () => readdirSync(join(pair.folder, 'branch/outbox')).sort();
const headers = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.skcs'))
    .sort()
    .map((name) => orThrow(readEnvelope(readFileSync(join(folder, name)))))
    .map(({ header, hash }) => ({ ...header, hash }));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const registryFile = () => join(pair.folder, 'branch/registry.db');

/** Headquarters has what the branch has, in every table. */
function expectSameRows(): void {
  for (const name of ['client', 'contact', 'asset', 'branch', 'subjectKey'] as DomainTableName[]) {
    const here = pair.branch.registry.reader.prepare(`SELECT * FROM ${name} ORDER BY id`).all();
    const there = pair.hq.query(`SELECT * FROM ${name} WHERE branchId = ? ORDER BY id`, testBranchId);
    expect(JSON.stringify(there), name).toBe(JSON.stringify(here));
  }
}

describe('sealing', () => {
  it('puts every unit of work and every audit event into exactly one transaction, in the order of the chain', async () => {
    const { write, reader } = pair.branch.registry;
    const look = (what: string) => write.seen(clerk, { action: 'client.view', subject: { kind: 'client', id: what } });
    await Promise.all(Array.from({ length: 2300 }, (_, index) => look(`a${index}`)));
    pair.addClient('甲');
    await look('b');
    pair.addClient('乙');
    await Promise.all(Array.from({ length: 1200 }, (_, index) => look(`c${index}`)));
    const head = write.auditHead.sequence;
    const last = Number(reader.prepare('SELECT max(ordinal) FROM outboxTransaction').pluck().get());
    const from = sealedUpTo(reader);
    const found = [...pendingTransactions(reader, from, { ordinal: last, auditSequence: head })];
    const events = found.flatMap(({ audit }) => audit.map(({ sequence }) => sequence));
    expect(events).toEqual(
      Array.from({ length: head - from.auditSequence }, (_, index) => from.auditSequence + 1 + index),
    );
    expect(Math.max(...found.map(({ audit }) => audit.length))).toBeLessThanOrEqual(1000);
    const units = reader
      .prepare('SELECT txId FROM outboxTransaction WHERE ordinal > ? ORDER BY ordinal')
      .pluck()
      .all(from.ordinal);
    expect(found.filter(({ operations }) => operations.length > 0).map(({ txId }) => txId)).toEqual(units);
    for (const { txId, audit, operations } of found) {
      expect(audit.some((event) => event.txId === txId)).toBe(true);
      if (operations.length > 0) expect(audit.at(-1)?.txId).toBe(txId);
    }
    expect(new Set(found.map(({ txId }) => txId)).size).toBe(found.length);
  });

  it('leaves nothing waiting, not even the note of itself, and does nothing when there is nothing', async () => {
    pair.addClient('甲');
    await sync().seal(clerk, null);
    expect(sync().state().waiting).toEqual({
      transactions: 0,
      operations: 0,
      events: 0,
      attachments: 0,
      oldestAt: null,
    });
    const events = pair.branch.registry.write.auditHead.sequence;
    expect(await sync().seal(clerk, null)).toEqual([]);
    expect(pair.branch.registry.write.auditHead.sequence).toBe(events);
    expect(sync().state()).toMatchObject({ sealed: 1, sent: 0 });
    expect(await pair.seal()).toHaveLength(1);
    expect(await pair.seal()).toEqual([]);
  });

  it('numbers files without a gap, each naming the one before, however many ask at once', async () => {
    await Promise.all(
      Array.from({ length: 6 }, (_, index) => {
        pair.addClient(`客户${index}`);
        return pair.seal();
      }),
    );
    pair.addClient('最后');
    await pair.seal();
    const chain = headers(pair.stick);
    let previous = new Uint8Array(32);
    for (const [index, header] of chain.entries()) {
      expect(header.sequence).toBe(index + 1);
      expect(hex(header.previousHash)).toBe(hex(previous));
      previous = new Uint8Array(header.hash);
    }
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: chain.length });
    expectSameRows();
  });

  it('passes over an attachment that is damaged, and says so', async () => {
    const { registry } = pair.branch;
    const put = (bytes: Uint8Array) => {
      const { hash, size } = registry.attachments.put(bytes);
      const note = { kind: 'scan', mediaType: 'image/png', fileName: 'a.png', subjectTable: 'client', subjectId: 'c' };
      pair.write((tx) => tx.insert('attachment', { hash, size, ...note }));
      return hash;
    };
    const damaged = put(randomBytes(3000));
    const [file = ''] = readdirSync(join(pair.folder, 'branch/attachments'));
    writeFileSync(join(pair.folder, 'branch/attachments', file), randomBytes(3000));
    const good = put(randomBytes(2000));
    await pair.seal();
    await pair.hq.import([pair.stick]);
    expect(pair.hq.attachment(testBranchId, good)).toBeDefined();
    expect(pair.hq.attachment(testBranchId, damaged)).toBeUndefined();
    expect(sync().state().problems).toMatchObject([{ code: 'sync.attachmentDamaged' }]);
    expect(await pair.seal()).toEqual([]);
  });

  it('is refused before the branch has joined headquarters; its changes wait', async () => {
    const lone = await openTestBranch();
    try {
      lone.account('hrAdmin');
      await expect(lone.branch.services.sync.seal(clerk, pair.stick)).rejects.toThrow('sync.notEnrolled');
      expect(lone.branch.services.sync.state()).toMatchObject({ enrolment: 'none', sealed: 0 });
      expect(lone.branch.services.sync.state().waiting.transactions).toBeGreaterThan(0);
      expect(readdirSync(pair.stick)).toEqual([]);
    } finally {
      lone.dispose();
    }
  });
});

describe('sealing that is killed', () => {
  it.each([
    ['seal.written', 1],
    ['seal.written', 2],
    ['seal.committed', 1],
    ['seal.named', 1],
    ['seal.marked', 1],
    ['export.written', 1],
    ['export.named', 2],
    ['export.marked', 1],
  ])('at %s (%i) leaves neither gap nor fork: the same numbers have the same bytes', async (step, count) => {
    pair.addClient('甲');
    pair.write((tx) => {
      // One transaction that takes several files: they become change sets together or not at all.
      for (let index = 0; index < 5100; index++) tx.insert('asset', { kind: 'phone', name: `${index}` });
    });
    pair.branch.close();
    const ended = await inChild('sealInChild.ts', join(pair.folder, 'branch'), pair.stick, step, String(count));
    expect(ended.signal, ended.errors).toBe('SIGKILL');
    const before = new Map(outbox().map((name) => [name, hex(readFileSync(join(pair.folder, 'branch/outbox', name)))]));
    const exported = readdirSync(pair.stick).filter((name) => name.endsWith('.skcs'));
    const sent = new Map(exported.map((name) => [name, hex(readFileSync(join(pair.stick, name)))]));
    await pair.reopenBranch();
    expect(outbox().some((name) => name.endsWith('.tmp'))).toBe(false);
    pair.addClient('乙');
    await pair.seal();
    for (const [name, bytes] of [...before, ...sent]) {
      if (name.endsWith('.skcs')) expect(hex(readFileSync(join(pair.stick, name))), name).toBe(bytes);
    }
    const chain = headers(pair.stick);
    expect(chain.map(({ sequence }) => sequence)).toEqual(chain.map((_, index) => index + 1));
    expect(new Set(chain.map(({ incarnationId }) => hex(incarnationId))).size).toBe(1);
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: chain.length, refused: 0, stopped: 0 });
    expectSameRows();
    await pair.receive();
    expect(sync().state()).toMatchObject({ receipted: chain.length, problems: [] });
  });
});

describe('carrying change sets away', () => {
  it('notes how far was sealed before any file leaves, also where the sealing failed half-way', async () => {
    pair.addClient('甲');
    const { hash, size } = pair.branch.registry.attachments.put(randomBytes(2000));
    const note = { kind: 'scan', mediaType: 'image/png', fileName: 'a.png', subjectTable: 'client', subjectId: 'c' };
    pair.write((tx) => tx.insert('attachment', { hash, size, ...note }));
    let written = 0;
    sync().onStep = (step) => {
      if (step === 'seal.written' && ++written === 2) throw new Error('the disk fails');
    };
    await expect(pair.seal()).rejects.toThrow('the disk fails');
    sync().onStep = () => undefined;
    expect(sync().state().sealed).toBe(1);
    await sync().download(1);
    expect(readHeadMarker(join(pair.folder, 'branch'))).toMatchObject({ sequence: 1 });
  });

  it('refuses folders that are not there, not absolute, or our own, and says what to do', async () => {
    pair.addClient('甲');
    const refused = async (folder: string) => {
      const error = await sync()
        .seal(clerk, folder)
        .catch((reason: unknown) => reason);
      return error instanceof Error && 'refusals' in error ? (error.refusals as { code: string }[])[0]?.code : error;
    };
    expect(await refused('E:\\没有')).toBe('sync.folderMissing');
    expect(await refused('stick')).toBe('sync.folderMissing');
    expect(await refused(join(pair.stick, 'gone'))).toBe('sync.folderMissing');
    expect(await refused(join(pair.folder, 'branch'))).toBe('sync.folderOurs');
    expect(await refused(join(pair.folder, 'branch/outbox'))).toBe('sync.folderOurs');
    writeFileSync(join(pair.stick, 'file'), '');
    expect(await refused(join(pair.stick, 'file'))).toBe('sync.folderMissing');
    expect(sync().state().waiting.transactions).toBeGreaterThan(0);
    await expect(sync().resend(7, pair.stick)).rejects.toThrow('sync.noSuchChangeSet');
    await expect(sync().download(7)).rejects.toThrow('sync.noSuchChangeSet');
  });

  it('that stops half-way goes on with what is missing', async () => {
    for (let index = 0; index < 3; index++) {
      pair.addClient(`客户${index}`);
      await sync().seal(clerk, null);
    }
    let written = 0;
    sync().onStep = (step) => {
      if (step !== 'export.written') return;
      written += 1;
      // Pulled out while the second file is being written.
      if (written === 2) rmSync(pair.stick, { recursive: true });
    };
    await expect(pair.seal()).rejects.toThrow('sync.folderMissing');
    sync().onStep = () => undefined;
    expect(sync().state()).toMatchObject({ sealed: 2, sent: 1 });
    mkdirSync(pair.stick);
    expect(await pair.seal()).toHaveLength(2);
    expect(await sync().resend(1, pair.stick)).toHaveLength(3);
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: 3 });
  });

  it('reports a stored file that is gone or was changed, and still carries the others', async () => {
    for (const name of ['甲', '乙']) {
      pair.addClient(name);
      await sync().seal(clerk, null);
    }
    const [first = '', second = ''] = outbox();
    writeFileSync(join(pair.folder, 'branch/outbox', first), 'changed');
    expect(await pair.seal()).toEqual([second]);
    await expect(sync().download(1)).rejects.toThrow('sync.fileGone');
    rmSync(join(pair.folder, 'branch/outbox', first));
    expect(sync().state().problems).toMatchObject([{ code: 'sync.fileGone' }]);
  });

  it.skipIf(!canMount())('onto a full stick leaves nothing half-written and loses nothing', async () => {
    const full = join(pair.folder, 'full');
    mkdirSync(full);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]);
    try {
      const { hash, size } = pair.branch.registry.attachments.put(randomBytes(300_000));
      const note = { kind: 'scan', mediaType: 'image/png', fileName: 'a.png', subjectTable: 'client', subjectId: 'c' };
      pair.write((tx) => tx.insert('attachment', { hash, size, ...note }));
      await expect(sync().seal(clerk, full)).rejects.toThrow('sync.folderFull');
      expect(readdirSync(full).every((name) => /^SH01-.*\.skcs$/.test(name))).toBe(true);
      const there = readdirSync(full).length;
      expect(sync().state()).toMatchObject({ sent: there, sealed: 2 - there });
      const left = await pair.seal();
      expect(left).toHaveLength(2 - there);
      expect(await pair.hq.import([full, pair.stick])).toMatchObject({ imported: 2 });
    } finally {
      execFileSync('umount', [full]);
    }
  });

  it.skipIf(!canMount())('with the own disk full seals nothing, and goes on when there is room', async () => {
    pair.addClient('甲');
    const outboxFolder = join(pair.folder, 'branch/outbox');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', outboxFolder]);
    try {
      writeFileSync(join(outboxFolder, 'ballast'), randomBytes(4096));
      await expect(pair.seal()).rejects.toThrow('sync.diskFull');
      expect(readdirSync(outboxFolder)).toEqual(['ballast']);
      expect(sync().state()).toMatchObject({ sealed: 0 });
    } finally {
      execFileSync('umount', [outboxFolder]);
    }
    expect(await pair.seal()).toHaveLength(1);
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: 1 });
  });

  it.skipIf(!canMount())('to a write-protected stick says so', async () => {
    pair.addClient('甲');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,ro', 'tmpfs', pair.stick]);
    try {
      await expect(pair.seal()).rejects.toThrow('sync.folderUnwritable');
    } finally {
      execFileSync('umount', [pair.stick]);
    }
    expect(await pair.seal()).toHaveLength(1);
  });
});

describe('a registry that came from a backup', () => {
  const copy = (to: string) => cpSync(registryFile(), to);

  it('is told by the marker beside it, and never goes on with numbers that were used', async () => {
    pair.addClient('甲');
    await pair.seal();
    const backup = pair.branch.registry.backup();
    pair.addClient('失去');
    await pair.seal();
    await pair.hq.import([pair.stick]);
    pair.branch.close();
    for (const suffix of ['-wal', '-shm']) rmSync(registryFile() + suffix, { force: true });
    copyFileSync(backup.file, registryFile());
    await pair.reopenBranch();
    expect(sync().state().problems).toMatchObject([{ code: 'sync.restored' }]);
    pair.addClient('乙');
    await pair.seal();
    const lives = new Map(headers(pair.stick).map((header) => [hex(header.incarnationId), header.sequence]));
    expect([...lives.values()]).toEqual(expect.arrayContaining([1, 2]));
    expect(lives.size).toBe(2);
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: 1, known: 2, refused: 0, stopped: 0 });
    // What was lost here is not lost there.
    expect(pair.hq.query('SELECT name FROM client ORDER BY name')).toEqual([
      { name: '乙' },
      { name: '失去' },
      { name: '甲' },
    ]);
    await pair.receive();
    expect(sync().state().problems).toEqual([]);
    await pair.reopenBranch();
    expect(sync().state().problems).toEqual([]);
  });

  it('sends again everything that it had sealed: nobody can tell what arrived, and a stick may be lost', async () => {
    const loseStick = () => {
      rmSync(pair.stick, { recursive: true });
      mkdirSync(pair.stick);
    };
    pair.addClient('在路上');
    await pair.seal();
    const backup = pair.branch.registry.backup();
    pair.addClient('备份之后');
    await pair.seal();
    loseStick();
    pair.addClient('没有带走');
    await sync().seal(clerk, null);
    const before = new Map(outbox().map((name) => [name, hex(readFileSync(join(pair.folder, 'branch/outbox', name)))]));
    pair.branch.close();
    for (const suffix of ['-wal', '-shm']) rmSync(registryFile() + suffix, { force: true });
    copyFileSync(backup.file, registryFile());
    await pair.reopenBranch();
    expect(sync().state()).toMatchObject({ sealed: 3, sent: 0 });
    pair.addClient('新的');
    await pair.seal();
    for (const [name, bytes] of before) expect(hex(readFileSync(join(pair.stick, name))), name).toBe(bytes);
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: 4, refused: 0, stopped: 0 });
    const there = pair.hq.query<{ name: string }>('SELECT name FROM client').map(({ name }) => name);
    expect(there).toEqual(expect.arrayContaining(['在路上', '备份之后', '没有带走', '新的']));
    await pair.receive();
    expect(sync().state()).toMatchObject({ sealed: 0, sent: 0, receipted: 4, problems: [] });
    await pair.reopenBranch();
    expect(sync().state()).toMatchObject({ sealed: 0, sent: 0, receipted: 4, problems: [] });
  });

  it('together with its marker is told by the receipt, and seals anew what headquarters does not have', async () => {
    pair.addClient('甲');
    await pair.seal();
    await pair.hq.import([pair.stick]);
    await pair.receive();
    pair.branch.close();
    const backup = join(pair.folder, 'backup.db');
    copy(backup);
    cpSync(join(pair.folder, 'branch/head.json'), join(pair.folder, 'head.json'));
    await pair.reopenBranch();
    pair.addClient('失去');
    await pair.seal();
    await pair.hq.import([pair.stick]);
    pair.branch.close();
    for (const suffix of ['-wal', '-shm']) rmSync(registryFile() + suffix, { force: true });
    cpSync(backup, registryFile());
    cpSync(join(pair.folder, 'head.json'), join(pair.folder, 'branch/head.json'));
    await pair.reopenBranch();
    expect(sync().state().problems).toEqual([]);
    pair.addClient('新的');
    rmSync(pair.stick, { recursive: true });
    mkdirSync(pair.stick);
    await pair.seal();
    // Headquarters sees two files under one number, takes neither for the other, and stops until somebody looks.
    expect(await pair.hq.import([pair.stick])).toMatchObject({ refused: 1 });
    expect((await pair.receive()).map(({ outcome }) => outcome)).toContain('applied');
    expect(sync().state().problems).toMatchObject([{ code: 'sync.receiptAhead' }]);
    expect(sync().state().waiting.transactions).toBeGreaterThan(0);
    pair.hq.resume(testBranchId);
    await pair.seal();
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: 1, stopped: 0 });
    expect(pair.hq.query('SELECT name FROM client ORDER BY name')).toEqual([
      { name: '失去' },
      { name: '新的' },
      { name: '甲' },
    ]);
    await pair.receive();
    expect(sync().state().problems).toEqual([]);
  });

  it('is assumed where the marker is gone or makes no sense', async () => {
    pair.addClient('甲');
    await pair.seal();
    for (const content of [undefined, '{"format":"shouke-head-1"}', 'x']) {
      pair.branch.close();
      if (content === undefined) rmSync(join(pair.folder, 'branch/head.json'));
      else writeFileSync(join(pair.folder, 'branch/head.json'), content);
      await pair.reopenBranch();
      expect(sync().state().problems).toMatchObject([{ code: 'sync.markerLost' }]);
    }
    pair.addClient('乙');
    await pair.seal();
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: 2 });
    expectSameRows();
  });

  it('whose audit chain was rewritten is told by the marker', async () => {
    pair.addClient('甲');
    await pair.seal();
    pair.branch.close();
    const { openDatabase } = await import('../registry/openDatabase.ts');
    const db = openDatabase(registryFile(), testKeys.databaseKey);
    const last = db.prepare('SELECT max(sequence) FROM auditEvent').pluck().get() as number;
    db.prepare('UPDATE auditEvent SET hash = ? WHERE sequence = ?').run(randomBytes(32), last);
    db.close();
    await pair.reopenBranch();
    const [problem] = sync().state().problems;
    expect(problem).toMatchObject({ code: 'sync.auditRewritten' });
    expect(problem?.zh).toContain(`第 ${last} 条`);
  });
});

/** Whether a small file system of its own can be mounted here: only then a full disk is a real one. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const probe = '/tmp/shouke-mount-probe';
  mkdirSync(probe, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

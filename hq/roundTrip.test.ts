import { randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clerk, forgetTemplate, openPair, type Pair, testPassphrase } from '../bin/testing/branchAndHeadquarters.ts';
import { dumpFiles, dumpTables } from '../bin/testing/dump.ts';
import { openTestBranch, testBranchId, testKeys } from '../electron/testing/openTestBranch.ts';
import { readEnvelope } from '../shared/changeset/envelope.ts';
import { leafHash, verifyInclusion } from '../shared/changeset/merkle.ts';
import { decodeReceipt } from '../shared/changeset/receiptPayload.ts';
import { encodeTransactions } from '../shared/changeset/transactionPayload.ts';
import { orThrow, RefusalError } from '../shared/domain/refusal.ts';
import type { DomainTableName } from '../shared/schema/index.ts';
import { initHeadquarters } from './founding.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

const branchRows = (table: DomainTableName): unknown[] =>
  pair.branch.registry.reader.prepare(`SELECT * FROM ${table} ORDER BY id`).all();
const hqRows = (table: DomainTableName): unknown[] =>
  pair.hq.query(`SELECT * FROM ${table} WHERE branchId = ? ORDER BY id`, testBranchId);
const plain = (rows: unknown[]): string => JSON.stringify(rows);

describe('a change', () => {
  it('travels to headquarters, and its receipt comes back', async () => {
    pair.addClient('上海一号物流有限公司');
    expect(pair.branch.services.sync.state()).toMatchObject({ enrolment: 'enrolled', receivedUntil: null });
    const [file] = await pair.seal();
    expect(file).toMatch(/^SH01-[0-9a-f]{8}-00000001\.skcs$/);
    expect(pair.branch.services.sync.state()).toMatchObject({ sealed: 0, sent: 1, waiting: { transactions: 0 } });

    const report = await pair.hq.import([pair.stick]);
    expect(report).toMatchObject({ imported: 1, known: 0, parked: 0, refused: 0, stopped: 0 });
    for (const table of ['client', 'contact', 'branch', 'subjectKey', 'signerCertificate'] as const) {
      expect(plain(hqRows(table)), table).toBe(plain(branchRows(table)));
    }
    expect(await pair.receive()).toMatchObject([{ outcome: 'applied' }]);
    const state = pair.branch.services.sync.state();
    expect(state).toMatchObject({ sent: 0, receipted: 1, problems: [], firstOpen: null });
    expect(state.receivedUntil).toBe(pair.clock.now());
  });

  it('of a row already there changes it, column by column, as often as it changed', async () => {
    const id = pair.addClient('甲');
    await pair.seal();
    pair.write((tx) => tx.update('client', id, { note: null, status: 'dormant' }));
    pair.write((tx) => tx.update('client', id, { latitude: 31.25, creditDays: 60 }));
    await pair.seal();
    expect(await pair.hq.import([pair.stick])).toMatchObject({ imported: 2 });
    expect(plain(hqRows('client'))).toBe(plain(branchRows('client')));
    expect(pair.hq.query('SELECT version, note, latitude FROM client')).toEqual([
      { version: 3, note: null, latitude: 31.25 },
    ]);
  });

  it('brings its attachments, whole and under their hash', async () => {
    const scan = randomBytes(2_600_000);
    const { hash, size } = pair.branch.registry.attachments.put(scan);
    const note = { kind: 'scan', mediaType: 'image/png', fileName: 'a.png', subjectTable: 'client', subjectId: 'c' };
    pair.write((tx) => tx.insert('attachment', { hash, size, ...note }));
    const files = await pair.seal();
    expect(files).toHaveLength(2);
    await pair.hq.import([pair.stick]);
    expect(Buffer.compare(pair.hq.attachment(testBranchId, hash) ?? new Uint8Array(), scan)).toBe(0);
    // The same content a second time needs no second journey.
    pair.write((tx) => tx.insert('attachment', { hash, size, ...note, subjectId: 'd' }));
    expect(await pair.seal()).toHaveLength(1);
  });

  it('too large for one file travels in parts and is applied when all are there', async () => {
    pair.write((tx) => {
      for (let index = 0; index < 5600; index++) {
        tx.insert('asset', { kind: 'phone', name: `手机 ${index}` });
      }
    });
    const files = await pair.seal();
    expect(files.length).toBeGreaterThan(1);
    const counts: number[] = [];
    for (const file of files) {
      expect(await pair.hq.import([join(pair.stick, file)])).toMatchObject({ imported: 1 });
      counts.push(pair.hq.query<{ count: number }>('SELECT count(*) AS count FROM asset')[0]?.count ?? -1);
    }
    expect(counts[0]).toBe(0);
    expect(new Set(counts)).toEqual(new Set([0, 5600]));
    expect(plain(hqRows('asset'))).toBe(plain(branchRows('asset')));
    expect(pair.hq.query('SELECT * FROM parkedPart')).toEqual([]);
  });
});

describe('the audit chain', () => {
  it('arrives whole, with what was only read, and the head in every file', async () => {
    const { write } = pair.branch.registry;
    const look = (what: string) =>
      write.seen(clerk, { action: 'client.view', subject: { kind: 'client', id: what }, why: '核对电话' });
    await look('a');
    pair.addClient('甲');
    await Promise.all(['b', 'c', 'd'].map(look));
    await pair.seal();
    await look('e');
    await pair.seal();
    await pair.hq.import([pair.stick]);
    const there = pair.hq.query<{ sequence: number; hash: string }>('SELECT * FROM auditEvent ORDER BY sequence');
    const here = pair.branch.registry.reader.prepare('SELECT * FROM auditEvent ORDER BY sequence').all() as {
      sequence: number;
      hash: Uint8Array;
    }[];
    expect(there.map(({ sequence, hash }) => [sequence, hash])).toEqual(
      here.map(({ sequence, hash }) => [sequence, Buffer.from(hash).toString('hex')]),
    );
    expect(pair.hq.query("SELECT action FROM auditEvent WHERE action = 'client.view'")).toHaveLength(5);
  });

  it('that was tampered with at the branch is named, and only that branch is stopped', async () => {
    for (const name of ['甲', '乙', '丙']) pair.addClient(name);
    const { SyncService } = await import('../electron/sync/service.ts');
    expect(pair.branch.services.sync).toBeInstanceOf(SyncService);
    const { openDatabase } = await import('../electron/registry/openDatabase.ts');
    const db = openDatabase(join(pair.folder, 'branch/registry.db'), testKeys.databaseKey);
    const last = db.prepare('SELECT max(sequence) FROM auditEvent').pluck().get() as number;
    db.prepare("UPDATE auditEvent SET actor = 'somebody' WHERE sequence = ?").run(last - 1);
    db.close();
    await pair.seal();
    const report = await pair.hq.import([pair.stick]);
    expect(report).toMatchObject({ imported: 0, stopped: 1 });
    expect(report.files[0]?.refusals[0]).toMatchObject({ code: 'audit.chain.hash' });
    expect(report.files[0]?.refusals[0]?.zh).toContain(`第 ${last - 1} 条`);
    expect(pair.hq.query('SELECT * FROM client')).toEqual([]);
    const [other] = pair.synthetic;
    const file = other.sealTransactions(other.write(other.client('c1', '别家')));
    expect(await pair.hq.import([{ name: 'b', bytes: file.bytes }])).toMatchObject({ imported: 1 });
    expect(pair.hq.status().branches.map(({ stoppedFor }) => stoppedFor)).toEqual(
      expect.arrayContaining(['audit.chain.hash', null]),
    );
    await pair.receive();
    expect(pair.branch.services.sync.state().problems).toMatchObject([{ code: 'audit.chain.hash' }]);
  });
});

describe('the same file a second time', () => {
  it('changes no table, no receipt and nothing at the branch', async () => {
    pair.addClient('甲');
    const scan = pair.branch.registry.attachments.put(randomBytes(1000));
    pair.write((tx) =>
      tx.insert('attachment', {
        ...{ hash: scan.hash, size: scan.size, kind: 'scan', mediaType: 'image/png', fileName: 'a.png' },
        ...{ subjectTable: 'client', subjectId: 'c' },
      }),
    );
    await pair.seal();
    await pair.hq.import([pair.stick]);
    const tables = dumpTables(pair.hq, 'everything');
    const outbox = dumpFiles(join(pair.folder, 'hq/outbox'));
    await pair.receive();
    const state = pair.branch.services.sync.state();

    pair.clock.pass(3_600_000);
    const again = await pair.hq.import([pair.stick, pair.stick]);
    expect(again).toMatchObject({ imported: 0, known: 4, refused: 0 });
    expect(dumpTables(pair.hq, 'everything')).toEqual(tables);
    expect(dumpFiles(join(pair.folder, 'hq/outbox'))).toEqual(outbox);

    // The receipt went astray: the very same bytes are issued again.
    rmSync(join(pair.folder, 'hq/outbox', testBranchId), { recursive: true });
    await pair.hq.import([pair.stick]);
    const [name = ''] = Object.keys(outbox);
    expect(readFileSync(join(pair.folder, 'hq/outbox', name)).toString('hex')).toBe(outbox[name]);

    expect(await pair.receive()).toMatchObject([{ outcome: 'known' }]);
    expect(pair.branch.services.sync.state()).toEqual(state);
  });

  it('is sent byte for byte as it was signed', async () => {
    pair.addClient('甲');
    const [name = ''] = await pair.seal();
    const first = readFileSync(join(pair.stick, name));
    rmSync(join(pair.stick, name));
    pair.clock.pass(86_400_000);
    await pair.reopenBranch();
    expect(await pair.branch.services.sync.resend(1, pair.stick)).toEqual([name]);
    expect(Buffer.compare(readFileSync(join(pair.stick, name)), first)).toBe(0);
    const file = await pair.branch.services.sync.download(1);
    expect(Buffer.compare(Buffer.from(await file.arrayBuffer()), first)).toBe(0);
  });
});

describe('a receipt', () => {
  it('on the stick that takes it to the branch is nothing that headquarters wonders about', async () => {
    pair.addClient('甲');
    await pair.seal();
    await pair.hq.import([pair.stick]);
    const messages = pair.hq.receiptsFor(testBranchId);
    expect(messages).toHaveLength(1);
    for (const each of messages) copyFileSync(pair.hq.messageFile(each), join(pair.stick, 'receipt.skcs'));
    expect(await pair.hq.import([pair.stick])).toMatchObject({ known: 2, refused: 0 });
    const changed = readFileSync(join(pair.stick, 'receipt.skcs'));
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    writeFileSync(join(pair.stick, 'receipt.skcs'), changed);
    expect(await pair.hq.import([pair.stick])).toMatchObject({ known: 1, refused: 1 });
  });

  it('proves that headquarters has the file, for anybody who keeps it', async () => {
    for (const name of ['甲', '乙', '丙']) {
      pair.addClient(name);
      await pair.seal();
      await pair.hq.import([pair.stick]);
      await pair.receive();
    }
    const stored = pair.branch.services.sync.receipts();
    expect(stored).toHaveLength(3);
    for (const each of stored) {
      const { headHash, inclusion, checkpoint, consistency } = orThrow(decodeReceipt(each.payload));
      expect(inclusion).not.toBeNull();
      const { leafIndex, proof } = inclusion ?? { leafIndex: 0, proof: [] };
      expect(verifyInclusion(leafHash(headHash), leafIndex, checkpoint.treeSize, proof, checkpoint.root)).toBe(true);
      // From the second on, the branch names the tree it knows, and gets the proof that it only grew.
      expect(consistency === null).toBe(each.headSequence === 1);
    }
  });

  it('names the ranges that never arrived, and the page says what to do', async () => {
    for (let index = 1; index <= 5; index++) {
      pair.addClient(`客户${index}`);
      await pair.seal();
    }
    const files = readdirSync(pair.stick).sort();
    const pick = (...numbers: number[]) => numbers.map((number) => join(pair.stick, files[number - 1] ?? ''));
    expect(await pair.hq.import(pick(5, 1, 3))).toMatchObject({ imported: 1, parked: 2 });
    await pair.receive();
    const problems = pair.branch.services.sync.state().problems;
    expect(problems.map(({ zh }) => zh)).toEqual(['总部没有收到第 2 号变更包。', '总部没有收到第 4 号变更包。']);
    expect(await pair.hq.import(pick(2, 4))).toMatchObject({ imported: 4 });
    await pair.receive();
    expect(pair.branch.services.sync.state()).toMatchObject({ receipted: 5, problems: [] });
    expect(plain(hqRows('client'))).toBe(plain(branchRows('client')));
  });
});

describe('headquarters', () => {
  it('freezes an account at once; the branch tells it the outcome; the order works once', async () => {
    const { access, sync } = pair.branch.services;
    const make = (loginName: string, role: 'hrAdmin' | 'salesperson') =>
      access.createHashed(clerk, {
        ...{ employeeId: null, displayName: loginName, loginName, role, mustChange: false },
        hash: { scheme: 'none', salt: '', hash: '' },
      });
    const admin = make('admin', 'hrAdmin');
    const seller = make('seller', 'salesperson');
    await pair.seal();
    await pair.hq.import([pair.stick]);
    const order = (accountId: string) => ({ accountId, reason: '批量导出客户', orderedBy: '总部 李敏' });
    pair.hq.freeze(testBranchId, [order(seller.id), order(admin.id), order('01900000-0000-7000-8000-00000000ffff')]);
    const received = await pair.receive();
    expect(received.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect(received[1]?.zh).toMatch(
      /^seller 的账号已按总部要求冻结；admin 未能冻结：.*HR.*；总部要冻结的账号本店没有$/,
    );
    const stateOf = (id: string) => access.accounts().find((each) => each.id === id)?.state;
    expect([stateOf(seller.id), stateOf(admin.id)]).toEqual(['frozen', 'active']);
    // The states and the note that the message was taken stand or fall together.
    const frozen = pair.branch.registry.audit.about('branch', testBranchId, 1000);
    expect(frozen.filter(({ action }) => action === 'account.frozen')).toHaveLength(1);
    expect(await pair.receive()).toMatchObject([{ outcome: 'known' }, { outcome: 'known' }]);
    await pair.seal();
    await pair.hq.import([pair.stick]);
    expect(pair.hq.query("SELECT state FROM account WHERE loginName = 'seller'")).toEqual([{ state: 'frozen' }]);
    expect(sync.state().problems).toEqual([]);
  });

  it('sends policies that are written without an echo, only its own, and never an older one', async () => {
    const policy = (id: string, version: number, body: string, branchId = 'hq') => ({
      tableId: 6,
      rowId: id,
      ownerEpoch: 1,
      baseVersion: version - 1,
      time: { wall: 1, counter: 0 },
      columns: new Map<number, string | number>([
        [2, branchId],
        [5, 1],
        [6, 'hq'],
        [7, 1],
        [8, 'hq'],
        [10, 'alarm.dormancy'],
        [11, body],
        [12, '2026-01-01'],
      ]),
    });
    const body = () => pair.branch.registry.reader.prepare("SELECT body FROM policy WHERE id = 'p1'").pluck().get();
    pair.hq.publish([testBranchId], [policy('p1', 3, '{"days":90}')]);
    await pair.receive();
    expect(body()).toBe('{"days":90}');
    expect(pair.branch.services.sync.state().waiting).toMatchObject({ operations: expect.any(Number) });
    expect(pair.branch.registry.reader.prepare("SELECT count(*) FROM operation WHERE rowId = 'p1'").pluck().get()).toBe(
      0,
    );
    pair.hq.publish([testBranchId], [policy('p1', 2, '{"days":1}')]);
    await pair.receive();
    expect(body()).toBe('{"days":90}');
    const own = pair.write((tx) => tx.insert('policy', { key: 'own', body: '{}', effectiveFrom: '2026-01-01' }));
    pair.hq.publish([testBranchId], [policy('p1', 9, '{}'), policy(own.id, 9, '{"taken":true}')]);
    const refused = (await pair.receive()).at(-1);
    expect(refused).toMatchObject({ outcome: 'refused', refusals: [{ code: 'sync.policyTable' }] });
    expect(body()).toBe('{"days":90}');
  });

  it('opens the database key of a branch with what two persons hold, and with nothing less', async () => {
    const keyFile = JSON.parse(readFileSync(join(pair.folder, 'branch/keys.json'), 'utf8')) as {
      wraps: { kind: string; sealed: string }[];
    };
    const wrapped = Buffer.from(keyFile.wraps.find(({ kind }) => kind === 'headquarters')?.sealed ?? '', 'base64');
    await expect(pair.hq.recoverDatabaseKey(testBranchId, wrapped, 'AAAAA-BBBBB')).rejects.toThrow('hq.wrongShare');
    const { headquarters, recoveryShare } = await initHeadquarters({
      folder: join(pair.folder, 'hq2'),
      companyName: '另一家',
      passphrase: testPassphrase,
      clock: pair.clock,
    });
    try {
      const { wrapDatabaseKeyForRecovery } = await import('../shared/pki/recovery.ts');
      const own = wrapDatabaseKeyForRecovery(
        testKeys.databaseKey,
        headquarters.identity.recoveryPublicKey,
        testBranchId,
      );
      const key = await headquarters.recoverDatabaseKey(testBranchId, own, ` ${recoveryShare.toLowerCase()} `);
      expect(Buffer.compare(key, testKeys.databaseKey)).toBe(0);
      await expect(headquarters.recoverDatabaseKey(testBranchId, wrapped, recoveryShare)).rejects.toThrow(
        'recovery.unreadable',
      );
      // Headquarters with the same name is another headquarters.
      pair.addClient('甲');
      await pair.seal();
      expect(await headquarters.import([pair.stick])).toMatchObject({
        refused: 1,
        files: [{ refusals: [{ code: 'changeset.signerUnknown' }] }],
      });
    } finally {
      await headquarters.close();
    }
  });

  it('gives the same answer to the same request, and none to another for the same branch', async () => {
    const [synthetic] = pair.synthetic;
    const { makeEnrolmentRequest } = await import('../shared/pki/enrolmentRequest.ts');
    const identity = { branchId: synthetic.identity.branchId, branchName: '浦东门店', companyName: 'X', sample: false };
    const { request } = orThrow(makeEnrolmentRequest(identity, synthetic.identity.keys, pair.clock.now()));
    await expect(pair.hq.enrol(request)).rejects.toThrow('hq.alreadyEnrolled');
    await expect(pair.hq.enrol(request, { fingerprint: '00' })).rejects.toThrow('hq.fingerprintDiffers');
    const replaced = await pair.hq.enrol(request, { replace: true });
    expect(Buffer.compare((await pair.hq.enrol(request)).answer, replaced.answer)).toBe(0);
    // What the old computer seals from now on is not taken.
    const file = synthetic.sealTransactions(synthetic.write(synthetic.client('c', '旧电脑')));
    expect(await pair.hq.import([{ name: 'old', bytes: file.bytes }])).toMatchObject({
      refused: 1,
      files: [{ refusals: [{ code: 'changeset.signerRevoked' }] }],
    });
    // Nor under a number so far away that it was never reached in the order of things.
    const thief = pair.synthetic[1];
    const ofThief = { ...identity, branchId: thief.identity.branchId };
    const far = thief.sealLike(encodeTransactions([]), { sequence: 2 ** 52 });
    expect(await pair.hq.import([{ name: 'far', bytes: far.bytes }])).toMatchObject({ parked: 1 });
    const anew = orThrow(makeEnrolmentRequest(ofThief, synthetic.identity.keys, pair.clock.now())).request;
    await pair.hq.enrol(anew, { replace: true });
    const later = thief.sealTransactions(thief.write(thief.client('c', '偷来的电脑')));
    expect(await pair.hq.import([{ name: 'later', bytes: later.bytes }])).toMatchObject({
      refused: 1,
      files: [{ refusals: [{ code: 'changeset.signerRevoked' }] }],
    });
    const odd = { ...identity, branchId: '../../etc' };
    const { request: hostile } = orThrow(makeEnrolmentRequest(odd, synthetic.identity.keys, pair.clock.now()));
    await expect(pair.hq.enrol(hostile)).rejects.toThrow('hq.branchId');
  });
});

describe('a sample branch', () => {
  it('shows the whole road, and a real headquarters takes nothing of it', async () => {
    const sample = await openTestBranch({ sample: true });
    try {
      const { sync } = sample.branch.services;
      sample.account('hrAdmin');
      const [file = ''] = await sync.seal(clerk, pair.stick);
      expect(sync.state()).toMatchObject({ enrolment: 'sample', sent: 1 });
      const header = orThrow(readEnvelope(readFileSync(join(pair.stick, file)))).header;
      expect(header.sample).toBe(true);
      const report = await pair.hq.import([pair.stick]);
      expect(report).toMatchObject({ refused: 1 });
      await expect(sync.requestEnrolment(clerk)).rejects.toThrow('sync.sample');
      await expect(sync.acceptEnrolment(clerk, new Uint8Array(1), 'x')).rejects.toThrow('sync.sample');
      await expect(sync.receive([])).rejects.toThrow(RefusalError);
    } finally {
      sample.dispose();
    }
  });

  it('is refused by its own flag, even where an enrolled key signs for it', async () => {
    const [branch] = pair.synthetic;
    const file = branch.seal(encodeTransactions([]), { sample: true });
    expect(await pair.hq.import([{ name: 's', bytes: file.bytes }])).toMatchObject({
      files: [{ outcome: 'refused', refusals: [{ code: 'changeset.sample' }] }],
    });
  });
});

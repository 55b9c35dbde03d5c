import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { cpSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetTemplate, openPair, type Pair } from '../../bin/testing/branchAndHeadquarters.ts';
import { dumpTables } from '../../bin/testing/dump.ts';
import { SyntheticBranch } from '../../bin/testing/syntheticBranch.ts';
import { lastReceiptOf } from '../../bin/testing/syntheticReceipt.ts';
import { encodeAttachmentChunks } from '../../shared/changeset/attachmentPayload.ts';
import { CborWriter } from '../../shared/changeset/cborWriter.ts';
import { chunkedSaltSize, encryptChunks } from '../../shared/changeset/chunkedEncryption.ts';
import { encodeFrame, frameSize } from '../../shared/changeset/envelope.ts';
import { encodeHeader } from '../../shared/changeset/header.ts';
import { paddedLength } from '../../shared/changeset/padding.ts';
import { wrapFileKey } from '../../shared/changeset/recipients.ts';
import { bodyContext } from '../../shared/changeset/seal.ts';
import { withLowS } from '../../shared/changeset/signature.ts';
import { encodeTransactions } from '../../shared/changeset/transactionPayload.ts';
import { hpkePublicKeyBytes } from '../../shared/pki/hpke.ts';
import { tables } from '../../shared/schema/index.ts';
import { domainTable, text } from '../../shared/schema/table.ts';
import type { ImportReport } from './reports.ts';

let pair: Pair;
let branch: SyntheticBranch;
let other: SyntheticBranch;
beforeEach(async () => {
  pair = await openPair();
  [branch, other] = pair.synthetic;
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

const importBytes = (...files: Uint8Array[]): Promise<ImportReport> =>
  pair.hq.import(files.map((bytes, index) => ({ name: `file ${index + 1}`, bytes })));
const codes = (report: ImportReport): (string | undefined)[] =>
  report.files.map((file) => (file.refusals.length > 0 ? file.refusals[0]?.code : file.outcome));
const names = (): unknown[] =>
  pair.hq.query('SELECT name FROM client ORDER BY name').map((row) => Object.values(row as object)[0]);
const oneClient = (name = '甲', id = randomId()) => branch.sealTransactions(branch.write(branch.client(id, name)));
let ids = 0;
const randomId = (): string => `01900000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;

const lastReceipt = (of: SyntheticBranch) => lastReceiptOf(pair.hq, of);

describe('a file that was damaged on the way', () => {
  it('is refused with a reason wherever one bit of it is wrong, and touches nothing', async () => {
    const { bytes } = oneClient();
    const before = dumpTables(pair.hq, 'state');
    const flipped = Array.from({ length: 120 }, (_, index) => {
      const copy = Buffer.from(bytes);
      const at = Math.floor((index * bytes.length) / 120);
      copy[at] = (copy[at] ?? 0) ^ (1 << (index % 8));
      return copy;
    });
    const report = await importBytes(...flipped);
    expect(report).toMatchObject({ imported: 0, parked: 0, stopped: 0, refused: 120 });
    for (const { refusals } of report.files) expect(refusals[0]?.zh && refusals[0].next.zh).toBeTruthy();
    expect(dumpTables(pair.hq, 'state')).toEqual(before);
    expect(await importBytes(bytes)).toMatchObject({ imported: 1 });
  });

  it('is refused wherever it was cut, and complete it is taken', async () => {
    const { bytes } = oneClient();
    const cuts = [0, 1, 7, 8, 19, frameSize, 100, 600, bytes.length - 65, bytes.length - 64, bytes.length - 1];
    const report = await importBytes(...cuts.map((length) => bytes.subarray(0, length)));
    expect(report.refused).toBe(cuts.length);
    const zeroTail = Buffer.from(bytes).fill(0, bytes.length - 64);
    expect(codes(await importBytes(zeroTail, Buffer.concat([bytes, Buffer.of(0)])))).toEqual([
      'changeset.truncated',
      'changeset.trailingBytes',
    ]);
    expect(await importBytes(bytes)).toMatchObject({ imported: 1 });
  });

  it('of any size beyond the cap is refused unread', async () => {
    const huge = join(pair.stick, 'huge.skcs');
    writeFileSync(huge, '');
    truncateSync(huge, 4 * 2 ** 30);
    const empty = join(pair.stick, 'empty.skcs');
    writeFileSync(empty, '');
    writeFileSync(join(pair.stick, '.half.skcs.part'), 'x');
    expect(codes(await pair.hq.import([pair.stick, join(pair.stick, 'gone.skcs')]))).toEqual([
      'hq.sourceMissing',
      'changeset.tooLarge',
      'changeset.empty',
    ]);
  });
});

describe('a file of somebody else', () => {
  it('signed with a key that was never enrolled is not believed', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forged = new SyntheticBranch({
      ...branch.identity,
      keys: { ...branch.identity.keys, changeSets: privateKey },
    });
    expect(codes(await importBytes(forged.sealTransactions(forged.write(forged.client('x', '假'))).bytes))).toEqual([
      'changeset.signatureInvalid',
    ]);
    const stranger = new SyntheticBranch({
      ...branch.identity,
      bundle: { ...branch.identity.bundle, changeSets: randomBytes(600) },
    });
    expect(codes(await importBytes(stranger.seal(encodeTransactions([])).bytes))).toEqual(['changeset.signerUnknown']);
  });

  it('signed by one branch in the name of another is refused', async () => {
    const payload = encodeTransactions([]);
    const file = other.seal(payload, { branchId: branch.identity.branchId });
    expect(codes(await importBytes(file.bytes))).toEqual(['changeset.otherBranch']);
    expect(codes(await importBytes(branch.sealLike(payload, { origin: 'hq' }).bytes))).toEqual([
      'changeset.wrongOrigin',
    ]);
    expect(codes(await importBytes(branch.sealLike(payload, { kind: 'freeze' }).bytes))).toEqual([
      'changeset.wrongOrigin',
    ]);
  });

  it('encrypted to another headquarters stops the branch that signed it, and no other', async () => {
    const stranger = hpkePublicKeyBytes(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const file = branch.seal(encodeTransactions([branchPart('甲')]), {}, [stranger]);
    const fine = other.sealTransactions(other.write(other.client(randomId(), '乙')));
    const report = await importBytes(file.bytes, fine.bytes);
    expect(codes(report)).toEqual(['changeset.notForUs', 'imported']);
    expect(lastReceipt(branch)?.errors).toMatchObject([{ code: 'changeset.notForUs', sequence: 1, row: null }]);
    expect(names()).toEqual(['乙']);
  });

  it('that decompresses beyond measure is stopped before it does', async () => {
    // Signed by an enrolled branch: 24 MiB of zeros announced as a small payload, and as what they are.
    const plain = zstdCompressSync(Buffer.alloc(24 << 20));
    const bombs = [sealRaw(branch, plain, 1000), sealRaw(other, plain, 24 << 20)];
    expect(codes(await importBytes(...bombs))).toEqual(['changeset.payloadTooLarge', 'changeset.payloadTooLarge']);
    expect(pair.hq.query('SELECT * FROM client')).toEqual([]);
  });
});

describe('files in another order than they were sealed', () => {
  it('wait for those before them, and nothing is applied twice', async () => {
    const files = ['甲', '乙', '丙', '丁'].map((name) => oneClient(name).bytes);
    const [first, second, third, fourth] = files as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    expect(codes(await importBytes(fourth, fourth, second))).toEqual(['parked', 'parked', 'parked']);
    expect(lastReceipt(branch)).toMatchObject({
      headSequence: 0,
      missing: [
        { from: 1, to: 1 },
        { from: 3, to: 3 },
      ],
    });
    const before = dumpTables(pair.hq, 'everything');
    expect(codes(await importBytes(second, fourth))).toEqual(['parked', 'parked']);
    expect(dumpTables(pair.hq, 'everything')).toEqual(before);
    await pair.reopenHq();
    expect(await importBytes(first)).toMatchObject({ imported: 2 });
    expect(names()).toEqual(['乙', '甲']);
    expect(await importBytes(third, first, third)).toMatchObject({ imported: 2, known: 2 });
    expect(names()).toEqual(['丁', '丙', '乙', '甲']);
    expect(lastReceipt(branch)).toMatchObject({ headSequence: 4, missing: [], errors: [] });
    expect(pair.hq.status()).toMatchObject({ importedFiles: 4, parkedFiles: 0, treeSize: 4 });
  });

  it('that contradict each other under one number are a fork: the branch is stopped and an alarm raised', async () => {
    const first = oneClient('甲');
    const twin = new SyntheticBranch(branch.identity);
    twin.incarnationId = branch.incarnationId;
    const forged = twin.sealTransactions(twin.write(twin.client(randomId(), '篡改')));
    await importBytes(first.bytes);
    expect(codes(await importBytes(forged.bytes))).toEqual(['changeset.fork']);
    const next = oneClient('乙');
    expect(codes(await importBytes(next.bytes))).toEqual(['hq.branchStopped']);
    expect(names()).toEqual(['甲']);
    expect(lastReceipt(branch)?.errors).toMatchObject([{ code: 'changeset.fork', sequence: 1 }]);
    const status = pair.hq.status().branches.find(({ branchId }) => branchId === branch.identity.branchId);
    expect(status).toMatchObject({ stoppedFor: 'changeset.fork', alarms: [{ code: 'changeset.fork' }] });
    // A person looked into it: what waited goes on, and the same forgery is not a new alarm.
    pair.hq.resume(branch.identity.branchId);
    expect(await pair.hq.import([])).toMatchObject({ imported: 1 });
    expect(codes(await importBytes(forged.bytes, first.bytes))).toEqual(['changeset.fork', 'known']);
    expect(names()).toEqual(['乙', '甲']);
    expect(() => pair.hq.resume(branch.identity.branchId)).toThrow('hq.notStopped');
  });

  it('that fork while the first of them still waits are found too', async () => {
    oneClient('甲');
    const waiting = oneClient('乙');
    const twin = new SyntheticBranch(branch.identity);
    twin.incarnationId = branch.incarnationId;
    twin.sealTransactions(twin.write(twin.client('z', '甲')));
    const forged = twin.sealTransactions(twin.write(twin.client('y', '篡改')));
    expect(codes(await importBytes(waiting.bytes, forged.bytes))).toEqual(['parked', 'changeset.fork']);
  });

  it('that do not continue each other stop the branch', async () => {
    await importBytes(oneClient('甲').bytes);
    const file = branch.seal(encodeTransactions([branchPart('乙')]), { previousHash: randomBytes(32) });
    expect(codes(await importBytes(file.bytes))).toEqual(['changeset.chainBroken']);
    expect(names()).toEqual(['甲']);
  });
});

describe('a well-signed file with wrong content', () => {
  it('that is not what the format says stops its branch; nothing of it is applied', async () => {
    const good = branch.write(branch.client(randomId(), '半途'));
    const payload = Buffer.concat([encodeTransactions([{ ...good, part: 1, parts: 1 }]), Buffer.of(0)]);
    expect(codes(await importBytes(branch.seal(payload).bytes))).toEqual(['changeset.payloadMalformed']);
    expect(names()).toEqual([]);
  });

  it('of a later version waits for the update and says so in the receipt, without stopping anybody', async () => {
    const payload = new CborWriter().array(2).unsigned(9).array(0).bytesWritten();
    const later = branch.seal(payload);
    const after = oneClient('甲');
    expect(codes(await importBytes(later.bytes, after.bytes))).toEqual(['changeset.payloadTooNew', 'parked']);
    expect(lastReceipt(branch)).toMatchObject({ headSequence: 0, updateRequired: 'hq' });
    expect(pair.hq.status().branches.every(({ stoppedFor }) => stoppedFor === null)).toBe(true);
  });

  it('whose operations have no audit event, or another chain, is named', async () => {
    const { audit: _, details: __, ...naked } = branch.write(branch.client(randomId(), '无痕'));
    const bare = encodeTransactions([{ ...naked, audit: [], details: [], part: 1, parts: 1 }]);
    expect(codes(await importBytes(branch.seal(bare).bytes))).toEqual(['changeset.payloadMalformed']);

    await importBytes(other.sealTransactions(other.write(other.client(randomId(), '甲'))).bytes);
    const lost = other.write(other.client(randomId(), '乙'));
    expect(lost.audit).toHaveLength(1);
    const third = other.sealTransactions(other.write(other.client(randomId(), '丙')));
    expect(codes(await importBytes(third.bytes))).toEqual(['audit.chain.sequence']);
    expect(names()).toEqual(['甲']);
  });

  it('whose audit head is not what later arrives shows that history was rewritten', async () => {
    const head = { sequence: 2, hash: randomBytes(32) };
    const first = branch.write(branch.client(randomId(), '甲'));
    const claimed = branch.seal(encodeTransactions([{ ...first, part: 1, parts: 1 }]), { auditHead: head });
    expect(codes(await importBytes(claimed.bytes, oneClient('乙').bytes))).toEqual(['imported', 'audit.chain.head']);
    expect(names()).toEqual(['甲']);
  });

  it('with bad rows is applied but for these, which go to quarantine and into the receipt', async () => {
    const id = randomId();
    const values = branch.client(id, '甲').values;
    const file = branch.sealTransactions(
      branch.write(
        { table: 'client', id, values },
        { table: 'client', id: randomId(), values: { ...values, creditDays: '三十' } },
        { table: 'client', id: randomId(), values: { ...values, name: null } },
        { table: 'client', id: randomId(), values: { ...values, branchId: other.identity.branchId } },
        { table: 'client', id: randomId(), values: { ...values, 3: 7 } },
        { table: 'client', id, values: { note: '旧' }, base: 7 },
        { table: 'client', id, values: { note: '他人' }, base: 1, epoch: 2 },
        { table: 'client', id: randomId(), values: { note: '无主' }, base: 1 },
        { table: 'client', id, values },
        { table: 'client', id: randomId(), values: { status: 'active' } },
        { table: 'client', id, values: { note: '好' }, base: 1 },
      ),
    );
    expect(await importBytes(file.bytes)).toMatchObject({ imported: 1, stopped: 0 });
    expect(pair.hq.query('SELECT name, note, version FROM client')).toEqual([{ name: '甲', note: '好', version: 2 }]);
    const errors = lastReceipt(branch)?.errors ?? [];
    expect(errors.map(({ code }) => code)).toEqual([
      'row.type',
      'row.type',
      'row.otherBranch',
      'row.reserved',
      'row.version',
      'row.ownerEpoch',
      'row.missing',
      'row.exists',
      'row.missing',
    ]);
    expect(errors.every(({ row }) => row !== null)).toBe(true);
    expect(pair.hq.status().branches.flatMap(({ alarms }) => alarms.map(({ code }) => code))).toEqual([
      'row.otherBranch',
    ]);
    expect(await importBytes(oneClient('乙').bytes)).toMatchObject({ imported: 1 });
  });

  it('cannot change what is insert-only: the same again is known, other content is an alarm', async () => {
    const approval = (verdict: string) => ({
      table: 'approval' as const,
      id: '01900000-0000-7000-8000-00000000aaaa',
      values: { caseId: 'c', step: 'hr', approverId: 'a', verdict, attempt: 1 },
    });
    await importBytes(branch.sealTransactions(branch.write(approval('returned'))).bytes);
    await importBytes(branch.sealTransactions(branch.write(approval('returned'))).bytes);
    expect(lastReceipt(branch)?.errors).toEqual([]);
    await importBytes(branch.sealTransactions(branch.write(approval('accepted'))).bytes);
    await importBytes(
      branch.sealTransactions(branch.write({ ...approval('accepted'), values: { verdict: 'accepted' }, base: 1 }))
        .bytes,
    );
    expect(pair.hq.query('SELECT verdict FROM approval')).toEqual([{ verdict: 'returned' }]);
    expect(lastReceipt(branch)?.errors.map(({ code }) => code)).toEqual(['row.insertOnly', 'row.insertOnly']);
    expect(pair.hq.status().openAlarms).toBe(2);
  });

  it('cannot spoil an attachment: what is not its hash is thrown away and may come again', async () => {
    const content = randomBytes(5000);
    const digest = await crypto.subtle.digest('SHA-256', content).then((bytes) => new Uint8Array(bytes));
    const hash = Buffer.from(digest).toString('hex');
    const chunk = (bytes: Uint8Array) => encodeAttachmentChunks([{ hash: digest, size: 5000, index: 0, bytes }]);
    const send = (from: SyntheticBranch, bytes: Uint8Array) =>
      importBytes(from.seal(chunk(bytes), { kind: 'attachment' }).bytes);
    await send(other, randomBytes(5000));
    await send(branch, randomBytes(5000));
    expect(lastReceipt(branch)?.errors).toMatchObject([{ code: 'attachment.mismatch', row: null }]);
    expect(pair.hq.attachment(branch.identity.branchId, hash)).toBeUndefined();
    await send(branch, content);
    expect(pair.hq.attachment(branch.identity.branchId, hash)).toEqual(content);
    expect(pair.hq.attachment(other.identity.branchId, hash)).toBeUndefined();
  });

  it('may call its rows what it likes; columns that cannot be make it unreadable', async () => {
    const odd = ['__proto__', 'constructor', "'; DROP TABLE client; --", '\u0000', '名'.repeat(80)];
    const unknown = { ...branch.client('toString', '甲').values, 4096: 'x', [Number.MAX_SAFE_INTEGER]: 1 };
    const file = branch.sealTransactions(
      branch.write(...odd.map((id) => branch.client(id, '甲'))),
      branch.write({ table: 'client', id: 'toString', values: unknown }),
    );
    expect(await importBytes(file.bytes)).toMatchObject({ imported: 1 });
    expect(names()).toEqual(Array.from({ length: 6 }, () => '甲'));
    expect(pair.hq.query('SELECT id FROM client ORDER BY id')).toEqual(
      [...odd, 'toString'].map((id) => ({ id })).sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))),
    );
    expect(pair.hq.status()).toMatchObject({ quarantined: 0, unknownOperations: 1 });

    const operation = (columns: (writer: CborWriter) => CborWriter) => {
      const writer = new CborWriter().array(2).unsigned(1).array(1).array(6).text('tx').unsigned(1).unsigned(1);
      writer.array(1).array(7).unsigned(20).text('row').unsigned(1).unsigned(0).unsigned(1).unsigned(0);
      return columns(writer).array(0).array(0).bytesWritten();
    };
    const negative = operation((writer) => writer.map(1).integer(-1).text('x'));
    const twice = operation((writer) => writer.map(2).integer(10).text('x').integer(10).text('y'));
    expect(codes(await importBytes(branch.seal(negative).bytes))).toEqual(['changeset.payloadMalformed']);
    expect(codes(await importBytes(other.seal(twice).bytes))).toEqual(['changeset.payloadMalformed']);
  });

  it('of a kind that a branch may send and this version cannot take stops nobody else', async () => {
    expect(codes(await importBytes(branch.seal(new Uint8Array(3), { kind: 'snapshot' }).bytes))).toEqual([
      'hq.kindNotTaken',
    ]);
  });
});

describe('a revoked certificate', () => {
  it('is judged by sequence, so that what was sealed before is still taken', async () => {
    const files = ['甲', '乙', '丙'].map((name) => oneClient(name).bytes);
    pair.hq.revoke(branch.identity.branchId, 3);
    expect(codes(await importBytes(...files))).toEqual(['imported', 'imported', 'changeset.signerRevoked']);
    expect(names()).toEqual(['乙', '甲']);
  });

  it('between the check of a signature and the writing is still in time', async () => {
    const { branchId } = branch.identity;
    await pair.reopenHq({
      onStep: (step) => {
        if (step === 'import.prepared') pair.hq.revoke(branchId, 1);
      },
    });
    expect(codes(await importBytes(oneClient('甲').bytes))).toEqual(['changeset.signerRevoked']);
    expect(names()).toEqual([]);
  });

  it('gets a branch past a file that can never be taken: the file is set aside, and the branch is not stopped again', async () => {
    await importBytes(oneClient('甲').bytes);
    const bad = branch.seal(Buffer.from('no payload at all'));
    expect(codes(await importBytes(bad.bytes))).toEqual(['changeset.payloadMalformed']);
    const { branchId } = branch.identity;
    pair.hq.resume(branchId);
    expect(codes(await pair.hq.import([]))).toEqual(['changeset.payloadMalformed']);
    pair.hq.revoke(branchId, 2);
    pair.hq.resume(branchId);
    expect(codes(await pair.hq.import([]))).toEqual(['changeset.signerRevoked']);
    expect(codes(await importBytes(bad.bytes))).toEqual(['changeset.signerRevoked']);
    expect(pair.hq.status()).toMatchObject({ parkedFiles: 0, quarantined: 0 });
    expect(pair.hq.status().branches.every(({ stoppedFor }) => stoppedFor === null)).toBe(true);
  });
});

describe('an older headquarters', () => {
  it('parks columns and tables it does not know, and replays them in order after the update', async () => {
    const { city: _, ...columns } = tables.client.columns;
    const older = { ...tables.client, columns };
    const known = Object.values(tables).filter(({ name }) => name !== 'client' && name !== 'asset');
    await pair.reopenHq({ tables: [...known, older] });
    const id = randomId();
    const asset = randomId();
    const { values } = branch.client(id, '甲');
    const writes = [
      branch.write(
        { table: 'client', id, values: { ...values, city: '上海' } },
        { table: 'asset', id: asset, values: { kind: '手机', name: '一号' } },
      ),
      branch.write({ table: 'client', id, values: { city: '苏州', note: '迁址' }, base: 1 }),
      branch.write({ table: 'asset', id: asset, values: { name: '二号' }, base: 1 }),
    ];
    for (const each of writes) await importBytes(branch.sealTransactions(each).bytes);
    expect(pair.hq.query('SELECT name, note, version FROM client')).toEqual([{ name: '甲', note: '迁址', version: 2 }]);
    expect(lastReceipt(branch)).toMatchObject({ headSequence: 3, updateRequired: 'hq', errors: [] });
    expect(pair.hq.status().unknownOperations).toBe(4);
    await pair.reopenHq();
    expect(pair.hq.query('SELECT name, city, version FROM client')).toEqual([{ name: '甲', city: '苏州', version: 2 }]);
    expect(pair.hq.query('SELECT name, version FROM asset')).toEqual([{ name: '二号', version: 2 }]);
    expect(pair.hq.status()).toMatchObject({ unknownOperations: 0, quarantined: 0 });
    const module = domainTable(900, 'attendance', { day: text(10) });
    await pair.reopenHq({ tables: [...Object.values(tables), module] });
    expect(pair.hq.query('SELECT * FROM attendance')).toEqual([]);
  });
});

describe('a branch whose database came from a backup', () => {
  it('goes on under a new incarnation: what headquarters has is not taken twice, what is new is', async () => {
    const first = branch.write(branch.client(randomId(), '甲'));
    const second = branch.write(branch.client(randomId(), '乙'));
    const files = [branch.sealTransactions(first), branch.sealTransactions(second)];
    await importBytes(...files.map(({ bytes }) => bytes));
    // Restored to before the second write, which it seals once more, then goes its own way.
    const head = branch.auditHead;
    branch.startAnew(head);
    const replayed = branch.sealTransactions(second);
    expect(replayed.header.sequence).toBe(1);
    const report = await importBytes(replayed.bytes, oneClient('丙').bytes);
    expect(codes(report)).toEqual(['imported', 'imported']);
    expect(names()).toEqual(['丙', '乙', '甲']);
    expect(pair.hq.status()).toMatchObject({ quarantined: 0, openAlarms: 0 });
  });

  it('waits with the new until the old has arrived; only a person lets it go on without', async () => {
    const lost = branch.sealTransactions(branch.write(branch.client(randomId(), '旧')));
    branch.startAnew();
    const fresh = oneClient('新');
    expect(codes(await importBytes(fresh.bytes))).toEqual(['audit.anchorMissing']);
    expect(names()).toEqual([]);
    expect(await importBytes(lost.bytes)).toMatchObject({ imported: 2 });
    expect(names()).toEqual(['新', '旧']);
    expect(pair.hq.status()).toMatchObject({ quarantined: 0, openAlarms: 0, parkedFiles: 0 });

    other.sealTransactions(other.write(other.client(randomId(), '丢失')));
    other.startAnew();
    const onward = other.sealTransactions(other.write(other.client(randomId(), '后来')));
    expect(codes(await importBytes(onward.bytes))).toEqual(['audit.anchorMissing']);
    pair.hq.resume(other.identity.branchId, { acceptGap: true });
    expect(await pair.hq.import([])).toMatchObject({ imported: 1 });
    expect(names()).toEqual(['后来', '新', '旧']);
    expect(pair.hq.status().branches.flatMap(({ alarms }) => alarms)).toMatchObject([{ code: 'audit.gap' }]);
  });
});

describe('a headquarters that came from a backup', () => {
  it('takes a new incarnation, by which branches know to send again', async () => {
    const first = oneClient('甲');
    await importBytes(first.bytes);
    const before = lastReceipt(branch);
    const store = join(pair.folder, 'hq/store.db');
    await pair.hq.close();
    cpSync(store, `${store}.backup`);
    await pair.reopenHq();
    const second = oneClient('乙');
    await importBytes(second.bytes);
    await pair.hq.close();
    cpSync(`${store}.backup`, store);
    await pair.reopenHq();
    expect(names()).toEqual(['甲']);
    expect(codes(await importBytes(first.bytes, second.bytes))).toEqual(['known', 'imported']);
    expect(names()).toEqual(['乙', '甲']);
    const after = lastReceipt(branch);
    expect(Buffer.compare(after?.hqIncarnation ?? Buffer.of(), before?.hqIncarnation ?? Buffer.of())).not.toBe(0);
    expect(after).toMatchObject({ headSequence: 2 });
  });

  it('as a whole folder says so by having no marker: numbers that branches have seen are not given out again', async () => {
    const hq = join(pair.folder, 'hq');
    const backup = join(pair.folder, 'backup');
    const first = oneClient('甲');
    await importBytes(first.bytes);
    await pair.hq.close();
    cpSync(hq, backup, { recursive: true });
    rmSync(join(backup, 'marker.json'));
    await pair.reopenHq();
    const before = pair.hq.identity.hqIncarnation;
    const second = oneClient('乙');
    await importBytes(second.bytes);
    await pair.hq.close();
    rmSync(hq, { recursive: true });
    cpSync(backup, hq, { recursive: true });
    await pair.reopenHq();
    expect(Buffer.compare(pair.hq.identity.hqIncarnation, before)).not.toBe(0);
    expect(codes(await importBytes(first.bytes, second.bytes))).toEqual(['known', 'imported']);
    expect(lastReceipt(branch)).toMatchObject({ headSequence: 2 });
    // From then on it is the same again.
    const after = pair.hq.identity.hqIncarnation;
    await pair.reopenHq();
    expect(Buffer.compare(pair.hq.identity.hqIncarnation, after)).toBe(0);
  });

  it('hands out once what had been sealed and not handed out before', async () => {
    const store = join(pair.folder, 'hq/store.db');
    await pair.reopenHq({
      onStep: (step) => {
        if (step === 'import.committed') throw new Error('the power went out');
      },
    });
    await expect(importBytes(oneClient('甲').bytes)).rejects.toThrow('the power went out');
    await pair.hq.close();
    cpSync(store, `${store}.backup`);
    await pair.reopenHq();
    await importBytes(oneClient('乙').bytes);
    await pair.hq.close();
    cpSync(`${store}.backup`, store);
    await pair.reopenHq();
    expect(pair.hq.query('SELECT count(*) AS waiting FROM outboxMessage WHERE delivered = 0')).toEqual([
      { waiting: 0 },
    ]);
  });
});

const branchPart = (name: string) => ({ ...branch.write(branch.client(randomId(), name)), part: 1, parts: 1 });

/** Signs a file around a frame that the product's own writer would never make. */
function sealRaw(from: SyntheticBranch, zstdFrame: Uint8Array, announced: number): Uint8Array {
  const like = from.sealLike(encodeTransactions([])).header;
  const padded = Buffer.alloc(paddedLength(8 + zstdFrame.length));
  padded.writeUInt32BE(zstdFrame.length, 0);
  padded.writeUInt32BE(announced, 4);
  padded.set(zstdFrame, 8);
  const header = encodeHeader(like);
  const fileKey = randomBytes(32);
  const recipients = wrapFileKey(fileKey, [from.identity.bundle.headquarters.encryptionPublicKey], header);
  const body = encryptChunks(fileKey, randomBytes(chunkedSaltSize), bodyContext(header, recipients), padded);
  const signed = Buffer.concat([encodeFrame(header.length, recipients.length, body.length), header, recipients, body]);
  const signature = sign('sha256', signed, { key: from.identity.keys.changeSets, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([signed, withLowS(signature)]);
}

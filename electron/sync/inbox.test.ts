import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clerk, forgetTemplate, openPair, type Pair, syntheticIds } from '../../bin/testing/branchAndHeadquarters.ts';
import { KeyStore } from '../../hq/keys/keyStore.ts';
import { CborWriter } from '../../shared/changeset/cborWriter.ts';
import { encodeFreezeOrders } from '../../shared/changeset/freezePayload.ts';
import type { ChangeSetHeader } from '../../shared/changeset/header.ts';
import { emptyRoot } from '../../shared/changeset/merkle.ts';
import { openChangeSet, verifyChangeSet } from '../../shared/changeset/open.ts';
import { decodeReceipt, encodeReceipt, type Receipt } from '../../shared/changeset/receiptPayload.ts';
import { sealChangeSet } from '../../shared/changeset/seal.ts';
import { trustSigner } from '../../shared/changeset/trustedSigner.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import { Keyring, keyFileOf } from '../registry/keyring.ts';
import { openTestBranch, testBranchId, testKeys } from '../testing/openTestBranch.ts';
import { readFingerprint } from './enrolment.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await openPair();
});
afterEach(() => pair.dispose());
afterAll(forgetTemplate);

const sync = () => pair.branch.services.sync;
const take = (...files: Uint8Array[]) =>
  sync().receive(files.map((bytes, index) => ({ name: `file ${index}`, bytes })));
const codes = async (...files: Uint8Array[]) =>
  (await take(...files)).map(({ outcome, refusals }) => refusals[0]?.code ?? outcome);

/** Everything the sync feature remembers, to see that nothing changed. */
function remembered(): string {
  const { reader } = pair.branch.registry;
  const tables = ['changeSet', 'receipt', 'inboxMessage', 'account', 'policy', 'auditEvent'];
  return JSON.stringify(tables.map((table) => reader.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()));
}

/** A message signed with headquarters' own key: what a compromised or faulty headquarters could send. */
function hqMessage(payload: Uint8Array, change: Partial<ChangeSetHeader> = {}, key?: 'stranger'): Uint8Array {
  const { changeSets } = new KeyStore(join(pair.folder, 'hq')).unattended();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const row = pair.hq.query<{ encryptionPublicKey: Uint8Array }>(
    'SELECT encryptionPublicKey FROM enrolledBranch WHERE branchId = ?',
    testBranchId,
  )[0];
  return sealChangeSet({
    header: {
      kind: 'receipt',
      origin: 'hq',
      branchId: testBranchId,
      incarnationId: pair.hq.identity.hqIncarnation,
      sequence: 50,
      previousHash: new Uint8Array(32),
      schemaVersion: 1,
      checkpoint: null,
      sample: false,
      sealedAt: pair.clock.now(),
      auditHead: null,
      ...change,
    },
    payload,
    signer: { certificate: pair.hq.identity.changeSets, privateKey: key === 'stranger' ? privateKey : changeSets },
    recipients: [row?.encryptionPublicKey ?? new Uint8Array(65)],
  }).bytes;
}

/** The last receipt, opened by its own side: the branch's key is read back through the receipts it stored. */
async function roundTrip(): Promise<Receipt> {
  pair.addClient(`客户${pair.branch.registry.write.auditHead.sequence}`);
  await pair.seal();
  await pair.hq.import([pair.stick]);
  await pair.receive();
  return orThrow(decodeReceipt(sync().receipts().at(-1)?.payload ?? new Uint8Array()));
}

describe('what headquarters is said to have sent', () => {
  it('is refused where it was damaged, forged, or is for somebody else, and changes nothing', async () => {
    await roundTrip();
    const [receipt] = pair.hq.receiptsFor(testBranchId);
    const bytes = Buffer.from(receipt?.bytes ?? new Uint8Array());
    const flipped = Array.from({ length: 40 }, (_, index) => {
      const copy = Buffer.from(bytes);
      const at = Math.floor((index * bytes.length) / 40);
      copy[at] = (copy[at] ?? 0) ^ 4;
      return copy;
    });
    const before = remembered();
    const answers = await take(...flipped, bytes.subarray(0, 900), new Uint8Array(), randomBytes(2000));
    expect(
      answers.every(({ outcome, zh, en, refusals }) => outcome === 'refused' && zh && en && refusals[0]?.next.zh),
    ).toBe(true);
    expect(await codes(hqMessage(encodeFreezeOrders([]), { kind: 'freeze' }, 'stranger'))).toEqual([
      'changeset.signatureInvalid',
    ]);
    expect(await codes(hqMessage(encodeFreezeOrders([]), { branchId: syntheticIds[0] }))).toEqual([
      'changeset.notThisBranch',
    ]);
    expect(await codes(hqMessage(encodeFreezeOrders([]), { sample: true }))).toEqual(['changeset.sample']);
    expect(await codes(hqMessage(encodeFreezeOrders([]), { origin: 'branch', kind: 'transactions' }))).toEqual([
      'changeset.wrongOrigin',
    ]);
    const own = readFileSync(join(pair.stick, sync().changeSets()[0]?.fileName ?? ''));
    expect(await codes(own)).toEqual(['changeset.signerUnknown']);
    const [synthetic] = pair.synthetic;
    await pair.hq.import([
      { name: 'x', bytes: synthetic.sealTransactions(synthetic.write(synthetic.client('c', '甲'))).bytes },
    ]);
    const foreign = pair.hq.receiptsFor(synthetic.identity.branchId)[0]?.bytes ?? new Uint8Array();
    expect(await codes(foreign)).toEqual(['changeset.notThisBranch']);
    expect(remembered()).toBe(before);
  });

  it('is taken once, whatever order and however often it comes', async () => {
    for (let index = 0; index < 3; index++) {
      pair.addClient(`客户${index}`);
      await pair.seal();
      await pair.hq.import([pair.stick]);
    }
    const files = pair.hq.receiptsFor(testBranchId).map(({ bytes }) => bytes);
    const [first, second, third] = files as [Uint8Array, Uint8Array, Uint8Array];
    expect(await codes(third)).toEqual(['applied']);
    expect(sync().state()).toMatchObject({ receipted: 3, problems: [{ code: 'sync.fromHqMissing' }] });
    expect(await codes(second, third, first, second)).toEqual(['applied', 'known', 'applied', 'known']);
    const after = remembered();
    expect(await codes(first, second, third)).toEqual(['known', 'known', 'known']);
    expect(remembered()).toBe(after);
    expect(sync().state()).toMatchObject({ receipted: 3, problems: [] });
  });

  it('of a kind or version this program does not know is kept outside until the update', async () => {
    expect(await codes(hqMessage(new Uint8Array(1), { kind: 'transfer' }))).toEqual(['sync.kindUnknown']);
    const later = new CborWriter().array(2).unsigned(7).array(0).bytesWritten();
    expect(await codes(hqMessage(later, { kind: 'freeze' }), hqMessage(later))).toEqual([
      'changeset.payloadTooNew',
      'changeset.payloadTooNew',
    ]);
    expect(await codes(hqMessage(new Uint8Array(9)))).toEqual(['changeset.payloadMalformed']);
  });

  it('twice under one number is a fork of headquarters: the second is not taken', async () => {
    await roundTrip();
    expect(await codes(hqMessage(encodeFreezeOrders([]), { kind: 'freeze', sequence: 1 }))).toEqual(['sync.hqFork']);
  });
});

describe('a receipt', () => {
  it('without a proof that holds is refused, even signed by headquarters itself', async () => {
    const receipt = await roundTrip();
    const forge = (change: Partial<Receipt>) => hqMessage(encodeReceipt({ ...receipt, ...change }));
    const { checkpoint, inclusion } = receipt;
    const before = remembered();
    expect(await codes(forge({ inclusion: null }))).toEqual(['sync.receiptProof']);
    expect(await codes(forge({ inclusion: { leafIndex: 0, proof: [randomBytes(32)] } }))).toEqual([
      'sync.receiptProof',
    ]);
    expect(await codes(forge({ headHash: randomBytes(32), inclusion }))).toEqual(['sync.receiptProof']);
    expect(await codes(forge({ checkpoint: { ...checkpoint, root: randomBytes(32) } }))).toEqual(['sync.receiptProof']);
    expect(await codes(forge({ checkpoint: { treeSize: 0, root: emptyRoot }, inclusion: null }))).toEqual([
      'sync.receiptProof',
    ]);
    expect(remembered()).toBe(before);
  });

  it('whose tree does not extend the one seen before shows that history was rewritten', async () => {
    await roundTrip();
    const receipt = await roundTrip();
    expect(receipt.consistency).not.toBeNull();
    const forge = (consistency: Receipt['consistency']) =>
      hqMessage(encodeReceipt({ ...receipt, consistency }), { sequence: 60 });
    expect(await codes(forge(null))).toEqual(['sync.receiptProof']);
    expect(await codes(forge({ fromSize: 1, proof: [randomBytes(32)] }))).toEqual(['sync.receiptProof']);
  });

  it('of a restored headquarters has what it no longer has sent again, byte for byte', async () => {
    await roundTrip();
    await roundTrip();
    const receipt = orThrow(decodeReceipt(sync().receipts()[0]?.payload ?? new Uint8Array()));
    const restored = { ...receipt, hqIncarnation: randomBytes(16) };
    pair.clock.pass(1000);
    const message = hqMessage(encodeReceipt(restored), { incarnationId: restored.hqIncarnation, sequence: 1 });
    expect(await codes(message)).toEqual(['applied']);
    expect(sync().state()).toMatchObject({ receipted: 1, sent: 1, firstOpen: 2 });
    const [second] = sync()
      .changeSets()
      .filter(({ sequence }) => sequence === 2);
    expect(await sync().resend(2, pair.stick)).toEqual([second?.fileName]);
  });

  it('is stored as it came: whoever has headquarters’ certificate can check it again', async () => {
    await roundTrip();
    const [stored] = sync().receipts();
    const { root, intermediates, changeSets } = pair.hq.identity;
    const signer = orThrow(trustSigner(changeSets, 'hq', { roots: [root], intermediates, sample: false }));
    const verified = verifyChangeSet(stored?.envelope ?? new Uint8Array(), {
      signer: () => signer,
      origin: 'hq',
      sample: false,
    });
    expect(verified.ok).toBe(true);
    expect(openChangeSet(orThrow(verified), [])).toMatchObject({ ok: false });
  });
});

describe('joining headquarters', () => {
  it('gives the same request until it is answered, and takes only the answer to it, with the root on the paper', async () => {
    const lone = await openTestBranch();
    try {
      const { sync: own } = lone.branch.services;
      const { keyring } = Keyring.create(keyFileOf(lone.folder), testBranchId);
      keyring.wrapByRecoveryCode(testKeys);
      keyring.save();
      await expect(own.acceptEnrolment(clerk, new Uint8Array(9), 'ab'.repeat(32))).rejects.toThrow('sync.noRequest');
      const first = await own.requestEnrolment(clerk);
      const again = await own.requestEnrolment(clerk);
      const bytes = async (file: File) => Buffer.from(await file.arrayBuffer());
      expect(Buffer.compare(await bytes(first.file), await bytes(again.file))).toBe(0);
      expect(own.state()).toMatchObject({ enrolment: 'requested', request: { fingerprint: first.fingerprint } });
      // This headquarters has another computer under that id: it is replaced, not silently doubled.
      const request = new Uint8Array(await bytes(first.file));
      await expect(pair.hq.enrol(request)).rejects.toThrow('hq.alreadyEnrolled');
      const { answer } = await pair.hq.enrol(request, { fingerprint: first.fingerprint, replace: true });
      const root = Buffer.from(pair.hq.rootFingerprint).toString('hex');
      const wrong = `${root.slice(0, -1)}${root.endsWith('0') ? '1' : '0'}`;
      await expect(own.acceptEnrolment(clerk, answer, 'not hex')).rejects.toThrow('sync.fingerprintUnreadable');
      await expect(own.acceptEnrolment(clerk, answer, wrong)).rejects.toThrow('enrolment.otherRoot');
      const damaged = Buffer.from(answer);
      damaged[2000] = (damaged[2000] ?? 0) ^ 1;
      await expect(own.acceptEnrolment(clerk, damaged, root)).rejects.toThrow(/enrolment\.|pki\./);
      await expect(own.acceptEnrolment(clerk, answer.subarray(0, 500), root)).rejects.toThrow('enrolment.malformed');
      expect(own.state().enrolment).toBe('requested');
      await own.acceptEnrolment(clerk, answer, ` ${root.toUpperCase().replaceAll(/(.{4})/g, '$1 ')}`);
      expect(own.state()).toMatchObject({ enrolment: 'enrolled', request: null });
      await expect(own.requestEnrolment(clerk)).rejects.toThrow('sync.alreadyEnrolled');
      await expect(own.acceptEnrolment(clerk, answer, root)).rejects.toThrow('sync.alreadyEnrolled');
      expect(orThrow(Keyring.read(keyFileOf(lone.folder))).wraps).toContain('headquarters');
      expect(lone.branch.services.agreements.authority.state()).toMatchObject({ provisional: false });
      const actions = lone.branch.registry.reader
        .prepare('SELECT action FROM auditEvent ORDER BY sequence')
        .pluck()
        .all();
      expect(actions).toEqual(expect.arrayContaining(['branch.requestEnrolment', 'branch.enrol']));
    } finally {
      lone.dispose();
    }
  });

  it('leaves its keys to this computer: on another they do not open, and the page says what to do', async () => {
    pair.addClient('甲');
    await pair.seal();
    pair.branch.close();
    const { openBranch } = await import('../branch.ts');
    const elsewhere = await openBranch({
      folder: join(pair.folder, 'branch'),
      branchId: testBranchId,
      keys: { ...testKeys, deviceKey: Buffer.alloc(32, 1) },
      clock: pair.clock,
    });
    try {
      expect(elsewhere.services.sync.state()).toMatchObject({
        enrolment: 'none',
        problems: [{ code: 'sync.keysLost' }],
      });
      await expect(elsewhere.services.sync.seal(clerk, null)).rejects.toThrow('sync.keysLost');
      await expect(elsewhere.services.sync.receive([])).rejects.toThrow('sync.keysLost');
    } finally {
      elsewhere.close();
      await pair.reopenBranch();
    }
  });

  it('reads fingerprints as people type them', () => {
    const bytes = Buffer.alloc(32, 0xab);
    for (const typed of ['AB'.repeat(32), 'abab '.repeat(16), 'AB:'.repeat(32).slice(0, -1), 'ＡＢ'.repeat(32)]) {
      expect(Buffer.compare(readFingerprint(typed), bytes), typed).toBe(0);
    }
    for (const typed of ['', 'AB'.repeat(31), `${'AB'.repeat(31)}AG`, 'AB'.repeat(33)]) {
      expect(() => readFingerprint(typed), typed).toThrow('sync.fingerprintUnreadable');
    }
  });
});

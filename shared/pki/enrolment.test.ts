import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { trustSigner } from '../changeset/trustedSigner.ts';
import { orThrow } from '../domain/refusal.ts';
import { acceptEnrolment, answerEnrolment } from './enrolmentAnswer.ts';
import { type BranchKeys, isSampleBranchId, makeEnrolmentRequest, readEnrolmentRequest } from './enrolmentRequest.ts';
import { hpkePublicKeyBytes, hpkeRecipient } from './hpke.ts';
import {
  makeBranchKeys,
  makeHeadquarters,
  makeHeadquartersKeys,
  now,
  type TestHeadquarters,
  year,
} from './pkiFixture.ts';
import { unwrapRecoveredDatabaseKey, wrapDatabaseKeyForRecovery } from './recovery.ts';
import { verifyCertificate } from './verifyCertificate.ts';

const identity = { branchId: 'SH001', branchName: '上海一店', companyName: '守客连锁有限公司', sample: false };
const options = { signerQuota: 50, at: now };

let keys: BranchKeys;
let hq: TestHeadquarters;
let sampleHq: TestHeadquarters;
let request: Uint8Array;
let answer: Uint8Array;

beforeAll(async () => {
  const [hqKeys, branchKeys] = await Promise.all([makeHeadquartersKeys(), makeBranchKeys()]);
  keys = branchKeys;
  [hq, sampleHq] = await Promise.all([makeHeadquarters(hqKeys), makeHeadquarters(hqKeys, true)]);
  request = orThrow(makeEnrolmentRequest(identity, keys, now)).request;
  answer = orThrow(answerEnrolment(request, hq.answering, options)).answer;
});

const refusal = (code: string) => ({ ok: false, refusals: [{ code }] });
const accept = (bytes: Uint8Array, change: Partial<Parameters<typeof acceptEnrolment>[1]> = {}) =>
  acceptEnrolment(bytes, { request, keys, at: now, ...change });

describe('enrolment', () => {
  test('gives a branch its certificates, and both sides what they need of the other', () => {
    const { branch } = orThrow(answerEnrolment(request, hq.answering, { ...options, branchId: 'SH001' }));
    expect(branch).toMatchObject({ ...identity, signerQuota: 50, enrolledAt: now });
    expect(branch.encryptionPublicKey).toEqual(hpkePublicKeyBytes(keys.encryption));

    const bundle = orThrow(accept(answer));
    expect(bundle.headquarters).toEqual(hq.answering.identity);
    expect(bundle.rootFingerprint).toEqual(hq.certificates.root.fingerprint);
    expect(bundle).toMatchObject({ signerQuota: 50, enrolledAt: now });
    const trust = { roots: [bundle.headquarters.root], intermediates: bundle.headquarters.intermediates };
    for (const [role, der] of [
      ['branchChangeSets', bundle.changeSets],
      ['branchAuthority', bundle.authority],
      ['branchSeal', bundle.seal],
    ] as const) {
      const { revocationLists } = bundle.headquarters;
      const expected = { ...trust, revocationLists, role, branchId: 'SH001', sample: false, at: now };
      expect(verifyCertificate(der, { ...expected, revocation: 'required' }).ok).toBe(true);
    }
  });

  test('makes signers that change sets can be verified with', () => {
    const { branch } = orThrow(answerEnrolment(request, hq.answering, options));
    const trust = { roots: [hq.certificates.root.der], intermediates: [hq.certificates.authority.der], sample: false };
    const signer = orThrow(trustSigner(branch.changeSets.der, 'branch', { ...trust, revokedFromSequence: 9 }));
    expect(signer).toMatchObject({ origin: 'branch', branchId: 'SH001', revokedFromSequence: 9 });
    expect(signer.fingerprint).toEqual(branch.changeSets.fingerprint);
    expect(orThrow(trustSigner(hq.certificates.changeSets.der, 'hq', trust))).toMatchObject({ branchId: null });
    expect(trustSigner(branch.changeSets.der, 'hq', trust)).toMatchObject(refusal('pki.wrongRole'));
    expect(trustSigner(branch.seal.der, 'branch', trust)).toMatchObject(refusal('pki.wrongRole'));
    expect(trustSigner(branch.changeSets.der, 'branch', { ...trust, sample: true })).toMatchObject(
      refusal('pki.sampleMixed'),
    );
  });

  test('keeps names of the longest length', () => {
    const long = { ...identity, branchName: '店'.repeat(64), companyName: '司'.repeat(64), branchId: '甲'.repeat(40) };
    const made = orThrow(makeEnrolmentRequest(long, keys, now));
    const { branch } = orThrow(answerEnrolment(made.request, hq.answering, options));
    expect(branch.seal.subject.organizationalUnit).toBe(long.branchName);
    expect(branch.seal.binding?.branchId).toBe(long.branchId);
    expect(branch.seal.subject.commonName).toMatch(/^店{61} 印章$/);
  });
});

describe('a sample branch', () => {
  test('can never be enrolled with a real headquarters, by flag or by name', () => {
    for (const sample of [
      { ...identity, sample: true },
      { ...identity, branchId: 'sample-SH001' },
      { ...identity, branchId: 'SAMPLE-sh001' },
    ]) {
      const made = orThrow(makeEnrolmentRequest(sample, keys, now));
      expect(answerEnrolment(made.request, hq.answering, options)).toMatchObject(refusal('enrolment.sample'));
      expect(answerEnrolment(made.request, sampleHq.answering, options).ok).toBe(true);
    }
    expect(isSampleBranchId('SH001-sample-')).toBe(false);
  });

  test('and a sample headquarters never enrols a real branch', () => {
    expect(answerEnrolment(request, sampleHq.answering, options)).toMatchObject(refusal('enrolment.notSample'));
  });

  test('has certificates that a real one does not take for its own', () => {
    const made = orThrow(makeEnrolmentRequest({ ...identity, branchId: 'sample-1', sample: true }, keys, now));
    const { answer: given, branch } = orThrow(answerEnrolment(made.request, sampleHq.answering, options));
    expect(branch.seal.binding?.sample).toBe(true);
    expect(accept(given, { request: made.request }).ok).toBe(true);
    const trust = { roots: [sampleHq.certificates.root.der], intermediates: [sampleHq.certificates.authority.der] };
    const signer = trustSigner(branch.changeSets.der, 'branch', { ...trust, sample: false });
    expect(signer).toMatchObject(refusal('pki.sampleMixed'));
  });
});

describe('a request', () => {
  test('proves possession: no byte of it can be changed', () => {
    const results = new Set<string>();
    for (let at = 0; at < request.length; at += 3) {
      const changed = new Uint8Array(request);
      changed[at] = (changed[at] ?? 0) ^ 4;
      const read = readEnrolmentRequest(changed);
      if (read.ok) throw new Error(`byte ${at} went unnoticed`);
      results.add(read.refusals[0]?.code ?? '');
    }
    expect([...results].every((code) => code.startsWith('enrolment.'))).toBe(true);
    expect(results).toContain('enrolment.possession');
  });

  test('cut short or followed by anything is malformed', () => {
    for (const length of [0, 1, 30, 200, request.length - 1]) {
      expect(readEnrolmentRequest(request.subarray(0, length))).toMatchObject(refusal('enrolment.malformed'));
    }
    const longer = Buffer.concat([request, Buffer.of(0)]);
    expect(readEnrolmentRequest(longer)).toMatchObject(refusal('enrolment.malformed'));
    expect(readEnrolmentRequest(Buffer.alloc(300_000))).toMatchObject(refusal('enrolment.malformed'));
    expect(readEnrolmentRequest(answer)).toMatchObject(refusal('enrolment.malformed'));
  });

  test('of a later version says so', () => {
    const text = Buffer.from(request).toString('latin1').replace('enrolment-request:1', 'enrolment-request:2');
    expect(readEnrolmentRequest(Buffer.from(text, 'latin1'))).toMatchObject(refusal('enrolment.tooNew'));
  });

  test('noise is refused without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(request.length), (noise, kept) => {
        const bytes = Buffer.concat([request.subarray(0, kept), noise, request.subarray(kept)]);
        expect(readEnrolmentRequest(bytes).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test('is not made with unfit keys, one key for two purposes, or unfit names', () => {
    const make = (change: Partial<BranchKeys>) => makeEnrolmentRequest(identity, { ...keys, ...change }, now);
    const weak = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(make({ seal: weak })).toMatchObject(refusal('pki.weak'));
    expect(make({ encryption: keys.seal })).toMatchObject(refusal('pki.weak'));
    expect(make({ encryption: keys.changeSets })).toMatchObject(refusal('enrolment.malformed'));
    expect(make({ authority: keys.changeSets })).toMatchObject(refusal('enrolment.malformed'));
    expect(make({ authority: keys.seal })).toMatchObject(refusal('enrolment.malformed'));
    for (const change of [{ branchId: '' }, { branchName: '名\n' }, { companyName: '司'.repeat(65) }]) {
      expect(makeEnrolmentRequest({ ...identity, ...change }, keys, now)).toMatchObject(refusal('pki.name'));
    }
  });

  test('for another branch than headquarters means is refused', () => {
    const other = answerEnrolment(request, hq.answering, { ...options, branchId: 'NB002' });
    expect(other).toMatchObject(refusal('enrolment.otherBranch'));
  });
});

describe('an answer', () => {
  test('of which any byte was changed is refused', () => {
    for (let at = 0; at < answer.length; at += 41) {
      const changed = new Uint8Array(answer);
      changed[at] = (changed[at] ?? 0) ^ 4;
      expect(accept(changed).ok, `byte ${at}`).toBe(false);
    }
  });

  test('to another request of the same branch is refused', () => {
    const again = orThrow(makeEnrolmentRequest(identity, keys, now)).request;
    expect(accept(answer, { request: again })).toMatchObject(refusal('enrolment.otherRequest'));
  });

  test('is refused when our keys are not those of the request', async () => {
    const encryption = (await makeBranchKeys()).encryption;
    expect(accept(answer, { keys: { ...keys, encryption } })).toMatchObject(refusal('enrolment.otherRequest'));
    expect(accept(answer, { keys: { ...keys, authority: encryption } })).toMatchObject(
      refusal('enrolment.otherRequest'),
    );
  });

  test('from an impostor is caught by the fingerprint on paper', async () => {
    const impostor = await makeHeadquarters({ ...hq.keys, root: keys.changeSets });
    const forged = orThrow(answerEnrolment(request, impostor.answering, options)).answer;
    const onPaper = hq.certificates.root.fingerprint;
    expect(accept(forged).ok).toBe(true);
    expect(accept(forged, { rootFingerprint: onPaper })).toMatchObject(refusal('enrolment.otherRoot'));
    expect(accept(answer, { rootFingerprint: onPaper }).ok).toBe(true);
  });

  test('signed by somebody else than its headquarters is refused', () => {
    const forged = orThrow(answerEnrolment(request, { ...hq.answering, changeSetsKey: keys.changeSets }, options));
    expect(accept(forged.answer)).toMatchObject(refusal('enrolment.answerSignature'));
  });

  test('without revocation lists, or past its time, is refused', () => {
    const { identity } = hq.answering;
    const bare = { ...hq.answering, identity: { ...identity, revocationLists: [] } };
    const given = orThrow(answerEnrolment(request, bare, options)).answer;
    expect(accept(given)).toMatchObject(refusal('pki.revocationUnknown'));
    expect(accept(answer, { at: now + 6 * year })).toMatchObject({ ok: false });
  });

  test('may do without time stamps and seal', () => {
    const { identity } = hq.answering;
    const small = { ...hq.answering, identity: { ...identity, timestamping: null, seal: null } };
    const bundle = orThrow(accept(orThrow(answerEnrolment(request, small, options)).answer));
    expect(bundle.headquarters).toMatchObject({ timestamping: null, seal: null });
  });
});

describe('recovery', () => {
  const databaseKey = randomBytes(32);
  const wrap = () => wrapDatabaseKeyForRecovery(databaseKey, hpkePublicKeyBytes(hq.recovery), 'SH001');

  test('gives the database key back to the recovery key, for its own branch only', () => {
    const recovery = hpkeRecipient(hq.recovery);
    expect(Buffer.from(orThrow(unwrapRecoveredDatabaseKey(wrap(), recovery, 'SH001')))).toEqual(databaseKey);
    expect(unwrapRecoveredDatabaseKey(wrap(), recovery, 'NB002')).toMatchObject(refusal('recovery.unreadable'));
    const other = hpkeRecipient(hq.encryption);
    expect(unwrapRecoveredDatabaseKey(wrap(), other, 'SH001')).toMatchObject(refusal('recovery.unreadable'));
  });

  test('finds every changed byte and every cut', () => {
    const recovery = hpkeRecipient(hq.recovery);
    const wrapped = wrap();
    for (let at = 0; at < wrapped.length; at++) {
      const changed = new Uint8Array(wrapped);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unwrapRecoveredDatabaseKey(changed, recovery, 'SH001').ok).toBe(false);
      expect(unwrapRecoveredDatabaseKey(wrapped.subarray(0, at), recovery, 'SH001').ok).toBe(false);
    }
    expect(() => wrapDatabaseKeyForRecovery(randomBytes(16), hpkePublicKeyBytes(hq.recovery), 'SH001')).toThrow(
      RangeError,
    );
  });
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf } from '../testing/callerOf.ts';
import {
  type BranchCall,
  codeOf,
  nonCompeteTerms,
  openSigningBranch,
  pin,
  type SigningBranch,
  scan,
} from './testing/signingBranch.ts';
import { verifyPdf } from './verify/verifyPdf.ts';

let branch: SigningBranch;
let person: { employeeId: string; employmentId: string };

beforeAll(async () => {
  branch = await openSigningBranch();
  person = await branch.onboard('孙受');
  await branch.prepareSigner(person.employmentId);
}, 30_000);
afterAll(() => branch.test.dispose());

const services = () => branch.test.branch.services;
const signWith = (agreementId: string, given: string, by: BranchCall = branch.clerk) => {
  const row = services().agreements.require(by, agreementId);
  return services().agreements.ceremony.sign(by.caller, row, { agreementId, version: row.version, pin: given });
};
const attachments = () => join(branch.test.folder, 'attachments');

describe('the signing PIN', () => {
  it('is locked after five wrong ones, however many are sent side by side', async () => {
    const made = await branch.generate(person.employmentId, 'nonDisclosure');
    await branch.read(made.id);
    const codes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => codeOf(() => signWith(made.id, `84729${i}x`))),
    );
    expect(codes.filter((code) => code === 'signerKey.wrongPin')).toHaveLength(4);
    expect(codes.filter((code) => code === 'signerKey.locked')).toHaveLength(8);
    // The right one does not help either, until the time is over.
    expect(await codeOf(() => signWith(made.id, pin))).toBe('signerKey.locked');
    const view = await services().agreements.signer(branch.clerk, person.employeeId);
    expect(view.failures).toBe(5);
    expect(view.lockedUntil).toBeGreaterThan(branch.test.clock.now());
    const refusedTries = services()
      .agreements.timeline(branch.clerk, made.id)
      .filter((entry) => entry.action === 'signer.pinRefused');
    expect(refusedTries.length).toBe(13);
    branch.test.clock.pass(61_000);
    expect(await codeOf(() => signWith(made.id, pin))).toBe('done');
    expect((await services().agreements.signer(branch.clerk, person.employeeId)).failures).toBe(0);
  });

  it('is locked for as long as it was wrong, whatever is done to the clock, and not for a year', async () => {
    const other = await branch.onboard('吴锁');
    await branch.prepareSigner(other.employmentId);
    const made = await branch.generate(other.employmentId, 'nonDisclosure');
    await branch.read(made.id);
    const { clock } = branch.test;
    const year = 365 * 24 * 3_600_000;
    const right = clock.now();
    clock.set(right + year);
    for (let time = 0; time < 5; time++) await codeOf(() => signWith(made.id, '847291x'));
    clock.set(right + 2 * year);
    expect(await codeOf(() => signWith(made.id, pin))).toBe('signerKey.locked');
    clock.set(right);
    const view = await services().agreements.signer(branch.clerk, other.employeeId);
    expect(view.lockedUntil).toBe(right + 60_000);
    clock.pass(61_000);
    expect(await codeOf(() => signWith(made.id, pin))).toBe('done');
  });

  it('opens nobody else’s key', async () => {
    const other = await branch.onboard('周他');
    const made = await branch.generate(other.employmentId, 'nonDisclosure');
    const { agreements } = services();
    await agreements.enrolSigner(branch.clerk, other.employeeId, '738215');
    const paper = await branch.generate(other.employmentId, 'electronicSigning');
    const ink = { employmentId: other.employmentId, kind: 'electronicSigning' as const, note: '' };
    await agreements.fileInkAgreement(branch.clerk, {
      ...ink,
      agreementId: paper.id,
      signedOn: '2026-11-23',
      file: await scan(),
    });
    await branch.read(made.id);
    expect(await codeOf(() => signWith(made.id, pin))).toBe('signerKey.wrongPin');
    // A sealed key put in the place of another does not open under either PIN.
    const { registry } = branch.test.branch;
    const keys = registry.reader
      .prepare(
        "SELECT c.employeeId, k.id, k.sealed FROM signerKey k JOIN signerCertificate c ON c.id = k.id WHERE c.state = 'valid'",
      )
      .all() as { employeeId: string; id: string; sealed: Uint8Array }[];
    const mine = keys.find((key) => key.employeeId === person.employeeId);
    const theirs = keys.find((key) => key.employeeId === other.employeeId);
    registry.write.local((tx) => {
      const row = tx.get('signerKey', theirs?.id ?? '');
      if (row && mine) tx.put('signerKey', { ...row, sealed: mine.sealed });
    });
    expect(await codeOf(() => signWith(made.id, pin))).toBe('signerKey.wrongPin');
    expect(await codeOf(() => signWith(made.id, '738215'))).toBe('signerKey.wrongPin');
  });

  it('cannot be set anew over a valid one, by two windows at once either', async () => {
    const { agreements } = services();
    expect(await codeOf(() => agreements.enrolSigner(branch.clerk, person.employeeId, '850394'))).toBe(
      'agreement.enrolledAlready',
    );
    const fresh = await branch.onboard('吴双');
    const codes = await Promise.all(
      ['850394', '739216'].map((each) => codeOf(() => agreements.enrolSigner(branch.clerk, fresh.employeeId, each))),
    );
    expect(codes.sort()).toEqual(['agreement.enrolledAlready', 'done']);
    expect(await codeOf(() => agreements.enrolSigner(branch.clerk, fresh.employeeId, '123456'))).not.toBe('done');
  });

  it('is refused once the certificate is revoked; what was signed stays valid', async () => {
    const leaver = await branch.onboard('郑销');
    await branch.prepareSigner(leaver.employmentId);
    const first = await branch.generate(leaver.employmentId, 'nonDisclosure');
    await branch.read(first.id);
    await branch.sign(first.id);
    await branch.counterSign(first.id);
    const { agreements } = services();
    await agreements.revokeSigner(branch.clerk, leaver.employeeId, '忘记签名密码');
    const second = await branch.generate(leaver.employmentId, 'clientOwnership');
    await branch.read(second.id);
    expect(await codeOf(() => signWith(second.id, pin))).toBe('agreement.notEnrolled');
    expect((await agreements.verify(branch.clerk, first.id)).verdict).toBe('valid');
    await agreements.enrolSigner(branch.clerk, leaver.employeeId, '640917');
    // The paper in ink names the key that is gone: whoever set the new PIN, the person signs a new paper first.
    expect(await codeOf(() => signWith(second.id, '640917'))).toBe('legal.sign-first');
    const paper = await branch.generate(leaver.employmentId, 'electronicSigning');
    await agreements.fileInkAgreement(branch.clerk, {
      employmentId: leaver.employmentId,
      kind: 'electronicSigning',
      agreementId: paper.id,
      signedOn: '2026-11-23',
      file: await scan('新的约定'),
      note: '',
    });
    expect(await codeOf(() => signWith(second.id, '640917'))).toBe('done');
  });
});

describe('two windows', () => {
  it('sign the same agreement at once: one signature, one refusal', async () => {
    const made = await branch.generate(person.employmentId, 'clientOwnership');
    await branch.read(made.id);
    const codes = await Promise.all([codeOf(() => signWith(made.id, pin)), codeOf(() => signWith(made.id, pin))]);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    const { agreements } = services();
    const signed = agreements.after(branch.clerk, made.id);
    expect(signed.signatures).toHaveLength(1);
    const version = signed.version;
    const seal = () =>
      agreements.ceremony.counterSign(branch.clerk.caller, agreements.require(branch.clerk, made.id), version);
    const seals = await Promise.all([codeOf(seal), codeOf(seal)]);
    expect(seals.filter((code) => code === 'done')).toHaveLength(1);
    expect(agreements.after(branch.clerk, made.id).signatures).toHaveLength(2);
    // Once more, with the version seen before: nothing happens twice.
    expect(await codeOf(seal)).toBe('row.changedMeanwhile');
  });

  it('make documents at once: each gets a number of its own', async () => {
    const people = [await branch.onboard('冯一'), await branch.onboard('陈二'), await branch.onboard('褚三')];
    const made = await Promise.all(people.map((each) => branch.generate(each.employmentId, 'nonDisclosure')));
    expect(new Set(made.map((each) => each.number)).size).toBe(3);
  });
});

describe('the stored document', () => {
  it('changed or taken away in the folder is neither shown nor signed, and verification says so', async () => {
    const victim = await branch.onboard('卫存');
    await branch.prepareSigner(victim.employmentId);
    const made = await branch.generate(victim.employmentId, 'nonDisclosure');
    await branch.read(made.id);
    const before = new Map(
      readdirSync(attachments()).map((name) => [name, readFileSync(join(attachments(), name))] as const),
    );
    for (const [name, bytes] of before) {
      const changed = Buffer.from(bytes);
      changed[40] = (changed[40] ?? 0) ^ 1;
      writeFileSync(join(attachments(), name), changed);
    }
    const { agreements } = services();
    expect(await codeOf(() => signWith(made.id, pin))).toBe('agreement.damagedDocument');
    expect(await codeOf(() => agreements.document(branch.clerk, made.id, 'view'))).toBe('agreement.damagedDocument');
    expect((await agreements.verify(branch.clerk, made.id)).verdict).toBe('missing');
    for (const [name, bytes] of before) writeFileSync(join(attachments(), name), bytes);
    // Another person's document put under this one's name is not this one either.
    const names = [...before.keys()];
    for (const [index, name] of names.entries()) {
      writeFileSync(join(attachments(), name), before.get(names[(index + 1) % names.length] ?? '') ?? '');
    }
    expect(await codeOf(() => agreements.document(branch.clerk, made.id, 'view'))).toBe('agreement.damagedDocument');
    for (const [name, bytes] of before) writeFileSync(join(attachments(), name), bytes);
    expect(await codeOf(() => signWith(made.id, pin))).toBe('done');
  });

  it('left behind by a process that ended before its transaction is swept away, and the step can be done again', async () => {
    const victim = await branch.onboard('蒋断');
    await branch.prepareSigner(victim.employmentId);
    const made = await branch.generate(victim.employmentId, 'nonDisclosure');
    await branch.read(made.id);
    const count = readdirSync(attachments()).length;
    branch.test.branch.registry.attachments.put(
      new Uint8Array(Buffer.from('%PDF-1.7 signed, but no row refers to it')),
    );
    expect(readdirSync(attachments()).length).toBe(count + 1);
    await branch.test.reopen();
    expect(readdirSync(attachments()).length).toBe(count);
    const after = services().agreements.after(branch.clerk, made.id);
    expect(after.state).toBe('presented');
    expect(await codeOf(() => signWith(made.id, pin))).toBe('done');
  });
});

describe('who may do what', () => {
  it('a clerk without authorisation does not seal; the HR admin does and can withdraw it', async () => {
    const made = await branch.generate((await branch.onboard('沈印')).employmentId, 'nonDisclosure');
    const { agreements } = services();
    const newClerk: BranchCall = { caller: callerOf(branch.test.account('hrClerk')), scope: 'branch' };
    expect((await agreements.seal(newClerk.caller)).mayUse).toBe(false);
    expect(agreements.after(newClerk, made.id).choices.find((each) => each.event === 'countersign')).toBeUndefined();
    agreements.authoriseSeal(branch.admin.caller, newClerk.caller.account.id, true);
    expect((await agreements.seal(newClerk.caller)).mayUse).toBe(true);
    agreements.authoriseSeal(branch.admin.caller, newClerk.caller.account.id, false);
    expect((await agreements.seal(newClerk.caller)).mayUse).toBe(false);
    const salesperson = branch.test.account('salesperson');
    expect(await codeOf(() => agreements.authoriseSeal(branch.admin.caller, salesperson.id, true))).toBe(
      'seal.notAClerk',
    );
    const pdf = new Uint8Array(await (await scan()).arrayBuffer());
    const use = { reason: '离职证明', subject: { kind: 'separationCase', id: 'x' } };
    expect(await codeOf(() => agreements.sealDocument(pdf, { caller: newClerk.caller, ...use }))).toBe(
      'seal.notAuthorised',
    );
    const sealed = await agreements.sealDocument(pdf, { caller: branch.clerk.caller, ...use });
    const roots = agreements.authority.roots();
    const at = branch.test.clock.now();
    expect(verifyPdf(sealed, { roots, at })).toMatchObject({ verdict: 'valid', unsignedFields: [] });
    const twice = () => agreements.sealDocument(sealed, { caller: branch.clerk.caller, ...use });
    expect(await codeOf(twice)).toBe('signature.fieldTaken');
  });

  it('a non-compete is not made for a position without trade secrets', async () => {
    const plain = services().people.positions.create(branch.admin.caller.actor, {
      title: '司机',
      tradeSecretLevel: 0,
      agreementKinds: ['nonDisclosure'],
    });
    const driver = await branch.onboard('韩司', { positionId: plain.id });
    expect(await codeOf(() => branch.generate(driver.employmentId, 'nonCompete'))).toBe('agreement.notAsked');
    // Even where the position's own list asks for it: the law does not.
    branch.test.branch.registry.write.domain(
      branch.admin.caller.actor,
      { action: 'position.update', subject: { kind: 'position', id: plain.id } },
      (tx) => tx.update('position', plain.id, { agreementKinds: '["nonDisclosure","nonCompete"]' }),
    );
    const { excluded, planned } = services().agreements.plan(driver.employmentId);
    expect(excluded.map((each) => [each.kind, each.finding.rule])).toEqual([['nonCompete', 'nc-person']]);
    expect(planned.map((each) => each.kind)).not.toContain('nonCompete');
    expect(await codeOf(() => branch.generate(driver.employmentId, 'nonCompete'))).toBe('legal.nc-person');
  });
});

describe('hostile values', () => {
  const generate = (values: Record<string, string>) => () =>
    services().agreements.generate(branch.clerk, {
      employmentId: person.employmentId,
      kind: 'nonCompete',
      values: { ...nonCompeteTerms, ...values },
    });

  it.each([
    ['a field the template does not have', { constructor: 'x' }, 'agreement.fieldUnknown'],
    ['a term beyond the law', { termMonths: '25' }, 'agreement.fieldInvalid'],
    ['no compensation', { monthlyCompensation: '' }, 'agreement.fieldMissing'],
    ['an amount that is no number', { monthlyCompensation: '6e5' }, 'agreement.fieldInvalid'],
    ['a control character', { area: '上海\u0000市' }, 'agreement.fieldInvalid'],
    ['a character without a font', { area: '\u{2FA1E}\u{10FFFD}' }, 'agreement.unprintable'],
  ])('%s is refused by name', async (_, values, code) => {
    expect(await codeOf(generate(values))).toBe(code);
  });

  it('what the registry knows cannot be typed over', async () => {
    const view = await services().agreements.generate(branch.clerk, {
      employmentId: person.employmentId,
      kind: 'nonCompete',
      values: { ...nonCompeteTerms, employeeName: '别人', companyName: '别家公司', companyUscc: '91350100M000100Y43' },
    });
    expect(view.values.employeeName).toBe('孙受');
    expect(view.values.companyName).toBe('测试物流有限公司');
    // Not even where the registry has nothing to say.
    expect(view.values.companyUscc).toBeUndefined();
  });

  it('the clients that the employee brought along are an annex; the register of the company is not typed', async () => {
    const fresh = await branch.onboard('带客');
    const make = (annexes?: Record<string, Record<string, string>[]>) =>
      services().agreements.generate(branch.clerk, {
        employmentId: fresh.employmentId,
        kind: 'clientOwnership',
        values: {},
        ...(annexes ? { annexes } : {}),
      });
    const ownClients = [{ name: '老客户有限公司', contact: '王总', since: '2019', note: '前公司带来' }];
    const first = await make({ ownClients, clients: [{ name: '编造的名册' }] });
    const stored = () =>
      services()
        .agreements.plan(fresh.employmentId)
        .planned.find((each) => each.kind === 'clientOwnership')?.annexes;
    expect(stored()).toMatchObject([{ name: 'ownClients', rows: ownClients }]);
    // Made again without saying anything of them, they stay.
    const second = await make();
    expect(second.id).not.toBe(first.id);
    expect(stored()?.[0]?.rows).toEqual(ownClients);
    const file = await services().agreements.document(branch.clerk, second.id, 'view');
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(await codeOf(() => make({ others: [{ name: 'x' }] }))).toBe('agreement.annexUnknown');
    expect(await codeOf(() => make({ ownClients: [{ constructor: 'x' }] }))).toBe('agreement.annexUnknown');
  });

  it('a paper in ink is filed only where its terms are known, and over a refusal only by the HR admin', async () => {
    const fresh = await branch.onboard('纸质');
    const { agreements } = services();
    const file = await scan();
    const paper = (kind: 'nonCompete' | 'nonDisclosure', by: BranchCall, agreementId?: string) => () =>
      agreements.fileInkAgreement(by, {
        employmentId: fresh.employmentId,
        kind,
        ...(agreementId ? { agreementId } : {}),
        signedOn: '2026-11-23',
        file,
        note: '',
      });
    expect(await codeOf(paper('nonCompete', branch.clerk))).toBe('agreement.termsUnknown');
    const { planned } = agreements.plan(fresh.employmentId);
    const made = planned.find((each) => each.kind === 'nonCompete');
    expect(await codeOf(paper('nonCompete', branch.clerk, made?.agreementId ?? ''))).toBe('done');
    await branch.prepareSigner(fresh.employmentId);
    const secret = await branch.generate(fresh.employmentId, 'nonDisclosure');
    agreements.ceremony.present(branch.clerk.caller, agreements.require(branch.clerk, secret.id));
    const { version } = agreements.after(branch.clerk, secret.id);
    agreements.ceremony.refuse(branch.clerk.caller, agreements.require(branch.clerk, secret.id), {
      agreementId: secret.id,
      version,
      reason: '不同意',
      witnessId: branch.witnessId,
    });
    expect(await codeOf(paper('nonDisclosure', branch.clerk, secret.id))).toBe('agreement.refusedBefore');
    expect(await codeOf(paper('nonDisclosure', branch.admin, secret.id))).toBe('done');
  });

  it('a screen shows identity numbers masked, the paper in full', async () => {
    const view = await branch.generate(person.employmentId, 'nonCompete');
    expect(view.values.idNumber).toMatch(/^310104\*{8}\d{3}[\dX]$/);
    expect(view.values.phone).toBe('138****8000');
  });

  it('a scan is judged by its bytes', async () => {
    const file = (bytes: Uint8Array) => new File([new Uint8Array(bytes)], 'signed.pdf', { type: 'application/pdf' });
    const pdf = new Uint8Array(await (await scan()).arrayBuffer());
    const other = await branch.onboard('杨扫');
    await services().agreements.enrolSigner(branch.clerk, other.employeeId, '593027');
    const given =
      (bytes: Uint8Array, signedOn = '2026-11-23') =>
      () =>
        services().agreements.fileInkAgreement(branch.clerk, {
          employmentId: other.employmentId,
          kind: 'electronicSigning',
          signedOn,
          file: file(bytes),
          note: '',
        });
    expect(await codeOf(given(Buffer.from(`MZ${'x'.repeat(200)}`)))).toBe('scan.notReadable');
    expect(await codeOf(given(pdf.subarray(0, pdf.length - 2000)))).toBe('scan.cutShort');
    expect(await codeOf(given(new Uint8Array(0)))).toBe('scan.empty');
    expect(await codeOf(given(pdf, '2026-11-24'))).toBe('agreement.signedInFuture');
    expect(await codeOf(given(pdf))).toBe('done');
    expect(await codeOf(given(pdf))).toBe('agreement.underWay');
  });
});

describe('another device', () => {
  it('cannot use the keys of the one before; the signer enrols again', async () => {
    const { registry } = branch.test.branch;
    registry.write.local((tx) => {
      for (const { id } of tx.all<{ id: string }>('SELECT id FROM signerKey')) tx.remove('signerKey', id);
    });
    const { agreements } = services();
    const before = agreements.authority.roots().length;
    const view = await agreements.signer(branch.clerk, person.employeeId);
    expect(view).toMatchObject({ enrolled: true, keyOnThisDevice: false });
    await agreements.enrolSigner(branch.clerk, person.employeeId, '472093');
    expect(agreements.authority.roots().length).toBe(before + 1);
    const signed = agreements.signedOf(person.employmentId).find((each) => each.method === 'certificate');
    if (signed) expect((await agreements.verify(branch.clerk, signed.id)).verdict).toBe('valid');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { callerOf } from '../testing/callerOf.ts';
import { minimumPerPage } from './reading.ts';
import { publicTool, runTool, titleFor } from './testing/publicTools.ts';
import { type BranchCall, codeOf, openSigningBranch, pin, type SigningBranch } from './testing/signingBranch.ts';
import { extractCms } from './verify/extractCms.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouke-ceremony-'));
let branch: SigningBranch;
let employmentId: string;
let employeeId: string;
let employee: BranchCall;

beforeAll(async () => {
  branch = await openSigningBranch();
  ({ employmentId, employeeId } = await branch.onboard('𠮷田𤧣'));
  // Who signs is known by the employee behind the account; a newcomer's own is opened at the end.
  const account = { ...branch.test.account('salesperson'), employeeId };
  employee = { caller: callerOf(account), scope: 'own' };
}, 30_000);
afterAll(() => {
  branch.test.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const services = () => branch.test.branch.services;

describe('an agreement of a new employee', () => {
  it('is planned by position, the paper on electronic signing first', () => {
    const { planned, excluded } = services().agreements.plan(employmentId);
    expect(planned.map((each) => [each.kind, each.method, each.state])).toEqual([
      ['electronicSigning', 'wetInk', null],
      ['privacyConsent', 'certificate', 'draft'],
      ['nonDisclosure', 'certificate', null],
      ['clientOwnership', 'certificate', null],
      ['nonCompete', 'certificate', 'draft'],
    ]);
    expect(excluded).toEqual([]);
    expect(planned[0]?.refusals.map((each) => each.code)).toEqual(['agreement.notEnrolled']);
  });

  it('goes from the document to the sealed copy, and every step is on record', async () => {
    const { agreements } = services();
    expect(await codeOf(() => branch.generate(employmentId, 'electronicSigning'))).toBe('agreement.notEnrolled');
    const before = await branch.generate(employmentId, 'nonDisclosure');
    // The paper in ink comes first (电子签名法 3): nothing is put before the signer without it.
    expect(await codeOf(() => branch.read(before.id))).toBe('legal.sign-first');

    await branch.prepareSigner(employmentId);
    let view = await branch.read(before.id);
    expect(view.state).toBe('presented');
    expect(view.reading?.clauses.length).toBeGreaterThan(3);
    expect(view.documentHash).not.toBe(before.documentHash);
    view = await branch.sign(before.id);
    expect(view.state).toBe('signedByEmployee');
    expect(await agreements.verify(branch.clerk, before.id)).toMatchObject({ verdict: 'incomplete' });
    view = await branch.counterSign(before.id);
    expect(view.state).toBe('completed');
    expect(view.signatures.map((each) => [each.signerRole, each.method, each.signer])).toEqual([
      ['employee', 'certificate', '𠮷田𤧣'],
      ['branch', 'certificate', '测试物流有限公司'],
    ]);
    const verdict = await agreements.verify(branch.clerk, before.id);
    expect(verdict.verdict, verdict.zh).toBe('valid');
    expect(verdict.signatures.map((each) => each.signerName)).toEqual(['𠮷田𤧣', '徐汇门店 印章']);

    const actions = agreements.timeline(branch.clerk, before.id).map((entry) => entry.action);
    for (const step of ['generate', 'present', 'read', 'sign', 'counterSign', 'verify']) {
      expect(actions).toContain(`agreement.${step}`);
    }
    expect(agreements.signedOf(employmentId).map((each) => each.kind)).toEqual(['electronicSigning', 'nonDisclosure']);
  });

  test.skipIf(!publicTool('pdfsig') || !publicTool('openssl') || !publicTool('qpdf'))(
    titleFor(['pdfsig', 'openssl', 'qpdf'], 'passes the public checkers, against the root of the branch'),
    async () => {
      const { agreements } = services();
      const signed = agreements.signedOf(employmentId).find((each) => each.kind === 'nonDisclosure');
      const file = await agreements.document(branch.clerk, signed?.id ?? '', 'export');
      const bytes = new Uint8Array(await file.arrayBuffer());
      const pdf = join(folder, 'signed.pdf');
      writeFileSync(pdf, bytes);
      expect(runTool('qpdf', ['--check', pdf]).output).toContain('No syntax or stream encoding errors');
      const report = runTool('pdfsig', ['-nocert', pdf]).output;
      expect(report.match(/Signature is Valid/g)).toHaveLength(2);
      expect(report.match(/ETSI\.CAdES\.detached/g)).toHaveLength(2);
      const [root] = agreements.authority.roots();
      const rootFile = join(folder, 'root.der');
      writeFileSync(rootFile, root ?? new Uint8Array());
      const pem = join(folder, 'root.pem');
      runTool('openssl', ['x509', '-inform', 'DER', '-in', rootFile, '-out', pem]);
      for (const [index, { cms, signedBytes }] of extractCms(bytes).entries()) {
        writeFileSync(join(folder, `${index}.der`), cms);
        writeFileSync(join(folder, `${index}.signed`), signedBytes);
        const at = String(Math.floor(branch.test.clock.now() / 1000));
        const checked = runTool('openssl', [
          ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', join(folder, `${index}.der`)],
          ...['-content', join(folder, `${index}.signed`), '-CAfile', pem, '-purpose', 'any', '-attime', at],
          ...['-out', join(folder, 'out')],
        ]);
        expect(checked.output).toContain('CAdES Verification successful');
      }
    },
  );

  it('shows the signer their own, and nobody else', async () => {
    const { agreements } = services();
    const mine = await agreements.list(employee, { query: '', chip: 'all', offset: 0, limit: 50 });
    expect(mine.rows.every((row) => row.employeeId === employeeId)).toBe(true);
    const other = await branch.onboard('王芳');
    const theirs = await branch.generate(other.employmentId, 'nonDisclosure');
    expect(await codeOf(() => agreements.get(employee, theirs.id))).toBe('agreement.notFound');
    expect(await codeOf(() => agreements.document(employee, theirs.id, 'view'))).toBe('agreement.notFound');
    expect(await codeOf(() => agreements.enrolSigner(employee, other.employeeId, pin))).toBe('agreement.noSuchSigner');
  });

  it('is signed by the person alone in their own session, after a clerk put it before them', async () => {
    const agreement = await branch.generate(employmentId, 'clientOwnership');
    expect(await codeOf(() => branch.read(agreement.id, employee))).toBe('agreement.role');
    services().agreements.ceremony.present(
      branch.clerk.caller,
      services().agreements.require(branch.clerk, agreement.id),
    );
    const read = await branch.read(agreement.id, employee);
    expect(read.reading?.witness).toBeNull();
    const signed = await branch.sign(agreement.id, employee);
    expect(signed.signatures.map((each) => each.witness)).toEqual([null]);
    // Nobody counter-signs what they signed themselves.
    const own = { caller: callerOf({ ...employee.caller.account, role: 'hrAdmin' }), scope: 'branch' } as const;
    expect(await codeOf(() => branch.counterSign(agreement.id, own))).toBe('agreement.ownCase');
    expect((await branch.counterSign(agreement.id)).state).toBe('completed');
  });

  it('finishes the onboarding: all signed, account made, first day', async () => {
    const { onboarding, agreements } = services();
    const plan = agreements.plan(employmentId).planned;
    for (const each of plan.filter((one) => one.state === 'draft')) {
      await branch.read(each.agreementId ?? '');
      await branch.sign(each.agreementId ?? '');
      await branch.counterSign(each.agreementId ?? '');
    }
    let view = await onboarding.get(branch.clerk, employmentId);
    expect(view.steps.map((step) => step.state)).toEqual(['done', 'done', 'done', 'open', 'barred']);
    view = await onboarding.setStage(branch.clerk, { employmentId, versions: view.versions, event: 'completeSigning' });
    expect(view.stage).toBe('signed');
    expect(view.masked).toBe(true);
    view = await onboarding.finish(branch.clerk, {
      employmentId,
      versions: view.versions,
      account: { loginName: 'jitian', role: 'salesperson', password: 'sunny-day-48213' },
    });
    expect(view.stage).toBe('active');
    expect(view.steps.every((step) => step.state === 'done')).toBe(true);
  });
});

describe('a refusal to sign', () => {
  it('is written down with reason and witness, stops the onboarding, and only the HR admin begins anew', async () => {
    const { agreements, onboarding } = services();
    const person = await branch.onboard('赵拒');
    await branch.prepareSigner(person.employmentId);
    const made = await branch.generate(person.employmentId, 'nonDisclosure');
    agreements.ceremony.present(branch.clerk.caller, agreements.require(branch.clerk, made.id));
    const refuse = (given: { reason: string; witnessId: string }) => {
      const row = agreements.require(branch.clerk, made.id);
      agreements.ceremony.refuse(branch.clerk.caller, row, { agreementId: made.id, version: row.version, ...given });
    };
    const { witnessId } = branch;
    expect(await codeOf(() => refuse({ reason: '不同意', witnessId: person.employeeId }))).toBe(
      'agreement.witnessNotEmployed',
    );
    refuse({ reason: '不同意第三条', witnessId });
    const refused = await agreements.get(branch.clerk, made.id);
    expect(refused).toMatchObject({ state: 'refused', refusalReason: '不同意第三条' });
    expect(refused.signatures).toMatchObject([
      { method: 'refused', note: '不同意第三条', certificateSerial: null, witness: '周见' },
    ]);
    expect((await onboarding.get(branch.clerk, person.employmentId)).stage).toBe('refused');
    expect(await codeOf(() => branch.read(made.id))).toBe('agreement.role');
    expect(await codeOf(() => branch.sign(made.id))).toBe('agreement.notFromHere');

    const view = await onboarding.get(branch.admin, person.employmentId);
    await onboarding.setStage(branch.admin, {
      employmentId: person.employmentId,
      versions: view.versions,
      event: 'resumeSigning',
    });
    await branch.read(made.id, branch.admin);
    expect((await branch.sign(made.id)).state).toBe('signedByEmployee');
    expect((await branch.counterSign(made.id)).signatures.map((each) => each.method)).toEqual([
      'refused',
      'certificate',
      'certificate',
    ]);
  });
});

describe('reading before signing', () => {
  it('cannot be skipped, hurried, or borrowed from another window', async () => {
    const { agreements } = services();
    const person = await branch.onboard('钱快');
    await branch.prepareSigner(person.employmentId);
    const made = await branch.generate(person.employmentId, 'nonDisclosure');
    expect(await codeOf(() => branch.sign(made.id))).toBe('agreement.notFromHere');
    const row = () => agreements.require(branch.clerk, made.id);
    const shown = agreements.ceremony.present(branch.clerk.caller, row());
    expect(await codeOf(() => branch.sign(made.id))).toBe('agreement.notRead');
    const { presentationId } = shown;
    const { caller } = branch.clerk;
    expect(await codeOf(() => agreements.ceremony.turnPage(caller, { presentationId, page: 1 }))).toBe(
      'reading.tooEarly',
    );
    branch.test.clock.pass(minimumPerPage);
    agreements.ceremony.turnPage(caller, { presentationId, page: 1 });
    const conclude = () => agreements.ceremony.recordReading(caller, { presentationId, identity: 'idCardChecked' });
    expect(await codeOf(conclude)).toBe('agreement.notRead');
    for (let page = 2; page <= shown.pages; page += 1) {
      branch.test.clock.pass(minimumPerPage);
      agreements.ceremony.turnPage(caller, { presentationId, page });
    }
    expect(await codeOf(conclude)).toBe('legal.clause-shown');
    expect(await codeOf(() => agreements.ceremony.turnPage(branch.admin.caller, { presentationId, page: 1 }))).toBe(
      'reading.takenOver',
    );
    // A document made anew while the old one is being read: the old reading counts for nothing.
    const again = await branch.generate(person.employmentId, 'nonDisclosure');
    expect(again.number).not.toBe(made.number);
    expect((await agreements.get(branch.clerk, made.id)).state).toBe('superseded');
    expect(await codeOf(conclude)).toBe('agreement.notRead');
  });
});

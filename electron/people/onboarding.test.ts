import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../access/passwords.ts';
import type { Caller } from '../access/service.ts';
import { codeOf, nextIdNumber, scan } from '../agreements/testing/signingBranch.ts';
import { callerOf } from '../testing/callerOf.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';

let test: TestBranch;
let clerk: { caller: Caller; scope: 'branch' };
let admin: { caller: Caller; scope: 'branch' };
let positionId: string;

beforeAll(async () => {
  test = await openTestBranch();
  clerk = { caller: callerOf(test.account('hrClerk')), scope: 'branch' };
  admin = { caller: callerOf(test.account('hrAdmin')), scope: 'branch' };
  positionId = test.branch.services.people.positions.create(admin.caller.actor, {
    title: '仓管员',
    tradeSecretLevel: 0,
    agreementKinds: [],
  }).id;
});
afterAll(() => test.dispose());

const onboarding = () => test.branch.services.onboarding;
const person = (more: object = {}) => ({
  name: '张三',
  idType: 'residentId' as const,
  idNumber: nextIdNumber(),
  phone: '13800138000',
  ...more,
});
const employment = () => ({ positionId, startDate: '2026-11-23' });
const draft = (more: object = {}) =>
  onboarding().createDraft(clerk, { person: person(more), employment: employment() });
const verify = (view: { employmentId: string; versions: { employee: number; employment: number } }, by = clerk) =>
  onboarding().setStage(by, { employmentId: view.employmentId, versions: view.versions, event: 'verify' });

describe('the first entry', () => {
  it('fills birthday, sex and region from the number, and assigns a number of its own', () => {
    const view = draft({ idNumber: '11010519491231002x ', name: ' 欧阳·娜娜' });
    expect(view.person).toMatchObject({
      idNumber: '11010519491231002X',
      birthday: '1949-12-31',
      sex: 'female',
      region: '北京市',
      name: '欧阳·娜娜',
    });
    expect(view.employeeNo).toMatch(/^SH01-\d{4}$/);
    expect(view.stage).toBe('draft');
    expect(view.steps.map((step) => step.state)).toEqual(['done', 'done', 'open', 'barred', 'barred']);
  });

  it('keeps a wrong number as typed and says what is wrong with it, which bars verification', async () => {
    const view = draft({ idNumber: '110105194912310021', phone: null });
    expect(view.steps[0]?.refusals.map((each) => each.field)).toContain('idNumber');
    expect(view.steps[0]?.missing.map((each) => each.field)).toEqual(['phone', 'birthday', 'sex']);
    expect(view.steps[2]?.state).toBe('barred');
    expect(await codeOf(() => verify(view))).toBe('onboarding.incomplete');
    const mended = onboarding().update(clerk, {
      employmentId: view.employmentId,
      versions: view.versions,
      person: { idNumber: nextIdNumber(), phone: '13900139000' },
      employment: {},
    });
    expect((await verify(mended)).stage).toBe('verified');
  });

  it('is refused for somebody who is registered already', async () => {
    const first = draft();
    const again = () => draft({ idNumber: first.person.idNumber, name: '李四' });
    expect(await codeOf(again)).toBe('onboarding.duplicateIdentity');
    const check = await onboarding().checkIdentity(clerk, {
      idType: 'residentId',
      idNumber: first.person.idNumber,
    });
    expect(check.known).toMatchObject({ employeeId: first.employeeId, rehirable: false });
    // The same number as another kind of document is the same number.
    expect(await codeOf(() => draft({ idType: 'hkMoTwResidence', idNumber: first.person.idNumber }))).toBe(
      'onboarding.duplicateIdentity',
    );
  });

  it('is refused for children, expired documents and impossible dates', async () => {
    const child = draft({ idType: 'passport', idNumber: 'E12345678', birthday: '2012-05-01', sex: 'male' });
    expect(child.steps[0]?.refusals.map((each) => each.code)).toEqual(['employee.underage']);
    const expired = draft({ idValidTo: '2026-11-22' });
    expect(expired.steps[0]?.refusals.map((each) => each.code)).toEqual(['employee.idExpired']);
    const dates = onboarding().createDraft(clerk, {
      person: person(),
      employment: { ...employment(), contractEnd: '2027-11-22', probationEnd: '2027-03-01' },
    });
    expect(dates.steps[1]?.refusals.map((each) => each.code)).toEqual(['employment.probationTooLong']);
    expect(await codeOf(() => verify(dates))).toBe('employment.probationTooLong');
  });

  it('names only positions in use and managers who work here', async () => {
    const strange = { ...employment(), positionId: '01900000-0000-7000-8000-0000000000aa' };
    expect(await codeOf(() => onboarding().createDraft(clerk, { person: person(), employment: strange }))).toBe(
      'position.notFound',
    );
    const left = employ(test, '已离', { stage: 'left' });
    const managed = { ...employment(), managerId: left };
    expect(await codeOf(() => onboarding().createDraft(clerk, { person: person(), employment: managed }))).toBe(
      'employment.managerNotEmployed',
    );
  });

  it('gives two clerks who save at once two numbers, and the second of two savers of one draft a refusal', async () => {
    const numbers = Array.from({ length: 5 }, () => draft().employeeNo);
    expect(new Set(numbers).size).toBe(5);
    const view = draft();
    const change = (name: string) => () =>
      onboarding().update(clerk, {
        employmentId: view.employmentId,
        versions: view.versions,
        person: { name },
        employment: {},
      });
    expect(await codeOf(change('张三丰'))).toBe('done');
    expect(await codeOf(change('张无忌'))).toBe('row.changedMeanwhile');
  });
});

describe('a passport', () => {
  it('is compared by a second person, who did not type it', async () => {
    const colleague = { caller: callerOf(test.account('hrClerk')), scope: 'branch' as const };
    let view = draft({ idType: 'passport', idNumber: 'e1234567a', birthday: '1990-05-01', sex: 'male' });
    expect(view.person.idNumber).toBe('E1234567A');
    expect(await codeOf(() => verify(view))).toBe('onboarding.identityReview');
    const { employmentId, versions } = view;
    expect(await codeOf(() => onboarding().reviewIdentity(clerk, { employmentId, versions }))).toBe(
      'onboarding.reviewedByTypist',
    );
    view = await onboarding().reviewIdentity(colleague, { employmentId, versions });
    expect(view.person.reviewedBy).toBe(colleague.caller.account.displayName);
    // A changed number is another number: it is compared again.
    view = onboarding().update(clerk, {
      employmentId,
      versions: view.versions,
      person: { idNumber: 'E1234567B' },
      employment: {},
    });
    expect(view.person.reviewedBy).toBeNull();
    const password = 'correct-horse-7';
    const second = test.branch.services.access.createHashed(
      { id: 'system', name: '系统' },
      {
        employeeId: null,
        displayName: '复核',
        loginName: 'reviewer',
        role: 'hrAdmin',
        hash: await hashPassword(password),
        mustChange: false,
      },
    );
    const wrong = { loginName: 'reviewer', password: 'wrong-horse-7' };
    const given = (secondPerson: { loginName: string; password: string }) =>
      onboarding().reviewIdentity(clerk, { employmentId, versions: view.versions, secondPerson });
    expect(await codeOf(() => given(wrong))).toBe('access.wrongPassword');
    view = await given({ loginName: 'reviewer', password });
    expect(view.person.reviewedBy).toBe(second.displayName);
    expect((await verify(view)).stage).toBe('verified');
  });

  it('is not asked of a resident card', async () => {
    const view = draft();
    expect(
      await codeOf(() =>
        onboarding().reviewIdentity(admin, { employmentId: view.employmentId, versions: view.versions }),
      ),
    ).toBe('onboarding.reviewNotNeeded');
  });
});

describe('the stages', () => {
  it('go to the first day only with an account, made in the same decision', async () => {
    let view = await verify(draft({ name: '王入职' }));
    const step = async (event: 'startSigning' | 'completeSigning' | 'activate') => {
      view = await onboarding().setStage(clerk, {
        employmentId: view.employmentId,
        versions: view.versions,
        event,
      });
    };
    expect(view.masked).toBe(false);
    await step('startSigning');
    expect(view.masked).toBe(true);
    expect(view.person.phone).toBe('138****8000');
    await step('completeSigning');
    expect(await codeOf(() => step('activate'))).toBe('onboarding.noAccount');
    const account = { loginName: 'wangrz', role: 'salesperson' as const, password: 'sunny-day-48213' };
    const { employmentId, versions } = view;
    const finish = (more: object) =>
      onboarding().finish(clerk, { employmentId, versions, account: { ...account, ...more } });
    expect(await codeOf(() => finish({ password: '1234567890' }))).toBe('access.guessablePassword');
    expect(await codeOf(() => finish({ loginName: 'hrClerk1' }))).toBe('access.loginNameTaken');
    // Refused as a whole: neither an account nor a first day.
    expect(
      test.branch.registry.reader.prepare("SELECT count(*) FROM account WHERE loginName = 'wangrz'").pluck().get(),
    ).toBe(0);
    view = await finish({});
    expect(view.stage).toBe('active');
    expect(view.account).toMatchObject({ loginName: 'wangrz', state: 'active' });
    expect(await codeOf(() => finish({ loginName: 'again' }))).toBe('onboarding.notFromHere');
  });

  it('leave cancelling and correcting to the HR admin, the latter with a second person', async () => {
    const view = draft();
    const cancel = (by: typeof clerk, reason?: string) => () =>
      onboarding().setStage(by, {
        employmentId: view.employmentId,
        versions: view.versions,
        event: 'cancel',
        ...(reason ? { reason } : {}),
      });
    expect(await codeOf(cancel(clerk, '没有来'))).toBe('onboarding.role');
    expect(await codeOf(cancel(admin))).toBe('decision.reason');
    expect(await codeOf(cancel(admin, '没有来'))).toBe('done');
    // Somebody whose onboarding was given up may come again: the same person, a new number.
    const again = onboarding().createDraft(clerk, {
      rehire: view.employeeId,
      person: person({ idNumber: view.person.idNumber }),
      employment: employment(),
    });
    expect(again.employeeId).toBe(view.employeeId);
    expect(again.employeeNo).not.toBe(view.employeeNo);
    const correct = onboarding().setStage(admin, {
      employmentId: again.employmentId,
      versions: again.versions,
      event: 'correct',
      reason: '录错了人',
    });
    expect(await codeOf(() => correct)).toBe('decision.secondPerson');

    const { access } = test.branch.services;
    const open = (by: Caller['actor'], loginName: string) =>
      access.createHashed(by, {
        employeeId: null,
        displayName: '陈复核',
        loginName,
        role: 'hrClerk',
        hash,
        mustChange: false,
      });
    const password = 'correct-horse-7';
    const hash = await hashPassword(password);
    open(admin.caller.actor, 'opened-by-admin');
    open({ id: 'system', name: '系统' }, 'colleague');
    const confirmedBy = (loginName: string) => () =>
      onboarding().setStage(admin, {
        employmentId: again.employmentId,
        versions: again.versions,
        event: 'correct',
        reason: '录错了人',
        secondPerson: { loginName, password },
      });
    expect(await codeOf(confirmedBy('opened-by-admin'))).toBe('access.secondPersonDependent');
    expect(await codeOf(confirmedBy('colleague'))).toBe('done');
    const { audit } = test.branch.registry;
    const [corrected] = audit.about('employee', again.employeeId, 1);
    expect(corrected?.action).toBe('onboarding.correct');
    expect(audit.whyOf(corrected?.sequence ?? 0)).toBe('录错了人（复核：陈复核）');
  });

  it('cannot be decided about oneself', async () => {
    const view = draft();
    const account = { ...test.account('hrClerk'), employeeId: view.employeeId };
    const own = { caller: callerOf(account), scope: 'branch' as const };
    expect(await codeOf(() => verify(view, own))).toBe('onboarding.ownCase');
  });

  it('are barred while a non-compete of the person runs', async () => {
    const view = draft();
    test.branch.registry.write.domain(
      admin.caller.actor,
      { action: 'test.oblige', subject: { kind: 'employee', id: view.employeeId } },
      (tx) => {
        const { employeeId, employmentId } = view;
        const template = tx.one<{ id: string }>("SELECT id FROM agreementTemplate WHERE kind = 'nonCompete'");
        const agreement = tx.insert('agreement', {
          employmentId,
          employeeId,
          kind: 'nonCompete',
          templateId: template?.id ?? '',
          number: 'X-1',
          title: '竞业限制协议',
          fieldValues: '{}',
          state: 'completed',
          method: 'wetInk',
        });
        const leaving = tx.insert('separationCase', {
          number: 'C-1',
          employmentId,
          employeeId,
          kind: 'resignation',
          noticeDate: '2025-12-01',
          statutoryEnd: '2025-12-31',
          legalState: 'ended',
          handoverState: 'settled',
          handoverDue: '2025-12-31',
        });
        tx.insert('nonCompete', {
          employeeId,
          employmentId,
          caseId: leaving.id,
          agreementId: agreement.id,
          scope: '同城物流',
          area: '上海市',
          startDate: '2026-01-01',
          endDate: '2026-12-31',
          monthlyCompensation: 600_000,
          averageWage12m: 1_500_000,
          payDay: 15,
          state: 'running',
        });
      },
    );
    expect(await codeOf(() => verify(view))).toBe('onboarding.nonCompete');
  });
});

describe('a person who comes back', () => {
  it('keeps the record and gets a new employment that points to the old one', async () => {
    let view = await verify(draft({ name: '回来' }));
    for (const event of ['startSigning', 'completeSigning'] as const) {
      view = await onboarding().setStage(clerk, { employmentId: view.employmentId, versions: view.versions, event });
    }
    view = await onboarding().finish(clerk, {
      employmentId: view.employmentId,
      versions: view.versions,
      account: { loginName: 'huilai', role: 'salesperson', password: 'sunny-day-48213' },
    });
    const { people } = test.branch.services;
    const { employmentId, employeeId } = view;
    test.branch.registry.write.domain(
      admin.caller.actor,
      { action: 'test.leave', subject: { kind: 'employee', id: employeeId } },
      (tx) => {
        people.markLeaving(tx, employmentId);
        people.unmarkLeaving(tx, employmentId);
        people.markLeaving(tx, employmentId);
        people.markLeft(tx, employmentId, { on: '2026-11-23', reason: 'resignation' });
      },
    );
    expect(people.isLeavingOrLeft(employeeId)).toBe(true);
    expect(people.activeEmployment(employeeId)).toBeUndefined();
    const { idNumber } = test.branch.registry.reader
      .prepare('SELECT idNumber FROM employee WHERE id = ?')
      .get(employeeId) as {
      idNumber: string;
    };
    expect(await codeOf(() => draft({ idNumber }))).toBe('onboarding.duplicateIdentity');
    const back = onboarding().createDraft(clerk, {
      rehire: employeeId,
      person: person({ name: '回来', idNumber }),
      employment: { ...employment(), startDate: '2027-01-04' },
    });
    expect(back).toMatchObject({ employeeId, rehireOf: employmentId });
    const other = { employmentId: back.employmentId, versions: back.versions, employment: {} };
    expect(await codeOf(() => onboarding().update(clerk, { ...other, person: { idNumber: nextIdNumber() } }))).toBe(
      'onboarding.rehireIdentity',
    );
  });
});

describe('the scan of the document', () => {
  it('is stored encrypted, shown only with a reason, and survives being damaged with an explanation', async () => {
    const view = draft();
    const { employmentId, versions } = view;
    const fake = new File(['<html>'.repeat(40)], 'id.jpg', { type: 'image/jpeg' });
    expect(await codeOf(() => onboarding().attachIdScan(clerk, { employmentId, versions, file: fake }))).toBe(
      'scan.notReadable',
    );
    const with_ = await onboarding().attachIdScan(clerk, { employmentId, versions, file: await scan('身份证') });
    expect(with_.person.hasIdScan).toBe(true);
    const { people } = test.branch.services;
    const given = { employeeId: view.employeeId, why: '核对住址' };
    expect((await people.idScan(clerk, given)).name).toMatch(/^证件-SH01-\d{4}\.pdf$/);
    const last = people.timeline(clerk, view.employeeId, 1)[0];
    expect(last).toMatchObject({ action: 'employee.viewIdScan', why: '核对住址' });
  });
});

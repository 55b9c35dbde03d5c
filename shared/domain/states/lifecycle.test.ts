import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startOfDay } from '../businessDate.ts';
import { checkIdentity } from '../identifiers/identity.ts';
import { finding, legalRules } from '../legal.ts';
import { type AccountEvent, type AccountFacts, type AccountState, accountMachine, effectiveState } from './account.ts';
import { type AgreementFacts, agreementMachine } from './agreementStatus.ts';
import type { Actor, SecondPerson } from './machine.ts';
import { type NonCompeteProgressFacts, nonCompeteMachine } from './nonCompete.ts';
import { type OnboardingFacts, onboardingMachine } from './onboarding.ts';
import { lastHrAdminRefusals, roleChangeRefusals } from './participants.ts';

const now = startOfDay('2026-11-23');
const clerk: Actor = { employeeId: 'c1', role: 'hrClerk' };
const admin: Actor = { employeeId: 'a1', role: 'hrAdmin' };
const codes = (result: { ok: boolean; refusals?: readonly { code: string }[] }): string[] =>
  (result.refusals ?? []).map((each) => each.code);

describe('onboarding', () => {
  const facts: OnboardingFacts = {
    actor: clerk,
    now,
    subjectId: 'e1',
    identityRefusals: [],
    identityReviewPending: false,
    duplicates: [],
    activeEmployments: [],
    unresolvedNonCompetes: [],
    missingFields: [],
    legalFindings: [],
    unsigned: [],
    accountCreated: true,
  };

  it('lists every reason that bars a step at once', () => {
    const wrong = checkIdentity('residentId', '110105194912310021', '2026-11-23');
    const [verify] = onboardingMachine.allowed('draft', {
      ...facts,
      identityRefusals: wrong.ok ? [] : wrong.refusals,
      duplicates: [{ table: 'employee', id: 'e7', label: '张伟' }],
      unresolvedNonCompetes: [{ table: 'nonCompete', id: 'n1', label: '张伟 2026-01 至 2027-12' }],
    });
    expect(verify?.barredBy.map((each) => each.code)).toEqual([
      'employee.idCheckDigit',
      'onboarding.duplicateIdentity',
      'onboarding.nonCompete',
    ]);
    expect(verify?.barredBy[1]?.about).toEqual([{ table: 'employee', id: 'e7', label: '张伟' }]);
  });

  it('asks for a second person where the document has no check digit', () => {
    expect(codes(onboardingMachine.next('draft', 'verify', { ...facts, identityReviewPending: true }))).toEqual([
      'onboarding.identityReview',
    ]);
  });

  it('is held back by a legal rule at error level and not by a warning', () => {
    const error = finding(legalRules, 'nc-term');
    const warning = finding(legalRules, 'nc-floor');
    expect(
      codes(onboardingMachine.next('verified', 'startSigning', { ...facts, legalFindings: [warning, error] })),
    ).toEqual(['legal.nc-term']);
    expect(onboardingMachine.next('verified', 'startSigning', { ...facts, legalFindings: [warning] }).ok).toBe(true);
  });

  it('records a refusal with reason and a witness who is neither the person nor the clerk', () => {
    const refuse = (witnessId?: string) =>
      codes(
        onboardingMachine.next('signing', 'refuseSigning', facts, {
          reason: '不同意竞业限制',
          ...(witnessId ? { witnessId } : {}),
        }),
      );
    expect(refuse('w1')).toEqual([]);
    expect(refuse()).toEqual(['decision.witness']);
    expect(refuse('e1')).toEqual(['decision.witness']);
    expect(refuse('c1')).toEqual(['decision.witness']);
    expect(codes(onboardingMachine.next('refused', 'resumeSigning', facts))).toEqual(['onboarding.role']);
    expect(onboardingMachine.next('refused', 'resumeSigning', { ...facts, actor: admin })).toEqual({
      ok: true,
      value: 'signing',
    });
  });

  it('is corrected only by an HR admin with a second person', () => {
    const second: SecondPerson = { employeeId: 'm1', role: 'salesManager', state: 'active' };
    const correct = (given: Partial<SecondPerson> | null) =>
      codes(
        onboardingMachine.next(
          'active',
          'correct',
          { ...facts, actor: admin },
          { reason: '证件号录错', ...(given ? { secondPerson: { ...second, ...given } } : {}) },
        ),
      );
    expect(correct({})).toEqual([]);
    expect(correct(null)).toEqual(['decision.secondPerson']);
    expect(correct({ employeeId: 'a1' })).toEqual(['decision.secondPerson']);
    expect(correct({ employeeId: 'e1' })).toEqual(['decision.secondPerson']);
    expect(correct({ state: 'frozen' })).toEqual(['decision.secondPerson']);
    expect(correct({ role: 'salesperson' })).toEqual(['decision.secondPerson']);
  });

  it('of oneself is nobody’s business', () => {
    const own = { ...facts, actor: { employeeId: 'e1', role: 'hrAdmin' } as const };
    expect(codes(onboardingMachine.next('draft', 'verify', own))).toEqual(['onboarding.ownCase']);
  });
});

describe('accounts', () => {
  const facts: AccountFacts = {
    actor: admin,
    now,
    subjectId: 'e1',
    role: 'salesperson',
    state: 'active',
    otherActiveHrAdmins: 1,
    separationOpen: false,
  };
  const second: SecondPerson = { employeeId: 'm1', role: 'salesManager', state: 'active' };

  it('are unfrozen with a second person, a reason and an expiry, all three', () => {
    const full = { reason: '核实无误', secondPerson: second, until: now + 1000 };
    const unfreeze = (made: Parameters<typeof accountMachine.next>[3]) =>
      codes(accountMachine.next('frozen', 'unfreeze', facts, made));
    expect(unfreeze(full)).toEqual([]);
    expect(unfreeze({})).toEqual(['decision.reason', 'decision.secondPerson', 'decision.until']);
    expect(unfreeze({ ...full, until: now })).toEqual(['decision.until']);
    expect(unfreeze({ ...full, until: Number.NaN })).toEqual(['decision.until']);
    expect(unfreeze({ ...full, secondPerson: { ...second, employeeId: 'a1' } })).toEqual(['decision.secondPerson']);
    expect(codes(accountMachine.next('frozen', 'unfreeze', { ...facts, subjectId: 'a1' }, full))).toEqual([
      'account.ownCase',
    ]);
  });

  it('of somebody who is leaving return to restricted at most', () => {
    const leaving = { ...facts, separationOpen: true };
    const choices = accountMachine.allowed('frozen', leaving);
    expect(choices.map((each) => [each.event, each.barredBy.length, each.needs.length])).toEqual([
      ['unfreeze', 1, 3],
      ['unfreezeRestricted', 0, 3],
      ['close', 0, 1],
    ]);
  });

  it('freeze again by themselves when the unfreeze lapses', () => {
    expect(effectiveState('active', now, now - 1)).toBe('active');
    expect(effectiveState('active', now, now)).toBe('frozen');
    expect(effectiveState('restricted', now, now + 1)).toBe('frozen');
    expect(effectiveState('closed', now, now + 1)).toBe('closed');
    expect(effectiveState('active', null, now)).toBe('active');
  });

  it('of the last active HR admin are neither restricted, frozen, closed nor demoted, by nobody', () => {
    for (const role of ['hrAdmin', 'system', 'headquarters'] as const) {
      const last = { ...facts, actor: { employeeId: null, role }, role: 'hrAdmin', otherActiveHrAdmins: 0 } as const;
      for (const event of ['restrict', 'freeze', 'close'] as const) {
        expect(codes(accountMachine.next('active', event, last, { reason: '离职' }))).toEqual(['account.lastHrAdmin']);
      }
    }
    const last = { role: 'hrAdmin', state: 'active', otherActiveHrAdmins: 0 } as const;
    expect(roleChangeRefusals(last, 'hrClerk').map((each) => each.code)).toEqual(['account.lastHrAdmin']);
    expect(roleChangeRefusals(last, 'hrAdmin')).toEqual([]);
    expect(roleChangeRefusals({ ...last, otherActiveHrAdmins: 1 }, 'hrClerk')).toEqual([]);
    expect(lastHrAdminRefusals({ ...last, role: 'hrClerk' })).toEqual([]);
  });

  it('leave a branch with an active HR admin, whatever is done to them in whatever order', () => {
    type Holder = { role: 'hrAdmin' | 'salesManager'; state: AccountState };
    const step = fc.record({
      who: fc.nat(3),
      event: fc.constantFrom<AccountEvent | 'demote'>('restrict', 'freeze', 'close', 'lift', 'unfreeze', 'demote'),
      by: fc.constantFrom('hrAdmin' as const, 'system' as const, 'headquarters' as const),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const holders: Holder[] = [
          { role: 'hrAdmin', state: 'active' },
          { role: 'hrAdmin', state: 'active' },
          { role: 'hrAdmin', state: 'frozen' },
          { role: 'salesManager', state: 'active' },
        ];
        const admins = (): Holder[] => holders.filter((each) => each.role === 'hrAdmin' && each.state === 'active');
        for (const { who, event, by } of steps) {
          const holder = holders[who];
          if (!holder) continue;
          const others = admins().filter((each) => each !== holder).length;
          if (event === 'demote') {
            if (roleChangeRefusals({ ...holder, otherActiveHrAdmins: others }, 'salesManager').length === 0)
              holder.role = 'salesManager';
          } else {
            const result = accountMachine.next(
              holder.state,
              event,
              { ...facts, ...holder, actor: { employeeId: 'x', role: by }, otherActiveHrAdmins: others },
              { reason: '测试', secondPerson: second, until: now + 1 },
            );
            if (result.ok) holder.state = result.value;
          }
          expect(admins().length).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('agreements', () => {
  const facts: AgreementFacts = {
    actor: clerk,
    now,
    subjectId: 'e1',
    method: 'certificate',
    missingFields: [],
    documentFindings: [],
    signingFindings: [],
    readToTheEnd: true,
    sealAvailable: true,
    scanOnFile: false,
  };

  it('are signed electronically after reading, or in ink with a scan', () => {
    expect(agreementMachine.next('presented', 'sign', facts)).toEqual({ ok: true, value: 'signedByEmployee' });
    expect(codes(agreementMachine.next('presented', 'sign', { ...facts, readToTheEnd: false }))).toEqual([
      'agreement.notRead',
    ]);
    expect(codes(agreementMachine.next('presented', 'completeInInk', facts))).toEqual([
      'agreement.method',
      'agreement.noScan',
    ]);
    expect(
      agreementMachine.next('presented', 'completeInInk', { ...facts, method: 'wetInk', scanOnFile: true }),
    ).toEqual({
      ok: true,
      value: 'completed',
    });
  });

  it('are not signed past a rule of signing', () => {
    const signingFindings = [finding(legalRules, 'sign-first'), finding(legalRules, 'clause-shown')];
    expect(codes(agreementMachine.next('presented', 'sign', { ...facts, signingFindings }))).toEqual([
      'legal.sign-first',
      'legal.clause-shown',
    ]);
  });

  it('once signed are superseded by an HR admin with a second person only', () => {
    expect(agreementMachine.next('draft', 'supersede', facts, { reason: '填错' }).ok).toBe(true);
    expect(codes(agreementMachine.next('completed', 'supersede', facts, { reason: '填错' }))).toEqual([
      'agreement.role',
    ]);
    expect(
      codes(agreementMachine.next('completed', 'supersede', { ...facts, actor: admin }, { reason: '填错' })),
    ).toEqual(['decision.secondPerson']);
  });
});

describe('non-compete obligations', () => {
  const facts: NonCompeteProgressFacts = {
    actor: admin,
    now,
    subjectId: 'e1',
    employmentEnded: true,
    legalFindings: [],
    scheduled: true,
    rehired: false,
    end: '2027-11-22',
    unpaidMonths: 0,
    unpaidMonthsToRelease: legalRules.limits.unpaidMonthsToRelease,
  };

  it('start after the end of the employment, within the law, with payments laid down', () => {
    expect(nonCompeteMachine.next('pending', 'start', facts)).toEqual({ ok: true, value: 'running' });
    expect(
      codes(
        nonCompeteMachine.next('pending', 'start', {
          ...facts,
          employmentEnded: false,
          scheduled: false,
          legalFindings: [finding(legalRules, 'nc-person')],
        }),
      ),
    ).toEqual(['nonCompete.stillEmployed', 'nonCompete.noSchedule', 'legal.nc-person']);
  });

  it('rest while the person is employed here again', () => {
    expect(codes(nonCompeteMachine.next('running', 'suspend', facts))).toEqual(['nonCompete.notRehired']);
    expect(nonCompeteMachine.next('running', 'suspend', { ...facts, rehired: true })).toEqual({
      ok: true,
      value: 'suspended',
    });
    expect(codes(nonCompeteMachine.next('suspended', 'resume', { ...facts, end: '2026-11-22' }))).toEqual([
      'nonCompete.over',
    ]);
  });

  it('may be released for arrears from the third unpaid month', () => {
    const release = (unpaidMonths: number) =>
      codes(
        nonCompeteMachine.next('running', 'releaseForArrears', { ...facts, unpaidMonths }, { reason: '员工书面请求' }),
      );
    expect(release(2)).toEqual(['nonCompete.paidUp']);
    expect(release(3)).toEqual([]);
  });

  it('end on the day after their last', () => {
    expect(codes(nonCompeteMachine.next('running', 'expire', { ...facts, end: '2026-11-23' }))).toEqual([
      'nonCompete.notOver',
    ]);
    expect(nonCompeteMachine.next('running', 'expire', { ...facts, end: '2026-11-22' })).toEqual({
      ok: true,
      value: 'ended',
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../shared/schema/index.ts';
import type { Caller } from '../access/service.ts';
import { callerOf } from '../testing/callerOf.ts';
import { employ } from '../testing/employ.ts';
import { leaveUnderNonCompete } from '../testing/leaveUnderNonCompete.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { codesOf } from '../testing/refusalsOf.ts';
import { smallScan } from '../testing/smallScan.ts';

const day = 86_400_000;
let test: TestBranch;
let clerk: Caller;
let admin: Caller;
let leaver: string;

const aftercare = () => test.branch.services.aftercare;

/** The employment has ended on 2026-11-23 under a signed non-compete; the obligation, if one began. */
function end(terms: Readonly<Record<string, string | number>>): string | undefined {
  const { write, reader } = test.branch.registry;
  return write.domain(
    { id: 'system', name: '系统' },
    { action: 'test.end', subject: { kind: 'employee', id: leaver } },
    (tx) => {
      const employmentId = String(reader.prepare('SELECT id FROM employment WHERE employeeId = ?').pluck().get(leaver));
      tx.update('employment', employmentId, { monthlyWage: 15_000_00 });
      return aftercare().startObligation(tx, leaveUnderNonCompete(tx, leaver, terms))?.id;
    },
  );
}
const tryToBegin = ({ termMonths = 12, monthlyCompensation = 6_000_00 } = {}): string | undefined =>
  end({ competingBusiness: '同城货运代理业务', area: '上海市', termMonths, monthlyCompensation, payDay: 15 });
function begin(terms: Parameters<typeof tryToBegin>[0] = {}): string {
  const id = tryToBegin(terms);
  if (id === undefined) throw new Error('no obligation');
  return id;
}

const detail = (id: string) => aftercare().get(admin, id);
const pay = (id: string, month: number, paidAmount: number, proof: Blob | null = null) => {
  const payment = detail(id).payments[month];
  return aftercare().recordPayment(clerk, {
    paymentId: payment?.id ?? '',
    version: payment?.version ?? 0,
    paidOn: '2026-12-15',
    paidAmount,
    proof,
  });
};
const openReminders = () =>
  aftercare()
    .reminders('2027-01-31')
    .map((reminder) => reminder.dueDate);

beforeEach(async () => {
  test = await openTestBranch();
  leaver = employ(test, '陈婷', { stage: 'left' });
  clerk = callerOf(test.account('hrClerk'));
  admin = callerOf(test.account('hrAdmin'));
});
afterEach(() => test.dispose());

describe('a non-compete', () => {
  it('starts the day after the employment with its whole schedule, and says what the law finds in its terms', () => {
    const id = begin({ monthlyCompensation: 4_000_00 });
    const seen = detail(id);
    expect(seen).toMatchObject({
      state: 'running',
      startDate: '2026-11-24',
      endDate: '2027-11-23',
      nextDue: '2026-12-15',
      agreementNumber: 'XY-SH01-2026-0001',
      caseNumber: 'LZ-SH01-2026-0001',
    });
    expect(seen.months).toEqual(Array.from({ length: 12 }, () => 'later'));
    expect(seen.findings.map(({ rule, source }) => [rule, source.zh])).toEqual([
      ['nc-floor', '劳动争议司法解释(一) 36'],
    ]);
    expect(seen.releaseFindings[0]?.zh).toContain('¥12,000.00');
  });

  it('never stops the end of an employment: terms that no schedule follows from become a reminder', () => {
    expect(tryToBegin({ termMonths: 36 })).toBeUndefined();
    expect(aftercare().reminders('2026-11-23')[0]?.title).toContain('XY-SH01-2026-0001');
  });

  it('counts a month as paid only in full; a part payment keeps its reminder', async () => {
    const id = begin();
    test.clock.pass(23 * day);
    expect(detail(id).months[0]).toBe('unpaid');
    await pay(id, 0, 2_000_00);
    expect(detail(id)).toMatchObject({ unpaidMonths: 1, paidMonths: 0 });
    expect(detail(id).months[0]).toBe('part');
    expect(openReminders()[0]).toBe('2026-12-15');
    await pay(id, 0, 6_000_00, smallScan());
    expect(detail(id)).toMatchObject({ unpaidMonths: 0, paidMonths: 1, nextDue: '2027-01-15' });
    expect(openReminders()[0]).toBe('2027-01-15');
    const hash = detail(id).payments[0]?.proofHash ?? '';
    expect((await aftercare().proof(clerk, { nonCompeteId: id, hash })).type).toBe('image/png');
    expect(await codesOf(() => aftercare().proof(clerk, { nonCompeteId: test.branch.registry.newId(), hash }))).toEqual(
      ['nonCompete.noProof'],
    );
  });

  it('keeps the proof of an earlier part payment when the next one brings none', async () => {
    const id = begin();
    test.clock.pass(23 * day);
    await pay(id, 0, 2_000_00, smallScan());
    await pay(id, 0, 6_000_00);
    expect(detail(id).payments[0]?.proofHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is refused payments of the future, of an older version, and files that are no scans', async () => {
    const id = begin();
    expect(await codesOf(() => pay(id, 0, 6_000_00))).toEqual(['nonCompete.paidInFuture']);
    test.clock.pass(23 * day);
    expect(await codesOf(() => pay(id, 0, 6_000_00, new Blob(['x'.repeat(100)])))).toEqual(['scan.notReadable']);
    const payment = detail(id).payments[0];
    const stale = () =>
      aftercare().recordPayment(clerk, {
        paymentId: payment?.id ?? '',
        version: payment?.version ?? 0,
        paidOn: '2026-12-15',
        paidAmount: 1,
        proof: null,
      });
    await stale();
    expect(await codesOf(stale)).toHaveLength(1);
  });

  it('shows from the third unpaid month on that it can be released, and then is', () => {
    const id = begin();
    test.clock.pass(90 * day);
    expect(detail(id).findings.find((each) => each.rule === 'nc-unpaid')?.level).toBe('alarm');
    const release = (caller: Caller, event: 'release' | 'releaseForArrears') => () =>
      aftercare().release(caller, { nonCompeteId: id, version: detail(id).version, reason: '员工书面请求', event });
    expect(detail(id).choices.map((choice) => [choice.event, choice.barredBy.length])).toEqual([
      ['release', 0],
      ['releaseForArrears', 0],
    ]);
    expect(release(clerk, 'releaseForArrears')()).toMatchObject({ state: 'released' });
    expect(detail(id)).toMatchObject({ stateReason: '员工书面请求', findings: [], choices: [], nextDue: null });
  });

  it('is given up only by an HR admin, and its later reminders with it', async () => {
    const id = begin();
    const release = (caller: Caller) => () =>
      aftercare().release(caller, { nonCompeteId: id, version: 1, reason: '不再需要' });
    expect(await codesOf(release(clerk))).toEqual(['nonCompete.role']);
    expect(
      await codesOf(() =>
        aftercare().release(admin, { nonCompeteId: id, version: 1, reason: '欠付', event: 'releaseForArrears' }),
      ),
    ).toEqual(['nonCompete.paidUp']);
    release(admin)();
    expect(openReminders()).toEqual([]);
  });

  it('keeps checks with their proof, none of them from the future', async () => {
    const id = begin();
    const check = (date: string) =>
      aftercare().recordCheck(clerk, {
        nonCompeteId: id,
        date,
        source: '社保参保证明',
        finding: 'suspicious',
        note: '新单位为同业',
        proof: smallScan(),
      });
    expect(await codesOf(() => check('2026-12-01'))).toEqual(['nonCompete.checkInFuture']);
    await check('2026-11-23');
    expect(detail(id).checks[0]).toMatchObject({ finding: 'suspicious', source: '社保参保证明' });
    expect(detail(id).checks[0]?.proofHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is found by name and initials, those with unpaid months first', () => {
    begin();
    const found = (text: string) => aftercare().list({ chip: 'all', text, offset: 0, limit: 10 }).total;
    expect(['陈婷', 'ct', '张伟'].map(found)).toEqual([1, 1, 0]);
  });
});

describe('a non-compete that lies there on paper only', () => {
  const paper = {
    startDate: '2026-11-24',
    termMonths: 24,
    monthlyCompensation: 8_000_00,
    payDay: 10,
    scope: '同城货运代理业务',
    area: '上海市',
  };
  const waiting = () => aftercare().awaitingTerms();
  const enter = (terms: Partial<typeof paper> = {}, caller = clerk) =>
    aftercare().enterTerms(caller, { agreementId: waiting()[0]?.agreementId ?? '', ...paper, ...terms });

  it('waits to be read: whose, since when, and what is known of it', () => {
    expect(end({ area: '上海市', termMonths: 36 })).toBeUndefined();
    expect(waiting()).toMatchObject([
      {
        agreementNumber: 'XY-SH01-2026-0001',
        employee: { id: leaver, name: '陈婷' },
        caseNumber: 'LZ-SH01-2026-0001',
        endedOn: '2026-11-23',
        averageWage12m: 15_000_00,
        known: { scope: '', area: '上海市', termMonths: 36, monthlyCompensation: null, payDay: null },
      },
    ]);
  });

  it('begins once its terms are entered: schedule, reminders, and the months that have passed meanwhile', () => {
    end({});
    test.clock.pass(60 * day);
    const begun = enter();
    expect(begun).toMatchObject({ state: 'running', startDate: '2026-11-24', endDate: '2028-11-23', unpaidMonths: 2 });
    expect(detail(begun.id)).toMatchObject({ scope: paper.scope, area: paper.area, payDay: 10 });
    expect(detail(begun.id).payments).toHaveLength(24);
    expect(openReminders().slice(0, 2)).toEqual(['2026-12-10', '2027-01-10']);
    expect(waiting()).toEqual([]);
    const [event] = test.branch.registry.audit.about('agreement', detail(begun.id).agreementId);
    expect(event?.action).toBe('nonCompete.enterTerms');
  });

  it('does not begin on terms that the law does not allow, and goes on waiting', async () => {
    end({});
    const refused: [Partial<typeof paper>, string][] = [
      [{ termMonths: 36 }, 'nonCompete.term'],
      [{ startDate: '2026-11-23' }, 'nonCompete.startsTooEarly'],
      [{ startDate: '2027-01-01' }, 'nonCompete.lastsTooLong'],
    ];
    for (const [terms, code] of refused) expect(await codesOf(() => enter(terms))).toEqual([code]);
    expect(waiting()).toHaveLength(1);
    expect(aftercare().list({ chip: 'all', offset: 0, limit: 10 }).total).toBe(0);
  });

  it('does not begin for somebody whose position bears no secrets', async () => {
    end({});
    const { write } = test.branch.registry;
    write.domain(clerk.actor, { action: 'test.position', subject: { kind: 'branch', id: 'b' } }, (tx) => {
      const position = tx.one<{ id: string }>('SELECT id FROM position');
      tx.update('position', position?.id ?? '', { tradeSecretLevel: 0 });
    });
    const refusals = await codesOf(() => enter());
    expect(refusals).toHaveLength(1);
    expect(waiting()).toHaveLength(1);
  });

  it('is entered once, and by nobody for themselves', async () => {
    end({});
    const agreementId = waiting()[0]?.agreementId ?? '';
    const self = callerOf({ ...clerk.account, employeeId: leaver });
    expect(await codesOf(() => enter({}, self))).toEqual(['nonCompete.ownCase']);
    enter();
    expect(await codesOf(() => aftercare().enterTerms(clerk, { agreementId, ...paper }))).toEqual([
      'nonCompete.noAwaitedTerms',
    ]);
  });

  it('waits no longer once the employer does without it', async () => {
    end({});
    const agreementId = waiting()[0]?.agreementId ?? '';
    aftercare().declineTerms(admin, { agreementId, reason: '岗位已撤销' });
    expect(waiting()).toEqual([]);
    expect(await codesOf(() => aftercare().declineTerms(admin, { agreementId, reason: '岗位已撤销' }))).toEqual([
      'nonCompete.noAwaitedTerms',
    ]);
    expect(await codesOf(() => aftercare().enterTerms(clerk, { agreementId, ...paper }))).toEqual([
      'nonCompete.noAwaitedTerms',
    ]);
  });
});

describe('a rehire', () => {
  const rest = (id: string, event: 'suspend' | 'resume', caller = clerk) =>
    aftercare().suspend(caller, { nonCompeteId: id, version: detail(id).version, reason: '再次入职', event });
  const employment = (stage: 'draft' | 'left', id?: string): string =>
    test.branch.registry.write.domain(
      { id: 'system', name: '系统' },
      { action: 'test.rehire', subject: { kind: 'employee', id: leaver } },
      (tx) => {
        if (id !== undefined) return tx.update('employment', id, { stage }).id;
        const before = tx.one<Database['employment']>('SELECT * FROM employment WHERE employeeId = ?', leaver);
        return tx.insert('employment', {
          employeeId: leaver,
          employeeNo: 'SH01-9001',
          positionId: before?.positionId ?? '',
          startDate: '2027-02-01',
          rehireOf: before?.id ?? null,
          stage,
        }).id;
      },
    );

  it('lets the obligation rest: what falls due meanwhile is not owed, what was owed before is', () => {
    const id = begin();
    test.clock.pass(60 * day);
    expect(detail(id).unpaidMonths).toBe(2);
    expect(() => rest(id, 'suspend')).toThrow('nonCompete.notRehired');
    const again = employment('draft');
    expect(detail(id).choices.find(({ event }) => event === 'suspend')?.barredBy).toEqual([]);
    expect(rest(id, 'suspend')).toMatchObject({ state: 'suspended', unpaidMonths: 2, nextDue: null });
    expect(detail(id).months.slice(0, 4)).toEqual(['unpaid', 'unpaid', 'resting', 'resting']);
    test.clock.pass(60 * day);
    expect(detail(id)).toMatchObject({ unpaidMonths: 2, dueMonths: 2 });
    expect(() => rest(id, 'resume')).toThrow('nonCompete.employedAgain');
    employment('left', again);
    expect(rest(id, 'resume')).toMatchObject({ state: 'running', unpaidMonths: 2 });
    expect(detail(id).months.slice(0, 6)).toEqual(['unpaid', 'unpaid', 'resting', 'resting', 'later', 'later']);
    expect(
      aftercare()
        .reminders('2027-12-31')
        .map(({ dueDate }) => dueDate)
        .slice(0, 3),
    ).toEqual(['2026-12-15', '2027-01-15', '2027-04-15']);
  });

  it('resumes by itself when the person leaves again without a new non-compete', () => {
    const id = begin();
    const again = employment('draft');
    rest(id, 'suspend');
    test.clock.pass(60 * day);
    employment('left', again);
    test.branch.registry.write.domain(
      { id: 'system', name: '系统' },
      { action: 'test.end', subject: { kind: 'employee', id: leaver } },
      (tx) => {
        const first = tx.one<Database['separationCase']>('SELECT * FROM separationCase');
        if (first === undefined) throw new Error('no case');
        const leaving = { ...first, id: 'second', number: 'LZ-SH01-2027-0001', employmentId: again };
        expect(aftercare().startObligation(tx, { ...leaving, endedOn: '2027-01-22' })).toBeUndefined();
      },
    );
    expect(detail(id)).toMatchObject({ state: 'running', stateReason: '再次离职 LZ-SH01-2027-0001', unpaidMonths: 0 });
    expect(detail(id).months.slice(0, 3)).toEqual(['resting', 'resting', 'later']);
  });

  it('raises no alarm and no task for months in which the obligation rests', () => {
    const id = begin();
    employment('draft');
    rest(id, 'suspend');
    test.clock.pass(200 * day);
    test.branch.services.alarms.evaluate();
    const raised = test.branch.services.alarms.list('open').map((alarm) => alarm.rule);
    expect(raised).not.toContain('compensationUnpaid');
    expect(detail(id).findings.filter((each) => each.rule === 'nc-unpaid')).toEqual([]);
  });

  it('no longer bars the onboarding once the obligation rests', () => {
    const id = begin();
    const employmentId = employment('draft');
    const bars = () =>
      test.branch.services.onboarding
        .steps({ caller: admin }, employmentId)
        .flatMap((step) => step.refusals)
        .map((refusal) => refusal.code);
    expect(bars()).toContain('onboarding.nonCompete');
    rest(id, 'suspend');
    expect(bars()).not.toContain('onboarding.nonCompete');
  });
});

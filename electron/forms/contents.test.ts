import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storedDate } from '../../shared/domain/businessDate.ts';
import { employ } from '../testing/employ.ts';
import { leaveUnderNonCompete } from '../testing/leaveUnderNonCompete.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { FormContents } from './contents.ts';

let test: TestBranch;
let leaver: string;

beforeEach(async () => {
  test = await openTestBranch();
  leaver = employ(test, '陈婷', { stage: 'left' });
});
afterEach(() => test.dispose());

const system = { id: 'system', name: '系统' };
const today = () => storedDate('2027-03-01');
const contents = () => new FormContents(test.branch.registry.reader, today);

interface Month {
  readonly month: string;
  readonly paidAmount: number | null;
  readonly resting?: 1;
}

/** A non-compete from 2026-11-24 under an agreement that says more than the obligation keeps. */
function obligation(
  state: 'running' | 'released',
  months: readonly Month[],
  terms: Record<string, string> = {},
): string {
  const { write } = test.branch.registry;
  return write.domain(system, { action: 'test.end', subject: { kind: 'employee', id: leaver } }, (tx) => {
    const leaving = leaveUnderNonCompete(tx, leaver, terms);
    const agreement = tx.one<{ id: string }>('SELECT id FROM agreement WHERE employeeId = ?', leaver);
    const { id } = tx.insert('nonCompete', {
      employeeId: leaver,
      employmentId: leaving.employmentId,
      caseId: leaving.id,
      agreementId: agreement?.id ?? '',
      scope: '同城货运代理业务',
      area: '上海市',
      startDate: '2026-11-24',
      endDate: '2027-11-23',
      monthlyCompensation: 600_000,
      averageWage12m: 1_500_000,
      payDay: 15,
      state,
    });
    for (const { month, paidAmount, resting } of months) {
      const paidOn = paidAmount === null ? null : `${month}-15`;
      tx.insert('compensationPayment', {
        ...{ nonCompeteId: id, employeeId: leaver, month, dueDate: `${month}-15`, amount: 600_000 },
        ...{ paidOn, paidAmount, resting: resting ?? null },
      });
    }
    return id;
  });
}

describe('the notice that a non-compete begins', () => {
  it('names the rivals that the agreement names, and the account agreed on', () => {
    const id = obligation('running', [], {
      rivals: '甲货运有限公司、乙货运有限公司',
      bankName: '示例银行',
      bankAccount: '6222000000001234',
    });
    expect(contents().of('nonCompeteStart', id).content).toMatchObject({
      rivals: '甲货运有限公司、乙货运有限公司',
      payTo: '示例银行　尾号 1234',
    });
  });

  it('names none where the agreement names none', () => {
    expect(contents().of('nonCompeteStart', obligation('running', [])).content).toMatchObject({
      rivals: '',
      payTo: '',
    });
  });
});

describe('the notice that a non-compete is released', () => {
  const paidUntil = (months: readonly Month[]) =>
    (contents().of('nonCompeteRelease', obligation('released', months)).content as { paidUntil: string | null })
      .paidUntil;

  const paid = { paidAmount: 600_000 };

  it('says until which day the compensation is paid', () => {
    expect(
      paidUntil([
        { month: '2026-12', ...paid },
        { month: '2027-01', ...paid },
        { month: '2027-02', paidAmount: null },
      ]),
    ).toBe('2027-01-23');
  });

  const resting = { month: '2027-01', paidAmount: null, resting: 1 } as const;
  it.each([
    [
      'a month paid in part, nor one behind it',
      [
        { month: '2026-12', paidAmount: 1 },
        { month: '2027-01', ...paid },
      ],
      null,
    ],
    ['months at rest at the end', [{ month: '2026-12', ...paid }, resting], '2026-12-23'],
  ] satisfies [string, Month[], string | null][])('does not count %s', (_, months, until) => {
    expect(paidUntil(months)).toBe(until);
  });

  it('goes on behind months at rest', () => {
    expect(paidUntil([{ month: '2026-12', ...paid }, resting, { month: '2027-02', ...paid }])).toBe('2027-02-23');
  });
});

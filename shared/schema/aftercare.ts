import { domainTable, integer, integerOrNull, text, textOrNull } from './table.ts';

export const nonCompete = domainTable(
  60,
  'nonCompete',
  {
    employeeId: text(10),
    employmentId: text(11),
    caseId: text(12),
    agreementId: text(13),
    scope: text(14),
    area: text(15),
    startDate: text(16),
    endDate: text(17),
    /** Fen a month. */
    monthlyCompensation: integer(18),
    /** Fen a month, average of the 12 months before leaving. */
    averageWage12m: integer(19),
    payDay: integer(20),
    state: text<'pending' | 'running' | 'suspended' | 'released' | 'ended'>(21),
    stateReason: textOrNull(22),
  },
  { subject: { kind: 'employee', column: 'employeeId' } },
);

export const compensationPayment = domainTable(
  61,
  'compensationPayment',
  {
    nonCompeteId: text(10),
    employeeId: text(11),
    /** `YYYY-MM`. */
    month: text(12),
    dueDate: text(13),
    /** Fen. */
    amount: integer(14),
    paidOn: textOrNull(15),
    paidAmount: integerOrNull(16),
    proofHash: textOrNull(17),
    /** 1 while the obligation rests and nothing is owed for this month, else null. */
    resting: integerOrNull(18),
  },
  { subject: { kind: 'employee', column: 'employeeId' } },
);

export const employmentCheck = domainTable(
  62,
  'employmentCheck',
  {
    nonCompeteId: text(10),
    employeeId: text(11),
    date: text(12),
    source: text(13),
    finding: text<'clear' | 'suspicious' | 'violation' | 'unknown'>(14),
    note: text(15),
    proofHash: textOrNull(16),
  },
  { subject: { kind: 'employee', column: 'employeeId' } },
);

export const reminder = domainTable(63, 'reminder', {
  kind: text(10),
  subjectTable: text(11),
  subjectId: text(12),
  dueDate: text(13),
  title: text(14),
  state: text<'open' | 'done' | 'dismissed'>(15),
  doneBy: textOrNull(16),
  doneAt: integerOrNull(17),
});

export const aftercareTables = { nonCompete, compensationPayment, employmentCheck, reminder };

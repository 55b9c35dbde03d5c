import type { HandoverState } from '../domain/states/handoverTrack.ts';
import { domainTable, integer, integerOrNull, realOrNull, text, textOrNull } from './table.ts';

export const separationCase = domainTable(
  40,
  'separationCase',
  {
    number: text(10),
    employmentId: text(11),
    employeeId: text(12),
    kind: text<'resignation' | 'dismissal' | 'expiry' | 'disappearance'>(13),
    noticeDate: text(14),
    statutoryEnd: text(15),
    requestedEnd: textOrNull(16),
    legalState: text<'noticed' | 'ended' | 'certificateIssued' | 'withdrawn'>(17),
    handoverState: text<HandoverState>(18),
    reason: textOrNull(19),
    managerId: textOrNull(20),
    /** 监交人: who watches over the handover. */
    supervisorId: textOrNull(21),
    handoverDue: text(22),
    submittedAt: integerOrNull(23),
    settledAt: integerOrNull(24),
    endedOn: textOrNull(25),
    certificateIssuedAt: integerOrNull(26),
    returnReason: textOrNull(27),
    /** Fen owed on completion, null when none is. */
    severance: integerOrNull(28),
    /** When personnel file and social insurance were transferred. */
    transferredOn: textOrNull(29),
  },
  { subject: { kind: 'employee', column: 'employeeId' } },
);

export const handoverItem = domainTable(41, 'handoverItem', {
  caseId: text(10),
  kind: text<'client' | 'order' | 'receivable' | 'followUp' | 'asset' | 'data'>(11),
  subjectId: text(12),
  clientId: textOrNull(13),
  title: text(14),
  /** JSON: amounts and facts as of generation. */
  snapshot: text(15),
  /** Fen at stake as of generation. */
  amount: integer(16),
  receiverId: textOrNull(17),
  state: text<'open' | 'handedOver' | 'returned' | 'accepted' | 'waived'>(18),
  returnReason: textOrNull(19),
  /** Counts submissions, from 1. */
  attempt: integer(20),
  evidence: textOrNull(21),
  decidedBy: textOrNull(22),
  decidedAt: integerOrNull(23),
  note: textOrNull(24),
});

export const approval = domainTable(
  42,
  'approval',
  {
    caseId: text(10),
    step: text<'manager' | 'item' | 'handover' | 'hr'>(11),
    subjectId: textOrNull(12),
    approverId: text(13),
    verdict: text<'accepted' | 'returned' | 'waived'>(14),
    reason: textOrNull(15),
    attempt: integer(16),
  },
  { insertOnly: true },
);

export const confirmationLetter = domainTable(
  43,
  'confirmationLetter',
  {
    caseId: text(10),
    clientId: text(11),
    formId: textOrNull(12),
    state: text<'draft' | 'printed' | 'signed' | 'refused' | 'unreachable'>(13),
    /** Fen the client confirms to owe; null until it answers. */
    confirmedBalance: integerOrNull(14),
    disputed: integer<0 | 1>(15),
    /** The client's own account of how the relationship began. */
    clientAccount: textOrNull(16),
    signatory: textOrNull(17),
    scanHash: textOrNull(18),
    note: textOrNull(19),
  },
  { subject: { kind: 'client', column: 'clientId' } },
);

export const visit = domainTable(
  44,
  'visit',
  {
    caseId: textOrNull(10),
    clientId: text(11),
    employeeId: text(12),
    at: integer(13),
    latitude: realOrNull(14),
    longitude: realOrNull(15),
    locationSource: textOrNull<'checkIn' | 'exif' | 'typed'>(16),
    accuracy: realOrNull(17),
    consentAt: integerOrNull(18),
    distance: realOrNull(19),
    note: textOrNull(20),
    scanHash: textOrNull(21),
  },
  { subject: { kind: 'client', column: 'clientId' } },
);

export const separationTables = { separationCase, handoverItem, approval, confirmationLetter, visit };

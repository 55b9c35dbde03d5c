import type { EmploymentStage } from '../domain/states/onboarding.ts';
import { domainTable, integer, integerOrNull, text, textOrNull } from './table.ts';

export const position = domainTable(10, 'position', {
  title: text(10),
  /** 0 none, 1 in contact with trade secrets, 2 senior technical or management. 0 bars a non-compete. */
  tradeSecretLevel: integer<0 | 1 | 2>(11),
  /** JSON array of agreement kinds that the position signs. */
  agreementKinds: text(12),
  retired: integer<0 | 1>(13),
});

export const employee = domainTable(
  11,
  'employee',
  {
    name: text(10),
    /** JSON array of other spellings. */
    nameVariants: text(11),
    pinyin: text(12),
    initials: text(13),
    idType: text<'residentId' | 'hkMoTwResidence' | 'foreignPermanentResidence' | 'passport'>(14),
    idNumber: text(15),
    idValidTo: textOrNull(16),
    /** Who reviewed an identity document that has no check digit. */
    idReviewedBy: textOrNull(17),
    phone: textOrNull(18),
    birthday: textOrNull(19),
    sex: textOrNull<'male' | 'female'>(20),
    region: textOrNull(21),
    address: textOrNull(22),
    bankAccount: textOrNull(23),
    /** Hash of the scanned identity document. */
    idScanHash: textOrNull(24),
  },
  { subject: { kind: 'employee', column: 'id' } },
);

/** One spell of employment. A person who is hired again has a new one that points to the old. */
export const employment = domainTable(
  12,
  'employment',
  {
    employeeId: text(10),
    employeeNo: text(11),
    positionId: text(12),
    managerId: textOrNull(13),
    startDate: text(14),
    probationEnd: textOrNull(15),
    /** Last day of the labour contract where it is fixed-term. */
    contractEnd: textOrNull(16),
    legalEnd: textOrNull(17),
    endReason: textOrNull(18),
    rehireOf: textOrNull(19),
    stage: text<EmploymentStage>(20),
    stageReason: textOrNull(21),
    /** Monthly wage in fen; the average of the last 12 months before leaving is taken from payroll when there is one. */
    monthlyWage: integerOrNull(22),
  },
  { subject: { kind: 'employee', column: 'employeeId' } },
);

/** Something of the company's that a person holds: phone, laptop, car, key, company WeChat account. */
export const asset = domainTable(13, 'asset', {
  kind: text(10),
  name: text(11),
  serial: textOrNull(12),
  holderId: textOrNull(13),
  condition: textOrNull(14),
  since: textOrNull(15),
});

export const peopleTables = { position, employee, employment, asset };

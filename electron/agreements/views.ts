import type { agreementsContract } from '../../shared/contract/agreements.ts';
import { readingRecord } from '../../shared/contract/agreements.ts';
import type { OutputOf } from '../../shared/contract/base.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { AgreementRecord, SignerCertificate, Template } from './store.ts';
import { maskedValues, templateOf } from './templates.ts';

type Contract = typeof agreementsContract;
type View = OutputOf<Contract['get']>;

/** An agreement as lists show it. */
export function rowView(agreement: AgreementRecord): OutputOf<Contract['list']>['rows'][number] {
  const { id, version, employmentId, employeeId, employeeName, employeeNo, positionTitle } = agreement;
  const { kind, number, title, state, method, createdAt, completedAt, documentHash } = agreement;
  return {
    id,
    version,
    employmentId,
    employeeId,
    employeeName,
    employeeNo,
    positionTitle,
    kind,
    number,
    title,
    state,
    method,
    createdAt,
    completedAt,
    documentHash,
  };
}

/** An agreement with everything that happened to it and what can be done next. */
export function agreementView(given: {
  agreement: AgreementRecord;
  template: Template | undefined;
  signatures: readonly Database['signature'][];
  choices: View['choices'];
  certificate: SignerCertificate | undefined;
  lockedUntil: number | null;
  nameOf: (witnessId: string) => string;
}): View {
  const { agreement, template, signatures, choices, certificate, lockedUntil, nameOf } = given;
  const reading = agreement.readingRecord === null ? null : readingRecord.parse(JSON.parse(agreement.readingRecord));
  return {
    ...rowView(agreement),
    templateVersion: template?.templateVersion ?? 0,
    values: template ? maskedValues(templateOf(template), JSON.parse(agreement.fieldValues)) : {},
    refusalReason: agreement.refusalReason,
    supersededBy: agreement.supersededBy,
    reading: reading && { ...reading, witness: reading.witness && nameOf(reading.witness) },
    signatures: signatures.map((each) => ({
      id: each.id,
      signer: each.signer,
      signerRole: each.signerRole,
      method: each.method,
      certificateSerial: each.certificateSerial,
      at: each.at,
      witness: each.witnessId && nameOf(each.witnessId),
      documentHash: each.documentHash,
      note: each.note,
    })),
    signer: {
      enrolled: certificate !== undefined,
      lockedUntil,
      serial: certificate?.serial ?? null,
    },
    choices,
  };
}

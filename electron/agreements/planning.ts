import { type BusinessDate, fromInstant } from '../../shared/domain/businessDate.ts';
import type { MissingField } from '../../shared/domain/employeeChecks.ts';
import { type Finding, finding, legalRules } from '../../shared/domain/legal.ts';
import { checkDocument } from '../../shared/domain/legalAgreements.ts';
import { checkNonCompete } from '../../shared/domain/legalNonCompete.ts';
import { type Refusal, RefusalError, type Words } from '../../shared/domain/refusal.ts';
import type { AgreementKind } from '../../shared/schema/agreements.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import { agreementKindsOf } from '../people/positions.ts';
import { type Rows, typedAnnexes } from './annexes.ts';
import * as refusals from './refusals.ts';
import type { AgreementTemplate } from './render/templateFormat.ts';
import { renderingOf } from './rendering.ts';
import type { Agreement, AgreementStore, Template } from './store.ts';
import { fieldView, maskedValues, missingFields, templateOf } from './templates.ts';
import { derivedValues } from './templateValues.ts';

export type FieldValues = Readonly<Record<string, string>>;

/** What one agreement of an employment would be made of today. */
export interface Proposal {
  readonly kind: AgreementKind;
  readonly templateRow: Template;
  readonly template: AgreementTemplate;
  readonly employment: Database['employment'];
  readonly method: Agreement['method'];
  /** Known from the registry; not to be typed. */
  readonly derived: FieldValues;
  /** Derived values, what was typed before, and the template's own suggestions. */
  readonly values: FieldValues;
  /** Rows of the annexes as they were typed before. */
  readonly annexes: Rows;
  readonly standing: Agreement | undefined;
}

export const kindTitles: Readonly<Record<AgreementKind, Words>> = {
  electronicSigning: { zh: '电子签名约定', en: 'Agreement on electronic signing' },
  privacyConsent: { zh: '个人信息告知同意书', en: 'Privacy notice and consent' },
  nonDisclosure: { zh: '保密协议', en: 'Non-disclosure agreement' },
  clientOwnership: { zh: '客户资源归属协议', en: 'Client-ownership agreement' },
  nonCompete: { zh: '竞业限制协议', en: 'Non-compete agreement' },
};
/** In the order in which they are signed: what the others rest on comes first. */
const order = Object.keys(kindTitles) as AgreementKind[];

/** Stages of an employment in which agreements are signed: during onboarding, and later while employed. */
export const signingStages: readonly string[] = ['signing', 'active', 'leaving'];

/** Which agreements an employment asks for, what they would say, and what the law has to say about them. */
export class Planning {
  readonly #context: FeatureContext;
  readonly #store: AgreementStore;

  constructor(context: FeatureContext, store: AgreementStore) {
    this.#context = context;
    this.#store = store;
  }

  /** What an employment signs, in the order of signing, and what the law keeps it from signing. */
  plan(employmentId: string) {
    const { employment, position } = this.#subject(employmentId);
    const asked = agreementKindsOf(position);
    const electronic = asked.some((kind) => kind !== 'electronicSigning');
    const kinds = order.filter((kind) => asked.includes(kind) || (kind === 'electronicSigning' && electronic));
    const barred = kinds.filter((kind) => kind === 'nonCompete' && position.tradeSecretLevel === 0);
    return {
      planned: kinds.filter((kind) => !barred.includes(kind)).map((kind) => this.#planned(employment, position, kind)),
      excluded: barred.map((kind) => ({
        kind,
        title: kindTitles[kind].zh,
        finding: finding(legalRules, 'nc-person', { field: 'positionId' }),
      })),
    };
  }

  /** What an agreement of this kind would be made of. @throws RefusalError where the employment does not ask for it. */
  propose(employmentId: string, kind: AgreementKind): Proposal {
    const { employment, position } = this.#subject(employmentId);
    const asked = this.plan(employmentId);
    const excluded = asked.excluded.find((each) => each.kind === kind);
    if (excluded) {
      const { zh, en, next } = excluded.finding;
      throw new RefusalError({ kind: 'barred', code: 'legal.nc-person', zh, en, next, field: 'positionId' });
    }
    if (!asked.planned.some((each) => each.kind === kind)) throw new RefusalError(refusals.notAsked);
    return this.#proposal(employment, position, kind);
  }

  /** What still lacks in an agreement as it stands, and what the law says about what it does say. */
  judge(agreement: Agreement): { missing: readonly MissingField[]; findings: readonly Finding[] } {
    const template = this.#store.templateById(agreement.templateId);
    const values: FieldValues = JSON.parse(agreement.fieldValues);
    const employment = this.#store.employment(agreement.employmentId);
    const position = employment && this.#store.position(employment.positionId);
    return {
      missing: template && agreement.method === 'certificate' ? missingFields(templateOf(template), values) : [],
      findings: this.findings(agreement.kind, agreement.method, values, position, employment),
    };
  }

  findings(
    kind: AgreementKind,
    method: Agreement['method'],
    values: FieldValues,
    position: Database['position'] | undefined,
    employment: Database['employment'] | undefined,
  ): Finding[] {
    const penalty = wholeNumber(values.penalty);
    const found = [...checkDocument({ kind, method, penalty })];
    if (kind !== 'nonCompete') return found;
    return [
      ...found,
      ...checkNonCompete({
        tradeSecretLevel: position?.tradeSecretLevel ?? 0,
        secretAccessLogged: true,
        termMonths: wholeNumber(values.termMonths) ?? 0,
        monthlyCompensation: wholeNumber(values.monthlyCompensation),
        payDay: wholeNumber(values.payDay),
        averageWage12m: employment?.monthlyWage ?? null,
        localMinimumWage: null,
        penalty,
        scope: listed(values.competingBusiness),
        area: listed(values.area),
        knownScope: null,
        knownArea: null,
      }),
    ];
  }

  #planned(employment: Database['employment'], position: Database['position'], kind: AgreementKind) {
    const proposal = this.#proposal(employment, position, kind);
    const { template, templateRow, method, values, standing } = proposal;
    const done = standing?.state === 'completed' || standing?.state === 'signedByEmployee';
    const open = done ? [] : missingFields(template, values);
    return {
      kind,
      title: template.title,
      templateId: templateRow.id,
      method,
      because: this.#because(kind, position),
      agreementId: standing?.id ?? null,
      version: standing?.version ?? null,
      state: standing?.state ?? null,
      fields: template.fields.map(fieldView),
      values: maskedValues(template, values),
      annexes: typedAnnexes(template, proposal.annexes),
      missing: open.map(({ field, zh, en }) => ({ field, zh, en })),
      // Before the terms are typed there is nothing to find fault with.
      findings: done || open.length > 0 ? [] : this.findings(kind, method, values, position, employment),
      refusals: this.#bars(kind, employment, standing),
    };
  }

  #proposal(employment: Database['employment'], position: Database['position'], kind: AgreementKind): Proposal {
    const employee = this.#store.employee(employment.employeeId);
    const standing = this.#standing(employment, kind);
    // What nobody has read yet is made from the newest version.
    const settled = standing !== undefined && standing.state !== 'draft';
    const templateRow = settled
      ? this.#store.templateById(standing.templateId)
      : this.#store.template(kind, this.#today());
    if (employee === undefined || templateRow === undefined) {
      throw new RefusalError(refusals.noTemplate(kindTitles[kind].zh));
    }
    const template = templateOf(templateRow);
    const derived = derivedValues(this.#context, this.#store, template, { employee, employment, position });
    const names = new Set(template.fields.filter((field) => !field.source).map((field) => field.name));
    const typed: FieldValues = standing ? JSON.parse(standing.fieldValues) : {};
    const suggested = template.fields.flatMap((field) =>
      field.default === undefined ? [] : [[field.name, field.default] as const],
    );
    const kept = Object.entries(typed).filter(([name]) => names.has(name));
    return {
      kind,
      templateRow,
      template,
      employment,
      method: standing?.method ?? template.method,
      derived,
      values: { ...Object.fromEntries(suggested), ...Object.fromEntries(kept), ...derived },
      annexes: standing && standing.rendering !== null ? renderingOf(standing).annexes : {},
      standing,
    };
  }

  /** The paper on electronic signing holds for the person, also from an earlier employment, as long as the key is its. */
  #standing(employment: Database['employment'], kind: AgreementKind): Agreement | undefined {
    const own = this.#store.standing(employment.id).filter((each) => each.kind === kind);
    if (kind !== 'electronicSigning') return own[0];
    return this.#store.onFile(employment.employeeId) ?? own.find((each) => each.state !== 'completed');
  }

  /** Why it cannot be signed now: the signer's key, the paper in ink, the stage of the employment. */
  #bars(kind: AgreementKind, employment: Database['employment'], standing: Agreement | undefined): Refusal[] {
    if (standing?.state === 'completed') return [];
    const certificate = this.#store.certificateOf(employment.employeeId);
    const enrolled = certificate !== undefined && this.#store.signerKey(certificate.id) !== undefined;
    if (kind === 'electronicSigning') return enrolled ? [] : [refusals.notEnrolled];
    return [
      ...(enrolled ? [] : [refusals.notEnrolled]),
      ...(this.#store.signingAgreementOnFile(employment.employeeId) ? [] : [refusals.inkFirst]),
      ...(signingStages.includes(employment.stage) ? [] : [refusals.notSigningYet]),
    ];
  }

  #because(kind: AgreementKind, position: Database['position']): Words {
    if (kind === 'electronicSigning') {
      return {
        zh: '电子签署其他协议之前，须先亲笔签署。',
        en: 'Signed in ink before anything is signed electronically.',
      };
    }
    if (kind === 'nonCompete') {
      return {
        zh: `岗位“${position.title}”接触商业秘密。`,
        en: `The position “${position.title}” is exposed to trade secrets.`,
      };
    }
    return { zh: `岗位“${position.title}”须签署。`, en: `The position “${position.title}” signs it.` };
  }

  #subject(employmentId: string) {
    const employment = this.#store.employment(employmentId);
    const position = employment && this.#store.position(employment.positionId);
    if (employment === undefined || position === undefined) throw new RefusalError(refusals.noSuchSigner);
    return { employment, position };
  }

  #today(): BusinessDate {
    return fromInstant(this.#context.clock.now());
  }
}

const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;

const listed = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[、，,；;\n]/)
    .map((part) => part.trim())
    .filter(Boolean);

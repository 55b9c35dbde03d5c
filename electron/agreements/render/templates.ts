import clientOwnership from '../../../resources/agreements/clientOwnership.json' with { type: 'json' };
import electronicSigning from '../../../resources/agreements/electronicSigning.json' with { type: 'json' };
import nonCompete from '../../../resources/agreements/nonCompete.json' with { type: 'json' };
import nonDisclosure from '../../../resources/agreements/nonDisclosure.json' with { type: 'json' };
import privacyConsent from '../../../resources/agreements/privacyConsent.json' with { type: 'json' };
import { done, type Result, refused } from '../../../shared/domain/refusal.ts';
import { type AgreementTemplate, templateSchema } from './templateFormat.ts';

/** The templates that come with the product; headquarters may push later versions. */
export const builtInTemplates: readonly AgreementTemplate[] = [
  electronicSigning,
  privacyConsent,
  nonDisclosure,
  clientOwnership,
  nonCompete,
].map((each) => templateSchema.parse(each));

/** Reads a template that was pushed or stored, JSON text. Refusal: `agreement.templateUnreadable`. */
export function readTemplate(text: string): Result<AgreementTemplate> {
  let reason = '';
  try {
    const parsed = templateSchema.safeParse(JSON.parse(text));
    if (parsed.success) return done(parsed.data);
    reason = parsed.error.issues
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`.slice(0, 200))
      .slice(0, 3)
      .join('; ');
  } catch (problem) {
    reason = problem instanceof Error ? problem.message.slice(0, 200) : '';
  }
  return refused({
    kind: 'invalid',
    code: 'agreement.templateUnreadable',
    zh: `协议模板格式不对，没有启用（${reason}）`,
    en: `The agreement template is malformed and was not put in use (${reason})`,
    next: { zh: '请总部重新下发模板。', en: 'Ask headquarters to push the template again.' },
  });
}

/** The version of a kind that is in force on a day, `YYYY-MM-DD`: of several the latest. */
export function templateInForce(
  templates: readonly AgreementTemplate[],
  kind: AgreementTemplate['kind'],
  day: string,
): AgreementTemplate | undefined {
  return templates
    .filter(
      (each) =>
        each.kind === kind && each.effectiveFrom <= day && (each.effectiveTo === null || each.effectiveTo >= day),
    )
    .sort((a, b) => a.templateVersion - b.templateVersion)
    .at(-1);
}

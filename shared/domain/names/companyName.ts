import { searchKey, tidyText } from './foldText.ts';

/**
 * A company's name as it is stored and printed: half-width letters and digits, Chinese brackets, no spaces beside Chinese
 * characters, one between Latin words, no punctuation left over at the end.
 */
export function normaliseCompanyName(text: string): string {
  return tidyText(text)
    .replace(/[([{\u3010\u3014\u3016\u2772\ufe59]/g, '\uff08')
    .replace(/[)\]}\u3011\u3015\u3017\u2773\ufe5a]/g, '\uff09')
    .replace(/ ?([\uff08\uff09]) ?/g, '$1')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '')
    .replace(/[\u3002\uff0c\u3001\uff1b,; ]+$/, '');
}

const legalForms: readonly (readonly [RegExp, string])[] = [
  [/有限责任公司/g, '有限公司'],
  [/\b(?:company|co)\b\.?,? *(?:limited|ltd)\b\.?/gi, ' ltd'],
  [/\blimited\b/gi, 'ltd'],
  [/\bincorporated\b/gi, 'inc'],
  [/\bcorporation\b/gi, 'corp'],
  [/\bcompany\b/gi, 'co'],
];

/**
 * What two spellings of one company have in common, for the duplicate check: width, case, accents, brackets, spaces and
 * punctuation do not count, and the legal form has one spelling (有限责任公司 is 有限公司; `Co., Ltd.` is `Ltd`). The
 * legal form itself stays: 有限公司 and 股份有限公司 may be two companies. Equal keys are a suspicion, not a proof.
 */
export function companyNameKey(text: string): string {
  let name = normaliseCompanyName(text);
  for (const [form, spelling] of legalForms) name = name.replace(form, spelling);
  return searchKey(name);
}

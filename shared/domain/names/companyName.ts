import { done, type Result, refused, type Words } from '../refusal.ts';
import { searchKey, tidyText } from './foldText.ts';
import { lostCharacterRefusal } from './lostCharacter.ts';
import { countCharacters } from './personName.ts';

/**
 * A company's name as it is stored and printed: half-width letters and digits, Chinese brackets, no spaces beside Chinese
 * characters, one between Latin words, no punctuation left over at the end.
 */
export function normaliseCompanyName(text: string): string {
  const name = tidyText(text)
    .replace(/[([{\u3010\u3014\u3016\u2772\ufe59]/g, '\uff08')
    .replace(/[)\]}\u3011\u3015\u3017\u2773\ufe5a]/g, '\uff09')
    .replace(/ ?([\uff08\uff09]) ?/g, '$1')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '');
  let end = name.length;
  while (end > 0 && '\u3002\uff0c\u3001\uff1b,; '.includes(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
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

/** Registered names stay well below this; longer ones are an address or a sentence in the wrong field. */
const longestName = 100;

/** Checks a company's name and returns it normalised; its key is never empty, so that duplicates can be told. */
export function checkCompanyName(text: string, field = 'name'): Result<string> {
  const name = normaliseCompanyName(text);
  const invalid = (code: string, words: Words): Result<never> =>
    refused({
      kind: 'invalid',
      code: `client.${code}`,
      field,
      ...words,
      next: { zh: '请按营业执照录入名称。', en: 'Enter the name from the business licence.' },
    });
  const length = countCharacters(name);
  if (name === '') return invalid('nameEmpty', { zh: '没有填写客户名称。', en: 'The name of the client is empty.' });
  if (length > longestName) {
    return invalid('nameTooLong', {
      zh: `客户名称有 ${length} 个字，超过 ${longestName} 个字。`,
      en: `The name of the client has ${length} characters, more than ${longestName}.`,
    });
  }
  const lost = lostCharacterRefusal(name, 'client.name', field, { zh: '客户名称', en: 'name' });
  if (lost) return refused(lost);
  if (companyNameKey(name) === '') {
    return invalid('nameEmpty', { zh: `“${name}”不是客户名称。`, en: `“${name}” is not the name of a client.` });
  }
  return done(name);
}

import type { InputOf } from '../../shared/contract/base.ts';
import type { onboardingContract } from '../../shared/contract/people.ts';
import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import { checkIdentity, type IdentityFacts } from '../../shared/domain/identifiers/identity.ts';
import { normaliseIdentifier } from '../../shared/domain/identifiers/normaliseIdentifier.ts';
import { tidyText } from '../../shared/domain/names/foldText.ts';
import { normalisePersonName } from '../../shared/domain/names/personName.ts';
import { normalisePhone } from '../../shared/domain/names/phone.ts';
import { namePinyin } from '../../shared/domain/names/pinyin.ts';
import type { Tables } from '../../shared/schema/index.ts';
import type { ChangesOf } from '../../shared/schema/table.ts';
import type { Employee, Employment } from './store.ts';

type PersonInput = InputOf<(typeof onboardingContract)['update']>['person'];

/** What was entered of a person as it is stored: normalised, with what the document number says. */
export function personColumns(input: PersonInput, today: BusinessDate) {
  const name = normalisePersonName(input.name ?? '');
  const idType = input.idType ?? 'residentId';
  const identity = checkIdentity(idType, input.idNumber ?? '', today);
  const facts = identity.ok ? identity.value : undefined;
  const { pinyin, initials } = namePinyin(name);
  return {
    name,
    nameVariants: JSON.stringify((input.nameVariants ?? []).map(normalisePersonName)),
    pinyin,
    initials,
    idType,
    // A number with a slip is kept as typed, so that the clerk can mend it; only a right one is verified.
    idNumber: facts?.number ?? normaliseIdentifier(input.idNumber ?? ''),
    idValidTo: input.idValidTo ?? null,
    phone: input.phone ? normalisePhone(input.phone) : null,
    birthday: facts?.birthday ?? input.birthday ?? null,
    sex: facts?.sex ?? input.sex ?? null,
    region: facts?.region?.zh ?? null,
    address: input.address ? tidyText(input.address) : null,
    bankAccount: input.bankAccount ? input.bankAccount.replaceAll(/\s/g, '') : null,
  } satisfies ChangesOf<Tables['employee']>;
}

/** What a document number says, as it travels. */
export const factsView = ({ number, birthday, sex, region, needsSecondPerson }: IdentityFacts) => ({
  number,
  birthday,
  sex,
  region,
  needsSecondPerson,
});

/** What was entered of a person, as a form takes it. */
export function entered(employee: Employee) {
  const { name, idType, idNumber, idValidTo, phone, address, bankAccount, birthday, sex } = employee;
  const nameVariants: string[] = JSON.parse(employee.nameVariants);
  return { name, nameVariants, idType, idNumber, idValidTo, phone, address, bankAccount, birthday, sex };
}

/** What was entered of an employment, as a form takes it. */
export function employmentEntered(employment: Employment) {
  const { positionId, managerId, startDate, probationEnd, contractEnd, monthlyWage } = employment;
  return { positionId, managerId, startDate, probationEnd, contractEnd, monthlyWage };
}

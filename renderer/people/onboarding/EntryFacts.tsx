import { useTranslation } from 'react-i18next';
import { idTypeWords } from '../../../shared/domain/identifiers/identity.ts';
import { BusinessDate } from '../../format/BusinessDate.tsx';
import { Money } from '../../format/Money.tsx';
import { Panel } from '../../record/Panel.tsx';
import { Pairs } from '../../record/RecordTable.tsx';
import { useWords } from '../../words/language.ts';
import type { Onboarding } from './OnboardingPage.tsx';

/** What was entered, once it is verified: to be read, no longer to be edited. */
export function EntryFacts({ view }: { view: Onboarding }) {
  const { t } = useTranslation();
  const words = useWords();
  const { person, employment } = view;
  const rows = [
    ['name', person.name],
    ['idType', words(idTypeWords[person.idType])],
    ['idNumber', person.idNumber],
    ['idValidTo', person.idValidTo ?? '—'],
    ['phone', person.phone ?? '—'],
    ['birthday', <BusinessDate key="birthday" date={person.birthday} near="never" />],
    ['sex', person.sex ? t(`onboarding.sex.${person.sex}`) : '—'],
    ['address', person.address ?? '—'],
    ['bankAccount', person.bankAccount ?? '—'],
  ] as const;
  const terms = [
    ['position', employment.positionTitle],
    ['manager', employment.managerName ?? '—'],
    ['startDate', <BusinessDate key="start" date={employment.startDate} />],
    ['probationEnd', <BusinessDate key="probation" date={employment.probationEnd} near="never" />],
    ['contractEnd', <BusinessDate key="contract" date={employment.contractEnd} near="never" />],
    ['monthlyWage', employment.monthlyWage === null ? '—' : <Money key="wage" fen={employment.monthlyWage} />],
  ] as const;
  return (
    <>
      <Panel title={t('onboarding.steps.identity')}>
        <Pairs pairs={rows.map(([field, value]) => [t(`onboarding.fields.${field}`), value])} />
      </Panel>
      <Panel title={t('onboarding.steps.position')}>
        <Pairs pairs={terms.map(([field, value]) => [t(`onboarding.fields.${field}`), value])} />
      </Panel>
    </>
  );
}

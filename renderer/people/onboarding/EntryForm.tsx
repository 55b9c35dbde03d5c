import { useQuery } from '@tanstack/react-query';
import { Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  type EmploymentEntry,
  employmentRefusals,
  type MissingField,
  missingOfPerson,
  type PersonEntry,
  personRefusals,
} from '../../../shared/domain/employeeChecks.ts';
import {
  checkIdentity,
  guessIdType,
  type IdType,
  idTypes,
  idTypeWords,
} from '../../../shared/domain/identifiers/identity.ts';
import type { Refusal } from '../../../shared/domain/refusal.ts';
import { onboardingMachine } from '../../../shared/domain/states/onboarding.ts';
import { api, client } from '../../client/api.ts';
import { useToday } from '../../client/branch.ts';
import { Notice } from '../../feedback/states.tsx';
import { Choice } from '../../record/Choice.tsx';
import { BusinessDateInput, MoneyInput } from '../../record/inputs.tsx';
import { MissingList } from '../../record/MissingList.tsx';
import { Panel } from '../../record/Panel.tsx';
import { RecordForm } from '../../record/RecordForm.tsx';
import { useWords } from '../../words/language.ts';
import { ColleagueSelect } from '../ColleagueSelect.tsx';
import type { Onboarding } from './OnboardingPage.tsx';

type Values = Omit<Onboarding['person'], 'region' | 'hasIdScan' | 'reviewedBy'> &
  Omit<Onboarding['employment'], 'positionTitle' | 'managerName'>;

interface EntryFormProps {
  /** The draft as it is stored; without it this is a new one. */
  view?: Onboarding;
  onSaved: (view: Onboarding) => void;
}

const personOf = (values: Partial<Values>): PersonEntry => ({
  name: values.name ?? '',
  idType: values.idType ?? 'residentId',
  idNumber: values.idNumber ?? '',
  idValidTo: values.idValidTo ?? null,
  phone: values.phone ?? null,
  birthday: values.birthday ?? null,
  sex: values.sex ?? null,
});
const employmentOf = (values: Partial<Values>): EmploymentEntry => ({
  positionId: values.positionId ?? '',
  startDate: values.startDate ?? '',
  probationEnd: values.probationEnd ?? null,
  contractEnd: values.contractEnd ?? null,
});

/** Documents whose number tells birthday and sex. */
const tellsAll = (idType: IdType): boolean => idType === 'residentId' || idType === 'hkMoTwResidence';

const lacking = ({ field, zh, en }: MissingField): Refusal => ({
  kind: 'invalid',
  code: `missing.${field}`,
  field,
  zh,
  en,
  next: { zh: '必须填写。', en: 'is needed.' },
});

/** Identity and position of somebody who is about to work here. The document number fills what it says. */
export function EntryForm({ view, onSaved }: EntryFormProps) {
  const { t } = useTranslation();
  const words = useWords();
  const today = useToday();
  const [form] = Form.useForm<Values>();
  const [filled, setFilled] = useState<string>();
  const [asked, setAsked] = useState<{ idType: IdType; idNumber: string }>();
  const [rehire, setRehire] = useState<string>();
  const { data: positions } = useQuery(api.people.positions.list.queryOptions({ input: {} }));
  const { data: found } = useQuery({
    ...api.onboarding.checkIdentity.queryOptions({
      input: {
        idType: asked?.idType ?? 'residentId',
        idNumber: asked?.idNumber ?? '',
        ...(view ? { employmentId: view.employmentId } : {}),
      },
    }),
    enabled: asked !== undefined && asked.idNumber !== '',
  });
  const known = asked && found?.known && found.known.employeeId !== view?.employeeId ? found.known : undefined;
  const positionId = Form.useWatch('positionId', form);
  const position = positions?.find((each) => each.id === positionId);
  const idType = Form.useWatch('idType', form) ?? 'residentId';
  const fromNumber = tellsAll(idType);

  const check = (values: Partial<Values>): readonly Refusal[] => {
    const employment = employmentOf(values);
    const person = personOf(values);
    // What a right number will fill in is not asked for before.
    const filledIn = tellsAll(person.idType) && !checkIdentity(person.idType, person.idNumber, today).ok;
    return [
      ...missingOfPerson(person)
        .filter(({ field }) => !filledIn || (field !== 'birthday' && field !== 'sex'))
        .map(lacking),
      ...(employment.positionId === '' ? [lacking({ field: 'positionId', zh: '岗位', en: 'Position' })] : []),
      ...(employment.startDate === '' ? [lacking({ field: 'startDate', zh: '入职日期', en: 'First day' })] : []),
      ...personRefusals(person, today),
      ...employmentRefusals(employment),
    ];
  };

  /** What the number says goes into its fields, and the page says that it did. */
  const readNumber = () => {
    const idNumber: string = form.getFieldValue('idNumber') ?? '';
    const guessed = guessIdType(idNumber);
    const chosen: IdType = form.getFieldValue('idType') ?? 'residentId';
    const type = guessed !== null && guessed !== chosen && chosen === 'residentId' ? guessed : chosen;
    if (type !== chosen) form.setFieldValue('idType', type);
    const facts = checkIdentity(type, idNumber, today);
    if (!facts.ok) {
      setFilled(undefined);
      return;
    }
    const { number, birthday, sex, region } = facts.value;
    form.setFieldsValue({ idNumber: number, ...(birthday ? { birthday } : {}), ...(sex ? { sex } : {}) });
    setFilled(
      birthday && sex
        ? t('onboarding.filled', { birthday, sex: t(`onboarding.sex.${sex}`), region: region ? words(region) : '—' })
        : undefined,
    );
    setAsked({ idType: type, idNumber: number });
  };

  const save = (values: Values): Promise<Onboarding> => {
    const person = {
      ...personOf(values),
      nameVariants: values.nameVariants ?? [],
      address: values.address || null,
      bankAccount: values.bankAccount || null,
    };
    const employment = {
      ...employmentOf(values),
      managerId: values.managerId ?? null,
      monthlyWage: values.monthlyWage ?? null,
    };
    if (view) {
      const { employmentId, versions } = view;
      return client.onboarding.update({ employmentId, versions, person, employment });
    }
    return client.onboarding.createDraft({ person, employment, ...(rehire ? { rehire } : {}) });
  };

  const initial: Partial<Values> = view
    ? { ...view.person, ...view.employment }
    : { idType: 'residentId', startDate: today, nameVariants: [] };

  return (
    <RecordForm<Values, Onboarding>
      name={view ? `onboarding.${view.employmentId}` : 'onboarding.new'}
      initial={initial}
      form={form}
      check={check}
      save={save}
      saveLabel={t('onboarding.saveDraft')}
      onSaved={onSaved}
      aside={<MissingList />}
      onChange={(values) => {
        if ('idNumber' in values && values.idNumber !== asked?.idNumber) setRehire(undefined);
      }}
    >
      <Panel title={t('onboarding.steps.identity')}>
        <div className="sk-fields">
          <Form.Item name="name" label={t('onboarding.fields.name')} required>
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name="phone" label={t('onboarding.fields.phone')} required>
            <Input autoComplete="off" inputMode="tel" className="sk-number" />
          </Form.Item>
          <Form.Item name="idType" label={t('onboarding.fields.idType')} required>
            <Choice
              options={idTypes.map((type) => ({ value: type, label: words(idTypeWords[type]) }))}
              onChange={readNumber}
            />
          </Form.Item>
          <Form.Item
            name="idNumber"
            label={t('onboarding.fields.idNumber')}
            required
            {...(filled ? { extra: <span className="sk-filled">{filled}</span> } : {})}
          >
            <Input autoComplete="off" className="sk-number" onBlur={readNumber} />
          </Form.Item>
          {known ? (
            <div data-wide="">
              <Notice
                tone="due"
                action={
                  known.rehirable ? (
                    <button type="button" className="sk-plain" onClick={() => setRehire(known.employeeId)}>
                      {rehire === known.employeeId
                        ? t('onboarding.known.rehiring', { number: known.employeeNo, name: known.name })
                        : t('onboarding.known.rehire')}
                    </button>
                  ) : (
                    <Link to={`/people/${known.employeeId}`}>{t('onboarding.known.open')}</Link>
                  )
                }
              >
                {t(known.rehirable ? 'onboarding.known.rehirable' : 'onboarding.known.unfinished', {
                  number: known.employeeNo,
                  name: known.name,
                  stage: words(onboardingMachine.states[known.stage]),
                })}
              </Notice>
            </div>
          ) : null}
          <Form.Item
            name="birthday"
            label={t('onboarding.fields.birthday')}
            required
            {...(fromNumber ? { extra: t('onboarding.fromNumber') } : {})}
          >
            <BusinessDateInput disabled={fromNumber} max={today} />
          </Form.Item>
          <Form.Item name="sex" label={t('onboarding.fields.sex')} required>
            <Radio.Group
              disabled={fromNumber}
              options={(['male', 'female'] as const).map((each) => ({
                value: each,
                label: t(`onboarding.sex.${each}`),
              }))}
            />
          </Form.Item>
          <Form.Item
            name="idValidTo"
            label={t('onboarding.fields.idValidTo')}
            extra={t('onboarding.fields.idValidToHint')}
          >
            <BusinessDateInput />
          </Form.Item>
          <Form.Item name="bankAccount" label={t('onboarding.fields.bankAccount')}>
            <Input autoComplete="off" className="sk-number" />
          </Form.Item>
          <div data-wide="">
            <Form.Item name="address" label={t('onboarding.fields.address')}>
              <Input autoComplete="off" />
            </Form.Item>
          </div>
        </div>
      </Panel>
      <Panel title={t('onboarding.steps.position')}>
        <div className="sk-fields">
          <Form.Item
            name="positionId"
            label={t('onboarding.fields.position')}
            required
            {...(position ? { extra: t(`onboarding.secrets.${position.tradeSecretLevel}`) } : {})}
          >
            <Choice
              showSearch={{ optionFilterProp: 'label' }}
              options={(positions ?? []).map((each) => ({ value: each.id, label: each.title }))}
            />
          </Form.Item>
          <Form.Item name="managerId" label={t('onboarding.fields.manager')}>
            <ColleagueSelect {...(view?.employment.managerName ? { known: view.employment.managerName } : {})} />
          </Form.Item>
          <Form.Item name="startDate" label={t('onboarding.fields.startDate')} required>
            <BusinessDateInput />
          </Form.Item>
          <Form.Item
            name="contractEnd"
            label={t('onboarding.fields.contractEnd')}
            extra={t('onboarding.fields.contractHint')}
          >
            <BusinessDateInput />
          </Form.Item>
          <Form.Item
            name="probationEnd"
            label={t('onboarding.fields.probationEnd')}
            extra={t('onboarding.fields.probationHint')}
          >
            <BusinessDateInput />
          </Form.Item>
          <Form.Item name="monthlyWage" label={t('onboarding.fields.monthlyWage')}>
            <MoneyInput />
          </Form.Item>
        </div>
      </Panel>
    </RecordForm>
  );
}

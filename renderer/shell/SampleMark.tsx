import { useTranslation } from 'react-i18next';
import { useSystemState } from '../client/branch.ts';
import './shell.css';

/** Says on every screen of a sample branch that its data is made up. Nothing elsewhere. */
export function SampleMark() {
  const { t } = useTranslation();
  const state = useSystemState().data;
  if (state?.phase !== 'open' || !state.sample) return null;
  return (
    <span className="sk-sample" title={t('shell.sample.explain')}>
      {t('shell.sample.mark')}
    </span>
  );
}

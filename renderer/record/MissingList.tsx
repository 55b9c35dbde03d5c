import { useTranslation } from 'react-i18next';
import { useWords } from '../words/language.ts';
import { useFormState } from './formContext.ts';

/** What is still missing in the form around it, each a link to its field. */
export function MissingList() {
  const { missing, goTo } = useFormState();
  const { t } = useTranslation();
  const words = useWords();
  return (
    <section className="sk-missing" aria-live="polite">
      <h3>{missing.length === 0 ? t('parts.form.complete') : t('parts.form.missing', { count: missing.length })}</h3>
      <ul>
        {missing.map((refusal) => (
          <li key={`${refusal.code}:${refusal.field ?? ''}`}>
            {refusal.field ? (
              <button type="button" className="sk-plain" onClick={() => goTo(refusal.field ?? '')}>
                {words(refusal)}
              </button>
            ) : (
              words(refusal)
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

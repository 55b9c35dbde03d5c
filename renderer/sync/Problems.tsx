import { useTranslation } from 'react-i18next';
import { Panel } from '../record/Panel.tsx';
import { useWords } from '../words/language.ts';
import type { SyncState } from './road.ts';

/** What stands in the way, each with its next step. Nothing at all when nothing does. */
export function Problems({ state: { problems } }: { state: SyncState }) {
  const { t } = useTranslation();
  const words = useWords();
  if (problems.length === 0) return null;
  return (
    <Panel title={t('sync.problems.title', { count: problems.length })}>
      <ul className="sk-refusals" data-as="error">
        {problems.map((problem) => (
          <li key={`${problem.code}:${problem.zh}`}>
            <span className="sk-refusal-what">{words(problem)}</span>
            <span className="sk-refusal-next">{words(problem.next)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

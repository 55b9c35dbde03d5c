import { useTranslation } from 'react-i18next';
import { roleWords } from '../../shared/domain/permissions.ts';
import { useMe } from '../access/session.ts';
import { useWords } from '../words/language.ts';
import type { CaseRow } from './states.ts';

/** Whether the next step of a case is the signed-in person's own. */
export function useIsMine(): (row: Pick<CaseRow, 'waiting'>) => boolean {
  const { account } = useMe();
  return ({ waiting }) =>
    waiting !== null &&
    (waiting.role === null
      ? account.employeeId !== null && waiting.employeeIds.includes(account.employeeId)
      : waiting.role === account.role);
}

/** Who holds the ball, in a line: 李强：逐项审核. */
export function WaitingLine({ row }: { row: CaseRow }) {
  const { t } = useTranslation();
  const words = useWords();
  const isMine = useIsMine();
  const { waiting } = row;
  if (waiting === null) return <span className="sk-soft">—</span>;
  const who = isMine(row) ? t('separation.you') : waiting.role ? words(roleWords[waiting.role]) : waiting.who;
  return (
    <span title={`${who} ${words(waiting.what)}`}>
      <strong>{who}</strong> <span className="sk-soft">{words(waiting.what)}</span>
    </span>
  );
}

import { PrinterOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { relativeDay } from '../../shared/domain/dateWords.ts';
import { roleWords } from '../../shared/domain/permissions.ts';
import { useMay } from '../access/session.ts';
import { useToday } from '../client/branch.ts';
import { Money } from '../format/Money.tsx';
import type { FormKind, FormRow } from '../forms/forms.ts';
import { ScanDrop } from '../forms/ScanDrop.tsx';
import { ScanTray } from '../forms/ScanTray.tsx';
import { putInTray, useScanTray } from '../forms/scanTray.ts';
import { Panel } from '../record/Panel.tsx';
import { useWords } from '../words/language.ts';
import type { LetterFilter } from './LettersSection.tsx';
import './separation.css';
import type { CaseDetail, Letter } from './states.ts';
import { useIsMine } from './Waiting.tsx';

/** Who waits for whom, since when. */
export function WaitingCard({ row }: { row: CaseDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const today = useToday();
  const isMine = useIsMine();
  const { waiting } = row;
  if (waiting === null) return null;
  const mine = isMine(row);
  const since = fromInstant(waiting.since);
  const who = waiting.role ? words(roleWords[waiting.role]) : waiting.who;
  return (
    <section className="sk-ball" data-mine={mine || undefined} aria-label={t('separation.columns.waiting')}>
      <p className="sk-ball-who">{mine ? t('separation.yourTurn') : t('separation.waitsFor', { who })}</p>
      <p>{words(waiting.what)}</p>
      <p className="sk-meta">
        {t('separation.since', { date: since.slice(5), when: words(relativeDay(since, today)) })}
      </p>
    </section>
  );
}

const answers = ['signed', 'disputed', 'refused', 'unreachable', 'printed', 'draft'] as const;
type Answer = (typeof answers)[number];
const answerOf = (letter: Letter): Answer => (letter.state === 'signed' && letter.disputed ? 'disputed' : letter.state);

/** 已确认, 有争议, 拒签, 联系不上: how the clients answered and what of the money that covers. */
export function AnswersPanel({ letters, show }: { letters: readonly Letter[]; show: (filter: LetterFilter) => void }) {
  const { t } = useTranslation();
  if (letters.length === 0) return null;
  const rows = answers.map((answer) => {
    const theirs = letters.filter((letter) => answerOf(letter) === answer);
    return { answer, count: theirs.length, balance: theirs.reduce((sum, letter) => sum + letter.balance, 0) };
  });
  return (
    <Panel title={t('separation.answers.title', { count: letters.length })}>
      <div className="sk-answers-bar" aria-hidden="true">
        {rows.map(({ answer, count }) => (
          <span key={answer} data-answer={answer} style={{ flexGrow: count }} hidden={count === 0} />
        ))}
      </div>
      <ul className="sk-answers">
        {rows
          .filter(({ answer, count }) => count > 0 || ['signed', 'disputed', 'refused', 'unreachable'].includes(answer))
          .map(({ answer, count, balance }) => (
            <li key={answer} data-answer={answer}>
              <span className="sk-answers-mark" aria-hidden="true" />
              {count > 0 ? (
                <button type="button" className="sk-plain" onClick={() => show(answer)}>
                  {t(`separation.letter.${answer}`)}
                </button>
              ) : (
                <span className="sk-soft">{t(`separation.letter.${answer}`)}</span>
              )}
              <span className="sk-number">{count}</span>
              <span className="sk-meta">
                <Money fen={balance} whole />
              </span>
            </li>
          ))}
      </ul>
    </Panel>
  );
}

/** What can be printed for the case, how often it was, and where signed sheets come back in. */
export function PaperPanel({
  row,
  forms,
  letters,
  print,
  showLetters,
}: {
  row: CaseDetail;
  forms: readonly FormRow[];
  letters: readonly Letter[];
  print: (kind: FormKind) => void;
  showLetters: () => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const scans = useScanTray();
  const mayPrint = may('form.print') !== undefined;
  const kinds: readonly FormKind[] = [
    ...(row.totals.items > 0 ? (['handoverTable', 'workHandover'] as const) : []),
    ...(row.endedOn ? (['leaveCertificate'] as const) : []),
  ];
  const printed = letters.filter((letter) => letter.state !== 'draft').length;
  return (
    <Panel title={t('separation.paper.title')}>
      <ul className="sk-paper-list">
        {kinds.map((kind) => {
          const count = forms.filter((form) => form.kind === kind).length;
          return (
            <li key={kind}>
              <span>
                {t(`forms.kind.${kind}`)}
                <span className="sk-meta">
                  {' '}
                  {count === 0 ? t('separation.paper.never') : t('separation.paper.printed', { count })}
                </span>
              </span>
              {mayPrint ? (
                <button type="button" className="sk-plain" onClick={() => print(kind)}>
                  <PrinterOutlined aria-hidden="true" /> {t('parts.print.print')}
                  {kind === 'handoverTable' ? <kbd className="sk-key">Ctrl+P</kbd> : null}
                </button>
              ) : null}
            </li>
          );
        })}
        {letters.length > 0 ? (
          <li>
            <span>
              {t('forms.kind.confirmationLetter')}
              <span className="sk-meta"> {t('separation.paper.letters', { printed, all: letters.length })}</span>
            </span>
            <button type="button" className="sk-plain" onClick={showLetters}>
              {t('separation.paper.open')}
            </button>
          </li>
        ) : null}
      </ul>
      {kinds.length === 0 && letters.length === 0 ? <p className="sk-soft">{t('separation.paper.none')}</p> : null}
      {may('form.view') ? (
        <div className="sk-paper-scan">
          <ScanDrop compact label={t('forms.scan.dropHere')} take={(files) => void putInTray(files)} />
          {scans.length > 0 ? <ScanTray /> : null}
        </div>
      ) : null}
    </Panel>
  );
}

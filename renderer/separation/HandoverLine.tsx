import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { daysBetween, isBusinessDate } from '../../shared/domain/businessDate.ts';
import { dateWords, relativeDue } from '../../shared/domain/dateWords.ts';
import { handoverItemMachine } from '../../shared/domain/states/handoverItem.ts';
import { useToday } from '../client/branch.ts';
import { Money } from '../format/Money.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { measure } from '../theme/tokens.ts';
import { useWords } from '../words/language.ts';
import type { Line } from './grouping.ts';
import { type Item, itemTones, type Letter, letterTones } from './states.ts';

interface HandoverLineProps {
  id: string;
  index: number;
  line: Line;
  letter: Letter | undefined;
  ticked: 'all' | 'some' | 'none';
  marked: boolean;
  chosen: boolean;
  /** Pixels from the top of the list. */
  offset: number;
  /** Stays the same from one drawing to the next, so that scrolling draws only the lines that come into view. */
  work: LineWork;
}

/** What a line can be asked to do. */
export interface LineWork {
  readonly tick: (line: Line, on: boolean) => void;
  readonly toggle: (line: Line) => void;
  readonly open: (line: Line, index: number) => void;
}

const amount = (fen: number) => (fen === 0 ? <span className="sk-soft">—</span> : <Money fen={fen} whole />);

/** One line of the handover list: a client, or an item under it. */
export const HandoverLine = memo(function HandoverLine(props: HandoverLineProps) {
  const { id, index, line, letter, ticked, marked, chosen, offset, work } = props;
  const { t } = useTranslation();
  const { group } = line;
  const item = line.kind === 'item' ? line.item : group.client;
  const hasChildren = line.kind === 'group' && group.children.length > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid that has the focus handles the keys
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-level={line.kind === 'group' ? 1 : 2}
      aria-expanded={hasChildren ? line.open : undefined}
      aria-selected={ticked === 'all'}
      className="sk-items-row"
      data-kind={line.kind}
      data-marked={marked || undefined}
      data-chosen={chosen || undefined}
      style={{ height: measure.row, transform: `translateY(${offset}px)` }}
      onClick={() => work.open(line, index)}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: only keeps the click from opening the row */}
      <div role="gridcell" className="sk-cell sk-tick" onClick={(event) => event.stopPropagation()}>
        <TickBox ticked={ticked} label={t('parts.list.tick')} onTick={(on) => work.tick(line, on)} />
      </div>
      <div role="gridcell" className="sk-cell sk-items-subject">
        {line.kind === 'group' ? (
          <>
            <button
              type="button"
              tabIndex={-1}
              className="sk-caret"
              aria-label={t(line.open ? 'separation.list.close' : 'separation.list.open')}
              style={{ visibility: hasChildren ? 'visible' : 'hidden' }}
              onClick={(event) => {
                event.stopPropagation();
                work.toggle(line);
              }}
            >
              {line.open ? <CaretDownOutlined /> : <CaretRightOutlined />}
            </button>
            <span className="sk-items-name" title={group.name}>
              {group.key === '' ? t('separation.list.noClient') : group.name}
            </span>
            {group.client?.snapshot.role === 'helper' ? (
              <span className="sk-meta">{t('separation.list.helper')}</span>
            ) : null}
            {group.items.length > 1 ? (
              <span className="sk-meta sk-number">
                {group.settled}/{group.items.length}
              </span>
            ) : null}
          </>
        ) : (
          <>
            <span className="sk-items-kind sk-meta">{t(`separation.itemKind.${line.item.kind}`)}</span>
            <span className="sk-items-name" title={line.item.title}>
              {line.item.title}
            </span>
            <ItemFact item={line.item} />
          </>
        )}
      </div>
      <div role="gridcell" className="sk-cell" data-align="end">
        {line.kind === 'group'
          ? amount(group.receivable)
          : line.item.kind === 'receivable'
            ? amount(line.item.amount)
            : ''}
      </div>
      <div role="gridcell" className="sk-cell" data-align="end">
        {line.kind === 'group' ? amount(group.orders) : line.item.kind === 'order' ? amount(line.item.amount) : ''}
      </div>
      <div role="gridcell" className="sk-cell">
        {item === undefined ? (
          ''
        ) : item.receiver ? (
          <span title={item.receiver.name}>{item.receiver.name}</span>
        ) : (
          <span className="sk-soft">{t('separation.list.none')}</span>
        )}
      </div>
      <div role="gridcell" className="sk-cell">
        {line.kind === 'group' ? (
          letter ? (
            <LetterDot letter={letter} />
          ) : null
        ) : line.item.evidence ? (
          <span title={line.item.evidence}>{line.item.evidence}</span>
        ) : (
          <span className="sk-soft">—</span>
        )}
      </div>
      <div role="gridcell" className="sk-cell">
        {item ? <ItemState item={item} /> : null}
      </div>
    </div>
  );
});

/** A box of the platform: hundreds of them are drawn while scrolling. */
export function TickBox({
  ticked,
  label,
  onTick,
  disabled = false,
}: {
  ticked: 'all' | 'some' | 'none';
  label: string;
  onTick: (on: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <input
      ref={(box) => {
        if (box) box.indeterminate = ticked === 'some';
      }}
      type="checkbox"
      className="sk-tickbox"
      checked={ticked === 'all'}
      disabled={disabled}
      tabIndex={-1}
      aria-label={label}
      onChange={(event) => onTick(event.target.checked)}
    />
  );
}

/** How the client answered. */
export function LetterDot({ letter }: { letter: Letter }) {
  const { t } = useTranslation();
  return (
    <StatusDot tone={letter.disputed ? 'due' : letterTones[letter.state]}>
      {t(
        letter.state === 'signed' && letter.disputed
          ? 'separation.letter.disputed'
          : `separation.letter.${letter.state}`,
      )}
    </StatusDot>
  );
}

/** Where an item stands, and which submission it is once it has come back. */
export function ItemState({ item }: { item: Item }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <>
      <StatusDot tone={itemTones[item.state]}>{words(handoverItemMachine.states[item.state])}</StatusDot>
      {item.attempt > 1 ? <span className="sk-meta"> {t('separation.attempt', { number: item.attempt })}</span> : null}
    </>
  );
}

/** The one fact about an item that one decides by: when it is due, whether it is disputed, its serial number. */
function ItemFact({ item }: { item: Item }) {
  const { t } = useTranslation();
  const { snapshot } = item;
  if (item.kind === 'receivable') {
    return (
      <>
        {typeof snapshot.dueDate === 'string' ? <ShortDate date={snapshot.dueDate} due /> : null}
        {snapshot.disputed === true ? <StatusDot tone="due">{t('separation.letter.disputed')}</StatusDot> : null}
      </>
    );
  }
  if (item.kind === 'followUp' && typeof snapshot.promisedDate === 'string') {
    return <ShortDate date={snapshot.promisedDate} due />;
  }
  if (item.kind === 'order' && typeof snapshot.date === 'string') return <ShortDate date={snapshot.date} />;
  return item.kind === 'asset' && typeof snapshot.serial === 'string' ? (
    <span className="sk-meta sk-number">{snapshot.serial}</span>
  ) : null;
}

/** A date where there is little room: how late it is, how near it is, else the day of the year. */
function ShortDate({ date, due = false }: { date: string; due?: boolean }) {
  const words = useWords();
  const today = useToday();
  if (!isBusinessDate(date)) return null;
  const far = daysBetween(today, date);
  const late = due && far < 0;
  const near = due && far >= 0 && far <= nearLimit;
  return (
    <time
      dateTime={date}
      title={words(dateWords(date))}
      className={late ? 'sk-meta sk-number sk-late' : 'sk-meta sk-number'}
    >
      {late || near ? words(relativeDue(date, today)) : date.startsWith(today.slice(0, 4)) ? date.slice(5) : date}
    </time>
  );
}
const nearLimit = 14;

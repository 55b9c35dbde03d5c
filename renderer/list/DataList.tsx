import { Checkbox } from 'antd';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState, LoadingLines } from '../feedback/states.tsx';
import { isComposing } from '../keys/combo.ts';
import { useNarrow } from '../shell/useNarrow.ts';
import { measure } from '../theme/tokens.ts';
import './list.css';
import { ListHead } from './ListHead.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { moved } from './pages.ts';
import { SearchBoxContext } from './SearchBoxContext.ts';
import { type Selection, useSelection } from './selection.ts';
import type { Sort } from './useListState.ts';
import { useOnceAnswered } from './useOnceAnswered.ts';
import { type RowSource, useRows } from './useRows.ts';
import { headHeight, useWindow } from './useWindow.ts';

export interface ListColumn<Row> {
  readonly key: string;
  readonly title: string;
  /** A CSS grid track: `120px`, `minmax(160px, 2fr)`. Tracks must fit 1366 px together: lists never scroll sideways. */
  readonly track: string;
  /** Amounts and counts stand at the end. */
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  /** Gives way while the preview takes its part of the width, and in a narrow window. */
  readonly spare?: boolean;
  readonly render: (row: Row) => ReactNode;
}

/** What a cell has no room for is told under the pointer; the keyboard has the preview and the page. */
function tellWhatIsCut({ currentTarget: cell }: MouseEvent<HTMLElement>): void {
  cell.title = cell.scrollWidth > cell.clientWidth ? cell.innerText : '';
}

interface DataListProps<Row> {
  /** What the list holds, for people who hear it. */
  label: string;
  source: RowSource<Row>;
  columns: readonly ListColumn<Row>[];
  rowId: (row: Row) => string;
  /** Enter, or a click. */
  open?: (row: Row) => void;
  /** Space: five more facts without leaving the list. */
  preview?: (row: Row) => ReactNode;
  /** Batch work: what the bar offers for the rows ticked. Without it there are no boxes to tick. */
  selectionBar?: (selection: Selection<Row>) => ReactNode;
  sort?: Sort | undefined;
  onSort?: (sort: Sort) => void;
  /** Shown when there is no row: what this is, what to do first; or that nothing matches the search. */
  empty: ReactNode;
  compact?: boolean;
}

/**
 * The one list of the product: virtual rows over pages of the server, 36 px each, a head that stays, arrows to move,
 * Enter to open, Space to preview, Ctrl+Space or Shift with arrows to tick. While an answer is on its way the keys mean its
 * rows, never those of the question before.
 */
export function DataList<Row>(props: DataListProps<Row>) {
  const { label, source, columns, rowId, open, preview, selectionBar, sort, onSort, empty, compact = false } = props;
  const { t } = useTranslation();
  const box = useContext(SearchBoxContext);
  const listId = useId();
  const rowHeight = compact ? measure.rowCompact : measure.row;
  const [marked, setMarked] = useState(0);
  const [previewing, setPreviewing] = useState(false);
  const selection = useSelection(rowId);

  const [total, setTotal] = useState(0);
  const view = useWindow(total, rowHeight);
  const rows = useRows(source, view.first, view.last);
  useEffect(() => setTotal(rows.total), [rows.total]);

  const question = JSON.stringify(source.key);
  const unasked = box?.unasked ?? false;
  const typed = box?.typed ?? '';
  const before = useRef({ question, unasked, typed });
  useEffect(() => {
    const { current: last } = before;
    before.current = { question, unasked, typed };
    // A question begins at its first row as soon as it is typed: the keys pressed before it is asked move on from there.
    if (typed === last.typed && (question === last.question || last.unasked)) return;
    setMarked(0);
    view.toTop();
  }, [question, unasked, typed, view]);

  const onItsWay = unasked || rows.loading || rows.stale;
  const at = onItsWay ? marked : Math.min(marked, Math.max(0, rows.total - 1));
  const current = onItsWay ? undefined : rows.at(at);
  const mark = (index: number) => {
    setMarked(index);
    if (!onItsWay) view.reveal(index);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the keys went meanwhile, once the rows are there
  useEffect(() => {
    if (!onItsWay && at > 0) view.reveal(at);
  }, [onItsWay]);
  const isThere = !onItsWay && (current !== undefined || rows.total === 0 || Boolean(rows.error));
  const openMarked = useOnceAnswered(isThere, () => {
    if (current && !rows.error) open?.(current);
  });
  useImperativeHandle(box?.list, () => ({ enter: () => view.scroller.current?.focus(), openMarked }));

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (isComposing(event.nativeEvent) || event.target !== view.scroller.current) return;
    // Nobody knows yet how many there will be: the last one is found when they are.
    const count = onItsWay ? Number.MAX_SAFE_INTEGER : rows.total;
    const to = moved(event.key, at, count, Math.max(1, view.visible - 1));
    if (to !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      if (event.shiftKey && selectionBar) {
        for (const index of [at, to]) {
          const row = rows.at(index);
          if (row) selection.set(row, true);
        }
      }
      mark(to);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      openMarked();
    } else if (event.key === ' ') {
      event.preventDefault();
      if (!event.ctrlKey || !selectionBar) {
        // Also before the row is there: the preview then waits for it.
        if (preview) setPreviewing((shown) => !shown);
      } else if (current) selection.set(current, !selection.has(current));
    } else if (event.key === 'Escape' && previewing) {
      event.preventDefault();
      setPreviewing(false);
    } else if (event.key === 'Escape' && selection.count > 0) {
      event.preventDefault();
      selection.clear();
    }
  };

  const narrow = useNarrow();
  const shown = previewing || narrow ? columns.filter((column) => !column.spare) : columns;
  const template = [selectionBar ? '36px' : '', ...shown.map((column) => column.track)].filter(Boolean).join(' ');
  const showsRows = !rows.error && !rows.loading && rows.total > 0;

  return (
    <div className="sk-list" data-selecting={selection.count > 0 || undefined}>
      <div
        ref={view.scroller}
        className="sk-grid"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.total + 1}
        aria-busy={onItsWay || undefined}
        aria-multiselectable={selectionBar ? true : undefined}
        aria-activedescendant={showsRows && !onItsWay ? `${listId}-${at}` : undefined}
        tabIndex={showsRows ? 0 : -1}
        onKeyDown={onKeyDown}
        style={{ '--sk-template': template }}
      >
        <ListHead columns={shown} ticks={selectionBar !== undefined} sort={sort} onSort={onSort} />
        <div className="sk-body" role="rowgroup" data-stale={rows.stale || undefined}>
          {showsRows ? (
            <div role="presentation" className="sk-rows" style={{ height: view.height }}>
              {view.items.map((item) => {
                const row = rows.at(item.index);
                const ticked = row !== undefined && selection.has(row);
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the grid that has the focus handles the keys
                  <div
                    key={item.index}
                    id={`${listId}-${item.index}`}
                    role="row"
                    aria-rowindex={item.index + 2}
                    aria-selected={selectionBar ? ticked : undefined}
                    className="sk-row"
                    data-marked={(!onItsWay && item.index === at) || undefined}
                    data-opens={open ? true : undefined}
                    style={{ height: rowHeight, transform: `translateY(${item.start - headHeight}px)` }}
                    onClick={() => {
                      setMarked(item.index);
                      if (row && open) open(row);
                    }}
                  >
                    {selectionBar ? (
                      // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps the click from opening the row
                      <div role="gridcell" className="sk-cell sk-tick" onClick={(event) => event.stopPropagation()}>
                        <Checkbox
                          checked={ticked}
                          disabled={!row}
                          tabIndex={-1}
                          aria-label={t('parts.list.tick')}
                          onChange={(event) => row && selection.set(row, event.target.checked)}
                        />
                      </div>
                    ) : null}
                    {shown.map((column) => (
                      <div
                        key={column.key}
                        role="gridcell"
                        className="sk-cell"
                        data-align={column.align ?? 'start'}
                        onMouseEnter={tellWhatIsCut}
                      >
                        {row === undefined ? <span className="sk-bar sk-waiting" /> : column.render(row)}
                      </div>
                    ))}
                  </div>
                );
              })}
            </div>
          ) : (
            <div role="row" className="sk-instead">
              <div role="gridcell">
                {rows.error ? (
                  <ErrorState error={rows.error} retry={rows.retry} />
                ) : rows.loading ? (
                  <LoadingLines lines={10} />
                ) : (
                  empty
                )}
              </div>
            </div>
          )}
        </div>
      </div>
      {selectionBar && selection.count > 0 ? (
        <div className="sk-selection" role="toolbar" aria-label={t('parts.list.selected', { count: selection.count })}>
          <strong>{t('parts.list.selected', { count: selection.count })}</strong>
          {selectionBar(selection)}
          <button type="button" className="sk-plain" onClick={selection.clear}>
            {t('parts.list.clearSelection')}
          </button>
        </div>
      ) : null}
      {preview && previewing && (current || !isThere) ? (
        <PreviewPanel
          close={() => {
            setPreviewing(false);
            view.scroller.current?.focus();
          }}
          open={open && current ? () => open(current) : undefined}
        >
          {current ? preview(current) : <LoadingLines />}
        </PreviewPanel>
      ) : null}
    </div>
  );
}

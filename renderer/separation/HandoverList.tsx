import { CaretDownOutlined, CaretRightOutlined, SearchOutlined } from '@ant-design/icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Input, type InputRef } from 'antd';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../feedback/states.tsx';
import { isComposing } from '../keys/combo.ts';
import { useHotkey } from '../keys/useHotkey.ts';
import { moved } from '../list/pages.ts';
import '../list/list.css';
import { measure } from '../theme/tokens.ts';
import { countOf, type Filter, filters, type Group, grouped, itemsOfLine, type Line, linesOf } from './grouping.ts';
import { HandoverLine, type LineWork, TickBox } from './HandoverLine.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import './separation.css';
import type { CaseDetail, Item, Letter } from './states.ts';

/** Above so many clients each begins closed. */
const mostOpen = 30;
/** Pixels: `.sk-items-tools` and the head of the list stay over the rows. */
const stuck = { tools: 44, head: 33, bar: 64 } as const;

interface HandoverListProps {
  row: CaseDetail;
  items: readonly Item[];
  letters: readonly Letter[];
  filter: Filter;
  setFilter: (filter: Filter) => void;
  /** The item whose panel is open. */
  chosen: string | undefined;
  choose: (itemId: string | undefined) => void;
}

/**
 * Everything that is handed over, by client: virtual rows on the page's own scroll. Arrows move, right and left open and
 * close a client, Space ticks, Shift with arrows ticks on, Enter opens the item's panel.
 */
export function HandoverList({ row, items, letters, filter, setFilter, chosen, choose }: HandoverListProps) {
  const { t } = useTranslation();
  const listId = useId();
  const grid = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const search = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [marked, setMarked] = useState(0);
  useHotkey('/', () => search.current?.focus({ cursor: 'all' }));

  const groups = useMemo(() => grouped(items, filter, text), [items, filter, text]);
  const beginsClosed = groups.length > mostOpen && filter === 'all' && text === '';
  const isClosed = (group: Group) => toggled.has(group.key) !== beginsClosed;
  // biome-ignore lint/correctness/useExhaustiveDependencies: isClosed is made of what is listed
  const lines = useMemo(() => linesOf(groups, isClosed), [groups, toggled, beginsClosed]);
  const letterOf = useMemo(() => new Map(letters.map((letter) => [letter.client.id, letter])), [letters]);
  const shown = useMemo(() => groups.flatMap((group) => group.items), [groups]);
  const known = useMemo(() => new Map(items.map((item) => [item.id, item])), [items]);
  const selected = useMemo(() => [...ticked].flatMap((id) => known.get(id) ?? []), [ticked, known]);

  const [margin, setMargin] = useState(0);
  const scroller = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const box = grid.current?.closest<HTMLElement>('.sk-detail') ?? null;
    scroller.current = box;
    if (!box) return;
    const measureTop = () => {
      if (!body.current) return;
      setMargin(body.current.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop);
    };
    // What stands above the list may grow: a notice, the lanes in a narrow window.
    const watcher = new ResizeObserver(measureTop);
    for (const part of box.children) watcher.observe(part);
    measureTop();
    return () => watcher.disconnect();
  }, []);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => measure.row,
    overscan: 10,
    scrollMargin: margin,
    scrollPaddingStart: stuck.tools + stuck.head,
    scrollPaddingEnd: stuck.bar,
  });

  const at = Math.min(marked, Math.max(0, lines.length - 1));
  const current = lines[at];
  const mark = (index: number) => {
    setMarked(index);
    rows.scrollToIndex(index, { align: 'auto' });
  };
  const toggle = (group: Group) =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(group.key)) after.add(group.key);
      return after;
    });
  const tick = (line: Line, on: boolean) =>
    setTicked((before) => {
      const after = new Set(before);
      for (const item of itemsOfLine(line)) {
        if (on) after.add(item.id);
        else after.delete(item.id);
      }
      return after;
    });
  const tickedOf = (line: Line): 'all' | 'some' | 'none' => {
    const own = itemsOfLine(line);
    const count = own.filter((item) => ticked.has(item.id)).length;
    return count === 0 ? 'none' : count === own.length ? 'all' : 'some';
  };
  const open = (line: Line) => {
    if (line.kind === 'item') choose(line.item.id);
    else if (line.group.client) choose(line.group.client.id);
    else toggle(line.group);
  };

  // Another filter shows another list: it begins at its first line, not where the one before was left.
  const begins = useRef(filter);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (begins.current === filter || !box) return;
    begins.current = filter;
    setMarked(0);
    box.scrollTop = Math.min(box.scrollTop, Math.max(0, margin - stuck.tools - stuck.head));
  }, [filter, margin]);

  // An item that is led to from elsewhere comes into view, whatever is filtered or closed.
  const revealed = useRef<string>(undefined);
  useEffect(() => {
    if (chosen === undefined || chosen === revealed.current || !known.has(chosen)) return;
    const index = lines.findIndex((line) => line.id === chosen);
    if (index >= 0) {
      revealed.current = chosen;
      setMarked(index);
      rows.scrollToIndex(index, { align: 'auto' });
      return;
    }
    const group = groups.find((each) => each.items.some((item) => item.id === chosen));
    if (group) {
      setToggled((before) =>
        before.has(group.key)
          ? new Set([...before].filter((key) => key !== group.key))
          : new Set([...before, group.key]),
      );
    } else {
      setText('');
      setFilter('all');
    }
  }, [chosen, known, lines, groups, rows, setFilter]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (isComposing(event.nativeEvent) || event.target !== grid.current || event.altKey) return;
    const height = (scroller.current?.clientHeight ?? 0) - stuck.tools - stuck.head - stuck.bar;
    const to = moved(event.key, at, lines.length, Math.max(1, Math.floor(height / measure.row)));
    const group = current?.group;
    if (to !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (event.shiftKey) for (const line of [current, lines[to]]) if (line) tick(line, true);
      mark(to);
    } else if (event.key === 'ArrowRight' && current?.kind === 'group' && group && isClosed(group)) {
      event.preventDefault();
      toggle(group);
    } else if (event.key === 'ArrowLeft' && group && !isClosed(group) && group.children.length > 0) {
      event.preventDefault();
      toggle(group);
      mark(lines.findIndex((line) => line.kind === 'group' && line.group === group));
    } else if (event.key === ' ' && current) {
      event.preventDefault();
      tick(current, tickedOf(current) !== 'all');
    } else if (event.key === 'Enter' && current) {
      event.preventDefault();
      open(current);
    } else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      setTicked(new Set(shown.map((item) => item.id)));
    } else if (event.key === 'Escape' && ticked.size > 0) {
      event.preventDefault();
      setTicked(new Set());
    }
  };

  const latest = useRef<LineWork>(undefined);
  latest.current = {
    tick,
    toggle: (line) => toggle(line.group),
    open: (line, index) => {
      setMarked(index);
      grid.current?.focus({ preventScroll: true });
      open(line);
    },
  };
  const work = useMemo<LineWork>(
    () => ({
      tick: (line, on) => latest.current?.tick(line, on),
      toggle: (line) => latest.current?.toggle(line),
      open: (line, index) => latest.current?.open(line, index),
    }),
    [],
  );
  const anyOpen = lines.some((line) => line.kind === 'group' && line.open);
  const allTicked = shown.length > 0 && shown.every((item) => ticked.has(item.id));
  const columns = ['subject', 'receivable', 'orders', 'receiver', 'evidence', 'verdict'] as const;
  return (
    <div className="sk-items">
      <div className="sk-items-tools">
        <fieldset className="sk-chips">
          <legend className="sk-hidden">{t('parts.list.filters')}</legend>
          {filters.map((each) => {
            const count = countOf(items, each);
            return count === 0 && each !== 'all' && each !== filter ? null : (
              <button
                key={each}
                type="button"
                className="sk-chip"
                aria-pressed={filter === each}
                data-tone={
                  each === 'returned' ? 'overdue' : each === 'noReceiver' || each === 'disputed' ? 'due' : undefined
                }
                onClick={() => setFilter(each)}
              >
                {t(`separation.filter.${each}`)}
                <span className="sk-chip-count">{count.toLocaleString('en')}</span>
              </button>
            );
          })}
        </fieldset>
        <Input
          ref={search}
          allowClear
          size="small"
          className="sk-items-search"
          prefix={<SearchOutlined aria-hidden="true" />}
          suffix={text ? undefined : <kbd className="sk-key">/</kbd>}
          placeholder={t('separation.list.search')}
          aria-label={t('separation.list.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) return;
            if (event.key === 'ArrowDown' || event.key === 'Enter') {
              event.preventDefault();
              grid.current?.focus();
            }
          }}
        />
      </div>
      <div
        ref={grid}
        role="treegrid"
        className="sk-items-grid"
        aria-label={t('separation.tab.items')}
        aria-rowcount={lines.length + 1}
        aria-multiselectable
        aria-activedescendant={lines.length > 0 ? `${listId}-${at}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="sk-items-head">
          <div role="row" aria-rowindex={1} className="sk-items-row">
            <div role="columnheader" className="sk-cell sk-tick">
              <TickBox
                ticked={allTicked ? 'all' : ticked.size > 0 ? 'some' : 'none'}
                disabled={shown.length === 0}
                label={t('separation.list.tickAll')}
                onTick={(on) => setTicked(new Set(on ? shown.map((item) => item.id) : []))}
              />
            </div>
            {columns.map((column) => (
              <div
                key={column}
                role="columnheader"
                className="sk-cell"
                data-align={column === 'receivable' || column === 'orders' ? 'end' : 'start'}
              >
                {column === 'subject' ? (
                  <button
                    type="button"
                    className="sk-sort"
                    tabIndex={-1}
                    onClick={() =>
                      setToggled(new Set(anyOpen === beginsClosed ? [] : groups.map((group) => group.key)))
                    }
                  >
                    {anyOpen ? (
                      <CaretDownOutlined aria-label={t('separation.list.closeAll')} />
                    ) : (
                      <CaretRightOutlined aria-label={t('separation.list.openAll')} />
                    )}
                    {t('separation.columns.subject')}
                  </button>
                ) : (
                  t(`separation.columns.${column}`)
                )}
              </div>
            ))}
          </div>
        </div>
        <div ref={body} role="rowgroup" className="sk-items-body" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((place) => {
            const line = lines[place.index];
            return line === undefined ? null : (
              <HandoverLine
                key={line.id}
                id={`${listId}-${place.index}`}
                index={place.index}
                line={line}
                letter={line.group.key === '' ? undefined : letterOf.get(line.group.key)}
                ticked={tickedOf(line)}
                marked={place.index === at}
                chosen={chosen === line.id}
                offset={place.start - margin}
                work={work}
              />
            );
          })}
        </div>
      </div>
      {lines.length === 0 ? <EmptyState what={t('parts.list.nothing')} first={t('parts.list.nothingNext')} /> : null}
      {selected.length > 0 ? (
        <SelectionBar
          row={row}
          items={selected}
          clear={() => {
            setTicked(new Set());
            grid.current?.focus();
          }}
        />
      ) : null}
    </div>
  );
}

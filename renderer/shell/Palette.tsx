import { EnterOutlined, SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import i18next from 'i18next';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '../access/session.ts';
import { refusalsOf } from '../client/refusals.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { Highlight } from '../format/Highlight.tsx';
import { StatusDot } from '../format/StatusDot.tsx';
import { isComposing } from '../keys/combo.ts';
import { Hotkey } from '../keys/OwnKeys.tsx';
import { Dialog } from './Dialog.tsx';
import { useFeatures } from './FeaturesContext.ts';
import type { SearchHit, TextKey } from './manifest.ts';
import { leadsTo } from './paletteMatch.ts';

interface Group {
  readonly key: string;
  readonly title: string;
  readonly hits: readonly SearchHit[];
}

const typingPause = 100;

/** What was typed, a moment after the typing stops; at once when it is emptied. Nothing while the input method composes. */
function useSettled(text: string, composing: boolean): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (composing) return;
    const timer = setTimeout(() => setSettled(text.trim()), text === '' ? 0 : typingPause);
    return () => clearTimeout(timer);
  }, [text, composing]);
  return settled;
}

/** Ctrl+K: anything by Chinese, pinyin, initials, phone tail or number. Keyboard alone. */
export function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const features = useFeatures();
  const listId = useId();
  const [text, setText] = useState('');
  const [composing, setComposing] = useState(false);
  const [chosen, setChosen] = useState(0);
  /** Enter was pressed before the answer was there. */
  const [eager, setEager] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const asked = useSettled(text, composing);

  const sources = features.flatMap((feature) => (feature.search ? [{ id: feature.id, ...feature.search }] : []));
  const found = useQueries({
    queries: sources.map((source) => ({
      queryKey: ['palette', source.id, asked],
      queryFn: ({ signal }: { signal: AbortSignal }) => source.find(asked, signal),
      enabled: asked !== '',
      staleTime: 15_000,
      placeholderData: keepPreviousData,
    })),
  });

  const places = useMemo(() => {
    const both = (key: TextKey) => [i18next.getFixedT('zh-CN')(key), i18next.getFixedT('en')(key)];
    const hits = (
      items: readonly { key: string; label: TextKey; keywords: string; to: string; shortcut?: string }[],
    ): SearchHit[] =>
      items
        .filter((item) => leadsTo(text, both(item.label), item.keywords))
        .map((item) => ({
          id: item.key,
          to: item.to,
          title: t(item.label),
          ...(item.shortcut ? { shortcut: item.shortcut } : {}),
        }));
    const areas = features.flatMap(({ area }) =>
      area ? [{ ...area, key: area.path, to: area.path, shortcut: `Alt ${area.order}` }] : [],
    );
    const commands = features
      .flatMap((feature) => feature.commands ?? [])
      .filter((command) => command.needs === undefined || may(command.needs) !== undefined);
    return { areas: hits([...areas].sort((a, b) => a.order - b.order)), commands: hits(commands) };
  }, [features, may, text, t]);

  const groups: readonly Group[] = [
    ...sources.map((source, index) => ({
      key: source.id,
      title: t(source.label),
      hits: asked === '' ? [] : (found[index]?.data ?? []),
    })),
    { key: 'go', title: t('shell.search.go'), hits: places.areas },
    { key: 'commands', title: t('shell.search.commands'), hits: places.commands },
  ].filter((group) => group.hits.length > 0);
  const hits = groups.flatMap((group) =>
    group.hits.map((hit) => ({ ...hit, domId: `${listId}-${group.key}-${hit.id}` })),
  );
  const at = Math.min(chosen, Math.max(0, hits.length - 1));
  const busy = found.some((query) => query.isFetching) || asked !== text.trim();
  const error = found.find((query) => query.error)?.error;

  const go = (hit: SearchHit | undefined) => {
    if (!hit) return;
    close();
    void navigate(hit.to);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: once the answer is there, Enter takes its first
  useEffect(() => {
    if (!eager || busy) return;
    setEager(false);
    go(hits[at]);
  }, [eager, busy]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question starts at the first answer
  useEffect(() => setChosen(0), [asked]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      setChosen((at + step + hits.length) % hits.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // An answer to what was typed before is not what Enter means: it waits for the answer to this.
      if (busy) setEager(true);
      else go(hits[at]);
    }
  };

  return (
    <Dialog label={t('shell.search.title')} close={close} className="sk-palette">
      {/* The key that opened it closes it. */}
      <Hotkey combo="Mod+K" handle={close} />
      <div className="sk-palette-box">
        <SearchOutlined aria-hidden="true" />
        <input
          autoFocus
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-activedescendant={hits[at]?.domId}
          aria-autocomplete="list"
          aria-label={t('shell.search.title')}
          placeholder={t('shell.search.hint')}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onChange={(event) => {
            setText(event.target.value);
            setEager(false);
          }}
          onKeyDown={onKeyDown}
        />
        <span className="sk-meta" role="status">
          {busy ? t('shell.search.busy') : asked ? t('shell.search.results', { count: hits.length }) : ''}
        </span>
      </div>
      <div ref={list} id={listId} role="listbox" aria-label={t('shell.search.title')} className="sk-palette-list">
        {groups.map((group) => (
          <div key={group.key} role="group" aria-label={group.title}>
            <div className="sk-palette-title" aria-hidden="true">
              {group.title}
            </div>
            {group.hits.map((hit) => {
              const domId = `${listId}-${group.key}-${hit.id}`;
              const selected = hits[at]?.domId === domId;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the search box has the focus and handles the keys
                <div
                  key={hit.id}
                  id={domId}
                  role="option"
                  aria-selected={selected}
                  className="sk-palette-hit"
                  onMouseMove={() => setChosen(hits.findIndex((each) => each.domId === domId))}
                  onClick={() => go(hit)}
                >
                  <span className="sk-palette-name">
                    <Highlight text={hit.title} match={text} />
                  </span>
                  {hit.facts?.map((fact) => (
                    <span key={fact} className="sk-meta">
                      <Highlight text={fact} match={text} />
                    </span>
                  ))}
                  {hit.status ? <StatusDot tone={hit.status.tone}>{hit.status.word}</StatusDot> : null}
                  {hit.shortcut ? <kbd className="sk-key sk-palette-key">{hit.shortcut}</kbd> : null}
                  {selected ? <EnterOutlined aria-hidden="true" className="sk-palette-enter" /> : null}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {error ? <Refusals refusals={refusalsOf(error)} /> : null}
      {hits.length === 0 && !busy && !error ? (
        <div className="sk-palette-none">
          <p>{t('shell.search.none', { text: asked })}</p>
          <p className="sk-soft">{t('shell.search.noneNext')}</p>
        </div>
      ) : null}
      <div className="sk-palette-foot sk-meta">{t('shell.search.keys')}</div>
    </Dialog>
  );
}

import { SearchOutlined } from '@ant-design/icons';
import { Input, type InputRef } from 'antd';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '../keys/combo.ts';
import { useHotkey } from '../keys/useHotkey.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import type { Tone } from '../theme/tokens.ts';
import './list.css';
import { type ListHandle, SearchBoxContext } from './SearchBoxContext.ts';
import type { ListState } from './useListState.ts';

export interface QuickFilter {
  readonly key: string;
  readonly label: string;
  /** How many rows it would show; left out while unknown. */
  readonly count?: number | undefined;
  readonly tone?: Tone;
}

interface ListPageProps {
  title: string;
  state: ListState;
  /** What the search box takes: `姓名、拼音、手机尾号`. */
  searchHint: string;
  filters?: readonly QuickFilter[];
  /** Buttons at the right: 新建, 导入. */
  actions?: ReactNode;
  /** The `DataList`. */
  children: ReactNode;
}

const typingPause = 120;

/**
 * Page of a list: title, search box (`/`), quick filters with counts, actions, and the list below. The arrow leads from the
 * box into the list; Enter opens the first of what was typed.
 */
export function ListPage({ title, state, searchHint, filters = [], actions, children }: ListPageProps) {
  const { t } = useTranslation();
  usePageTitle(title);
  const box = useRef<InputRef>(null);
  const [typed, setTyped] = useState(state.text);
  const known = useRef(state.text);
  const composing = useRef(false);
  const list = useRef<ListHandle>(null);
  const unasked = typed !== state.text;
  const searchBox = useMemo(() => ({ typed, unasked, list }), [typed, unasked]);
  useHotkey('/', () => box.current?.focus({ cursor: 'all' }));

  useEffect(() => {
    if (state.text !== known.current) {
      known.current = state.text;
      setTyped(state.text);
    }
  }, [state.text]);
  const { setText } = state;
  const ask = useCallback(() => {
    if (typed === known.current) return;
    known.current = typed;
    setText(typed);
  }, [typed, setText]);
  useEffect(() => {
    if (composing.current) return;
    const timer = setTimeout(ask, typingPause);
    return () => clearTimeout(timer);
  }, [ask]);

  return (
    <div className="sk-listpage">
      <header className="sk-listpage-head">
        <h1>{title}</h1>
        <Input
          ref={box}
          allowClear
          className="sk-listpage-search"
          prefix={<SearchOutlined aria-hidden="true" />}
          suffix={typed ? undefined : <kbd className="sk-key">/</kbd>}
          placeholder={searchHint}
          aria-label={t('parts.list.search', { what: title })}
          value={typed}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={(event) => {
            composing.current = false;
            setTyped(event.currentTarget.value);
          }}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) return;
            if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
            event.preventDefault();
            ask();
            if (event.key === 'Enter' && typed !== '') list.current?.openMarked();
            else list.current?.enter();
          }}
        />
        <div className="sk-listpage-actions">{actions}</div>
      </header>
      {filters.length > 0 ? (
        <fieldset className="sk-chips">
          <legend className="sk-hidden">{t('parts.list.filters')}</legend>
          {filters.map((filter) => (
            <button
              key={filter.key}
              type="button"
              className="sk-chip"
              aria-pressed={state.chip === filter.key}
              data-tone={filter.count === 0 ? undefined : filter.tone}
              onClick={() => state.setChip(filter.key)}
            >
              {filter.label}
              {filter.count === undefined ? null : (
                <span className="sk-chip-count">{filter.count.toLocaleString('en')}</span>
              )}
            </button>
          ))}
        </fieldset>
      ) : null}
      <SearchBoxContext value={searchBox}>{children}</SearchBoxContext>
    </div>
  );
}

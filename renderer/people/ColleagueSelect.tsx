import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../client/api.ts';
import { isComposing } from '../keys/combo.ts';
import { Choice } from '../record/Choice.tsx';

interface ColleagueSelectProps {
  id?: string;
  value?: string | null;
  onChange?: (value: string | undefined) => void;
  /** Name of the person chosen before, until the list has been read. */
  known?: string;
  /** Somebody who cannot be chosen: the person it is about. */
  except?: string;
  autoFocus?: boolean;
  'aria-label'?: string;
  'aria-required'?: boolean | 'true' | 'false';
}

/** Chooses a colleague who is employed, by name, pinyin or number. */
export function ColleagueSelect({ known, except, value, onChange, ...rest }: ColleagueSelectProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const { data, isPending, isFetching, isPlaceholderData } = useQuery({
    ...api.people.choices.queryOptions({ input: { query } }),
    placeholderData: (before) => before,
  });
  const found = (data ?? []).filter((each) => each.employeeId !== except);
  const options = found.map((each) => ({
    value: each.employeeId,
    label: `${each.name}　${each.employeeNo}　${each.positionTitle}`,
  }));
  if (value && known && !options.some((option) => option.value === value)) options.push({ value, label: known });

  /** Counts what was typed, chosen and left, so that an answer that comes after it changes nothing. */
  const turn = useRef(0);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );
  const choose = (next: string | undefined) => {
    turn.current += 1;
    setOpen(false);
    onChange?.(next);
  };
  const chooseFirstOf = async (typed: string) => {
    turn.current += 1;
    const asked = turn.current;
    // A question of its own: the list gives its question up when it closes, and whoever pressed Enter may be at the next field.
    const answer = await client.people.choices({ query: typed }).catch(() => []);
    const first = answer.find((each) => each.employeeId !== except);
    if (first && turn.current === asked) choose(first.employeeId);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') turn.current += 1;
    if ((event.key !== 'Enter' && event.key !== 'Tab') || isComposing(event.nativeEvent)) return;
    if (!open || !(isPending || isPlaceholderData)) return;
    // The list still shows the answer to what was typed before: not what the key means.
    event.preventDefault();
    event.stopPropagation();
    void chooseFirstOf(query);
  };

  return (
    <div role="none" onKeyDownCapture={onKeyDown}>
      <Choice
        {...rest}
        allowClear
        value={value ?? undefined}
        onChange={choose}
        open={open}
        onOpenChange={setOpen}
        showSearch={{
          filterOption: false,
          onSearch: (typed) => {
            // Typing on; that a list empties its box as it closes is not.
            if (open || typed !== '') turn.current += 1;
            setQuery(typed);
          },
        }}
        loading={isFetching}
        nothing={t(isPending ? 'parts.loading' : 'people.empty.none')}
        options={options}
      />
    </div>
  );
}

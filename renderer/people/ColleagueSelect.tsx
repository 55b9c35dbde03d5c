import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { api } from '../client/api.ts';

interface ColleagueSelectProps {
  id?: string;
  value?: string | null;
  onChange?: (value: string | undefined) => void;
  /** Name of the person chosen before, until the list has been read. */
  known?: string;
  /** Somebody who cannot be chosen: the person it is about. */
  except?: string;
  'aria-label'?: string;
  'aria-required'?: boolean | 'true' | 'false';
}

/** Chooses a colleague who is employed, by name, pinyin or number. */
export function ColleagueSelect({ known, except, value, onChange, ...rest }: ColleagueSelectProps) {
  const [query, setQuery] = useState('');
  const { data, isFetching } = useQuery({
    ...api.people.choices.queryOptions({ input: { query } }),
    placeholderData: (before) => before,
  });
  const options = (data ?? [])
    .filter((each) => each.employeeId !== except)
    .map((each) => ({ value: each.employeeId, label: `${each.name}　${each.employeeNo}　${each.positionTitle}` }));
  if (value && known && !options.some((option) => option.value === value)) options.push({ value, label: known });
  return (
    <Select
      {...rest}
      allowClear
      value={value ?? undefined}
      onChange={(next: string | undefined) => onChange?.(next)}
      showSearch={{ filterOption: false, onSearch: setQuery }}
      loading={isFetching}
      options={options}
    />
  );
}

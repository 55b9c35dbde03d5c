import { DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';
import { useId, useState } from 'react';
import { formatAmount, parseMoney } from '../../shared/domain/money.ts';
import { useWords } from '../words/language.ts';

dayjs.extend(customParseFormat);

/** What `Form.Item` hands to a field. */
interface FieldProps<T> {
  id?: string;
  value?: T | null | undefined;
  onChange?: (value: T | undefined) => void;
  disabled?: boolean;
  placeholder?: string;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-required'?: boolean | 'true' | 'false';
}

const written = ['YYYY-MM-DD', 'YYYYMMDD', 'YYYY.MM.DD', 'YYYY/MM/DD', 'YYYY年M月D日'];

/** A business date, value `YYYY-MM-DD`. Typed without separators it is taken as well: 20261123. */
export function BusinessDateInput({
  value,
  onChange,
  min,
  max,
  ...rest
}: FieldProps<string> & { min?: string; max?: string }) {
  return (
    <DatePicker
      {...rest}
      value={value ? dayjs(value, 'YYYY-MM-DD') : null}
      format={written}
      minDate={min ? dayjs(min, 'YYYY-MM-DD') : undefined}
      maxDate={max ? dayjs(max, 'YYYY-MM-DD') : undefined}
      style={{ width: '100%' }}
      onChange={(date) => onChange?.(date ? date.format('YYYY-MM-DD') : undefined)}
    />
  );
}

/** An amount, value in fen. Shown grouped when the field is left; while typing it stays as typed. */
export function MoneyInput({ value, onChange, ...rest }: FieldProps<number>) {
  const words = useWords();
  const helpId = useId();
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? (value === undefined || value === null ? '' : formatAmount(value));
  const read = typed === undefined || typed.trim() === '' ? undefined : parseMoney(typed);
  const wrong = read && !read.ok ? read.refusals[0] : undefined;
  return (
    <>
      <Input
        {...rest}
        prefix="¥"
        inputMode="decimal"
        autoComplete="off"
        className="sk-money-input"
        value={shown}
        {...(wrong ? { status: 'error' as const, 'aria-describedby': helpId } : {})}
        onChange={(event) => {
          const { value: text } = event.target;
          setTyped(text);
          const amount = text.trim() === '' ? undefined : parseMoney(text);
          onChange?.(amount?.ok ? amount.value : undefined);
        }}
        onBlur={() => {
          if (!wrong) setTyped(undefined);
        }}
      />
      {wrong ? (
        <p id={helpId} className="sk-field-error">
          {words(wrong)}
          {words(wrong.next)}
        </p>
      ) : null}
    </>
  );
}

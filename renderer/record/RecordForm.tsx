import { Button, Form, type FormInstance } from 'antd';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { showPresent } from '../client/queries.ts';
import { refusalsOf } from '../client/refusals.ts';
import { Refusals } from '../feedback/Refusals.tsx';
import { LoadingLines, Notice } from '../feedback/states.tsx';
import { instantText } from '../format/text.ts';
import { isComposing } from '../keys/combo.ts';
import { useHotkey } from '../keys/useHotkey.ts';
import { useWords } from '../words/language.ts';
import { FormContext } from './formContext.ts';
import { focusNext, keepsEnter } from './nextField.ts';
import './record.css';
import { useDraft } from './useDraft.ts';

interface RecordFormProps<V extends object, R> {
  /** Key of the draft: `employee.new`, `client.edit.<id>`. */
  name: string;
  initial: Partial<V>;
  /** Saves through the contract; what it throws appears beside its field, or above the form. */
  save: (values: V) => Promise<R>;
  /** `next`: the person wants to enter another one (Ctrl+Enter); the form is empty again by then. */
  onSaved: (result: R, how: { next: boolean }) => void;
  /** What the domain says about the values as they are: pure, from `shared/domain`. Refreshed at every change. */
  check?: (values: Partial<V>) => readonly Refusal[];
  saveLabel?: string;
  /** Offers "save and next". */
  several?: boolean;
  /** Fields: `Form.Item` with `name` and `label`. */
  children: ReactNode;
  /** Beside the fields, for example `<MissingList />`. */
  aside?: ReactNode;
  form?: FormInstance<V>;
  onChange?: (values: Partial<V>) => void;
}

const path = (field: string): (string | number)[] =>
  field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/**
 * The one form pattern: Enter goes to the next field, F8 saves, Ctrl+Enter saves and begins the next, what is typed
 * is kept as a draft, and refusals stand beside their field.
 */
export function RecordForm<V extends object, R = unknown>(props: RecordFormProps<V, R>) {
  const { name, initial, save, onSaved, check, saveLabel, several = false, children, aside, onChange } = props;
  const { t } = useTranslation();
  const words = useWords();
  const [own] = Form.useForm<V>();
  const form = props.form ?? own;
  const shell = useRef<HTMLDivElement>(null);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const [missing, setMissing] = useState<readonly Refusal[]>(() => check?.(initial) ?? []);
  const [saving, setSaving] = useState(false);
  const busy = useRef(false);

  const look = useCallback(() => {
    const values = form.getFieldsValue(true) as Partial<V>;
    setMissing(check?.(values) ?? []);
    return values;
  }, [form, check]);
  const draft = useDraft(name, (values) => {
    if (typeof values !== 'object' || values === null) return;
    form.setFieldsValue(values as Parameters<typeof form.setFieldsValue>[0]);
    look();
  });

  const ready = draft.phase !== 'loading';

  const goTo = useCallback(
    (field: string) => {
      const target = form.getFieldInstance(path(field)) as { focus?: () => void } | undefined;
      form.scrollToField(path(field), { block: 'center' });
      if (target?.focus) target.focus();
      else
        shell.current?.querySelector<HTMLElement>(`#${CSS.escape(`${name}_${field.replaceAll('.', '_')}`)}`)?.focus();
    },
    [form, name],
  );

  const show = (found: readonly Refusal[]) => {
    const placed = found.filter((refusal) => refusal.field && form.getFieldInstance(path(refusal.field)) !== undefined);
    form.setFields(
      placed.map((refusal) => ({
        name: path(refusal.field ?? '') as never,
        errors: [`${words(refusal)}${words({ zh: '', en: ' ' })}${words(refusal.next)}`],
      })),
    );
    setRefusals(found.filter((refusal) => !placed.includes(refusal)));
    const first = placed[0]?.field;
    if (first) goTo(first);
  };

  const submit = async (next: boolean) => {
    // F8 of a hasty hand, before the fields are there: nothing could be checked.
    if (busy.current || !ready) return;
    busy.current = true;
    setSaving(true);
    setRefusals([]);
    try {
      await form.validateFields();
      const values = form.getFieldsValue(true) as V;
      const standing = check?.(values) ?? [];
      if (standing.length > 0) return show(standing);
      const result = await save(values);
      await draft.drop().catch(() => undefined);
      if (next) {
        form.resetFields();
        look();
        shell.current?.querySelector<HTMLElement>('input, textarea')?.focus();
      }
      onSaved(result, { next });
    } catch (error) {
      if (isFieldError(error)) goTo(error.errorFields[0]?.name.join('.') ?? '');
      else {
        const found = refusalsOf(error);
        show(found);
        showPresent(found);
      }
    } finally {
      busy.current = false;
      setSaving(false);
    }
  };

  useEffect(() => {
    // While the draft was looked for, a dialog had no field to focus: it took the focus itself, or gave it to a link.
    if (!ready || !shell.current?.closest('dialog') || shell.current.contains(document.activeElement)) return;
    shell.current.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [ready]);

  useHotkey('F8', () => void submit(false));
  useHotkey('Mod+Enter', () => void submit(several));

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey || isComposing(event.nativeEvent))
      return;
    const { target } = event;
    if (!(target instanceof HTMLElement) || !shell.current || keepsEnter(target)) return;
    // Before the field sees it: a closed list would open itself on Enter.
    event.preventDefault();
    event.stopPropagation();
    focusNext(shell.current, target);
  };

  const state = useMemo(() => ({ missing, goTo }), [missing, goTo]);
  if (!ready) return <LoadingLines />;

  return (
    <FormContext value={state}>
      <div ref={shell} className="sk-form" onKeyDownCapture={onKeyDown} role="none">
        {draft.phase === 'restored' && draft.savedAt !== undefined ? (
          <Notice
            action={
              <Button
                size="small"
                onClick={() => {
                  form.resetFields();
                  look();
                  void draft.drop();
                }}
              >
                {t('parts.form.discardDraft')}
              </Button>
            }
          >
            {t('parts.form.restored', { at: instantText(draft.savedAt) })}
          </Notice>
        ) : null}
        <Refusals refusals={refusals} />
        <div className="sk-form-body">
          <Form<V>
            name={name}
            form={form}
            layout="vertical"
            initialValues={initial}
            component="div"
            className="sk-form-fields"
            onValuesChange={() => {
              const values = look();
              draft.keep(values);
              // What was refused was refused for the values before.
              setRefusals((before) => (before.length === 0 ? before : []));
              onChange?.(values);
            }}
          >
            {children}
          </Form>
          {aside ? <aside className="sk-form-aside">{aside}</aside> : null}
        </div>
        <div className="sk-form-foot">
          <Button type="primary" data-save="" loading={saving} onClick={() => void submit(false)}>
            {saveLabel ?? t('parts.form.save')}
            <kbd className="sk-key sk-key-on">F8</kbd>
          </Button>
          {several ? (
            <Button onClick={() => void submit(true)} disabled={saving}>
              {t('parts.form.saveNext')}
              <kbd className="sk-key">Ctrl+Enter</kbd>
            </Button>
          ) : null}
          <span className="sk-meta" role="status">
            {draft.phase === 'saved' && draft.savedAt !== undefined
              ? t('parts.form.draftSaved', { at: instantText(draft.savedAt).slice(11) })
              : draft.phase === 'unsaved'
                ? t('parts.form.draftUnsaved')
                : t('parts.form.keeps')}
          </span>
        </div>
      </div>
    </FormContext>
  );
}

interface FieldError {
  readonly errorFields: readonly { readonly name: readonly (string | number)[] }[];
}
const isFieldError = (error: unknown): error is FieldError =>
  typeof error === 'object' && error !== null && 'errorFields' in error && Array.isArray(error.errorFields);

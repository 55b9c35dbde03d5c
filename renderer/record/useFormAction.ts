import type { FormInstance } from 'antd';
import { type ActionState, useAction } from '../feedback/useAction.ts';

/**
 * `useAction` for a form whose content is kept nowhere: passwords and PINs. Fields that are not filled in say so
 * themselves and get the focus; everything else that is wrong comes back as refusals.
 */
export function useFormAction<V extends object>(
  form: FormInstance<V>,
  action: (values: V) => Promise<unknown>,
): readonly [() => Promise<boolean>, ActionState] {
  const [run, state] = useAction(async () => {
    let values: V;
    try {
      values = await form.validateFields();
    } catch (error) {
      const first = firstField(error);
      if (first === undefined) throw error;
      (form.getFieldInstance(first) as { focus?: () => void } | undefined)?.focus?.();
      return;
    }
    await action(values);
  });
  return [run, state];
}

/** The first field that a form found wanting; undefined for any other error. */
function firstField(error: unknown): Parameters<FormInstance['getFieldInstance']>[0] | undefined {
  if (typeof error !== 'object' || error === null || !('errorFields' in error)) return undefined;
  const [first] = Array.isArray(error.errorFields) ? error.errorFields : [];
  return first?.name;
}

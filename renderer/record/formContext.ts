import { createContext, useContext } from 'react';
import type { Refusal } from '../../shared/domain/refusal.ts';

export interface FormState {
  /** What the domain finds wrong or missing now. */
  readonly missing: readonly Refusal[];
  /** Puts the focus on a field by its path. */
  readonly goTo: (field: string) => void;
}

export const FormContext = createContext<FormState>({ missing: [], goTo: () => undefined });
/** For panels inside a form, such as the list of what is still missing. */
export const useFormState = (): FormState => useContext(FormContext);

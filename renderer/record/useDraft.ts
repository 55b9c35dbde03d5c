import { useCallback, useEffect, useRef, useState } from 'react';
import { drafts } from './drafts.ts';

const typingPause = 600;

export interface DraftState {
  /** `loading`: looking for an earlier one; keep the form shut until then, or typing would be overwritten. */
  readonly phase: 'loading' | 'none' | 'restored' | 'saved' | 'unsaved';
  readonly savedAt: number | undefined;
  /** Remembers the values soon, or at once when the page goes away. */
  readonly keep: (values: unknown) => void;
  /** The form was saved, or its draft thrown away. */
  readonly drop: () => Promise<void>;
}

/** Keeps a form's draft. `restore` is called once, with the values found. */
export function useDraft(form: string, restore: (values: unknown) => void): DraftState {
  const [phase, setPhase] = useState<DraftState['phase']>('loading');
  const [savedAt, setSavedAt] = useState<number>();
  const pending = useRef<{ values: unknown } | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const writing = useRef<Promise<unknown>>(Promise.resolve());
  const latestRestore = useRef(restore);
  latestRestore.current = restore;

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const waiting = pending.current;
    if (!waiting) return writing.current;
    pending.current = undefined;
    writing.current = writing.current
      .then(() => drafts.save(form, waiting.values))
      .then(
        (at) => {
          setSavedAt(at);
          setPhase('saved');
        },
        // The form still holds the values; the next key press tries again, and the line below the form says so.
        () => setPhase('unsaved'),
      );
    return writing.current;
  }, [form]);

  useEffect(() => {
    let wanted = true;
    setPhase('loading');
    drafts.load(form).then(
      (draft) => {
        if (!wanted) return;
        if (draft) {
          latestRestore.current(draft.values);
          setSavedAt(draft.savedAt);
        }
        setPhase(draft ? 'restored' : 'none');
      },
      () => wanted && setPhase('none'),
    );
    const leave = () => void flush();
    window.addEventListener('pagehide', leave);
    return () => {
      wanted = false;
      window.removeEventListener('pagehide', leave);
      void flush();
    };
  }, [form, flush]);

  const keep = useCallback(
    (values: unknown) => {
      pending.current = { values };
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, typingPause);
    },
    [flush],
  );
  const drop = useCallback(async () => {
    clearTimeout(timer.current);
    pending.current = undefined;
    await writing.current;
    setPhase('none');
    setSavedAt(undefined);
    await drafts.discard(form);
  }, [form]);
  return { phase, savedAt, keep, drop };
}

/**
 * Preferences of this window that say nothing about anybody: theme, language, row height. Personal data never goes
 * into the browser's storage; forms keep their drafts in the encrypted registry.
 */
export interface Remembered<T> {
  readonly read: () => T;
  readonly write: (value: T) => void;
}

/** A preference out of a fixed set of values; anything else in the storage counts as absent. */
export function remembered<T extends string>(name: string, values: readonly T[], fallback: T): Remembered<T> {
  const key = `shouke.${name}`;
  return {
    read: () => {
      try {
        const stored = localStorage.getItem(key);
        return values.find((value) => value === stored) ?? fallback;
      } catch {
        return fallback;
      }
    },
    write: (value) => {
      try {
        localStorage.setItem(key, value);
      } catch {
        // A full or forbidden storage costs the preference, nothing else.
      }
    },
  };
}

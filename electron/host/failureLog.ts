import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Two files of this size at most: months of failures, and small enough for a message. */
const largest = 1 << 20;

/**
 * Appends to the log that a person can send to support: when, where, what kind of error, and where in the program. Never
 * the message of the error nor any value: they may be somebody's data. A log that cannot be written is no failure itself.
 */
export function logFailure(folder: string, what: string, error: unknown, now: number): void {
  const file = join(folder, 'shouke.log');
  try {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > largest) renameSync(file, `${file}.old`);
    appendFileSync(file, `${new Date(now).toISOString()} ${what} ${kindOf(error)}\n`, { mode: 0o600 });
  } catch {
    // A full or failing disk, which the person is told about in other words.
  }
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  // The lines of the stack alone: its first ones repeat the message.
  const places = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return [`${error.name}${code}`, ...places].join('\n');
}

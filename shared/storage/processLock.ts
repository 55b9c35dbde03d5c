import Sqlite from 'better-sqlite3';

/**
 * Takes a lock for this process and answers what releases it; undefined while another process has it. It is the operating
 * system's, held through SQLite on a file of its own, so it ends with the process however that ends: nothing stale is left
 * after a kill. The file stays, empty. @throws the database's error when the disk does not let anybody have it.
 */
export function takeLock(file: string): (() => void) | undefined {
  let guard: Sqlite.Database | undefined;
  try {
    guard = new Sqlite(file, { timeout: 0 });
    // The rollback journal in memory: a full disk must not look like another process.
    guard.pragma('journal_mode=MEMORY');
    guard.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    guard?.close();
    if (isHeld(error)) return undefined;
    throw error;
  }
  const held = guard;
  return () => held.close();
}

const isHeld = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^SQLITE_BUSY/.test(error.code);

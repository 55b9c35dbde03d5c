import Sqlite from 'better-sqlite3';

export type Sqlite3 = Sqlite.Database;

export interface DatabaseOptions {
  readonly readonly?: boolean;
}

/**
 * Opens a plain SQLCipher 4 database, which other tools open too, with a raw 256-bit key.
 * @param key 32 bytes. A wrong key shows as SQLITE_NOTADB at the first read, which happens here.
 */
export function openDatabase(file: string, key: Uint8Array, options: DatabaseOptions = {}): Sqlite3 {
  const database = new Sqlite(file, { readonly: options.readonly ?? false, timeout: 5000 });
  try {
    database.pragma("cipher='sqlcipher'");
    database.pragma('legacy=4');
    database.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`);
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    if (!options.readonly) {
      database.pragma('journal_mode=WAL');
      database.pragma('synchronous=FULL');
      database.pragma('foreign_keys=ON');
      // Statements never hold the deleted values of an earlier state in free pages.
      database.pragma('secure_delete=FAST');
    } else database.pragma('query_only=ON');
    database.pragma('cache_size=-65536');
    database.pragma('temp_store=MEMORY');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

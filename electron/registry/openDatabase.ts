export { openDatabase, type Sqlite3 } from '../../shared/storage/sqlcipher.ts';

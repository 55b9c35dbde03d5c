import type { Kysely } from 'kysely';
import { run } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, ['ALTER TABLE attachment ADD COLUMN pagesByEye TEXT']);
}

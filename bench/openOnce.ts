import { join } from 'node:path';
import { openDatabase } from '../electron/registry/openDatabase.ts';

/** The floor of `start`, a process of its own: opens a branch's registry with the key given in the environment and asks once. */
const [folder = ''] = process.argv.slice(2);
const key = Buffer.from(process.env.SHOUKE_BENCH_KEY ?? '', 'hex');
const database = openDatabase(join(folder, 'registry.db'), key, { readonly: true });
const { count } = database.prepare('SELECT count(*) AS count FROM client').get() as { count: number };
database.close();
if (count === 0) throw new Error('not the sample branch');

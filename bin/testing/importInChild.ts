import { readFileSync } from 'node:fs';
import { openHeadquarters } from '../../hq/headquarters.ts';
import { systemClock } from '../../shared/domain/clock.ts';

/**
 * Child process of the import tests: `importInChild.ts HQ STEP COUNT FILE…`. Spools the first file, imports the others, and
 * kills itself at the given occurrence of a step; `-` for none.
 */
const [folder = '', fatal = '-', count = '1', first = '', ...rest] = process.argv.slice(2);
let left = Number(count);
const hq = await openHeadquarters({
  folder,
  clock: systemClock,
  onStep: (step) => {
    if (step === fatal && --left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
hq.spool(readFileSync(first));
const report = await hq.import(rest);
await hq.close();
process.send?.(report);

import { openHeadquarters } from '../../hq/headquarters.ts';
import { systemClock } from '../../shared/domain/clock.ts';

/**
 * Child process of the passphrase tests: `changePassphraseInChild.ts HQ STEP COUNT OLD NEW`. Kills itself at the given
 * occurrence of a step, or with `after N` so many milliseconds after the change began.
 */
const [folder = '', fatal = '', count = '1', passphrase = '', next = ''] = process.argv.slice(2);
let left = Number(count);
const end = (): void => void process.kill(process.pid, 'SIGKILL');
const hq = await openHeadquarters({
  folder,
  passphrase,
  clock: systemClock,
  onStep: (step) => {
    if (step === fatal && --left === 0) end();
  },
});
const [, delay] = /^after (\d+)$/.exec(fatal) ?? [];
if (delay !== undefined) setTimeout(end, Number(delay));
await hq.changePassphrase(next);
await hq.close();

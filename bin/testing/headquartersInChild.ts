import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { openHeadquarters } from '../../hq/headquarters.ts';
import { replayParked } from '../../hq/import/replay.ts';
import { RowWriter } from '../../hq/import/rows.ts';
import { Standing } from '../../hq/import/standing.ts';
import { KeyStore } from '../../hq/keys/keyStore.ts';
import { StoreMarker } from '../../hq/marker.ts';
import { openStore } from '../../hq/store/store.ts';
import { systemClock } from '../../shared/domain/clock.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';

/**
 * Child process of the tests with two headquarters on one folder: `headquartersInChild.ts HQ WHAT …`. Says when it has opened
 * the folder, goes on when it is told to, and says what came of it.
 */
const [folder = '', what = '', ...given] = process.argv.slice(2);
const say = (message: unknown): void => void process.send?.(message);
const told = async (): Promise<void> => {
  say('ready');
  await once(process, 'message');
};

if (what === 'replay') {
  const store = await openStore({ folder, key: new KeyStore(folder).storeKey() });
  await told();
  say(replayParked(store, new RowWriter(store), new Standing(store), systemClock.now()));
  store.close();
} else if (what === 'mark') {
  // Every second number, from the one given.
  const store = await openStore({ folder, key: new KeyStore(folder).storeKey() });
  let size = Number(given[0]);
  const marker = new StoreMarker(folder, store, () => size);
  await told();
  for (const last = Number(given[1]); size <= last; size += 2) marker.mark('of both');
  store.close();
} else {
  const fatal = what === 'import' ? given[0] : undefined;
  const hq = await openHeadquarters({
    folder,
    clock: systemClock,
    passphrase: process.env.TEST_PASSPHRASE,
    onStep: (step) => {
      if (step === fatal) process.kill(process.pid, 'SIGKILL');
    },
  });
  await told();
  if (what === 'import') {
    say(await hq.import(given.slice(1)));
  } else if (what === 'enrol') {
    const [request = ''] = given;
    say(
      await hq.enrol(readFileSync(request)).then(
        () => 'enrolled',
        (error: unknown) => (error instanceof RefusalError ? error.refusals[0]?.code : String(error)),
      ),
    );
  } else {
    // Looks at the inbox again and again, as a server does, until it is told to stop.
    let stop = false;
    void once(process, 'message').then(() => {
      stop = true;
    });
    const names: string[] = [];
    let looks = 0;
    for (let last = false; !last; looks++) {
      last = stop;
      const { files } = await hq.importInbox();
      names.push(...files.filter(({ outcome }) => outcome === 'imported').map(({ name }) => name));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    say({ names, looks });
  }
  await hq.close();
}
process.disconnect?.();

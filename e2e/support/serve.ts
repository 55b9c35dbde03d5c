import { createInterface } from 'node:readline';
import { startBrowserHost } from '../../electron/browser/host.ts';
import { fillHandoverBranch } from './handoverBranch.ts';
import { fillPaperBranch } from './paperBranch.ts';

/**
 * The program behind the browser tests, in a process of its own: `serve.ts FOLDER PAGES KIND`. Prints a
 * link, and another one for each line it reads; ends when its input ends.
 */
const [folder, pages, kind] = process.argv.slice(2);
if (folder === undefined || pages === undefined)
  throw new Error('usage: serve.ts FOLDER PAGES sample|empty|handover|paper');
const host = await startBrowserHost({
  folder,
  pages,
  sampleIfEmpty: kind !== 'empty',
  ...(kind === 'handover' ? { fillSample: fillHandoverBranch } : {}),
  ...(kind === 'paper' ? { fillSample: fillPaperBranch } : {}),
  onFailure: (what, error) => console.error(what, error),
});
console.log(host.link());
for await (const _line of createInterface(process.stdin)) console.log(host.link());
await host.close();

import { startBrowserHost } from '../browser/host.ts';

/** Child process of the kill test: serves a folder with an empty sample branch until it is killed. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('folder missing');
const { host } = await startBrowserHost({ folder, sampleIfEmpty: true, fillSample: async () => undefined });
console.log(host.state().phase);

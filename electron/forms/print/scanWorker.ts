import { parentPort } from 'node:worker_threads';
import { readHere } from './scanReader.ts';

/**
 * The thread in which scans are read: decoding takes tenths of a second per page, and a file made to hang a decoder hangs
 * only this thread, which is then ended.
 */
parentPort?.on('message', async (bytes: Uint8Array) => {
  const onPage = (read: number, pages: number) => parentPort?.postMessage({ read, pages });
  parentPort?.postMessage({ result: await readHere(bytes, onPage) });
});

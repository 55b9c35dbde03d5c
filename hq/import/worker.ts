import { createPrivateKey, createPublicKey } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { hpkeRecipient } from '../../shared/pki/hpke.ts';
import { prepareFile } from './prepare.ts';
import type { WorkerAnswer, WorkerJob, WorkerStart } from './workers.ts';

const start = workerData as WorkerStart;
const ours = start.encryptionKeys.map((der) =>
  hpkeRecipient(createPrivateKey({ key: Buffer.from(der), type: 'pkcs8', format: 'der' })),
);

parentPort?.on('message', ({ id, bytes, signer }: WorkerJob) => {
  const known = signer && {
    fingerprint: signer.fingerprint,
    publicKey: createPublicKey({ key: Buffer.from(signer.publicKey), type: 'spki', format: 'der' }),
    origin: 'branch' as const,
    branchId: signer.branchId,
    ...(signer.revokedFromSequence === null ? {} : { revokedFromSequence: signer.revokedFromSequence }),
  };
  const prepared = prepareFile(bytes, known, ours, start.sample);
  const answer: WorkerAnswer = { id, prepared };
  if (prepared.state !== 'opened') {
    parentPort?.postMessage(answer);
    return;
  }
  // A payload may be a view into a larger buffer; only its own bytes cross, without a copy.
  const payload = new Uint8Array(prepared.payload);
  parentPort?.postMessage({ id, prepared: { ...prepared, payload } } satisfies WorkerAnswer, [payload.buffer]);
});

import { type KeyObject, sign as signCallback } from 'node:crypto';
import { promisify } from 'node:util';
import type { CmsSigner } from '../cms/create.ts';

const sign = promisify<string, Uint8Array, KeyObject, Buffer>(signCallback);

/**
 * A signer from an opened key. Signing runs on a worker thread of the runtime, not on the event loop.
 * @param certificate DER
 * @param chain DER, nearest issuer first
 */
export const signerWith = (
  privateKey: KeyObject,
  certificate: Uint8Array,
  chain: readonly Uint8Array[],
): CmsSigner => ({ certificate, chain, sign: (bytes) => sign('sha256', bytes, privateKey) });

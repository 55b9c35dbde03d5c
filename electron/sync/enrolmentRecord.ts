import * as z from 'zod';
import type { EnrolmentBundle } from '../../shared/pki/enrolmentAnswer.ts';
import type { SyncSettings } from './settings.ts';

/** Bytes as base64 text. */
const base64 = z.codec(z.base64(), z.instanceof(Uint8Array), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
});

const bundle = z.object({
  headquarters: z.object({
    name: z.string(),
    sample: z.boolean(),
    hqIncarnation: base64,
    root: base64,
    intermediates: z.array(base64),
    changeSets: base64,
    encryptionPublicKey: base64,
    recoveryPublicKey: base64,
    timestamping: base64.nullable(),
    seal: base64.nullable(),
    revocationLists: z.array(base64),
  }),
  rootFingerprint: base64,
  changeSets: base64,
  authority: base64,
  seal: base64,
  signerQuota: z.int(),
  enrolledAt: z.int(),
});

const record = z.object({
  /** The request that waits for an answer; null once it was answered. */
  request: z.object({ bytes: base64, fingerprint: base64, requestedAt: z.int() }).nullable(),
  /** What headquarters issued; null before. A new request after that is for another device's keys. */
  bundle: bundle.nullable(),
});
export type EnrolmentRecord = z.infer<typeof record>;

const none: EnrolmentRecord = { request: null, bundle: null };

/** Where the branch stands towards headquarters. */
export function readEnrolmentRecord(settings: SyncSettings): EnrolmentRecord {
  const text = settings.get('enrolment');
  return text === undefined ? none : z.decode(record, JSON.parse(text));
}

export const enrolmentRecordText = (value: { request: EnrolmentRecord['request']; bundle: EnrolmentBundle | null }) =>
  JSON.stringify(z.encode(record, value as EnrolmentRecord));

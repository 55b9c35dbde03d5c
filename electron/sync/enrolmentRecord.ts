import * as z from 'zod';
import type { EnrolmentBundle } from '../../shared/pki/enrolmentAnswer.ts';
import { base64, headquartersIdentity } from '../../shared/pki/identityText.ts';
import type { SyncSettings } from './settings.ts';

const bundle = z.object({
  headquarters: headquartersIdentity,
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

export const enrolmentRecordText = (value: {
  request: EnrolmentRecord['request'];
  bundle: EnrolmentBundle | null;
}): string => JSON.stringify(z.encode(record, value as EnrolmentRecord));

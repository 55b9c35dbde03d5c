import * as z from 'zod';
import type { HeadquartersIdentity } from './enrolmentAnswer.ts';

/** Bytes as base64 text, for files and columns of text. */
export const base64 = z.codec(z.base64(), z.instanceof(Uint8Array), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
});

/** What everybody gets to know of a headquarters, as JSON that a branch and headquarters itself keep. */
export const headquartersIdentity = z.object({
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
});

/** The identity as JSON text. */
export const identityText = (identity: HeadquartersIdentity): string =>
  JSON.stringify(z.encode(headquartersIdentity, identity as z.output<typeof headquartersIdentity>), null, 2);

/** Throws where the text is not an identity. */
export const readIdentityText = (text: string): HeadquartersIdentity =>
  z.decode(headquartersIdentity, JSON.parse(text));

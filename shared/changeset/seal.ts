import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { certificateFingerprint } from '../pki/certificate.ts';
import { hpkeKeyId } from '../pki/hpke.ts';
import { chunkedSaltSize, encryptChunks } from './chunkedEncryption.ts';
import { compressAndPad } from './compression.ts';
import { encodeFrame, envelopeHash } from './envelope.ts';
import { type ChangeSetHeader, encodeHeader } from './header.ts';
import { changeSetLimits } from './limits.ts';
import { fileKeySize, wrapFileKey } from './recipients.ts';
import { withLowS } from './signature.ts';

/** Who signs: the certificate HQ issued for change sets, and its private key (ECDSA P-256). */
export interface ChangeSetSigner {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
}

export interface ChangeSetToSeal {
  readonly header: Omit<ChangeSetHeader, 'signer' | 'recipients'>;
  /** CBOR of the kind, at most {@link changeSetLimits}.payloadBytes. */
  readonly payload: Uint8Array;
  readonly signer: ChangeSetSigner;
  /** HPKE public keys, 65 bytes each. */
  readonly recipients: readonly Uint8Array[];
}

/** What is random in a file. Given only to make test vectors; ephemeral private keys of 32 bytes, one per recipient. */
export interface SealingEntropy {
  readonly fileKey: Uint8Array;
  readonly salt: Uint8Array;
  readonly ephemeralKeys: readonly Uint8Array[];
}

export interface SealedChangeSet {
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`: the next file's `previousHash`, and the leaf of headquarters' tree. */
  readonly hash: Uint8Array;
  readonly header: ChangeSetHeader;
}

/**
 * Seals one file. Store the bytes and send those again when asked: sealing the same payload twice gives two different
 * files under one sequence, which headquarters must take for a fork.
 */
export function sealChangeSet(input: ChangeSetToSeal, entropy?: SealingEntropy): SealedChangeSet {
  const { payload, recipients, signer } = input;
  if (payload.length > changeSetLimits.payloadBytes) throw new RangeError(`payload of ${payload.length} bytes`);
  if (recipients.length === 0 || recipients.length > changeSetLimits.recipients) {
    throw new RangeError(`${recipients.length} recipients`);
  }
  const header: ChangeSetHeader = {
    ...input.header,
    signer: certificateFingerprint(signer.certificate),
    recipients: recipients.map(hpkeKeyId),
  };
  const fileKey = entropy?.fileKey ?? randomBytes(fileKeySize);
  const salt = entropy?.salt ?? randomBytes(chunkedSaltSize);

  const headerBytes = encodeHeader(header);
  const recipientBytes = wrapFileKey(fileKey, recipients, headerBytes, entropy?.ephemeralKeys);
  const body = encryptChunks(fileKey, salt, bodyContext(headerBytes, recipientBytes), compressAndPad(payload));
  const frame = encodeFrame(headerBytes.length, recipientBytes.length, body.length);
  const signed = Buffer.concat([frame, headerBytes, recipientBytes, body]);
  const signature = withLowS(sign('sha256', signed, { key: signer.privateKey, dsaEncoding: 'ieee-p1363' }));
  const bytes = Buffer.concat([signed, signature]);
  return { bytes, hash: envelopeHash(bytes), header };
}

/** What the body is bound to: SHA-256 over header and recipients. */
export function bodyContext(headerBytes: Uint8Array, recipientBytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(headerBytes).update(recipientBytes).digest();
}

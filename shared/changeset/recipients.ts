import { hash } from 'node:crypto';
import { done, type Result } from '../domain/refusal.ts';
import { type HpkeRecipient, hpkeEncapsulatedSize, hpkeKeyId, hpkeOpen, hpkeOverhead, hpkeSeal } from '../pki/hpke.ts';
import { CborReader, WireError } from './cborReader.ts';
import { CborWriter } from './cborWriter.ts';
import { changeSetLimits } from './limits.ts';
import { refuseChangeSet } from './refusals.ts';

const fileKeyDomain = Buffer.from('shouke:changeset:file-key:1\0');
export const fileKeySize = 32;
const wrappedSize = fileKeySize + hpkeOverhead;

interface Stanza {
  readonly keyId: Uint8Array;
  readonly encapsulated: Uint8Array;
  readonly wrapped: Uint8Array;
}

/** The file key wrapped to each recipient's public key (65 bytes each), in the order of the header. */
export function wrapFileKey(
  fileKey: Uint8Array,
  publicKeys: readonly Uint8Array[],
  headerBytes: Uint8Array,
  ephemeralKeys?: readonly Uint8Array[],
): Buffer {
  const writer = new CborWriter(256).array(publicKeys.length);
  const info = wrapInfo(headerBytes);
  for (const [index, publicKey] of publicKeys.entries()) {
    const sealed = hpkeSeal(publicKey, info, fileKey, ephemeralKeys?.[index]);
    writer.array(3).bytes(hpkeKeyId(publicKey)).bytes(sealed.encapsulated).bytes(sealed.ciphertext);
  }
  return writer.bytesWritten();
}

/**
 * The file key, with whichever of our keys the file is encrypted to. Refusals: `recipientsMalformed`, `notForUs`,
 * `keyUnwrap`.
 */
export function unwrapFileKey(
  recipientBytes: Uint8Array,
  keyIds: readonly Uint8Array[],
  headerBytes: Uint8Array,
  ours: readonly HpkeRecipient[],
): Result<Uint8Array> {
  const stanzas = readStanzas(recipientBytes);
  if (!stanzas.ok) return stanzas;
  const matches =
    stanzas.value.length === keyIds.length &&
    keyIds.every((keyId, index) => {
      const stanza = stanzas.value[index];
      return stanza !== undefined && Buffer.compare(stanza.keyId, keyId) === 0;
    });
  if (!matches) return refuseChangeSet('changeset.recipientsMalformed');
  for (const recipient of ours) {
    const stanza = stanzas.value.find((each) => Buffer.compare(each.keyId, recipient.keyId) === 0);
    if (stanza === undefined) continue;
    const { encapsulated, wrapped } = stanza;
    const fileKey = hpkeOpen(recipient, wrapInfo(headerBytes), { encapsulated, ciphertext: wrapped });
    return fileKey === undefined ? refuseChangeSet('changeset.keyUnwrap') : done(fileKey);
  }
  return refuseChangeSet('changeset.notForUs');
}

function readStanzas(bytes: Uint8Array): Result<readonly Stanza[]> {
  const reader = new CborReader(bytes);
  try {
    const stanzas = Array.from({ length: reader.array(changeSetLimits.recipients) }, () => {
      reader.arrayOf(3);
      return {
        keyId: reader.bytesOf(32),
        encapsulated: reader.bytesOf(hpkeEncapsulatedSize),
        wrapped: reader.bytesOf(wrappedSize),
      };
    });
    reader.end();
    return done(stanzas);
  } catch (error) {
    if (error instanceof WireError) return refuseChangeSet('changeset.recipientsMalformed', error.message);
    throw error;
  }
}

function wrapInfo(headerBytes: Uint8Array): Uint8Array {
  return Buffer.concat([fileKeyDomain, hash('sha256', headerBytes, 'buffer')]);
}

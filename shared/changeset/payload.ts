import { done, type Result } from '../domain/refusal.ts';
import { CborReader, WireError } from './cborReader.ts';
import { refuseChangeSet } from './refusals.ts';

/**
 * Reads a payload `[version, content]`: the version first, so that a newer one is told from a damaged one. `content` may
 * throw {@link WireError}; bytes after it are refused. Refusals: `payloadMalformed` (with the byte), `payloadTooNew`.
 */
export function readPayload<T>(payload: Uint8Array, version: number, content: (reader: CborReader) => T): Result<T> {
  const reader = new CborReader(payload);
  try {
    reader.arrayOf(2);
    const found = reader.unsigned();
    if (found > version) return refuseChangeSet('changeset.payloadTooNew', `${found} > ${version}`);
    if (found !== version) reader.fail('not a known version');
    const value = content(reader);
    reader.end();
    return done(value);
  } catch (error) {
    if (error instanceof WireError) return refuseChangeSet('changeset.payloadMalformed', error.message);
    throw error;
  }
}

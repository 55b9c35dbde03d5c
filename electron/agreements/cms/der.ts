import { tlv } from '../../../shared/pki/der.ts';

export { derNull, octetString, oid, sequence, smallInteger, tlv } from '../../../shared/pki/der.ts';

/** SET OF with its elements in DER order (X.690, 11.6); `tag` for the implicitly tagged ones. */
export const setOf = (parts: readonly Uint8Array[], tag = 0x31): Buffer => tlv(tag, ...[...parts].sort(Buffer.compare));

import {
  Set as Asn1Set,
  type BaseBlock,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Sequence,
} from 'asn1js';
import { OID } from './oids.ts';

/** Far above any real signature (16 kB reserved here), small enough to parse at once. */
const MAX_CMS = 4 * 1024 * 1024;
const MAX_NODES = 60_000;

/** A CMS message that is not what RFC 5652 describes; the detail is for logs. */
export class CmsUnreadable extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'CmsUnreadable';
  }
}

export interface CmsAttribute {
  readonly type: string;
  readonly values: readonly BaseBlock[];
}

/** The one signer of a SignedData message, with everything as the bytes that were sent. */
export interface CmsMessage {
  readonly contentType: string;
  /** Encapsulated content; a detached signature has none. */
  readonly content: Uint8Array | undefined;
  readonly certificates: readonly Uint8Array[];
  readonly signerCount: number;
  readonly digestAlgorithm: string;
  readonly signatureAlgorithm: { readonly oid: string; readonly parameters: BaseBlock | undefined };
  readonly signature: Uint8Array;
  readonly signerId:
    | { readonly issuer: Uint8Array; readonly serial: Uint8Array }
    | { readonly subjectKeyIdentifier: Uint8Array };
  /** The SET that is signed, with its own tag, and its attributes. */
  readonly signedAttributes: { readonly encoded: Uint8Array; readonly list: readonly CmsAttribute[] } | undefined;
  readonly unsignedAttributes: readonly CmsAttribute[];
  /** The same as sent, with their tag. */
  readonly unsignedEncoded: Uint8Array | undefined;
  /** Bytes the message takes; what lies behind is padding. */
  readonly length: number;
  /** False where the outer encoding is not DER (indefinite length). */
  readonly definite: boolean;
}

const fail = (detail: string): never => {
  throw new CmsUnreadable(detail);
};
export const childrenOf = (node: BaseBlock | undefined): BaseBlock[] =>
  node instanceof Constructed ? (node.valueBlock.value as BaseBlock[]) : fail('expected a constructed value');
const isContext = (node: BaseBlock | undefined, tag: number): node is BaseBlock =>
  node !== undefined && node.idBlock.tagClass === 3 && node.idBlock.tagNumber === tag;
export const oidOf = (node: BaseBlock | undefined): string =>
  node instanceof ObjectIdentifier ? node.valueBlock.toString() : fail('expected an object identifier');
export const rawOf = (node: BaseBlock | undefined): Uint8Array =>
  node === undefined ? fail('missing value') : node.valueBeforeDecodeView;
export const octetsOf = (node: BaseBlock | undefined): Uint8Array =>
  node instanceof OctetString ? new Uint8Array(node.getValue()) : fail('expected an octet string');

/** Decodes untrusted BER with bounds. @throws CmsUnreadable */
export function decode(bytes: Uint8Array): { node: BaseBlock; length: number } {
  if (bytes.length > MAX_CMS) fail('larger than 4 MB');
  const limits = { maxDepth: 64, maxNodes: MAX_NODES, maxContentLength: MAX_CMS };
  let decoded: ReturnType<typeof fromBER>;
  try {
    decoded = fromBER(bytes, limits);
  } catch (problem) {
    // The decoder throws for values it cannot convert, a date of letters for example.
    return fail(problem instanceof Error ? problem.message : 'not BER');
  }
  if (decoded.offset < 0 || decoded.result.error !== '') fail(decoded.result.error || 'not BER');
  return { node: decoded.result, length: decoded.offset };
}

function attributesOf(nodes: readonly BaseBlock[]): CmsAttribute[] {
  return nodes.map((node) => {
    const [type, values] = childrenOf(node);
    return {
      type: oidOf(type),
      values: values instanceof Asn1Set ? childrenOf(values) : fail('attribute without values'),
    };
  });
}

/** Reads a SignedData message with exactly the structure of RFC 5652; nothing is checked yet. @throws CmsUnreadable */
export function readCms(bytes: Uint8Array): CmsMessage {
  const { node, length } = decode(bytes);
  const [type, wrapped] = childrenOf(node);
  if (oidOf(type) !== OID.signedData || !isContext(wrapped, 0)) fail('not a SignedData message');
  const [signedData] = childrenOf(wrapped);
  if (!(signedData instanceof Sequence)) fail('SignedData is no sequence');
  const [version, digests, encapsulated, ...rest] = childrenOf(signedData);
  if (!(version instanceof Integer) || !(digests instanceof Asn1Set)) fail('malformed SignedData');
  const certificates = rest.find((each) => isContext(each, 0));
  const signers = rest.at(-1);
  const signerInfos = signers instanceof Asn1Set ? childrenOf(signers) : fail('no signers');
  const [contentType, content] = childrenOf(encapsulated);

  const fields = childrenOf(signerInfos[0]);
  const [, sid, digestAlgorithm] = fields;
  let at = 3;
  const signed = isContext(fields[at], 0) ? fields[at++] : undefined;
  const signatureAlgorithm = childrenOf(fields[at++]);
  const signature = octetsOf(fields[at++]);
  const unsigned = isContext(fields[at], 1) ? fields[at] : undefined;
  return {
    contentType: oidOf(contentType),
    content: content === undefined ? undefined : octetsOf(childrenOf(content)[0]),
    certificates: (certificates === undefined ? [] : childrenOf(certificates))
      .filter((each) => each instanceof Sequence)
      .map((each) => rawOf(each)),
    signerCount: signerInfos.length,
    digestAlgorithm: oidOf(childrenOf(digestAlgorithm)[0]),
    signatureAlgorithm: { oid: oidOf(signatureAlgorithm[0]), parameters: signatureAlgorithm[1] },
    signature,
    signerId: signerIdOf(sid),
    signedAttributes:
      signed === undefined ? undefined : { encoded: asSet(rawOf(signed)), list: attributesOf(childrenOf(signed)) },
    unsignedAttributes: unsigned === undefined ? [] : attributesOf(childrenOf(unsigned)),
    unsignedEncoded: unsigned === undefined ? undefined : rawOf(unsigned),
    length,
    definite: bytes[1] !== 0x80,
  };
}

function signerIdOf(sid: BaseBlock | undefined): CmsMessage['signerId'] {
  if (isContext(sid, 0)) {
    // [0] IMPLICIT: the content octets themselves, behind tag and length.
    const raw = rawOf(sid);
    return { subjectKeyIdentifier: raw.subarray(raw.length - sid.lenBlock.length) };
  }
  const [issuer, serial] = childrenOf(sid);
  return { issuer: rawOf(issuer), serial: rawOf(serial) };
}

/** The bytes under the tag SET OF instead of [0]: what the signature is over (RFC 5652, 5.4). */
function asSet(encoded: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(encoded);
  copy[0] = 0x31;
  return copy;
}

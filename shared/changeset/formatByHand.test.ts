import { createDecipheriv, createECDH, createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

/**
 * A second reader, written from docs/format/changeset.md with nothing of the product: if it reads the published vectors,
 * so can somebody else.
 */
const folder = new URL('../../docs/format/vectors/', import.meta.url);
const json = (name: string): Json => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A member of a JSON object, by path. */
function at(value: Json, ...path: (string | number)[]): Json {
  let found = value;
  for (const step of path) {
    const next: Json | undefined = Object(found)[step];
    if (next === undefined) throw new Error(`no ${path.join('.')}`);
    found = next;
  }
  return found;
}
const bytesAt = (value: Json, ...path: (string | number)[]): Buffer =>
  Buffer.from(String(at(value, ...path, 'hex')), 'hex');
const listAt = (value: Json, ...path: (string | number)[]): Json[] => {
  const list = path.length === 0 ? value : at(value, ...path);
  if (!Array.isArray(list)) throw new Error(`not a list: ${path.join('.')}`);
  return list;
};

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const hmac = (key: Uint8Array, ...parts: Uint8Array[]): Buffer =>
  createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

function gcm(key: Buffer, nonce: Buffer, sealed: Buffer, aad: Buffer = Buffer.alloc(0)): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

/** CBOR items become: numbers, strings, buffers, arrays, arrays of [key, value] for maps, booleans and null. */
type Item = number | string | Buffer | boolean | null | Item[];

function decodeCbor(bytes: Buffer): Item {
  let offset = 0;
  const head = (): [number, number] => {
    const first = bytes.readUInt8(offset++);
    const info = first & 31;
    if (info < 24) return [first >> 5, info];
    const size = 2 ** (info - 24);
    const value = size === 8 ? Number(bytes.readBigUInt64BE(offset)) : bytes.readUIntBE(offset, size);
    offset += size;
    return [first >> 5, value];
  };
  const take = (size: number): Buffer => {
    offset += size;
    return bytes.subarray(offset - size, offset);
  };
  const item = (): Item => {
    const first = bytes.readUInt8(offset);
    if (first === 0xf6) {
      offset++;
      return null;
    }
    if (first === 0xf4 || first === 0xf5) return take(1)[0] === 0xf5;
    if (first === 0xf9) return half(take(3).readUInt16BE(1));
    if (first === 0xfa) return take(5).readFloatBE(1);
    if (first === 0xfb) return take(9).readDoubleBE(1);
    const [major, argument] = head();
    if (major === 0) return argument;
    if (major === 1) return -1 - argument;
    if (major === 2) return take(argument);
    if (major === 3) return take(argument).toString('utf8');
    if (major === 4) return Array.from({ length: argument }, item);
    if (major === 5) return Array.from({ length: argument }, () => [item(), item()]);
    throw new Error(`major type ${major}`);
  };
  const value = item();
  if (offset !== bytes.length) throw new Error('bytes after the end');
  return value;
}

const half = (bits: number): number => {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const magnitude = exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -magnitude : magnitude;
};

/** The little of writing that hashes need. */
type Plain = number | string | Uint8Array | readonly Plain[];
function cbor(value: Plain): Buffer {
  const head = (major: number, n: number): Buffer => {
    if (n < 24) return Buffer.of((major << 5) | n);
    const size = n < 0x100 ? 1 : n < 0x1_0000 ? 2 : n < 0x1_0000_0000 ? 4 : 8;
    const bytes = Buffer.alloc(1 + size);
    bytes[0] = (major << 5) | (24 + Math.log2(size));
    if (size === 8) bytes.writeBigUInt64BE(BigInt(n), 1);
    else bytes.writeUIntBE(n, 1, size);
    return bytes;
  };
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(4, value.length), ...value.map((each) => cbor(each))]);
}

const list = (item: Item | undefined): Item[] => {
  if (!Array.isArray(item)) throw new Error('not a list');
  return item;
};
const bytes = (item: Item | undefined): Buffer => {
  if (!Buffer.isBuffer(item)) throw new Error('not bytes');
  return item;
};

/** As the vectors spell values in JSON. */
function plain(item: Item): Json {
  if (Buffer.isBuffer(item)) return { hex: item.toString('hex') };
  return Array.isArray(item) ? item.map(plain) : item;
}

function publicKeyOf(point: Buffer) {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

/** RFC 9180, base mode, for the three algorithms of the format. */
function hpkeOpen(scalar: Buffer, publicKey: Buffer, info: Buffer, encapsulated: Buffer, sealed: Buffer): Buffer {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  const kem = ascii('KEM\x00\x10');
  const suite = ascii('HPKE\x00\x10\x00\x01\x00\x02');
  const extract = (id: Buffer, salt: Buffer, label: string, ikm: Buffer) =>
    hmac(salt, ascii('HPKE-v1'), id, ascii(label), ikm);
  const expand = (id: Buffer, key: Buffer, label: string, context: Buffer, size: number) =>
    hmac(key, Buffer.of(0, size), ascii('HPKE-v1'), id, ascii(label), context, Buffer.of(1)).subarray(0, size);
  const none = Buffer.alloc(0);
  const eae = extract(kem, none, 'eae_prk', ecdh.computeSecret(encapsulated));
  const shared = expand(kem, eae, 'shared_secret', Buffer.concat([encapsulated, publicKey]), 32);
  const pskHash = extract(suite, none, 'psk_id_hash', none);
  const context = Buffer.concat([Buffer.of(0), pskHash, extract(suite, none, 'info_hash', info)]);
  const secret = extract(suite, shared, 'secret', none);
  return gcm(expand(suite, secret, 'key', context, 32), expand(suite, secret, 'base_nonce', context, 12), sealed);
}

/** HKDF-Expand (RFC 5869). */
function hkdfExpand(key: Buffer, info: Buffer, size: number): Buffer {
  let block: Buffer = Buffer.alloc(0);
  let all: Buffer = Buffer.alloc(0);
  for (let counter = 1; all.length < size; counter++) {
    block = hmac(key, block, info, Buffer.of(counter));
    all = Buffer.concat([all, block]);
  }
  return all.subarray(0, size);
}

function decryptBody(fileKey: Buffer, context: Buffer, body: Buffer): Buffer {
  const name = ascii('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0');
  const keys = hkdfExpand(fileKey, Buffer.concat([name, body.subarray(0, 24), context]), 76);
  expect(keys.subarray(44)).toEqual(body.subarray(24, 56));
  const chunks: Buffer[] = [];
  for (let number = 0, from = 56; from < body.length; number++, from += 16_400) {
    const nonce = Buffer.from(keys.subarray(32, 44));
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ number) >>> 0, 8);
    chunks.push(gcm(keys.subarray(0, 32), nonce, body.subarray(from, from + 16_400)));
  }
  expect(chunks.at(-1)?.length).toBeLessThan(16_384);
  return Buffer.concat(chunks);
}

const vector = json('transactions.json');
const file = readFileSync(new URL('transactions.skcs', folder));

test('the file is verified, decrypted and read by hand', () => {
  expect(file.subarray(0, 8).toString('hex')).toBe('89534b43530d0a1a');
  const [headerSize, recipientsSize, bodySize] = [8, 12, 16].map((offset) => file.readUInt32BE(offset));
  const headerEnd = 20 + (headerSize ?? 0);
  const recipientsEnd = headerEnd + (recipientsSize ?? 0);
  const bodyEnd = recipientsEnd + (bodySize ?? 0);
  expect(file.length).toBe(bodyEnd + 64);
  const headerBytes = file.subarray(20, headerEnd);
  const recipientBytes = file.subarray(headerEnd, recipientsEnd);
  const signature = file.subarray(bodyEnd);
  expect(sha256(file)).toEqual(bytesAt(vector, 'envelopeHash'));

  const key = publicKeyOf(bytesAt(vector, 'signerPublicKey'));
  expect(verify('sha256', file.subarray(0, bodyEnd), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);

  const header = new Map(list(decodeCbor(headerBytes)).map((entry) => [Number(list(entry)[0]), list(entry)[1]]));
  const expected = at(vector, 'header');
  expect([...header.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  expect(plain([...header.values()].map((value) => value ?? null))).toEqual([
    1,
    1,
    at(expected, 'branchId'),
    at(expected, 'incarnationId'),
    at(expected, 'sequence'),
    at(expected, 'previousHash'),
    at(expected, 'schemaVersion'),
    at(expected, 'signer'),
    at(expected, 'recipients'),
    [at(expected, 'checkpoint', 'treeSize'), at(expected, 'checkpoint', 'root')],
    at(expected, 'sample'),
    1,
    at(expected, 'sealedAt'),
    [at(expected, 'auditHead', 'sequence'), at(expected, 'auditHead', 'hash')],
  ]);
  expect(header.get(8)).toEqual(sha256(bytesAt(vector, 'certificate')));

  const publicKey = bytesAt(vector, 'recipientPublicKey');
  const [keyId, encapsulated, wrapped] = list(list(decodeCbor(recipientBytes))[0]);
  expect(keyId).toEqual(sha256(publicKey));
  const info = Buffer.concat([ascii('shouke:changeset:file-key:1\0'), sha256(headerBytes)]);
  const scalar = bytesAt(vector, 'recipientPrivateScalar');
  const fileKey = hpkeOpen(scalar, publicKey, info, bytes(encapsulated), bytes(wrapped));
  expect(fileKey).toEqual(bytesAt(vector, 'fileKey'));

  const context = sha256(headerBytes, recipientBytes);
  expect(context).toEqual(bytesAt(vector, 'bodyContext'));
  const padded = decryptBody(fileKey, context, file.subarray(recipientsEnd, bodyEnd));
  const frameEnd = 8 + padded.readUInt32BE(0);
  expect(padded.subarray(frameEnd).every((byte) => byte === 0)).toBe(true);
  const payload = zstdDecompressSync(padded.subarray(8, frameEnd));
  expect(payload.length).toBe(padded.readUInt32BE(4));
  expect(payload).toEqual(bytesAt(vector, 'payload'));

  const [version, parts] = list(decodeCbor(payload));
  expect(version).toBe(1);
  const [txId, part, count, operations, audit, details] = list(list(parts)[0]);
  const transaction = at(vector, 'transactions', 0);
  expect([txId, part, count]).toEqual([at(transaction, 'txId'), 1, 1]);
  const operation = at(transaction, 'operations', 0);
  expect(plain(operations ?? null)).toEqual([
    [
      at(operation, 'tableId'),
      at(operation, 'rowId'),
      at(operation, 'ownerEpoch'),
      at(operation, 'baseVersion'),
      at(operation, 'time', 'wall'),
      at(operation, 'time', 'counter'),
      at(operation, 'columns'),
    ],
  ]);
  const named = (value: Json, ...names: string[]) => [names.map((each) => at(value, each))];
  const events = ['sequence', 'at', 'actor', 'action', 'subjectKind', 'subjectId', 'txId'];
  expect(plain(audit ?? null)).toEqual(
    named(at(transaction, 'audit', 0), ...events, 'detailsHash', 'previousHash', 'hash'),
  );
  const places = ['sequence', 'index', 'tableId', 'rowId', 'subject', 'commitment', 'sealed'];
  expect(plain(details ?? null)).toEqual(named(at(transaction, 'details', 0), ...places));
});

test('attachment and receipt payloads are read by hand', () => {
  const attachment = json('attachment.json');
  const chunk = at(attachment, 'chunks', 0);
  const fields = ['hash', 'size', 'index', 'bytes'].map((each) => at(chunk, each));
  expect(plain(decodeCbor(bytesAt(attachment, 'payload')))).toEqual([1, [fields]]);
  expect(sha256(bytesAt(chunk, 'bytes'))).toEqual(bytesAt(chunk, 'hash'));

  const vector = json('receipt.json');
  const receipt = at(vector, 'receipt');
  const error = at(receipt, 'errors', 0);
  expect(plain(decodeCbor(bytesAt(vector, 'payload')))).toEqual([
    1,
    [
      at(receipt, 'incarnationId'),
      at(receipt, 'headSequence'),
      at(receipt, 'headHash'),
      [[at(receipt, 'missing', 0, 'from'), at(receipt, 'missing', 0, 'to')]],
      [
        [
          ...['code', 'zh', 'en', 'sequence'].map((each) => at(error, each)),
          ['txId', 'tableId', 'rowId'].map((each) => at(error, 'row', each)),
        ],
      ],
      at(receipt, 'hqIncarnation'),
      [at(receipt, 'checkpoint', 'treeSize'), at(receipt, 'checkpoint', 'root')],
      [at(receipt, 'inclusion', 'leafIndex'), at(receipt, 'inclusion', 'proof')],
      [at(receipt, 'consistency', 'fromSize'), at(receipt, 'consistency', 'proof')],
      null,
    ],
  ]);
});

test('audit hashes are computed, and a detail is opened, by hand', () => {
  const vector = json('audit.json');
  expect(sha256(ascii('shouke:audit-genesis:1\0'), cbor('SH001'))).toEqual(bytesAt(vector, 'genesis'));
  expect(sha256(ascii('shouke:audit-details:1\0'), cbor([]))).toEqual(bytesAt(vector, 'emptyDetailsHash'));

  const detail = at(vector, 'detail');
  const commitment = bytesAt(detail, 'commitment');
  const record = at(vector, 'record');
  const place = ['sequence', 'index', 'tableId'].map((each) => Number(at(detail, each)));
  const rowId = String(at(detail, 'rowId'));
  const covered = [[Number(at(detail, 'tableId')), rowId, String(at(detail, 'subject')), commitment]];
  expect(sha256(ascii('shouke:audit-details:1\0'), cbor(covered))).toEqual(bytesAt(record, 'detailsHash'));
  const sealed = bytesAt(detail, 'sealed');
  expect(sealed[0]).toBe(1);
  const aad = cbor([...place, rowId, commitment]);
  const opened = gcm(bytesAt(detail, 'subjectKey'), sealed.subarray(1, 13), sealed.subarray(13), aad);
  expect(opened.subarray(0, 16)).toEqual(bytesAt(detail, 'salt'));
  expect(plain(decodeCbor(opened.subarray(16)))).toEqual(at(detail, 'columns'));
  const tableId = Number(at(detail, 'tableId'));
  expect(sha256(ascii('shouke:audit-detail:1\0'), cbor(tableId), cbor(rowId), opened)).toEqual(commitment);

  const names = ['sequence', 'at', 'actor', 'action', 'subjectKind', 'subjectId', 'txId'];
  const fields = names.map((each) => {
    const value = at(record, each);
    return typeof value === 'number' ? value : String(value);
  });
  const hashes = [bytesAt(record, 'detailsHash'), bytesAt(record, 'previousHash')];
  expect(sha256(ascii('shouke:audit-event:1\0'), cbor([...fields, ...hashes]))).toEqual(bytesAt(record, 'hash'));
});

describe('the tree', () => {
  const vector = json('tree.json');
  const leaves = listAt(vector, 'envelopeHashes').map((each) => sha256(Buffer.of(0), bytesAt(each)));
  const root = (of: Buffer[]): Buffer => {
    if (of.length < 2) return of[0] ?? sha256();
    const split = 2 ** Math.ceil(Math.log2(of.length) - 1);
    return sha256(Buffer.of(1), root(of.slice(0, split)), root(of.slice(split)));
  };

  test('has the published roots', () => {
    for (const [size, expected] of listAt(vector, 'roots').entries()) {
      expect(root(leaves.slice(0, size))).toEqual(bytesAt(expected));
    }
  });

  test('has the published inclusion and consistency proofs', () => {
    const path = (index: number, of: Buffer[]): Buffer[] => {
      if (of.length < 2) return [];
      const split = 2 ** Math.ceil(Math.log2(of.length) - 1);
      const [left, right] = [of.slice(0, split), of.slice(split)];
      return index < split ? [...path(index, left), root(right)] : [...path(index - split, right), root(left)];
    };
    const sub = (m: number, of: Buffer[], complete: boolean): Buffer[] => {
      if (m === of.length) return complete ? [] : [root(of)];
      const split = 2 ** Math.ceil(Math.log2(of.length) - 1);
      const [left, right] = [of.slice(0, split), of.slice(split)];
      return m <= split ? [...sub(m, left, complete), root(right)] : [...sub(m - split, right, false), root(left)];
    };
    for (const each of listAt(vector, 'inclusion')) {
      const proof = listAt(each, 'proof').map((hash) => bytesAt(hash));
      expect(path(Number(at(each, 'leafIndex')), leaves)).toEqual(proof);
    }
    for (const each of listAt(vector, 'consistency')) {
      const proof = listAt(each, 'proof').map((hash) => bytesAt(hash));
      expect(sub(Number(at(each, 'from')), leaves, true)).toEqual(proof);
    }
  });
});

test('the HPKE vector opens by hand, and padding follows its formula', () => {
  const vector = json('hpke.json');
  const [scalar, key] = [bytesAt(vector, 'recipientPrivateScalar'), bytesAt(vector, 'recipientPublicKey')];
  const [info, enc, sealed] = ['info', 'encapsulated', 'ciphertext'].map((each) => bytesAt(vector, each));
  if (info === undefined || enc === undefined || sealed === undefined) throw new Error('incomplete');
  expect(hpkeOpen(scalar, key, info, enc, sealed)).toEqual(bytesAt(vector, 'plaintext'));
  for (const each of listAt(json('padding.json'))) {
    const size = Math.max(Number(at(each, 'length')), 512);
    const e = 31 - Math.clz32(size);
    const s = 32 - Math.clz32(e);
    const mask = 2 ** (e - s) - 1;
    expect(size + mask - ((size + mask) % (mask + 1))).toBe(at(each, 'padded'));
  }
});

import { randomBytes } from 'node:crypto';
import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hpkeKeyId } from '../pki/hpke.ts';
import { CborWriter } from './cborWriter.ts';
import { branchHeader, expecting, makeRecipient, makeSigner, seal, signAgain } from './changeSetFixture.ts';
import { encryptChunks } from './chunkedEncryption.ts';
import { encodeFrame, envelopeHash, frameSize, readEnvelope } from './envelope.ts';
import { type ChangeSetHeader, decodeHeader, encodeHeader } from './header.ts';
import { changeSetLimits } from './limits.ts';
import { expectKind, openChangeSet, verifyChangeSet } from './open.ts';
import { paddedLength } from './padding.ts';
import { wrapFileKey } from './recipients.ts';
import { bodyContext, sealChangeSet } from './seal.ts';

const branch = makeSigner(branchHeader.branchId);
const hq = makeRecipient();
const expectBranch = expecting(branch);

const code = (name: string) => ({ ok: false, refusals: [{ code: `changeset.${name}` }] });

function open(file: Uint8Array, recipients = [hq], expectations = expectBranch) {
  const verified = verifyChangeSet(file, expectations);
  return verified.ok ? openChangeSet(verified.value, recipients) : verified;
}

/** A file whose parts were made by hand, signed properly: what a hostile branch could send. */
function handMade(parts: { header?: Uint8Array; recipients?: Uint8Array; padded?: Uint8Array; body?: Uint8Array }) {
  const fullHeader: ChangeSetHeader = { ...branchHeader, signer: branch.fingerprint, recipients: [hq.keyId] };
  const header = parts.header ?? encodeHeader(fullHeader);
  const fileKey = randomBytes(32);
  const recipients = parts.recipients ?? wrapFileKey(fileKey, [hq.publicKey], header);
  const context = bodyContext(header, recipients);
  const body = parts.body ?? encryptChunks(fileKey, randomBytes(24), context, parts.padded ?? new Uint8Array(512));
  const frame = encodeFrame(header.length, recipients.length, body.length);
  return signAgain(Buffer.concat([frame, header, recipients, body, Buffer.alloc(64)]), branch);
}

function padded(frame: Uint8Array, announced: number): Buffer {
  const bytes = Buffer.alloc(paddedLength(8 + frame.length));
  bytes.writeUInt32BE(frame.length, 0);
  bytes.writeUInt32BE(announced, 4);
  bytes.set(frame, 8);
  return bytes;
}

describe('a sealed file', () => {
  test('opens to the payload it was sealed with, whatever its size', () => {
    const sizes = fc.oneof(fc.nat(600), fc.constantFrom(16_383, 16_384, 16_385, 70_000, 300_000));
    fc.assert(
      fc.property(sizes, fc.boolean(), (size, compressible) => {
        const payload = compressible ? Buffer.alloc(size, 'abc') : randomBytes(size);
        const opened = open(seal(branch, hq, payload).bytes);
        expect(opened.ok && Buffer.compare(opened.value.payload, payload)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test('keeps every field of the header', () => {
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const header = fc.record({
      branchId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      incarnationId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      previousHash: bytes32,
      schemaVersion: fc.nat(),
      checkpoint: fc.option(fc.record({ treeSize: fc.nat(), root: bytes32 })),
      sample: fc.boolean(),
      origin: fc.constantFrom('branch', 'hq'),
      sealedAt: fc.maxSafeInteger().map(Math.abs),
      auditHead: fc.option(fc.record({ sequence: fc.nat(), hash: bytes32 })),
      kind: fc.constantFrom('transactions', 'attachment', 'receipt', 'policy', 'transfer', 'freeze', 'snapshot'),
      signer: bytes32,
      recipients: fc.array(bytes32, { minLength: 1, maxLength: 16 }),
    });
    fc.assert(
      fc.property(header, (given) => {
        expect(decodeHeader(encodeHeader(given))).toEqual({ ok: true, value: given });
      }),
      { numRuns: 200 },
    );
  });

  test('is never the same twice, and does not show how long a short payload is', () => {
    const [a, b] = [seal(branch, hq, randomBytes(10)), seal(branch, hq, randomBytes(200))];
    expect(a.bytes.length).toBe(b.bytes.length);
    expect(seal(branch, hq, Buffer.from('x')).hash).not.toEqual(seal(branch, hq, Buffer.from('x')).hash);
  });

  test('opens for each of its recipients and for nobody else', () => {
    const other = makeRecipient();
    const recipients = [hq.publicKey, other.publicKey];
    const { bytes } = sealChangeSet({ header: branchHeader, payload: Buffer.from('x'), signer: branch, recipients });
    expect(open(bytes, [hq]).ok).toBe(true);
    expect(open(bytes, [makeRecipient(), other]).ok).toBe(true);
    expect(open(bytes, [makeRecipient()])).toMatchObject(code('notForUs'));
    expect(open(bytes, [])).toMatchObject(code('notForUs'));
  });

  test('has the hash that sha256sum prints', () => {
    const sealed = seal(branch, hq, Buffer.from('x'));
    const read = readEnvelope(sealed.bytes);
    expect(read.ok && read.value.hash).toEqual(sealed.hash);
    expect(sealed.hash).toEqual(envelopeHash(sealed.bytes));
  });
});

describe('a file damaged on the way', () => {
  const { bytes } = seal(branch, hq, Buffer.from('客户资料'));

  test('every single flipped bit is found before anything is decrypted', () => {
    const codes = new Set<string>();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = new Uint8Array(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const result = verifyChangeSet(changed, expectBranch);
      if (result.ok) throw new Error(`bit ${bit} went unnoticed`);
      codes.add(result.refusals[0]?.code ?? '');
    }
    expect(codes).toContain('changeset.signatureInvalid');
    expect(codes).toContain('changeset.notAChangeSet');
  });

  test('every shorter length is called incomplete', () => {
    for (let length = 1; length < bytes.length; length++) {
      expect(verifyChangeSet(bytes.subarray(0, length), expectBranch)).toMatchObject(code('truncated'));
    }
    expect(verifyChangeSet(new Uint8Array(0), expectBranch)).toMatchObject(code('empty'));
  });

  test('a file of full length whose tail was never written is called incomplete', () => {
    const torn = Buffer.from(bytes);
    torn.fill(0, bytes.length - 200);
    expect(verifyChangeSet(torn, expectBranch)).toMatchObject(code('truncated'));
  });

  test('the words say that nothing is lost and what to do', () => {
    const result = verifyChangeSet(bytes.subarray(0, 300), expectBranch);
    if (result.ok) throw new Error('opened');
    expect(result.refusals[0]).toMatchObject({
      zh: expect.stringContaining('U 盘上的变更包不完整（可能拔出过早）'),
      next: { zh: expect.stringContaining('没有丢失') },
    });
  });

  test('bytes after the end, a text-mode copy and another kind of file are told apart', () => {
    expect(verifyChangeSet(Buffer.concat([bytes, Buffer.of(0)]), expectBranch)).toMatchObject(code('trailingBytes'));
    const asText = Buffer.from(Buffer.from(bytes).toString('latin1').replace(/\r\n/g, '\n'), 'latin1');
    expect(verifyChangeSet(asText, expectBranch)).toMatchObject(code('notAChangeSet'));
    expect(verifyChangeSet(Buffer.from('%PDF-1.7'), expectBranch)).toMatchObject(code('notAChangeSet'));
    expect(verifyChangeSet(Buffer.alloc(changeSetLimits.fileBytes + 1), expectBranch)).toMatchObject(code('tooLarge'));
  });

  test('random bytes, with and without the right beginning, are refused without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(frameSize), (noise, kept) => {
        const file = Buffer.concat([bytes.subarray(0, kept), noise]);
        expect(verifyChangeSet(file, expectBranch).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a file from the wrong hands', () => {
  const stranger = makeSigner('宁波二店');
  const hqSigner = makeSigner(null);
  const sealed = seal(branch, hq, Buffer.from('x'));

  test('stripped and signed again by another enrolled branch', () => {
    const file = signAgain(sealed.bytes, stranger);
    expect(verifyChangeSet(file, expecting(branch, stranger))).toMatchObject(code('signatureInvalid'));
  });

  test('sealed by another branch in the name of this one', () => {
    const file = seal(stranger, hq, Buffer.from('x'), { branchId: branchHeader.branchId }).bytes;
    expect(verifyChangeSet(file, expecting(branch, stranger))).toMatchObject(code('otherBranch'));
  });

  test('signed by nobody known', () => {
    expect(verifyChangeSet(sealed.bytes, expecting(stranger))).toMatchObject(code('signerUnknown'));
  });

  test('signed after the certificate was revoked, judged by sequence', () => {
    const revoked = { ...branch, trusted: { ...branch.trusted, revokedFromSequence: 5 } };
    const at = (sequence: number) => seal(branch, hq, Buffer.from('x'), { sequence }).bytes;
    expect(verifyChangeSet(at(4), expecting(revoked)).ok).toBe(true);
    expect(verifyChangeSet(at(5), expecting(revoked))).toMatchObject(code('signerRevoked'));
  });

  test('sent in the wrong direction', () => {
    const fromHq = seal(hqSigner, hq, Buffer.from('x'), { origin: 'hq' }).bytes;
    expect(verifyChangeSet(fromHq, expecting(hqSigner))).toMatchObject(code('wrongOrigin'));
    expect(verifyChangeSet(sealed.bytes, { ...expectBranch, origin: 'hq' })).toMatchObject(code('wrongOrigin'));
    const pretending = seal(branch, hq, Buffer.from('x'), { origin: 'hq' }).bytes;
    expect(verifyChangeSet(pretending, { ...expectBranch, origin: 'hq' })).toMatchObject(code('wrongOrigin'));
    for (const kind of ['receipt', 'policy', 'transfer', 'freeze'] as const) {
      const file = seal(branch, hq, Buffer.from('x'), { kind }).bytes;
      expect(verifyChangeSet(file, expectBranch)).toMatchObject(code('wrongOrigin'));
    }
  });

  test('meant for another branch', () => {
    const file = seal(hqSigner, hq, Buffer.from('x'), { origin: 'hq', branchId: '宁波二店' }).bytes;
    const here = { ...expecting(hqSigner), origin: 'hq' as const, branchId: branchHeader.branchId };
    expect(verifyChangeSet(file, here)).toMatchObject(code('notThisBranch'));
    expect(verifyChangeSet(file, { ...here, branchId: '宁波二店' }).ok).toBe(true);
  });

  test('sample and real data never mix', () => {
    const sample = seal(branch, hq, Buffer.from('x'), { sample: true }).bytes;
    expect(verifyChangeSet(sample, expectBranch)).toMatchObject(code('sample'));
    expect(verifyChangeSet(sample, { ...expectBranch, sample: true }).ok).toBe(true);
    expect(verifyChangeSet(sealed.bytes, { ...expectBranch, sample: true })).toMatchObject(code('notSample'));
  });

  test('the twin signature that verifies as well is refused, so that a file has one hash', () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const s = BigInt(`0x${Buffer.from(sealed.bytes.subarray(-32)).toString('hex')}`);
    const twin = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
    const file = Buffer.concat([sealed.bytes.subarray(0, -32), twin]);
    expect(verifyChangeSet(file, expectBranch)).toMatchObject(code('signatureInvalid'));
  });

  test('a kind that the caller did not ask for', () => {
    const opened = open(sealed.bytes);
    if (!opened.ok) throw new Error('did not open');
    expect(expectKind(opened.value, 'transactions').ok).toBe(true);
    expect(expectKind(opened.value, 'attachment')).toMatchObject(code('wrongKind'));
  });
});

describe('a hostile branch that signs properly', () => {
  test('can make an ordinary file by hand', () => {
    const payload = Buffer.from('payload');
    const opened = open(handMade({ padded: padded(zstdCompressSync(payload), payload.length) }));
    expect(opened.ok && Buffer.from(opened.value.payload).toString()).toBe('payload');
  });

  test('cannot send a decompression bomb', () => {
    const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024));
    expect(open(handMade({ padded: padded(bomb, 256 * 1024 * 1024) }))).toMatchObject(code('payloadTooLarge'));
    expect(open(handMade({ padded: padded(bomb, 1000) }))).toMatchObject(code('payloadTooLarge'));
    const frame = zstdCompressSync(Buffer.alloc(1_000_000));
    const twoFrames = padded(Buffer.concat([frame, frame]), 1_000_000);
    expect(open(handMade({ padded: twoFrames }))).toMatchObject(code('compressionInvalid'));
  });

  test('cannot ask for more memory than a payload has', () => {
    const params = { [constants.ZSTD_c_windowLog]: 27, [constants.ZSTD_c_enableLongDistanceMatching]: 1 };
    const frame = zstdCompressSync(Buffer.alloc(20_000_000, 'ab'), { params });
    expect(open(handMade({ padded: padded(frame, 1000) })).ok).toBe(false);
  });

  test.each([
    ['a frame that is not zstd', padded(randomBytes(40), 40), 'compressionInvalid'],
    ['a length announced too large', padded(zstdCompressSync(Buffer.from('abc')), 4), 'compressionInvalid'],
    ['a frame longer than the body', Buffer.alloc(512, 0xff), 'payloadTooLarge'],
    ['no room for the lengths', Buffer.alloc(7), 'paddingInvalid'],
    ['no padding', padded(zstdCompressSync(Buffer.from('abc')), 3).subarray(0, 400), 'paddingInvalid'],
    ['padding that is not zero', padded(zstdCompressSync(Buffer.from('abc')), 3).fill(1, 500), 'paddingInvalid'],
  ])('cannot send %s', (_, content, refusal) => {
    expect(open(handMade({ padded: content }))).toMatchObject(code(refusal));
  });

  const body = encryptChunks(randomBytes(32), randomBytes(24), randomBytes(32), randomBytes(40_000));
  test.each([
    ['a body under another key', body, 'keyCommitment'],
    ['an empty body', Buffer.alloc(0), 'bodyTruncated'],
    ['a body cut in the commitment', body.subarray(0, 40), 'bodyTruncated'],
    ['a body that ends with a full chunk', body.subarray(0, 56 + 16_400), 'bodyTruncated'],
    ['a body that ends inside a tag', body.subarray(0, 56 + 16_400 + 15), 'bodyTruncated'],
  ])('cannot send %s', (_, wrong, refusal) => {
    expect(open(handMade({ body: wrong }))).toMatchObject(code(refusal));
  });

  test('cannot move, double or drop chunks', () => {
    const sealed = seal(branch, hq, randomBytes(60_000)).bytes;
    const read = readEnvelope(sealed);
    if (!read.ok) throw new Error('not read');
    const { headerBytes, recipientBytes } = read.value;
    const original = Buffer.from(read.value.body);
    const chunk = (n: number) => original.subarray(56 + n * 16_400, 56 + (n + 1) * 16_400);
    const prefix = original.subarray(0, 56);
    const rebuilt = (...parts: Buffer[]) =>
      open(handMade({ header: headerBytes, recipients: recipientBytes, body: Buffer.concat([prefix, ...parts]) }));
    expect(rebuilt(chunk(0), chunk(1), chunk(2), chunk(3)).ok).toBe(true);
    expect(rebuilt(chunk(1), chunk(0), chunk(2), chunk(3))).toMatchObject(code('bodyDamaged'));
    expect(rebuilt(chunk(0), chunk(0), chunk(2), chunk(3))).toMatchObject(code('bodyDamaged'));
    expect(rebuilt(chunk(0), chunk(1), chunk(3))).toMatchObject(code('bodyDamaged'));
    expect(rebuilt(chunk(0), chunk(1), chunk(2))).toMatchObject(code('bodyTruncated'));
    expect(rebuilt(chunk(0), chunk(1), chunk(2), chunk(3), chunk(3))).toMatchObject(code('bodyDamaged'));
    const changed = Buffer.from(chunk(2));
    changed[100] = (changed[100] ?? 0) ^ 1;
    expect(rebuilt(chunk(0), chunk(1), changed, chunk(3))).toMatchObject({
      refusals: [{ zh: expect.stringContaining('第 3 段') }],
    });
  });

  test('cannot put the recipients of one file under the header of another', () => {
    const read = readEnvelope(seal(branch, hq, Buffer.from('x'), { sequence: 2 }).bytes);
    if (!read.ok) throw new Error('not read');
    const mixed = handMade({ recipients: read.value.recipientBytes, body: read.value.body });
    expect(open(mixed)).toMatchObject(code('keyUnwrap'));
  });

  const stanza = (keyId: Uint8Array, encapsulated: number, wrapped: number) => (writer: CborWriter) =>
    writer.array(3).bytes(keyId).bytes(new Uint8Array(encapsulated)).bytes(new Uint8Array(wrapped));
  const ours = stanza(hq.keyId, 65, 48);
  const stranger = stanza(hpkeKeyId(randomBytes(65)), 65, 48);
  const stanzas = (...all: ((writer: CborWriter) => CborWriter)[]) => {
    const writer = new CborWriter().array(all.length);
    for (const write of all) write(writer);
    return writer.bytesWritten();
  };
  test.each([
    ['no recipients', stanzas(), 'recipientsMalformed'],
    ['more recipients than the header names', stanzas(ours, stranger), 'recipientsMalformed'],
    ['another recipient than the header names', stanzas(stranger), 'recipientsMalformed'],
    ['a short encapsulated key', stanzas(stanza(hq.keyId, 64, 48)), 'recipientsMalformed'],
    ['a long wrapped key', stanzas(stanza(hq.keyId, 65, 49)), 'recipientsMalformed'],
    ['bytes after the recipients', Buffer.concat([stanzas(ours), Buffer.of(0)]), 'recipientsMalformed'],
    ['a point that is not on the curve', stanzas(ours), 'keyUnwrap'],
    ['a huge count of recipients', Buffer.from('9affffffff', 'hex'), 'recipientsMalformed'],
  ])('cannot send %s', (_, recipients, refusal) => {
    expect(open(handMade({ recipients }))).toMatchObject(code(refusal));
  });
});

describe('the header', () => {
  const full: ChangeSetHeader = { ...branchHeader, signer: branch.fingerprint, recipients: [hq.keyId] };
  const good = encodeHeader(full);

  test('of a later major format is refused as too new, not as damaged', () => {
    const newer = Buffer.from(good);
    expect(newer.subarray(0, 3).toString('hex')).toBe('ae0101');
    newer[2] = 2;
    expect(decodeHeader(newer)).toMatchObject(code('formatTooNew'));
    expect(decodeHeader(Buffer.from('a10102', 'hex'))).toMatchObject(code('formatTooNew'));
    newer[2] = 0;
    expect(decodeHeader(newer)).toMatchObject(code('headerMalformed'));
  });

  test('with an unknown required field is refused, with an unknown optional one accepted', () => {
    const withKey = (key: number) => {
      const writer = new CborWriter().map(15).raw(good.subarray(1)).integer(key).array(1).text('新');
      return decodeHeader(writer.view());
    };
    expect(withKey(15)).toMatchObject(code('headerUnknownField'));
    expect(withKey(63)).toMatchObject(code('headerUnknownField'));
    const accepted = withKey(64);
    expect(accepted).toMatchObject({ ok: true, value: { branchId: full.branchId } });
    if (!accepted.ok) return;
    expect([...(accepted.value.extensions ?? [])]).toEqual([[64, new Uint8Array([0x81, 0x63, 0xe6, 0x96, 0xb0])]]);
    expect(decodeHeader(encodeHeader(accepted.value))).toEqual(accepted);
  });

  test('with an unknown kind is refused as too new for us', () => {
    const unknown = Buffer.from(good);
    unknown[4] = 9;
    expect(decodeHeader(unknown)).toMatchObject(code('headerUnknownField'));
  });

  test('lacking any one field is refused', () => {
    for (let missing = 1; missing <= 14; missing++) {
      const writer = new CborWriter().map(13);
      let at = 1;
      for (let key = 1; key <= 14; key++) {
        const end = endOfItem(good, at + 1);
        if (key !== missing) writer.raw(good.subarray(at, end));
        at = end;
      }
      expect(decodeHeader(writer.view())).toMatchObject(code('headerMalformed'));
    }
  });

  test.each([
    ['an empty branch', { branchId: '' }],
    ['a branch name too long', { branchId: '店'.repeat(100) }],
    ['sequence zero', { sequence: 0 }],
    ['a short hash', { previousHash: new Uint8Array(31) }],
    ['a long incarnation', { incarnationId: new Uint8Array(17) }],
    ['no recipients', { recipients: [] }],
    ['too many recipients', { recipients: Array.from({ length: 17 }, () => hq.keyId) }],
  ])('with %s is refused', (_, change) => {
    expect(decodeHeader(encodeHeader({ ...full, ...change }))).toMatchObject(code('headerMalformed'));
  });

  test('of garbage is refused without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(good.length), (noise, kept) => {
        expect(decodeHeader(Buffer.concat([good.subarray(0, kept), noise, good])).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

/** Where the CBOR item at `at` ends; enough of CBOR for a header. */
function endOfItem(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const info = first & 31;
  const size = info < 24 ? 0 : 2 ** (info - 24);
  const argument = size === 0 ? info : bytes.readUIntBE(at + 1, Math.min(size, 6));
  const next = at + 1 + size;
  if (first >> 5 === 2 || first >> 5 === 3) return next + argument;
  if (first >> 5 !== 4) return next;
  let end = next;
  for (let i = 0; i < argument; i++) end = endOfItem(bytes, end);
  return end;
}

describe('padding', () => {
  test('adds at most 12 % above the smallest size, and never takes away', () => {
    fc.assert(
      fc.property(fc.nat(30_000_000), (length) => {
        const padded = paddedLength(length);
        expect(padded).toBeGreaterThanOrEqual(Math.max(length, 512));
        expect(padded).toBeLessThanOrEqual(Math.max(512, Math.ceil(length * 1.12)));
        expect(paddedLength(padded)).toBe(padded);
      }),
    );
  });
});

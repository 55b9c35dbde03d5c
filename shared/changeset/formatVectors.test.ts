import { createECDH, createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { orThrow } from '../domain/refusal.ts';
import { hpkeKeyId, hpkeOpen } from '../pki/hpke.ts';
import { decodeAttachmentChunks } from './attachmentPayload.ts';
import { verifyChain } from './auditChain.ts';
import { encodeHeader } from './header.ts';
import { type ChangeSetExpectations, openChangeSet, verifyChangeSet } from './open.ts';
import { decodeReceipt } from './receiptPayload.ts';
import { wrapFileKey } from './recipients.ts';
import { decodeTransactions } from './transactionPayload.ts';

/** Golden files: what was published once must stay readable, and header and recipients must be written the same again. */
const folder = new URL('../../docs/format/vectors/', import.meta.url);
const bytes = z.object({ hex: z.string() }).transform(({ hex }) => new Uint8Array(Buffer.from(hex, 'hex')));
const read = <T>(name: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));

const vector = read(
  'transactions.json',
  z.object({
    signerPublicKey: bytes,
    certificate: bytes,
    recipientPrivateScalar: bytes,
    recipientPublicKey: bytes,
    ephemeralPrivateScalar: bytes,
    fileKey: bytes,
    headerBytes: bytes,
    recipientBytes: bytes,
    payload: bytes,
    envelopeHash: bytes,
  }),
);
const file = new Uint8Array(readFileSync(new URL('transactions.skcs', folder)));

const point = Buffer.from(vector.signerPublicKey);
const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
const fingerprint = createHash('sha256').update(vector.certificate).digest();
const expectations: ChangeSetExpectations = {
  signer: (asked) => (fingerprint.equals(asked) ? { publicKey, origin: 'branch', branchId: 'SH001' } : undefined),
  origin: 'branch',
  sample: false,
};
const agreement = createECDH('prime256v1');
agreement.setPrivateKey(vector.recipientPrivateScalar);
const recipient = {
  keyId: hpkeKeyId(vector.recipientPublicKey),
  publicKey: vector.recipientPublicKey,
  agreement,
};

test('the published file opens, and its audit chain verifies', () => {
  const opened = orThrow(openChangeSet(orThrow(verifyChangeSet(file, expectations)), [recipient]));
  expect(new Uint8Array(opened.payload)).toEqual(vector.payload);
  expect(opened.hash).toEqual(vector.envelopeHash);
  const [transaction] = orThrow(decodeTransactions(opened.payload));
  if (transaction === undefined) throw new Error('no transaction');
  const verdict = verifyChain(transaction.audit, transaction.details);
  expect(verdict).toMatchObject({ ok: true, events: 1, head: opened.header.auditHead });
});

test('header and recipients are written byte for byte as published', () => {
  const { header } = orThrow(verifyChangeSet(file, expectations));
  expect(new Uint8Array(encodeHeader(header))).toEqual(vector.headerBytes);
  const { fileKey, recipientPublicKey, headerBytes, ephemeralPrivateScalar } = vector;
  const recipients = wrapFileKey(fileKey, [recipientPublicKey], headerBytes, [ephemeralPrivateScalar]);
  expect(new Uint8Array(recipients)).toEqual(vector.recipientBytes);
});

test('the published refusals are refused with their codes', () => {
  const refused = read('refused.json', z.array(z.object({ why: z.string(), code: z.string(), file: bytes })));
  expect(refused.length).toBeGreaterThan(5);
  for (const { why, code, file } of refused) {
    expect(verifyChangeSet(file, expectations), why).toMatchObject({ ok: false, refusals: [{ code }] });
  }
});

test('the published attachment, receipt and HPKE vectors are read', () => {
  const payload = z.object({ payload: bytes });
  expect(orThrow(decodeAttachmentChunks(read('attachment.json', payload).payload))).toHaveLength(1);
  expect(orThrow(decodeReceipt(read('receipt.json', payload).payload))).toMatchObject({ headSequence: 4 });
  const hpke = read('hpke.json', z.object({ info: bytes, plaintext: bytes, encapsulated: bytes, ciphertext: bytes }));
  expect(hpkeOpen(recipient, hpke.info, hpke)).toEqual(hpke.plaintext);
});

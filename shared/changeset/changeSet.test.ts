import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hpkePublicKeyBytes, hpkeRecipient } from '../pki/hpke.ts';
import { openChangeSet, verifyChangeSet } from './open.ts';
import { sealChangeSet } from './seal.ts';

test('smoke', async () => {
  const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const s = ec();
  const r = ec();
  const certificate = randomBytes(300);
  const sealed = await sealChangeSet({
    header: {
      kind: 'transactions',
      origin: 'branch',
      branchId: '上海',
      incarnationId: randomBytes(16),
      sequence: 1,
      previousHash: new Uint8Array(32),
      schemaVersion: 1,
      checkpoint: null,
      sample: false,
      sealedAt: 1,
      auditHead: null,
    },
    payload: Buffer.from('hello'.repeat(1000)),
    signer: { certificate, privateKey: s.privateKey },
    recipients: [hpkePublicKeyBytes(r.publicKey)],
  });
  const v = verifyChangeSet(sealed.bytes, {
    signer: () => ({ publicKey: s.publicKey, origin: 'branch', branchId: '上海' }),
    origin: 'branch',
    sample: false,
  });
  if (!v.ok) throw new Error(JSON.stringify(v));
  const o = await openChangeSet(v.value, [hpkeRecipient(r.privateKey)]);
  if (!o.ok) throw new Error(JSON.stringify(o));
  expect(Buffer.from(o.value.payload).toString()).toBe('hello'.repeat(1000));
  console.log(sealed.bytes.length);
});

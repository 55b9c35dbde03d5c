import type { KeyObject } from 'node:crypto';
import { orThrow } from '../domain/refusal.ts';
import type { Certificate } from './certificate.ts';
import type { AnsweringHeadquarters } from './enrolmentAnswer.ts';
import type { BranchKeys } from './enrolmentRequest.ts';
import { foundHeadquarters, type HeadquartersCertificates, type HeadquartersKeys } from './headquarters.ts';
import { hpkePublicKeyBytes } from './hpke.ts';
import { type IssuingAuthority, issueCertificate } from './issue.ts';
import { generatePrivateKey } from './keys.ts';

/** 2026-03-01T00:00:00Z, the "now" of these tests. */
export const now = Date.UTC(2026, 2, 1);
export const year = 365.25 * 24 * 3600 * 1000;

export async function makeHeadquartersKeys(): Promise<HeadquartersKeys> {
  const [root, authority, changeSets, seal, timestamping] = await Promise.all([
    generatePrivateKey('p256'),
    generatePrivateKey('rsa3072'),
    generatePrivateKey('p256'),
    generatePrivateKey('rsa3072'),
    generatePrivateKey('rsa3072'),
  ]);
  return { root, authority, changeSets, seal, timestamping };
}

export async function makeBranchKeys(): Promise<BranchKeys> {
  const [changeSets, encryption, authority, seal] = await Promise.all([
    generatePrivateKey('p256'),
    generatePrivateKey('p256'),
    generatePrivateKey('p256'),
    generatePrivateKey('rsa3072'),
  ]);
  return { changeSets, encryption, authority, seal };
}

export interface TestHeadquarters {
  readonly keys: HeadquartersKeys;
  readonly certificates: HeadquartersCertificates;
  readonly answering: AnsweringHeadquarters;
  readonly encryption: KeyObject;
  readonly recovery: KeyObject;
  readonly rootAuthority: IssuingAuthority;
  readonly authority: IssuingAuthority;
}

export async function makeHeadquarters(keys: HeadquartersKeys, sample = false): Promise<TestHeadquarters> {
  const certificates = orThrow(foundHeadquarters({ companyName: '守客连锁有限公司', sample }, keys, now));
  const [encryption, recovery] = await Promise.all([generatePrivateKey('p256'), generatePrivateKey('p256')]);
  const authority = { certificate: certificates.authority, privateKey: keys.authority };
  return {
    keys,
    certificates,
    encryption,
    recovery,
    authority,
    rootAuthority: { certificate: certificates.root, privateKey: keys.root },
    answering: {
      authority,
      changeSetsKey: keys.changeSets,
      identity: {
        name: '守客连锁有限公司',
        sample,
        hqIncarnation: new Uint8Array(16).fill(5),
        root: certificates.root.der,
        intermediates: [certificates.authority.der],
        changeSets: certificates.changeSets.der,
        encryptionPublicKey: hpkePublicKeyBytes(encryption),
        recoveryPublicKey: hpkePublicKeyBytes(recovery),
        timestamping: certificates.timestamping.der,
        seal: certificates.seal.der,
        revocationLists: certificates.revocationLists,
      },
    },
  };
}

export function issueBranchAuthority(hq: TestHeadquarters, key: KeyObject, branchId = 'SH001'): IssuingAuthority {
  const certificate = orThrow(
    issueCertificate(
      {
        role: 'branchAuthority',
        sample: false,
        branchId,
        employeeNumber: null,
        subject: { commonName: '上海一店 签发机构', organization: '守客连锁有限公司', organizationalUnit: '上海一店' },
        publicKey: key,
        notBefore: now,
        notAfter: now + 10 * year,
      },
      hq.authority,
    ),
  );
  return { certificate, privateKey: key };
}

export function issueEmployee(
  authority: IssuingAuthority,
  key: KeyObject,
  change: { commonName?: string; employeeNumber?: string; notBefore?: number; notAfter?: number } = {},
): Certificate {
  const { commonName = '张伟', employeeNumber = 'E0012', notBefore = now, notAfter = now + 3 * year } = change;
  return orThrow(
    issueCertificate(
      {
        role: 'employee',
        sample: false,
        branchId: authority.certificate.binding?.branchId ?? '',
        employeeNumber,
        subject: {
          commonName,
          organization: '守客连锁有限公司',
          organizationalUnit: '上海一店',
          employeeNumber,
        },
        publicKey: key,
        notBefore,
        notAfter,
      },
      authority,
    ),
  );
}

import type { KeyObject } from 'node:crypto';
import { orThrow } from '../shared/domain/refusal.ts';
import type { Certificate } from '../shared/pki/certificate.ts';
import { revocationListLifetime } from '../shared/pki/headquarters.ts';
import { issueRevocationList, type RevocationList, readRevocationList } from '../shared/pki/revocationList.ts';
import type { Store } from './store/store.ts';

/** A list older than this is issued anew when a branch is enrolled. */
const refreshAfter = 30 * 86_400_000;

/** An authority and, where it is at hand, the key that signs its list. */
export interface ListIssuer {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject | undefined;
}

export interface ListIssuers {
  readonly root: ListIssuer;
  /** Issues the branches' certificates: its list names those that were revoked. */
  readonly authority: ListIssuer;
}

/** Whether lists (DER) are old, or lack what was revoked since. Branches carry them for a year: what is handed out is never old. */
export function isStale(lists: readonly Uint8Array[], { sqlite }: Store, now: number): boolean {
  const oldest = Math.min(...lists.map((der) => orThrow(readRevocationList(der)).thisUpdate));
  const lastRevoked = Number(sqlite.prepare('SELECT coalesce(max(revokedAt), 0) FROM issuedCertificate').pluck().get());
  // Instants in a list are whole seconds.
  return now - oldest >= refreshAfter || lastRevoked >= oldest + 1000;
}

/** The same lists, issued anew. */
export function reissueLists(
  lists: readonly Uint8Array[],
  { root, authority }: ListIssuers,
  { sqlite }: Store,
  now: number,
): Uint8Array[] {
  const revoked = sqlite
    .prepare(
      'SELECT serialNumber, revokedAt FROM issuedCertificate WHERE revokedAt IS NOT NULL AND branchId IS NOT NULL',
    )
    .all() as { serialNumber: string; revokedAt: number }[];
  const dates = { thisUpdate: now, nextUpdate: now + revocationListLifetime };
  return lists.map((der) => {
    const list = orThrow(readRevocationList(der));
    const issuer = [root, authority].find(({ certificate }) => isOf(list, certificate));
    // The root's key is kept offline: its list is renewed when it is at hand.
    if (issuer?.privateKey === undefined) return list.der;
    const entries =
      issuer === authority ? revoked.map((each) => ({ ...each, reason: 'superseded' as const })) : list.revoked;
    return issueRevocationList(
      { ...dates, number: list.number + 1, revoked: entries },
      { certificate: issuer.certificate, privateKey: issuer.privateKey },
    );
  });
}

const isOf = (list: RevocationList, issuer: Certificate): boolean =>
  Buffer.compare(list.issuerBytes, issuer.subjectBytes) === 0;

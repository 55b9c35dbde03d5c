import { done, type Result } from '../domain/refusal.ts';
import { type CertificateExpectations, verifyCertificate } from '../pki/verifyCertificate.ts';
import type { ChangeSetOrigin } from './header.ts';
import type { TrustedSigner } from './open.ts';

/**
 * Verifies a change-set certificate (DER) once, so that each file costs one signature check. Dates and revocation lists are left
 * alone: a change set is judged by sequence, from which headquarters revoked the certificate. Refusals: those of
 * `verifyCertificate`.
 */
export function trustSigner(
  certificate: Uint8Array,
  origin: ChangeSetOrigin,
  trust: Pick<CertificateExpectations, 'roots' | 'intermediates' | 'sample'> & {
    readonly revokedFromSequence?: number;
  },
): Result<TrustedSigner & { readonly fingerprint: Uint8Array }> {
  const verified = verifyCertificate(certificate, {
    roots: trust.roots,
    intermediates: trust.intermediates,
    revocationLists: [],
    role: origin === 'branch' ? 'branchChangeSets' : 'hqChangeSets',
    sample: trust.sample,
    at: null,
    revocation: 'bySequence',
  });
  if (!verified.ok) return verified;
  const { publicKey, fingerprint } = verified.value.certificate;
  const signer = { publicKey, fingerprint, origin, branchId: verified.value.binding.branchId };
  const { revokedFromSequence } = trust;
  return done(revokedFromSequence === undefined ? signer : { ...signer, revokedFromSequence });
}

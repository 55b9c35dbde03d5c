import type { Kysely } from 'kysely';
import { domain, index, local, run, unique } from './ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [
    domain(
      'agreementTemplate',
      'kind TEXT NOT NULL, templateVersion INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, effectiveFrom TEXT NOT NULL, effectiveTo TEXT',
    ),
    domain(
      'agreement',
      'employmentId TEXT NOT NULL REFERENCES employment (id), employeeId TEXT NOT NULL, kind TEXT NOT NULL, templateId TEXT NOT NULL REFERENCES agreementTemplate (id), number TEXT NOT NULL, title TEXT NOT NULL, fieldValues TEXT NOT NULL, state TEXT NOT NULL, method TEXT NOT NULL, documentHash TEXT, completedAt INTEGER, refusalReason TEXT, supersededBy TEXT, readingRecord TEXT, rendering TEXT',
    ),
    domain(
      'signature',
      'agreementId TEXT NOT NULL REFERENCES agreement (id), employeeId TEXT NOT NULL, signer TEXT NOT NULL, signerRole TEXT NOT NULL, method TEXT NOT NULL, certificateSerial TEXT, certificateFingerprint TEXT, at INTEGER NOT NULL, witnessId TEXT, documentHash TEXT, note TEXT',
    ),
    domain(
      'signerCertificate',
      'employeeId TEXT, purpose TEXT NOT NULL, serial TEXT NOT NULL, fingerprint TEXT NOT NULL, chain TEXT NOT NULL, notBefore INTEGER NOT NULL, notAfter INTEGER NOT NULL, state TEXT NOT NULL, revokedAt INTEGER, revocationReason TEXT',
    ),
    local(
      'signerKey',
      'sealed BLOB NOT NULL, failures INTEGER NOT NULL, lockedUntil INTEGER NOT NULL, createdAt INTEGER NOT NULL',
    ),
    unique('agreementTemplate', 'kind', 'templateVersion'),
    index('agreement', 'employmentId'),
    index('agreement', 'employeeId'),
    unique('agreement', 'number'),
    index('signature', 'agreementId'),
    index('signerCertificate', 'employeeId'),
    unique('signerCertificate', 'serial'),
  ]);
}

import { trustSigner } from '../shared/changeset/trustedSigner.ts';
import type { HeadquartersIdentity } from '../shared/pki/enrolmentAnswer.ts';
import type { KnownSigner } from './import/prepare.ts';
import type { Store } from './store/store.ts';

/** The branches' certificates for change sets. A chain is verified once; revocation is looked up every time. */
export class Signers {
  readonly #identity: HeadquartersIdentity;
  readonly #verified = new Map<string, KnownSigner | undefined>();
  readonly #find: (args: {
    fingerprint: string;
  }) => { der: Uint8Array; revokedFromSequence: number | null } | undefined;

  constructor(identity: HeadquartersIdentity, { statements }: Store) {
    this.#identity = identity;
    this.#find = statements.one((db, p) =>
      db
        .selectFrom('branchCertificate')
        .select(['der', 'revokedFromSequence'])
        .where('fingerprint', '=', p.fingerprint),
    );
  }

  /** The signer with this certificate fingerprint, or undefined where no enrolled branch has it. */
  find(fingerprint: Uint8Array): KnownSigner | undefined {
    const name = Buffer.from(fingerprint).toString('hex');
    const row = this.#find({ fingerprint: name });
    if (row === undefined) return undefined;
    if (!this.#verified.has(name)) {
      const { root, intermediates, sample } = this.#identity;
      const trusted = trustSigner(row.der, 'branch', { roots: [root], intermediates, sample });
      this.#verified.set(name, trusted.ok ? trusted.value : undefined);
    }
    const signer = this.#verified.get(name);
    if (signer === undefined || row.revokedFromSequence === null) return signer;
    return { ...signer, revokedFromSequence: row.revokedFromSequence };
  }
}

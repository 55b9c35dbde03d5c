import type { ChangeSetHeader } from '../shared/changeset/header.ts';
import { isRecoveryPackageFor } from '../shared/pki/recovery.ts';
import { recoveryPackageOf } from '../shared/pki/recoveryField.ts';
import type { Store } from './store/store.ts';
import type { HqTables } from './store/tables.ts';

/**
 * The branches' database keys as their change sets bring them: wrapped for the recovery key, which two persons open. With
 * them a branch is opened again that has lost its key file too.
 */
export class RecoveryPackages {
  readonly #publicKey: Uint8Array;
  readonly #keep: (args: HqTables['recoveryPackage']) => number;
  readonly #of: (args: { branchId: string }) => { wrapped: Uint8Array } | undefined;

  constructor({ statements }: Store, recoveryPublicKey: Uint8Array) {
    this.#publicKey = recoveryPublicKey;
    this.#keep = statements.insert('recoveryPackage', { update: ['wrapped', 'sealedAt'] });
    this.#of = statements.one((db, p) =>
      db.selectFrom('recoveryPackage').select('wrapped').where('branchId', '=', p.branchId),
    );
  }

  /** Keeps what a verified file brings, within the caller's transaction. What is for another key would be of no use. */
  take(header: ChangeSetHeader): void {
    const wrapped = recoveryPackageOf(header);
    if (wrapped === undefined || !isRecoveryPackageFor(wrapped, this.#publicKey)) return;
    this.#keep({ branchId: header.branchId, wrapped, sealedAt: header.sealedAt });
  }

  /** Undefined where the branch has sent none yet. */
  of(branchId: string): Uint8Array | undefined {
    return this.#of({ branchId })?.wrapped;
  }
}

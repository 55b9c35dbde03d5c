import type { Headquarters } from '../../hq/headquarters.ts';
import { openChangeSet, verifyChangeSet } from '../../shared/changeset/open.ts';
import { decodeReceipt, type Receipt } from '../../shared/changeset/receiptPayload.ts';
import { trustSigner } from '../../shared/changeset/trustedSigner.ts';
import { orThrow } from '../../shared/domain/refusal.ts';
import { hpkeRecipient } from '../../shared/pki/hpke.ts';
import type { SyntheticBranch } from './syntheticBranch.ts';

/** The last receipt headquarters has for a branch, opened with the branch's own key. */
export function lastReceiptOf(hq: Headquarters, branch: SyntheticBranch): Receipt | undefined {
  const { bundle, branchId, keys } = branch.identity;
  const message = hq.receiptsFor(branchId).at(-1);
  if (message === undefined) return undefined;
  const { changeSets, root, intermediates } = bundle.headquarters;
  const signer = orThrow(trustSigner(changeSets, 'hq', { roots: [root], intermediates, sample: false }));
  const verified = orThrow(
    verifyChangeSet(message.bytes, { signer: () => signer, origin: 'hq', branchId, sample: false }),
  );
  return orThrow(decodeReceipt(orThrow(openChangeSet(verified, [hpkeRecipient(keys.encryption)])).payload));
}

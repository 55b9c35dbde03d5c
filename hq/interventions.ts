import { RefusalError } from '../shared/domain/refusal.ts';
import * as refusals from './refusals.ts';
import type { Store } from './store/store.ts';

/**
 * Takes a stopped branch's files again, once a person has dealt with the reason. `acceptGap` goes on without audit events
 * that never arrived. @throws RefusalError `hq.notStopped`
 */
export function resumeBranch(store: Store, branchId: string, acceptGap: boolean, now: number): void {
  const { sqlite } = store;
  store.transaction(() => {
    const started = sqlite
      .prepare(
        'UPDATE enrolledBranch SET stoppedFor = NULL, stoppedAt = NULL WHERE branchId = ? AND stoppedFor IS NOT NULL',
      )
      .run(branchId).changes;
    const accepted = acceptGap
      ? sqlite
          .prepare(
            `UPDATE incarnation SET gapAccepted = 1 WHERE branchId = @branchId AND gapAccepted = 0 AND incarnationId IN
               (SELECT incarnationId FROM parkedFile WHERE branchId = @branchId AND reason = 'anchor')`,
          )
          .run({ branchId }).changes
      : 0;
    if (started + accepted === 0) throw new RefusalError(refusals.notStopped(branchId));
    sqlite
      .prepare('UPDATE quarantine SET resolvedAt = ? WHERE branchId = ? AND rowId IS NULL AND resolvedAt IS NULL')
      .run(now, branchId);
    sqlite
      .prepare('UPDATE integrityAlarm SET resolvedAt = ? WHERE branchId = ? AND resolvedAt IS NULL')
      .run(now, branchId);
  });
}

/** From this sequence on a branch's certificates sign nothing any more: its computer is lost or in wrong hands. */
export function revokeBranch(store: Store, branchId: string, fromSequence: number, now: number): void {
  const { sqlite } = store;
  store.transaction(() => {
    sqlite
      .prepare(
        'UPDATE branchCertificate SET revokedFromSequence = ?, revokedAt = ? WHERE branchId = ? AND revokedAt IS NULL',
      )
      .run(fromSequence, now, branchId);
    sqlite
      .prepare('UPDATE issuedCertificate SET revokedAt = ? WHERE branchId = ? AND revokedAt IS NULL')
      .run(now, branchId);
  });
}

import type { Bookkeeping } from '../registry/unitOfWork.ts';

/**
 * Gives up change sets, of one incarnation or of all, that headquarters has not confirmed and will not take: what they hold
 * waits to be sealed again. Files that a backup knew nothing of are kept: they are all there is of what they hold.
 */
export function supersede(run: Bookkeeping, incarnationId: string | null): void {
  run(
    `UPDATE changeSet SET state = 'superseded'
     WHERE incarnationId = coalesce(?, incarnationId) AND state IN ('sealed', 'sent') AND lastAuditSequence > 0`,
    incarnationId,
  );
  run(
    `UPDATE storedAttachment SET changeSet = NULL WHERE changeSet IN
       (SELECT sequence FROM changeSet WHERE incarnationId = coalesce(?, incarnationId) AND state = 'superseded')`,
    incarnationId,
  );
}

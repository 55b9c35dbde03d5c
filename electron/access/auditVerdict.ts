import type { ChainHead } from '../../shared/changeset/auditChain.ts';
import type { OutputOf } from '../../shared/contract/base.ts';
import type { contract } from '../../shared/contract/index.ts';
import { AuditLog } from '../registry/auditLog.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';
import { readHeadMarker } from '../sync/headMarker.ts';

export type AuditVerdict = OutputOf<typeof contract.access.verifyAudit>;

/** What a data folder knows of its chain beside the chain itself: without it a chain that was cut short looks whole. */
function knownHead(folder: string): ChainHead | undefined {
  const marker = readHeadMarker(folder);
  if (typeof marker === 'string' || marker.auditSequence === 0) return undefined;
  return { sequence: marker.auditSequence, hash: Buffer.from(marker.auditHash, 'hex') };
}

/**
 * Checks the whole audit chain of a branch, sealed values included, and names the first event that does not fit, as it
 * reads now. The database may be in use by another process: one state of it is read.
 */
export function auditVerdict(db: Sqlite3, branchId: string, folder: string): AuditVerdict {
  const audit = new AuditLog(db, branchId);
  return db.transaction((): AuditVerdict => {
    const verdict = audit.verify(knownHead(folder));
    if (verdict.ok) return { ok: true, events: verdict.events, head: Buffer.from(verdict.head.hash).toString('hex') };
    const { kind, code, zh, en, next } = verdict.refusals[0];
    const found = audit.at(verdict.sequence);
    return {
      ok: false,
      sequence: verdict.sequence,
      why: verdict.why,
      refusal: { kind, code, zh, en, next },
      event: found
        ? {
            at: found.at,
            actor: nameOf(db, found.actor),
            action: found.action,
            subjectKind: found.subjectKind,
            subjectId: found.subjectId,
          }
        : null,
    };
  })();
}

function nameOf(db: Sqlite3, actor: string): string {
  const name = db.prepare('SELECT displayName FROM account WHERE id = ?').pluck().get(actor);
  return typeof name === 'string' ? name : actor;
}

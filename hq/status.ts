import type { Store } from './store/store.ts';

export interface IncarnationStatus {
  readonly incarnationId: string;
  readonly headSequence: number;
  readonly parked: number;
  readonly auditEvents: number;
  readonly firstSeenAt: number;
  readonly lastImportedAt: number | null;
  readonly lastSealedAt: number | null;
}

export interface BranchStatus {
  readonly branchId: string;
  readonly branchName: string;
  /** Code of the branch as its own row says; null before that has arrived. */
  readonly code: string | null;
  readonly enrolledAt: number;
  readonly stoppedFor: string | null;
  readonly stoppedAt: number | null;
  readonly incarnations: readonly IncarnationStatus[];
  /** Rows and files that wait for a person. */
  readonly quarantined: number;
  readonly alarms: readonly {
    readonly code: string;
    readonly subject: string;
    readonly zh: string;
    readonly en: string;
    readonly raisedAt: number;
  }[];
  readonly attachments: number;
}

export interface HeadquartersStatus {
  readonly branches: readonly BranchStatus[];
  readonly importedFiles: number;
  readonly parkedFiles: number;
  readonly refusedFiles: number;
  readonly unknownOperations: number;
  readonly quarantined: number;
  readonly openAlarms: number;
  readonly treeSize: number;
}

/** Everything a person at headquarters looks at first. */
export function readStatus(store: Store): HeadquartersStatus {
  const { sqlite } = store;
  const count = (sql: string): number => Number(sqlite.prepare(sql).pluck().get());
  const branches = sqlite
    .prepare(
      `SELECT e.branchId, e.branchName, b.code, e.enrolledAt, e.stoppedFor, e.stoppedAt,
         (SELECT count(*) FROM quarantine q WHERE q.branchId = e.branchId AND q.resolvedAt IS NULL) AS quarantined,
         (SELECT count(*) FROM attachmentContent a WHERE a.branchId = e.branchId) AS attachments
       FROM enrolledBranch e LEFT JOIN branch b ON b.branchId = e.branchId AND b.id = e.branchId ORDER BY e.branchName`,
    )
    .all() as Omit<BranchStatus, 'incarnations' | 'alarms'>[];
  const incarnations = sqlite.prepare(
    `SELECT i.incarnationId, i.headSequence, i.firstSeenAt,
       (SELECT count(*) FROM parkedFile p WHERE p.branchId = i.branchId AND p.incarnationId = i.incarnationId) AS parked,
       (SELECT count(*) FROM auditEvent a WHERE a.branchId = i.branchId AND a.incarnationId = i.incarnationId) AS auditEvents,
       (SELECT max(importedAt) FROM importedFile f WHERE f.branchId = i.branchId AND f.incarnationId = i.incarnationId) AS lastImportedAt,
       (SELECT max(sealedAt) FROM importedFile f WHERE f.branchId = i.branchId AND f.incarnationId = i.incarnationId) AS lastSealedAt
     FROM incarnation i WHERE i.branchId = ? ORDER BY i.firstSeenAt, i.incarnationId`,
  );
  const alarms = sqlite.prepare(
    'SELECT code, subject, zh, en, raisedAt FROM integrityAlarm WHERE branchId = ? AND resolvedAt IS NULL ORDER BY raisedAt, code',
  );
  return {
    branches: branches.map((branch) => ({
      ...branch,
      incarnations: incarnations.all(branch.branchId) as IncarnationStatus[],
      alarms: alarms.all(branch.branchId) as BranchStatus['alarms'],
    })),
    importedFiles: count('SELECT count(*) FROM importedFile'),
    parkedFiles: count('SELECT count(*) FROM parkedFile'),
    refusedFiles: count('SELECT count(*) FROM refusedFile'),
    unknownOperations: count('SELECT count(*) FROM parkedOperation'),
    quarantined: count('SELECT count(*) FROM quarantine WHERE resolvedAt IS NULL'),
    openAlarms: count('SELECT count(*) FROM integrityAlarm WHERE resolvedAt IS NULL'),
    treeSize: count('SELECT count(*) FROM merkleNode WHERE height = 0'),
  };
}

/** Rows by consolidated table. Counts every row, which takes a moment where there are millions. */
export function countRows({ sqlite, tables }: Store): Record<string, number> {
  const count = (name: string): number => Number(sqlite.prepare(`SELECT count(*) FROM "${name}"`).pluck().get());
  return Object.fromEntries([...tables.values()].map(({ name }) => [name, count(name)]));
}

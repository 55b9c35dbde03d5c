import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { instant, line, procedure, refusalSchema } from './base.ts';

export const syncPermissions = {
  'sync.view': { hrClerk: 'branch', hrAdmin: 'branch', salesManager: 'branch', salesperson: 'branch' },
  'sync.run': { hrClerk: 'branch', hrAdmin: 'branch' },
  'sync.enrol': { hrAdmin: 'branch' },
} satisfies PermissionTable;

export const changeSetRow = z.object({
  sequence: z.int(),
  kind: z.string(),
  fileName: z.string(),
  state: z.enum(['sealed', 'sent', 'receipted']),
  operations: z.int(),
  bytes: z.int(),
  sealedAt: instant,
  sentAt: instant.nullable(),
  receiptedAt: instant.nullable(),
});

/** The road of a change: on this computer, sealed, sent, received by headquarters, receipted. */
export const syncState = z.object({
  enrolment: z.enum(['none', 'requested', 'enrolled', 'sample']),
  headquarters: z.object({ name: z.string(), rootFingerprint: z.string() }).nullable(),
  /** The request that waits for headquarters' answer. */
  request: z.object({ fingerprint: z.string(), requestedAt: instant }).nullable(),
  /** Units of work, audit events and attachments not yet sealed. */
  waiting: z.object({
    transactions: z.int(),
    operations: z.int(),
    events: z.int(),
    attachments: z.int(),
    oldestAt: instant.nullable(),
  }),
  sealed: z.int(),
  sent: z.int(),
  receipted: z.int(),
  /** When the oldest change set was sealed that is not yet sent, and the oldest sent one without receipt. */
  oldestSealedAt: instant.nullable(),
  oldestSentAt: instant.nullable(),
  /** The first change set without receipt: from here everything can be exported again. */
  firstOpen: z.int().nullable(),
  /** Headquarters has everything up to this moment; null before the first receipt. */
  receivedUntil: instant.nullable(),
  lastReceiptAt: instant.nullable(),
  /** The folder last exported to. */
  folder: z.string().nullable(),
  /** What stands in the way: missing ranges, rows that went to review, a registry that came from a backup. */
  problems: z.array(
    z.object({
      code: z.string(),
      zh: z.string(),
      en: z.string(),
      next: z.object({ zh: z.string(), en: z.string() }),
    }),
  ),
  recent: z.array(changeSetRow),
});

/** A folder on this computer: a share, a USB stick. */
const folder = line(400).min(1);

export const syncContract = {
  /** Asked by the top bar at intervals, too. */
  state: procedure('sync.view', { quiet: true }).output(syncState),
  /**
   * Seals what is waiting and copies all change sets that were never sent into the folder: a share, a USB stick. Without
   * a folder it only seals.
   */
  seal: procedure('sync.run')
    .input(z.object({ folder: folder.nullable() }))
    .output(z.object({ files: z.array(z.string()), state: syncState })),
  /** Copies stored change sets of this incarnation again, byte for byte. */
  resend: procedure('sync.run')
    .input(z.object({ fromSequence: z.int().min(1).max(1e12), folder }))
    .output(z.object({ files: z.array(z.string()), state: syncState })),
  /** A stored change set, byte for byte, to be carried by other means than a folder. */
  download: procedure('sync.run')
    .input(z.object({ sequence: z.int().min(1).max(1e12) }))
    .output(z.object({ file: z.file(), state: syncState })),
  /** Takes what headquarters sent: receipts, policies, freezes. Each file for itself: one bad file stops no other. */
  receive: procedure('sync.run')
    .input(
      z.object({
        files: z
          .array(z.file().max(16 << 20))
          .min(1)
          .max(200),
      }),
    )
    .output(
      z.object({
        files: z.array(
          z.object({
            name: z.string(),
            outcome: z.enum(['applied', 'known', 'refused']),
            /** What it changed, or that it had been taken before. */
            zh: z.string(),
            en: z.string(),
            refusals: z.array(refusalSchema),
          }),
        ),
        applied: z.int(),
        known: z.int(),
        refused: z.int(),
        state: syncState,
      }),
    ),
  /** A request to be carried to headquarters; asked again before the answer, the same one. A sample branch is refused. */
  requestEnrolment: procedure('sync.enrol').output(z.object({ file: z.file(), fingerprint: z.string() })),
  /** Takes headquarters' answer; the fingerprint on the paper is typed in and compared. */
  acceptEnrolment: procedure('sync.enrol')
    .input(z.object({ file: z.file().max(1 << 20), rootFingerprint: line(200).min(1) }))
    .output(syncState),
};

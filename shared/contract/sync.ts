import * as z from 'zod';
import type { PermissionTable } from '../domain/permissions.ts';
import { instant, line, procedure } from './base.ts';

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
  /** Units of work not yet sealed. */
  waiting: z.object({ transactions: z.int(), operations: z.int(), oldestAt: instant.nullable() }),
  sealed: z.int(),
  sent: z.int(),
  receipted: z.int(),
  /** Headquarters has everything up to this moment; null before the first receipt. */
  receivedUntil: instant.nullable(),
  /** What receipts reported: missing ranges, rows that went to review. */
  problems: z.array(z.object({ zh: z.string(), en: z.string(), next: z.object({ zh: z.string(), en: z.string() }) })),
  recent: z.array(changeSetRow),
});

export const syncContract = {
  state: procedure('sync.view').output(syncState),
  /** Seals what is waiting and writes it into the outbox folder (or the folder given: a share, a USB stick). */
  seal: procedure('sync.run')
    .input(z.object({ folder: line(400).nullable() }))
    .output(z.object({ files: z.array(z.string()), state: syncState })),
  /** Writes stored change sets again, byte for byte. */
  resend: procedure('sync.run')
    .input(z.object({ fromSequence: z.int().min(1), folder: line(400).nullable() }))
    .output(z.object({ files: z.array(z.string()) })),
  /** Takes what headquarters sent: receipts, policies, transfers, freezes. */
  receive: procedure('sync.run')
    .input(
      z.object({
        files: z
          .array(z.file().max(16 << 20))
          .min(1)
          .max(200),
      }),
    )
    .output(z.object({ applied: z.int(), known: z.int(), state: syncState })),
  /** A request to be carried to headquarters. A sample branch is refused. */
  requestEnrolment: procedure('sync.enrol').output(z.object({ file: z.file(), fingerprint: z.string() })),
  /** Takes headquarters' answer; the fingerprint on the paper is typed in and compared. */
  acceptEnrolment: procedure('sync.enrol')
    .input(z.object({ file: z.file().max(1 << 20), rootFingerprint: line(200) }))
    .output(syncState),
};

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../../shared/storage/durableFile.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const marker = z.object({
  format: z.literal('shouke-head-1'),
  /** Hex of the incarnation that sealed. */
  incarnationId: z.string().regex(/^[0-9a-f]{32}$/),
  /** The last sealed change set and its hash; 0 and zeros before the first. */
  sequence: z.int().min(0),
  hash: hex32,
  /** The last event of the audit chain that was sealed, and its hash. */
  auditSequence: z.int().min(0),
  auditHash: hex32,
});

/** How far this branch had sealed, kept beside the database and not in it. */
export type HeadMarker = Omit<z.infer<typeof marker>, 'format'>;

const fileOf = (folder: string): string => join(folder, 'head.json');

/**
 * The marker of a data folder. It outlives a restored database: a marker ahead of the database says that the database
 * came from a backup. `unreadable` when it is there and makes no sense.
 */
export function readHeadMarker(folder: string): HeadMarker | 'missing' | 'unreadable' {
  const file = fileOf(folder);
  if (!existsSync(file)) return 'missing';
  try {
    const { format: _, ...head } = marker.parse(JSON.parse(readFileSync(file, 'utf8')));
    return head;
  } catch {
    return 'unreadable';
  }
}

/** Written before a sealed file can leave this computer, so that nothing outside is ahead of the marker. */
export function writeHeadMarker(folder: string, head: HeadMarker): void {
  writeDurably(fileOf(folder), `${JSON.stringify({ format: 'shouke-head-1', ...head })}\n`);
}

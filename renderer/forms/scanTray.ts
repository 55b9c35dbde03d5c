import { useSyncExternalStore } from 'react';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { api, client } from '../client/api.ts';
import { queries } from '../client/queries.ts';
import { refusalsOf } from '../client/refusals.ts';
import type { FoundOnScan } from './returned.ts';

/** A form found on a scan, and what became of it. */
export interface FoundForm extends FoundOnScan {
  readonly filed: boolean;
}

/** A scan that was put down here: read, and waiting to be filed. */
export interface TrayScan {
  readonly id: number;
  readonly file: File;
  readonly phase: 'reading' | 'read' | 'refused';
  readonly found: readonly FoundForm[];
  readonly refusals: readonly Refusal[];
}

/** Held in memory only, and only until somebody locks or signs out: scans are personal data. */
let scans: readonly TrayScan[] = [];
let count = 0;
const listeners = new Set<() => void>();

function change(next: readonly TrayScan[]): void {
  scans = next;
  for (const listener of listeners) listener();
}
const update = (id: number, part: Partial<TrayScan>) =>
  change(scans.map((scan) => (scan.id === id ? { ...scan, ...part } : scan)));

/** Puts scans into the tray and reads their codes, one after the other. */
export async function putInTray(files: Iterable<File>): Promise<void> {
  const added = [...files].map((file): TrayScan => {
    count += 1;
    return { id: count, file, phase: 'reading', found: [], refusals: [] };
  });
  change([...added, ...scans]);
  for (const { id, file } of added) {
    try {
      const found = await client.forms.findByScan({ bytes: file });
      update(id, { phase: 'read', found: found.map((each) => ({ ...each, filed: false })) });
    } catch (error) {
      update(id, { phase: 'refused', refusals: refusalsOf(error) });
    }
  }
}

/** A form of a scan has been filed with its case. */
export const markFiled = (scanId: number, formId: string): void =>
  change(
    scans.map((scan) =>
      scan.id === scanId
        ? { ...scan, found: scan.found.map((each) => (each.form.id === formId ? { ...each, filed: true } : each)) }
        : scan,
    ),
  );

export const takeFromTray = (scanId: number): void => change(scans.filter((scan) => scan.id !== scanId));
export const emptyTray = (): void => change([]);

const sessionKey = JSON.stringify(api.access.session.queryKey());
queries.getQueryCache().subscribe(({ query }) => {
  if (scans.length > 0 && query.state.data === null && JSON.stringify(query.queryKey) === sessionKey) emptyTray();
});

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useScanTray = (): readonly TrayScan[] => useSyncExternalStore(subscribe, () => scans);

/** The scan in the tray that bears a letter's forms, and those of them that are not filed yet. */
export function waitingScan(
  tray: readonly TrayScan[],
  letterId: string,
): { scan: TrayScan; found: readonly FoundForm[] } | undefined {
  for (const scan of tray) {
    const found = scan.found.filter((each) => each.form.subjectId === letterId && !each.filed);
    if (found.length > 0) return { scan, found };
  }
  return undefined;
}

import { type Refusal, RefusalError } from '../../shared/domain/refusal.ts';
import * as refusals from '../refusals.ts';

/** Of the disk or the database, not of a file. */
const environment = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|CORRUPT|NOTADB|READONLY|CANTOPEN|NOMEM)/;

/** What a branch did wrong, or a defect of ours that only this file meets. A full disk is neither: everything waits. */
export function refusalsOf(error: unknown): readonly Refusal[] {
  if (error instanceof RefusalError) return error.refusals;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (environment.test(code) || (error instanceof Error && 'syscall' in error)) throw error;
  return [refusals.internalFault(error instanceof Error ? `${error.name} ${code}`.trim() : typeof error)];
}

import type { Planned } from './PlannedAgreement.tsx';

/** What is to be done next with an agreement that a position signs. */
export type PlannedStep = 'fill' | 'generate' | 'file' | 'sign' | 'seal';

type Standing = Pick<Planned, 'kind' | 'state' | 'method'> &
  Readonly<Record<'missing' | 'refusals', readonly unknown[]>>;

/** The step that can be taken now; undefined when it is settled, or something else has to come first. */
export function stepOf({ kind, state, method, missing, refusals }: Standing): PlannedStep | undefined {
  if (state === 'completed') return undefined;
  if (state === 'signedByEmployee') return method === 'certificate' ? 'seal' : undefined;
  if (missing.length > 0) return 'fill';
  if (state === null) return kind === 'electronicSigning' && refusals.length > 0 ? undefined : 'generate';
  if (method === 'wetInk') return 'file';
  return refusals.length === 0 ? 'sign' : undefined;
}

import { fromInstant } from '../../shared/domain/businessDate.ts';
import { BusinessDate, Instant } from '../format/BusinessDate.tsx';

/** When an agreement was completed: to the minute where the branch's clock saw it, the day where the paper says it. */
export function CompletedAt({ at, method }: { at: number | null; method: 'certificate' | 'wetInk' }) {
  if (at === null || method === 'certificate') return <Instant at={at} />;
  return <BusinessDate date={fromInstant(at)} near="never" />;
}

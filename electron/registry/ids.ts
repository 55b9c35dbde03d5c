import { randomFillSync } from 'node:crypto';
import type { Clock } from '../../shared/domain/clock.ts';

const pool = new Uint8Array(10 * 512);
let used = pool.length;

/**
 * Makes ids: UUIDv7 (RFC 9562 5.7) whose 12 bits after the milliseconds count up, so that ids made by one process in
 * one millisecond sort in the order they were made, and a clock set back does not turn the order round.
 */
export function createIdMaker(clock: Clock): () => string {
  let last = 0;
  let counter = 0;
  return () => {
    const now = clock.now();
    if (now > last) {
      last = now;
      counter = 0;
    } else if (++counter > 0xfff) {
      last += 1;
      counter = 0;
    }
    if (used + 10 > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const random = Buffer.from(pool.buffer, used, 10);
    used += 10;
    const time = last.toString(16).padStart(12, '0');
    const tail = random.toString('hex', 0, 8);
    const variant = (8 + ((random[8] ?? 0) & 3)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${tail.slice(0, 3)}-${tail.slice(3, 15)}`;
  };
}

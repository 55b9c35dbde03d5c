import type { Result } from '../domain/refusal.ts';
import { CborWriter } from './cborWriter.ts';
import { changeSetLimits } from './limits.ts';
import { readPayload } from './payload.ts';

/** Version of the freeze payload, independent of the envelope's format. */
export const freezePayloadVersion = 1;

const { identifierBytes } = changeSetLimits;
const mostOrders = 10_000;
const longestReason = 2048;

/** Headquarters freezes an account. It takes effect when the branch reads it; only the branch can unfreeze, by two persons. */
export interface FreezeOrder {
  readonly accountId: string;
  /** For the people at the branch, in the words of whoever ordered it. */
  readonly reason: string;
  /** Who ordered it at headquarters. */
  readonly orderedBy: string;
  /** UTC milliseconds on headquarters' clock. */
  readonly orderedAt: number;
}

/** The payload of a change set of kind `freeze`: `[version, [[account, reason, by, at]…]]`. */
export function encodeFreezeOrders(orders: readonly FreezeOrder[]): Uint8Array {
  const writer = new CborWriter(1024).array(2).unsigned(freezePayloadVersion).array(orders.length);
  for (const { accountId, reason, orderedBy, orderedAt } of orders) {
    writer.array(4).textUpTo(accountId, identifierBytes).textUpTo(reason, longestReason);
    writer.textUpTo(orderedBy, identifierBytes).unsigned(orderedAt);
  }
  return writer.view();
}

/** Reads freeze orders strictly. Refusals: `payloadMalformed`, `payloadTooNew`. */
export function decodeFreezeOrders(payload: Uint8Array): Result<readonly FreezeOrder[]> {
  return readPayload(payload, freezePayloadVersion, (reader) =>
    Array.from({ length: reader.array(mostOrders) }, () => {
      reader.arrayOf(4);
      const accountId = reader.text(identifierBytes);
      if (accountId === '') reader.fail('an empty identifier');
      return {
        accountId,
        reason: reader.text(longestReason),
        orderedBy: reader.text(identifierBytes),
        orderedAt: reader.unsigned(),
      };
    }),
  );
}

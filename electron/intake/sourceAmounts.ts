import { type Fen, largestFen } from '../../shared/domain/money.ts';

const digits = 8;
const unit = 10n ** BigInt(digits);

/** A decimal number with at most eight decimals, exactly, in 1/100,000,000; null when it is none. */
export function readDecimal(text: string): bigint | null {
  const found = /^(-?)(\d{1,15})(?:\.(\d{1,8}))?$/.exec(text.trim());
  if (!found) return null;
  const value = BigInt(found[2] ?? '0') * unit + BigInt((found[3] ?? '').padEnd(digits, '0'));
  return found[1] ? -value : value;
}

/** Price × quantity × (1 − discount) in 1/100 of a fen's hundred-millionth cubed: exact, rounded only once, in the sum. */
export function lineTotal(price: bigint, quantity: bigint, discount: bigint): bigint {
  return price * quantity * (unit - discount);
}

/** The sum of line totals in fen, half a fen rounded up. Null beyond what the product takes. */
export function sumInFen(totals: readonly bigint[]): Fen | null {
  const sum = totals.reduce((all, each) => all + each, 0n) * 100n;
  const scale = unit * unit * unit;
  const rounded = (sum * 2n + (sum < 0n ? -scale : scale)) / (scale * 2n);
  const fen = Number(rounded);
  return Math.abs(fen) <= largestFen ? fen : null;
}

import { formatMoney } from '../../shared/domain/money.ts';
import './format.css';
import { wholeYuan } from './text.ts';

/** An amount in fen, in tabular figures. `whole` leaves the fen away. In a table, align its column to the end. */
export function Money({ fen, whole = false, strong = false }: { fen: number; whole?: boolean; strong?: boolean }) {
  const text = whole ? wholeYuan(fen) : formatMoney(fen);
  return strong ? <strong className="sk-number">{text}</strong> : <span className="sk-number">{text}</span>;
}

import './format.css';
import { pieces } from './text.ts';

/** Marks what was searched for, by whole characters: rare ones (生僻字) are never cut in two. */
export function Highlight({ text, match }: { text: string; match: string }) {
  let at = 0;
  return pieces(text, match).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.hit ? (
      <mark key={key} className="sk-mark">
        {piece.text}
      </mark>
    ) : (
      <span key={key}>{piece.text}</span>
    );
  });
}

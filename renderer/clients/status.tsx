import type { client } from '../client/api.ts';
import { StatusDot, StatusTag } from '../format/StatusDot.tsx';
import { stateOf } from '../format/stateWords.ts';
import { useWords } from '../words/language.ts';

export type ClientDetail = Awaited<ReturnType<typeof client.clients.get>>;
type Status = ClientDetail['status'];

/** How a client stands, as dot and word. */
export function ClientDot({ status }: { status: Status }) {
  const words = useWords();
  const state = stateOf('client', status);
  return <StatusDot tone={state.tone}>{words(state.words)}</StatusDot>;
}

/** The same for the head of a page. */
export function ClientTag({ status }: { status: Status }) {
  const words = useWords();
  const state = stateOf('client', status);
  return <StatusTag tone={state.tone}>{words(state.words)}</StatusTag>;
}

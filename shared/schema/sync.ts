import { bytes, integer, localTable, text } from './table.ts';

/** What the sync feature remembers by name: the incarnation of this registry, the folder last exported to. */
export const syncSetting = localTable(81, 'syncSetting', { value: text(10) });

/** A private key of this branch towards headquarters, PKCS#8 sealed under the device key; `id` is its purpose. */
export const syncKey = localTable(82, 'syncKey', {
  sealed: bytes(10),
  createdAt: integer(11),
});

/**
 * A receipt of headquarters whose signature and proofs were verified; `id` is its envelope hash. Kept for good: with the
 * change set it names it proves what headquarters had, and when.
 */
export const receipt = localTable(83, 'receipt', {
  incarnationId: text(10),
  headSequence: integer(11),
  headHash: text(12),
  hqIncarnation: text(13),
  /** Sequence of the message within headquarters' incarnation. */
  hqSequence: integer(14),
  treeSize: integer(15),
  root: text(16),
  /** On headquarters' clock. */
  sealedAt: integer(17),
  receivedAt: integer(18),
  /** CBOR of the receipt. */
  payload: bytes(19),
  /** The file as it came. */
  envelope: bytes(20),
});

/** What was taken from headquarters; `id` is the envelope hash, so that the same file a second time changes nothing. */
export const inboxMessage = localTable(84, 'inboxMessage', {
  kind: text(10),
  /** Headquarters' incarnation and the message's sequence in it. */
  incarnationId: text(11),
  sequence: integer(12),
  receivedAt: integer(13),
  /** JSON: what it changed, in words. */
  outcome: text(14),
});

export const syncTables = { syncSetting, syncKey, receipt, inboxMessage };

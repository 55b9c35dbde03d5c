import { createHash } from 'node:crypto';

/**
 * Merkle tree of RFC 6962 section 2 (SHA-256) over envelope hashes. Headquarters appends a leaf per imported file;
 * branches keep the last checkpoint and check that each new one extends it, so history cannot be rewritten.
 */

/** Hash of a node by height and position: `node(0, i)` is leaf `i`, `node(h, i)` the full subtree of leaves i·2^h …. */
export type NodeSource = (height: number, index: number) => Uint8Array;

/** The leaf of an envelope: SHA-256(0x00 ‖ envelope hash). */
export function leafHash(envelopeHash: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(leafPrefix).update(envelopeHash).digest());
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(nodePrefix).update(left).update(right).digest());
}

const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

/** Root of the tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Uint8Array = new Uint8Array(createHash('sha256').digest());

/**
 * The right edge of a tree: the roots of its full subtrees, largest first. Enough to append and to know the root; at most
 * 53 hashes, whatever the size.
 */
export interface CompactRange {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

export const emptyRange: CompactRange = { size: 0, hashes: [] };

/** A node that appending completed; store it to make proofs later. */
export interface CompletedNode {
  readonly height: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** Appends a leaf. `nodes` are the leaf and the subtrees it completed, in the order of their height. */
export function appendLeaf(
  range: CompactRange,
  leaf: Uint8Array,
): { readonly range: CompactRange; readonly nodes: readonly CompletedNode[] } {
  const hashes = [...range.hashes];
  const nodes: CompletedNode[] = [{ height: 0, index: range.size, hash: leaf }];
  let hash = leaf;
  let index = range.size;
  for (let height = 1; index % 2 === 1; height++) {
    const left = hashes.pop();
    if (left === undefined) throw new RangeError('not a compact range');
    hash = nodeHash(left, hash);
    index = (index - 1) / 2;
    nodes.push({ height, index, hash });
  }
  hashes.push(hash);
  return { range: { size: range.size + 1, hashes }, nodes };
}

/** The root of the tree whose right edge this is. */
export function rangeRoot(range: CompactRange): Uint8Array {
  let root: Uint8Array | undefined;
  for (const hash of range.hashes.toReversed()) root = root === undefined ? hash : nodeHash(hash, root);
  return root ?? emptyRoot;
}

/** The right edge of a tree of `size` leaves, from stored nodes. */
export function rangeOf(node: NodeSource, size: number): CompactRange {
  const hashes: Uint8Array[] = [];
  let from = 0;
  for (const width of subtreeWidths(size)) {
    hashes.push(node(Math.log2(width), from / width));
    from += width;
  }
  return { size, hashes };
}

/** Proof that leaf `leafIndex` is in the tree of `size` leaves (RFC 6962 section 2.1.1). */
export function inclusionProof(node: NodeSource, leafIndex: number, size: number): Uint8Array[] {
  if (!(leafIndex >= 0 && leafIndex < size)) throw new RangeError(`leaf ${leafIndex} of ${size}`);
  const proof: Uint8Array[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    if (leafIndex < middle) {
      proof.unshift(subtreeRoot(node, middle, to));
      to = middle;
    } else {
      proof.unshift(subtreeRoot(node, from, middle));
      from = middle;
    }
  }
  return proof;
}

/** Proof that the tree of `newSize` leaves extends the one of `oldSize` leaves (RFC 6962 section 2.1.2). */
export function consistencyProof(node: NodeSource, oldSize: number, newSize: number): Uint8Array[] {
  if (!(oldSize >= 0 && oldSize <= newSize)) throw new RangeError(`from ${oldSize} to ${newSize}`);
  if (oldSize === 0 || oldSize === newSize) return [];
  const proof: Uint8Array[] = [];
  let from = 0;
  let to = newSize;
  let onOldEdge = true; // whether the subtree starts where the old tree starts, so that the verifier knows its root
  while (oldSize !== to) {
    const middle = from + largestPowerBelow(to - from);
    if (oldSize <= middle) {
      proof.unshift(subtreeRoot(node, middle, to));
      to = middle;
    } else {
      proof.unshift(subtreeRoot(node, from, middle));
      from = middle;
      onOldEdge = false;
    }
  }
  return onOldEdge ? proof : [subtreeRoot(node, from, to), ...proof];
}

/** Verifies an inclusion proof (RFC 9162 section 2.1.3.2). `leaf` is a leaf hash, see {@link leafHash}. */
export function verifyInclusion(
  leaf: Uint8Array,
  leafIndex: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isSize(size) || !isSize(leafIndex) || leafIndex >= size) return false;
  let index = leafIndex;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (index % 2 === 1 || index === last) {
      hash = nodeHash(sibling, hash);
      while (index % 2 === 0 && index !== 0) {
        index /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(hash, root);
}

/** Verifies a consistency proof (RFC 9162 section 2.1.4.2). Every tree extends the empty one. */
export function verifyConsistency(
  oldSize: number,
  oldRoot: Uint8Array,
  newSize: number,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (oldSize === newSize) return proof.length === 0 && sameHash(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, emptyRoot);
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) return false;
  let index = oldSize - 1;
  let last = newSize - 1;
  while (index % 2 === 1) {
    index = (index - 1) / 2;
    last = Math.floor(last / 2);
  }
  let oldHash = first;
  let newHash = first;
  for (const sibling of path) {
    if (last === 0) return false;
    if (index % 2 === 1 || index === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (index % 2 === 0 && index !== 0) {
        index /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(oldHash, oldRoot) && sameHash(newHash, newRoot);
}

/** Root over leaves `from` (inclusive) to `to`; `from` is where a full subtree of at least that width begins. */
function subtreeRoot(node: NodeSource, from: number, to: number): Uint8Array {
  let root: Uint8Array | undefined;
  let end = to;
  for (const width of subtreeWidths(to - from).reverse()) {
    end -= width;
    const hash = node(Math.log2(width), end / width);
    root = root === undefined ? hash : nodeHash(hash, root);
  }
  return root ?? emptyRoot;
}

/** The powers of two a size is made of, largest first. */
function subtreeWidths(size: number): number[] {
  const widths: number[] = [];
  let rest = size;
  while (rest > 0) {
    const width = 2 ** Math.floor(Math.log2(rest));
    widths.push(width);
    rest -= width;
  }
  return widths;
}

/** Largest power of two below `count` (count of at least 2). */
const largestPowerBelow = (count: number): number => 2 ** Math.floor(Math.log2(count - 1));
/** Up to 2^40 leaves, where the logarithms above are exact. */
const isSize = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 2 ** 40;
const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(value));
const sameHash = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

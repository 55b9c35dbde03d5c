import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appendLeaf,
  consistencyProof,
  emptyRange,
  emptyRoot,
  inclusionProof,
  leafHash,
  type NodeSource,
  rangeOf,
  rangeRoot,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sha256 = (...parts: Uint8Array[]) => new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());

/** RFC 6962 section 2.1, word for word: the other implementation. */
function plainRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), plainRoot(leaves.slice(0, split)), plainRoot(leaves.slice(split)));
}

/** A tree as headquarters keeps it: every node that appending completed. */
function grow(count: number) {
  const nodes = new Map<string, Uint8Array>();
  const leaves: Uint8Array[] = [];
  const roots = [emptyRoot];
  let range = emptyRange;
  for (let index = 0; index < count; index++) {
    const leaf = leafHash(sha256(Buffer.from(`envelope ${index}`)));
    leaves.push(leaf);
    const appended = appendLeaf(range, leaf);
    range = appended.range;
    roots.push(rangeRoot(range));
    for (const { height, index, hash } of appended.nodes) nodes.set(`${height}/${index}`, hash);
  }
  const node: NodeSource = (height, index) => {
    const hash = nodes.get(`${height}/${index}`);
    if (hash === undefined) throw new RangeError(`node ${height}/${index} is not complete`);
    return hash;
  };
  return { leaves, roots, node, range };
}

const tree = grow(130);
const rootOf = (size: number): Uint8Array => tree.roots[size] ?? emptyRoot;
const leafAt = (index: number): Uint8Array => tree.leaves[index] ?? emptyRoot;

test('roots are those of the plain definition, at every size', () => {
  for (let size = 0; size <= 130; size++) expect(hex(rootOf(size))).toBe(hex(plainRoot(tree.leaves.slice(0, size))));
});

test('the known roots of the empty tree and of one empty entry', () => {
  expect(hex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hex(leafHash(new Uint8Array(0)))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
});

test('the right edge can be taken up again from stored nodes', () => {
  for (let size = 0; size <= 130; size++) {
    const range = rangeOf(tree.node, size);
    expect(hex(rangeRoot(range))).toBe(hex(rootOf(size)));
    if (size < 130) expect(hex(rangeRoot(appendLeaf(range, leafAt(size)).range))).toBe(hex(rootOf(size + 1)));
  }
});

describe('an inclusion proof', () => {
  const place = fc.integer({ min: 1, max: 130 }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));

  test('verifies for its leaf, index, size and root, and for nothing else', () => {
    fc.assert(
      fc.property(place, fc.nat(129), fc.integer({ min: 1, max: 130 }), ([index, size], otherIndex, otherSize) => {
        const proof = inclusionProof(tree.node, index, size);
        const leaf = leafAt(index);
        expect(verifyInclusion(leaf, index, size, proof, rootOf(size))).toBe(true);
        if (otherIndex !== index) {
          expect(verifyInclusion(leafAt(otherIndex), index, size, proof, rootOf(size))).toBe(false);
          expect(verifyInclusion(leaf, otherIndex, size, proof, rootOf(size))).toBe(false);
        }
        if (otherSize !== size) expect(verifyInclusion(leaf, index, size, proof, rootOf(otherSize))).toBe(false);
        expect(verifyInclusion(leaf, index, size, [...proof, leaf], rootOf(size))).toBe(false);
        if (proof.length > 0) expect(verifyInclusion(leaf, index, size, proof.slice(1), rootOf(size))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('does not verify with any hash of it changed', () => {
    const proof = inclusionProof(tree.node, 37, 100);
    for (let at = 0; at < proof.length; at++) {
      expect(verifyInclusion(leafAt(37), 37, 100, proof.with(at, randomBytes(32)), rootOf(100))).toBe(false);
    }
  });

  test('a node inside the tree does not pass as a leaf', () => {
    const inner = tree.node(1, 0);
    expect(verifyInclusion(inner, 0, 2, [], inner)).toBe(false);
    expect(verifyInclusion(inner, 0, 1, [], inner)).toBe(true); // hence leaf hashes, never raw hashes, go in
    expect(hex(leafHash(inner))).not.toBe(hex(inner));
  });

  test('for a leaf that is not there is not made', () => {
    for (const [index, size] of [
      [5, 5],
      [-1, 5],
      [0, 0],
    ] as const) {
      expect(() => inclusionProof(tree.node, index, size)).toThrow(RangeError);
      expect(verifyInclusion(leafAt(0), index, size, [], rootOf(5))).toBe(false);
    }
  });
});

describe('a consistency proof', () => {
  const sizes = fc.tuple(fc.nat(130), fc.nat(130)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

  test('verifies for its two trees and for no others', () => {
    fc.assert(
      fc.property(sizes, fc.nat(130), ([old, now], other) => {
        const proof = consistencyProof(tree.node, old, now);
        expect(verifyConsistency(old, rootOf(old), now, rootOf(now), proof)).toBe(true);
        if (other !== old) expect(verifyConsistency(old, rootOf(other), now, rootOf(now), proof)).toBe(false);
        if (other !== now && old > 0) {
          expect(verifyConsistency(old, rootOf(old), now, rootOf(other), proof)).toBe(false);
        }
        expect(verifyConsistency(old, rootOf(old), now, rootOf(now), [...proof, rootOf(1)])).toBe(false);
        if (proof.length > 0) {
          expect(verifyConsistency(old, rootOf(old), now, rootOf(now), proof.slice(0, -1))).toBe(false);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('finds a rewritten history', () => {
    const rewritten = grow(60);
    const leaves = rewritten.leaves.with(20, leafHash(randomBytes(32)));
    let range = emptyRange;
    for (const leaf of leaves) range = appendLeaf(range, leaf).range;
    const proof = consistencyProof(rewritten.node, 40, 60);
    expect(verifyConsistency(40, rootOf(40), 60, rangeRoot(range), proof)).toBe(false);
  });

  test('absurd sizes are refused, not computed', () => {
    const huge = 2 ** 53;
    expect(verifyConsistency(5, rootOf(5), huge, rootOf(9), [rootOf(1)])).toBe(false);
    expect(verifyConsistency(1.5, rootOf(5), 9, rootOf(9), [rootOf(1)])).toBe(false);
    expect(verifyConsistency(Number.NaN, rootOf(5), 9, rootOf(9), [])).toBe(false);
    expect(verifyInclusion(leafAt(0), 0, huge, [], rootOf(1))).toBe(false);
    expect(() => consistencyProof(tree.node, 9, 5)).toThrow(RangeError);
  });
});

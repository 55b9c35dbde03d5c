import type { Checkpoint } from '../../shared/changeset/header.ts';
import {
  appendLeaf,
  type CompactRange,
  consistencyProof,
  inclusionProof,
  leafHash,
  type NodeSource,
  rangeOf,
  rangeRoot,
} from '../../shared/changeset/merkle.ts';
import type { Store } from '../store/store.ts';

/** The tree of envelope hashes in the store. Everything is read inside the transaction that uses it. */
export class MerkleTree {
  readonly #size: (args: Record<string, never>) => { position: number } | undefined;
  readonly #node: (args: { height: number; position: number }) => { hash: Uint8Array } | undefined;
  readonly #insert: (args: { height: number; position: number; hash: Uint8Array }) => number;

  constructor({ statements }: Store) {
    this.#size = statements.one((db) =>
      db.selectFrom('merkleNode').select('position').where('height', '=', 0).orderBy('position', 'desc').limit(1),
    );
    this.#node = statements.one((db, p) =>
      db.selectFrom('merkleNode').select('hash').where('height', '=', p.height).where('position', '=', p.position),
    );
    this.#insert = statements.insert('merkleNode');
  }

  get size(): number {
    return (this.#size({})?.position ?? -1) + 1;
  }

  /** The right edge of the tree, to append to within one transaction. */
  edge(): CompactRange {
    return rangeOf(this.#nodes, this.size);
  }

  /** Appends an envelope hash; answers the new edge and the position of the leaf. */
  append(edge: CompactRange, envelopeHash: Uint8Array): { readonly edge: CompactRange; readonly leafIndex: number } {
    const { range, nodes } = appendLeaf(edge, leafHash(envelopeHash));
    for (const { height, index, hash } of nodes) this.#insert({ height, position: index, hash });
    return { edge: range, leafIndex: edge.size };
  }

  checkpoint(size = this.size): Checkpoint {
    return { treeSize: size, root: rangeRoot(rangeOf(this.#nodes, size)) };
  }

  inclusion(leafIndex: number, size: number): Uint8Array[] {
    return inclusionProof(this.#nodes, leafIndex, size);
  }

  consistency(fromSize: number, size: number): Uint8Array[] {
    return consistencyProof(this.#nodes, fromSize, size);
  }

  readonly #nodes: NodeSource = (height, position) => {
    const node = this.#node({ height, position });
    if (node === undefined) throw new Error(`tree node ${height}/${position} is missing`);
    return node.hash;
  };
}

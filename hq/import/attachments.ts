import { join } from 'node:path';
import {
  attachmentChunkSize,
  chunkCount,
  decodeAttachmentChunks,
  verifyAttachment,
} from '../../shared/changeset/attachmentPayload.ts';
import { changeSetRefusal } from '../../shared/changeset/refusals.ts';
import { orThrow, type Refusal } from '../../shared/domain/refusal.ts';
import { AttachmentStore } from '../../shared/storage/attachmentStore.ts';
import type { Store } from '../store/store.ts';

/**
 * The branches' attachments, content-addressed and encrypted, each branch in a folder of its own, so that none can spoil
 * another's. Pieces come in any order and twice; the whole is checked against its hash when the last one is there.
 */
export class Attachments {
  readonly #folder: string;
  readonly #key: Uint8Array;
  readonly #open = new Map<string, AttachmentStore>();
  readonly #insertChunk: (args: { branchId: string; hash: string; position: number; size: number }) => number;
  readonly #chunks: (args: { branchId: string; hash: string }) => { position: number; size: number }[];
  readonly #removeChunks: (args: { branchId: string; hash: string }) => number;
  readonly #content: (args: { branchId: string; hash: string }) => { size: number } | undefined;
  readonly #insertContent: (args: { branchId: string; hash: string; size: number; completedAt: number }) => number;

  constructor(hqFolder: string, storeKey: Uint8Array, { statements }: Store) {
    this.#folder = join(hqFolder, 'attachments');
    this.#key = storeKey;
    this.#insertChunk = statements.insert('attachmentChunk', 'leave');
    this.#chunks = statements.all((db, p) =>
      db
        .selectFrom('attachmentChunk')
        .select(['position', 'size'])
        .where('branchId', '=', p.branchId)
        .where('hash', '=', p.hash)
        .orderBy('position'),
    );
    this.#removeChunks = statements.write((db, p) =>
      db.deleteFrom('attachmentChunk').where('branchId', '=', p.branchId).where('hash', '=', p.hash),
    );
    this.#content = statements.one((db, p) =>
      db.selectFrom('attachmentContent').select('size').where('branchId', '=', p.branchId).where('hash', '=', p.hash),
    );
    this.#insertContent = statements.insert('attachmentContent');
  }

  /**
   * Takes the pieces of one file. Bytes are on the disk before the rows that say so. Answers what is wrong with attachments
   * that came whole and are not what their hash says: they are thrown away, so that they can be sent again.
   * @throws RefusalError when the payload cannot be read
   */
  take(branchId: string, payload: Uint8Array, now: number): { readonly hash: string; readonly refusal: Refusal }[] {
    const faults: { hash: string; refusal: Refusal }[] = [];
    for (const { hash: digest, size, index, bytes } of orThrow(decodeAttachmentChunks(payload))) {
      const hash = Buffer.from(digest).toString('hex');
      if (this.#content({ branchId, hash }) !== undefined) continue;
      const store = this.of(branchId);
      store.putChunk(hash, index, chunkCount(size), bytes);
      this.#insertChunk({ branchId, hash, position: index, size });
      const present = this.#chunks({ branchId, hash });
      const sized = present.every((chunk) => chunk.size === size);
      if (sized && present.length < chunkCount(size)) continue;
      const whole = sized ? verifyAttachment({ hash: digest, size }, chunksOf(store, hash, size)) : undefined;
      if (whole?.ok) {
        this.#removeChunks({ branchId, hash });
        this.#insertContent({ branchId, hash, size, completedAt: now });
        continue;
      }
      this.#removeChunks({ branchId, hash });
      store.discard(hash);
      faults.push({ hash, refusal: whole?.refusals[0] ?? changeSetRefusal('attachment.mismatch') });
    }
    return faults;
  }

  /** The content of an attachment that came whole, else undefined. @throws DamagedAttachmentError */
  read(branchId: string, hash: string): Uint8Array | undefined {
    const content = this.#content({ branchId, hash });
    return content && this.of(branchId).get(hash, content.size);
  }

  /** The store of one branch. Branch ids are UUIDs: nothing else was ever enrolled. */
  of(branchId: string): AttachmentStore {
    let store = this.#open.get(branchId);
    if (store === undefined) {
      store = new AttachmentStore(join(this.#folder, branchId), this.#key);
      this.#open.set(branchId, store);
    }
    return store;
  }
}

function* chunksOf(store: AttachmentStore, hash: string, size: number): Generator<Uint8Array> {
  const chunks = chunkCount(size);
  for (let index = 0; index * attachmentChunkSize < Math.max(size, 1); index++) yield store.chunk(hash, index, chunks);
}

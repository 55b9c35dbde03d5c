import { RefusalError } from '../../shared/domain/refusal.ts';
import type { FeatureContext } from '../feature.ts';
import { DamagedAttachmentError } from '../registry/attachmentStore.ts';
import type { DomainTransaction } from '../registry/unitOfWork.ts';
import * as refusals from './refusals.ts';
import type { Agreement, AgreementStore } from './store.ts';

/** Bytes that are stored already, waiting for the row that refers to them. */
export interface StoredDocument {
  readonly hash: string;
  readonly size: number;
}

/** The documents of agreements: stored first, referred to by rows afterwards, never changed. */
export class AgreementDocuments {
  readonly #context: FeatureContext;
  readonly #store: AgreementStore;

  constructor(context: FeatureContext, store: AgreementStore) {
    this.#context = context;
    this.#store = store;
  }

  store(bytes: Uint8Array): StoredDocument {
    const { hash, size } = this.#context.registry.attachments.put(bytes);
    return { hash, size };
  }

  /** The row that keeps stored bytes from being swept away; at most one per agreement and content. */
  refer(
    tx: DomainTransaction,
    agreement: Pick<Agreement, 'id' | 'number' | 'title'>,
    document: StoredDocument,
    kind: 'agreementDraft' | 'signedAgreement' | 'scan',
    file: { name: string; mediaType: string } = {
      name: `${agreement.title}-${agreement.number}.pdf`,
      mediaType: 'application/pdf',
    },
  ): void {
    const known = tx.one(
      'SELECT 1 FROM attachment WHERE hash = ? AND subjectTable = ? AND subjectId = ?',
      document.hash,
      'agreement',
      agreement.id,
    );
    if (known !== undefined) return;
    tx.insert('attachment', {
      hash: document.hash,
      size: document.size,
      kind,
      mediaType: file.mediaType,
      fileName: file.name,
      subjectTable: 'agreement',
      subjectId: agreement.id,
    });
  }

  /** @throws RefusalError `agreement.noDocument`, or `agreement.damagedDocument` when the bytes are not those of the hash. */
  read(agreement: Pick<Agreement, 'documentHash'>): { bytes: Uint8Array; fileName: string; mediaType: string } {
    const row = agreement.documentHash === null ? undefined : this.#store.attachment(agreement.documentHash);
    if (row === undefined) throw new RefusalError(refusals.noDocument);
    try {
      const bytes = this.#context.registry.attachments.get(row.hash, row.size);
      return { bytes, fileName: row.fileName, mediaType: row.mediaType };
    } catch (error) {
      if (error instanceof DamagedAttachmentError) throw new RefusalError(refusals.damagedDocument);
      throw error;
    }
  }

  file(agreement: Pick<Agreement, 'documentHash'>): File {
    const { bytes, fileName, mediaType } = this.read(agreement);
    return new File([new Uint8Array(bytes)], fileName, { type: mediaType });
  }
}

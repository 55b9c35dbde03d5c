import type { Words } from '../../shared/domain/refusal.ts';
import { changeSetVerifier } from './changeSet.ts';
import { evidenceVerifier } from './evidence.ts';
import { pdfVerifier } from './pdf.ts';

/** One thing to verify: a file with its bytes, or a folder. */
export interface VerifyInput {
  /** As the person named it, absolute. */
  readonly path: string;
  /** Undefined for a folder. */
  readonly bytes: Uint8Array | undefined;
}

/** What a person trusts, and when. */
export interface Anchors {
  /** Root certificates, DER. */
  readonly roots: readonly Uint8Array[];
  /** Revocation lists, DER. */
  readonly revocationLists: readonly Uint8Array[];
  /** UTC ms. */
  readonly at: number;
}

export interface Detail extends Words {
  readonly level: 'error' | 'warning' | 'info';
}

export interface FileVerdict {
  readonly passed: boolean;
  /** A stable word, for example `valid`. */
  readonly verdict: string;
  readonly words: Words;
  readonly details: readonly Detail[];
  /** For `--json`. */
  readonly report: unknown;
}

/** Verifies one kind of thing. The first in the list that accepts an input verifies it. */
export interface Verifier {
  readonly name: Words;
  accepts(input: VerifyInput): boolean;
  verify(input: VerifyInput, anchors: Anchors): FileVerdict | Promise<FileVerdict>;
}

export const verifiers: readonly Verifier[] = [pdfVerifier, changeSetVerifier, evidenceVerifier];

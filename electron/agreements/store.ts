import { tidyText } from '../../shared/domain/names/foldText.ts';
import type { AgreementKind } from '../../shared/schema/agreements.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Registry } from '../registry/registry.ts';

export type Agreement = Database['agreement'];
export type Template = Database['agreementTemplate'];
export type SignerCertificate = Database['signerCertificate'];

/** An agreement as lists show it. */
export interface AgreementRecord extends Agreement {
  readonly employeeName: string;
  readonly employeeNo: string;
  readonly positionTitle: string;
}

export const chips = {
  all: ['draft', 'presented', 'signedByEmployee', 'completed', 'refused'],
  open: ['draft', 'presented', 'signedByEmployee'],
  completed: ['completed'],
  refused: ['refused'],
  superseded: ['superseded'],
} as const satisfies Readonly<Record<string, readonly Agreement['state'][]>>;
export type Chip = keyof typeof chips;

const joined = `FROM agreement a JOIN employee p ON p.id = a.employeeId
  JOIN employment m ON m.id = a.employmentId JOIN position t ON t.id = m.positionId`;
const columns = 'a.*, p.name AS employeeName, m.employeeNo, t.title AS positionTitle';

/** Reads of the agreements feature. */
export class AgreementStore {
  readonly #registry: Registry;
  constructor(registry: Registry) {
    this.#registry = registry;
  }

  one(id: string): AgreementRecord | undefined {
    return this.#registry.reader.prepare(`SELECT ${columns} ${joined} WHERE a.id = ?`).get(id) as
      | AgreementRecord
      | undefined;
  }

  list(query: {
    query: string;
    chip: Chip;
    kind?: AgreementKind | undefined;
    employeeId?: string | undefined;
    offset: number;
    limit: number;
  }): { rows: AgreementRecord[]; total: number; counts: Record<Chip, number> } {
    const parts = ['1 = 1'];
    const values: string[] = [];
    if (query.kind !== undefined) {
      parts.push('a.kind = ?');
      values.push(query.kind);
    }
    if (query.employeeId !== undefined) {
      parts.push('a.employeeId = ?');
      values.push(query.employeeId);
    }
    for (const word of tidyText(query.query).split(' ').filter(Boolean)) {
      const escaped = word.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
      parts.push(
        `(p.name LIKE ? ESCAPE '\\' OR p.pinyin LIKE ? ESCAPE '\\' OR p.initials LIKE ? ESCAPE '\\'
          OR a.number LIKE ? ESCAPE '\\' OR a.title LIKE ? ESCAPE '\\' OR m.employeeNo LIKE ? ESCAPE '\\')`,
      );
      values.push(`%${escaped}%`, `${escaped}%`, `${escaped}%`, `%${escaped}%`, `%${escaped}%`, `%${escaped}%`);
    }
    const where = parts.join(' AND ');
    const byState = this.#registry.reader
      .prepare(`SELECT a.state, count(*) AS count ${joined} WHERE ${where} GROUP BY a.state`)
      .all(...values) as { state: Agreement['state']; count: number }[];
    const counts = { all: 0, open: 0, completed: 0, refused: 0, superseded: 0 };
    for (const { state, count } of byState) {
      for (const chip of Object.keys(chips) as Chip[]) {
        if ((chips[chip] as readonly string[]).includes(state)) counts[chip] += count;
      }
    }
    const states = chips[query.chip];
    const rows = this.#registry.reader
      .prepare(
        `SELECT ${columns} ${joined} WHERE ${where} AND a.state IN (${states.map(() => '?').join(', ')})
         ORDER BY a.createdAt DESC, a.id DESC LIMIT ? OFFSET ?`,
      )
      .all(...values, ...states, query.limit, query.offset) as AgreementRecord[];
    return { rows, total: counts[query.chip], counts };
  }

  /** Of one employment, those that still count; newest first. */
  standing(employmentId: string): Agreement[] {
    return this.#registry.reader
      .prepare(
        "SELECT * FROM agreement WHERE employmentId = ? AND state <> 'superseded' ORDER BY createdAt DESC, id DESC",
      )
      .all(employmentId) as Agreement[];
  }

  /**
   * The ink-signed 电子签名约定 that a person's present key rests on, whichever employment it was signed in. A paper names
   * the key it was signed for: when somebody enrols anew, whoever's idea that was, a new paper is signed.
   */
  onFile(employeeId: string): Agreement | undefined {
    const papers = this.#registry.reader
      .prepare(
        `SELECT * FROM agreement WHERE employeeId = ? AND kind = 'electronicSigning' AND method = 'wetInk'
           AND state = 'completed' AND documentHash IS NOT NULL ORDER BY completedAt DESC, id DESC`,
      )
      .all(employeeId) as Agreement[];
    const certificate = this.certificateOf(employeeId);
    if (certificate === undefined) return papers[0];
    const isFirst = this.#registry.reader
      .prepare("SELECT count(*) FROM signerCertificate WHERE employeeId = ? AND purpose = 'employee'")
      .pluck()
      .get(employeeId);
    return papers.find((paper) => {
      const { signerFingerprint } = JSON.parse(paper.fieldValues) as { signerFingerprint?: string };
      if (signerFingerprint !== undefined) return signerFingerprint === certificate.fingerprint;
      // A paper that was not made here names no key: it holds for the first one, and for one that was there before it.
      return isFirst === 1 || paper.createdAt >= certificate.createdAt;
    });
  }

  signingAgreementOnFile(employeeId: string): boolean {
    return this.onFile(employeeId) !== undefined;
  }

  /** The template in effect on a day: the newest version that has begun. */
  template(kind: AgreementKind, today: string): Template | undefined {
    return this.#registry.reader
      .prepare(
        `SELECT * FROM agreementTemplate WHERE kind = ? AND effectiveFrom <= ? AND (effectiveTo IS NULL OR effectiveTo >= ?)
         ORDER BY templateVersion DESC LIMIT 1`,
      )
      .get(kind, today, today) as Template | undefined;
  }

  templates(): Template[] {
    return this.#registry.reader
      .prepare('SELECT * FROM agreementTemplate ORDER BY kind, templateVersion DESC')
      .all() as Template[];
  }

  templateById(id: string): Template | undefined {
    return this.#registry.reader.prepare('SELECT * FROM agreementTemplate WHERE id = ?').get(id) as
      | Template
      | undefined;
  }

  signatures(agreementId: string): Database['signature'][] {
    return this.#registry.reader
      .prepare('SELECT * FROM signature WHERE agreementId = ? ORDER BY at, id')
      .all(agreementId) as Database['signature'][];
  }

  certificateOf(employeeId: string): SignerCertificate | undefined {
    return this.#registry.reader
      .prepare(
        `SELECT * FROM signerCertificate WHERE employeeId = ? AND purpose = 'employee' AND state = 'valid'
         ORDER BY createdAt DESC, id DESC LIMIT 1`,
      )
      .get(employeeId) as SignerCertificate | undefined;
  }

  signerKey(certificateId: string): Database['signerKey'] | undefined {
    return this.#registry.reader.prepare('SELECT * FROM signerKey WHERE id = ?').get(certificateId) as
      | Database['signerKey']
      | undefined;
  }

  attachment(hash: string): Database['attachment'] | undefined {
    return this.#registry.reader.prepare('SELECT * FROM attachment WHERE hash = ? LIMIT 1').get(hash) as
      | Database['attachment']
      | undefined;
  }

  employee(id: string): Database['employee'] | undefined {
    return this.#registry.reader.prepare('SELECT * FROM employee WHERE id = ?').get(id) as
      | Database['employee']
      | undefined;
  }

  employment(id: string): Database['employment'] | undefined {
    return this.#registry.reader.prepare('SELECT * FROM employment WHERE id = ?').get(id) as
      | Database['employment']
      | undefined;
  }

  position(id: string): Database['position'] | undefined {
    return this.#registry.reader.prepare('SELECT * FROM position WHERE id = ?').get(id) as
      | Database['position']
      | undefined;
  }

  /** Of an account, or of a colleague without one: the witness of a refusal needs none. */
  witnessName(id: string): string {
    const name = this.#registry.reader
      .prepare('SELECT displayName FROM account WHERE id = :id UNION ALL SELECT name FROM employee WHERE id = :id')
      .pluck()
      .get({ id });
    return typeof name === 'string' ? name : id;
  }
}

import { searchKey, tidyText } from '../../shared/domain/names/foldText.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Registry } from '../registry/registry.ts';

export type Employee = Database['employee'];
export type Employment = Database['employment'];

/** One person of the list: the newest employment decides the row. */
export interface PersonRecord {
  readonly employeeId: string;
  readonly employmentId: string;
  readonly employeeNo: string;
  readonly name: string;
  readonly positionTitle: string;
  readonly stage: Employment['stage'];
  readonly startDate: string;
  readonly legalEnd: string | null;
  readonly phone: string | null;
  readonly managerName: string | null;
  readonly accountState: Database['account']['state'] | null;
  readonly agreementsOpen: number;
  readonly clients: number;
  readonly openOrders: number;
  readonly receivable: number;
}

export const chips = {
  all: ['draft', 'verified', 'signing', 'signed', 'refused', 'active', 'leaving', 'left'],
  onboarding: ['draft', 'verified', 'signing', 'signed', 'refused'],
  active: ['active'],
  leaving: ['leaving'],
  left: ['left'],
  cancelled: ['cancelled', 'corrected'],
} as const satisfies Readonly<Record<string, readonly Employment['stage'][]>>;
export type Chip = keyof typeof chips;

/** Stages of an employment that has neither ended nor been given up. */
export const unfinishedStages = [...chips.onboarding, 'active', 'leaving'] as const;

export interface PeopleQuery {
  readonly query: string;
  readonly chip: Chip;
  readonly positionId?: string | undefined;
  readonly sort: 'name' | 'startDate' | 'clients' | 'receivable' | 'employeeNo';
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
  /** Only this person: the caller sees nobody else. */
  readonly only?: string | null;
}

const orderColumns: Readonly<Record<PeopleQuery['sort'], string>> = {
  name: 'p.pinyin',
  startDate: 'm.startDate',
  clients: 'clients',
  receivable: 'receivable',
  employeeNo: 'm.employeeNo',
};

const newest = `(SELECT id FROM employment WHERE employeeId = p.id ORDER BY createdAt DESC, id DESC LIMIT 1)`;

/** Reads of the people feature. */
export class PeopleStore {
  readonly #registry: Registry;
  constructor(registry: Registry) {
    this.#registry = registry;
  }

  list(query: PeopleQuery): { rows: PersonRecord[]; total: number; counts: Record<Chip, number> } {
    const { where, values } = this.#conditions(query);
    const from = `FROM employee p JOIN employment m ON m.id = ${newest} JOIN position t ON t.id = m.positionId WHERE ${where}`;
    const byStage = this.#registry.reader
      .prepare(`SELECT m.stage, count(*) AS count ${from} GROUP BY m.stage`)
      .all(...values) as { stage: Employment['stage']; count: number }[];
    const counts = { all: 0, onboarding: 0, active: 0, leaving: 0, left: 0, cancelled: 0 };
    for (const { stage, count } of byStage) {
      for (const chip of Object.keys(chips) as Chip[]) {
        if ((chips[chip] as readonly string[]).includes(stage)) counts[chip] += count;
      }
    }
    const stages = chips[query.chip];
    const direction = query.descending ? 'DESC' : 'ASC';
    const rows = this.#registry.reader
      .prepare(
        `SELECT p.id AS employeeId, m.id AS employmentId, m.employeeNo, p.name, t.title AS positionTitle, m.stage,
           m.startDate, m.legalEnd, p.phone,
           (SELECT name FROM employee WHERE id = m.managerId) AS managerName,
           (SELECT state FROM account WHERE employeeId = p.id ORDER BY createdAt DESC LIMIT 1) AS accountState,
           (SELECT count(*) FROM agreement WHERE employmentId = m.id
              AND state IN ('draft', 'presented', 'signedByEmployee')) AS agreementsOpen,
           (SELECT count(*) FROM clientSummary WHERE ownerId = p.id AND live = 1) AS clients,
           (SELECT coalesce(sum(openOrders), 0) FROM clientSummary WHERE ownerId = p.id AND live = 1) AS openOrders,
           (SELECT coalesce(sum(balance), 0) FROM clientSummary WHERE ownerId = p.id AND live = 1) AS receivable
         ${from} AND m.stage IN (${stages.map(() => '?').join(', ')})
         ORDER BY ${orderColumns[query.sort]} ${direction}, m.id ${direction} LIMIT ? OFFSET ?`,
      )
      .all(...values, ...stages, query.limit, query.offset) as PersonRecord[];
    return { rows, total: counts[query.chip], counts };
  }

  #conditions(query: PeopleQuery): { where: string; values: (string | null)[] } {
    const parts = ['1 = 1'];
    const values: (string | null)[] = [];
    if (query.only !== undefined) {
      parts.push('p.id = ?');
      values.push(query.only);
    }
    if (query.positionId !== undefined) {
      parts.push('m.positionId = ?');
      values.push(query.positionId);
    }
    for (const word of tidyText(query.query).split(' ').filter(Boolean)) {
      const like = `%${escapeLike(word)}%`;
      // A word without letters or digits has no key: it is compared with what is written only.
      const key = searchKey(word);
      const prefix = key === '' ? like : `${escapeLike(key)}%`;
      const digits = /^\d{3,11}$/.test(word);
      parts.push(
        `(p.name LIKE ? ESCAPE '\\' OR p.nameVariants LIKE ? ESCAPE '\\' OR p.pinyin LIKE ? ESCAPE '\\'
          OR p.initials LIKE ? ESCAPE '\\' OR m.employeeNo LIKE ? ESCAPE '\\' OR t.title LIKE ? ESCAPE '\\'
          ${digits ? "OR p.phone LIKE ? ESCAPE '\\'" : ''})`,
      );
      values.push(like, like, prefix, prefix, like, like);
      if (digits) values.push(`%${escapeLike(word)}`);
    }
    return { where: parts.join(' AND '), values };
  }

  employee(id: string): Employee | undefined {
    return this.#registry.reader.prepare('SELECT * FROM employee WHERE id = ?').get(id) as Employee | undefined;
  }

  employment(id: string): Employment | undefined {
    return this.#registry.reader.prepare('SELECT * FROM employment WHERE id = ?').get(id) as Employment | undefined;
  }

  /** Newest first. */
  employmentsOf(
    employeeId: string,
  ): (Employment & { positionTitle: string; tradeSecretLevel: number; managerName: string | null })[] {
    return this.#registry.reader
      .prepare(
        `SELECT m.*, t.title AS positionTitle, t.tradeSecretLevel,
           (SELECT name FROM employee WHERE id = m.managerId) AS managerName
         FROM employment m JOIN position t ON t.id = m.positionId
         WHERE m.employeeId = ? ORDER BY m.createdAt DESC, m.id DESC`,
      )
      .all(employeeId) as ReturnType<PeopleStore['employmentsOf']>;
  }

  byIdentity(idType: Employee['idType'], idNumber: string): Employee | undefined {
    return this.#registry.reader
      .prepare('SELECT * FROM employee WHERE idNumber = ? ORDER BY idType = ? DESC LIMIT 1')
      .get(idNumber, idType) as Employee | undefined;
  }

  account(employeeId: string): Database['account'] | undefined {
    return this.#registry.reader
      .prepare("SELECT * FROM account WHERE employeeId = ? ORDER BY state = 'closed', createdAt DESC LIMIT 1")
      .get(employeeId) as Database['account'] | undefined;
  }

  agreementsOf(
    employeeId: string,
  ): { id: string; number: string; kind: string; title: string; state: string; completedAt: number | null }[] {
    return this.#registry.reader
      .prepare(
        `SELECT id, number, kind, title, state, completedAt FROM agreement WHERE employeeId = ? ORDER BY createdAt DESC`,
      )
      .all(employeeId) as ReturnType<PeopleStore['agreementsOf']>;
  }

  /** Separations of a person, newest first. */
  casesOf(employeeId: string): { id: string; number: string; handoverState: string }[] {
    return this.#registry.reader
      .prepare(
        'SELECT id, number, handoverState FROM separationCase WHERE employeeId = ? ORDER BY createdAt DESC, id DESC',
      )
      .all(employeeId) as ReturnType<PeopleStore['casesOf']>;
  }

  /** People who are employed now: to be manager, witness or receiver. */
  choices(
    query: string,
    limit: number,
  ): { employeeId: string; name: string; employeeNo: string; positionTitle: string }[] {
    const { where, values } = this.#conditions({
      query,
      chip: 'active',
      sort: 'name',
      descending: false,
      offset: 0,
      limit,
    });
    return this.#registry.reader
      .prepare(
        `SELECT p.id AS employeeId, p.name, m.employeeNo, t.title AS positionTitle
         FROM employee p JOIN employment m ON m.employeeId = p.id AND m.stage = 'active' JOIN position t ON t.id = m.positionId
         WHERE ${where} ORDER BY p.pinyin LIMIT ?`,
      )
      .all(...values, limit) as ReturnType<PeopleStore['choices']>;
  }

  /** The clients a person owns or helps with today, the most money first. */
  clientsOf(
    employeeId: string,
    offset: number,
    limit: number,
  ): {
    rows: {
      clientId: string;
      name: string;
      role: 'owner' | 'helper';
      share: number;
      since: string;
      openOrders: number;
      receivable: number;
      turnover12m: number;
    }[];
    total: number;
  } {
    const { reader } = this.#registry;
    const rows = reader
      .prepare(
        `SELECT w.clientId, c.name, w.role, w.share, w.fromDate AS since, coalesce(t.openOrders, 0) AS openOrders,
           coalesce(t.balance, 0) AS receivable, coalesce(t.amount12m, 0) AS turnover12m
         FROM ownership w JOIN client c ON c.id = w.clientId LEFT JOIN clientSummary t ON t.id = w.clientId
         WHERE w.employeeId = ? AND w.toDate IS NULL
         ORDER BY receivable DESC, turnover12m DESC, c.id LIMIT ? OFFSET ?`,
      )
      .all(employeeId, limit, offset) as ReturnType<PeopleStore['clientsOf']>['rows'];
    const total = reader
      .prepare('SELECT count(*) FROM ownership WHERE employeeId = ? AND toDate IS NULL')
      .pluck()
      .get(employeeId) as number;
    return { rows, total };
  }
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);

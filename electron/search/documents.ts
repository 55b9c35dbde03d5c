import { namePinyin, type PinyinKeys } from '../../shared/domain/names/pinyin.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { Sqlite3 } from '../registry/openDatabase.ts';
import type { SearchDocument } from './words.ts';

export type SearchKind = Database['searchEntry']['kind'];

export type Name = SearchDocument['names'][number];

/** Where the documents of one kind come from. */
export interface SearchSource {
  /** What of the objects is searched, by id; an unknown id has no document. */
  load(db: Sqlite3, ids: readonly string[]): ReadonlyMap<string, SearchDocument>;
  /** Their own names alone, by which matches are weighed against each other. */
  names(db: Sqlite3, ids: readonly string[]): ReadonlyMap<string, Name>;
  /** The objects that are a person's own. */
  own(db: Sqlite3, employeeId: string, today: string): readonly string[];
}

/** Spelled only when somebody looks: most documents are loaded for their own name, whose spelling is stored. */
function spelledLater(text: string): Name {
  let keys: PinyinKeys | undefined;
  const spell = (): PinyinKeys => {
    keys ??= namePinyin(text);
    return keys;
  };
  return {
    text,
    get pinyin() {
      return spell().pinyin;
    },
    get initials() {
      return spell().initials;
    },
  };
}

const among = 'IN (SELECT value FROM json_each(?))';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly pinyin: string;
  readonly initials: string;
}
const ownName = ({ name, pinyin, initials }: Named): Name => ({ text: name, pinyin, initials });
const ownNames =
  (table: 'client' | 'employee'): SearchSource['names'] =>
  (db, ids) =>
    new Map(
      (
        db
          .prepare(`SELECT id, name, pinyin, initials FROM ${table} WHERE id ${among}`)
          .all(JSON.stringify(ids)) as Named[]
      ).map((row) => [row.id, ownName(row)]),
    );

const clients: SearchSource = {
  load: (db, ids) => {
    const list = JSON.stringify(ids);
    const contacts = grouped(
      db
        .prepare(`SELECT clientId AS id, name, phone FROM contact WHERE retired = 0 AND clientId ${among}`)
        .all(list) as {
        id: string;
        name: string;
        phone: string | null;
      }[],
    );
    return new Map(
      (
        db.prepare(`SELECT id, name, pinyin, initials, uscc FROM client WHERE id ${among}`).all(list) as (Named & {
          uscc: string | null;
        })[]
      ).map((row) => {
        const people = contacts.get(row.id) ?? [];
        return [
          row.id,
          {
            names: [ownName(row), ...people.map((person) => spelledLater(person.name))],
            codes: [],
            tails: [row.uscc, ...people.map((person) => person.phone)].filter((each) => each !== null),
          },
        ];
      }),
    );
  },
  names: ownNames('client'),
  own: (db, employeeId, today) =>
    db
      .prepare(
        `SELECT DISTINCT clientId FROM ownership
         WHERE employeeId = ? AND fromDate <= ? AND (toDate IS NULL OR toDate > ?)`,
      )
      .pluck()
      .all(employeeId, today, today) as string[],
};

const employees: SearchSource = {
  load: (db, ids) => {
    const list = JSON.stringify(ids);
    const numbers = grouped(
      db.prepare(`SELECT employeeId AS id, employeeNo FROM employment WHERE employeeId ${among}`).all(list) as {
        id: string;
        employeeNo: string;
      }[],
    );
    return new Map(
      (
        db
          .prepare(`SELECT id, name, nameVariants, pinyin, initials, phone FROM employee WHERE id ${among}`)
          .all(list) as (Named & { nameVariants: string; phone: string | null })[]
      ).map((row) => [
        row.id,
        {
          names: [ownName(row), ...(JSON.parse(row.nameVariants) as string[]).map(spelledLater)],
          codes: (numbers.get(row.id) ?? []).map((each) => each.employeeNo),
          tails: row.phone === null ? [] : [row.phone],
        },
      ]),
    );
  },
  names: ownNames('employee'),
  own: (_db, employeeId) => [employeeId],
};

/** Papers: a number of their own, and the name of whom they concern. */
function papers(select: string, own: string): SearchSource {
  const load: SearchSource['load'] = (db, ids) =>
    new Map(
      (
        db.prepare(select).all(JSON.stringify(ids)) as {
          id: string;
          number: string;
          name: string | null;
          other: string | null;
        }[]
      ).map((row) => [
        row.id,
        {
          names: [row.name, row.other].filter((each) => each !== null).map(spelledLater),
          codes: [row.number],
          tails: [],
        },
      ]),
    );
  return {
    load,
    names: (db, ids) =>
      new Map([...load(db, ids)].flatMap(([id, { names }]) => (names[0] ? [[id, names[0]] as const] : []))),
    own: (db, employeeId) => db.prepare(own).pluck().all(employeeId) as string[],
  };
}

export const sources: Readonly<Record<SearchKind, SearchSource>> = {
  client: clients,
  employee: employees,
  agreement: papers(
    `SELECT a.id, a.number, e.name, a.title AS other FROM agreement a LEFT JOIN employee e ON e.id = a.employeeId
     WHERE a.id ${among}`,
    'SELECT id FROM agreement WHERE employeeId = ?',
  ),
  case: papers(
    `SELECT c.id, c.number, e.name, NULL AS other FROM separationCase c LEFT JOIN employee e ON e.id = c.employeeId
     WHERE c.id ${among}`,
    'SELECT id FROM separationCase WHERE employeeId = ?',
  ),
  form: papers(
    `SELECT f.id, f.number, e.name, cl.name AS other FROM form f
     LEFT JOIN separationCase c ON c.id = f.caseId
     LEFT JOIN employee e ON e.id = coalesce(c.employeeId, f.subjectId)
     LEFT JOIN confirmationLetter l ON l.id = f.subjectId
     LEFT JOIN client cl ON cl.id = coalesce(l.clientId, f.subjectId)
     WHERE f.id ${among}`,
    'SELECT f.id FROM form f JOIN separationCase c ON c.id = f.caseId WHERE c.employeeId = ?',
  ),
};

export const searchKinds = Object.keys(sources) as readonly SearchKind[];

function grouped<R extends { readonly id: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group) group.push(row);
    else groups.set(row.id, [row]);
  }
  return groups;
}

import type { Sqlite3 } from '../registry/openDatabase.ts';
import type { Projection, RowChange } from '../registry/unitOfWork.ts';
import { type SearchKind, searchKinds, sources } from './documents.ts';
import { wordsOf } from './words.ts';

/** Each kind has its own range of numbers, so that the index is asked for one kind by the range alone. */
const rangeSize = 2 ** 40;
/** Stands in stored numbers: never changed, new kinds are added at the end. */
const ranges: Readonly<Record<SearchKind, number>> = { client: 0, employee: 1, agreement: 2, case: 3, form: 4 };
const firstNumber = (kind: SearchKind): number => ranges[kind] * rangeSize + 1;
/** Numbers of a kind in the index: first and last. */
export const numbersOf = (kind: SearchKind): readonly [number, number] => [
  firstNumber(kind),
  firstNumber(kind) + rangeSize - 2,
];

const tablesOf = {
  client: 'client',
  employee: 'employee',
  agreement: 'agreement',
  case: 'separationCase',
  form: 'form',
} as const satisfies Record<SearchKind, string>;

const chunk = 500;

/** True when one of these columns differs, or the row is new. */
const changed = ({ before, after }: RowChange, ...columns: string[]): boolean =>
  before === undefined || columns.some((column) => before[column] !== after[column]);

const subject = (kind: SearchKind | 'papersOf', id: unknown): string[] => [`${kind}:${String(id)}`];

/** Keeps the full-text index in step with names, numbers and phones. */
export const searchProjection: Projection = {
  name: 'search',
  version: 1,
  all: (db) =>
    searchKinds.flatMap((kind) =>
      (db.prepare(`SELECT id FROM ${tablesOf[kind]}`).pluck().all() as string[]).map((id) => `${kind}:${id}`),
    ),
  of: {
    client: (change) => (changed(change, 'name', 'pinyin', 'initials', 'uscc') ? subject('client', change.id) : []),
    contact: (change) => (changed(change, 'name', 'phone', 'retired') ? subject('client', change.after.clientId) : []),
    employee: (change) => [
      ...(changed(change, 'name', 'nameVariants', 'pinyin', 'initials', 'phone') ? subject('employee', change.id) : []),
      // Papers are found by the name of the person, also after it was corrected.
      ...(change.before && changed(change, 'name') ? subject('papersOf', change.id) : []),
    ],
    employment: (change) => (changed(change, 'employeeNo') ? subject('employee', change.after.employeeId) : []),
    agreement: (change) => (changed(change, 'number', 'title') ? subject('agreement', change.id) : []),
    separationCase: (change) => (changed(change, 'number') ? subject('case', change.id) : []),
    form: (change) => subject('form', change.id),
  },
  derive: (subjects, db) => {
    const wanted = new Map<SearchKind, Set<string>>(searchKinds.map((kind) => [kind, new Set()]));
    for (const each of subjects) {
      const at = each.indexOf(':');
      const [kind, id] = [each.slice(0, at), each.slice(at + 1)];
      if (kind === 'papersOf') {
        for (const paper of ['agreement', 'case', 'form'] as const) {
          for (const own of sources[paper].own(db, id, '')) wanted.get(paper)?.add(own);
        }
      } else wanted.get(kind as SearchKind)?.add(id);
    }
    for (const [kind, ids] of wanted) indexObjects(db, kind, [...ids]);
  },
};

function indexObjects(db: Sqlite3, kind: SearchKind, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const [first, last] = numbersOf(kind);
  const entry = db.prepare('SELECT number FROM searchEntry WHERE id = ?').pluck();
  const add = db.prepare('INSERT INTO searchEntry (number, id, kind) VALUES (?, ?, ?)');
  const drop = db.prepare('DELETE FROM searchIndex WHERE rowid = ?');
  const insert = db.prepare('INSERT INTO searchIndex (rowid, words) VALUES (?, ?)');
  let highest = Number(
    db
      .prepare('SELECT coalesce(max(number), ?) FROM searchEntry WHERE number BETWEEN ? AND ?')
      .pluck()
      .get(first - 1, first, last),
  );
  for (let at = 0; at < ids.length; at += chunk) {
    for (const [id, document] of sources[kind].load(db, ids.slice(at, at + chunk))) {
      let number = entry.get(id) as number | undefined;
      if (number === undefined) {
        highest += 1;
        number = highest;
        add.run(number, id, kind);
      } else drop.run(number);
      insert.run(number, wordsOf(document));
    }
  }
}

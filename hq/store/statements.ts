import type { Statement } from 'better-sqlite3';
import type { CompiledQuery, Kysely } from 'kysely';
import type { Sqlite3 } from '../../shared/storage/sqlcipher.ts';
import { type HqTables, layouts, type TableLayout } from './tables.ts';

/** Stands in a query where an argument will be. */
class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Reading `p.branchId` while a query is built leaves a placeholder there, with the type of the argument. */
const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) });

type Builder<A, O> = (db: Kysely<HqTables>, p: A) => { compile(): CompiledQuery<O> };
type Arguments = Readonly<Record<string, unknown>>;

/**
 * Queries written with Kysely, so that they stay portable, compiled once and run as prepared statements, because an import
 * runs the same dozen queries for every file and a transaction must not wait in between.
 */
export class Statements {
  readonly #sqlite: Sqlite3;
  readonly #builder: Kysely<HqTables>;

  constructor(sqlite: Sqlite3, builder: Kysely<HqTables>) {
    this.#sqlite = sqlite;
    this.#builder = builder;
  }

  /** Rows of a query. */
  all<A extends Arguments, O>(build: Builder<A, O>): (args: A) => O[] {
    const { statement, bind } = this.#prepare(build);
    return (args) => statement.all(...bind(args)) as O[];
  }

  one<A extends Arguments, O>(build: Builder<A, O>): (args: A) => O | undefined {
    const { statement, bind } = this.#prepare(build);
    return (args) => statement.get(...bind(args)) as O | undefined;
  }

  /** Runs a query that writes; answers how many rows it changed. */
  write<A extends Arguments>(build: Builder<A, unknown>): (args: A) => number {
    const { statement, bind } = this.#prepare(build);
    return (args) => statement.run(...bind(args)).changes;
  }

  /**
   * Inserts whole rows of one of headquarters' own tables. Where the key is there already: an error, unless told to leave
   * the row as it is, or to write some of its columns.
   */
  insert<N extends keyof HqTables>(
    table: N,
    present?: 'leave' | { readonly update: readonly (keyof HqTables[N] & string)[] },
  ): (row: Omit<HqTables[N], N extends 'parkedOperation' ? 'number' : never>) => number {
    const { columns, key, numbered }: TableLayout = layouts[table];
    const names = Object.keys(columns).filter((name) => !numbered || !key.includes(name));
    return this.write((db, p: Arguments) => {
      const anyTable = db as Kysely<Record<string, Record<string, unknown>>>;
      const insert = anyTable
        .insertInto<string>(table)
        .values(Object.fromEntries(names.map((name) => [name, p[name]])));
      if (present === undefined) return insert;
      return insert.onConflict((conflict) =>
        present === 'leave'
          ? conflict.columns([...key]).doNothing()
          : conflict
              .columns([...key])
              .doUpdateSet((eb) =>
                Object.fromEntries(present.update.map((name) => [name, eb.ref(`excluded.${name}`)])),
              ),
      );
    });
  }

  #prepare<A, O>(build: Builder<A, O>): { statement: Statement; bind: (args: Arguments) => unknown[] } {
    const compiled = build(this.#builder, placeholders as A).compile();
    const names = compiled.parameters.map((each) => (each instanceof Placeholder ? each.name : undefined));
    return {
      statement: this.#sqlite.prepare(compiled.sql),
      bind: (args) => names.map((name, index) => (name === undefined ? compiled.parameters[index] : args[name])),
    };
  }
}

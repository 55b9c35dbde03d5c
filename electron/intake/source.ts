import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BusinessDate } from '../../shared/domain/businessDate.ts';
import type { IdType } from '../../shared/domain/identifiers/identity.ts';
import { type Fen, formatMoney } from '../../shared/domain/money.ts';
import { done, type Refusal, type Result, refused } from '../../shared/domain/refusal.ts';
import { type CsvTable, largestFile, type RowProblem, readCsv } from './csvTable.ts';
import { columnsOf, type MappedTable, type Mapping, mappedTables } from './mapping.ts';
import * as refusals from './refusals.ts';
import { SourceReader } from './sourceReader.ts';

export interface SourceEmployee {
  readonly id: string;
  readonly name: string;
  readonly idType: IdType;
  readonly idNumber: string;
  readonly sex: 'male' | 'female' | null;
  readonly birthday: BusinessDate | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly position: string;
  readonly startDate: BusinessDate | null;
  readonly managerId: string | null;
}

export interface SourceContact {
  readonly name: string;
  readonly title: string | null;
  readonly phone: string | null;
}

export interface SourceClient {
  readonly id: string;
  readonly name: string;
  readonly uscc: string | null;
  readonly address: string | null;
  readonly city: string | null;
  readonly industry: string | null;
  readonly creditDays: number;
  readonly contacts: readonly SourceContact[];
  /** The employee who answers for the client; null when nobody has sold to it. */
  readonly ownerId: string | null;
  /** First order of the owner's: since when. */
  readonly ownedSince: BusinessDate | null;
}

export interface SourceOrder {
  readonly id: string;
  readonly clientId: string;
  readonly employeeId: string;
  readonly date: BusinessDate;
  readonly delivered: boolean;
  readonly amount: Fen;
  readonly paid: Fen;
  readonly title: string | null;
}

/** What a folder of CSV files says, with everything that could not be taken and why. */
export interface SourceData {
  readonly employees: readonly SourceEmployee[];
  readonly clients: readonly SourceClient[];
  /** The oldest first. */
  readonly orders: readonly SourceOrder[];
  readonly files: readonly {
    readonly table: MappedTable;
    readonly file: string;
    readonly encoding: string;
    readonly rows: number;
    readonly taken: number;
  }[];
  /** Rows that are not taken. */
  readonly refusedRows: readonly RowProblem[];
  /** Values that are left out of rows that are taken. */
  readonly leftOut: readonly RowProblem[];
}

/** Reads a file of a folder; a link or folder in its place is no file. */
export function readTable(folder: string, file: string, delimiter: string): Result<CsvTable> {
  const path = join(folder, file);
  if (!existsSync(path) || !statSync(path).isFile()) return refused(refusals.missingFile(file));
  if (statSync(path).size > largestFile) return refused(refusals.tooLarge(file, largestFile >> 20));
  return readCsv(readFileSync(path), file, delimiter);
}

/**
 * Reads a folder of CSV files by a mapping. What is wrong with a file as a whole (missing, other encoding, cut short, a
 * column that is not there) refuses the source; what is wrong with a row is listed, and the row is left out.
 */
export function readSource(folder: string, mapping: Mapping): Result<SourceData> {
  const tables = new Map<MappedTable, CsvTable>();
  const wrong: Refusal[] = [];
  for (const of of mappedTables) {
    const mapped = mapping[of];
    if (mapped === undefined) continue;
    const table = readTable(folder, mapped.file, mapped.delimiter);
    if (!table.ok) {
      wrong.push(...table.refusals);
      continue;
    }
    const missing = columnsOf(mapping, of).filter((column) => !table.value.columns.includes(column));
    wrong.push(...missing.map((column) => refusals.missingColumn(mapped.file, column)));
    tables.set(of, table.value);
  }
  return wrong.length > 0 ? refused(...wrong) : done(new SourceReader(mapping, tables).read());
}

/** One line on a source, for people. */
export function summaryOf(source: SourceData): { zh: string; en: string } {
  const total = formatMoney(source.orders.reduce((sum, order) => sum + order.amount, 0));
  const owed = formatMoney(source.orders.reduce((sum, order) => sum + order.amount - order.paid, 0));
  return {
    zh: `${source.employees.length} 名员工、${source.clients.length} 家客户、${source.orders.length} 张订单（${total}，未付 ${owed}），${source.refusedRows.length} 行没有采用`,
    en: `${source.employees.length} employees, ${source.clients.length} clients, ${source.orders.length} orders (${total}, ${owed} owed); ${source.refusedRows.length} rows not taken`,
  };
}

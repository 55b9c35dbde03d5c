import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { done, type Refusal, type Result, refused } from '../../shared/domain/refusal.ts';
import { decodeText, type Encoding } from './decodeText.ts';
import * as refusals from './refusals.ts';

/** A row of a file that is not taken, or a value that is left out, and why. Nothing is dropped without one. */
export interface RowProblem {
  readonly file: string;
  /** Line of the file on which the row ends; the header is line 1. */
  readonly line: number;
  readonly column?: string;
  readonly zh: string;
  readonly en: string;
}

export interface CsvRow {
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
}

export interface CsvTable {
  readonly file: string;
  readonly encoding: Encoding;
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
  readonly problems: readonly RowProblem[];
}

export const largestFile = 256 << 20;
const largestRecord = 1 << 20;
const mostRows = 1_000_000;

/**
 * Reads a CSV file (RFC 4180, also with LF or CR) whose first line names the columns. Rows with too few or too many values
 * are listed as problems; a file that cannot be divided into rows with certainty is refused as a whole.
 */
export function readCsv(bytes: Uint8Array, file: string, delimiter = ','): Result<CsvTable> {
  if (bytes.length > largestFile) return refused(refusals.tooLarge(file, largestFile >> 20));
  const decoded = decodeText(bytes, file);
  if (!decoded.ok) return decoded;
  const records: { values: string[]; line: number }[] = [];
  try {
    parse(decoded.value.text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: largestRecord,
      on_record: (values: string[], { lines }: InfoRecord) => {
        if (records.length > mostRows) throw new TooManyRows();
        records.push({ values, line: lines });
        return null;
      },
    });
  } catch (error) {
    if (error instanceof TooManyRows) return refused(refusals.tooManyRows(file, mostRows));
    if (error instanceof CsvError) return refused(whatBroke(error, file));
    throw error;
  }
  const [header, ...body] = records;
  const columns = header?.values.map((name) => name.trim()) ?? [];
  if (columns.every((name) => name === '')) return refused(refusals.emptyFile(file));
  const twice = columns.find((name, at) => name !== '' && columns.indexOf(name) !== at);
  if (twice !== undefined) return refused(refusals.duplicateColumn(file, twice));
  const rows: CsvRow[] = [];
  const problems: RowProblem[] = [];
  for (const { values, line } of body) {
    if (values.length === columns.length) {
      rows.push({ line, values: new Map(columns.map((name, at) => [name, values[at] ?? ''])) });
    } else {
      problems.push({
        file,
        line,
        zh: `这一行有 ${values.length} 个值，列名有 ${columns.length} 个。`,
        en: `The row has ${values.length} values for ${columns.length} columns.`,
      });
    }
  }
  return done({ file, encoding: decoded.value.encoding, columns, rows, problems });
}

class TooManyRows extends Error {}

function whatBroke(error: CsvError, file: string): Refusal {
  const line = typeof error.lines === 'number' ? error.lines : 1;
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return refusals.hugeRecord(file, line);
    case 'CSV_QUOTE_NOT_CLOSED':
      return refusals.openQuote(file, line);
    default:
      return refusals.strayQuote(file, line);
  }
}

import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ORPCError } from '@orpc/client';
import type { SourceData } from '../../electron/intake/source.ts';
import { RefusalError, type Words } from '../../shared/domain/refusal.ts';
import { inWords, oneLine } from '../terminal.ts';
import type { Progress } from './progress.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface StepReport {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** Paths relative to the folder of the report. */
  readonly files: readonly string[];
  readonly checks: readonly Check[];
}

/** A check that could not be made on this machine. It is listed here and nowhere counts as passed. */
export interface NotRun {
  readonly step: string;
  readonly name: string;
  readonly why: string;
}

export interface DemoReport {
  readonly ok: boolean;
  readonly seconds: number;
  readonly steps: readonly StepReport[];
  readonly notRun: readonly NotRun[];
  /** Where people, clients and orders came from, and every row and value that was not taken, with the reason. */
  readonly source?: SourceReport;
}

export interface SourceReport {
  readonly mapping: string;
  readonly about: string;
  readonly files: SourceData['files'];
  readonly refusedRows: SourceData['refusedRows'];
  readonly leftOut: SourceData['leftOut'];
}

/** What a step says of itself while it runs. */
export interface Step {
  /** Something verified, or found wanting; the step goes on either way. */
  check(name: string, ok: boolean, detail: string): void;
  notRun(name: string, why: string): void;
  /** A file, or every file of a folder, that the step produced. */
  produced(path: string): void;
}

/** A step went wrong so that what follows it cannot be done. Its report says why. */
export class StepFailed extends Error {}

/** Records every step of the main job: what it produced, how it was verified, how long it took. */
export class Recorder {
  readonly #folder: string;
  readonly #progress: Progress;
  readonly #began = performance.now();
  readonly #steps: StepReport[] = [];
  readonly #notRun: NotRun[] = [];
  /** Set where the job runs on somebody's data. */
  source: SourceReport | undefined;

  constructor(folder: string, progress: Progress) {
    this.#folder = folder;
    this.#progress = progress;
  }

  /** Runs one step. @throws StepFailed when it threw; failed checks alone do not stop the job. */
  async step<T>(name: string, title: Words, body: (step: Step) => Promise<T>): Promise<T> {
    const began = performance.now();
    const checks: Check[] = [];
    const files: string[] = [];
    this.#progress.begin(title);
    const finish = (): void => {
      const ok = checks.every((check) => check.ok);
      const seconds = secondsSince(began);
      this.#steps.push({ name, ok, seconds, files, checks });
      this.#progress.end(title, ok, seconds, checks);
    };
    try {
      const answer = await body({
        check: (check, ok, detail) => checks.push({ name: check, ok, detail }),
        notRun: (check, why) => {
          this.#notRun.push({ step: name, name: check, why });
        },
        produced: (path) => files.push(...this.#filesAt(path)),
      });
      finish();
      return answer;
    } catch (error) {
      checks.push({ name: 'completed', ok: false, detail: whatHappened(error) });
      finish();
      throw new StepFailed(name, { cause: error });
    }
  }

  /** Writes `report.json` and answers what it says. */
  write(): DemoReport {
    const report: DemoReport = {
      ok: this.#steps.length > 0 && this.#steps.every((step) => step.ok),
      seconds: secondsSince(this.#began),
      steps: this.#steps,
      notRun: this.#notRun,
      ...(this.source ? { source: this.source } : {}),
    };
    writeFileSync(join(this.#folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    return report;
  }

  #filesAt(path: string): string[] {
    const name = (file: string): string => relative(this.#folder, file).split(sep).join('/');
    if (!statSync(path).isDirectory()) return [name(path)];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => name(join(entry.parentPath, entry.name)))
      .sort();
  }
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 10) / 100;

interface Said {
  readonly refusals: readonly (Words & { readonly code: string; readonly next: Words })[];
}

/** The refusals behind an error of the contract, or of a service; none for a defect. */
export function refusalsOf(error: unknown): Said['refusals'] {
  if (error instanceof RefusalError) return error.refusals;
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    if (typeof data === 'object' && data !== null && 'refusals' in data) return (data as Said).refusals;
  }
  return [];
}

function whatHappened(error: unknown): string {
  const refusals = refusalsOf(error);
  if (refusals.length > 0) return refusals.map((each) => oneLine(`${each.code}: ${inWords(each)}`)).join(' ');
  return oneLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}

/** Codes of the refusals of something that is to be refused; empty when it was done. */
export async function refusedWith(work: () => Promise<unknown>): Promise<string[]> {
  try {
    await work();
  } catch (error) {
    const codes = refusalsOf(error).map((each) => each.code);
    if (codes.length === 0) throw error;
    return codes;
  }
  return [];
}

import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';

/** What one step of the test command found out. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Names of what was not run, each with its reason where one is known. */
  readonly skipped: readonly string[];
  /** What failed, for the summary: its name, and on further lines what was found, where that is known. */
  readonly failures: readonly string[];
}

const linesShown = 12;

/** A failure for the summary: who reads only the end of a long output learns there why. */
function failure(name: string, ...found: readonly string[]): string {
  const lines = found
    .flatMap((each) => stripVTControlCharacters(each).split('\n'))
    .filter((line) => line.trim() !== '');
  return [name, ...lines.slice(0, linesShown)].join('\n');
}

/** A step that is one check. */
export const single = (name: string, ok: boolean): Outcome => ({
  passed: ok ? 1 : 0,
  failed: ok ? 0 : 1,
  skipped: [],
  failures: ok ? [] : [name],
});

/** A step of which nothing ran, and why. It is never counted as passed. */
export const notRun = (reason: string, names: readonly string[]): Outcome => ({
  passed: 0,
  failed: 0,
  skipped: names.map((name) => `${name} (${reason})`),
  failures: [],
});

/**
 * A step must have run something, and its process must have ended well when it says that nothing failed: else the step
 * itself counts as one failure, so that a crash is never taken for success.
 */
export function orCrashed(name: string, outcome: Outcome | undefined, exitCode: number | undefined): Outcome {
  if (outcome === undefined) return single(`${name}: ended (${exitCode ?? 'killed'}) without a report`, false);
  const ran = outcome.passed + outcome.failed;
  const why =
    ran === 0
      ? `${name}: ran no tests`
      : exitCode !== 0 && outcome.failed === 0
        ? `${name}: ended with ${exitCode ?? 'a signal'} although no test failed`
        : undefined;
  return why === undefined ? outcome : { ...outcome, failed: outcome.failed + 1, failures: [...outcome.failures, why] };
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
});

/** Reads what vitest's JSON reporter wrote; undefined when it is no such report. */
export function readVitestReport(text: string): Outcome | undefined {
  const report = parse(vitestReport, text);
  if (report === undefined) return undefined;
  let passed = 0;
  const skipped: string[] = [];
  const failures: string[] = [];
  for (const file of report.testResults) {
    const failedBefore = failures.length;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++;
      else if (test.status === 'failed') failures.push(failure(test.fullName, ...test.failureMessages));
      else skipped.push(test.fullName);
    }
    // A file that could not be loaded, or whose hooks failed, has a failed status without a failed test.
    if (file.status === 'failed' && failures.length === failedBefore)
      failures.push(failure(`${file.name}: could not be run`, file.message ?? ''));
  }
  return { passed, failed: failures.length, skipped, failures };
}

const location = z.object({ file: z.string(), line: z.number() });
const playwrightTest = z.object({
  status: z.string(),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
  results: z
    .array(z.object({ errors: z.array(z.object({ message: z.string().optional(), location: location.optional() })) }))
    .default([]),
});
interface Suite {
  readonly title: string;
  readonly specs: readonly { readonly title: string; readonly tests: readonly z.output<typeof playwrightTest>[] }[];
  readonly suites?: readonly Suite[] | undefined;
}
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z.array(z.object({ title: z.string(), tests: z.array(playwrightTest) })),
    suites: z.array(suite).optional(),
  }),
);
const playwrightReport = z.object({
  suites: z.array(suite),
  errors: z.array(z.object({ message: z.string().optional() })),
});

const inWords = (error: { message?: string | undefined; location?: z.output<typeof location> | undefined }): string =>
  `${error.location === undefined ? '' : `${basename(error.location.file)}:${error.location.line} `}${error.message ?? ''}`;

/** Reads what Playwright's JSON reporter wrote; undefined when it is no such report. Flaky is failed. */
export function readPlaywrightReport(text: string): Outcome | undefined {
  const report = parse(playwrightReport, text);
  if (report === undefined) return undefined;
  let passed = 0;
  const skipped: string[] = [];
  const failures: string[] = report.errors.map(
    (error) => error.message?.split('\n', 1)[0] ?? 'error outside of a test',
  );
  const visit = (each: Suite, path: string): void => {
    for (const spec of each.specs)
      for (const test of spec.tests) {
        const name = `${path} ${spec.title}`.trim();
        const reason = test.annotations.find((annotation) => annotation.type === 'skip')?.description;
        if (test.status === 'expected') passed++;
        else if (test.status === 'skipped') skipped.push(reason === undefined ? name : `${name} (${reason})`);
        else failures.push(failure(name, ...test.results.flatMap(({ errors }) => errors).map(inWords)));
      }
    for (const inner of each.suites ?? []) visit(inner, `${path} ${inner.title}`.trim());
  };
  for (const each of report.suites) visit(each, each.title);
  return { passed, failed: failures.length, skipped, failures };
}

/** The names in a Playwright report, whatever became of them: for a suite that is listed and not run. */
export const playwrightNames = (text: string): readonly string[] => {
  const report = parse(playwrightReport, text);
  const names = (each: Suite, path: string): string[] => [
    ...each.specs.map((spec) => `${path} ${spec.title}`.trim()),
    ...(each.suites ?? []).flatMap((inner) => names(inner, `${path} ${inner.title}`.trim())),
  ];
  return (report?.suites ?? []).flatMap((each) => names(each, each.title));
};

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The sum of all steps. */
export const total = (outcomes: readonly Outcome[]): Outcome => ({
  passed: outcomes.reduce((sum, each) => sum + each.passed, 0),
  failed: outcomes.reduce((sum, each) => sum + each.failed, 0),
  skipped: outcomes.flatMap((each) => each.skipped),
  failures: outcomes.flatMap((each) => each.failures),
});

/** The last line of the test command. */
export const lastLine = ({ passed, failed, skipped }: Outcome): string =>
  `${passed} passed, ${failed} failed, ${skipped.length} skipped`;

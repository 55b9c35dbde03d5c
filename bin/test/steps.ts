import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { displayMissing, electronRuntime, thisMachine } from '../start/desktop.ts';
import { inWords } from '../terminal.ts';
import {
  notRun,
  type Outcome,
  orCrashed,
  playwrightNames,
  readPlaywrightReport,
  readVitestReport,
  single,
} from './outcome.ts';
import { type Ended, runNode } from './process.ts';

/** One step of the test command. */
export interface Step {
  readonly name: string;
  readonly what: string;
  /** Collects its output instead of showing it, so that it can run beside another step. */
  readonly quiet: boolean;
  /** @param files names of test files to restrict the step to; empty for all */
  run(project: string, files: readonly string[]): Promise<{ readonly outcome: Outcome; readonly output: string }>;
}

const minutes = 60_000;
const tool = (project: string, path: string): string => join(project, 'node_modules', path);
const report = (name: string, { code, output }: Ended) => ({ outcome: single(name, code === 0), output });

const types = (name: string, configuration: string): Step => ({
  name: 'types',
  what: `types of ${name}`,
  quiet: true,
  run: async (project) =>
    report(
      `types of ${name}`,
      await runNode([tool(project, 'typescript/bin/tsc'), '-p', configuration], {
        cwd: project,
        show: false,
        limit: 3 * minutes,
      }),
    ),
});

const lint: Step = {
  name: 'lint',
  what: 'format, lint and layout boundaries',
  quiet: true,
  run: async (project) =>
    report(
      'lint',
      await runNode([tool(project, '@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'], {
        cwd: project,
        show: false,
        limit: 2 * minutes,
      }),
    ),
};

const unit: Step = {
  name: 'unit',
  what: 'unit and integration tests',
  quiet: false,
  run: (project, files) =>
    withReport('unit', readVitestReport, (file) =>
      runNode(
        [
          tool(project, 'vitest/vitest.mjs'),
          'run',
          '--reporter=dot',
          '--reporter=json',
          `--outputFile.json=${file}`,
          ...files,
        ],
        { cwd: project, show: true, limit: 20 * minutes },
      ),
    ),
};

const build: Step = {
  name: 'build',
  what: 'build of pages, main program and preload script',
  quiet: true,
  run: async (project) =>
    report('build', await runNode([join(project, 'bin/build.ts')], { cwd: project, show: false, limit: 3 * minutes })),
};

const playwright = (project: string, suite: string, files: readonly string[], file: string, ...more: string[]) =>
  runNode(
    [tool(project, '@playwright/test/cli.js'), 'test', `--project=${suite}`, '--reporter=line,json', ...more, ...files],
    {
      cwd: project,
      show: !more.includes('--list'),
      limit: 20 * minutes,
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    },
  );

const browser: Step = {
  name: 'browser',
  what: 'browser tests',
  quiet: false,
  run: (project, files) =>
    withReport('browser', readPlaywrightReport, (file) => playwright(project, 'browser', files, file)),
};

/** The desktop window needs Electron's runtime and a display; where one is missing, every test of it is named as skipped. */
const electron: Step = {
  name: 'electron',
  what: 'desktop window tests',
  quiet: false,
  run: async (project, files) => {
    const machine = thisMachine();
    const reason =
      electronRuntime(project, machine) === undefined
        ? "Electron's runtime is not here"
        : displayMissing({ ...machine, environment: { ...machine.environment, CI: undefined }, uid: undefined });
    if (reason === undefined)
      return withReport('electron', readPlaywrightReport, (file) => playwright(project, 'electron', files, file));
    return inReportFile(async (file) => {
      const { output } = await playwright(project, 'electron', files, file, '--list');
      const names = playwrightNames(readIfThere(file) ?? '');
      if (names.length === 0) return { outcome: single('electron: the suite cannot be listed', false), output };
      return { outcome: notRun(typeof reason === 'string' ? reason : inWords(reason), names), output: '' };
    });
  },
};

/** Every step, in order; neighbours that are quiet run beside each other. */
export const steps: readonly Step[] = [
  types('the programs', 'tsconfig.node.json'),
  types('the pages', 'tsconfig.web.json'),
  lint,
  build,
  unit,
  browser,
  electron,
];

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

async function inReportFile<T>(use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'shouke-report-'));
  try {
    return await use(join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const withReport = (
  name: string,
  read: (text: string) => Outcome | undefined,
  start: (file: string) => Promise<Ended>,
): Promise<{ outcome: Outcome; output: string }> =>
  inReportFile(async (file) => {
    const { code, output } = await start(file);
    return { outcome: orCrashed(name, read(readIfThere(file) ?? ''), code), output };
  });

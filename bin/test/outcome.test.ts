import { describe, expect, it } from 'vitest';
import {
  lastLine,
  notRun,
  orCrashed,
  playwrightNames,
  readPlaywrightReport,
  readVitestReport,
  single,
  total,
} from './outcome.ts';

const vitest = (files: readonly object[]) => JSON.stringify({ testResults: files });
const file = (status: string, ...tests: [string, string][]) => ({
  name: '/x/a.test.ts',
  status,
  assertionResults: tests.map(([fullName, state]) => ({ fullName, status: state })),
});

describe("vitest's report", () => {
  it('is counted, and what was skipped is named', () => {
    const text = vitest([
      file('passed', ['a', 'passed'], ['b [SKIPPED: qpdf not installed]', 'skipped'], ['c', 'pending'], ['d', 'todo']),
    ]);
    expect(readVitestReport(text)).toEqual({
      passed: 1,
      failed: 0,
      skipped: ['b [SKIPPED: qpdf not installed]', 'c', 'd'],
      failures: [],
    });
  });

  it('counts a file that could not be loaded as one failure', () => {
    const text = vitest([
      file('failed'),
      file('failed', ['a', 'passed']),
      file('failed', ['a', 'failed'], ['b', 'failed']),
    ]);
    expect(readVitestReport(text)).toMatchObject({ passed: 1, failed: 4 });
  });

  it('says what was found, in few lines', () => {
    const failed = {
      fullName: 'a',
      status: 'failed',
      failureMessages: [`\u001b[31mexpected 1\u001b[39m\n\n${'at x\n'.repeat(50)}`],
    };
    const text = vitest([
      { name: 'a.test.ts', status: 'failed', assertionResults: [failed] },
      { name: 'b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
    ]);
    const failures = readVitestReport(text)?.failures ?? [];
    expect(failures[0]?.split('\n').slice(0, 3)).toEqual(['a', 'expected 1', 'at x']);
    expect(failures[0]?.split('\n')).toHaveLength(13);
    expect(failures[1]).toBe('b.test.ts: could not be run\nCannot find module');
  });

  it.each(['', '{', 'null', '[]', '{"testResults":{}}', '{"testResults":[{}]}'])('%j is none', (text) =>
    expect(readVitestReport(text)).toBeUndefined(),
  );
});

describe("Playwright's report", () => {
  const spec = (title: string, status: string, description?: string) => ({
    title,
    tests: [{ status, annotations: description === undefined ? [] : [{ type: 'skip', description }] }],
  });
  const text = JSON.stringify({
    suites: [
      {
        title: 'a.spec.ts',
        specs: [spec('opens', 'expected'), spec('waits', 'skipped', 'no runtime')],
        suites: [{ title: 'window', specs: [spec('breaks', 'unexpected'), spec('wobbles', 'flaky')] }],
      },
    ],
    errors: [{ message: 'cannot load\nstack' }],
  });

  it('is counted through all its suites', () => {
    expect(readPlaywrightReport(text)).toEqual({
      passed: 1,
      failed: 3,
      skipped: ['a.spec.ts waits (no runtime)'],
      failures: ['cannot load', 'a.spec.ts window breaks', 'a.spec.ts window wobbles'],
    });
  });

  it('says what was found, and where', () => {
    const errors = [
      { message: 'not focused\n  Received: <body>', location: { file: '/x/e2e/a.spec.ts', line: 7 } },
      {},
    ];
    const tests = [{ status: 'unexpected', annotations: [], results: [{ errors }] }];
    const failed = JSON.stringify({
      suites: [{ title: 'a.spec.ts', specs: [{ title: 'breaks', tests }] }],
      errors: [],
    });
    expect(readPlaywrightReport(failed)?.failures).toEqual([
      'a.spec.ts breaks\na.spec.ts:7 not focused\n  Received: <body>',
    ]);
  });

  it('names every test for a suite that is not run', () => {
    expect(playwrightNames(text)).toEqual([
      'a.spec.ts opens',
      'a.spec.ts waits',
      'a.spec.ts window breaks',
      'a.spec.ts window wobbles',
    ]);
    expect(playwrightNames('nonsense')).toEqual([]);
  });
});

describe('a step', () => {
  const good = single('types', true);
  it('that ends well and ran something is taken as it is', () => expect(orCrashed('x', good, 0)).toBe(good));
  it.each([
    ['gave no report', undefined, 0],
    ['was killed', undefined, undefined],
    ['ran nothing', notRun('why', ['a']), 0],
    ['failed outside of its tests', good, 1],
    ['was killed after its report', good, undefined],
  ])('that %s is a failure', (_name, outcome, code) =>
    expect(orCrashed('x', outcome, code)).toMatchObject({ failed: 1, failures: [expect.stringContaining('x: ')] }),
  );
  it('with failed tests is not counted twice', () => {
    const bad = single('a', false);
    expect(orCrashed('x', bad, 1)).toBe(bad);
  });
});

it('ends with one line', () => {
  const sum = total([single('a', true), single('b', false), notRun('no runtime', ['c', 'd'])]);
  expect(lastLine(sum)).toBe('1 passed, 1 failed, 2 skipped');
  expect(sum.skipped).toEqual(['c (no runtime)', 'd (no runtime)']);
});

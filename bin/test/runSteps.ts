import { lastLine, type Outcome, single, total } from './outcome.ts';
import type { Step } from './steps.ts';

interface Done {
  readonly step: Step;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** Runs steps in order, quiet neighbours two at a time, prints each result and the summary, and answers the exit code. */
export async function runSteps(project: string, steps: readonly Step[], files: readonly string[]): Promise<number> {
  const done: Done[] = [];
  for (let next = 0; next < steps.length; ) {
    const group = steps.slice(next, next + 2);
    const size = group.length === 2 && group.every((step) => step.quiet) ? 2 : 1;
    done.push(...(await Promise.all(group.slice(0, size).map((step) => runStep(project, step, files)))));
    next += size;
  }
  const sum = total(done.map(({ outcome }) => outcome));
  console.log('');
  for (const { step, seconds, outcome } of done)
    console.log(`${mark(outcome)} ${step.what.padEnd(48)} ${seconds.toFixed(1).padStart(6)} s  ${lastLine(outcome)}`);
  list('SKIPPED', sum.skipped);
  list('FAILED', sum.failures);
  console.log(`\n${lastLine(sum)}`);
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

async function runStep(project: string, step: Step, files: readonly string[]): Promise<Done> {
  const started = performance.now();
  if (!step.quiet) console.log(`\n── ${step.what}`);
  const { outcome, output } = await step.run(project, files).catch((error: unknown) => ({
    outcome: single(`${step.name}: ${error instanceof Error ? error.message : error}`, false),
    output: '',
  }));
  const seconds = (performance.now() - started) / 1000;
  if (outcome.failed > 0 && output.trim() !== '') console.log(`\n── ${step.what}\n${output.trim()}`);
  return { step, seconds, outcome };
}

const mark = ({ passed, failed }: Outcome): string => (failed > 0 ? '✗' : passed > 0 ? '✓' : '–');

function list(title: string, names: readonly string[]): void {
  if (names.length === 0) return;
  console.log(`\n${title}`);
  for (const name of names) console.log(`  ${name.replaceAll('\n', '\n      ')}`);
}

import { command, runCommand, UsageError } from './command.ts';
import { projectFolder } from './project.ts';
import { runSteps } from './test/runSteps.ts';
import { type Step, steps } from './test/steps.ts';
import { provideTools } from './test/tools.ts';

const names = [...new Set(steps.map((step) => step.name))];

/** Words that are names of steps choose those; other words restrict the tests to files whose path contains them. */
function choose(words: readonly string[]): { readonly steps: readonly Step[]; readonly files: readonly string[] } {
  const chosen = words.filter((word) => names.includes(word));
  const files = words.filter((word) => !names.includes(word));
  for (const file of files)
    if (!/[./]/.test(file))
      throw new UsageError({
        zh: `没有步骤“${file}”。步骤有：${names.join('、')}；也可以写测试文件的路径。`,
        en: `There is no step "${file}". The steps are ${names.join(', ')}; or give the path of a test file.`,
      });
  if (chosen.length > 0) return { steps: steps.filter((step) => chosen.includes(step.name)), files };
  if (files.length === 0) return { steps, files };
  const inBrowser = files.some((file) => file.startsWith('e2e/electron'))
    ? 'electron'
    : files.some((file) => file.startsWith('e2e/') || file.includes('.spec.'))
      ? 'browser'
      : 'unit';
  return {
    steps: steps.filter((step) => step.name === inBrowser || (inBrowser !== 'unit' && step.name === 'build')),
    files,
  };
}

await runCommand(
  command({
    usage: 'npm test --',
    summary: {
      zh: '类型、规范、边界、单元、集成、构建、浏览器和桌面窗口测试；最后一行是总数。',
      en: 'Types, lint, boundaries, unit, integration, build, browser and desktop window tests; the last line is the sum.',
    },
    options: {},
    words: {
      name: '[STEP|FILE…]',
      help: {
        zh: `只运行这些步骤（${names.join('、')}）或测试文件`,
        en: `only these steps (${names.join(', ')}) or test files`,
      },
      min: 0,
      max: 100,
    },
    run: async ({ words }) => {
      const chosen = choose(words);
      const includes = (name: string): boolean => chosen.steps.some((step) => step.name === name);
      const missing = await provideTools(projectFolder, {
        browser: includes('browser'),
        checkers: includes('unit') || includes('browser'),
      });
      if (missing.length > 0)
        console.log(`Not installed here, so the tests that use them are skipped by name: ${missing.join(', ')}.`);
      return runSteps(projectFolder, chosen.steps, chosen.files);
    },
  }),
);

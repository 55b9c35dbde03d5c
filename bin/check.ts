import { command, runCommand } from './command.ts';
import { projectFolder } from './project.ts';
import { runSteps } from './test/runSteps.ts';
import { steps } from './test/steps.ts';

await runCommand(
  command({
    usage: 'npm run check --',
    summary: {
      zh: '类型、规范与边界检查，不运行测试。',
      en: 'Check types, style and boundaries without running tests.',
    },
    options: {},
    run: () =>
      runSteps(
        projectFolder,
        steps.filter((step) => step.name === 'types' || step.name === 'lint'),
        [],
      ),
  }),
);

import { join } from 'node:path';
import { command, runCommand, typedPath } from './command.ts';
import { projectFolder } from './project.ts';
import { runNode } from './test/process.ts';

await runCommand(
  command({
    usage: 'npm run format --',
    summary: {
      zh: '格式化源代码并做安全的自动修正。',
      en: 'Format the source and make the safe automatic corrections.',
    },
    options: {},
    words: {
      name: '[PATH…]',
      help: { zh: '只处理这些文件或文件夹', en: 'only these files or folders' },
      min: 0,
      max: 1000,
    },
    run: async ({ words }) => {
      const biome = join(projectFolder, 'node_modules/@biomejs/biome/bin/biome');
      const paths = words.map(typedPath);
      const { code } = await runNode([biome, 'check', '--write', ...paths], {
        cwd: projectFolder,
        show: true,
        limit: 120_000,
      });
      return code ?? 1;
    },
  }),
);

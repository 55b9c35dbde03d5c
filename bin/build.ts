import { buildSide, isBuilt, type Side, sides } from './built.ts';
import { command, runCommand } from './command.ts';
import { projectFolder } from './project.ts';
import { say } from './terminal.ts';

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);

await runCommand(
  command({
    usage: 'npm run build --',
    summary: {
      zh: '构建应用；源代码没有变化的部分不重做。',
      en: 'Build the application; what has not changed is left.',
    },
    options: {
      pages: {
        type: 'flag',
        help: { zh: '只构建页面（浏览器模式够用）', en: 'only the pages, which is all that browser mode needs' },
      },
      force: { type: 'flag', help: { zh: '没有变化也重做', en: 'also what has not changed' } },
      quiet: { type: 'flag', help: { zh: '只在出错时输出', en: 'print errors only' } },
    },
    run: async ({ options }) => {
      const wanted: readonly Side[] = options.pages ? ['client'] : sides;
      for (const side of wanted) {
        if (!options.force && isBuilt(projectFolder, side)) {
          if (!options.quiet) say({ zh: `${side}：没有变化`, en: `${side}: up to date` });
          continue;
        }
        const since = performance.now();
        await buildSide(projectFolder, side);
        if (!options.quiet) say({ zh: `${side}：${seconds(since)} 秒`, en: `${side}: ${seconds(since)} s` });
      }
      return 0;
    },
  }),
);

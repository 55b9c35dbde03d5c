import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mappingFor } from '../electron/intake/knownMappings.ts';
import { readMapping } from '../electron/intake/mapping.ts';
import { readSource, summaryOf } from '../electron/intake/source.ts';
import { requireSelfTest } from '../electron/selfTest.ts';
import { orThrow } from '../shared/domain/refusal.ts';
import { command, runCommand, typedPath, UsageError } from './command.ts';
import { createProgress } from './demo/progress.ts';
import { oneLine, say, warn } from './terminal.ts';

/** An empty folder for everything that the job makes. @throws UsageError when something lies there already */
function newFolder(path: string): string {
  if (existsSync(path) && (!statSync(path).isDirectory() || readdirSync(path).length > 0)) {
    throw new UsageError({
      zh: `--out ${oneLine(path)} 不是空文件夹；已有的文件不会被覆盖。`,
      en: `--out ${oneLine(path)} is not an empty folder; nothing that is there is written over.`,
    });
  }
  mkdirSync(path, { recursive: true });
  return path;
}

function sourceOf(folder: string, mappingFile: string | undefined) {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError({
      zh: `--data ${oneLine(folder)} 不是文件夹。`,
      en: `--data ${oneLine(folder)} is not a folder.`,
    });
  }
  if (mappingFile !== undefined && !existsSync(mappingFile)) {
    throw new UsageError({
      zh: `找不到映射文件 ${oneLine(mappingFile)}。`,
      en: `There is no mapping file ${oneLine(mappingFile)}.`,
    });
  }
  const mapping = orThrow(
    mappingFile === undefined ? mappingFor(folder) : readMapping(readFileSync(mappingFile, 'utf8'), mappingFile),
  );
  return { mapping, data: orThrow(readSource(folder, mapping)) };
}

await runCommand(
  command({
    usage: 'npm run demo --',
    summary: {
      zh: '无界面走完主流程：入职、签署、客户、离职、交接、打印、变更包、总部导入、证据。全部核验通过时退出码为 0。',
      en: 'The main job without a screen, from onboarding to evidence. The exit code is 0 only if every verification passed.',
    },
    options: {
      out: {
        type: 'text',
        value: 'DIR',
        required: true,
        help: { zh: '空文件夹，放全部结果', en: 'an empty folder for all results' },
      },
      data: {
        type: 'text',
        value: 'DIR',
        help: {
          zh: 'CSV 文件夹，用其中的员工、客户和订单',
          en: 'a folder of CSV files to take people, clients and orders from',
        },
      },
      mapping: {
        type: 'text',
        value: 'FILE',
        help: {
          zh: '哪些列是什么（格式见 docs/mappings.md）；不写时自动选择已知的映射',
          en: 'which columns are what (docs/mappings.md); without it a known mapping that fits is chosen',
        },
      },
      leaver: {
        type: 'text',
        value: 'ID',
        help: {
          zh: '谁离职（编号或姓名）；默认客户最多的员工',
          en: 'who leaves (id or name); default: who has most clients',
        },
      },
      seed: {
        type: 'integer',
        min: 1,
        max: 1_000_000,
        help: { zh: '编造人名和客户用的种子，默认 1', en: 'seed for what is made up, default 1' },
      },
    },
    run: async ({ options }) => {
      requireSelfTest();
      const seed = options.seed ?? 1;
      const source =
        options.data === undefined
          ? undefined
          : sourceOf(typedPath(options.data), options.mapping === undefined ? undefined : typedPath(options.mapping));
      if (source === undefined && (options.mapping !== undefined || options.leaver !== undefined)) {
        throw new UsageError({
          zh: '--mapping 和 --leaver 只能和 --data 一起用。',
          en: '--mapping and --leaver go with --data only.',
        });
      }
      // Loaded only now: a wrong command line is answered at once.
      const { castFrom, inventCast } = await import('./demo/cast.ts');
      const { runMainJob, stepCount } = await import('./demo/mainJob.ts');
      const cast =
        source === undefined ? inventCast(seed) : castFrom(source.data, source.mapping, seed, options.leaver);
      const folder = newFolder(typedPath(options.out));
      if (source !== undefined) say(summaryOf(source.data));
      const report = await runMainJob(folder, cast, createProgress(stepCount(cast)));
      const checks = report.steps.reduce((sum, step) => sum + step.checks.length, 0);
      const failed = report.steps.flatMap((step) => step.checks).filter((check) => !check.ok).length;
      for (const { name, why } of report.notRun)
        warn({ zh: `未运行：${name}（${why}）`, en: `Not run: ${name} (${why})` });
      const path = join(folder, 'report.json');
      if (report.ok)
        say({
          zh: `${checks} 项核验全部通过，${report.seconds} 秒：${path}`,
          en: `All ${checks} checks passed in ${report.seconds} s: ${path}`,
        });
      else warn({ zh: `${failed} 项核验没有通过，详见 ${path}`, en: `${failed} checks did not pass; see ${path}` });
      return report.ok ? 0 : 1;
    },
  }),
);

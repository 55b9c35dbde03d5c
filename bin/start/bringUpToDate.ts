import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { isBuilt, type Side } from '../built.ts';
import { projectFolder } from '../project.ts';
import { oneLine } from '../terminal.ts';

/** Brings sides of the application up to date, in a process of its own so that it does not hold up the branch. */
export function bringUpToDate(wanted: readonly Side[]): { readonly done: Promise<void>; readonly stop: () => void } {
  if (wanted.every((side) => isBuilt(projectFolder, side))) return { done: Promise.resolve(), stop: () => undefined };
  const options = wanted.length === 1 ? ['--pages'] : [];
  const child = spawn(process.execPath, [join(projectFolder, 'bin/build.ts'), '--quiet', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  stepBack(child.pid);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const done = once(child, 'close').then(([code]) => {
    if (code === 0 || child.killed) return;
    throw new RefusalError({
      kind: 'unavailable',
      code: 'start.buildFailed',
      zh: `页面构建失败：${beginningOf(errors)}`,
      en: `The pages could not be built: ${beginningOf(errors)}`,
      next: { zh: '运行 npm run build 可看到详情。', en: 'Run npm run build to see why.' },
    });
  });
  done.catch(() => undefined);
  return { done, stop: () => child.kill() };
}

/** What the branch does meanwhile takes longer than the pages: they are built with what it leaves of the computer. */
function stepBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not let it: it is built all the same.
  }
}

/** Enough of a long message to see what it is about. */
const beginningOf = (text: string): string => {
  const line = oneLine(text);
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
};

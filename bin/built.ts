import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Refusal, RefusalError } from '../shared/domain/refusal.ts';
import { contentHash } from './contentHash.ts';

/** The three sides of the application: the pages, and for the desktop window its main program and its preload script. */
export type Side = 'client' | 'main' | 'preload';
export const sides: readonly Side[] = ['client', 'main', 'preload'];

const common = ['shared', 'vite.config.ts', 'tsconfig.base.json', 'package-lock.json'];
const plan: Readonly<Record<Side, { readonly folder: string; readonly sources: readonly string[] }>> = {
  client: { folder: 'renderer', sources: ['renderer', 'index.html', 'public', 'resources', ...common] },
  main: { folder: 'main', sources: ['electron', ...common] },
  preload: { folder: 'preload', sources: ['electron', ...common] },
};
const stampFile = 'build.stamp';

/** Where a built side lies. */
export const builtFolder = (project: string, side: Side): string => join(project, 'dist', plan[side].folder);

/** Whether a side is built from exactly the sources that are there now. */
export function isBuilt(project: string, side: Side): boolean {
  const stamp = join(builtFolder(project, side), stampFile);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === contentHash(project, plan[side].sources);
}

/**
 * Builds one side and puts it in place at once: whoever looks sees the old one, the new one or none, never a half. Writes
 * nothing outside `dist`.
 * @throws RefusalError `build.distNotWritable`
 */
export async function buildSide(project: string, side: Side): Promise<void> {
  const target = builtFolder(project, side);
  const stamp = contentHash(project, plan[side].sources);
  const growing = join(project, 'dist', `${plan[side].folder}.building-${randomUUID()}`);
  try {
    mkdirSync(growing, { recursive: true });
  } catch (error) {
    throw new RefusalError({
      kind: 'unavailable',
      code: 'build.distNotWritable',
      zh: `不能写入 ${join(project, 'dist')}（${codeOf(error)}）。`,
      en: `${join(project, 'dist')} cannot be written to (${codeOf(error)}).`,
      next: { zh: '请把项目放到可写的文件夹。', en: 'Move the project to a folder that can be written to.' },
    });
  }
  removeAbandoned(join(project, 'dist'));
  const environmentBefore = process.env.NODE_ENV;
  try {
    // Whatever the person's environment says: a stamp promises the same pages everywhere.
    process.env.NODE_ENV = 'production';
    // Loaded only to build: a start that finds everything built does not wait for it.
    const { createBuilder } = await import('vite');
    const builder = await createBuilder({
      root: project,
      // The native loader writes no bundled copy of the configuration into node_modules.
      configLoader: 'native',
      logLevel: 'warn',
      environments: { [side]: { build: { outDir: growing, emptyOutDir: true } } },
    });
    const environment = builder.environments[side];
    if (environment === undefined) throw new Error(`vite.config.ts has no environment "${side}"`);
    await builder.build(environment).catch((error: unknown) => {
      throw new RefusalError(buildFailed(side, error));
    });
    writeFileSync(join(growing, stampFile), stamp);
    rmSync(target, { recursive: true, force: true, maxRetries: 5 });
    renameSync(growing, target);
  } finally {
    if (environmentBefore === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environmentBefore;
    rmSync(growing, { recursive: true, force: true });
  }
}

/** The bundler's message names the file and the line; all of it stays in the refusal's own texts. */
function buildFailed(side: Side, error: unknown): Refusal {
  const message = stripVTControlCharacters(error instanceof Error ? error.message : String(error)).trim();
  return {
    kind: 'unavailable',
    code: 'build.failed',
    zh: `${side} 构建失败：${message}`,
    en: `${side} could not be built: ${message}`,
    next: { zh: '请改正后再运行 npm run build。', en: 'Correct it and run npm run build again.' },
  };
}

/** What a build that was killed left behind, an hour ago or more. */
function removeAbandoned(dist: string): void {
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (name.includes('.building-') && Date.now() - statSync(path).mtimeMs > 3_600_000)
      rmSync(path, { recursive: true, force: true });
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildSide, builtFolder, isBuilt } from './built.ts';
import { projectFolder } from './project.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'shouke-built-'));
  mkdirSync(join(project, 'renderer'));
  writeFileSync(join(project, 'index.html'), '<script type="module" src="./renderer/main.ts"></script>');
  writeFileSync(join(project, 'renderer/main.ts'), "document.title = 'first';");
  writeFileSync(join(project, 'vite.config.ts'), "export default { builder: {}, base: './' };");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const script = (): string => {
  const assets = join(builtFolder(project, 'client'), 'assets');
  return readFileSync(join(assets, readdirSync(assets)[0] ?? ''), 'utf8');
};

it('is good until a source changes, and leaves nothing but the result', async () => {
  expect(isBuilt(project, 'client')).toBe(false);
  await buildSide(project, 'client');
  expect(isBuilt(project, 'client')).toBe(true);
  expect(script()).toContain('first');
  writeFileSync(join(project, 'renderer/main.ts'), "document.title = 'second';");
  expect(isBuilt(project, 'client')).toBe(false);
  await buildSide(project, 'client');
  expect(script()).toContain('second');
  expect(readdirSync(join(project, 'dist'))).toEqual(['renderer']);
});

it('is built for production whatever the environment says', async () => {
  expect(process.env.NODE_ENV).toBe('test');
  writeFileSync(join(project, 'renderer/main.ts'), "document.title = 'built for ' + process.env.NODE_ENV;");
  await buildSide(project, 'client');
  expect(script()).toContain('built for production');
  expect(process.env.NODE_ENV).toBe('test');
});

it('keeps what was built when the next build fails', async () => {
  await buildSide(project, 'client');
  writeFileSync(join(project, 'renderer/main.ts'), "import './missing.ts';");
  await expect(buildSide(project, 'client')).rejects.toThrow('missing.ts');
  expect(script()).toContain('first');
  expect(isBuilt(project, 'client')).toBe(false);
  expect(readdirSync(join(project, 'dist'))).toEqual(['renderer']);
});

it('says in one line that dist cannot be written to', async () => {
  writeFileSync(join(project, 'dist'), '');
  await expect(buildSide(project, 'client')).rejects.toThrow('build.distNotWritable');
});

it("bundles a main program that loads and passes its self-test with everything but Electron's own modules", async () => {
  if (!isBuilt(projectFolder, 'main')) await buildSide(projectFolder, 'main');
  const main = join(builtFolder(projectFolder, 'main'), 'main.js');
  // Where Electron's runtime is missing, its module is an empty one with an application that can only end.
  const names = [...readFileSync(main, 'utf8').matchAll(/^import (?:\w+, )?\{([^}]+)\} from "electron"/gm)]
    .flatMap((match) => (match[1] ?? '').split(','))
    .map((name) => name.trim().split(' as ')[0] ?? '')
    .filter((name) => name !== '' && name !== 'app');
  const electron = `export const app = { exit: (code) => process.exit(code) }; export default {};
    ${[...new Set(names)].map((name) => `export const ${name} = class {};`).join('\n')}`;
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => name === 'electron'
      ? { url: ${JSON.stringify(`data:text/javascript,${encodeURIComponent(electron)}`)}, shortCircuit: true }
      : next(name, context) });`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, main, '--self-test'],
    { encoding: 'utf8' },
  );
  expect({ stdout, stderr, status }).toEqual({ stdout: 'self-test passed\n', stderr: '', status: 0 });
});

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { projectFolder } from './project.ts';

const use = (from: string): string => `import { a } from '${from}';\nconsole.log(a);\n`;

/** File, its content, and the rule that must refuse it. */
const violations: readonly (readonly [string, string, string])[] = [
  ['renderer/a.ts', use('../electron/branch.ts'), 'noRestrictedImports'],
  ['renderer/clients/b.tsx', use('../../electron/clients/service.ts'), 'noRestrictedImports'],
  ['renderer/c.ts', use('../hq/import.ts'), 'noRestrictedImports'],
  ['renderer/d.ts', use('../shared/changeset/seal.ts'), 'noRestrictedImports'],
  ['renderer/e.ts', use('../shared/pki/issue.ts'), 'noRestrictedImports'],
  ['renderer/f.ts', use('electron'), 'noRestrictedImports'],
  ['renderer/g.ts', use('node:fs'), 'noNodejsModules'],
  ['renderer/h.ts', use('fs'), 'noNodejsModules'],
  ['renderer/i.ts', "console.log(await import('../hq/import.ts'));\n", 'noRestrictedImports'],
  ['renderer/j.ts', "export { a } from '../hq/import.ts';\n", 'noRestrictedImports'],
  ['renderer/k.ts', "import type { A } from '../electron/branch.ts';\n\nexport type B = A;\n", 'noRestrictedImports'],
  ['renderer/l.ts', use('../bin/terminal.ts'), 'noRestrictedImports'],
  ['shared/domain/a.ts', use('../../electron/branch.ts'), 'noRestrictedImports'],
  ['shared/domain/states/b.ts', use('../../../renderer/words/language.ts'), 'noRestrictedImports'],
  ['shared/contract/a.ts', use('../../hq/import.ts'), 'noRestrictedImports'],
  ['shared/schema/a.ts', use('../changeset/seal.ts'), 'noRestrictedImports'],
  ['shared/i18n/a.ts', use('node:path'), 'noNodejsModules'],
  ['shared/domain/c.ts', use('crypto'), 'noNodejsModules'],
  ['shared/changeset/a.ts', use('../../electron/registry/ids.ts'), 'noRestrictedImports'],
  ['shared/pki/a.ts', use('../../hq/import.ts'), 'noRestrictedImports'],
  ['hq/a.ts', use('../electron/branch.ts'), 'noRestrictedImports'],
  ['hq/console/b.ts', use('../../renderer/words/language.ts'), 'noRestrictedImports'],
  ['electron/a.ts', use('../renderer/words/language.ts'), 'noRestrictedImports'],
  ['electron/clients/b.ts', use('../../hq/import.ts'), 'noRestrictedImports'],
  ['electron/clients/c.ts', use('electron'), 'noRestrictedImports'],
  ['electron/clients/d.ts', use('electron/main'), 'noRestrictedImports'],
  ['electron/clients/e.ts', use('../separation/store.ts'), 'noRestrictedImports'],
  ['electron/clients/f.ts', use('../separation/storeRows.ts'), 'noRestrictedImports'],
  ['electron/clients/list/g.ts', use('../../separation/store.ts'), 'noRestrictedImports'],
  ['electron/clients/h.ts', use('../separation/store/cases.ts'), 'noRestrictedImports'],
  ['electron/shell/a.ts', use('../../renderer/words/language.ts'), 'noRestrictedImports'],
  ['electron/shell/b.ts', use('../clients/store.ts'), 'noRestrictedImports'],
  ['bin/a.ts', use('electron'), 'noRestrictedImports'],
  ['bench/a.ts', use('electron'), 'noRestrictedImports'],
  ['e2e/electron/a.ts', use('electron'), 'noRestrictedImports'],
  ['shared/domain/any.ts', 'export const a = (b: any): unknown => b;\n', 'noExplicitAny'],
  ['shared/domain/cast.ts', 'export const a = (b: string): number => b as unknown as number;\n', 'plugin'],
  ['shared/domain/nonNull.ts', 'export const a = (b: string | undefined): string => b!;\n', 'noNonNullAssertion'],
];

const allowed: readonly (readonly [string, string])[] = [
  ['renderer/ok/a.ts', use('../../shared/domain/money.ts')],
  ['renderer/ok/b.ts', use('../theme/tokens.ts')],
  ['renderer/ok/c.ts', use('@ant-design/icons')],
  ['shared/domain/ok/a.ts', use('../../i18n/index.ts')],
  ['shared/contract/ok/a.ts', use('zod')],
  ['shared/changeset/ok/a.ts', use('node:crypto')],
  ['shared/pki/ok/a.ts', use('../../changeset/seal.ts')],
  ['hq/ok/a.ts', use('../../shared/changeset/seal.ts')],
  ['hq/ok/b.ts', use('node:fs')],
  ['electron/clients/ok.ts', use('./store.ts')],
  ['electron/clients/list/ok.ts', use('../store.ts')],
  ['electron/clients/ok/c.ts', use('../../separation/service.ts')],
  ['electron/shell/ok.ts', use('electron')],
  ['electron/shell/ok/b.ts', use('electron-store')],
  ['bin/ok.ts', use('../electron/browser/host.ts')],
  ['shared/domain/ok/b.test.ts', use('node:fs')],
];

const biomeReport = z.object({
  diagnostics: z.array(
    z.object({ severity: z.string(), category: z.string(), location: z.object({ path: z.string() }) }),
  ),
});

const folder = mkdtempSync(join(tmpdir(), 'shouke-boundaries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the project's own lint configuration finds in files laid out like the project: path -> rules. */
function lint(files: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  mkdirSync(join(folder, 'bin/lint'), { recursive: true });
  for (const name of ['biome.json', '.gitignore', 'bin/lint/noDoubleCast.grit'])
    copyFileSync(join(projectFolder, name), join(folder, name));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const biome = join(projectFolder, 'node_modules/@biomejs/biome/bin/biome');
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const found = new Map<string, string[]>();
  for (const { severity, category, location } of biomeReport.parse(JSON.parse(stdout)).diagnostics) {
    if (severity !== 'error') continue;
    const path = location.path.replaceAll('\\', '/');
    found.set(path, [...(found.get(path) ?? []), category.split('/').at(-1) ?? category]);
  }
  return found;
}

describe('the boundaries of the layout', () => {
  const found = lint([...violations.map(([path, content]) => [path, content] as const), ...allowed]);

  it.each(violations)('%s may not hold\n%s', (path, _content, rule) => expect(found.get(path)).toContain(rule));
  it.each(allowed)('%s may hold\n%s', (path) => expect(found.get(path)).toBeUndefined());
});

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { projectFolder } from './project.ts';

const names = z.record(z.string(), z.string()).optional();
const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      link: z.boolean().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      optionalDependencies: names,
    }),
  ),
});
const { packages } = lockfile.parse(JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')));

/** Where Node would find a dependency of the package at `place`: beside it, or in a folder above. */
function installed(place: string, name: string): boolean {
  for (let base = place; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (Object.hasOwn(packages, `${base === '' ? '' : `${base}/`}node_modules/${name}`)) return true;
    if (base === '' || !base.includes('/node_modules/')) return Object.hasOwn(packages, `node_modules/${name}`);
  }
}

/** Packages that bring one binary per platform, and which of their platform packages we must be able to install. */
const binaries = Object.entries(packages).flatMap(([place, { optionalDependencies }]) =>
  Object.keys(optionalDependencies ?? {})
    .filter((name) => /(^|[-/])(win32-x64|win-x64|linux-x64|linux-arm64)(-msvc|-gnu)?$/.test(name))
    .map((name) => [place, name] as const),
);

describe('the lockfile', () => {
  it('knows packages with a binary per platform', () => {
    const owners = new Set(binaries.map(([place]) => place));
    for (const owner of ['runtime', 'node_modules/@biomejs/biome', 'node_modules/rolldown', 'node_modules/typescript'])
      expect(owners).toContain(owner);
  });

  it.each(binaries)('of %s has %s, wherever it was written', (place, name) =>
    expect(installed(place, name)).toBe(true),
  );

  it('pins every package by its content and names no registry', () => {
    for (const [place, { link, resolved, integrity }] of Object.entries(packages)) {
      if (place === '' || place === 'runtime' || link === true) continue;
      expect(integrity, place).toMatch(/^sha512-/);
      expect(resolved, place).toBeUndefined();
    }
  });

  it('needs no install script: the project runs none', () => {
    expect(readFileSync(join(projectFolder, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
    const wanting = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript === true);
    // Makes Squirrel installers, which we do not build.
    expect(wanting.map(([place]) => place)).toEqual(['node_modules/electron-winstaller']);
  });

  it('installs everything that the application is built from, whatever the environment of the person says', () => {
    const folder = mkdtempSync(join(tmpdir(), 'shouke-install-'));
    try {
      for (const each of ['package.json', 'package-lock.json', '.npmrc', 'runtime'])
        cpSync(join(projectFolder, each), join(folder, each), { recursive: true });
      const env = { ...process.env, NODE_ENV: 'production', npm_config_omit: 'optional' };
      const windows = process.platform === 'win32';
      const said = execFileSync('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts'], {
        cwd: folder,
        env,
        shell: windows,
        encoding: 'utf8',
      });
      const added = new Set([...said.matchAll(/^add (\S+) /gm)].map(([, name]) => name));
      const bundledNode = `node-${windows ? 'win' : process.platform}-${process.arch}`;
      for (const name of ['vite', 'typescript', 'electron']) expect(added).toContain(name);
      expect(added.has(bundledNode)).toBe(Object.hasOwn(packages, `node_modules/${bundledNode}`));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

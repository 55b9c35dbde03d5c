import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type PublicTool, publicTool } from '../../electron/agreements/testing/publicTools.ts';
import { findBrowser } from '../browserLookup.ts';
import { run, runNode } from './process.ts';

/** The Debian package of each public checker. */
const packages: Readonly<Record<PublicTool, string>> = {
  pdfsig: 'poppler-utils',
  pdftotext: 'poppler-utils',
  pdftoppm: 'poppler-utils',
  openssl: 'openssl',
  qpdf: 'qpdf',
};
const checkers = Object.keys(packages) as PublicTool[];
const minutes = 60_000;

const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Checkers that this machine does not have. */
const missingCheckers = (): PublicTool[] => checkers.filter((name) => publicTool(name) === undefined);

/**
 * Makes sure of a browser and of the public checkers, as far as this machine allows: as root on Debian with apt, and for
 * the browser otherwise with Playwright's own download. What stays missing is answered, and its tests name themselves.
 */
export async function provideTools(
  project: string,
  wanted: { readonly browser: boolean; readonly checkers: boolean },
): Promise<readonly string[]> {
  const missing = new Set(wanted.checkers ? missingCheckers().map((name) => packages[name]) : []);
  if (wanted.browser && findBrowser() === undefined && canInstall()) missing.add('chromium');
  if (missing.size > 0 && canInstall()) await aptInstall(project, [...missing]);
  if (wanted.browser && findBrowser() === undefined) {
    console.log('No Chrome, Edge or Chromium here: fetching one with Playwright.');
    const cli = join(project, 'node_modules/@playwright/test/cli.js');
    await runNode([cli, 'install', 'chromium'], { cwd: project, show: true, limit: 5 * minutes });
  }
  return wanted.checkers ? missingCheckers() : [];
}

async function aptInstall(project: string, names: readonly string[]): Promise<void> {
  console.log(`Installing ${names.join(', ')} with apt.`);
  const options = {
    cwd: project,
    show: false,
    limit: 5 * minutes,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  const install = () => run('/usr/bin/apt-get', ['install', '--yes', '--no-install-recommends', ...names], options);
  // The package lists of a fresh machine may be missing or old.
  if ((await install()).code === 0) return;
  await run('/usr/bin/apt-get', ['update'], options);
  const { code, output } = await install();
  if (code !== 0) console.log(output.trim().split('\n').slice(-5).join('\n'));
}

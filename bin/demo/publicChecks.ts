import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublicTool, publicTool, runTool } from '../../electron/agreements/testing/publicTools.ts';
import { extractCms } from '../../electron/agreements/verify/extractCms.ts';
import type { Step } from './report.ts';

const nowhere = process.platform === 'win32' ? 'NUL' : '/dev/null';
const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';

/** Runs a check that needs a public program; where the program is not installed it is reported as not run. */
export function withTool(step: Step, tool: PublicTool, name: string, run: () => { ok: boolean; detail: string }): void {
  if (publicTool(tool) === undefined) {
    step.notRun(name, `${tool} is not installed here`);
    return;
  }
  const { ok, detail } = run();
  step.check(name, ok, detail);
}

/** What strangers' programs say of a signed PDF: pdfsig, openssl and qpdf, each for itself. */
export function checkSignedPdf(step: Step, path: string, bytes: Uint8Array, signatures: number, root: string): void {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  withTool(step, 'pdfsig', `pdfsig ${file}`, () => {
    const { code, output } = runTool('pdfsig', [path]);
    const valid = output.split('Signature Validation: Signature is Valid.').length - 1;
    return {
      ok: code === 0 && valid === signatures,
      detail: `${valid} of ${signatures} signatures: Signature is Valid.`,
    };
  });
  withTool(step, 'openssl', `openssl cms -verify -cades ${file}`, () => {
    const found = extractCms(bytes);
    const said = found.map(({ cms, signedBytes }) => verifyCms(cms, signedBytes, root));
    return {
      ok: found.length === signatures && said.every((each) => each.ok),
      detail: said.map((each) => each.detail).join('; ') || 'no signature',
    };
  });
  withTool(step, 'qpdf', `qpdf --check ${file}`, () => {
    const { code, output } = runTool('qpdf', ['--check', path]);
    return { ok: code === 0, detail: code === 0 ? 'no errors found' : lastLine(output) };
  });
}

function verifyCms(cms: Uint8Array, content: Uint8Array, root: string): { ok: boolean; detail: string } {
  const folder = mkdtempSync(join(tmpdir(), 'shouke-cms-'));
  try {
    const [message, signed] = [join(folder, 'cms.der'), join(folder, 'signed.bin')];
    writeFileSync(message, cms);
    writeFileSync(signed, content);
    return opensslVerifies(message, signed, root);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `openssl cms -verify -cades` of a detached message, as the instructions of an evidence bundle say. */
export function opensslVerifies(message: string, content: string, root: string): { ok: boolean; detail: string } {
  const files = ['-in', message, '-content', content, '-CAfile', root, '-out', nowhere];
  const how = ['-binary', '-inform', 'DER', '-purpose', 'any', '-cades'];
  const { code, output } = runTool('openssl', ['cms', '-verify', ...how, ...files]);
  return { ok: code === 0, detail: lastLine(output) };
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Public programs that check our files independently of us. */
export type PublicTool = 'pdfsig' | 'pdftotext' | 'pdftoppm' | 'openssl' | 'qpdf';

/** Where a public tool lies on this machine, or undefined. */
export function publicTool(name: PublicTool): string | undefined {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const extension of extensions) {
      const path = join(folder, name + extension);
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

/** A test title that says which tool is missing, so that a skipped test is never mistaken for a passed one. */
export const titleFor = (tools: readonly PublicTool[], title: string): string => {
  const missing = tools.filter((tool) => publicTool(tool) === undefined);
  return missing.length === 0 ? title : `${title} [SKIPPED: ${missing.join(', ')} not installed]`;
};

/** What a tool prints, and its exit code. */
export function runTool(name: PublicTool, args: readonly string[]): { code: number; output: string } {
  const path = publicTool(name) ?? name;
  const result = spawnSync(path, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { code: result.status ?? -1, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

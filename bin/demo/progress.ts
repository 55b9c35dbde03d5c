import type { Words } from '../../shared/domain/refusal.ts';
import { inWords, oneLine } from '../terminal.ts';
import type { Check } from './report.ts';

/** Tells a person how far the job is. */
export interface Progress {
  begin(title: Words): void;
  end(title: Words, ok: boolean, seconds: number, checks: readonly Check[]): void;
  /** Leaves the terminal as it should be left. */
  close(): void;
}

const width = 24;

/** A bar that fills on a terminal, plain lines anywhere else. */
export function createProgress(
  total: number,
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stdout,
): Progress {
  let done = 0;
  const bar = out.isTTY === true;
  const drawBar = (title: Words): void => {
    const filled = Math.round((width * done) / total);
    out.write(`\r\u001b[2K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total} ${inWords(title)}`);
  };
  return {
    begin: (title) => {
      if (bar) drawBar(title);
    },
    end: (title, ok, seconds, checks) => {
      done += 1;
      const failed = checks.filter((check) => !check.ok);
      const passed = inWords({
        zh: `${checks.length - failed.length} 项核验通过`,
        en: `${checks.length - failed.length} checks passed`,
      });
      if (!bar || !ok) {
        const line = `${ok ? '✓' : '✗'} ${done}/${total} ${inWords(title)}  ${passed}  ${seconds.toFixed(1)} s`;
        out.write(`${bar ? '\r\u001b[2K' : ''}${line}\n`);
      }
      for (const check of failed) out.write(`    ✗ ${check.name}: ${oneLine(check.detail)}\n`);
      if (bar) drawBar(title);
    },
    close: () => {
      if (bar) out.write('\r\u001b[2K');
    },
  };
}

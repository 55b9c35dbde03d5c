import { expect, it } from 'vitest';
import { createProgress } from './progress.ts';

function told(isTTY: boolean): string {
  let text = '';
  const write = (part: string): boolean => {
    text += part;
    return true;
  };
  const progress = createProgress(2, { isTTY, write } as Parameters<typeof createProgress>[1]);
  const [first, second] = [
    { zh: '一', en: 'one' },
    { zh: '二', en: 'two' },
  ];
  progress.begin(first);
  progress.end(first, true, 1, [{ name: 'a', ok: true, detail: '' }]);
  progress.begin(second);
  progress.end(second, false, 2, [{ name: 'b', ok: false, detail: 'why\n\u001b[31mnot' }]);
  progress.close();
  return text;
}

it('is one line a step where nobody watches, and names what failed on one line each', () => {
  const lines = told(false).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^✓ 1\/2 .*1\.0 s$/);
  expect(lines[1]).toMatch(/^✗ 2\/2 /);
  expect(lines[2]).toBe('    ✗ b: why not');
});

it('is a bar that fills on a terminal, and leaves it clean', () => {
  const text = told(true);
  expect(text).toContain(`${'█'.repeat(12)}${'░'.repeat(12)} 1/2`);
  expect(text).toContain('✗ b: why not');
  expect(text.endsWith('\r\u001b[2K')).toBe(true);
});

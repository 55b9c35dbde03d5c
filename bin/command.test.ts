import { describe, expect, it } from 'vitest';
import { RefusalError } from '../shared/domain/refusal.ts';
import { command, errorLine, helpText, readArguments, UsageError } from './command.ts';
import { inWords } from './terminal.ts';

const words = { zh: '文件', en: 'file' };
const sample = command({
  usage: 'npm run sample --',
  summary: { zh: '样例', en: 'A sample' },
  options: {
    dataDir: { type: 'text', value: 'DIR', help: { zh: '数据文件夹', en: 'data folder' } },
    port: { type: 'integer', min: 1, max: 65_535, help: { zh: '端口', en: 'port' } },
    empty: { type: 'flag', help: { zh: '空', en: 'empty' } },
  },
  words: { name: 'FILE…', help: words, min: 0, max: 2 },
  run: async () => 0,
});
const read = (...line: string[]) => readArguments(sample, line);
const refusal = (...line: string[]): string => {
  try {
    read(...line);
  } catch (error) {
    if (error instanceof UsageError) return error.words.en;
    throw error;
  }
  return '';
};

describe('a command line', () => {
  it('is read into typed options and words', () => {
    const { options, words: rest } = read('--data-dir', 'a b', '--port=80', 'one', '--empty', 'two');
    expect(options).toEqual({ dataDir: 'a b', port: 80, empty: true });
    expect(rest).toEqual(['one', 'two']);
  });

  it('takes what follows -- as words, and a path that begins with a dash when written with =', () => {
    expect(read('--', '--empty').words).toEqual(['--empty']);
    expect(read('--data-dir=-x').options.dataDir).toBe('-x');
  });

  it('leaves out what was not given', () => {
    expect(read().options).toEqual({ dataDir: undefined, port: undefined, empty: false });
  });

  it.each([
    [['--nope'], 'There is no option --nope.'],
    [['--data-dri', 'x'], 'There is no option --data-dri. Did you mean --data-dir?'],
    [['-x'], 'There is no option -x.'],
    [['--__proto__'], 'There is no option --__proto__.'],
    [['--constructor=1'], 'There is no option --constructor.'],
    [['--data-dir'], '--data-dir needs DIR after it.'],
    [['--data-dir='], '--data-dir needs DIR after it.'],
    [['--empty=yes'], '--empty takes no value.'],
    [['--empty', '--empty'], '--empty may be given once only.'],
    [['--port', '0'], '--port is a whole number from 1 to 65535, not "0".'],
    [['--port', '8e3'], '--port is a whole number from 1 to 65535, not "8e3".'],
    [['--port=-1'], '--port is a whole number from 1 to 65535, not "-1".'],
    [['a', 'b', 'c\u001b[31m'], 'There is one word too many: "c".'],
  ])('%j is refused in one line', (line, expected) => {
    expect(refusal(...line)).toBe(expected);
  });

  it('asks for what is required', () => {
    const strict = command({
      usage: sample.usage,
      summary: sample.summary,
      options: { out: { type: 'text', required: true, value: 'DIR', help: { zh: '输出', en: 'where to write' } } },
      words: { name: 'FILE', help: words, min: 1, max: 1 },
      run: async () => 0,
    });
    expect(() => readArguments(strict, ['x'])).toThrow('--out DIR is missing: where to write.');
    expect(() => readArguments(strict, ['--out', 'x'])).toThrow('FILE is missing: file.');
  });
});

describe('help and errors', () => {
  it('lists every option in kebab case with its value', () => {
    const text = helpText(sample);
    for (const part of ['npm run sample -- [OPTIONS] FILE…', '--data-dir DIR', '--port N', '--empty', '--help'])
      expect(text).toContain(part);
  });

  it('are one line each, with the next step and an exit code', () => {
    const usage = errorLine(new UsageError({ zh: '错。', en: 'Wrong.' }), 'npm run sample --');
    const see = { zh: '错。 用法见 npm run sample -- --help', en: 'Wrong. See npm run sample -- --help' };
    expect(usage).toEqual({ line: inWords(see), code: 2 });
    const next = { zh: '请稍候。', en: 'Wait.' };
    const refused = new RefusalError({ kind: 'locked', code: 'x', zh: '已锁定。', en: 'Locked.', next });
    expect(errorLine(refused, '')).toEqual({
      line: inWords({ zh: '已锁定。 请稍候。', en: 'Locked. Wait.' }),
      code: 1,
    });
    const full = errorLine(Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }), '');
    const free = {
      zh: '磁盘已满。请清理空间后再运行一次。',
      en: 'The disk is full. Free some space and run it again.',
    };
    expect(full).toEqual({ line: inWords(free), code: 1 });
    const defect = errorLine(new Error('two\nlines\u0007'), '');
    expect(defect.line).toContain('two lines ');
    expect(defect.line).not.toMatch(/\p{Cc}/u);
    expect(defect.code).toBe(1);
  });
});

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RefusalError, type Words } from '../shared/domain/refusal.ts';
import { diskWords } from './diskWords.ts';
import { inWords, oneLine, refusalLine } from './terminal.ts';

interface OptionBase {
  readonly help: Words;
  /** What stands for the value in the help text, for example `DIR`. */
  readonly value?: string;
}
interface Flag extends OptionBase {
  readonly type: 'flag';
}
interface TextOption extends OptionBase {
  readonly type: 'text';
  readonly required?: boolean;
}
interface IntegerOption extends OptionBase {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
}
export type Option = Flag | TextOption | IntegerOption;

type OptionValue<O extends Option> = O extends Flag
  ? boolean
  : O extends IntegerOption
    ? number | undefined
    : O extends { required: true }
      ? string
      : string | undefined;

/** What a command runs with: its options, and the words that are no options. */
export interface Arguments<O extends Record<string, Option>> {
  readonly options: { readonly [K in keyof O]: OptionValue<O[K]> };
  readonly words: readonly string[];
}

/** One command as it is declared: everything that `--help` prints and everything the command line is checked against. */
export interface Command<O extends Record<string, Option> = Record<string, Option>> {
  /** As it is typed, for example `npm start --` or `npm run hq -- import`. */
  readonly usage: string;
  readonly summary: Words;
  readonly options: O;
  /** The words after the options; without it none are accepted. */
  readonly words?: { readonly name: string; readonly help: Words; readonly min: number; readonly max: number };
  /** Does the work; a number is the exit code (0 when there is none). */
  run(given: Arguments<O>): Promise<number | undefined>;
}

/** A command line that cannot be obeyed: one line that says why, and what to type instead. Exit code 2. */
export class UsageError extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(`${words.zh} / ${words.en}`);
    this.name = 'UsageError';
    this.words = words;
  }
}

/** Gives a command declaration its option types. */
export const command = <const O extends Record<string, Option>>(declared: Command<O>): Command<O> => declared;

const flagName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Reads a command line strictly: an unknown option, a missing or repeated value or a word too many is refused.
 * Option names are camelCase in code and kebab-case on the command line (`dataDir` is `--data-dir`).
 * @throws UsageError
 */
export function readArguments<O extends Record<string, Option>>(
  declared: Command<O>,
  line: readonly string[],
): Arguments<O> {
  const byFlag = new Map(Object.entries(declared.options).map(([name, option]) => [flagName(name), { name, option }]));
  const { tokens } = parseArgs({
    args: [...line],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      [...byFlag].map(([flag, { option }]) => [flag, { type: option.type === 'flag' ? 'boolean' : 'string' }] as const),
    ),
  });
  const seen = new Map<string, string | true>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const known = byFlag.get(token.name);
    if (known === undefined) throw unknownOption(token.rawName, [...byFlag.keys()]);
    if (seen.has(known.name))
      throw new UsageError({ zh: `${token.rawName} 只能写一次。`, en: `${token.rawName} may be given once only.` });
    if (known.option.type === 'flag' && token.value !== undefined)
      throw new UsageError({ zh: `${token.rawName} 不带值。`, en: `${token.rawName} takes no value.` });
    if (known.option.type !== 'flag' && (token.value === undefined || token.value === ''))
      throw new UsageError({
        zh: `${token.rawName} 后面要写 ${known.option.value ?? '值'}。`,
        en: `${token.rawName} needs ${known.option.value ?? 'a value'} after it.`,
      });
    seen.set(known.name, token.value ?? true);
  }
  const options = Object.fromEntries(
    [...byFlag].map(([flag, { name, option }]) => [name, optionValue(flag, option, seen.get(name))]),
  );
  const { min, max } = declared.words ?? { min: 0, max: 0 };
  const extra = words[max];
  if (extra !== undefined)
    throw new UsageError({
      zh: `多余的参数“${oneLine(extra)}”。`,
      en: `There is one word too many: "${oneLine(extra)}".`,
    });
  if (words.length < min)
    throw new UsageError({
      zh: `还需要 ${declared.words?.name}：${declared.words?.help.zh}。`,
      en: `${declared.words?.name} is missing: ${declared.words?.help.en}.`,
    });
  // The names and types were just taken from the declaration itself.
  return { options: options as Arguments<O>['options'], words };
}

function optionValue(
  flag: string,
  option: Option,
  given: string | true | undefined,
): boolean | number | string | undefined {
  if (option.type === 'flag') return given === true;
  if (typeof given !== 'string') {
    if (option.type === 'text' && option.required === true)
      throw new UsageError({
        zh: `还需要 --${flag} ${option.value ?? '值'}：${option.help.zh}。`,
        en: `--${flag} ${option.value ?? 'VALUE'} is missing: ${option.help.en}.`,
      });
    return undefined;
  }
  if (option.type === 'text') return given;
  const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (number >= option.min && number <= option.max) return number;
  throw new UsageError({
    zh: `--${flag} 应是 ${option.min} 到 ${option.max} 之间的整数，不是“${oneLine(given)}”。`,
    en: `--${flag} is a whole number from ${option.min} to ${option.max}, not "${oneLine(given)}".`,
  });
}

function unknownOption(given: string, known: readonly string[]): UsageError {
  const bare = given.replace(/^-+/, '');
  const near = known.find((name) => name.startsWith(bare) || bare.startsWith(name) || editDistance(name, bare) <= 2);
  return new UsageError({
    zh: `没有选项 ${oneLine(given)}。${near === undefined ? '' : `是不是 --${near}？`}`,
    en: `There is no option ${oneLine(given)}.${near === undefined ? '' : ` Did you mean --${near}?`}`,
  });
}

/** Levenshtein distance, for "did you mean". */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? Number.POSITIVE_INFINITY;
}

/** What `--help` prints. */
export function helpText(declared: Command): string {
  const rows = Object.entries(declared.options).map(([name, option]) => [
    `--${flagName(name)}${option.type === 'flag' ? '' : ` ${option.value ?? (option.type === 'integer' ? 'N' : 'TEXT')}`}`,
    inWords(option.help),
  ]);
  if (declared.words !== undefined) rows.unshift([declared.words.name, inWords(declared.words.help)]);
  rows.push(['--help', inWords({ zh: '显示本说明', en: 'show this text' })]);
  const width = Math.max(...rows.map(([left]) => left?.length ?? 0));
  return [
    inWords(declared.summary),
    '',
    `  ${declared.usage}${rows.length > 1 ? ' [OPTIONS]' : ''}${declared.words === undefined ? '' : ` ${declared.words.name}`}`,
    '',
    ...rows.map(([left, right]) => `  ${left?.padEnd(width)}  ${right}`),
  ].join('\n');
}

/** One line for an error, and the exit code: 2 for the command line, 1 for everything else. */
export function errorLine(error: unknown, usage: string): { readonly line: string; readonly code: number } {
  if (error instanceof UsageError) {
    const next = inWords({ zh: `用法见 ${usage} --help`, en: `See ${usage} --help` });
    return { line: `${inWords(error.words)} ${next}`, code: 2 };
  }
  if (error instanceof RefusalError) return { line: error.refusals.map(refusalLine).join('\n'), code: 1 };
  const disk = diskWords(error);
  if (disk !== undefined) return { line: inWords(disk), code: 1 };
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const next = inWords({
    zh: '这是程序缺陷；设置 SHOUKE_DEBUG=1 再运行可看到出处。',
    en: 'This is a defect; run again with SHOUKE_DEBUG=1 to see where.',
  });
  return { line: `${message} ${next}`, code: 1 };
}

const wantsHelp = (line: readonly string[]): boolean => {
  const end = line.indexOf('--');
  const options = end < 0 ? line : line.slice(0, end);
  return options.includes('--help') || options.includes('-h');
};

/**
 * Runs a declared command with the process's own arguments: prints help, reads the command line, turns whatever is thrown
 * into one line with the next step, and sets the exit code. Never throws.
 */
export async function runCommand<O extends Record<string, Option>>(
  declared: Command<O>,
  line: readonly string[] = process.argv.slice(2),
): Promise<void> {
  try {
    if (wantsHelp(line)) console.log(helpText(declared));
    else process.exitCode = (await declared.run(readArguments(declared, line))) ?? 0;
  } catch (error) {
    report(error, declared.usage);
  }
}

/** A command with sub-commands, such as `npm run hq -- import FILE`: the first word chooses. Never throws. */
export async function runSubcommands(
  usage: string,
  summary: Words,
  commands: Readonly<
    Record<string, Pick<Command, 'usage' | 'summary'> & { start(line: readonly string[]): Promise<void> }>
  >,
  line: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const [name, ...rest] = line;
  const chosen = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (chosen !== undefined) return chosen.start(rest);
  if (name === '--help' || name === '-h') {
    const width = Math.max(...Object.keys(commands).map((each) => each.length));
    console.log(`${inWords(summary)}\n`);
    for (const [each, { summary: what }] of Object.entries(commands))
      console.log(`  ${usage} ${each.padEnd(width)}  ${inWords(what)}`);
    return;
  }
  const names = Object.keys(commands).join(', ');
  report(
    new UsageError(
      name === undefined
        ? { zh: `还需要一个子命令：${names}。`, en: `A sub-command is needed: ${names}.` }
        : {
            zh: `没有子命令“${oneLine(name)}”，可用：${names}。`,
            en: `There is no sub-command "${oneLine(name)}"; there are ${names}.`,
          },
    ),
    usage,
  );
}

/** Pairs a declared command with its own runner, keeping its option types. */
export const subcommand = <O extends Record<string, Option>>(declared: Command<O>) => ({
  usage: declared.usage,
  summary: declared.summary,
  start: (line: readonly string[]) => runCommand(declared, line),
});

function report(error: unknown, usage: string): void {
  const { line, code } = errorLine(error, usage);
  console.error(line);
  if (process.env.SHOUKE_DEBUG === '1' && error instanceof Error) console.error(error.stack);
  process.exitCode = code;
}

/** A path as the person typed it: relative to where they stood, not to the project that npm runs commands in. */
export const typedPath = (path: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), path);

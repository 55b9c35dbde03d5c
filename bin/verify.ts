import { readFileSync, statSync } from 'node:fs';
import type { Words } from '../shared/domain/refusal.ts';
import { command, runCommand, typedPath, UsageError } from './command.ts';
import { inWords, oneLine } from './terminal.ts';
import { readAnchors } from './verify/anchors.ts';
import { type Anchors, type FileVerdict, type Verifier, verifiers } from './verify/verifiers.ts';

const LARGEST = 256 * 1024 * 1024;

const failed = (verdict: string, words: Words): FileVerdict => ({
  passed: false,
  verdict,
  words,
  details: [],
  report: null,
});

async function verifyOne(path: string, anchors: Anchors): Promise<{ kind: Verifier | undefined; result: FileVerdict }> {
  let bytes: Uint8Array | undefined;
  try {
    const about = statSync(path);
    if (about.size > LARGEST) {
      const words = { zh: '文件超过 256 MB，不予核验。', en: 'The file is over 256 MB and is not verified.' };
      return { kind: undefined, result: failed('tooLarge', words) };
    }
    bytes = about.isDirectory() ? undefined : readFileSync(path);
  } catch {
    const words = { zh: '找不到或打不开，请核对路径。', en: 'Not found or not readable; check the path.' };
    return { kind: undefined, result: failed('missing', words) };
  }
  const kind = verifiers.find((each) => each.accepts({ path, bytes }));
  if (kind !== undefined) return { kind, result: await kind.verify({ path, bytes }, anchors) };
  const known = verifiers.map((each) => inWords(each.name)).join(', ');
  const words = {
    zh: `不认识这种文件；可核验：${known}。`,
    en: `This kind of file is not known; known are: ${known}.`,
  };
  return { kind, result: failed('unknownKind', words) };
}

const PASSED: Words = { zh: '通过', en: 'PASS' };
const FAILED: Words = { zh: '未通过', en: 'FAIL' };
const MARKS = { error: '✗', warning: '!', info: '·' } as const;

function instantOf(text: string | undefined): number {
  const at = text === undefined ? Date.now() : Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw new UsageError({
    zh: `--at 应是 ISO 时间，例如 2026-03-01T10:00:00+08:00，不是“${oneLine(text ?? '')}”。`,
    en: `--at is an ISO time, for example 2026-03-01T10:00:00+08:00, not "${oneLine(text ?? '')}".`,
  });
}

await runCommand(
  command({
    usage: 'npm run verify --',
    summary: {
      zh: '核验已签署的协议等文件；全部通过时退出码为 0。',
      en: 'Verify signed agreements and other files; the exit code is 0 only if all pass.',
    },
    options: {
      root: {
        type: 'text',
        value: 'PATH',
        help: {
          zh: '信任的根证书和吊销列表：PEM 或 DER 文件，或存放它们的文件夹',
          en: 'trusted root certificates and revocation lists: a PEM or DER file, or a folder of them',
        },
      },
      at: {
        type: 'text',
        value: 'TIME',
        help: {
          zh: '证书须在此刻有效，例如签署当天；默认为现在',
          en: 'when certificates have to be valid, for example the day of signing; default: now',
        },
      },
      json: { type: 'flag', help: { zh: '输出 JSON', en: 'print JSON' } },
    },
    words: { name: 'FILE…', help: { zh: '要核验的文件', en: 'the files to verify' }, min: 1, max: 10_000 },
    run: async ({ options, words }) => {
      const anchors = readAnchors(
        options.root === undefined ? undefined : typedPath(options.root),
        instantOf(options.at),
      );
      const results: object[] = [];
      let all = true;
      for (const word of words) {
        const { kind, result } = await verifyOne(typedPath(word), anchors);
        all &&= result.passed;
        if (options.json) {
          const { passed, verdict, words: texts, report } = result;
          results.push({ file: word, kind: kind?.name.en ?? null, passed, verdict, ...texts, report });
          continue;
        }
        console.log(`${inWords(result.passed ? PASSED : FAILED)}  ${oneLine(word)}  ${oneLine(inWords(result.words))}`);
        for (const each of result.details) {
          const text = inWords(each);
          console.log(`    ${MARKS[each.level]} ${text.startsWith('  ') ? '  ' : ''}${oneLine(text)}`);
        }
      }
      if (options.json) console.log(JSON.stringify(results, null, 2));
      return all ? 0 : 1;
    },
  }),
);

import { readFileSync, type Stats, statSync } from 'node:fs';
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
    const refusal = refusedUnread(about);
    if (refusal !== undefined) return { kind: undefined, result: refusal };
    bytes = about.isDirectory() ? undefined : readFileSync(path);
    const kind = verifiers.find((each) => each.accepts({ path, bytes }));
    if (kind !== undefined) return { kind, result: await kind.verify({ path, bytes }, anchors) };
  } catch (error) {
    const unreadable = unreadableWords(error);
    if (unreadable === undefined) throw error;
    return { kind: undefined, result: failed('missing', unreadable) };
  }
  return { kind: undefined, result: failed('unknownKind', unknownWords(bytes)) };
}

/** What is not even opened: a pipe or a device has no end, and nothing this program makes is that large. */
function refusedUnread(about: Stats): FileVerdict | undefined {
  if (!about.isFile() && !about.isDirectory()) {
    return failed('notAFile', { zh: '这是管道或设备，不是文件。', en: 'This is a pipe or a device, not a file.' });
  }
  if (about.isFile() && about.size === 0) {
    return failed('empty', {
      zh: '这是空文件（0 字节）：可能没有复制完，请重新取得。',
      en: 'The file is empty (0 bytes): perhaps it was not copied to the end; get it again.',
    });
  }
  if (about.size > LARGEST) {
    return failed('tooLarge', {
      zh: '文件超过 256 MB，不予核验。',
      en: 'The file is over 256 MB and is not verified.',
    });
  }
  return undefined;
}

/** Why the system would not let a path be read; undefined when something else went wrong. */
function unreadableWords(error: unknown): Words | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return { zh: '找不到，请核对路径。', en: 'Not found; check the path.' };
    case 'ELOOP':
      return { zh: '链接首尾相连，到不了任何文件。', en: 'The links lead in a circle and to no file.' };
    case 'EACCES':
    case 'EPERM':
    case 'EBUSY':
      return { zh: '没有读取权限，或文件正被占用。', en: 'No permission to read it, or it is in use.' };
    case 'EIO':
      return { zh: '读取出错，磁盘或 U 盘可能已损坏。', en: 'Reading failed; the disk or drive may be damaged.' };
    default:
      return undefined;
  }
}

function unknownWords(bytes: Uint8Array | undefined): Words {
  if (bytes === undefined) {
    return {
      zh: '这个文件夹不是证据包：里面没有 MANIFEST.sha256。要核验其中的文件，请逐个列出。',
      en: 'This folder is no evidence bundle: it has no MANIFEST.sha256. To verify files in it, name them.',
    };
  }
  if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PK\x03\x04') {
    return {
      zh: '这是 ZIP 压缩包，请先解压，再核验其中的文件夹。',
      en: 'This is a ZIP file: unpack it and verify the folder.',
    };
  }
  const known = verifiers.map((each) => inWords(each.name)).join(', ');
  return {
    zh: `不认识这种文件；可核验：${known}。`,
    en: `This kind of file is not known; known are: ${known}.`,
  };
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

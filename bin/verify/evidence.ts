import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleFault } from '../../electron/evidence/bundleFolder.ts';
import { isBundle, verifyBundle } from '../../electron/evidence/verifyBundle.ts';
import type { Words } from '../../shared/domain/refusal.ts';
import { pdfVerifier } from './pdf.ts';
import type { Detail, FileVerdict, Verifier } from './verifiers.ts';

/** Faults named in the one line of the verdict; all are listed below it. */
const NAMED = 3;

/** Evidence folders: every file against the manifest, the manifest against the seal, and the signed agreements in it. */
export const evidenceVerifier: Verifier = {
  name: { zh: '证据文件夹', en: 'evidence folder' },
  accepts: ({ path, bytes }) => bytes === undefined && isBundle(path),
  async verify({ path }, anchors) {
    const { files, faults, seal, present } = verifyBundle(path, anchors);
    const details: Detail[] = faults.map((each) => ({ level: 'error', ...named(each) }));
    const bad: Words[] = faults.map(named);
    for (const { level, zh, en } of seal?.findings ?? []) {
      details.push({ level, zh, en });
      if (level === 'error') bad.push(named({ path: 'MANIFEST.p7s', zh, en }));
    }
    for (const file of present.filter((each) => /^data\/agreements\/.+\.pdf$/i.test(each))) {
      const { passed, verdict, words } = await pdfVerifier.verify({ path: file, bytes: read(path, file) }, anchors);
      // A certificate that leads to no given root says nothing against the bundle: its signatures are intact.
      const level = passed ? 'info' : verdict === 'untrusted' ? 'warning' : 'error';
      const line = named({ path: file, ...words });
      details.push({ level, ...line });
      if (level === 'error') bad.push(line);
    }
    return {
      ...verdictOf(bad, seal, files, anchors.roots.length > 0),
      details,
      report: { files, faults, seal: seal ?? null },
    };
  },
};

const read = (folder: string, file: string): Uint8Array => readFileSync(join(folder, file));
const named = ({ path, zh, en }: BundleFault): Words => ({ zh: `${path}：${zh}`, en: `${path}: ${en}` });

function verdictOf(
  bad: readonly Words[],
  seal: ReturnType<typeof verifyBundle>['seal'],
  files: number,
  rootsGiven: boolean,
): Pick<FileVerdict, 'passed' | 'verdict' | 'words'> {
  const first = bad.slice(0, NAMED);
  const more = bad.length - first.length;
  if (bad.length > 0 || seal === undefined) {
    const zh = `不成立：${first.map((each) => each.zh).join('；')}${more > 0 ? `；另有 ${more} 处` : ''}`;
    const en = `Not valid: ${first.map((each) => each.en).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
    return { passed: false, verdict: 'invalid', words: { zh, en } };
  }
  const who = seal.path[0]?.commonName ?? '?';
  if (seal.trusted) {
    const words = {
      zh: `完好：${files} 个文件与清单一致，清单由 ${who} 盖章，证书由所信任的根签发。`,
      en: `Intact: ${files} files are as listed, the list is sealed by ${who}, whose certificate leads to the trusted root.`,
    };
    return { passed: true, verdict: 'valid', words };
  }
  const doubt = rootsGiven
    ? {
        zh: `但其证书不能由所给的根证书确认：${seal.findings.map((each) => each.zh).join('；')}。`,
        en: `but the given root does not confirm that certificate: ${seal.findings.map((each) => each.en).join('; ')}.`,
      }
    : {
        zh: '但没有可信的根证书，不能确认是谁盖的。请用 --root 给出与纸面指纹一致的根证书。',
        en: 'but without a trusted root nobody can say whose seal it is. Give the root whose fingerprint is on paper with --root.',
      };
  const words = {
    zh: `${files} 个文件与清单一致，清单由 ${who} 盖章；${doubt.zh}`,
    en: `${files} files are as listed and sealed by ${who}; ${doubt.en}`,
  };
  return { passed: false, verdict: 'untrusted', words };
}

import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { formatFingerprint } from '../../shared/pki/certificate.ts';
import { createDetachedCms } from '../agreements/cms/create.ts';
import type { FeatureContext } from '../feature.ts';
import { composeDocument } from '../paper/compose.ts';
import { instructions } from './instructions.ts';
import { collectEvidence, type EvidenceItem } from './items.ts';

/** A bundle as its files, by path inside the folder. */
export interface EvidenceBundle {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** SHA-256 of MANIFEST.sha256, lower-case hex: what is read aloud or written on paper. */
  readonly manifestHash: string;
}

/**
 * Everything that proves a case, with a catalogue, instructions, a manifest and the branch seal over the manifest. A
 * stranger verifies it with `sha256sum -c` and `openssl cms -verify`.
 */
export async function makeBundle(context: FeatureContext, caseId: string): Promise<EvidenceBundle> {
  const items = await collectEvidence(context, caseId);
  const { authority } = context.services.agreements;
  await authority.ready();
  const { signer } = await authority.sealSigner();
  const state = authority.state();
  const rootName = state.provisional ? 'branch-root' : 'hq-root';
  const files = new Map<string, Uint8Array>();
  const about = context.registry.reader
    .prepare(
      'SELECT c.number, e.name AS employee FROM separationCase c JOIN employee e ON e.id = c.employeeId WHERE c.id = ?',
    )
    .get(caseId) as { number: string; employee: string };
  files.set('00_目录.pdf', await catalogue(context, about, items));
  files.set(
    '01_核验说明.txt',
    Buffer.from(
      instructions({
        rootName,
        fingerprint: formatFingerprint(state.root.fingerprint),
        provisional: state.provisional,
        madeAt: context.clock.now(),
      }),
      'utf8',
    ),
  );
  for (const item of items) {
    if (files.has(item.path)) throw new Error(`two files of a bundle are called ${item.path}`);
    files.set(item.path, item.bytes);
  }
  files.set(`anchors/${rootName}.pem`, Buffer.from(pem(state.root.der), 'utf8'));
  files.set('anchors/branch-authority.pem', Buffer.from(pem(state.authority.der), 'utf8'));
  files.set('anchors/branch-seal.pem', Buffer.from(pem(state.seal.der), 'utf8'));
  // Documents signed before the enrolment lead to the root of that time.
  for (const [index, root] of authority.roots().entries()) {
    if (!Buffer.from(root).equals(Buffer.from(state.root.der))) {
      files.set(`anchors/earlier-root-${index}.pem`, Buffer.from(pem(root), 'utf8'));
    }
  }
  const manifest = Buffer.from(
    [...files].map(([path, bytes]) => `${hash('sha256', bytes, 'hex')}  ${path}\n`).join(''),
    'utf8',
  );
  const cms = await createDetachedCms(signer, hash('sha256', manifest, 'buffer'));
  files.set('MANIFEST.sha256', manifest);
  files.set('MANIFEST.p7s', cms);
  return { files, manifestHash: hash('sha256', manifest, 'hex') };
}

/** Writes a bundle into a new folder. @throws when the folder exists: evidence is never written over. */
export function writeBundle(bundle: EvidenceBundle, folder: string): void {
  mkdirSync(folder, { recursive: false });
  for (const [path, bytes] of bundle.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes, { flag: 'wx' });
  }
}

async function catalogue(
  context: FeatureContext,
  { number, employee }: { number: string; employee: string },
  items: readonly EvidenceItem[],
): Promise<Uint8Array> {
  const { branch, clock } = context;
  const { bytes } = await composeDocument({
    title: `证据目录 ${number}`,
    author: branch.companyName,
    createdAt: clock.now(),
    sample: branch.sample,
    header: { left: `${branch.companyName}　${branch.name}`, right: number },
    blocks: [
      { kind: 'heading', level: 1, text: '证据目录', align: 'center' },
      {
        kind: 'facts',
        columns: 2,
        items: [
          { label: '案件编号', value: number },
          { label: '离职员工', value: employee },
          { label: '提交单位', value: `${branch.companyName}　${branch.name}` },
          { label: '制作日期', value: fromInstant(clock.now()) },
        ],
      },
      {
        kind: 'table',
        columns: [
          { title: '序号', width: 12, align: 'center' },
          { title: '证据名称、文件' },
          { title: '页数', width: 12, align: 'center' },
          { title: '证明内容', width: 60 },
        ],
        rows: items.map((item, index) => ({
          cells: [
            String(index + 1),
            { text: [item.title, { text: `\n${item.path}`, tone: 'quiet', scale: 0.9 }] },
            item.pages ? String(item.pages) : '—',
            item.proves,
          ],
        })),
      },
      {
        kind: 'paragraph',
        size: 9,
        tone: 'quiet',
        text: '本目录列出的文件及其 SHA-256 见 MANIFEST.sha256，公司签名见 MANIFEST.p7s。核验方法见 01_核验说明.txt。',
      },
    ],
  });
  return bytes;
}

function pem(der: Uint8Array): string {
  const body = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CmsUnreadable, readCms } from '../agreements/cms/read.ts';
import { verifyCms } from '../agreements/cms/verify.ts';
import { cmsFinding } from '../agreements/verify/cmsFindings.ts';
import { messageFindings } from '../agreements/verify/ownForm.ts';
import { establishTrust, type TrustReport } from '../agreements/verify/trust.ts';
import { type BundleFault, contentOf, type FolderContent, fault, fileDigest, readManifest } from './bundleFolder.ts';

export const manifestName = 'MANIFEST.sha256';
const signatureName = 'MANIFEST.p7s';
/** Far above any real manifest or signature. */
const LARGEST = 64 * 1024 * 1024;

/** What the check is to rest on: DER certificates and lists, and the time at which certificates have to be valid. */
export interface BundleAnchors {
  readonly roots: readonly Uint8Array[];
  readonly revocationLists: readonly Uint8Array[];
  /** UTC ms. */
  readonly at: number;
}

export interface BundleReport {
  /** How many files the manifest lists. */
  readonly files: number;
  /** Empty when every file is there, unchanged and listed, and the manifest is the one that was sealed. */
  readonly faults: readonly BundleFault[];
  /** Whose seal it is; undefined where the signature does not hold. A root inside the bundle is never trusted for being there. */
  readonly seal: TrustReport | undefined;
  /** Path inside the bundle of every listed file that is there. */
  readonly present: readonly string[];
}

/** Whether a folder is an evidence bundle at all. */
export const isBundle = (folder: string): boolean =>
  existsSync(join(folder, manifestName)) || existsSync(join(folder, signatureName));

/**
 * Checks a bundle folder: every file of the manifest is there and unchanged, none is there that it does not list, and the
 * manifest is what was sealed. Whatever the folder holds becomes a fault.
 */
export function verifyBundle(folder: string, anchors: BundleAnchors): BundleReport {
  const content = contentOf(folder);
  const manifest = smallFile(folder, content, manifestName);
  if (!(manifest instanceof Uint8Array)) return { files: 0, faults: [manifest], seal: undefined, present: [] };
  const { listed, faults } = readManifest(manifestName, Buffer.from(manifest).toString('utf8'));
  const present: string[] = [];
  for (const [path, expected] of listed) {
    if (content.others.has(path)) continue;
    if (!content.files.has(path)) faults.push(fault(path, '文件缺失', 'missing'));
    else if (fileDigest(join(folder, path)) !== expected) {
      faults.push(fault(path, '内容与清单不符，已被改动', 'changed: its SHA-256 is not the one listed'));
    } else present.push(path);
  }
  for (const path of content.files) {
    if (listed.has(path) || path === manifestName || path === signatureName) continue;
    faults.push(fault(path, '清单中没有这个文件', 'not listed in the manifest'));
  }
  for (const path of content.others) {
    faults.push(fault(path, '不是普通文件（是链接或设备）', 'not a regular file (a link or a device)'));
  }
  const { seal, faults: sealFaults } = checkSeal(folder, content, manifest, anchors);
  return { files: listed.size, faults: [...faults, ...sealFaults], seal, present };
}

function smallFile(folder: string, content: FolderContent, name: string): Uint8Array | BundleFault {
  if (!content.files.has(name)) return fault(name, '文件缺失', 'missing');
  if (statSync(join(folder, name)).size > LARGEST) return fault(name, '文件大得不合理', 'unreasonably large');
  return readFileSync(join(folder, name));
}

function checkSeal(
  folder: string,
  content: FolderContent,
  manifest: Uint8Array,
  anchors: BundleAnchors,
): { seal: TrustReport | undefined; faults: BundleFault[] } {
  const bytes = smallFile(folder, content, signatureName);
  const broken = (...faults: BundleFault[]) => ({ seal: undefined, faults });
  if (!(bytes instanceof Uint8Array)) return broken(bytes);
  try {
    const message = readCms(bytes);
    const { faults, certificate } = verifyCms(message, [manifest]);
    const found = faults.flatMap((each) => {
      // A changed manifest is not a changed document: the words of a PDF would mislead here.
      if (each === 'digestMismatch')
        return [fault(manifestName, '清单在盖章后被改动过', 'changed after it was sealed')];
      const finding = cmsFinding(each, 'ETSI.CAdES.detached');
      return finding === undefined ? [] : [fault(signatureName, finding.zh, finding.en)];
    });
    if (message.length !== bytes.length || message.content !== undefined) {
      found.push(fault(signatureName, '签名数据里夹带了其他内容', 'it carries something else beside the signature'));
    }
    if (found.length > 0 || certificate === undefined) return broken(...found);
    const seal = establishTrust({ certificate, pool: message.certificates, purpose: 'document', ...anchors });
    const [altered] = messageFindings(bytes, message, certificate, seal);
    if (altered !== undefined) return broken(fault(signatureName, altered.zh, altered.en));
    const role = seal.path[0]?.binding?.role;
    return role === 'branchSeal' || role === 'hqSeal'
      ? { seal, faults: [] }
      : broken(fault(signatureName, '清单不是用公司印章证书签的', 'the manifest is not signed with a company seal'));
  } catch (error) {
    if (error instanceof CmsUnreadable) {
      return broken(fault(signatureName, '签名文件已损坏，读不出来', 'damaged, the signature cannot be read'));
    }
    throw error;
  }
}

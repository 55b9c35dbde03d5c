import { zipSync } from 'fflate';
import type { Caller } from '../access/service.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { type EvidenceBundle, makeBundle } from './bundle.ts';
import { bundleName } from './items.ts';

/** Evidence for arbitration or a court, in one step. Taking it out of the branch is on record with its hash. */
export class EvidenceService {
  readonly #context: FeatureContext;

  constructor(context: FeatureContext) {
    this.#context = context;
  }

  async bundle(caller: Caller, caseId: string): Promise<EvidenceBundle & { readonly name: string }> {
    const row = this.#context.services.separation.assertVisible(caller, 'branch', caseId);
    const bundle = await makeBundle(this.#context, caseId);
    await this.#context.registry.write.seen(caller.actor, {
      action: 'evidence.export',
      subject: { kind: 'separationCase', id: caseId },
      why: `MANIFEST ${bundle.manifestHash}`,
    });
    return { ...bundle, name: bundleName(row.number, this.#context.clock.now()) };
  }

  /** The bundle as one ZIP file, everything under one folder. */
  async zip(caller: Caller, caseId: string): Promise<{ file: File; files: number; manifestHash: string }> {
    const { name, files, manifestHash } = await this.bundle(caller, caseId);
    const entries = Object.fromEntries([...files].map(([path, bytes]) => [`${name}/${path}`, new Uint8Array(bytes)]));
    const zip = zipSync(entries, { level: 6, mtime: this.#context.clock.now() });
    const file = new File([new Uint8Array(zip)], `${name}.zip`, { type: 'application/zip' });
    return { file, files: files.size, manifestHash };
  }
}

export const evidenceFeature = {
  name: 'evidence',
  create: (context: FeatureContext) => ({ evidence: new EvidenceService(context) }),
} satisfies Feature<{ evidence: EvidenceService }>;

/** What a certificate is for. Written into it (see `roleUri`), so that none can be used in the place of another. */
export type CertificateRole =
  /** Headquarters' root, offline. */
  | 'root'
  /** Headquarters' authority for daily issuing, under the root. Optional: the root may issue itself. */
  | 'hqAuthority'
  /** A branch's authority; issues employees' certificates and nothing else. */
  | 'branchAuthority'
  /** Signs a branch's change sets. */
  | 'branchChangeSets'
  /** The company's counter-signature at a branch. */
  | 'branchSeal'
  /** An employee's own signature. */
  | 'employee'
  /** Signs change sets from headquarters. */
  | 'hqChangeSets'
  /** Headquarters' signature under documents and manifests. */
  | 'hqSeal'
  /** Headquarters' time-stamping authority (RFC 3161). */
  | 'timestamping';

export type KeyKind = 'rsa3072' | 'p256';

/** Bits of KeyUsage (RFC 5280 section 4.2.1.3). */
export const keyUsageBits = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, crlSign: 6 } as const;

export interface RoleRules {
  /** Word in the certificate's role URI. */
  readonly uriWord: string;
  /** For authorities: how many authorities may stand below. */
  readonly pathLength?: number;
  readonly keyUsage: readonly number[];
  readonly timeStamping?: true;
  readonly keys: readonly KeyKind[];
  /** Who may issue it. Empty for the root, which issues itself. */
  readonly issuers: readonly CertificateRole[];
  /** Whom it is bound to. */
  readonly boundTo: 'hq' | 'branch' | 'employee';
}

const { digitalSignature, nonRepudiation, keyCertSign, crlSign } = keyUsageBits;
const authority = { keyUsage: [keyCertSign, crlSign], keys: ['rsa3072', 'p256'] } as const;
const fromHq = ['root', 'hqAuthority'] as const;

export const roleRules: Readonly<Record<CertificateRole, RoleRules>> = {
  root: { ...authority, uriWord: 'root', pathLength: 2, issuers: [], boundTo: 'hq' },
  hqAuthority: { ...authority, uriWord: 'hq-authority', pathLength: 1, issuers: ['root'], boundTo: 'hq' },
  branchAuthority: { ...authority, uriWord: 'branch-authority', pathLength: 0, issuers: fromHq, boundTo: 'branch' },
  branchChangeSets: {
    uriWord: 'branch-change-sets',
    keyUsage: [digitalSignature],
    keys: ['p256'],
    issuers: fromHq,
    boundTo: 'branch',
  },
  branchSeal: {
    uriWord: 'branch-seal',
    keyUsage: [digitalSignature, nonRepudiation],
    keys: ['rsa3072'],
    issuers: fromHq,
    boundTo: 'branch',
  },
  employee: {
    uriWord: 'employee',
    keyUsage: [digitalSignature, nonRepudiation],
    keys: ['rsa3072'],
    issuers: ['branchAuthority'],
    boundTo: 'employee',
  },
  hqChangeSets: {
    uriWord: 'hq-change-sets',
    keyUsage: [digitalSignature],
    keys: ['p256'],
    issuers: fromHq,
    boundTo: 'hq',
  },
  hqSeal: {
    uriWord: 'hq-seal',
    keyUsage: [digitalSignature, nonRepudiation],
    keys: ['rsa3072'],
    issuers: fromHq,
    boundTo: 'hq',
  },
  timestamping: {
    uriWord: 'timestamping',
    keyUsage: [digitalSignature],
    timeStamping: true,
    keys: ['rsa3072'],
    issuers: fromHq,
    boundTo: 'hq',
  },
};

/** Whose a certificate is, as it stands in its subject alternative name. */
export interface RoleBinding {
  readonly role: CertificateRole;
  /** Sample and real certificates never form one chain. */
  readonly sample: boolean;
  /** Null for headquarters' own. */
  readonly branchId: string | null;
  /** Null for all but employees. */
  readonly employeeNumber: string | null;
}

const scheme = 'urn:shouke';
const roleOfWord = new Map<string, CertificateRole>(
  (Object.keys(roleRules) as CertificateRole[]).map((role) => [roleRules[role].uriWord, role]),
);

/** `urn:shouke:<real|sample>:<role>[:<branch>[:<employee number>]]`, its parts percent-encoded. */
export function roleUri({ role, sample, branchId, employeeNumber }: RoleBinding): string {
  const owner = [branchId, employeeNumber].filter((part) => part !== null).map(encodeURIComponent);
  return [scheme, sample ? 'sample' : 'real', roleRules[role].uriWord, ...owner].join(':');
}

/** Reads a role URI; undefined where it is none, or names an owner that its role does not have. */
export function readRoleUri(uri: string): RoleBinding | undefined {
  if (!uri.startsWith(`${scheme}:`)) return undefined;
  const [world, word = '', ...owner] = uri.slice(scheme.length + 1).split(':');
  const role = roleOfWord.get(word);
  if (role === undefined || (world !== 'real' && world !== 'sample')) return undefined;
  const expected = { hq: 0, branch: 1, employee: 2 }[roleRules[role].boundTo];
  if (owner.length !== expected || owner.includes('')) return undefined;
  try {
    const [branchId = null, employeeNumber = null] = owner.map(decodeURIComponent);
    const binding = { role, sample: world === 'sample', branchId, employeeNumber };
    return roleUri(binding) === uri ? binding : undefined;
  } catch {
    return undefined; // a percent sign that encodes nothing
  }
}

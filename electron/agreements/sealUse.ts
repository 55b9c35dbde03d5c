import * as z from 'zod';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { Account } from '../access/service.ts';
import type { FeatureContext } from '../feature.ts';
import type { Actor } from '../registry/unitOfWork.ts';
import * as refusals from './refusals.ts';

const policyKey = 'branchSeal';
const body = z.object({ clerks: z.array(z.string()) });

/**
 * Who may use the seal of the branch: every HR admin, and the clerks whom an HR admin authorised. Kept as a policy, so
 * that headquarters sees it and can withdraw it.
 */
export class SealUse {
  readonly #context: FeatureContext;
  constructor(context: FeatureContext) {
    this.#context = context;
  }

  mayUse(account: Pick<Account, 'id' | 'role' | 'state'>): boolean {
    if (account.state !== 'active') return false;
    return account.role === 'hrAdmin' || (account.role === 'hrClerk' && this.#authorised().includes(account.id));
  }

  clerks(): { accountId: string; displayName: string; authorised: boolean }[] {
    const authorised = this.#authorised();
    const rows = this.#context.registry.reader
      .prepare("SELECT id, displayName FROM account WHERE role = 'hrClerk' AND state = 'active' ORDER BY displayName")
      .all() as { id: string; displayName: string }[];
    return rows.map(({ id, displayName }) => ({
      accountId: id,
      displayName,
      authorised: authorised.includes(id),
    }));
  }

  authorise(actor: Actor, accountId: string, authorised: boolean): void {
    const isClerk = this.clerks().some((clerk) => clerk.accountId === accountId);
    if (authorised && !isClerk) throw new RefusalError(refusals.notAClerk);
    this.#context.registry.write.domain(
      actor,
      { action: authorised ? 'seal.authorise' : 'seal.withdraw', subject: { kind: 'account', id: accountId } },
      (tx) => {
        const others = this.#authorised().filter((id) => id !== accountId);
        const clerks = authorised ? [...others, accountId] : others;
        const present = this.#row();
        const columns = { key: policyKey, body: JSON.stringify({ clerks }), effectiveFrom: fromInstant(tx.now) };
        if (present === undefined) tx.insert('policy', columns);
        else tx.update('policy', present.id, columns);
      },
    );
  }

  #authorised(): readonly string[] {
    const row = this.#row();
    if (row === undefined) return [];
    const read = body.safeParse(parseJson(row.body));
    return read.success ? read.data.clerks : [];
  }

  #row(): { id: string; body: string } | undefined {
    return this.#context.registry.reader
      .prepare('SELECT id, body FROM policy WHERE key = ? ORDER BY effectiveFrom DESC LIMIT 1')
      .get(policyKey) as { id: string; body: string } | undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

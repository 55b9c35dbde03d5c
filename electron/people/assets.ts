import type * as z from 'zod';
import type { InputOf } from '../../shared/contract/base.ts';
import type { assetView, peopleContract } from '../../shared/contract/people.ts';
import { fromInstant } from '../../shared/domain/businessDate.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { FeatureContext } from '../feature.ts';
import type { Actor, DomainTransaction } from '../registry/unitOfWork.ts';
import type { Call } from '../router/call.ts';
import * as refusals from './refusals.ts';

type AssetView = z.infer<typeof assetView>;
type Contract = (typeof peopleContract)['assets'];

const selected = `SELECT a.id, a.version, a.kind, a.name, a.serial, a.holderId, p.name AS holderName, a.condition, a.since
  FROM asset a LEFT JOIN employee p ON p.id = a.holderId`;

/** What of the company's people hold: phones, laptops, cars, keys, company accounts. */
export class Assets {
  readonly #context: FeatureContext;
  constructor(context: FeatureContext) {
    this.#context = context;
  }

  heldBy(employeeId: string): AssetView[] {
    return this.#context.registry.reader
      .prepare(`${selected} WHERE a.holderId = ? ORDER BY a.kind, a.name`)
      .all(employeeId) as AssetView[];
  }

  list(call: Pick<Call, 'caller' | 'scope'>, input: InputOf<Contract['list']>): { rows: AssetView[]; total: number } {
    const own = call.scope === 'own' ? (call.caller.account.employeeId ?? '') : undefined;
    const holder = own ?? input.holderId ?? null;
    const like = `%${input.query.trim().replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
    const where = `WHERE (? IS NULL OR a.holderId = ?)
      AND (a.name LIKE ? ESCAPE '\\' OR a.kind LIKE ? ESCAPE '\\' OR a.serial LIKE ? ESCAPE '\\' OR p.name LIKE ? ESCAPE '\\')`;
    const values = [holder, holder, like, like, like, like];
    const { reader } = this.#context.registry;
    return {
      rows: reader
        .prepare(`${selected} ${where} ORDER BY a.kind, a.name, a.id LIMIT ? OFFSET ?`)
        .all(...values, input.limit, input.offset) as AssetView[],
      total: reader
        .prepare(`SELECT count(*) FROM asset a LEFT JOIN employee p ON p.id = a.holderId ${where}`)
        .pluck()
        .get(...values) as number,
    };
  }

  register(actor: Actor, input: InputOf<Contract['register']>): AssetView {
    const id = this.#context.registry.newId();
    this.#context.registry.write.domain(actor, { action: 'asset.register', subject: { kind: 'asset', id } }, (tx) => {
      if (input.serial && tx.one('SELECT 1 FROM asset WHERE serial = ?', input.serial)) {
        throw new RefusalError(refusals.serialTaken);
      }
      this.#refuseHolder(input.holderId ?? null);
      tx.insert('asset', {
        id,
        kind: input.kind,
        name: input.name,
        serial: input.serial ?? null,
        condition: input.condition ?? null,
        holderId: input.holderId ?? null,
        since: input.holderId ? fromInstant(tx.now) : null,
      });
    });
    return this.#one(id);
  }

  hand(actor: Actor, input: InputOf<Contract['hand']>): AssetView {
    this.#context.registry.write.domain(
      actor,
      { action: input.holderId ? 'asset.hand' : 'asset.takeBack', subject: { kind: 'asset', id: input.id } },
      (tx) => {
        if (tx.get('asset', input.id) === undefined) throw new RefusalError(refusals.noSuchAsset);
        this.#refuseHolder(input.holderId);
        tx.update(
          'asset',
          input.id,
          { holderId: input.holderId, condition: input.condition, since: fromInstant(tx.now) },
          input.version,
        );
      },
    );
    return this.#one(input.id);
  }

  /** Part of a handover's transaction. @param to `holderId` null: back to the branch. */
  handIn(tx: DomainTransaction, ids: readonly string[], to: { holderId: string | null; condition?: string }): void {
    this.#refuseHolder(to.holderId);
    for (const id of ids) {
      if (tx.get('asset', id) === undefined) throw new RefusalError(refusals.noSuchAsset);
      tx.update('asset', id, {
        holderId: to.holderId,
        since: fromInstant(tx.now),
        ...(to.condition ? { condition: to.condition } : {}),
      });
    }
  }

  #refuseHolder(holderId: string | null): void {
    if (holderId !== null && this.#context.services.people.activeEmployment(holderId) === undefined) {
      throw new RefusalError(refusals.holderNotEmployed);
    }
  }

  #one(id: string): AssetView {
    return this.#context.registry.reader.prepare(`${selected} WHERE a.id = ?`).get(id) as AssetView;
  }
}

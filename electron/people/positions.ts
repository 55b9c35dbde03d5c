import type * as z from 'zod';
import type { InputOf } from '../../shared/contract/base.ts';
import type { peopleContract, positionView } from '../../shared/contract/people.ts';
import { tidyText } from '../../shared/domain/names/foldText.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { AgreementKind } from '../../shared/schema/agreements.ts';
import type { Database } from '../../shared/schema/index.ts';
import type { FeatureContext } from '../feature.ts';
import type { Actor, DomainTransaction } from '../registry/unitOfWork.ts';
import * as refusals from './refusals.ts';
import { unfinishedStages } from './store.ts';

export type PositionView = z.infer<typeof positionView>;
type Contract = (typeof peopleContract)['positions'];
type Row = Database['position'];

/** What somebody is employed as: it decides which agreements they sign. */
export class Positions {
  readonly #context: FeatureContext;
  constructor(context: FeatureContext) {
    this.#context = context;
  }

  list(withRetired: boolean): PositionView[] {
    const rows = this.#context.registry.reader
      .prepare(`SELECT * FROM position ${withRetired ? '' : 'WHERE retired = 0'} ORDER BY retired, title`)
      .all() as Row[];
    return rows.map((row) => this.#view(row));
  }

  create(actor: Actor, input: InputOf<Contract['create']>): PositionView {
    refuseNonCompeteWithoutSecrets(input);
    const id = this.#context.registry.newId();
    const row = this.#context.registry.write.domain(
      actor,
      { action: 'position.create', subject: { kind: 'position', id } },
      (tx) => {
        refuseTaken(tx, id, input.title);
        return tx.insert('position', { id, ...columnsOf(input), retired: 0 });
      },
    );
    return this.#view(row);
  }

  update(actor: Actor, input: InputOf<Contract['update']>): PositionView {
    refuseNonCompeteWithoutSecrets(input);
    const row = this.#context.registry.write.domain(
      actor,
      { action: 'position.update', subject: { kind: 'position', id: input.id } },
      (tx) => {
        requirePosition(tx, input.id);
        refuseTaken(tx, input.id, input.title);
        return tx.update('position', input.id, columnsOf(input), input.version);
      },
    );
    return this.#view(row);
  }

  retire(actor: Actor, input: InputOf<Contract['retire']>): PositionView {
    const row = this.#context.registry.write.domain(
      actor,
      { action: input.retired ? 'position.retire' : 'position.reopen', subject: { kind: 'position', id: input.id } },
      (tx) => {
        requirePosition(tx, input.id);
        const people = this.#people(input.id);
        if (input.retired && people > 0) throw new RefusalError(refusals.positionInUse(people));
        return tx.update('position', input.id, { retired: input.retired ? 1 : 0 }, input.version);
      },
    );
    return this.#view(row);
  }

  #view(row: Row): PositionView {
    return {
      id: row.id,
      version: row.version,
      title: row.title,
      tradeSecretLevel: row.tradeSecretLevel,
      agreementKinds: agreementKindsOf(row),
      retired: row.retired === 1,
      people: this.#people(row.id),
    };
  }

  #people(positionId: string): number {
    return this.#context.registry.reader
      .prepare(
        `SELECT count(*) FROM employment WHERE positionId = ? AND stage IN (${unfinishedStages.map(() => '?').join(', ')})`,
      )
      .pluck()
      .get(positionId, ...unfinishedStages) as number;
  }
}

/** Which agreements people in a position sign. */
export const agreementKindsOf = (position: Pick<Row, 'agreementKinds'>): AgreementKind[] =>
  JSON.parse(position.agreementKinds);

const columnsOf = (input: InputOf<Contract['create']>) => ({
  title: tidyText(input.title),
  tradeSecretLevel: input.tradeSecretLevel,
  agreementKinds: JSON.stringify([...new Set(input.agreementKinds)]),
});

function refuseNonCompeteWithoutSecrets(input: InputOf<Contract['create']>): void {
  if (input.tradeSecretLevel === 0 && input.agreementKinds.includes('nonCompete')) {
    throw new RefusalError(refusals.positionWithoutSecrets);
  }
}

function refuseTaken(tx: DomainTransaction, id: string, title: string): void {
  if (tx.one('SELECT 1 FROM position WHERE title = ? AND id <> ?', tidyText(title), id)) {
    throw new RefusalError(refusals.positionTaken);
  }
}

function requirePosition(tx: DomainTransaction, id: string): void {
  if (tx.get('position', id) === undefined) throw new RefusalError(refusals.noSuchPosition);
}

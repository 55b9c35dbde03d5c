import type * as z from 'zod';
import type { clientsContract, duplicateClient } from '../../shared/contract/clients.ts';
import { checkUscc } from '../../shared/domain/identifiers/uscc.ts';
import { companyNameKey, normaliseCompanyName } from '../../shared/domain/names/companyName.ts';
import { checkPersonName } from '../../shared/domain/names/personName.ts';
import { checkPhone } from '../../shared/domain/names/phone.ts';
import { textPinyin } from '../../shared/domain/names/pinyin.ts';
import { orThrow, RefusalError } from '../../shared/domain/refusal.ts';
import type { clientTables } from '../../shared/schema/clients.ts';
import type { ChangesOf, NewRowOf } from '../../shared/schema/table.ts';
import type { LocalTransaction } from '../registry/unitOfWork.ts';
import { coordinatesIncomplete, duplicate, nameEmpty } from './refusals.ts';

type InputOf<K extends keyof typeof clientsContract> = z.infer<
  NonNullable<(typeof clientsContract)[K]['~orpc']['inputSchema']>
>;
export type NewClientInput = InputOf<'create'>;
export type ContactInput = Omit<InputOf<'addContact'>, 'clientId'>;
export type DuplicateClient = z.infer<typeof duplicateClient>;
type Facts = Pick<
  NewClientInput,
  'name' | 'uscc' | 'address' | 'latitude' | 'longitude' | 'creditDays' | 'industry' | 'city' | 'note'
>;

/** The columns by which a client is compared and found, made from its name in one place only. */
export function nameColumns(text: string): { name: string; normalizedName: string; pinyin: string; initials: string } {
  const name = normaliseCompanyName(text);
  return { name, normalizedName: companyNameKey(name), ...textPinyin(name) };
}

const orNull = (text: string | null | undefined): string | null => text?.trim() || null;

/** What a person entered of a client, checked and normalised. @throws RefusalError for a wrong credit code. */
export function clientColumns(
  facts: Facts,
): ChangesOf<(typeof clientTables)['client']> & ReturnType<typeof nameColumns> {
  const latitude = facts.latitude ?? null;
  const longitude = facts.longitude ?? null;
  if ((latitude === null) !== (longitude === null)) throw new RefusalError(coordinatesIncomplete);
  const names = nameColumns(facts.name);
  if (names.normalizedName === '') throw new RefusalError(nameEmpty);
  return {
    ...names,
    uscc: orNull(facts.uscc) === null ? null : orThrow(checkUscc(facts.uscc ?? '')).code,
    address: orNull(facts.address),
    latitude,
    longitude,
    creditDays: facts.creditDays,
    industry: orNull(facts.industry),
    city: orNull(facts.city),
    note: orNull(facts.note),
  };
}

/** A contact as it is stored. @throws RefusalError for a name that lost characters, or a number nobody could dial. */
export function contactColumns(
  clientId: string,
  given: ContactInput,
  field = '',
): NewRowOf<(typeof clientTables)['contact']> {
  return {
    clientId,
    name: orThrow(checkPersonName(given.name, `${field}name`)),
    title: orNull(given.title),
    phone: orNull(given.phone) === null ? null : orThrow(checkPhone(given.phone ?? '', `${field}phone`)),
    isSignatory: given.isSignatory ? 1 : 0,
    retired: 0,
  };
}

interface Existing {
  readonly id: string;
  readonly name: string;
  readonly uscc: string | null;
  readonly ownerName: string | null;
  readonly mine: number;
}

/** Whose eyes look: what is not this person's own is masked. `branch` sees every client. */
export interface Looker {
  readonly scope: 'own' | 'branch';
  readonly employeeId: string | null;
  readonly today: string;
}

/** Clients that may be the same as one with this name and credit code, those with the same code first. */
export function findDuplicates(
  reads: Pick<LocalTransaction, 'all'>,
  given: { readonly name: string; readonly uscc?: string | null | undefined },
  looker: Looker,
  except = '',
): DuplicateClient[] {
  const key = companyNameKey(given.name);
  const checked = orNull(given.uscc) === null ? undefined : checkUscc(given.uscc ?? '');
  const uscc = checked?.ok ? checked.value.code : '';
  if (key === '' && uscc === '') return [];
  const rows = reads.all<Existing>(
    `SELECT c.id, c.name, c.uscc, o.name AS ownerName,
       EXISTS (SELECT 1 FROM ownership h WHERE h.clientId = c.id AND h.employeeId = ?
         AND h.fromDate <= ? AND (h.toDate IS NULL OR h.toDate > ?)) AS mine
     FROM client c LEFT JOIN employee o ON o.id = c.ownerId
     WHERE c.id IN (SELECT id FROM client WHERE normalizedName = ? AND normalizedName <> ''
       UNION SELECT id FROM client WHERE uscc = ? AND uscc <> '') AND c.id <> ?
     ORDER BY c.uscc IS ? DESC, c.createdAt LIMIT 20`,
    looker.employeeId ?? '',
    looker.today,
    looker.today,
    key,
    uscc,
    except,
    uscc,
  );
  return rows.map((row) => describe(row, uscc !== '' && row.uscc === uscc, looker));
}

function describe(row: Existing, sameCode: boolean, looker: Looker): DuplicateClient {
  const mine = looker.scope === 'branch' || row.mine === 1;
  // Under the same credit code another name may be stored, which is not the typist's to read.
  const name = mine || !sameCode ? row.name : maskCompany(row.name);
  const by = sameCode ? ('uscc' as const) : ('name' as const);
  const same = sameCode
    ? { zh: `已有统一社会信用代码相同的客户“${name}”`, en: `A client with this credit code exists already: “${name}”` }
    : { zh: `已有同名客户“${name}”`, en: `A client of this name exists already: “${name}”` };
  const whose =
    row.ownerName === null
      ? { zh: '，目前没有负责人。', en: ', with no owner at present.' }
      : { zh: `，由${row.ownerName}负责。`, en: `, owned by ${row.ownerName}.` };
  return { id: row.id, by, name, owner: row.ownerName, mine, zh: same.zh + whose.zh, en: same.en + whose.en };
}

/** The first two characters and the last two: enough to say which is meant to those who know it. */
function maskCompany(name: string): string {
  const characters = [...name];
  if (characters.length <= 4) return characters.map((each, at) => (at === 0 ? each : '*')).join('');
  return [...characters.slice(0, 2), '***', ...characters.slice(-2)].join('');
}

/** Refuses when a client is there already: always for the same credit code, for the same name unless it was looked at. */
export function assertNotDuplicate(found: readonly DuplicateClient[], notDuplicates: readonly string[]): void {
  const refusals = found
    .filter((each) => each.by === 'uscc' || !notDuplicates.includes(each.id))
    .map((each) => duplicate(each, [{ id: each.id, label: each.name }], each.by === 'uscc' ? 'uscc' : 'name'));
  if (refusals.length > 0) throw new RefusalError(...refusals);
}

import type { Mapping } from '../../electron/intake/mapping.ts';
import type { SourceData, SourceEmployee } from '../../electron/intake/source.ts';
import { Inventor } from '../../electron/sample/invent.ts';
import { Seeded } from '../../electron/sample/seeded.ts';
import type { IdType } from '../../shared/domain/identifiers/identity.ts';
import { namePinyin } from '../../shared/domain/names/pinyin.ts';
import type { Role } from '../../shared/domain/permissions.ts';
import { RefusalError } from '../../shared/domain/refusal.ts';

/** Somebody who is onboarded in the course of the job. */
export interface CastMember {
  /** What the job calls this person: `clerk`, `manager`, `leaver`, `receiver1`, `receiver2`, or `staff:<id>`. */
  readonly key: string;
  readonly role: Role;
  readonly name: string;
  readonly idType: IdType;
  readonly idNumber: string;
  readonly sex: 'male' | 'female' | null;
  readonly birthday: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly bankAccount: string | null;
  readonly position: string;
  /** Days before today are the job's own; a date is the source's. */
  readonly startDate: string | null;
  /** Fen. */
  readonly monthlyWage: number | null;
  /** Id in the source; undefined for people the job made up. */
  readonly sourceId?: string;
}

export interface Firm {
  readonly name: string;
  readonly uscc: string | null;
  readonly address: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly industry: string;
  readonly contact: { readonly name: string; readonly phone: string };
}

/** Who takes part, and what their business is. */
export interface Cast {
  readonly seeded: Seeded;
  readonly companyUscc: string;
  /** In the order in which they are onboarded; the leaver last. */
  readonly members: readonly CastMember[];
  /** Firms that the leaver wins in the course of the job; empty when a source brings the clients. */
  readonly firms: readonly Firm[];
  readonly source: SourceData | undefined;
  /** How the source was read. */
  readonly mapping?: Mapping;
}

const clients = 12;

/** People and firms made up from a seed. */
export function inventCast(seed: number): Cast {
  const seeded = new Seeded(seed);
  const inventor = new Inventor(seeded);
  const invent = (key: string, role: Role, position: string, yuan: number, name?: string): CastMember => {
    const person = inventor.person(name === undefined ? {} : { name });
    return {
      key,
      role,
      ...person,
      idType: 'residentId',
      sex: null,
      birthday: null,
      bankAccount: `6217${seeded.digits(15)}`,
      position,
      startDate: null,
      monthlyWage: yuan * 100,
    };
  };
  return {
    seeded,
    companyUscc: inventor.firm().uscc,
    members: [
      invent('clerk', 'hrClerk', '人事专员', 8000),
      invent('manager', 'salesManager', '区域销售经理', 16_000),
      invent('receiver1', 'salesperson', '客户经理', 9500),
      invent('receiver2', 'salesperson', '客户经理', 9000),
      // Characters beyond the basic plane must be found, printed and signed like any other.
      invent('leaver', 'salesperson', '大客户经理', 12_000, '梁𠮷文'),
    ],
    firms: Array.from({ length: clients }, () => {
      const firm = inventor.firm();
      return { ...firm, contact: { name: inventor.personName(), phone: inventor.phone() } };
    }),
    source: undefined,
  };
}

/**
 * The people of a source. The leaver is the one named, else the one with most clients; the receivers those with most
 * clients after that; the manager the one whom the leaver reports to. The source knows no HR clerk: one is made up.
 */
export function castFrom(source: SourceData, mapping: Mapping, seed: number, wanted: string | undefined): Cast {
  const invented = inventCast(seed);
  const [clerk] = invented.members;
  const owned = (employee: SourceEmployee): number =>
    source.clients.filter((client) => client.ownerId === employee.id).length;
  const byClients = [...source.employees].sort((a, b) => owned(b) - owned(a));
  const leaver =
    wanted === undefined ? byClients[0] : source.employees.find((each) => each.id === wanted || each.name === wanted);
  if (leaver === undefined || clerk === undefined) throw new RefusalError(noSuchLeaver(wanted, source));
  const others = byClients.filter((each) => each !== leaver);
  const manager = others.find((each) => each.id === leaver.managerId) ?? others.at(-1);
  const receivers = others.filter((each) => each !== manager).slice(0, 2);
  if (manager === undefined || receivers.length === 0) throw new RefusalError(tooFew(source));
  const member = (employee: SourceEmployee): CastMember => {
    const at = receivers.indexOf(employee);
    const key =
      employee === leaver
        ? 'leaver'
        : employee === manager
          ? 'manager'
          : at >= 0
            ? `receiver${at + 1}`
            : `staff:${employee.id}`;
    const { id, name, idType, idNumber, sex, birthday, phone, address, position, startDate } = employee;
    const role = employee === manager ? 'salesManager' : 'salesperson';
    const facts = { name, idType, idNumber, sex, birthday, phone, address, position, startDate };
    return { key, role, ...facts, bankAccount: null, monthlyWage: null, sourceId: id };
  };
  const staff = others.filter((each) => each !== manager);
  return {
    ...invented,
    members: [clerk, ...[manager, ...staff, leaver].map(member)],
    firms: [],
    source,
    mapping,
  };
}

/** A login name from somebody's name, with a number where it is taken. */
export function loginNameOf(name: string, taken: ReadonlySet<string>): string {
  const base =
    namePinyin(name)
      .pinyin.replace(/[^a-z0-9]/g, '')
      .slice(0, 24) || 'user';
  let loginName = base;
  for (let next = 2; taken.has(loginName); next++) loginName = `${base}${next}`;
  return loginName;
}

const noSuchLeaver = (wanted: string | undefined, source: SourceData) => ({
  kind: 'invalid' as const,
  code: 'demo.noSuchLeaver',
  zh: wanted === undefined ? '数据里没有员工。' : `数据里没有员工“${wanted}”。`,
  en:
    wanted === undefined ? 'There are no employees in the source.' : `There is no employee "${wanted}" in the source.`,
  next: {
    zh: `--leaver 写编号或姓名，例如 ${source.employees[0]?.id ?? '1'}。`,
    en: `--leaver takes an id or a name, for example ${source.employees[0]?.id ?? '1'}.`,
  },
});

const tooFew = (source: SourceData) => ({
  kind: 'invalid' as const,
  code: 'demo.tooFewPeople',
  zh: `数据里只有 ${source.employees.length} 名员工，交接至少要有离职人、经理和一位接收人。`,
  en: `There are only ${source.employees.length} employees in the source; a handover needs a leaver, a manager and a receiver.`,
  next: { zh: '请换一份数据。', en: 'Use another source.' },
});

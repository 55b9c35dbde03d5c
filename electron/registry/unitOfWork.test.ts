import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import type { tables } from '../../shared/schema/index.ts';
import type { NewRowOf } from '../../shared/schema/table.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { WrittenError } from './unitOfWork.ts';

const clerk = { id: 'clerk', name: '王芳' };
const act = { action: 'client.create', subject: { kind: 'client', id: 'c' } };
const newClient = (name: string, note: string | null = null): NewRowOf<typeof tables.client> => ({
  name,
  normalizedName: name,
  pinyin: '',
  initials: '',
  status: 'active',
  creditDays: 30,
  note,
});

let test: TestBranch;
beforeEach(async () => {
  test = await openTestBranch();
});
afterEach(() => test.dispose());

const registry = () => test.branch.registry;
const create = (name: string, note?: string) =>
  registry().write.domain(clerk, act, (tx) => tx.insert('client', newClient(name, note)));
const names = () => registry().reader.prepare('SELECT name FROM client ORDER BY id').pluck().all();
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof RefusalError) return error.refusals[0]?.code;
    throw error;
  }
};

describe('a unit of work', () => {
  it('is written although a listener fails after the commit, and so is the next one', async () => {
    const heard: string[] = [];
    const stop = registry().write.onCommitted(() => {
      throw new Error('listener');
    });
    registry().write.onCommitted((touched) => heard.push([...touched].join()));
    expect(() => create('甲')).toThrow(WrittenError);
    await registry().write.seen(clerk, { ...act, action: 'client.view' });
    stop();
    create('乙');
    expect(names()).toEqual(['甲', '乙']);
    expect(heard).toHaveLength(3);
    expect(
      registry()
        .audit.about('client', 'c')
        .map(({ action }) => action),
    ).toEqual(['client.create', 'client.view', 'client.create']);
    expect(registry().audit.verify()).toMatchObject({ ok: true });
  });

  it('cannot be opened inside another, whose derived rows would be lost', () => {
    expect(() =>
      registry().write.domain(clerk, act, (tx) => {
        tx.insert('client', newClient('甲'));
        create('乙');
      }),
    ).toThrow('inside another');
    expect(names()).toEqual([]);
  });

  it('refuses a row that could never travel, before it is written', () => {
    expect(codeOf(() => create('甲', 'x'.repeat(16 << 20)))).toBe('changeset.operationTooLarge');
    expect(names()).toEqual([]);
    create('乙', 'x'.repeat(1 << 20));
    expect(registry().audit.verify()).toMatchObject({ ok: true });
  });

  it('keeps no more prepared reads than it uses', () => {
    registry().write.local((tx) => {
      for (let each = 0; each < 5000; each++) tx.one(`SELECT ${each} AS n`);
    });
    create('甲');
    expect(names()).toEqual(['甲']);
  });

  it('keeps its order when the clock is set back by a day', async () => {
    create('甲');
    test.clock.pass(-86_400_000);
    create('乙');
    const ids = registry().reader.prepare('SELECT name FROM client ORDER BY id').pluck().all();
    expect(ids).toEqual(['甲', '乙']);
    const stamps = registry().reader.prepare('SELECT wall, counter FROM operation ORDER BY ordinal, idx').all() as {
      wall: number;
      counter: number;
    }[];
    const sorted = [...stamps].sort((a, b) => a.wall - b.wall || a.counter - b.counter);
    expect(stamps).toEqual(sorted);
    await test.reopen();
    create('丙');
    expect(registry().audit.verify()).toMatchObject({ ok: true });
  });
});

describe('what was seen', () => {
  const see = (why: string) => registry().write.seen(clerk, { ...act, action: 'client.view', why });

  it('is recorded although something seen at the same moment cannot be', async () => {
    const client = create('甲');
    const erased = create('乙');
    // Nothing more may be said of somebody whose key was destroyed.
    registry().write.domain(clerk, act, (tx) =>
      tx.update('subjectKey', `client:${erased.id}`, { key: null, destroyedAt: test.clock.now() }),
    );
    const { write } = registry();
    const about = (id: string) =>
      write.seen(clerk, { action: 'client.view', subject: { kind: 'client', id }, why: '查看' });
    const answers = await Promise.allSettled([about(client.id), about(erased.id), about(client.id)]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(registry().audit.about('client', client.id)).toHaveLength(2);
  });

  it('is one commit for many at the same moment', async () => {
    const before = registry().write.auditHead.sequence;
    await Promise.all(Array.from({ length: 50 }, (_, index) => see(`${index}`)));
    expect(registry().write.auditHead.sequence).toBe(before + 50);
  });
});

it('an account that is refused admission writes nothing more and is shown nothing, whatever began before', async () => {
  registry().write.admit((actor) => {
    if (actor.id === 'clerk')
      throw new RefusalError({ kind: 'unauthenticated', code: 'x', zh: '', en: '', next: { zh: '', en: '' } });
  });
  expect(codeOf(() => create('甲'))).toBe('x');
  expect(names()).toEqual([]);
  registry().write.domain({ id: 'other', name: '' }, act, (tx) => tx.insert('client', newClient('乙')));
  expect(names()).toEqual(['乙']);
  const looks = ['clerk', 'other'].map((id) =>
    registry().write.seen({ id, name: '' }, { ...act, action: 'client.view' }),
  );
  expect((await Promise.allSettled(looks)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

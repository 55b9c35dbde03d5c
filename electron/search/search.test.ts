import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namePinyin, textPinyin } from '../../shared/domain/names/pinyin.ts';
import type { Caller } from '../access/service.ts';
import { callerOf } from '../testing/callerOf.ts';
import { employ } from '../testing/employ.ts';
import { openTestBranch, type TestBranch } from '../testing/openTestBranch.ts';
import { matches, parseQuery, type SearchDocument } from './words.ts';

const names = [
  '上海顺达物流有限公司',
  '上海顺达（华东）物流有限公司',
  '苏州顺丰速运有限责任公司',
  '𠮷野家餐饮管理（上海）有限公司',
  'Around the Horn',
  'ABC贸易3号店',
  '重庆银行股份有限公司',
  '西安饭庄',
  '新疆阿卜杜拉·买买提果业',
  '上海司有限公寓管理有限公司',
];

let test: TestBranch;
let caller: Caller;
const ids = new Map<string, string>();

beforeAll(async () => {
  test = await openTestBranch();
  const { branch } = test;
  caller = callerOf(test.account('salesManager'));
  branch.registry.write.domain(caller.actor, { action: 'client.create', subject: { kind: 'list', id: 'x' } }, (tx) => {
    const clients = names.map((name) => ({
      id: branch.registry.newId(),
      name,
      status: 'active' as const,
      creditDays: 30,
    }));
    for (const client of clients) ids.set(client.name, client.id);
    branch.services.clients.insertMany(tx, {
      clients: clients.map((client, at) => (at === 0 ? { ...client, uscc: '91350100M000100Y43' } : client)),
      contacts: [
        { clientId: clients[0]?.id ?? '', name: '欧阳锋', phone: '13812345678', isSignatory: 1, retired: 0 },
        { clientId: clients[1]?.id ?? '', name: '张𤧣', phone: '021-62345679', isSignatory: 0, retired: 0 },
      ],
    });
  });
  employ(test, '单雄信', { phone: '13900001111' });
});
afterAll(() => test.dispose());

const found = (query: string): string[] => {
  const byId = new Map([...ids].map(([name, id]) => [id, name]));
  return test.branch.services.search.find('client', query, { limit: 50 }).map((id) => byId.get(id) ?? id);
};

describe('search', () => {
  it.each([
    ['一个汉字', '顺', 3],
    ['两个汉字', '顺达', 2],
    ['中间的字', '达物', 1],
    ['隔着括号', '顺达华东', 1],
    ['基本平面以外的字', '𠮷', 1],
    ['拼音', 'shunda', 2],
    ['半个音节', 'shund', 2],
    ['中间的拼音', 'wuliu', 2],
    ['很长的拼音', 'shundahuadongwuliu', 1],
    ['首字母', 'sdwl', 1],
    ['一个字母', 'y', 8],
    ['多音字按公司名读', 'chongqing', 1],
    ['拉丁字母词中间', 'roundth', 1],
    ['大写与全角', 'ＡＢＣ', 1],
    ['手机尾号', '5678', 1],
    ['三位尾号', '678', 1],
    ['带空格的整号', '138 1234 5678', 1],
    ['座机', '62345679', 1],
    ['联系人', '欧阳', 1],
    ['联系人的生僻字', '张𤧣', 1],
    ['联系人首字母', 'oyf', 1],
    ['信用代码尾部', '100y43', 1],
    ['整个信用代码', '91350100M000100Y43', 1],
    ['两个词', '上海 物流', 2],
    ['汉字和字母相连', '上海sd', 2],
    ['名称和尾号', '顺达 5678', 1],
    ['没有的', '不存在', 0],
    ['字都有但不相连', '司有限公', 1],
    ['标点', '（）', 0],
    ['引号与通配', '"*" OR NEAR(', 0],
  ])('finds by %s: %s', (_what, query, count) => {
    expect(found(query)).toHaveLength(count);
  });

  it('puts what begins with the query first', () => {
    expect(found('xian')[0]).toBe('西安饭庄');
    expect(found('上海')[0]).toMatch(/^上海/);
    expect(found('shanghai').at(-1)).toMatch(/^(?!上海)/);
  });

  it('answers what the definition says, for any query', () => {
    const documents = new Map<string, SearchDocument>(
      [...ids].map(([name]) => [
        name,
        { names: [{ text: name, ...textPinyin(name) }], codes: [], tails: [] } satisfies SearchDocument,
      ]),
    );
    const withContacts = (name: string): SearchDocument => {
      const document = documents.get(name) ?? { names: [], codes: [], tails: [] };
      const contact = { 0: ['欧阳锋', '13812345678', '91350100M000100Y43'], 1: ['张𤧣', '021-62345679'] }[
        names.indexOf(name)
      ];
      if (contact === undefined) return document;
      const [person = '', ...tails] = contact;
      return { names: [...document.names, { text: person, ...namePinyin(person) }], codes: [], tails };
    };
    const pieces = fc.oneof(
      fc
        .tuple(fc.constantFrom(...names), fc.nat(12), fc.integer({ min: 1, max: 6 }))
        .map(([name, from, length]) => [...name].slice(from, from + length).join('')),
      fc
        .tuple(fc.constantFrom(...names), fc.nat(20), fc.integer({ min: 1, max: 12 }))
        .map(([name, from, length]) => textPinyin(name).pinyin.slice(from, from + length)),
      fc
        .tuple(fc.constantFrom(...names), fc.nat(8), fc.integer({ min: 1, max: 6 }))
        .map(([name, from, length]) => textPinyin(name).initials.slice(from, from + length)),
      fc.stringMatching(/^[0-9]{1,5}$/),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 3 }), (parts) => {
        const query = parts.join(' ');
        const parsed = parseQuery(query);
        const expected = parsed.length === 0 ? [] : names.filter((name) => matches(withContacts(name), parsed));
        expect(found(query).sort()).toEqual(expected.sort());
      }),
      { numRuns: 400 },
    );
  });

  it('follows corrections, retired contacts and new numbers', () => {
    const { registry } = test.branch;
    const id = ids.get('西安饭庄') ?? '';
    const act = { action: 'client.update', subject: { kind: 'client', id } };
    const contact = registry.write.domain(caller.actor, act, (tx) =>
      tx.insert('contact', { clientId: id, name: '李敏', phone: '13700009876', isSignatory: 0, retired: 0 }),
    );
    expect(found('9876')).toEqual(['西安饭庄']);
    registry.write.domain(caller.actor, act, (tx) => tx.update('contact', contact.id, { retired: 1 }));
    expect(found('9876')).toEqual([]);
    registry.write.domain(caller.actor, act, (tx) =>
      tx.update('client', id, { name: '长安饭庄', normalizedName: '长安饭庄', ...textPinyin('长安饭庄') }),
    );
    expect(found('西安')).toEqual([]);
    expect(found('长安')).toEqual(['西安饭庄']);
  });

  it('leaves nothing behind when the unit of work fails', () => {
    expect(() =>
      test.branch.registry.write.domain(
        caller.actor,
        { action: 'client.create', subject: { kind: 'client', id: 'x' } },
        (tx) => {
          test.branch.services.clients.insertMany(tx, {
            clients: [{ name: '未建成公司', status: 'active', creditDays: 0 }],
          });
          throw new Error('half-way');
        },
      ),
    ).toThrow('half-way');
    expect(found('未建成')).toEqual([]);
  });

  it('answers everything a person may see and records the search', async () => {
    const { hits } = await test.branch.services.search.everything(caller, { query: 's', limit: 6 });
    expect(hits.map((hit) => hit.kind)).toContain('employee');
    expect(hits.map((hit) => hit.title)).toContain('单雄信');
    const [event] = test.branch.registry.audit.about('list', 'search');
    expect(event?.action).toBe('search.everything');
    expect(test.branch.registry.audit.opened(event?.sequence ?? 0)[0]?.values).toEqual({ why: 's' });
  });

  it('keeps other people’s clients from a salesperson', async () => {
    const employeeId = employ(test, '王芳');
    const account = test.account('salesperson', { employeeId });
    const own = { ...caller, account };
    expect((await test.branch.services.search.everything(own, { query: '上海', limit: 6 })).hits).toEqual([]);
    const clientId = ids.get('上海顺达物流有限公司') ?? '';
    test.branch.services.clients.assignOwner(caller, {
      clients: [{ clientId, version: 1 }],
      toEmployeeId: employeeId,
      on: '2026-11-23',
      reason: '首次指定',
    });
    const { hits } = await test.branch.services.search.everything(own, { query: '上海', limit: 6 });
    expect(hits.map((hit) => hit.id)).toEqual([clientId]);
    const frozen = { ...own, account: { ...account, state: 'frozen' as const } };
    expect((await test.branch.services.search.everything(frozen, { query: '上海', limit: 6 })).hits).toEqual([]);
  });
});

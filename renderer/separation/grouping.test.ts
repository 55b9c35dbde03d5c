import { describe, expect, it } from 'vitest';
import { countOf, grouped, itemsOfLine, linesOf } from './grouping.ts';
import type { Item } from './states.ts';

let count = 0;
function item(kind: Item['kind'], client: string | null, rest: Partial<Item> = {}): Item {
  count += 1;
  return {
    id: `i${count}`,
    version: 1,
    kind,
    subjectId: `s${count}`,
    clientId: client,
    clientName: client && `${client}物流有限公司`,
    title: `${kind}-${count}`,
    amount: 0,
    snapshot: {},
    receiver: null,
    state: 'open',
    returnReason: null,
    attempt: 1,
    evidence: null,
    note: null,
    decidedBy: null,
    decidedAt: null,
    ...rest,
  };
}
const list = [
  item('client', '甲'),
  item('receivable', '甲', { amount: 100, snapshot: { disputed: true } }),
  item('client', '乙', { receiver: { id: 'w', name: '王芳' }, state: 'handedOver' }),
  item('order', '乙', { amount: 900, title: 'SO-7 冷柜' }),
  item('asset', null, { title: '公司手机', state: 'accepted' }),
];

describe('the handover list', () => {
  it('stands by client, the most money first, what has no client last', () => {
    expect(grouped(list, 'all', '').map(({ name, receivable, orders }) => [name, receivable, orders])).toEqual([
      ['乙物流有限公司', 0, 900],
      ['甲物流有限公司', 100, 0],
      ['', 0, 0],
    ]);
  });

  it('shows of a filter only what passes it', () => {
    expect(grouped(list, 'disputed', '').map((group) => group.items.length)).toEqual([1]);
    // What is at stake with the client is said all the same.
    expect(grouped(list, 'toReview', '').map(({ name, orders }) => [name, orders])).toEqual([['乙物流有限公司', 900]]);
    expect(countOf(list, 'noReceiver')).toBe(3);
    expect(countOf(list, 'toReview')).toBe(1);
    expect(countOf(list, 'settled')).toBe(1);
  });

  it('is searched by client, title and receiver, in any width', () => {
    const found = (text: string) => grouped(list, 'all', text).flatMap((group) => group.items).length;
    expect(['甲', 'ｓｏ－７', '王芳', '没有'].map(found)).toEqual([2, 1, 1, 0]);
  });

  it('opens and closes groups; a line of a client stands for everything on it', () => {
    const groups = grouped(list, 'all', '');
    const open = linesOf(groups, () => false);
    expect(open.map((line) => line.kind)).toEqual(['group', 'item', 'group', 'item', 'group', 'item']);
    expect(linesOf(groups, () => true)).toHaveLength(3);
    expect(open[0] && itemsOfLine(open[0])).toHaveLength(2);
    expect(open[1] && itemsOfLine(open[1])).toHaveLength(1);
  });

  it('loses no item of a long list, and none twice', () => {
    const many = Array.from({ length: 600 }, (_, index) => [
      item('client', `第${index}`),
      item('order', `第${index}`, { amount: index }),
    ]).flat();
    const shown = linesOf(grouped(many, 'all', ''), () => false).flatMap((line) =>
      line.kind === 'item' ? [line.item.id] : line.group.client ? [line.group.client.id] : [],
    );
    expect(new Set(shown).size).toBe(1200);
    expect(shown).toHaveLength(1200);
  });
});

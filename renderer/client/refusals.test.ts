import { ORPCError } from '@orpc/client';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { RefusalError } from '../../shared/domain/refusal.ts';
import { dictionaries } from '../../shared/i18n/index.ts';
import { isRefused, refusalsOf } from './refusals.ts';

beforeAll(async () => {
  await i18next.init({
    lng: 'zh-CN',
    defaultNS: 'shouke',
    ns: ['shouke'],
    resources: { 'zh-CN': { shouke: dictionaries['zh-CN'] }, en: { shouke: dictionaries.en } },
  });
});

const refusal = {
  kind: 'barred' as const,
  code: 'separation.noReceiver',
  zh: '还不能提交：3 家客户没有接收人。',
  en: 'Cannot be submitted yet: 3 clients have no receiver.',
  next: { zh: '为每家客户指定接收人。', en: 'Name a receiver for each client.' },
};

describe('refusalsOf', () => {
  it('hands on the refusals of the domain unchanged', () => {
    expect(refusalsOf(new ORPCError('BARRED', { status: 409, data: { refusals: [refusal] } }))).toEqual([refusal]);
    expect(refusalsOf(new RefusalError(refusal))).toEqual([refusal]);
  });

  it('names the field of an input the contract does not take, once per field', () => {
    const error = new ORPCError('BAD_REQUEST', {
      data: {
        issues: [{ path: ['items', 3, 'receiverId'] }, { path: ['items', 3, 'receiverId'] }, { path: ['name'] }],
      },
    });
    expect(refusalsOf(error).map((each) => [each.kind, each.field])).toEqual([
      ['invalid', 'items.3.receiverId'],
      ['invalid', 'name'],
    ]);
  });

  it('explains a lost connection, a fault and a stranger in both languages, with a next step', () => {
    for (const [error, code] of [
      [new TypeError('Failed to fetch'), 'window.lost'],
      [new ORPCError('INTERNAL_SERVER_ERROR'), 'window.fault'],
      [new RangeError('x'), 'window.fault'],
      ['a string', 'window.fault'],
      [undefined, 'window.fault'],
      [new ORPCError('UNAUTHORIZED', { status: 401 }), 'window.gone'],
    ] as const) {
      const [first, ...others] = refusalsOf(error);
      expect(others).toEqual([]);
      expect(first?.code).toBe(code);
      for (const text of [first?.zh, first?.next.zh]) expect(text).toMatch(/[\u4e00-\u9fff]/);
      for (const text of [first?.en, first?.next.en]) expect(text).toMatch(/^[^\u4e00-\u9fff]+$/);
    }
  });

  it('does not believe malformed refusals', () => {
    expect(refusalsOf(new ORPCError('BARRED', { status: 409, data: { refusals: [{ zh: 1 }] } }))[0]?.code).toBe(
      'window.fault',
    );
    expect(refusalsOf(new ORPCError('BARRED', { status: 409, data: { refusals: [] } }))[0]?.code).toBe('window.fault');
  });

  it('recognises the end of a session', () => {
    expect(isRefused(new ORPCError('UNAUTHORIZED', { status: 401 }), 'unauthenticated')).toBe(true);
    expect(isRefused(new TypeError('Failed to fetch'), 'unauthenticated')).toBe(false);
  });
});

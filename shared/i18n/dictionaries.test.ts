import { describe, expect, it } from 'vitest';
import { roleWords } from '../domain/permissions.ts';
import { dictionaries } from './index.ts';

const flat = (node: object, path = ''): [string, string][] =>
  Object.entries(node).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : flat(value, `${path}${key}.`),
  );
const zh = new Map(flat(dictionaries['zh-CN']));
const en = new Map(flat(dictionaries.en));
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}|<(\w+)>/g)].map((m) => m[1] ?? m[2]).sort();

describe('texts', () => {
  it('has the same keys in both languages, English singulars apart', () => {
    expect([...en.keys()].filter((key) => !key.endsWith('_one')).sort()).toEqual([...zh.keys()].sort());
    for (const key of en.keys())
      if (key.endsWith('_one')) expect(zh.has(key.replace(/_one$/, '_other')), key).toBe(true);
  });

  it('gives every counted English text its singular', () => {
    for (const key of zh.keys())
      if (key.endsWith('_other')) expect(en.has(key.replace(/_other$/, '_one')), key).toBe(true);
  });

  it('has no empty text', () => {
    for (const [key, text] of [...zh, ...en]) expect(text.trim(), key).not.toBe('');
  });

  it('fills the same places in both languages', () => {
    for (const [key, text] of zh) expect(placeholders(en.get(key) ?? ''), key).toEqual(placeholders(text));
  });

  it('speaks calmly: no exclamation marks, no 操作失败', () => {
    for (const [key, text] of [...zh, ...en]) expect(text, key).not.toMatch(/[!！]|操作失败|operation failed/i);
  });

  it('names the HR admin as the role is named', () => {
    for (const [key, text] of zh) expect(text.replaceAll(roleWords.hrAdmin.zh, ''), key).not.toMatch(/HR/);
  });

  it('leaves no Chinese in English, the language names and shown examples apart', () => {
    const allowed = new Set(['shell.language.zh', 'shell.product']);
    for (const [key, text] of en)
      if (!allowed.has(key)) expect(text, key).not.toMatch(/[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]/);
  });

  it('uses Chinese punctuation in Chinese sentences', () => {
    for (const [key, text] of zh) expect(text, key).not.toMatch(/[\u4e00-\u9fff][,;:?]|[\u4e00-\u9fff]\.(\s|$)/);
  });
});

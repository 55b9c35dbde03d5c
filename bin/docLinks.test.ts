import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from './project.ts';

const pages = [
  ...readdirSync(projectFolder).filter((name) => /^(README.*|CONTRIBUTING)\.md$/.test(name)),
  ...readdirSync(join(projectFolder, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const textOf = (page: string): string => readFileSync(join(projectFolder, page), 'utf8');
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

/** Targets of links and pictures that are no address elsewhere, without code. */
function linksOf(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target).filter(
    (target) => !/^[a-z]+:/i.test(target),
  );
}

/** The anchors that a page's headings have where Markdown is shown. */
const anchorsOf = (text: string): Set<string> =>
  new Set(
    Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

it('the pages that people read are found', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'docs/headquarters.md']),
  );
});

describe.each(pages)('%s', (page) => {
  it('links to nothing that is not there', () => {
    const broken = linksOf(textOf(page)).filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : relative(projectFolder, join(projectFolder, dirname(page), decodeURI(path)));
      if (!existsSync(join(projectFolder, file))) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(textOf(file)).has(anchor.toLowerCase());
    });
    expect(broken).toEqual([]);
  });

  it('names no npm command that is not there', () => {
    const text = textOf(page);
    const run = Array.from(text.matchAll(/\bnpm run ([a-z][\w:-]*)/g), ([, name = '']) => name);
    const short = Array.from(text.matchAll(/\bnpm (start|test)\b/g), ([, name = '']) => name);
    expect([...run, ...short].filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { TestClock } from '../testing/openTestBranch.ts';
import { Connections } from './connections.ts';

function connected() {
  const clock = new TestClock();
  const connections = new Connections(() => clock.elapsed());
  const first = connections.exchange(connections.issueKey());
  if (first?.cookie === undefined) throw new Error('not connected');
  return { clock, connections, cookie: first.cookie, tab: first.tab };
}

it('takes a key for ten minutes, whatever is done to the clock', () => {
  const { clock, connections } = connected();
  const key = connections.issueKey();
  const late = connections.issueKey();
  clock.pass(9 * 60_000);
  clock.set(0);
  expect(connections.exchange(key)).toBeDefined();
  clock.pass(2 * 60_000);
  clock.set(0);
  expect(connections.exchange(late)).toBeUndefined();
});

it('drops the tab that has been quiet for longest, not one that somebody works in', () => {
  const { connections, cookie, tab } = connected();
  const window = connections.windowOf(cookie, tab);
  const quiet = connections.openTab(cookie);
  for (let opened = 0; opened < 70; opened++) {
    connections.openTab(cookie);
    expect(connections.windowOf(cookie, tab)).toBe(window);
  }
  expect(connections.windowOf(cookie, quiet)).toBeUndefined();
});

it('drops the browser that has been quiet for longest, not one in which tabs are opened', () => {
  const { connections, cookie } = connected();
  for (let opened = 0; opened < 20; opened++) {
    connections.exchange(connections.issueKey());
    expect(connections.openTab(cookie)).toBeDefined();
  }
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleWords } from '../../shared/domain/permissions.ts';
import { hashPassword } from '../access/passwords.ts';
import type { Branch } from '../branch.ts';
import type { ReplayClock } from '../host/replayClock.ts';
import { hireStaff, signIns } from './staff.ts';
import { Story } from './story.ts';
import { Trade } from './trade.ts';

/** The sign-in password of everybody in a sample branch. It protects nothing. */
const password = 'Shili-Mendian-2026';

/**
 * Fills a founded sample branch with a year of its own and what was there before: people, clients, orders, and somebody in
 * every stage of life. Nothing in it is real. It is told through the ordinary services on a clock that moves forward from
 * the founding to today, so that histories, due dates and audit events are what they would have been.
 */
export async function fillSample(branch: Branch, clock: ReplayClock): Promise<void> {
  const story = new Story(branch, clock);
  const hash = await hashPassword(password);
  const staff = hireStaff(story, hash);
  const trade = new Trade(story);
  trade.takeOver(staff);
  trade.tellUntil(400);
  story.goTo(195);
  trade.tellUntil(195);
  story.goTo(36);
  trade.tellUntil(36);
  story.goTo(0);
  trade.tellUntil(0);
  trade.followUps(1, 300, 1200);
  branch.services.clients.passDay();
  writeNote(branch.folder);
}

function writeNote(folder: string): void {
  const beside = join(folder, 'sample');
  mkdirSync(beside, { recursive: true });
  const names = signIns().map(({ loginName, role }) => `  ${loginName}  ${roleWords[role].zh} / ${roleWords[role].en}`);
  writeFileSync(
    join(beside, 'accounts.txt'),
    [
      '示例门店的登录名和密码。全部数据都是编造的，这些密码不保护任何东西。',
      'Sign-in names and password of the sample branch. All of its data is invented; these protect nothing.',
      '',
      `密码 / password: ${password}`,
      ...names,
      '',
    ].join('\n'),
  );
}

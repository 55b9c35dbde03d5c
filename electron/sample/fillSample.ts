import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleWords } from '../../shared/domain/permissions.ts';
import { hashPassword } from '../access/passwords.ts';
import type { Branch } from '../branch.ts';
import type { ReplayClock } from '../host/replayClock.ts';
import { AgreementStory, pinsOf } from './agreements.ts';
import { Chronicle } from './chronicle.ts';
import { tellDepartures } from './leavers.ts';
import { tellNewcomers } from './newcomers.ts';
import { samplePaper } from './paper.ts';
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
  const chronicle = new Chronicle(story);
  const hash = await hashPassword(password);
  const staff = hireStaff(story, hash);
  const trade = new Trade(story);
  const scene = { story, staff, trade, paper: await samplePaper(story) };
  const agreements = new AgreementStory(scene);
  agreements.beginKeys();
  trade.takeOver(staff, 400);
  chronicle.on(400, 7.5, async () => void (await agreements.keysMade()));
  agreements.tell(chronicle);
  tellDepartures(chronicle, scene);
  tellNewcomers(chronicle, scene);
  for (const ago of [195, 41, 26, 8, 0]) chronicle.on(ago, 7, () => trade.tellUntil(ago, 'leavers'));
  for (const ago of [120, 0]) chronicle.on(ago, 7.1, () => trade.tellUntil(ago, 'others'));
  chronicle.on(9, 8, () => trade.dispute(staff.of('listed').employeeId, 2));
  chronicle.on(0, 8, () => {
    trade.followUps(1, 300, 800);
    trade.promise(
      ['s1', 's2', 's3', 's4', 's5', 'listed'].map((key) => staff.of(key).employeeId),
      8,
    );
    for (const key of ['s1', 's2', 's7']) trade.dispute(staff.of(key).employeeId, 2);
    branch.services.alarms.evaluate();
    branch.services.clients.passDay();
  });
  await chronicle.tell();
  writeNote(branch.folder, pinsOf(staff.of));
}

function writeNote(folder: string, pins: readonly { name: string; pin: string }[]): void {
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
      '签名密码 / signing PINs:',
      ...pins.map(({ name, pin }) => `  ${name}  ${pin}`),
      '',
    ].join('\n'),
  );
}

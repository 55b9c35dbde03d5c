import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Keyring, keyFileOf } from '../electron/registry/keyring.ts';
import { orThrow } from '../shared/domain/refusal.ts';
import { recoveredKeyText } from '../shared/pki/recoveredKey.ts';
import { chooseFrom, chooseTheme, expect, expectAccessible, picture, test, type } from './support/clerk.ts';

const branch = [
  '上海远航国际物流有限公司华东区域运营管理中心徐汇营业部',
  '𠮷祥徐汇门店',
  'xh01',
  '上海',
  'correct horse battery',
  'correct horse battery',
  '李敏',
  'limin',
  'password-long-1',
];

/** Fills the form by keyboard alone: Enter goes on, and ends on the button. */
async function createBranch(page: Page): Promise<string> {
  await page.getByRole('button', { name: '新建门店' }).click();
  await expect(page.getByLabel('公司名称')).toBeFocused();
  for (const value of branch) {
    await type(page, value);
    await page.keyboard.press('Enter');
  }
  await expect(page.getByRole('button', { name: '建立门店' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '请保管好恢复码' })).toBeVisible();
  return page.getByText(/^([0-9A-Z]{5}-){5}[0-9A-Z]{5}$/).innerText();
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('登录名').fill('limin');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

/** What a page sees of a program that is killed: no connection, or an answer that breaks off. */
const killed = /ERR_CONNECTION|ERR_CONTENT_LENGTH_MISMATCH|ERR_EMPTY_RESPONSE|Failed to load resource/;

test('the first run creates a branch by keyboard, signs in, and works without the mouse', async ({ page, empty }) => {
  await page.goto(await empty.link());
  await expect(page.getByRole('heading', { name: '开始使用守客' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'first-run');

  await createBranch(page);
  await expectAccessible(page);
  await picture(page, 'recovery-code');
  const enter = page.getByRole('button', { name: '进入守客' });
  await expect(enter).toBeDisabled();
  await page.getByRole('checkbox').check();
  await enter.click();

  await expect(page.getByLabel('登录名')).toBeFocused();
  await picture(page, 'sign-in');
  await signIn(page, 'not the password');
  const refusal = page.getByRole('alert');
  await expect(refusal).toContainText('登录名或密码不对');
  await expect(page.getByLabel('密码', { exact: true })).toBeFocused();
  await expectAccessible(page);
  await picture(page, 'sign-in-refused');
  await signIn(page, 'password-long-1');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();

  await test.step('areas by Alt and digit', async () => {
    const areas = ['工作台', '员工', '客户', '协议', '离职交接', '竞业限制', '预警', '同步', '设置'];
    for (const [index, name] of areas.entries()) {
      await page.keyboard.press(`Alt+${index + 1}`);
      await expect(page.getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
      await expectAccessible(page);
      await picture(page, `empty-area-${index + 1}`);
    }
  });

  await test.step('the palette goes anywhere by pinyin initials', async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox')).toBeFocused();
    await type(page, 'lzjj');
    await expect(page.getByRole('option')).toHaveCount(1);
    await expectAccessible(page);
    await picture(page, 'palette');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/separation$/);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'shortcuts');
    // Keys of the page behind it do nothing: N would begin a separation, Alt+1 leave it.
    for (const key of ['n', 'Alt+1', 'Control+k']) await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toHaveCount(1);
    await expect(page).toHaveURL(/#\/separation$/);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('an address without a page is explained', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/nowhere`);
    await expect(page.getByRole('heading', { name: '没有这一页' })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('dark and English', async () => {
    await chooseTheme(page, 'dark');
    await expectAccessible(page);
    await picture(page, 'missing-dark');
    await page.getByRole('button', { name: /English/ }).click();
    await expect(page.getByRole('link', { name: 'Separation' })).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'missing-dark-english');
  });
});

test('a new link opened in the same window leads in, and its key is not left in the address', async ({
  page,
  signInAs,
  sample,
}) => {
  await signInAs('hrClerk');
  await page.goto(await sample.link());
  await expect(page.getByRole('heading', { name: '选择一位人员进入' })).toBeVisible();
  await expect(page).toHaveURL(/#\/$/);
});

test('a locked screen shows nothing of the work and goes on where it was', async ({ page, empty }) => {
  await page.goto(await empty.link());
  await createBranch(page);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '进入守客' }).click();
  await signIn(page, 'password-long-1');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
  await page.keyboard.press('Alt+4');
  await expect(page).toHaveURL(/#\/agreements$/);
  await page.keyboard.press('Control+Alt+l');
  await expect(page.getByRole('heading', { name: '屏幕已锁定' })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'locked');
  await type(page, 'password-long-1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: '协议' })).toHaveAttribute('aria-current', 'page');

  await chooseFrom(page, /账号菜单/, '退出登录');
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
});

test('after a power cut the data is locked, a wrong passphrase is refused, and nothing is lost', async ({
  page,
  empty,
  expectedTrouble,
}) => {
  await page.goto(await empty.link());
  await createBranch(page);
  await empty.kill();
  expectedTrouble.push(killed);
  await empty.restart();
  await page.goto(await empty.link());
  await expect(page.getByRole('heading', { name: '打开本机数据' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'unlock');
  await type(page, 'wrong passphrase here');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await picture(page, 'unlock-refused');
  await page.getByLabel('数据口令').fill('correct horse battery');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
  await signIn(page, 'password-long-1');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
});

test('a forgotten passphrase is replaced by means of the printed code', async ({ page, empty, expectedTrouble }) => {
  await page.goto(await empty.link());
  const code = await createBranch(page);
  await empty.kill();
  expectedTrouble.push(killed);
  await empty.restart();
  await page.goto(await empty.link());
  await page.getByRole('button', { name: '没有口令，用恢复码' }).click();
  await expect(page.getByLabel('恢复码')).toBeFocused();
  await expectAccessible(page);
  const fill = async (typed: string, passphrase: string, again = passphrase) => {
    await page.getByLabel('恢复码').fill(typed);
    await page.getByLabel('新的数据口令').fill(passphrase);
    await page.getByLabel('再输入一次').fill(again);
    await page.keyboard.press('Enter');
  };
  await fill(code, 'seven green umbrellas', 'seven green umbrella');
  await expect(page.getByRole('alert')).toContainText('不');
  await fill('AAAAA-AAAAA', 'seven green umbrellas');
  await expect(page.getByRole('alert')).toContainText('恢复码不对');
  await expectAccessible(page);
  await picture(page, 'recovery-refused');
  await page.getByLabel('恢复码').fill(code.toLowerCase().replaceAll('-', ' '));
  // Enter opens from the code's own field, too.
  await page.getByLabel('恢复码').press('Enter');
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();

  await empty.kill();
  await empty.restart();
  await page.goto(await empty.link());
  await page.getByLabel('数据口令').fill('correct horse battery');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('口令不对');
  await page.getByLabel('数据口令').fill('seven green umbrellas');
  await page.keyboard.press('Enter');
  await signIn(page, 'password-long-1');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();

  // The code has been typed where others may have looked: it is changed.
  await page.goto(`${new URL(page.url()).origin}/#/settings/backups`);
  await page.getByRole('button', { name: '更换恢复码' }).press('Enter');
  await page.keyboard.press('F8');
  await expect(page.locator('.sk-recovery')).toHaveText(/^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/);
  expect(await page.locator('.sk-recovery').textContent()).not.toBe(code);
  await expectAccessible(page);
  await picture(page, 'settings-recovery');
});

test('another link in the same browser opens a window of its own and leaves the first one signed in', async ({
  page,
  context,
  sample,
  signInAs,
}) => {
  await signInAs('hrClerk');
  const second = await context.newPage();
  await second.goto(await sample.link());
  await expect(second.getByRole('listitem').filter({ hasText: 'HR管理员' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
});

test('a lost key file is made anew by means of the code that headquarters gives', async ({
  page,
  empty,
  expectedTrouble,
}) => {
  await page.goto(await empty.link());
  await createBranch(page);
  await empty.kill();
  expectedTrouble.push(killed);
  const data = join(empty.folder, 'data');
  const { databaseKey } = orThrow(
    await orThrow(Keyring.read(keyFileOf(data))).openByPassphrase('correct horse battery'),
  );
  for (const file of [keyFileOf(data), join(data, 'backups/keys.json')]) rmSync(file);
  await empty.restart();
  await page.goto(await empty.link());
  await expect(page.getByRole('heading', { name: '打不开本机数据' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'key-file-lost');
  await page.getByRole('button', { name: '输入总部给的恢复码' }).click();
  await expect(page.getByLabel('恢复码')).toBeFocused();
  const fill = async (typed: string): Promise<void> => {
    await page.getByLabel('恢复码').fill(typed);
    await page.getByLabel('新的数据口令').fill('seven green umbrellas');
    await page.getByLabel('再输入一次').fill('seven green umbrellas');
    await page.keyboard.press('Enter');
  };
  const groups = recoveredKeyText(databaseKey).split('-');
  await fill(groups.with(6, '00000').join('-'));
  await expect(page.getByRole('alert')).toContainText('恢复码的第 7 组不对');
  await expectAccessible(page);
  await picture(page, 'headquarters-code-refused');
  await fill(groups.join(' ').toLowerCase());
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
  await signIn(page, 'password-long-1');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
});

test('a link works once; a second tab connects by itself; another browser is told what to do', async ({
  page,
  empty,
  context,
  browser,
  expectedTrouble,
}) => {
  const link = await empty.link();
  await page.goto(link);
  await expect(page.getByRole('heading', { name: '开始使用守客' })).toBeVisible();
  expect(page.url()).not.toContain('k=');

  const second = await context.newPage();
  await second.goto(new URL(link).origin);
  await expect(second.getByRole('heading', { name: '开始使用守客' })).toBeVisible();

  expectedTrouble.push(/401/);
  const stranger = await browser.newContext();
  const foreign = await stranger.newPage();
  await foreign.goto(link);
  await expect(foreign.getByRole('heading', { name: '这个链接已经用过' })).toBeVisible();
  await expectAccessible(foreign);
  await picture(foreign, 'link-used');
  await foreign.goto(new URL(link).origin);
  await expect(foreign.getByRole('heading', { name: '请从启动守客的地方打开' })).toBeVisible();
  await stranger.close();
});

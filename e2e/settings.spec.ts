import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { readSamplePassphrase } from '../electron/host/samplePassphrase.ts';
import { Keyring } from '../electron/registry/keyring.ts';
import { openDatabase } from '../electron/registry/openDatabase.ts';
import { orThrow } from '../shared/domain/refusal.ts';
import { expect, expectAccessible, ownProgram, picture, test, type } from './support/clerk.ts';
import type { Program } from './support/program.ts';

const password = 'Shili-Mendian-2026';

/** Signs in with a name and a password at the sign-in page of a sample branch. */
async function signIn(page: Page, loginName: string): Promise<void> {
  await page.getByRole('button', { name: '用登录名和密码' }).click();
  await page.getByLabel('登录名').fill(loginName);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

test('an account is frozen with a reason and unfrozen only with a second person', async ({
  page,
  signInAs,
  sample,
  browser,
}) => {
  test.slow();
  const other = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await other.goto(await sample.link());
  await signIn(other, 'dinghaoran');
  await expect(other.getByRole('navigation', { name: '工作区' })).toBeVisible();

  await signInAs('hrAdmin');
  await page.keyboard.press('Alt+9');
  await expect(page.getByRole('heading', { name: '账号' })).toBeVisible();
  await expect(page.getByRole('row').nth(3)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'settings-accounts');

  await page.keyboard.press('/');
  await type(page, 'dinghaoran');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('丁浩然');
  await expectAccessible(page);
  await picture(page, 'settings-account');

  await test.step('freeze', async () => {
    await page.getByRole('button', { name: '冻结', exact: true }).press('Enter');
    const form = page.getByRole('dialog', { name: '冻结：丁浩然' });
    await expect(form.getByLabel('原因')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(form.getByRole('alert')).toContainText('请写明原因');
    await type(page, '短时间内查看大量客户');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(form).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('冻结');
    await expect(page.getByText(/已于 .* 冻结（陆文静，短时间内查看大量客户）/)).toBeVisible();
    await picture(page, 'settings-account-frozen');
  });

  await test.step('the open window of that person is over at its next step, and says why at sign-in', async () => {
    await other.keyboard.press('Alt+3');
    await expect(other.getByRole('heading', { name: '请重新登录' })).toBeVisible();
    await expect(other.getByRole('main')).toContainText('丁浩然的账号已冻结。');
    await other.getByRole('button', { name: '换人登录' }).press('Enter');
    await signIn(other, 'dinghaoran');
    await expect(other.getByRole('alert')).toContainText('冻结（陆文静，短时间内查看大量客户）');
    await other.context().close();
  });

  await test.step('unfreeze: not by oneself, not with a wrong password', async () => {
    await page.getByRole('button', { name: '解冻', exact: true }).press('Enter');
    const form = page.getByRole('dialog', { name: '解冻：丁浩然' });
    await form.getByLabel('原因').fill('已核实，误报');
    await form.getByLabel('登录名').fill('luwenjing');
    await form.getByLabel('密码', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await expect(form.getByRole('alert')).toContainText('第二个人不能是办理人本人');
    await expectAccessible(page);
    await picture(page, 'settings-unfreeze');
    await form.getByLabel('登录名').fill('fangruolan');
    await form.getByLabel('密码', { exact: true }).fill('not this one');
    await page.keyboard.press('Enter');
    await expect(form.getByRole('alert')).toContainText('登录名或密码不对');
    await form.getByLabel('密码', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await expect(form).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('正常');
    const happened = page.getByRole('region').filter({ hasText: '发生过的事' });
    await expect(happened.or(page.locator('.sk-timeline')).first()).toContainText('已核实，误报（复核：方若兰）');
    await expect(page.getByText('登录失败').first()).toBeVisible();
  });
});

test('a clerk opens an account for a colleague, and none that could approve', async ({ page, signInAs }) => {
  await signInAs('hrClerk');
  await page.keyboard.press('Control+k');
  await type(page, '开通账号');
  await page.keyboard.press('Enter');
  const person = page.getByRole('combobox', { name: '给谁' });
  await expect(person).toBeFocused();
  await expectAccessible(page);
  await expect(page.getByRole('radio', { name: /^HR管理员/ })).toBeDisabled();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option').first()).toBeAttached();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('登录名')).not.toHaveValue('');
  await page.getByRole('button', { name: '开通账号' }).press('Enter');
  const handed = page.getByText('请当面交给');
  await expect(handed).toBeVisible();
  await expect(page.locator('.sk-handed code')).toHaveText(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  await expectAccessible(page);
  await picture(page, 'settings-account-opened');
  await page.getByRole('button', { name: '已交给本人' }).press('Enter');
  await expect(page).toHaveURL(/#\/settings\/accounts\/[0-9a-f-]{36}$/);
  // Deciding about accounts is not for a clerk: there is nothing to press.
  await expect(page.getByRole('button', { name: '冻结' })).toHaveCount(0);
});

test('the branch profile is checked field by field and printed from then on', async ({ page, signInAs }) => {
  await signInAs('hrAdmin');
  await page.goto(`${new URL(page.url()).origin}/#/settings/branch`);
  const uscc = page.getByLabel('统一社会信用代码');
  await uscc.fill('91350100M000100Y44');
  await page.keyboard.press('F8');
  await expect(page.getByText(/统一社会信用代码校验位不符：最后一位应为 3。/)).toBeVisible();
  await expect(uscc).toBeFocused();
  await expectAccessible(page);
  await picture(page, 'settings-branch-refused');
  await uscc.fill('91350100M000100Y43');
  await page.getByLabel('开户行').fill('工商银行徐汇支行');
  await page.getByLabel('收款账号').fill('1001 2345 6789 0123 456');
  await page.keyboard.press('F8');
  await expect(page.getByText('已保存，之后打印的表单用新资料。')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('收款账号')).toHaveValue('1001234567890123456');
});

test('backups are listed and taken; language and theme hold', async ({ page, signInAs }) => {
  test.slow();
  await signInAs('hrAdmin');
  const origin = new URL(page.url()).origin;
  await page.goto(`${origin}/#/settings/backups`);
  await expect(page.getByRole('heading', { name: '备份' })).toBeVisible();
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.nth(1)).toBeVisible();
  const before = await rows.count();
  await page.getByRole('button', { name: '立即备份' }).press('Enter');
  await expect(page.getByText('备份已做好，并重新打开核对过。')).toBeVisible();
  await expect(rows).toHaveCount(before + 1);
  await expectAccessible(page);
  await picture(page, 'settings-backups');

  await page.goto(`${origin}/#/settings/appearance`);
  await page.getByRole('radio', { name: '跟随系统' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio', { name: '深色' })).toBeChecked();
  await page.getByRole('radio', { name: '中文' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { name: 'Language and theme' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html[data-theme="dark"][lang="en"]')).toBeAttached();
  for (const section of ['appearance', 'shortcuts', 'about', 'audit', 'accounts', 'branch']) {
    await page.goto(`${origin}/#/settings/${section}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await picture(page, `settings-${section}-dark-english`);
  }
});

test.extend<{ own: Program }>({ own: ownProgram('sample') })(
  'the audit chain is verified, and a changed row is named',
  async ({ page, own }) => {
    test.slow();
    const verify = async () => {
      await page.goto(await own.link());
      await signIn(page, 'luwenjing');
      await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
      await page.goto(`${new URL(page.url()).origin}/#/settings/audit`);
      await page.getByRole('button', { name: '核验整条审计链' }).press('Enter');
    };
    await verify();
    await expect(page.getByText(/\d+ 条记录首尾相接，内容没有被改动。/)).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'settings-audit');

    await page.goto('about:blank');
    await own.kill();
    const data = join(own.folder, 'data');
    const keyring = orThrow(Keyring.read(join(data, 'keys.json')));
    const { databaseKey } = orThrow(await keyring.openByPassphrase(readSamplePassphrase(data) ?? ''));
    const db = openDatabase(join(data, 'registry.db'), databaseKey);
    db.prepare("UPDATE auditEvent SET actor = 'somebody-else' WHERE sequence = 7").run();
    db.close();
    await own.restart();

    await verify();
    const verdict = page.getByRole('status').filter({ hasText: '未通过' });
    await expect(verdict).toContainText('审计记录第 7 条不可信：它的内容被改动过。');
    await expect(verdict).toContainText('somebody-else');
    await expectAccessible(page);
    await picture(page, 'settings-audit-broken');
  },
);

test('a screen that nobody touches locks after a quarter of an hour, here and in the program', async ({
  page,
  signInAs,
}) => {
  await page.clock.install();
  await signInAs('hrClerk');
  await page.clock.fastForward('14:00');
  await page.keyboard.press('Shift');
  await page.clock.fastForward('14:00');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
  await page.clock.fastForward('01:10');
  await expect(page.getByRole('heading', { name: '屏幕已锁定' })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  const status = await page.evaluate(async () => {
    const tab = sessionStorage.getItem('shouke.tab') ?? '';
    const answer = await fetch('/rpc/workbench/today', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shouke-tab': tab, 'x-shouke-status': 'wanted' },
      body: '{"json":{}}',
    });
    return answer.headers.get('x-shouke-status');
  });
  expect(status).toBe('401');
  await page.getByRole('button', { name: '继续' }).press('Enter');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
});

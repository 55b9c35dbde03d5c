import { chooseTheme, expect, expectAccessible, picture, test, type } from './support/clerk.ts';

test.describe('the workbench', () => {
  test('says what is due with what is at stake, and leads there by keyboard', async ({ page, signInAs }) => {
    await signInAs('hrClerk');
    const list = page.getByRole('region', { name: '要办的事' });
    await expect(list.getByRole('heading', { name: /^逾期/ })).toBeVisible();
    await expect(list.getByRole('link').first()).toContainText(/逾期 \d+ 天/);
    await expectAccessible(page);
    await picture(page, 'workbench-clerk');

    await page.keyboard.press('ArrowDown');
    const first = list.getByRole('link').first();
    await expect(first).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(list.getByRole('link').nth(1)).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(first).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).not.toHaveURL(/#\/workbench/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

    await page.keyboard.press('Alt+1');
    await expect(page.getByRole('complementary', { name: '进行中' })).toContainText('进行中的离职交接');
    await page.getByRole('link', { name: '查看全部：进行中的离职交接' }).press('Enter');
    await expect(page).toHaveURL(/#\/separation$/);
  });

  test('shows each role its own', async ({ page, signInAs, browser }) => {
    await signInAs('salesperson');
    const areas = page.getByRole('navigation', { name: '工作区' });
    await expect(areas.getByRole('link', { name: '客户' })).toBeVisible();
    await expect(areas.getByRole('link', { name: '预警' })).toHaveCount(0);
    const list = page.getByRole('region', { name: '要办的事' });
    await expect(list.getByText('去跟进').first()).toBeVisible();
    for (const others of ['去结清', '去支付', '去核验', '去判断']) await expect(list.getByText(others)).toHaveCount(0);
    await expectAccessible(page);
    await picture(page, 'workbench-salesperson');

    await page.evaluate(() => {
      window.location.hash = '#/alarms';
    });
    await expect(page.getByRole('heading', { name: '这部分不对您开放' })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('HR管理员');
    await expect(page.getByRole('button', { name: '重试' })).toHaveCount(0);
    await picture(page, 'alarms-forbidden');

    const manager = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    await signInAs('salesManager', manager);
    await expect(manager.getByRole('region', { name: '要办的事' }).getByText('去判断')).toBeVisible();
    await expect(manager.getByText('去支付')).toHaveCount(0);
    await manager.context().close();
  });

  test('reads well dark, in English, and on a large screen', async ({ page, signInAs }) => {
    await signInAs('hrAdmin');
    await expect(page.getByText('去判断')).toBeVisible();
    await chooseTheme(page, 'dark');
    await expectAccessible(page);
    await picture(page, 'workbench-dark');
    await page.getByRole('button', { name: /English/ }).click();
    await expect(page.getByRole('region', { name: 'To do' })).toBeVisible();
    await page.setViewportSize({ width: 1920, height: 1080 });
    await expectAccessible(page);
    await picture(page, 'workbench-dark-english-1920');
  });

  test('of a new branch says what will come and what can be begun', async ({ page, empty }) => {
    await page.goto(await empty.link());
    await page.getByRole('button', { name: '新建门店' }).click();
    for (const value of [
      '上海远航物流有限公司',
      '徐汇门店',
      'xh01',
      '上海',
      'correct horse battery',
      'correct horse battery',
    ]) {
      await type(page, value);
      await page.keyboard.press('Enter');
    }
    for (const value of ['李敏', 'limin', 'password-long-1']) {
      await type(page, value);
      await page.keyboard.press('Enter');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: '进入守客' }).click();
    await page.getByLabel('登录名').fill('limin');
    await page.getByLabel('密码', { exact: true }).fill('password-long-1');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: '今天没有到期的事' })).toBeVisible();
    // Nothing is said of clients and alarms that is not so where there are none.
    await expect(page.getByText('没有三个月未下单的客户。')).toBeVisible();
    await expect(page.getByText('没有待判断的预警。有发现就按金额排在这里。')).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'workbench-empty');
    await page.getByRole('button', { name: '看员工' }).press('Enter');
    await expect(page).toHaveURL(/#\/people$/);
    // The program ends with the test: nothing of the page may still be on its way.
    await expect(page.getByRole('heading', { level: 1, name: '员工' })).toBeVisible();
    await page.evaluate(async () => {
      await document.fonts.ready;
    });
    await page.waitForLoadState('networkidle');
  });
});

test('an alarm is read from sentence to rows and judged in two keys', async ({ page, signInAs }) => {
  await signInAs('salesManager');
  await page.keyboard.press('Alt+7');
  const lines = page.getByRole('list', { name: '预警，按金额排列' }).getByRole('link');
  await expect(lines.first()).toBeVisible();
  const before = await lines.count();
  const view = page.getByRole('region', { name: '这条预警' });
  const sentence = await view.getByRole('heading', { level: 2 }).textContent();
  expect(sentence).toMatch(/停止下单|逾期|未付|没有出具/);
  await expect(view.getByText('依据：')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'alarms');

  await test.step('arrows show the next one, and back', async () => {
    await lines.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(lines.nth(1)).toBeFocused();
    await expect(view.getByRole('heading', { level: 2 })).not.toHaveText(sentence ?? '');
    await page.keyboard.press('ArrowUp');
    await expect(view.getByRole('heading', { level: 2 })).toHaveText(sentence ?? '');
  });

  await test.step('a reason is needed, and Esc takes the verdict back', async () => {
    await page.keyboard.press('n');
    await expect(view.getByRole('list', { name: '原因' })).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'alarm-reasons');
    await view.getByRole('button', { name: '提交' }).press('Enter');
    await expect(view.getByRole('alert')).toContainText('请选一个原因');
    await page.keyboard.press('Escape');
    await expect(view.getByRole('list', { name: '原因' })).toHaveCount(0);
  });

  await test.step('two keys', async () => {
    await page.keyboard.press('y');
    await page.keyboard.press('1');
    await expect(page.getByText('已记为属实。')).toBeVisible();
    await expect(lines).toHaveCount(before - 1);
    await expect(view.getByRole('heading', { level: 2 })).not.toHaveText(sentence ?? '');
  });

  await page.getByRole('link', { name: '属实' }).click();
  await expect(page.getByRole('region', { name: '这条预警' })).toContainText('已核实，转主管跟进');
  await expectAccessible(page);
});

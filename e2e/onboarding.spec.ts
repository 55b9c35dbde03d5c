import type { Page } from '@playwright/test';
import { mod11CheckCharacter } from '../shared/domain/identifiers/checkCharacter.ts';
import { chooseTheme, expect, expectAccessible, picture, test, type } from './support/clerk.ts';

const pin = '295184';
/** A resident number of nobody in the sample: born 1990-01-01 in Shanghai. */
const digits = `31010419900101${String(600 + Math.floor(Math.random() * 399)).slice(0, 3)}`;
const idNumber = digits + mod11CheckCharacter(digits);

/** Types where the focus is and goes on to the next field, as a clerk does. */
async function enter(page: Page, text: string): Promise<void> {
  await type(page, text);
  await page.keyboard.press('Enter');
}

/** Presses what has this name, by keyboard. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name }).first();
  // A barred button stays pressable and does nothing: it is waited for until what bars it is gone.
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await button.focus();
  await page.keyboard.press('Enter');
}

async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, path);
}

/** A scan, as a picture from a scanner. */
const scan = async (page: Page) => ({
  name: 'scan.png',
  mimeType: 'image/png',
  buffer: await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 120 } }),
});

/** The HR admin, at a window of their own, lets the clerks use the seal. */
async function authoriseClerks(page: Page, signInAs: (role: 'hrAdmin', page: Page) => Promise<void>): Promise<void> {
  await signInAs('hrAdmin', page);
  await go(page, '/agreements');
  await press(page, '印章');
  const dialog = page.getByRole('dialog', { name: '门店印章' });
  await expect(dialog).toContainText('临时根');
  await expect(dialog.getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'seal');
  const grant = dialog.getByRole('button', { name: '授权', exact: true });
  while ((await grant.count()) > 0) {
    const before = await grant.count();
    await grant.first().focus();
    await page.keyboard.press('Enter');
    await expect(grant).toHaveCount(before - 1);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.close();
}

test('a clerk takes somebody on by keyboard alone, from the first entry to the first day', async ({
  page,
  context,
  signInAs,
}) => {
  test.setTimeout(180_000);
  await authoriseClerks(await context.newPage(), signInAs);
  await signInAs('hrClerk');
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('heading', { name: '员工', level: 1 })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { name: '新员工入职' })).toBeVisible();
  await expect(page.getByLabel('姓名')).toBeFocused();

  // 1, 2: identity and position. A slip in the number is named; the right one fills what it says.
  await enter(page, '欧阳入职');
  await enter(page, '13800138000');
  await page.keyboard.press('Enter');
  const wrong = `${idNumber.slice(0, 17)}${idNumber.endsWith('0') ? '1' : '0'}`;
  await enter(page, wrong);
  await expect(page.getByText('校验位')).toBeVisible();
  await page.getByLabel('证件号码').fill('');
  await page.getByLabel('证件号码').focus();
  await enter(page, idNumber);
  await expect(page.getByText('已按证件号码填入：出生 1990-01-01')).toBeVisible();
  await page.getByRole('combobox', { name: '岗位' }).focus();
  await type(page, '仓库');
  await expect(page.getByRole('option', { name: '仓库管理员' })).toBeAttached();
  await page.keyboard.press('Enter');
  await expect(page.getByText('不接触商业秘密')).toBeVisible();
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await expect(page.getByText('内容已齐')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'onboarding-entry');
  await page.keyboard.press('F8');

  // 3: verification, with the scan of the document.
  await expect(page.getByText('对照证件原件逐项核对')).toBeVisible();
  await page.getByLabel('选择扫描件').setInputFiles(await scan(page));
  await expect(page.getByText('已存档')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'onboarding-verification');
  await page.keyboard.press('F8');

  // 4: the signer's own PIN, the paper in ink, the electronic ones.
  await expect(page.getByText('请把键盘交给员工本人')).toBeVisible();
  await page.getByLabel('签名密码', { exact: true }).focus();
  await type(page, '123456');
  await page.getByLabel('再输一次').focus();
  await type(page, '123456');
  await page.keyboard.press('Enter');
  await expect(page.getByText('太容易猜')).toBeVisible();
  await page.getByLabel('签名密码', { exact: true }).fill(pin);
  await page.getByLabel('再输一次').fill(pin);
  await page.keyboard.press('Enter');
  await expect(page.getByText('已设置，证书至')).toBeVisible({ timeout: 20_000 });
  // One thing is to be done now.
  const primary = page.getByRole('main').locator('.ant-btn-primary');
  await expect(primary).toHaveText(['生成协议']);

  const paper = page.getByRole('region', { name: '电子签名约定' });
  await paper.getByRole('button', { name: '生成协议' }).focus();
  await page.keyboard.press('Enter');
  await paper.getByRole('button', { name: '打印' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: '电子签名约定' }).locator('canvas[data-drawn]').first()).toBeVisible();
  await expect(page.getByRole('dialog').locator('.sk-form-no')).toHaveText(/\d{4}/);
  await picture(page, 'onboarding-paper');
  await page.keyboard.press('Escape');
  await paper.getByRole('button', { name: '登记扫描件' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('签署件的扫描件').setInputFiles(await scan(page));
  await expectAccessible(page);
  await press(page, '存档');
  await expect(paper.getByText('已完成')).toBeVisible();

  const consent = page.getByRole('region', { name: '个人信息告知同意书' });
  await consent.getByRole('button', { name: /填写条款/ }).focus();
  await page.keyboard.press('Enter');
  await consent.getByLabel('个人信息保护联系人').focus();
  await enter(page, '李敏');
  await enter(page, '021-62345678');
  await consent.getByRole('radio', { name: '不同意' }).first().check();
  await consent.getByRole('radio', { name: '同意', exact: true }).last().check();
  await expectAccessible(page);
  await page.keyboard.press('F8');
  await expect(consent.getByText('草稿')).toBeVisible();
  // Not before the signing has been started.
  await expect(consent.getByText('入职还没有进入签署')).toBeVisible();
  await press(page, '开始签署');
  await expect(page.getByRole('button', { name: /全部签完/ })).toBeVisible();
  const why = page.getByRole('listitem').filter({ hasText: '还有 1 份必签协议没有完成' }).last();
  await expect(why.getByRole('link', { name: '个人信息告知同意书' })).toBeVisible();
  expect((await why.innerText()).split('个人信息告知同意书'), 'named once').toHaveLength(2);
  await expect(primary).toHaveText(['请员工签署']);
  await picture(page, 'onboarding-agreements');

  await press(page, '请员工签署');
  await sign(page);

  // 5: the account, and the first day.
  await expect(consent.getByText('已完成')).toBeVisible();
  await press(page, /全部签完/);
  await page.getByLabel('首次密码').focus();
  await type(page, 'sunny-day-48213');
  await page.getByLabel('登录名').fill(`ouyang${digits.slice(-3)}`);
  await expectAccessible(page);
  await picture(page, 'onboarding-account');
  await page.keyboard.press('F8');
  await expect(page.getByText('已入职')).toBeVisible();
  await page.locator('.sk-notice').getByRole('button', { name: '查看此人' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /欧阳入职/ })).toBeVisible();
  await expect(page.getByText('办理入职，开通账号')).toBeVisible();
  await picture(page, 'person');
});

/** The ceremony on the whole screen: identity, reading, clauses, signature, PIN, seal, delivery. */
async function sign(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '个人信息告知同意书' });
  await expect(dialog.getByRole('button', { name: '本人开始阅读' })).toBeFocused();
  await expectAccessible(page);
  await picture(page, 'signing-identity');
  await page.keyboard.press('Enter');

  // A page cannot be turned before its end and its time.
  await expect(dialog.locator('canvas[data-drawn]')).toBeVisible();
  await expect(dialog.getByText('请读到本页末尾')).toBeVisible();
  // The employee is looking: no key shows anything else of the branch.
  const where = page.url();
  for (const key of ['Control+k', 'Alt+3', 'Shift+?', 'Control+p']) await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toHaveCount(1);
  expect(page.url()).toBe(where);
  await expect(dialog.getByRole('button', { name: '我不同意，拒签' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'signing-reading');
  const turn = dialog.getByRole('button', { name: /这一页已读完|已读完全部页面/ });
  const conclude = dialog.getByRole('heading', { level: 2 }).filter({ hasText: '重点条款' });
  while (!(await conclude.isVisible())) {
    await page.keyboard.press('End');
    await expect(turn.and(page.locator(':not([aria-disabled])')).or(conclude)).toBeVisible({ timeout: 15_000 });
    if (await conclude.isVisible()) break;
    const before = await dialog.getByRole('heading', { level: 2 }).first().textContent();
    await turn.focus();
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('heading', { level: 2 }).first()).not.toHaveText(before ?? '');
  }
  await expectAccessible(page);
  await picture(page, 'signing-clause');
  const agree = dialog.getByRole('button', { name: '我已阅读并理解这一条' });
  const done = dialog.getByRole('button', { name: '重点条款已确认，继续' });
  while (!(await done.isVisible())) {
    await expect(agree.and(page.locator(':not([aria-disabled])')).or(done)).toBeVisible();
    if (await done.isVisible()) break;
    const before = await dialog.getByRole('heading', { level: 2 }).last().textContent();
    await agree.focus();
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('heading', { level: 2 }).last()).not.toHaveText(before ?? '');
  }
  await done.focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: /输入签名密码/ })).toBeFocused();
  await expectAccessible(page);
  await picture(page, 'signing-signature');
  await page.keyboard.press('Enter');

  await expect(dialog.getByLabel('签名密码')).toBeFocused();
  await type(page, '000111');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('还可以试 4 次')).toBeVisible();
  await type(page, pin);
  await expectAccessible(page);
  await picture(page, 'signing-pin');
  await page.keyboard.press('Enter');

  await expect(dialog.getByRole('checkbox')).toBeFocused({ timeout: 15_000 });
  await expect(dialog.getByText('请勾选上面的确认')).toBeVisible();
  await page.keyboard.press('Space');
  await expectAccessible(page);
  await picture(page, 'signing-seal');
  await dialog.getByRole('button', { name: '公司用印' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: '已交付纸质副本' })).toBeVisible();
  await dialog.getByRole('button', { name: '已交付纸质副本' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('已记录交付')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'signing-delivery');
  await dialog.getByRole('button', { name: '结束' }).focus();
  await page.keyboard.press('Enter');
}

test('people and agreements are found, opened and verified, in both themes', async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await signInAs('hrClerk');
  for (const theme of ['light', 'dark'] as const) {
    await chooseTheme(page, theme);
    await go(page, '/people');
    await expect(page.getByRole('grid').getByRole('row').nth(2)).toBeVisible();
    await expectAccessible(page);
    await picture(page, `people-${theme}`);
    await page.keyboard.press('/');
    await type(page, 'SAMPLE-0004');
    await expect(page.getByRole('grid').getByRole('row')).toHaveCount(2);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tab', { name: '经过' })).toBeVisible();
    await expectAccessible(page);
    await go(page, '/agreements?show=completed');
    await expect(page.getByRole('grid').getByRole('row').nth(2)).toBeVisible();
    await expectAccessible(page);
    await picture(page, `agreements-${theme}`);
  }
  await page.getByRole('row').filter({ hasText: '电子签署' }).first().click();
  await expect(page.locator('canvas[data-drawn]').first()).toBeVisible();
  await picture(page, 'agreement-dark');
  await chooseTheme(page, 'light');
  await page.getByRole('tab', { name: '核验' }).click();
  await press(page, '核验这份文件');
  await expect(page.getByText(/有效：2 个签名全部成立/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'agreement-verified');
});

test('a refusal is as near as signing, needs a reason and a witness, and is not the clerk’s to undo', async ({
  page,
  signInAs,
}) => {
  test.setTimeout(120_000);
  await signInAs('hrClerk');
  await go(page, '/agreements?show=open');
  await page.getByRole('row').filter({ hasText: '保密协议' }).first().click();
  await press(page, '签署');
  await press(page, '本人开始阅读');
  const dialog = page.getByRole('dialog', { name: '保密协议' });
  await expect(dialog.locator('canvas[data-drawn]')).toBeVisible();
  const sizes = await Promise.all(
    [/这一页已读完/, '我不同意，拒签'].map((name) => dialog.getByRole('button', { name }).boundingBox()),
  );
  expect(sizes[0]?.width).toBe(sizes[1]?.width);
  expect(sizes[0]?.height).toBe(sizes[1]?.height);
  await press(page, '我不同意，拒签');
  await press(page, '确认拒签');
  await expect(page.getByText(/不同意的原因.*(?:至少|输入)|请输入.*不同意的原因/).first()).toBeVisible();
  await expect(page.getByText('程序内部出错')).toHaveCount(0);
  await page.getByLabel('不同意的原因').fill('不同意第三条');
  await page.getByRole('combobox', { name: '见证人' }).focus();
  await type(page, '顾');
  await expect(page.locator('.ant-select-item-option-active')).toContainText('顾');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'signing-refusal');
  await press(page, '确认拒签');
  await expect(dialog.getByText('已登记拒签。后续由HR管理员处理。')).toBeVisible();
  await expect(dialog.getByText('不同意第三条')).toBeVisible();
  await expect(dialog.getByText(/见证人 顾/)).toBeVisible();
  await expect(dialog.getByRole('list', { name: '签署步骤' }).locator('[aria-current]')).toHaveText(/拒签/);
  await expect(dialog.getByRole('button', { name: '结束' })).toBeFocused();
  await expectAccessible(page);
  await picture(page, 'signing-refused');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /保密协议/ })).toContainText('拒签');
  await page.getByRole('tab', { name: '签署 1' }).click();
  await expect(page.getByRole('row').filter({ hasText: '不同意第三条' })).toContainText('顾');
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  test as base,
  chooseFrom,
  chooseTheme,
  expect,
  expectAccessible,
  ownProgram,
  picture,
  pressSave,
  type,
} from './support/clerk.ts';
import { handoverPassword, longName } from './support/handoverBranch.ts';
import type { Program } from './support/program.ts';
import { scannedPdf } from './support/scannedPdf.ts';

/** Every walk has a branch of its own: each changes what it finds. */
const test = base.extend<{ handover: Program }>({ handover: ownProgram('handover') });
// The longest walk has 40 dialogs; on a machine that does other things besides, it is let finish.
test.setTimeout(180_000);
test.use({ actionTimeout: 10_000 });

type Person = 'limin' | 'zhouhong' | 'liqiang' | 'zhangwei' | 'wangfang';

/** Signs in by password, as somebody of the branch; whoever was there before signs out first. */
async function enter(page: Page, person: Person): Promise<void> {
  const menu = /账号菜单/;
  if (await page.getByRole('button', { name: menu }).isVisible()) await chooseFrom(page, menu, '退出登录');
  await page.getByRole('button', { name: '用登录名和密码' }).or(page.getByLabel('登录名')).first().waitFor();
  if (!(await page.getByLabel('登录名').isVisible()))
    await page.getByRole('button', { name: '用登录名和密码' }).click();
  await page.getByLabel('登录名').fill(person);
  await page.getByLabel('密码', { exact: true }).fill(handoverPassword);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
}

const list = (page: Page) => page.getByRole('treegrid', { name: '交接清单' });
const lines = (page: Page) => list(page).getByRole('row');
const bar = (page: Page) => page.getByRole('toolbar', { name: /已选/ });
const rail = (page: Page) => page.getByRole('complementary');
const dialog = (page: Page) => page.getByRole('dialog');

async function openCase(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Alt+5');
  const rows = page.getByRole('grid', { name: '离职交接' });
  await expect(rows.getByRole('row').filter({ hasText: name })).toBeVisible();
  await rows.getByRole('row').filter({ hasText: name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
}

/** Ticks everything in the list by keyboard. */
async function tickAll(page: Page): Promise<void> {
  await list(page).focus();
  await page.keyboard.press('Control+a');
  await expect(bar(page)).toBeVisible();
}

async function decide(page: Page, action: RegExp, text?: string): Promise<void> {
  await bar(page).getByRole('button', { name: action }).click();
  await expect(dialog(page)).toBeVisible();
  if (text) await dialog(page).getByRole('textbox').fill(text);
  await pressSave(page);
  await expect(dialog(page)).toHaveCount(0);
}

/** 张伟 gives notice as himself: the account is restricted at once and he signs in again. */
async function giveNotice(page: Page): Promise<void> {
  await enter(page, 'zhangwei');
  await page.keyboard.press('Alt+5');
  await expect(page.getByText('离职的两条线')).toBeVisible();
  await picture(page, 'separation-none');
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { name: '提交我的离职' })).toBeVisible();
  await expect(page.getByText('法定通知期 30 天')).toBeVisible();
  await expect(page.getByText('¥4,800.00')).toBeVisible();
  await page.getByLabel(/离职原因/).fill('个人发展');
  await expectAccessible(page);
  await picture(page, 'separation-new');
  await pressSave(page);
  await expect(page.getByText(/离职已提交，编号 LZ-/)).toBeVisible();
  await expect(page.getByRole('navigation', { name: '工作区' })).toHaveCount(0);
}

test('a handover goes its whole way: notice, receivers, letters, review, settlement, end', async ({
  page,
  handover,
}) => {
  await page.goto(await handover.link());

  await test.step('the leaver gives notice and is left with the handover', async () => {
    await giveNotice(page);
    await expect(page.getByRole('heading', { name: '请重新登录' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('张伟的账号已转为只办交接');
    await expectAccessible(page);
    await picture(page, 'separation-given');
    await expect(page.getByRole('main').getByRole('button', { name: '进入' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
    await expect(page.getByRole('link', { name: '预警' })).toHaveCount(0);
    await openCase(page, '张伟');
    await expect(page.getByText('清单还没有生成')).toBeVisible();
    await expect(rail(page)).toContainText('“受理”由销售经理或HR管理员办理');
    await expectAccessible(page);
    await picture(page, 'separation-leaver');
  });

  await test.step('the manager accepts, and learns why the transfer cannot begin', async () => {
    await enter(page, 'liqiang');
    await openCase(page, '张伟');
    await expect(rail(page)).toContainText('轮到您');
    await rail(page).getByRole('button', { name: '受理' }).click();
    await expect(lines(page)).toHaveCount(1 + 3 * 3 + 2);
    await expect(lines(page).nth(1)).toContainText(longName);
    await expect(rail(page)).toContainText('还不能继续：10 项没有接收人');
    await rail(page).getByRole('link', { name: '公司手机' }).or(rail(page).getByText('在清单里查看')).first().click();
    await expect(page.getByRole('button', { name: /^没有接收人/ })).toHaveAttribute('aria-pressed', 'true');
    await expectAccessible(page);
    await picture(page, 'separation-listed');
  });

  await test.step('one press names the receiver for everything', async () => {
    await tickAll(page);
    await bar(page)
      .getByRole('button', { name: /^指定接收人 10$/ })
      .click();
    await dialog(page).getByRole('combobox').fill('王');
    await expect(page.getByTitle(/王𠮷芳/)).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0);
    await expect(page.locator('.ant-select-dropdown-hidden')).toBeAttached();
    await expectAccessible(page);
    await picture(page, 'separation-assign');
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await rail(page).getByRole('button', { name: '开始交接' }).click();
    await expect(rail(page)).toContainText('等张伟');
  });

  let scan: Buffer;
  let firstPage: Buffer;
  await test.step('the clerk looks at the letters, prints them, and one comes back from the scanner', async () => {
    await enter(page, 'zhouhong');
    await openCase(page, '张伟');
    await page.getByRole('tab', { name: /^确认函/ }).click();
    // Sharp enough for a page on the screen to be read like a scan of it.
    const screen = await page.context().newCDPSession(page);
    const sharp = { width: 1366, height: 768, deviceScaleFactor: 2, mobile: false };
    await screen.send('Emulation.setDeviceMetricsOverride', sharp);
    await page.getByRole('button', { name: '打印 3 份' }).click();
    const preview = page.getByRole('dialog', { name: /客户交接确认函/ });
    await expect(preview.locator('.sk-sheets .sk-sheet[data-drawn]').first()).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'separation-print');
    await page.keyboard.press('Control+p');
    await expect(page.getByText(/^SK-SAMPLE-KHQR-\d{8}-0001-R0/).first()).toBeVisible();
    // The first letter is that of the client whose name comes first by pinyin: 丙商贸.
    const sheets: Buffer[] = [];
    for (const sheet of [0, 1].map((at) => preview.locator('.sk-sheets .sk-sheet').nth(at))) {
      // What was printed takes the place of the preview: a sheet that goes meanwhile is looked at again.
      await expect(async () => {
        await sheet.scrollIntoViewIfNeeded({ timeout: 2_000 });
        await expect(sheet).toHaveAttribute('data-drawn', 'true', { timeout: 2_000 });
        const url = await sheet.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL('image/png'));
        sheets.push(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
      }).toPass();
    }
    [firstPage = Buffer.alloc(0)] = sheets;
    scan = await scannedPdf(sheets);
    await screen.send('Emulation.setDeviceMetricsOverride', { ...sharp, deviceScaleFactor: 1 });
    await page.keyboard.press('Escape');
    await expect(page.getByRole('grid', { name: '确认函' }).getByText('待回复')).toHaveCount(3);
  });

  await test.step('its code leads to the letter, and the answer is recorded with the scan', async () => {
    await page.keyboard.press('Alt+5');
    await page.getByRole('button', { name: '扫描件归档' }).click();
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ name: '只有一页.png', mimeType: 'image/png', buffer: firstPage });
    const tray = page.getByRole('list', { name: '待归档的扫描件' });
    await expect(tray).toContainText('扫描件缺第 2 页', { timeout: 30_000 });
    await page.getByRole('link', { name: '登记客户回复' }).click();
    await pressSave(page);
    await expect(dialog(page).getByRole('alert')).toContainText('共 2 页，扫描件缺第 2 页');
    await picture(page, 'separation-letter-incomplete');
    await page.keyboard.press('Escape');
    await page.goBack();
    await tray.getByRole('button', { name: '取走 只有一页.png' }).click();
    await input.setInputFiles({ name: '签回.pdf', mimeType: 'application/pdf', buffer: scan });
    await expect(page.getByRole('link', { name: '登记客户回复' })).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
    await picture(page, 'scan-tray');
    await page.getByRole('link', { name: '登记客户回复' }).click();
    await expect(dialog(page)).toContainText('二维码与本函一致');
    await dialog(page)
      .getByLabel(/客户签字人/)
      .fill('采购经理 刘洋');
    await dialog(page)
      .getByRole('checkbox', { name: /有异议/ })
      .check();
    await expectAccessible(page);
    await picture(page, 'separation-letter');
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByRole('grid', { name: '确认函' }).getByText('有争议')).toHaveCount(1);
  });

  await test.step('a scan of another client’s letter is noticed; a refusal is never a signature', async () => {
    const open = page.getByRole('grid', { name: '确认函' }).getByRole('row').filter({ hasText: '待回复' });
    await open.filter({ hasText: '乙食品' }).click();
    await dialog(page)
      .locator('input[type=file]')
      .setInputFiles({ name: '别家.pdf', mimeType: 'application/pdf', buffer: scan });
    await expect(dialog(page)).toContainText('这是另一份表单的扫描件', { timeout: 30_000 });
    await pressSave(page);
    await expect(dialog(page).getByRole('alert')).toContainText('扫描件上的二维码属于另一份表单');
    await picture(page, 'separation-letter-other');
    await dialog(page).getByRole('button', { name: '换一份' }).click();
    await dialog(page).getByRole('radio', { name: '拒签' }).check();
    await pressSave(page);
    await expect(dialog(page)).toContainText('请至少写两个字');
    await dialog(page)
      .getByLabel(/情况说明/)
      .fill('采购经理当面表示不签任何文件');
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await open.filter({ hasText: longName }).click();
    await dialog(page).getByRole('radio', { name: '联系不上' }).check();
    await dialog(page)
      .getByLabel(/情况说明/)
      .fill('三天内致电六次无人接听');
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    const answers = rail(page).getByRole('listitem');
    await expect(answers.filter({ hasText: '拒签' })).toContainText('1');
    await picture(page, 'separation-letters');
  });

  await test.step('the leaver hands everything over and submits', async () => {
    await enter(page, 'zhangwei');
    await openCase(page, '张伟');
    await expect(rail(page)).toContainText('轮到您');
    await tickAll(page);
    await decide(page, /^移交 10$/, '11 月 25 日与王𠮷芳一同拜访，资料已移交');
    await rail(page).getByRole('button', { name: '提交审核' }).click();
    await expect(rail(page)).toContainText('等李强');
  });

  await test.step('the manager accepts what can be accepted, sends one back, waives two', async () => {
    await enter(page, 'liqiang');
    await openCase(page, '张伟');
    await tickAll(page);
    await expect(bar(page).getByRole('button', { name: /^通过 8$/ })).toBeVisible();
    await bar(page)
      .getByRole('button', { name: /^通过 8$/ })
      .click();
    await expect(dialog(page)).toContainText('不能按已确认通过');
    await expectAccessible(page);
    await picture(page, 'separation-accept');
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(bar(page)).toHaveCount(0);

    // One item by keyboard: its panel, the reason, back.
    await list(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: '公司手机' });
    await expect(panel).toBeVisible();
    await panel.getByRole('button', { name: '退回' }).click();
    await dialog(page).getByRole('textbox').fill('缺充电器');
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await expect(panel).toContainText('退回原因：缺充电器');
    await expectAccessible(page);
    await picture(page, 'separation-returned');
    await page.keyboard.press('Escape');
    await expect(rail(page)).toContainText('等张伟');

    await tickAll(page);
    await decide(page, /^通过 7$/);
    // What was sent back could be waived as well: only what waits for the review is meant.
    await page.getByRole('button', { name: /^待审核/ }).click();
    await tickAll(page);
    await decide(page, /^免除 2$/, '客户不肯书面确认，由经理负责跟进');
  });

  await test.step('what came back comes again under its next number, and the handover passes', async () => {
    await enter(page, 'zhangwei');
    await openCase(page, '张伟');
    await page.getByRole('button', { name: /^已退回/ }).click();
    await tickAll(page);
    await decide(page, /^移交 1$/, '充电器已补交');
    await rail(page).getByRole('button', { name: '提交审核' }).click();
    await enter(page, 'liqiang');
    await openCase(page, '张伟');
    await page.getByRole('button', { name: /^待审核/ }).click();
    await expect(lines(page).filter({ hasText: '公司手机' })).toContainText('第 2 次');
    await tickAll(page);
    await decide(page, /^通过 1$/);
    await rail(page).getByRole('button', { name: '审核通过' }).click();
    await expect(rail(page)).toContainText('等人事专员');
  });

  await test.step('the clerk settles; the effect is told before', async () => {
    await enter(page, 'zhouhong');
    await openCase(page, '张伟');
    await rail(page).getByRole('button', { name: '开始人事复核' }).click();
    await rail(page).getByRole('button', { name: '结清' }).click();
    await expect(dialog(page).getByRole('row').filter({ hasText: '王𠮷芳' })).toContainText('3');
    await expectAccessible(page);
    await picture(page, 'separation-settle');
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已结清');
  });

  await test.step('the legal track keeps its own dates: agreed end, certificate, transfer', async () => {
    await expect(rail(page)).toContainText('才结束');
    await rail(page).getByRole('button', { name: '改最后工作日' }).click();
    const today = await page.evaluate(() => new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' }));
    await dialog(page).getByLabel('最后工作日').fill(today);
    await page.keyboard.press('Enter');
    await dialog(page).getByLabel('原因').fill('双方协商一致提前');
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await rail(page).getByRole('button', { name: '结束劳动关系' }).click();
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await rail(page).getByRole('button', { name: '打印离职证明' }).click();
    await expect(page.locator('.sk-sheets .sk-sheet[data-drawn]').first()).toBeVisible();
    await page.keyboard.press('Control+p');
    await expect(page.getByText(/^SK-SAMPLE-LZZM-\d{8}-0001-R0/).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await rail(page).getByRole('button', { name: '登记已出具离职证明' }).click();
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await rail(page).getByRole('button', { name: '登记档案和社保转移' }).click();
    await pressSave(page);
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByRole('region', { name: '时间轴' })).toContainText('已出具离职证明');
  });

  await test.step('a signed sheet whose code cannot be read is filed by eye, under the clerk’s name', async () => {
    await page.getByRole('tab', { name: /^表单/ }).click();
    const certificate = page.getByRole('grid', { name: '表单' }).getByRole('row').filter({ hasText: '离职证明' });
    await certificate.getByRole('button', { name: '放入扫描件' }).click();
    const blur = await page.screenshot();
    await dialog(page)
      .locator('input[type=file]')
      .setInputFiles({
        name: '看不清.pdf',
        mimeType: 'application/pdf',
        buffer: await scannedPdf([blur, blur]),
      });
    await dialog(page).getByRole('button', { name: '归档' }).click();
    await expect(dialog(page)).toContainText('读不出二维码', { timeout: 30_000 });
    await dialog(page)
      .getByRole('checkbox', { name: /已目视核对/ })
      .check();
    await expectAccessible(page);
    await picture(page, 'separation-by-eye');
    await dialog(page).getByRole('button', { name: '归档' }).click();
    await expect(dialog(page)).toHaveCount(0, { timeout: 30_000 });
    await expect(certificate.getByRole('button', { name: '查看扫描件' })).toBeVisible();
    await page.getByRole('tab', { name: '经过' }).click();
    await expect(page.getByText(/二维码读不出，已目视核对/)).toBeVisible();
    await expect(page.getByText('结清：客户归属已转移')).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'separation-timeline');
  });
});

test('600 clients: scrolled, searched and decided at once, in both themes and languages', async ({
  page,
  handover,
}) => {
  await page.goto(await handover.link());
  await enter(page, 'liqiang');
  await openCase(page, '孙丽');
  await expect(list(page)).toHaveAttribute('aria-rowcount', '601');
  await expectAccessible(page);
  await picture(page, 'separation-600');
  expect(await lines(page).count()).toBeLessThan(80);

  await test.step('End and Home reach both ends; right opens a client', async () => {
    await list(page).focus();
    await page.keyboard.press('End');
    await expect(lines(page).last()).toBeInViewport();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect(list(page)).toHaveAttribute('aria-rowcount', '603');
    await page.keyboard.press('ArrowLeft');
    await expect(list(page)).toHaveAttribute('aria-rowcount', '601');
  });

  await test.step('a search finds one of them', async () => {
    await page.keyboard.press('/');
    await type(page, '第577物流');
    await expect(list(page)).toHaveAttribute('aria-rowcount', '4');
    await picture(page, 'separation-600-search');
    await page.getByRole('textbox', { name: '在清单中查找' }).fill('');
  });

  await test.step('everything ticked says what can be done with how many', async () => {
    await tickAll(page);
    await expect(bar(page)).toContainText('已选 1800 项');
    await expect(bar(page).getByRole('button', { name: /^退回 600$/ })).toBeVisible();
    await picture(page, 'separation-600-ticked');
    await decide(page, /^移交 1200$/, '与接收人当面清点');
    await expect(page.getByRole('button', { name: /^待移交/ })).toHaveCount(0);
  });

  await test.step('dark and English', async () => {
    await chooseTheme(page, 'dark');
    await expectAccessible(page);
    await picture(page, 'separation-600-dark');
    await page.getByRole('button', { name: /English/ }).click();
    await expect(page.getByRole('tab', { name: /^Handover list/ })).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'separation-600-dark-english');
    await page.keyboard.press('Alt+5');
    await expect(page.getByRole('grid', { name: 'Separation' }).getByRole('row').nth(1)).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'separation-list-dark-english');
  });
});

test('an HR admin closes a case naming every open item; both sides withdraw another', async ({ page, handover }) => {
  await page.goto(await handover.link());
  await giveNotice(page);
  await page.getByRole('button', { name: '换人登录' }).click();
  await enter(page, 'limin');
  await openCase(page, '张伟');
  await rail(page).getByRole('button', { name: '受理' }).click();
  await expect(list(page)).toBeVisible();
  await rail(page).getByRole('button', { name: '带未结项关闭' }).click();
  await dialog(page).getByLabel('原因').fill('员工失联');
  await pressSave(page);
  await expect(dialog(page)).toContainText('没有逐一确认');
  for (const box of await dialog(page).getByRole('checkbox').all()) await box.check();
  await expect(dialog(page)).toContainText('10 个未结项都已确认');
  await expect(dialog(page).getByRole('alert')).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'separation-closing');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);

  await rail(page).getByRole('button', { name: '撤回离职' }).click();
  await dialog(page).getByLabel('原因').fill('双方协商留任');
  await dialog(page).getByRole('checkbox', { name: '员工书面同意撤回' }).check();
  await pressSave(page);
  await expect(dialog(page)).toContainText('需要双方同意');
  await dialog(page).getByRole('checkbox', { name: '公司书面同意撤回' }).check();
  await pressSave(page);
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('已撤回');
  await expect(page.getByRole('region', { name: '时间轴' })).toContainText('正常');
});

test('a clumsy hand loses nothing: wrong files, two presses, going back, two windows', async ({ page, handover }) => {
  await page.goto(await handover.link());

  await test.step('a text that calls itself a PDF, and a file too large, are named with what to do', async () => {
    await enter(page, 'zhouhong');
    await page.keyboard.press('Alt+5');
    await page.getByRole('button', { name: '扫描件归档' }).press('Enter');
    const large = join(handover.folder, '整本.pdf');
    writeFileSync(large, Buffer.alloc(60 * 1024 * 1024, '%PDF-1.7 '));
    const text = join(handover.folder, '确认函.pdf');
    writeFileSync(text, '这是一段文字，不是扫描件。'.repeat(20));
    await page.locator('input[type=file]').setInputFiles([text, large]);
    const tray = page.getByRole('list', { name: '待归档的扫描件' }).getByRole('listitem');
    await expect(tray.filter({ hasText: '确认函.pdf' })).toContainText('不是 PDF、PNG 或 JPEG');
    const refused = page.getByRole('alert').filter({ hasText: '整本.pdf' });
    await expect(refused).toContainText('超过 20 MB');
    await expect(refused).toContainText('分成几个文件');
    await expectAccessible(page);
    await picture(page, 'scan-tray-refused');
  });

  await test.step('what was typed before going back is there again', async () => {
    await page.keyboard.press('Alt+5');
    await expect(page.getByRole('grid', { name: '离职交接' }).getByRole('row').nth(1)).toBeVisible();
    await page.keyboard.press('n');
    await page.getByLabel(/离职原因/).fill('回老家照顾父母');
    await page.goBack();
    await expect(page.getByRole('grid', { name: '离职交接' })).toBeVisible();
    await page.keyboard.press('n');
    await expect(page.getByLabel(/离职原因/)).toHaveValue('回老家照顾父母');
    await page.getByRole('button', { name: '不用草稿' }).press('Enter');
    await expect(page.getByLabel(/离职原因/)).toHaveValue('');
  });

  const other = await page.context().newPage();
  /** Opens the first client that waits for a verdict, begins to send it back, and answers its name. */
  const openFirst = async (window: Page): Promise<string> => {
    await openCase(window, '孙丽');
    const waiting = window.getByRole('button', { name: /^待审核/ });
    await waiting.press('Enter');
    await expect(waiting).toHaveAttribute('aria-pressed', 'true');
    const line = await lines(window).nth(1).textContent();
    const [name = ''] = line?.match(/第\d+物流有限公司/) ?? [];
    await list(window).focus();
    await window.keyboard.press('Enter');
    await expect(window.getByRole('region', { name, exact: true })).toBeVisible();
    await window.getByRole('region').getByRole('button', { name: '退回' }).press('Enter');
    await expect(dialog(window)).toBeVisible();
    return name;
  };
  await test.step('two windows send the same item back: the second is told, and keeps what was typed', async () => {
    await enter(page, 'liqiang');
    await other.goto(new URL(page.url()).origin);
    await enter(other, 'liqiang');
    const name = await openFirst(page);
    expect(await openFirst(other)).toBe(name);
    await other.getByRole('dialog').getByRole('textbox').fill('缺对账单');
    await page.getByRole('dialog').getByRole('textbox').fill('确认函没有盖章');
    // Twice, as an impatient hand does.
    await pressSave(page);
    await page.keyboard.press('F8');
    await expect(dialog(page)).toHaveCount(0);
    const item = page.getByRole('region', { name, exact: true });
    await expect(item).toContainText('退回原因：确认函没有盖章');
    await expect(item.getByText('第 1 次移交：退回')).toHaveCount(1);

    await pressSave(other);
    await expect(dialog(other).getByRole('alert')).toBeVisible();
    await expectAccessible(other);
    await picture(other, 'separation-decided-elsewhere');
    await expect(dialog(other).getByRole('textbox')).toHaveValue('缺对账单');
    await other.keyboard.press('Escape');
    await expect(other.getByRole('region', { name, exact: true })).toContainText('退回原因：确认函没有盖章');
  });
});

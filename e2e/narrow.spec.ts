import type { Page } from '@playwright/test';
import { expect, picture, test } from './support/clerk.ts';

/** What of the page lies beyond the right edge of the window, of its list, or of the part beside the rail. */
const beyond = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main, main *, header, header *')].flatMap((element) => {
      const { right, width } = element.getBoundingClientRect();
      const place = element.closest('[role="grid"], [role="treegrid"], .sk-detail-main');
      const edge = Math.min(window.innerWidth, place?.getBoundingClientRect().right ?? window.innerWidth);
      const seen = width > 0 && getComputedStyle(element).clipPath === 'none';
      return seen && right > edge + 1 ? [`${element.className || element.tagName} ${Math.round(right - edge)} px`] : [];
    }),
  );

test('in the smallest window nothing lies beyond its edge', async ({ page, signInAs }) => {
  test.slow();
  await page.setViewportSize({ width: 1024, height: 640 });
  await signInAs('hrAdmin');
  await expect(page.getByRole('region', { name: '要办的事' }).getByRole('link').first()).toBeVisible();
  expect(await beyond(page)).toEqual([]);
  await picture(page, 'narrow-workbench');

  for (const [area, name] of [
    ['2', '员工'],
    ['3', '客户'],
    ['4', '协议'],
    ['5', '离职交接'],
    ['6', '竞业限制'],
  ] as const) {
    await test.step(name, async () => {
      await page.keyboard.press(`Alt+${area}`);
      const list = page.getByRole('grid', { name, exact: true });
      await expect(list.getByRole('row').nth(1)).toContainText(/\S/);
      await expect(list).not.toHaveAttribute('aria-busy');
      expect(await beyond(page), name).toEqual([]);
      await picture(page, `narrow-${area}`);
      // An area is still told by its name where only its sign is shown.
      await expect(page.getByRole('navigation', { name: '工作区' }).getByRole('link', { name })).toBeVisible();
      await list.focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: '返回' })).toBeVisible();
      await expect(page.getByRole('tab').first()).toBeVisible();
      expect(await beyond(page), `first of ${name}`).toEqual([]);
      await picture(page, `narrow-${area}-first`);
    });
  }
});

test('the preview beside the list of people sets label over value', async ({ page, signInAs }) => {
  await signInAs('hrClerk');
  await page.keyboard.press('Alt+2');
  const list = page.getByRole('grid', { name: '员工' });
  await expect(list.getByRole('row').nth(1)).toContainText(/\d/);
  await list.focus();
  await page.keyboard.press(' ');
  await expect(page.getByRole('complementary', { name: '预览' }).getByText('岗位')).toHaveCSS('font-size', '12px');
});

test('what a cell has no room for is told under the pointer', async ({ page, signInAs }) => {
  await signInAs('hrClerk');
  await page.keyboard.press('Alt+5');
  const list = page.getByRole('grid', { name: '离职交接' });
  const cut = list.getByRole('gridcell').filter({ hasText: '员工账号不能使用，代为逐项移交' });
  await expect(cut).not.toHaveAttribute('title');
  await cut.hover();
  await expect(cut).toHaveAttribute('title', /员工账号不能使用，代为逐项移交/);
  const whole = list.getByRole('gridcell').filter({ hasText: '受理离职申请' });
  await whole.hover();
  await expect(whole).toHaveAttribute('title', '');
});

import { chooseTheme, expect, expectAccessible, picture, test, type } from './support/clerk.ts';

/** A list of choices is a part of the page like any other while it is open: named, read in both themes, found by its keys. */
for (const theme of ['light', 'dark'] as const)
  test(`an open list of choices has a name and is read, ${theme}`, async ({ page, signInAs }) => {
    await signInAs('hrClerk');
    await chooseTheme(page, theme);
    await page.keyboard.press('Alt+2');
    await expect(page.getByRole('heading', { name: '员工', level: 1 })).toBeVisible();
    await page.keyboard.press('n');
    await expect(page.getByLabel('姓名')).toBeFocused();

    for (const name of ['证件类型', '岗位', '直属上级']) {
      await test.step(name, async () => {
        const box = page.getByRole('combobox', { name });
        await box.focus();
        await page.keyboard.press('ArrowDown');
        await expect(page.getByRole('listbox', { name })).toBeAttached();
        await expect(page.getByRole('option').first()).toBeAttached();
        await expectAccessible(page);
        await page.keyboard.press('Enter');
        await expect(page.getByRole('listbox')).toHaveCount(0);
        // Opened once more the choice stands behind what is typed.
        await page.keyboard.press('ArrowDown');
        await expect(page.getByRole('listbox', { name })).toBeAttached();
        await expectAccessible(page);
        await picture(page, `choices-${theme}-${name}`);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('listbox')).toHaveCount(0);
      });
    }

    await test.step('a list that nothing matches', async () => {
      await page.keyboard.press('ArrowDown');
      await type(page, '没有这样的人');
      await expect(page.getByRole('listbox', { name: '直属上级' })).toContainText('没有');
      await expectAccessible(page);
      await picture(page, `choices-${theme}-none`);
    });
  });

import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import { type Program, type ProgramKind, startProgram } from './program.ts';

type RoleName = 'hrClerk' | 'salesperson' | 'salesManager' | 'hrAdmin';

interface WorkerThings {
  /** The sample branch, made once per worker. Tests that change much start one of their own. */
  sample: Program;
}
interface TestThings {
  /** A program with an empty folder: the first run. */
  empty: Program;
  /** Refusals of the network that a test expects, such as a program that was killed. */
  expectedTrouble: RegExp[];
  /**
   * Holds calls of an address, or only those whose body names a text, until they are let go: the moment between a key and the
   * answer that it is meant for, as long as a test needs it.
   */
  hold: (address: string, about?: string) => Promise<() => void>;
  /** Signs in to the sample branch as the first person of a role, by the page that lists them. */
  signInAs: (role: RoleName, page?: Page) => Promise<void>;
}

/** Chinese names of the roles as the sign-in page shows them. */
const roleNames: Readonly<Record<RoleName, string>> = {
  hrClerk: '人事专员',
  salesperson: '销售',
  salesManager: '销售经理',
  hrAdmin: 'HR管理员',
};

/** A fixture: a program for one test, on a folder of this kind. The pages are left before it ends, and it must have had no fault. */
export const ownProgram =
  (kind: ProgramKind) =>
  async ({ context }: { context: BrowserContext }, use: (program: Program) => Promise<void>): Promise<void> => {
    const program = await startProgram(kind);
    await use(program);
    await Promise.all(context.pages().map((page) => page.goto('about:blank')));
    await program.end();
    expect(program.faults, 'faults of the program').toEqual([]);
  };

/**
 * The test of this project: a page that fails the test when anything is written to the console as an error or a warning,
 * when a script throws or a request fails, and when the program behind it has a fault.
 */
export const test = base.extend<TestThings, WorkerThings>({
  sample: [
    async ({ browserName: _ }, use) => {
      const program = await startProgram('sample');
      await use(program);
      await program.end();
      expect(program.faults, 'faults of the program').toEqual([]);
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  empty: ownProgram('empty'),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from this pattern
  expectedTrouble: async ({}, use) => use([]),
  page: async ({ page, expectedTrouble }, use) => {
    const trouble = watch(page);
    await use(page);
    expect(
      trouble.filter((line) => !expectedTrouble.some((known) => known.test(line))),
      'console and network of the page',
    ).toEqual([]);
  },
  hold: async ({ page }, use) => {
    // Before the page is there: holding that begins while it loads misses what is on its way (1 time in 40).
    await page.route('**/held-from-the-start', (route) => route.continue());
    await use(async (address, about = '') => {
      const { promise, resolve } = Promise.withResolvers<void>();
      await page.route(address, async (route) => {
        if ((route.request().postData() ?? '').includes(about)) await promise;
        await route.continue();
      });
      return resolve;
    });
  },
  signInAs: async ({ page: own, sample }, use) => {
    await use(async (role, page = own) => {
      await page.goto(await sample.link());
      await page.getByRole('listitem').filter({ hasText: roleNames[role] }).getByRole('button').first().click();
      await expect(page.getByRole('navigation', { name: '工作区' })).toBeVisible();
    });
  },
});
export { expect };

/** Collects what a page complains about. */
function watch(page: Page): readonly string[] {
  const trouble: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`thrown: ${error.message}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A page that is left gives up the answers it was waiting for.
    if (why !== 'net::ERR_ABORTED') trouble.push(`request: ${request.url()} ${why}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== 'blob:' && hostname !== '127.0.0.1') trouble.push(`foreign request: ${request.url()}`);
  });
  return trouble;
}

/** Waits until what opens or closes has come to rest. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const moving = () =>
      document
        .getAnimations()
        .some(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity);
    // What has been asked to open begins to move within two frames.
    for (let still = 0; still < 3; still += 1) {
      if (moving()) still = -1;
      await frame();
    }
  });
}

/**
 * No serious or critical finding of axe-core on what is to be seen now. The page has no frames, so the findings of frames
 * are not gathered in a second page, and only what is wrong is described: the same findings in a third of the time.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await atRest(page);
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`),
    'axe-core',
  ).toEqual([]);
}

/**
 * Types into what has the focus, and waits until it is there: text that no key writes arrives after the keys around it.
 * Whatever was selected is replaced.
 */
export async function type(page: Page, text: string): Promise<void> {
  const field = page.locator(':focus');
  await expect(field).toBeEditable();
  await page.keyboard.type(text);
  // A code is shown in capitals, however it was typed.
  await expect.poll(async () => (await field.inputValue()).slice(-text.length).toLowerCase()).toBe(text.toLowerCase());
}

/** F8 as a person presses it: once the form shows the key, in the dialog where one is open. */
export async function pressSave(page: Page): Promise<void> {
  const dialogs = page.getByRole('dialog');
  const place = (await dialogs.count()) > 0 ? dialogs.last() : page;
  await expect(place.getByText('F8', { exact: true }).last()).toBeVisible();
  await page.keyboard.press('F8');
}

/** A picture for people to look at: `test-results/pictures/NAME.png`. Also checks that nothing scrolls sideways. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  await page.screenshot({ path: `test-results/pictures/${name}.png`, animations: 'disabled' });
  expect(
    await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('main, main *')]
        .filter((element) => {
          const { overflowX } = getComputedStyle(element);
          return element.scrollWidth > element.clientWidth + 1 && ['auto', 'scroll'].includes(overflowX);
        })
        .map((element) => `${element.tagName} ${element.className}`),
    ),
    'nothing scrolls sideways',
  ).toEqual([]);
}

/** Goes on with Tab until it has the focus, as somebody without a mouse. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target}`);
}

const themeWords = { light: '浅色', dark: '深色' } as const;

/** Chooses from a menu by its keys, once it has opened and taken the focus. */
export async function chooseFrom(page: Page, menu: string | RegExp, item: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await expect(page.locator('[role="menuitem"]:focus')).toBeVisible();
  await page.getByRole('menuitem', { name: item }).press('Enter');
}

/** Chooses the appearance by its menu, as a person does. The page is in Chinese. */
export async function chooseTheme(page: Page, theme: keyof typeof themeWords): Promise<void> {
  await chooseFrom(page, '外观', themeWords[theme]);
  await expect(page.locator(`html[data-theme="${theme}"]`)).toBeAttached();
  await expect(page.getByRole('menuitem')).toHaveCount(0);
}

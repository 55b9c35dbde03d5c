export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The size the screens are designed for. */
const designed = { width: 1366, height: 768 } as const;
export const smallest = { width: 1024, height: 640 } as const;

const isRectangle = (value: unknown): value is Rectangle =>
  typeof value === 'object' &&
  value !== null &&
  ['x', 'y', 'width', 'height'].every((key) => Number.isSafeInteger(Reflect.get(value, key)));

const overlap = (a: Rectangle, b: Rectangle): { readonly width: number; readonly height: number } => ({
  width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
  height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
});

/**
 * Where the window opens: where it was, if enough of its title bar can be reached on a display that is still there;
 * else the designed size, or what fits, in the middle of the first display.
 *
 * @param remembered what the preferences file holds, which anybody may have edited
 * @param displays work areas, the primary display first
 */
export function windowBounds(remembered: unknown, displays: readonly Rectangle[]): Rectangle {
  const home = displays[0] ?? { x: 0, y: 0, ...designed };
  if (isRectangle(remembered) && remembered.width >= smallest.width && remembered.height >= smallest.height) {
    const titleBar = { ...remembered, height: 32 };
    const reachable = displays.some((display) => {
      const seen = overlap(titleBar, display);
      return seen.width >= 200 && seen.height >= 16;
    });
    const fits = displays.some((display) => remembered.width <= display.width && remembered.height <= display.height);
    if (reachable && fits) {
      const { x, y, width, height } = remembered;
      return { x, y, width, height };
    }
  }
  const width = Math.min(designed.width, home.width);
  const height = Math.min(designed.height, home.height);
  return {
    x: home.x + Math.floor((home.width - width) / 2),
    y: home.y + Math.floor((home.height - height) / 2),
    width,
    height,
  };
}

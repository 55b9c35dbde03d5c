import type { Story } from './story.ts';

type Happening = () => void | Promise<void>;

/** What happens in a sample branch, told in the order of days. What has been told may lead to more, never to what is past. */
export class Chronicle {
  readonly #story: Story;
  readonly #waiting: { readonly ago: number; readonly hour: number; readonly happen: Happening }[] = [];
  #told = Number.POSITIVE_INFINITY;

  constructor(story: Story) {
    this.#story = story;
  }

  /** @param ago days before today; @param hour of the day in Shanghai, 9.5 for half past nine. */
  on(ago: number, hour: number, happen: Happening): this {
    if (ago > this.#told) throw new Error(`day -${ago} has been told already`);
    this.#waiting.push({ ago, hour, happen });
    return this;
  }

  async tell(): Promise<void> {
    for (;;) {
      this.#waiting.sort((a, b) => b.ago - a.ago || a.hour - b.hour);
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#told = next.ago;
      this.#story.goTo(next.ago, next.hour);
      await next.happen();
    }
  }
}

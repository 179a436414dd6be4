/** So long a usable copy does without the source, and so long is waited where there is none. */
const withCopySeconds = 60;
const withoutSeconds = 5;

/**
 * Whether it is time to start again, to mount the folder that has taken the place of a removed one. Not at once: from
 * in here nobody sees whether it is there yet, and a container whose folder is missing cannot be started. While the
 * copy is usable there is less haste.
 */
export class Patience {
  readonly #mostSeconds: number;
  readonly #now: () => number;
  #since: number | undefined;

  constructor(mostSeconds: number, now: () => number = () => performance.now()) {
    this.#mostSeconds = mostSeconds;
    this.#now = now;
  }

  /** Once a second. */
  isOver(stale: boolean, usable: boolean): boolean {
    if (!stale) {
      this.#since = undefined;
      return false;
    }
    this.#since ??= this.#now();
    const seconds = Math.min(usable ? withCopySeconds : withoutSeconds, this.#mostSeconds);
    return this.#now() - this.#since >= seconds * 1000;
  }
}

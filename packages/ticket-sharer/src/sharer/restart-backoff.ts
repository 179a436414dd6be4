/** How long to wait for a removed source folder while the copy is usable, and while it is not. */
const withCopySeconds = 60;
const withoutCopySeconds = 5;

/**
 * Whether it is time to exit, so that the container's restart mounts the folder that replaced a removed one. Not at
 * once: a container whose folder is missing cannot start, and from inside nobody sees whether the folder is back.
 */
export class RestartBackoff {
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
    const seconds = Math.min(usable ? withCopySeconds : withoutCopySeconds, this.#mostSeconds);
    return this.#now() - this.#since >= seconds * 1000;
  }
}

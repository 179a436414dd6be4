/** How much a file of the image may unpack to, all its archives together. */
export class Budget {
  constructor(private left: number) {}

  /** What a single step may give; a decoder that writes more fails. */
  get most(): number {
    return Math.max(1, Math.min(this.left, 512 * 1024 * 1024));
  }

  spend(bytes: number): void {
    this.left -= bytes;
    if (this.left <= 0) throw new TooLarge();
  }
}

export class TooLarge extends Error {
  constructor() {
    super("unpacks to more than the scan takes in");
  }
}

/** Made-up values from a seed, so that a test's failure can be repeated. */
export class Values {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761 + 12345) >>> 0;
  }

  /** Mulberry32. */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.random() * items.length)] ?? items[0];
  }

  text(length: number, alphabet = letters + digits): string {
    return Array.from({ length }, () => alphabet[Math.floor(this.random() * alphabet.length)]).join("");
  }

  hex(length: number): string {
    return this.text(length, "0123456789abcdef");
  }

  base64(bytes: number): string {
    return Buffer.from(Array.from({ length: bytes }, () => Math.floor(this.random() * 256))).toString(
      "base64",
    );
  }

  base64url(bytes: number): string {
    return this.base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }

  /** As people and password managers make them. */
  password(): string {
    const word = this.pick([
      "Sommer",
      "winter",
      "Blaubeere",
      "harbor",
      "Otter",
      "quartz",
      "Lantern",
      "pinguin",
    ]);
    return this.pick([
      () => `${word}-${this.text(2, digits)}-${this.text(4, letters.toLowerCase())}`,
      () => `${word}${this.text(4, digits)}!`,
      () => this.text(16),
      () => `${this.text(6)}_${this.text(6)}${this.text(2, digits)}x`,
      () => `${this.text(5)}7${this.text(5)}+${this.text(3)}`,
    ])();
  }

  /** A password that an address takes as it is. */
  plain(): string {
    return `${this.text(11)}${this.text(2, digits)}`;
  }

  user(): string {
    return this.pick(["etl", "svc_airflow", "dwh_load", "report", "anna.berg"]);
  }

  host(): string {
    return this.pick(["db01.bank.local", "dwh.company.net", "10.20.30.40", "sql-prod-2.corp.internal"]);
  }
}

export const digits = "0123456789";
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Person } from "./person.ts";

/** A person's clone of the company's fork, in which they set up and build Layer 1. */
export class Clone {
  readonly folder: string;

  constructor(person: Person) {
    this.folder = join(person.home, "airflow-data-platform-fork", "layer1-base-image");
  }

  path(...path: string[]): string {
    return join(this.folder, ...path);
  }

  /** Edits a file. Fails when the edit changes nothing. */
  edit(path: string, change: (text: string) => string): void {
    const before = readFileSync(this.path(path), "utf8");
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(this.path(path), after);
  }

  /** Sets a variable in .env. */
  set(name: string, value: string): void {
    this.edit(".env", (text) => text.replace(new RegExp(`^${name}=.*$`, "m"), `${name}=${value}`));
  }
}

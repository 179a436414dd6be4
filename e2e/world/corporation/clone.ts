import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Person } from "./person.ts";

/** Where somebody sets Layer 1 up and builds it: in their clone of the company's fork. */
export class Clone {
  readonly folder: string;

  constructor(person: Person) {
    this.folder = join(person.home, "airflow-data-platform-fork", "layer1-base-image");
  }

  path(...path: string[]): string {
    return join(this.folder, ...path);
  }

  /** Changes a file as its editor would; the change must be one. */
  edit(path: string, change: (text: string) => string): void {
    const before = readFileSync(this.path(path), "utf8");
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(this.path(path), after);
  }

  /** Gives a setting of .env its value. */
  set(name: string, value: string): void {
    this.edit(".env", (text) => text.replace(new RegExp(`^${name}=.*$`, "m"), `${name}=${value}`));
  }
}

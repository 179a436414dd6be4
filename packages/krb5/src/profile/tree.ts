/** `name = value`. */
export interface Relation {
  readonly name: string;
  readonly value: string;
  /** Marked by `name* = value`: later files have no say. */
  readonly final: boolean;
}

/** `[name]` or `name = { ... }`. Sections of one name in one file are one section. */
export class Section {
  final = false;
  readonly relations: Relation[] = [];
  readonly sections: Section[] = [];

  constructor(readonly name: string) {}

  /** The subsection of that name, made where there is none. */
  open(name: string): Section {
    const existing = this.find(name);
    if (existing !== undefined) return existing;
    const section = new Section(name);
    this.sections.push(section);
    return section;
  }

  find(name: string): Section | undefined {
    return this.sections.find((section) => section.name === name);
  }
}

/** The configuration of all files in KRB5_CONFIG, in their order: the first file that has a value wins. */
export class Profile {
  constructor(
    /** A root section for each file, its includes merged in. */
    readonly files: readonly Section[],
  ) {}

  /** All values of `name` under the sections, such as ("libdefaults", "default_realm"), most important first. */
  values(...path: readonly [string, ...string[]]): string[] {
    const sections = path.slice(0, -1);
    const name = path[path.length - 1];
    const values: string[] = [];
    for (const root of this.files) {
      let final = false;
      let section: Section | undefined = root;
      for (const step of sections) {
        section = section.find(step);
        if (section === undefined) break;
        final ||= section.final;
      }
      const found: Relation[] = section?.relations.filter((relation) => relation.name === name) ?? [];
      values.push(...found.map(({ value }) => value));
      if (final || found.some((relation) => relation.final)) break;
    }
    return values;
  }

  /** The value that counts, as libkrb5 reads it: the first. */
  value(...path: readonly [string, ...string[]]): string | undefined {
    return this.values(...path)[0];
  }
}

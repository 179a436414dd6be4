import { satisfies, validRange } from "@renovatebot/pep440";

/** A line of requirements.txt: https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
export interface Requirement {
  /** The first is 1. */
  readonly line: number;
  /** Normalised as an index has it (PEP 503). */
  readonly name: string;
  readonly extras: readonly string[];
  /** ">=2,<3"; empty for any version. */
  readonly specifier: string;
  /** As it stands, without its comment. */
  readonly text: string;
}

/** The requirements of a file that an index answers: no addresses, no paths, no options. */
export function requirementsOf(text: string): Requirement[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const text = whole.replace(/(^|\s)#.*$/, "").trim();
    const found = /^([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?\s*\(?([^;@()\\]*)\)?\s*(?:;.*)?(?:\\)?$/.exec(
      text.replace(/\s--hash=\S+/g, ""),
    );
    const specifier = found?.[3]?.trim() ?? "";
    if (found === null || (specifier !== "" && !validRange(specifier))) return [];
    return [
      {
        line: index + 1,
        name: normalised(found[1] ?? ""),
        extras: (found[2] ?? "")
          .split(",")
          .map((extra) => extra.trim())
          .filter((extra) => extra !== ""),
        specifier,
        text,
      },
    ];
  });
}

export function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/** Whether a version is one that a requirement asks for; an unreleased one counts, as for pip where it is installed. */
export function fits({ specifier }: Requirement, version: string): boolean {
  return specifier === "" || satisfies(version, specifier, { prereleases: true });
}

/** Packages that the datakit lets change: `# layer1: unpin NAME...`, as Layer 1's keep-layer1 reads it. */
export function unpinned(text: string): Set<string> {
  const names = [...text.matchAll(/^#\s*layer1:\s*unpin\s+(.+)$/gm)].flatMap(([, list = ""]) =>
    list.split(/[\s,]+/),
  );
  return new Set(names.filter((name) => name !== "").map(normalised));
}

import { readFileSync } from "node:fs";
import { type AirflowLine, normalised, pins } from "../lines.ts";

/** A line of a datakit's requirements about a package that Airflow's lock pins. */
interface Conflict {
  readonly file: string;
  /** "pydantic<2" */
  readonly asked: string;
  /** "pydantic==2.14.3" */
  readonly pinned: string;
}

/** Where the files ask for another version, by number, of what the lock pins. */
export function conflictsIn(files: readonly string[], line: AirflowLine): Conflict[] {
  const locked = pins(line.lock);
  return files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((text) => {
        const asked = text.replace(/\s+(#|--hash).*$/, "").trim();
        const match = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*((?:[<>=!~]|@).*)$/.exec(asked);
        const name = normalised(match?.[1] ?? "");
        const versions = locked.get(name);
        if (match === null || versions === undefined) return [];
        const pinned = versions.map((version) => `${name}==${version}`);
        return versions.some((version) => match[2]?.trim() === `==${version}`)
          ? []
          : [{ file, asked, pinned: pinned.join(" or ") }];
      }),
  );
}

import type { Layer1Contents } from "../../layer1/index.ts";
import { fits, normalised, requirementsOf } from "../requirements.ts";

interface Shortened {
  readonly text: string;
  readonly notes: readonly { readonly line: number; readonly why: string }[];
}

/** requirements.txt without what Layer 1 brings in a version that fits; `more` came from the Dockerfile. */
export function shortenRequirements(
  text: string,
  more: readonly string[],
  layer1: Layer1Contents,
): Shortened {
  const whole = withMore(
    text,
    more.filter((one) => !requirementsOf(text).some(({ name }) => name === requirementsOf(one)[0]?.name)),
  );
  const notes: { line: number; why: string }[] = [];
  const gone = new Set<number>();
  for (const one of requirementsOf(whole)) {
    const version = layer1.python.get(one.name);
    const extras = one.extras.map((extra) => `apache-airflow-providers-${normalised(extra)}`);
    if (one.name === "apache-airflow") {
      const missing = extras.filter((provider) => !layer1.python.has(provider));
      gone.add(one.line);
      notes.push({
        line: one.line,
        why: `${one.text}: Airflow is Layer 1's${missing.length === 0 ? "" : `; add what you use of ${missing.join(", ")}`}`,
      });
    } else if (version === undefined) {
      // Not Layer 1's: the datakit's own.
    } else if (version === null) {
      gone.add(one.line);
      notes.push({ line: one.line, why: `${one.text}: Layer 1 brings it (its version is not known here)` });
    } else if (fits(one, version)) {
      gone.add(one.line);
      notes.push({ line: one.line, why: `${one.text}: Layer 1 brings ${version}` });
    } else if (layer1.kept.has(one.name)) {
      gone.add(one.line);
      notes.push({
        line: one.line,
        why: `${one.text}: Layer 1 has ${version} and keeps it; test with that, or see ADP-L1-080`,
      });
    }
  }
  return { text: without(whole, gone), notes };
}

/** packages.txt without Layer 1's. */
export function shortenPackages(text: string, more: readonly string[], layer1: Layer1Contents): Shortened {
  const there = new Set(text.split(/\r?\n/).map(nameOf));
  const whole = withMore(
    text,
    more.filter((name) => !there.has(name)),
  );
  const notes: { line: number; why: string }[] = [];
  const gone = new Set<number>();
  for (const [index, line] of whole.split(/\r?\n/).entries()) {
    const name = nameOf(line);
    if (!layer1.debian.has(name)) continue;
    gone.add(index + 1);
    notes.push({ line: index + 1, why: `${name}: Layer 1 brings it` });
  }
  return { text: without(whole, gone), notes };
}

function nameOf(line: string): string {
  return line.replace(/#.*/, "").replace(/=.*/, "").trim();
}

function withMore(text: string, more: readonly string[]): string {
  const added = [...new Set(more)].map((one) => `${one}\n`).join("");
  return added === "" ? text : `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${added}`;
}

function without(text: string, gone: ReadonlySet<number>): string {
  // A continued line, such as a hash, goes with the one above it.
  let dropped = false;
  let continued = false;
  return text
    .split(/(?<=\n)/)
    .filter((line, index) => {
      dropped = continued ? dropped : gone.has(index + 1);
      continued = /\\\r?\n?$/.test(line);
      return !dropped;
    })
    .join("");
}

import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { en } from "zod/locales";
import type * as z from "zod/mini";
import { nearest } from "../kernel/nearest.ts";
import { allowedKeys } from "./schema-words.ts";

/** A mistake in a YAML file: the line, and a sentence. */
export interface Mistake {
  readonly line: number;
  readonly text: string;
}

export interface YamlFile {
  readonly value: unknown;
  /** The line of a node; of the nearest that there is above it. Lines count from 1. */
  lineOf(path: readonly PropertyKey[]): number;
}

const messages = en().localeError;

/** Reads YAML. Mistakes name the line, and never repeat it: it could hold a password. */
export function readYaml(text: string): YamlFile | { readonly mistakes: readonly Mistake[] } {
  const lines = new LineCounter();
  // `strict` refuses a key that stands twice; merge keys and custom tags have no use here.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  if (document.errors.length > 0)
    return {
      mistakes: document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        text: `this is not valid YAML (${error.code.toLowerCase().replaceAll("_", " ")})`,
      })),
    };
  return { value: document.toJS({ maxAliasCount: 20 }), lineOf: (path) => lineOf(document, lines, path) };
}

/** What does not fit the schema, each with its line, what is allowed, and the word that was probably meant. */
export function mistakesOf<Schema extends z.ZodMiniType>(
  file: YamlFile,
  schema: Schema,
): { data: z.output<Schema> } | { mistakes: Mistake[] } {
  const { data, error } = schema.safeParse(file.value, { error: messages });
  if (error === undefined) return { data: data as z.output<Schema> };
  return { mistakes: error.issues.flatMap((issue) => mistakes(issue, file, schema)) };
}

function mistakes(issue: z.core.$ZodIssue, file: YamlFile, schema: z.core.$ZodType): Mistake[] {
  const place = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const allowed = allowedKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const meant = nearest(key, allowed);
      const hint = meant === undefined ? `Allowed here: ${allowed.join(", ")}.` : `Did you mean ${meant}?`;
      return {
        line: file.lineOf([...issue.path, key]),
        text: `${place === "" ? "" : `${place}: `}unknown setting "${key}". ${hint}`,
      };
    });
  }
  if (issue.code === "invalid_value") {
    const given = valueAt(file.value, issue.path);
    const allowed = issue.values.map(String);
    const meant = typeof given === "string" ? nearest(given, allowed) : undefined;
    return [
      {
        line: file.lineOf(issue.path),
        text: `${place}: allowed are ${allowed.join(", ")}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
      },
    ];
  }
  const missing = issue.code === "invalid_type" && valueAt(file.value, issue.path) === undefined;
  const said = issue.code === "invalid_format" ? `it must be ${issue.message}` : issue.message;
  return [
    {
      line: file.lineOf(missing ? issue.path.slice(0, -1) : issue.path),
      text: missing ? `${place} is missing.` : `${place === "" ? "the file" : place}: ${said}.`,
    },
  ];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let line = 1;
  let node: unknown = document.contents;
  for (const key of path.map(String)) {
    const pair = isMap(node)
      ? node.items.find((one) => isScalar(one.key) && String(one.key.value) === key)
      : undefined;
    const [place, below] = isSeq(node)
      ? [node.items[Number(key)], node.items[Number(key)]]
      : [pair?.key, pair?.value];
    if (!isNode(place)) break;
    if (place.range) line = lines.linePos(place.range[0]).line;
    node = below;
  }
  return line;
}

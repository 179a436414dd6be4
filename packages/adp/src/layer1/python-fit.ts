import { join } from "node:path";
import * as z from "zod/mini";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { readIfPresent, writeAtomic } from "../kernel/files.ts";
import { tryJson } from "../kernel/json.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { askInside } from "./inside.ts";

/** What decides whether a module that one image compiles can be loaded in another. */
interface PythonFacts {
  /** Major and minor. */
  readonly python: string;
  readonly libc: string;
  readonly machine: string;
}

const pythonFactsSchema = z.object({ python: z.string(), libc: z.string(), machine: z.string() });
const knownSchema = z.record(z.string(), pythonFactsSchema);

/** Asks an image's Python; the answer is kept by the image's id, since an image never changes. */
export async function pythonFacts(
  docker: Docker,
  image: ImageFacts,
  stateFolder: string,
): Promise<PythonFacts | undefined> {
  const path = join(stateFolder, "pythons.json");
  // A damaged memory is asked for again.
  const known = tryJson(readIfPresent(path) ?? "{}", knownSchema) ?? {};
  const remembered = known[image.id];
  if (remembered !== undefined) return remembered;
  const facts = await askInside({ docker, image, program: "python-facts.py", schema: pythonFactsSchema });
  // An image without a Python cannot compile anything: the caller says so.
  if (facts instanceof ProcessFailure) return undefined;
  writeAtomic(path, JSON.stringify({ ...known, [image.id]: facts }));
  return facts;
}

/** Why what `from` compiles would not load in `into`; undefined where it does. */
export function misfit(from: PythonFacts | undefined, into: PythonFacts | undefined): string | undefined {
  if (from === undefined) return "it has no python3";
  if (into === undefined) return "the Runtime has no python3";
  if (from.python !== into.python) return `it has Python ${from.python}, the Runtime ${into.python}`;
  if (from.machine !== into.machine) return `it is for ${from.machine}, the Runtime for ${into.machine}`;
  if (from.libc === "" || into.libc === "") return "one of them has no GNU C library";
  const [a, b] = [from.libc, into.libc].map((text) => text.split(".").map(Number));
  const newer = (a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0);
  return newer > 0 ? `its C library ${from.libc} is newer than the Runtime's ${into.libc}` : undefined;
}

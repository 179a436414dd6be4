import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { quoted } from "@airflow-data-platform/cli-kit";

/** The root of the clone that this program belongs to: the folder above packages/adp. */
export function platformRoot(from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(realpathSync(from)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "packages", "adp", "package.json"))) return folder;
    if (dirname(folder) === folder) throw new Error(`no platform clone above ${from}`);
  }
}

/** The user's home folder. An empty HOME counts as unset; then the system's user database says it. */
export function userHome(env: NodeJS.ProcessEnv = process.env): string {
  return env.HOME || userInfo().homedir;
}

/** The bundle that users start. */
export function bundlePath(root = platformRoot()): string {
  return join(root, "packages", "adp", "dist", "adp.mjs");
}

/** A path as it is typed here: from the current folder, or whole where that is shorter. */
export function shownPath(path: string, cwd = process.cwd()): string {
  const [whole, fromHere] = [resolve(cwd, path), relative(cwd, path) || "."];
  return fromHere.length <= whole.length ? fromHere : whole;
}

/** What to type for an adp command here: `adp ...` where PATH leads to this clone, the bundle by its path otherwise. */
export function typed(args: string, cwd = process.cwd(), path = process.env.PATH ?? ""): string {
  const bundle = bundlePath();
  for (const folder of path.split(delimiter).filter((entry) => entry !== "")) {
    const candidate = join(folder, "adp");
    try {
      accessSync(candidate, constants.X_OK);
    } catch {
      // No program of that name in this folder: the next one of PATH.
      continue;
    }
    if (realpathSync(candidate) === realpathSync(bundle)) return `adp ${args}`.trimEnd();
    break;
  }
  const inside = !relative(platformRoot(), resolve(cwd)).startsWith("..");
  return `node ${quoted(inside ? relative(resolve(cwd), bundle) : bundle)} ${args}`.trimEnd();
}

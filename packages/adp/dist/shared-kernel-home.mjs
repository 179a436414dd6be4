import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  quoted
} from "./shared-cli-kit-src-bounded-log.mjs";

// packages/adp/src/kernel/home.ts
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
function platformRoot(from = fileURLToPath(import.meta.url)) {
  for (let folder = dirname(realpathSync(from)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "packages", "adp", "package.json"))) return folder;
    if (dirname(folder) === folder) throw new Error(`no platform clone above ${from}`);
  }
}
function userHome(env = process.env) {
  return env.HOME || userInfo().homedir;
}
function bundlePath(root = platformRoot()) {
  return join(root, "packages", "adp", "dist", "adp.mjs");
}
function typed(args, cwd = process.cwd(), path = process.env.PATH ?? "") {
  let bundle = bundlePath();
  for (let folder of path.split(delimiter).filter((entry) => entry !== "")) {
    let candidate = join(folder, "adp");
    try {
      accessSync(candidate, constants.X_OK);
    } catch {
      continue;
    }
    if (realpathSync(candidate) === realpathSync(bundle)) return `adp ${args}`.trimEnd();
    break;
  }
  let inside = !relative(platformRoot(), resolve(cwd)).startsWith("..");
  return `node ${quoted(inside ? relative(resolve(cwd), bundle) : bundle)} ${args}`.trimEnd();
}

export {
  platformRoot,
  userHome,
  bundlePath,
  typed
};

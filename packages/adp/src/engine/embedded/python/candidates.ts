import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

/** Where a Python may be, in the order to try. Nothing is run here. */
export function candidates(minors: readonly string[], env: NodeJS.ProcessEnv = process.env): string[] {
  const folders = searchFolders(env);
  const kept = [...pyenvPythons(env), ...uvPythons(env)];
  const found = minors.flatMap((minor) => [
    ...folders.flatMap((folder) => executable(join(folder, `python${minor}`))),
    ...kept.filter((python) => python.minor === minor).map((python) => python.path),
  ]);
  const plain = ["python3", "python"].flatMap((name) =>
    folders.flatMap((folder) => executable(join(folder, name))),
  );
  return [...new Set([...found, ...plain])];
}

/** Every Python 3 that can be found, fit or not: for a message that names them. */
export function everyCandidate(env: NodeJS.ProcessEnv = process.env): string[] {
  const folders = searchFolders(env);
  const onPath = folders.flatMap((folder) =>
    list(folder)
      .filter((name) => /^python(3(\.\d+)?)?$/.test(name))
      .flatMap((name) => executable(join(folder, name))),
  );
  const kept = [...pyenvPythons(env), ...uvPythons(env)].map((python) => python.path);
  return [...new Set([...onPath, ...kept])];
}

/** What a name or path that the user gave leads to. */
export function located(given: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const path = given.startsWith("~/") ? join(env.HOME ?? homedir(), given.slice(2)) : given;
  if (path.includes("/")) return executable(path)[0];
  for (const folder of pathFolders(env)) {
    const found = executable(join(folder, path));
    if (found.length > 0) return found[0];
  }
  return undefined;
}

export function pathFolders(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
}

/** PATH, then where package managers put programs also when a session has no PATH for them. */
function searchFolders(env: NodeJS.ProcessEnv): string[] {
  const usual = process.platform === "darwin" ? ["/opt/homebrew/bin", "/usr/local/bin"] : [];
  return [...new Set([...pathFolders(env), ...usual])];
}

function pyenvPythons(env: NodeJS.ProcessEnv): Kept[] {
  const root = env.PYENV_ROOT ?? join(env.HOME ?? homedir(), ".pyenv");
  return keptIn(join(root, "versions"), /^(\d+\.\d+)\.\d+$/);
}

function uvPythons(env: NodeJS.ProcessEnv): Kept[] {
  const home = env.HOME ?? homedir();
  const root =
    env.UV_PYTHON_INSTALL_DIR ?? join(env.XDG_DATA_HOME ?? join(home, ".local", "share"), "uv", "python");
  return keptIn(root, /^cpython-(\d+\.\d+)\.\d+-/);
}

interface Kept {
  readonly minor: string;
  readonly path: string;
}

/** The Pythons of a manager that keeps each in a folder of its own, the newest patch first. */
function keptIn(root: string, pattern: RegExp): Kept[] {
  return list(root)
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .flatMap((name) => {
      const minor = pattern.exec(name)?.[1];
      return minor === undefined
        ? []
        : executable(join(root, name, "bin", `python${minor}`)).map((path) => ({ minor, path }));
    });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // PATH and the managers' roots name folders that need not be there.
    return [];
  }
}

function executable(path: string): string[] {
  // Without Apple's developer tools this file opens a window that offers them; with them it is a 3.9.
  if (process.platform === "darwin" && /^\/usr\/bin\/python3?$/.test(path)) return [];
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? [path] : [];
  } catch {
    // Not there, or not ours to run.
    return [];
  }
}

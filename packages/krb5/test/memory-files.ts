import type { Files } from "../src/index.ts";

/** A file system in memory: paths with their texts, or with the code of the error that reading them gives. */
export function memoryFiles(files: Readonly<Record<string, string | { readonly code: string }>>): Files {
  const fail = (code: string, path: string) => Object.assign(new Error(`${code}: ${path}`), { code });
  const namesIn = (folder: string) => {
    const prefix = `${folder.replace(/\/+$/, "")}/`;
    const inside = Object.keys(files).filter((path) => path.startsWith(prefix));
    return [...new Set(inside.map((path) => path.slice(prefix.length).split("/")[0] ?? ""))];
  };
  return {
    readText(path) {
      const content = files[path];
      if (typeof content === "string") return content;
      if (content !== undefined) throw fail(content.code, path);
      throw fail(namesIn(path).length > 0 ? "EISDIR" : "ENOENT", path);
    },
    readNames(path) {
      const content = files[path];
      if (content !== undefined) throw fail(typeof content === "string" ? "ENOTDIR" : content.code, path);
      const names = namesIn(path);
      if (names.length === 0) throw fail("ENOENT", path);
      return names;
    },
  };
}

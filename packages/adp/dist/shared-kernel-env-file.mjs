import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/adp/src/kernel/env-file.ts
var EnvFileMistake = class extends Error {
  constructor(line) {
    super(`line ${line} is not NAME=value`);
    this.line = line;
  }
  line;
};
function parseEnvFile(text) {
  let values = {};
  for (let [index, line] of text.replace(/^\uFEFF/, "").split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    let found = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (found === null) throw new EnvFileMistake(index + 1);
    values[found[1] ?? ""] = unquoted(found[2] ?? "");
  }
  return values;
}
function unquoted(value) {
  let inQuotes = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value);
  return inQuotes === null ? value.replace(/(^|\s+)#.*$/, "").trim() : inQuotes[2] ?? "";
}

export {
  EnvFileMistake,
  parseEnvFile
};

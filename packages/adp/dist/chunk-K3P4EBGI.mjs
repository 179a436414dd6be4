import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  ProcessFailure,
  attempt,
  run
} from "./chunk-RXQROTSY.mjs";
import {
  writeAtomic
} from "./chunk-NQUNY6ZP.mjs";
import {
  AdpError,
  Exit,
  defineError,
  reasonOf
} from "./chunk-NWQJSMLS.mjs";
import {
  bundlePath,
  quoted,
  typed
} from "./chunk-HANEP7QR.mjs";

// packages/adp/src/secretscan/hook.ts
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve as resolve2 } from "node:path";

// packages/adp/src/secretscan/errors.ts
var SECRET_FOUND = defineError("ADP-SEC-001", Exit.credential, "A file holds a credential."), NO_REPOSITORY = defineError("ADP-SEC-002", Exit.usage, "This folder is in no git repository."), OTHER_HOOK = defineError("ADP-SEC-003", Exit.usage, "There is another pre-commit hook."), UNREADABLE = defineError("ADP-SEC-004", Exit.usage, "A file cannot be read.");

// packages/adp/src/secretscan/repository.ts
import { resolve } from "node:path";
async function repositoryTop(cwd) {
  let result = await attempt(["git", "rev-parse", "--show-toplevel"], { cwd });
  if (!(result instanceof ProcessFailure)) return result.stdout.trimEnd();
  throw new AdpError(NO_REPOSITORY, {
    what: `${cwd} is in no git repository.`,
    evidence: result.kind === "spawn-failed" ? ["git was not found on PATH"] : result.tail(2),
    next: ["cd into the clone"],
    cause: result
  });
}
async function stagedTexts(cwd) {
  let top = await repositoryTop(cwd), { stdout } = await run(["git", "diff", "--cached", "--name-only", "-z", "--diff-filter=ACMRT"], {
    cwd: top
  }), texts = [];
  for (let path of await withoutExempt(names(stdout), top)) {
    let content = await attempt(["git", "cat-file", "blob", `:${path}`], { cwd: top });
    content instanceof ProcessFailure || texts.push({ path, content: content.stdout });
  }
  return texts;
}
async function repositoryFiles(folder) {
  await repositoryTop(folder);
  let { stdout } = await run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: folder
  });
  return (await withoutExempt(names(stdout), folder)).map((name) => resolve(folder, name));
}
async function withoutExempt(paths, cwd) {
  if (paths.length === 0) return [];
  let input = paths.map((path) => `${path}\0`).join(""), { stdout } = await run(["git", "check-attr", "-z", "--stdin", "secretscan"], { cwd, input }), fields = stdout.split("\0"), exempt = new Set(fields.filter((_, index) => index % 3 === 0 && fields[index + 2] === "unset"));
  return paths.filter((path) => !exempt.has(path));
}
function names(stdout) {
  return [...new Set(stdout.split("\0").filter((name) => name !== ""))];
}

// packages/adp/src/secretscan/hook.ts
var mark = "# Made by adp secrets hook:", hookPath = ["git", "rev-parse", "--git-path", "hooks/pre-commit"], hookOf = (cwd, { stdout }) => resolve2(cwd, stdout.trimEnd());
async function hasHook(cwd) {
  let result = await attempt(hookPath, { cwd });
  if (result instanceof ProcessFailure) return;
  let path = hookOf(cwd, result);
  return existsSync(path) && readFileSync(path, "utf8").includes("secrets scan --staged");
}
async function installHook(cwd) {
  let top = await repositoryTop(cwd), path = hookOf(top, await run(hookPath, { cwd: top })), program = !relative(top, bundlePath()).startsWith("..") ? relative(top, bundlePath()) : bundlePath(), text = `#!/bin/sh
${mark} refuses a commit that holds a credential.
exec node '${program.replaceAll("'", "'\\''")}' secrets scan --staged
`, before = existsSync(path) ? readFileSync(path, "utf8") : void 0;
  if (before !== void 0 && !before.includes(mark))
    throw new AdpError(OTHER_HOOK, {
      what: `${path} is another pre-commit hook, and stays as it is.`,
      next: [`add this line to it: ${typed("secrets scan --staged", top)} || exit 1`]
    });
  return before !== text && (mkdirSync(dirname(path), { recursive: !0 }), writeAtomic(path, text), chmodSync(path, 493)), { path, changed: before !== text };
}

// packages/adp/src/secretscan/scan.ts
import { existsSync as existsSync2, lstatSync, readFileSync as readFileSync2, statSync } from "node:fs";
import { dirname as dirname2, relative as relative2, resolve as resolve3 } from "node:path";

// packages/adp/src/secretscan/found.ts
function foundError(definition, found, { why, next }) {
  let [first] = found, more = new Set(found.map(({ path, line }) => `${path}:${line}`)).size - 1, others = more === 0 ? "" : more === 1 ? ", and there is one more" : `, and there are ${more} more`;
  return new AdpError(definition, {
    what: `${first.path} holds a credential in line ${first.line}${others}.`,
    why,
    evidence: found.slice(0, 20).map((one) => `${one.path}:${one.line}  ${one.what}`),
    next: [
      "take it out; logins belong into ~/.netrc, ~/.config/uv/uv.toml with UV_INDEX_*, or docker login",
      "it may be known to others already: replace it at its source",
      ...next
    ]
  });
}
function isFound(findings) {
  return findings.length > 0;
}

// packages/adp/src/secretscan/rules.ts
var rules = [
  {
    id: "private-key",
    what: "a private key",
    hints: ["private key-----"],
    // What follows must be a key's beginning: source code names this line as well.
    pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*(?:(?:Proc-Type|DEK-Info|Version|Comment):[^\n]*\s+)*(?<value>[A-Za-z0-9+/=]{40,})/g
  },
  {
    id: "netrc",
    what: "a login in netrc's form",
    hints: ["password", "passwd"],
    pattern: /\b(?:machine\s+\S+|default)\s+(?:login|user)\s+\S+\s+(?:account\s+\S+\s+)?password\s+(?<value>\S+)/g
  },
  {
    id: "uri-login",
    what: "a user and a password in an address",
    hints: ["://"],
    pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/@:"'`<>{}()[\]]{0,80}:(?<value>[^\s/@:"'`<>{}()[\]\\]{4,200})@[a-z0-9[]/gi
  },
  {
    id: "odbc-password",
    what: "a password in an ODBC connection string",
    hints: ["pwd=", "password="],
    pattern: /(?:\bDRIVER|\bSERVER|\bDSN|\bUID|\bUser Id|\bTrusted_Connection)\s*=[^\n"']{0,200}?;\s*(?:PWD|Password)\s*=\s*(?:\{(?<braced>[^}\n]{4,200})\}|(?<value>[^;\s"'}{$<>]{4,200}))/gi
  },
  {
    id: "uv-index-password",
    what: "the password of a uv index",
    hints: ["uv_index_", "uv_publish_", "pip_password", "twine_password"],
    pattern: /\b(?:UV_INDEX_[A-Z0-9_]+_PASSWORD|UV_PUBLISH_(?:PASSWORD|TOKEN)|TWINE_PASSWORD)\s*[=:]\s*["']?(?<value>[^\s"'$<{]{4,200})/g
  },
  {
    id: "artifactory",
    what: "an Artifactory API key or token",
    hints: ["akcp", "cmvmdgtu", "eyj2zxi"],
    pattern: /\b(?<value>AKCp[0-9A-Za-z]{60,100}|cmVmdGtu[A-Za-z0-9+/=]{48,100}|eyJ2ZXIiOi[\w-]{50,}\.[\w-]{20,}\.[\w-]{20,})/g
  },
  {
    id: "docker-login",
    what: "a docker login",
    hints: ['"auth"', '"identitytoken"'],
    pattern: /"(?:auth|identitytoken)"\s*:\s*"(?<value>[A-Za-z0-9+/=_.-]{8,})"/g
  },
  {
    id: "airflow-connection",
    what: "a password in an Airflow connection",
    hints: ["conn_type", "airflow_conn_"],
    pattern: /(?:^|\n)(?=[^\n]*\bpassword\b)[ \t]*["']?password["']?\s*:\s*["']?(?<value>[^\s"',{}$<]{4,200})(?=[\s\S]{0,400}conn_type)|conn_type(?:[^\n]*\n){0,12}?\s*["']?password["']?\s*:\s*["']?(?<value2>[^\s"',{}$<]{4,200})/g
  },
  {
    id: "airflow-fernet",
    what: "Airflow's Fernet key",
    hints: ["fernet_key"],
    pattern: /fernet_key\s*[=:]\s*["']?(?<value>[A-Za-z0-9_-]{43}=)/gi
  },
  {
    id: "npm-token",
    what: "a login of an npm registry",
    hints: ["_authtoken", "_password", ":_auth"],
    pattern: /\/\/[^\s:]+\/:_(?:authToken|password|auth)\s*=\s*(?<value>[^\s${]{8,})/g
  }
], placeholders = [
  /^(?:pass(?:word|wd|phrase)?|pwd|secret|token|changeme|change-me|example|mypassword|mysecret|my-?token|your[\w-]*|user(?:name)?|xxx+|\*+|\.\.\.|tiger|hunter2|foo(?:bar)?|bar|baz|test(?:ing)?|dummy|none|null|postgres|airflow|root|admin|guest|null|p4ssw0rd|passw0rd|redacted|hidden|str|string|port|pw)\d{0,3}$/i,
  /^[<${%[]|[>}\]%]$|\$\{|\{\{|%\(|^%s$|^\.{3}/
];
function isPlaceholder(value) {
  let text = value.replace(/[.,;)\]`"']+$/, "");
  return placeholders.some((pattern) => pattern.test(text)) || /^(.)\1*$/.test(text);
}

// packages/adp/src/secretscan/scan-text.ts
async function scanTexts(texts) {
  let found = [];
  for (let text of texts) found.push(...scanOwn(text), ...await scanSecretlint(text));
  return found;
}
function scanOwn({ path, content }) {
  let lower = content.toLowerCase(), found = [];
  for (let rule of rules)
    if (rule.hints.some((hint) => lower.includes(hint)))
      for (let match of content.matchAll(rule.pattern)) {
        let value = match.groups?.value ?? match.groups?.value2 ?? match.groups?.braced ?? "";
        if (value === "" || isPlaceholder(value)) continue;
        let at = match.index + Math.max(match[0].lastIndexOf(value), 0);
        found.push({ path, line: lineOf(content, at), rule: rule.id, what: rule.what });
      }
  return found;
}
async function scanSecretlint({ path, content }) {
  let { lintSource } = await import("./module-J32M5CSF.mjs"), { creator } = await import("./module-BLIS5KEX.mjs");
  return (await lintSource({
    source: { filePath: path, content, ext: /\.[^./]*$/.exec(path)?.[0] ?? "", contentType: "text" },
    options: {
      maskSecrets: !0,
      config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, rules: [] }] }
    }
  })).messages.filter((message) => message.type === "message").filter((message) => !isPlaceholder(passwordIn(content.slice(...message.range)))).map((message) => ({
    path,
    line: message.loc.start.line,
    rule: String(message.ruleId).replace("@secretlint/secretlint-rule-", ""),
    what: words(message.message)
  }));
}
function passwordIn(text) {
  return /:\/\/[^:/@\s]*:([^@\s]*)@/.exec(text)?.[1] ?? text;
}
function words(message) {
  return `secretlint: ${message.split(`
`)[0]?.replace(/[:(].*$/, "").trim() ?? message}`;
}
function lineOf(content, at) {
  let line = 1;
  for (let index = content.indexOf(`
`); index >= 0 && index < at; index = content.indexOf(`
`, index + 1))
    line++;
  return line;
}

// packages/adp/src/secretscan/scan.ts
async function scanForSecrets({ cwd, paths, staged, again }) {
  let readable = (staged ? await stagedTexts(cwd) : await readTexts(cwd, paths, again)).filter(({ content }) => !content.includes("\0")), found = await scanTexts(readable);
  if (!isFound(found)) return readable.length;
  throw foundError(SECRET_FOUND, found, {
    why: staged ? "What is committed stays in the history, also when it is removed later." : `It is ${found[0].what}.`,
    next: [
      "PATTERN -secretscan   as a line of .gitattributes, where it is made up for a test",
      staged ? `git add ${found[0].path}   and commit again` : again
    ]
  });
}
async function readTexts(cwd, paths, again) {
  let files = [];
  for (let path of paths.length === 0 ? ["."] : paths) {
    let full = resolve3(cwd, path);
    isFolder(full, again) ? files.push(...await repositoryFiles(full)) : files.push(full);
  }
  return files.flatMap((file) => lstatSync(file, { throwIfNoEntry: !1 })?.isFile() ? [{ path: relative2(cwd, file), content: readFileSync2(file, "utf8") }] : []);
}
function isFolder(path, again) {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new AdpError(UNREADABLE, {
      what: `${path} cannot be read.`,
      why: reasonOf(error),
      next: isMissing(error) ? [
        `ls ${quoted(nearest(path))}   shows what is there`,
        `${typed("secrets scan")}   looks at the repository's files below this folder`
      ] : [`ls -ld ${quoted(path)}   shows who may read it`, again],
      cause: error
    });
  }
}
function isMissing(error) {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
function nearest(path) {
  let above = dirname2(path);
  return existsSync2(above) ? above : nearest(above);
}

export {
  foundError,
  isFound,
  hasHook,
  installHook,
  scanTexts,
  scanOwn,
  scanForSecrets
};

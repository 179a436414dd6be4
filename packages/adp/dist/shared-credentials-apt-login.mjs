import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  array,
  boolean,
  nullish,
  object,
  optional,
  record,
  string
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  ProcessFailure,
  attempt,
  checkJson,
  checkValue,
  readIfPresent
} from "./shared-npm-commander-esm.mjs";
import {
  AdpError,
  Exit,
  Secret,
  act,
  again,
  defineErrors,
  either,
  errnoOf,
  reasonOf,
  run,
  shell
} from "./shared-commands-list.mjs";
import {
  TomlError,
  parse
} from "./shared-npm-smol-toml-dist-date.mjs";

// packages/adp/src/credentials/errors.ts
var errors = defineErrors({
  PY_SETTINGS: ["ADP-PY-006", Exit.platform, "A settings file of uv or pip cannot be read."],
  NETRC: ["ADP-CRED-001", Exit.credential, "The netrc file has a mistake."],
  NETRC_CHARACTER: [
    "ADP-CRED-002",
    Exit.credential,
    "A password has a character that apt's login file cannot contain."
  ],
  PIP_CONF: ["ADP-CRED-003", Exit.platform, "A pip.conf has a mistake."],
  DOCKER_CONF: ["ADP-CRED-004", Exit.credential, "The docker client's config.json cannot be read."],
  DOCKER_HELPER: ["ADP-CRED-005", Exit.credential, "Docker's credential helper failed."],
  UNREADABLE: ["ADP-CRED-006", Exit.credential, "This user cannot read a credential file."],
  INDEX_ADDRESS: ["ADP-CRED-007", Exit.credential, "The address of a Python index cannot be read."]
}), { PY_SETTINGS } = errors;

// packages/adp/src/credentials/apt-login.ts
function aptAuth(logins) {
  let lines = logins.map(({ url, login }) => {
    let { protocol, host } = new URL(url);
    if ([login.user, login.password.reveal()].some((value) => /\s/.test(value) || value === ""))
      throw new AdpError(errors.NETRC_CHARACTER, {
        what: `The login for ${host} cannot be passed to apt.`,
        why: `apt splits its login file at every space, and quotes do not help. The login is from ${login.place}.`,
        next: [act("ask for a token without spaces"), act(`correct ${login.place}`), again]
      });
    return `machine ${protocol === "http:" ? `http://${host}` : host} login ${login.user} password ${login.password.reveal()}
`;
  });
  return [...new Set(lines)].join("");
}

// packages/adp/src/credentials/docker-config.ts
import { join as join2 } from "node:path";

// packages/adp/src/credentials/text-file.ts
import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
function homeFolder(env) {
  return env.HOME || homedir();
}
function readUserFile(path) {
  try {
    return readIfPresent(path);
  } catch (error) {
    let code = errnoOf(error);
    if (code === "ENOTDIR") return;
    throw new AdpError(errors.UNREADABLE, {
      what: `${path} cannot be read.`,
      why: code === "EISDIR" ? "It is a folder." : reasonOf(error),
      next: [
        run(shell`ls -ld ${path}`, "shows whose it is"),
        run(shell`chmod u+r ${path}`, "if it is yours"),
        again
      ],
      cause: error
    });
  }
}
function shown(path, env) {
  let inside = relative(homeFolder(env), path);
  return inside.startsWith("..") || inside.startsWith("/") ? path : join("~", inside);
}
function readableByOthers(path) {
  try {
    return (statSync(path).mode & 63) !== 0;
  } catch {
    return !1;
  }
}

// packages/adp/src/credentials/docker-config.ts
var text = nullish(string()), auth = nullish(object({ auth: text, identitytoken: text })), configFile = object({
  auths: nullish(record(string(), auth)),
  credHelpers: nullish(record(string(), string())),
  credsStore: text
}), helperAnswer = object({ Username: text, Secret: text });
function readDockerConfig(env = process.env) {
  let path = join2(env.DOCKER_CONFIG || join2(homeFolder(env), ".docker"), "config.json"), place = shown(path, env), content = readUserFile(path), config = parsed(place, content ?? "{}", configFile);
  return {
    path,
    place,
    present: content !== void 0,
    auths: new Map(Object.entries(config.auths ?? {}).map(([host, one]) => [host, decoded(one)])),
    helpers: new Map(Object.entries(config.credHelpers ?? {})),
    store: config.credsStore || void 0
  };
}
async function dockerLogin(config, registry, env = process.env) {
  let names = namesOf(registry), helper = names.map((name) => config.helpers.get(name)).find((name) => name !== void 0);
  for (let name of names) {
    let found = await askHelper(helper ?? config.store, name, env);
    if (found !== void 0) return found;
  }
  for (let name of names) {
    let auth2 = config.auths.get(name);
    if (auth2 !== void 0) return { ...auth2, place: `${config.place} (in plain text)` };
  }
}
function registryOf(image) {
  let [first = "", ...rest] = image.split("/");
  return rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first : "docker.io";
}
function namesOf(registry) {
  return registry === "docker.io" ? ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"] : [registry, `https://${registry}`, `https://${registry}/v1/`, `https://${registry}/v2/`];
}
async function askHelper(helper, registry, env) {
  if (helper === void 0) return;
  if (!/^[\w.-]+$/.test(helper))
    throw helperFailure(helper, "its name contains characters that no helper has");
  let done = await attempt([`docker-credential-${helper}`, "get"], {
    input: registry,
    env,
    timeoutMs: 2e4
  });
  if (done instanceof ProcessFailure) {
    if (/credentials not found/i.test(done.stdout + done.stderr)) return;
    throw helperFailure(helper, done.kind === "exited" ? done.tail(1).join(" ") : done.message);
  }
  let { Username: user, Secret: value } = parsed(`docker-credential-${helper}`, done.stdout, helperAnswer);
  if (!(typeof user != "string" || !value))
    return { user, password: new Secret(value), place: `docker-credential-${helper}` };
}
function helperFailure(helper, why) {
  return new AdpError(errors.DOCKER_HELPER, {
    what: `docker-credential-${helper} failed.`,
    why: `${why.slice(0, 200)}.`.replace(/\.\.$/, "."),
    next: [
      either(
        run(shell`docker login REGISTRY`, "writes a new login"),
        act(`if ${helper} is not meant, correct "credsStore" or "credHelpers" in docker's config.json`)
      ),
      again
    ]
  });
}
function decoded(found) {
  if (found?.identitytoken) return { user: "<token>", password: new Secret(found.identitytoken) };
  if (!found?.auth) return;
  let login = Buffer.from(found.auth, "base64").toString("utf8"), colon = login.indexOf(":");
  return colon < 0 ? void 0 : { user: login.slice(0, colon), password: new Secret(login.slice(colon + 1).replace(/\0+$/, "")) };
}
function parsed(place, content, schema) {
  let { value, reason } = checkJson(content, schema);
  if (reason === void 0) return value;
  throw new AdpError(errors.DOCKER_CONF, {
    what: `${place} does not have the form that the docker client writes.`,
    why: reason,
    next: [
      either(act(`correct ${place}`), [
        act("remove it"),
        run(shell`docker login REGISTRY`, "writes it again")
      ]),
      again
    ]
  });
}

// packages/adp/src/credentials/netrc.ts
import { join as join3 } from "node:path";
function readNetrc(env = process.env) {
  let path = env.NETRC || join3(homeFolder(env), ".netrc"), text3 = readUserFile(path), place = shown(path, env);
  return {
    path,
    place,
    present: text3 !== void 0,
    exposed: readableByOthers(path),
    entries: text3 === void 0 ? [] : parseNetrc(text3, place)
  };
}
function netrcLogin(netrc, { host, port, isNamed }) {
  let named2 = (name) => netrc.entries.find(
    (entry2) => bare(entry2.machine ?? "") === name.toLowerCase() && entry2.password.reveal() !== ""
  ), entry = (port ? named2(`${host}:${port}`) : void 0) ?? named2(host) ?? (isNamed ? netrc.entries.find((candidate) => candidate.machine === void 0) : void 0);
  if (entry !== void 0)
    return { user: entry.login, password: entry.password, place: `${netrc.place}, line ${entry.line}` };
}
function netrcQuoted(text3) {
  return `"${text3.replace(/["\\]/g, "\\$&")}"`;
}
function netrcText(all) {
  return all.flatMap(
    ({ url, login }) => login === void 0 ? [] : [
      `machine ${new URL(url).host} login ${netrcQuoted(login.user)} password ${netrcQuoted(login.password.reveal())}
`
    ]
  ).join("");
}
function bare(machine) {
  return machine.toLowerCase().replace(/^[a-z]+:\/\//, "").replace(/\/.*$/, "");
}
function parseNetrc(text3, place = ".netrc") {
  let words2 = tokens(text3), entries = [], at = 0, value = (after) => {
    let word = words2[at++];
    if (word === void 0) throw mistake(place, after.line, `nothing follows "${after.text}"`);
    return word.text;
  };
  for (; at < words2.length; ) {
    let word = words2[at++];
    if (word === void 0) break;
    if (word.text !== "machine" && word.text !== "default")
      throw mistake(place, word.line, "an entry begins with the word machine or default");
    let machine = word.text === "machine" ? value(word) : void 0, login = "", password = "";
    for (let next = words2[at]; next !== void 0 && isField(next.text); next = words2[at]) {
      at++;
      let content = value(next);
      next.text === "password" ? password = content : next.text !== "account" && (login = content);
    }
    entries.push({ machine, login, password: new Secret(password), line: word.line });
  }
  return entries;
}
function isField(word) {
  return word === "login" || word === "user" || word === "account" || word === "password";
}
function mistake(place, line, why) {
  return new AdpError(errors.NETRC, {
    what: `${place} has a mistake in line ${line}.`,
    why: `There, ${why}. Write a password with a space in double quotes.`,
    next: [
      act(`correct line ${line} of ${place}`, "an entry is: machine HOST login USER password TOKEN"),
      again
    ]
  });
}
function tokens(text3) {
  let found = [], inMacro = !1, expectsValue = !1;
  for (let [index2, line] of text3.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/).entries()) {
    if (inMacro) {
      line.trim() === "" && (inMacro = !1);
      continue;
    }
    for (let rest = line.trimStart(); rest !== "" && !(rest.startsWith("#") && !expectsValue); ) {
      let { word, length, isQuoted } = nextWord(rest);
      if (rest = rest.slice(length).trimStart(), word === "macdef" && !isQuoted && !expectsValue) {
        inMacro = !0;
        break;
      }
      found.push({ text: word, line: index2 + 1 }), expectsValue = !expectsValue && !isQuoted && (isField(word) || word === "machine");
    }
  }
  return found;
}
function nextWord(text3) {
  if (!text3.startsWith('"')) {
    let length = /\s/.exec(text3)?.index ?? text3.length;
    return { word: text3.slice(0, length), length, isQuoted: !1 };
  }
  let word = "";
  for (let at = 1; at < text3.length; at++) {
    let character = text3.charAt(at);
    if (character === '"') return { word, length: at + 1, isQuoted: !0 };
    word += character === "\\" && at + 1 < text3.length ? text3.charAt(++at) : character;
  }
  return { word, length: text3.length, isQuoted: !0 };
}

// packages/adp/src/credentials/indexes.ts
var PYPI = "https://pypi.org/simple";
function pipIndexes(from) {
  let own = fromPip(from);
  if (own.length > 0) return own;
  let named2 = fromUv(from);
  return withDefault(
    named2.some((entry) => entry.isDefault) ? named2 : named2.map((entry, at) => at === named2.length - 1 ? { ...entry, isDefault: !0 } : entry)
  );
}
function uvIndexes(from) {
  let own = fromUv(from);
  return withDefault(own.length > 0 ? own : fromPip(from));
}
function fromPip({ pip, netrc }) {
  let { indexUrl, extraIndexUrls, origin } = pip;
  return indexUrl === void 0 && extraIndexUrls.length === 0 ? [] : [
    ...extraIndexUrls.map((url) => index({ url, isDefault: !1, setting: origin }, netrc)),
    index(
      {
        url: indexUrl ?? PYPI,
        isDefault: !0,
        isNamed: indexUrl !== void 0,
        setting: indexUrl === void 0 ? "pip's default" : origin
      },
      netrc
    )
  ];
}
function fromUv({ uv, netrc, uvPlace }) {
  return uv.indexes.map(
    (entry) => index(
      {
        url: entry.url,
        name: entry.name,
        isDefault: entry.isDefault,
        setting: uvPlace,
        loginPlace: entry.loginVariable
      },
      netrc
    )
  );
}
function withDefault(indexes) {
  return indexes.some((entry) => entry.isDefault) ? [...indexes] : [
    ...indexes,
    { url: PYPI, name: void 0, isDefault: !0, setting: "the default", login: void 0 }
  ];
}
function index(given, netrc) {
  let { isDefault, setting, name } = given, url = addressOf(given);
  if (url.protocol === "file:") return { url: given.url, name, isDefault, setting, login: void 0 };
  let [user, password] = [decoded2(url.username), decoded2(url.password)];
  url.username = "", url.password = "";
  let login = user !== "" || password !== "" ? {
    // A token often stands alone, as the user's name.
    user: password === "" ? "(token)" : user,
    password: new Secret(password === "" ? user : password),
    place: given.loginPlace ?? `the URL in ${setting}`
  } : netrcLogin(netrc, { host: url.hostname, port: url.port, isNamed: given.isNamed ?? !0 });
  return { url: url.href, name, isDefault, setting, login };
}
function addressOf({ url: text3, setting }) {
  let url = URL.canParse(text3) ? new URL(text3) : void 0, isRead = url !== void 0 && /^(?:https?|file):$/.test(url.protocol);
  if (isRead && !`${url.pathname}${url.search}${url.hash}`.includes("@")) return url;
  throw new AdpError(errors.INDEX_ADDRESS, {
    what: `An index's address in ${setting} cannot be read.`,
    why: isRead ? "It has an @ after the host. A login in it may have a character such as / or # that is not encoded. It is not repeated here." : "It is not an http or https address, or a login in it has a character such as / or # that is not encoded. It is not repeated here.",
    next: [
      act(
        `correct the address in ${setting}`,
        "encode special characters of a login as %XX (/ is %2F, # is %23, @ is %40), or move the login to ~/.netrc"
      ),
      again
    ]
  });
}
function decoded2(text3) {
  try {
    return decodeURIComponent(text3);
  } catch {
    return text3;
  }
}
function withLogin({ url, login }) {
  if (login === void 0) return url;
  let full = new URL(url), password = encodeURIComponent(login.password.reveal());
  return login.user === "(token)" ? full.username = password : (full.username = encodeURIComponent(login.user), full.password = password), full.href;
}
function pipConfText(indexes, trustedHosts) {
  let main = indexes.filter((entry) => entry.isDefault), extra = indexes.filter((entry) => !entry.isDefault);
  return [
    "[global]",
    ...main.map((entry) => `index-url = ${withLogin(entry)}`),
    ...extra.length === 0 ? [] : ["extra-index-url =", ...extra.map((entry) => `    ${withLogin(entry)}`)],
    ...trustedHosts.length === 0 ? [] : [`trusted-host = ${trustedHosts.join(" ")}`],
    ""
  ].join(`
`);
}
function uvTomlText(indexes, insecureHosts) {
  let text3 = (value) => JSON.stringify(value);
  return [
    ...insecureHosts.length === 0 ? [] : [`allow-insecure-host = [${insecureHosts.map(text3).join(", ")}]`],
    ...indexes.flatMap((entry) => [
      "[[index]]",
      ...entry.name === void 0 ? [] : [`name = ${text3(entry.name)}`],
      `url = ${text3(withLogin(entry))}`,
      ...entry.isDefault ? ["default = true"] : []
    ]),
    ""
  ].join(`
`);
}

// packages/adp/src/credentials/pip-conf.ts
import { existsSync } from "node:fs";
import { delimiter, join as join4 } from "node:path";
function pipFiles(env, platform = process.platform) {
  if (env.PIP_CONFIG_FILE === "/dev/null") return [];
  let home = homeFolder(env), config = env.XDG_CONFIG_HOME || join4(home, ".config"), mac = join4(home, "Library", "Application Support", "pip"), user = platform === "darwin" && existsSync(mac) ? mac : join4(config, "pip");
  return [
    ...platform === "darwin" ? ["/Library/Application Support/pip/pip.conf"] : [
      ...(env.XDG_CONFIG_DIRS || "/etc/xdg").split(delimiter).map((folder) => join4(folder, "pip/pip.conf")),
      "/etc/pip.conf"
    ],
    join4(home, ".pip", "pip.conf"),
    join4(user, "pip.conf"),
    ...env.PIP_CONFIG_FILE ? [env.PIP_CONFIG_FILE] : []
  ];
}
function readPipConf(env = process.env, platform = process.platform) {
  let known = /* @__PURE__ */ new Map(), files = [];
  for (let path of pipFiles(env, platform)) {
    let text3 = readUserFile(path);
    if (text3 === void 0) continue;
    let place = shown(path, env);
    files.push(place);
    let sections = parseIni(text3, place);
    for (let section of ["global", "install"])
      for (let [key, value] of sections.get(section) ?? [])
        known.set(`${section}.${key}`, { value, origin: place });
  }
  for (let [name, value] of Object.entries(env))
    /^PIP_[A-Z_]+$/.test(name) && value && name !== "PIP_CONFIG_FILE" && known.set(`env.${name.slice(4).toLowerCase().replaceAll("_", "-")}`, { value, origin: name });
  let find = (key) => known.get(`env.${key}`) ?? known.get(`install.${key}`) ?? known.get(`global.${key}`), words2 = (key) => (find(key)?.value ?? "").split(/\s+/).filter(Boolean);
  return {
    origin: (find("index-url") ?? find("extra-index-url"))?.origin ?? "pip.conf",
    indexUrl: find("index-url")?.value,
    extraIndexUrls: words2("extra-index-url"),
    trustedHosts: words2("trusted-host"),
    cert: find("cert")?.value,
    files
  };
}
function parseIni(text3, place) {
  let sections = /* @__PURE__ */ new Map(), section, key;
  for (let [index2, line] of text3.replace(/^\uFEFF/, "").split(/\r?\n/).entries()) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    let header = /^\[([^\]]+)\]\s*$/.exec(line);
    if (header) {
      let name = (header[1] ?? "").trim();
      section = sections.get(name) ?? /* @__PURE__ */ new Map(), sections.set(name, section), key = void 0;
      continue;
    }
    if (/^\s/.test(line) && section !== void 0 && key !== void 0) {
      section.set(key, `${section.get(key) ?? ""}
${line.trim()}`.trim());
      continue;
    }
    let pair = /^\s*([^=:\s][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (pair === null || section === void 0)
      throw new AdpError(errors.PIP_CONF, {
        what: `${place} has a mistake in line ${index2 + 1}.`,
        why: section === void 0 ? "A line stands before the first section, such as [global]." : "A line is key = value, a [section], or a comment.",
        next: [act(`correct line ${index2 + 1} of ${place}`), again]
      });
    key = (pair[1] ?? "").toLowerCase().replaceAll("_", "-"), section.set(key, (pair[2] ?? "").trim());
  }
  return sections;
}

// packages/adp/src/credentials/uv-settings.ts
import { homedir as homedir2 } from "node:os";
import { delimiter as delimiter2, join as join5 } from "node:path";
var text2 = optional(string()), texts = optional(array(string())), yes = optional(boolean()), indexAddresses = { "index-url": text2, "extra-index-url": texts }, uvToml = object({
  ...indexAddresses,
  index: optional(array(object({ name: text2, url: string(), default: yes, explicit: yes }))),
  pip: optional(object(indexAddresses)),
  "no-index": yes,
  "find-links": texts,
  "allow-insecure-host": texts,
  "system-certs": yes,
  "native-tls": yes,
  "http-proxy": text2,
  "https-proxy": text2
});
function readUvSettings(env = process.env) {
  let files = uvFiles(env).flatMap((path) => {
    let text3 = readIfPresent(path);
    return text3 === void 0 ? [] : [{ path, table: parsed2(path, text3) }];
  }), tables = files.map((file) => file.table), first = (key) => tables.find((table) => table[key] !== void 0)?.[key], fromEnv = [
    ...words(env.UV_INDEX ?? env.UV_EXTRA_INDEX_URL).map((word) => named(word, !1)),
    ...words(env.UV_DEFAULT_INDEX ?? env.UV_INDEX_URL).map((word) => named(word, !0))
  ], fromFiles = tables.flatMap(indexesOf), all = [...fromEnv, ...fromFiles], byDefault = all.find((index2) => index2.isDefault), indexes = [
    ...all.filter((index2) => !index2.isDefault),
    ...byDefault === void 0 ? [] : [byDefault]
  ].map((index2) => ({ ...index2, ...withCredentials(index2, env) })), proxy = (first("https-proxy") ?? first("http-proxy")) || void 0;
  return {
    origin: fromEnv.length > 0 ? "UV_INDEX or UV_DEFAULT_INDEX" : files[0]?.path ?? "uv.toml",
    indexes,
    noIndex: isYes(env.UV_NO_INDEX) || first("no-index") === !0,
    findLinks: [...(env.UV_FIND_LINKS ?? "").split(","), ...first("find-links") ?? []].filter(Boolean),
    insecureHosts: [...words(env.UV_INSECURE_HOST), ...first("allow-insecure-host") ?? []],
    systemCerts: isYes(env.UV_SYSTEM_CERTS) || isYes(env.UV_NATIVE_TLS) || first("system-certs") === !0 || first("native-tls") === !0,
    proxy,
    hasProxy: proxy !== void 0 || ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].some((name) => !!env[name])
  };
}
function uvFiles(env) {
  if (isYes(env.UV_NO_CONFIG)) return [];
  if (env.UV_CONFIG_FILE) return [env.UV_CONFIG_FILE];
  let user = env.XDG_CONFIG_HOME || join5(env.HOME ?? homedir2(), ".config"), system = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(delimiter2).filter(Boolean);
  return [user, ...system, "/etc"].map((folder) => join5(folder, "uv", "uv.toml"));
}
function parsed2(path, content) {
  let document;
  try {
    document = parse(content);
  } catch (error) {
    let line = error instanceof TomlError ? error.line : void 0;
    throw new AdpError(errors.PY_SETTINGS, {
      what: `${path} is not valid TOML, so neither uv nor adp can read it.`,
      // Only the first line of the parser's message: the others repeat the file, and that could be a password.
      why: `${reasonOf(error).split(`
`)[0]}${line === void 0 ? "" : ` (line ${line})`}`,
      next: [
        either(
          act(line === void 0 ? `correct ${path}` : `correct line ${line} of ${path}`),
          run(shell`export UV_NO_CONFIG=1`, "ignores the file in this terminal")
        ),
        again
      ],
      cause: error
    });
  }
  let { value, reason } = checkValue(document, uvToml);
  if (reason === void 0) return value;
  throw new AdpError(errors.PY_SETTINGS, {
    what: `${path} has a setting that uv does not accept.`,
    why: reason,
    next: [
      either(act(`correct ${path}`), run(shell`export UV_NO_CONFIG=1`, "ignores the file in this terminal")),
      again
    ]
  });
}
function indexesOf(table) {
  let plain = (from) => [
    ...(from["extra-index-url"] ?? []).map((url) => ({ name: void 0, url, isDefault: !1 })),
    ...[from["index-url"] || []].flat().map((url) => ({ name: void 0, url, isDefault: !0 }))
  ];
  return [
    ...(table.index ?? []).filter((index2) => index2.explicit !== !0).map((index2) => ({ name: index2.name, url: index2.url, isDefault: index2.default === !0 })),
    ...plain(table.pip ?? {}),
    ...plain(table)
  ];
}
function named(word, isDefault) {
  let match = /^([\w.-]+)=(.*)$/.exec(word);
  return { name: match?.[1], url: match?.[2] ?? word, isDefault };
}
function withCredentials(index2, env) {
  if (index2.name === void 0 || !URL.canParse(index2.url)) return { url: index2.url };
  let prefix = variablePrefix(index2.name), user = env[`${prefix}_USERNAME`], password = env[`${prefix}_PASSWORD`];
  if (user === void 0 && password === void 0) return { url: index2.url };
  let url = new URL(index2.url);
  return user !== void 0 && (url.username = encodeURIComponent(user)), password !== void 0 && (url.password = encodeURIComponent(password)), { url: url.href, loginVariable: `${prefix}_USERNAME and _PASSWORD` };
}
function variablePrefix(name) {
  return `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}
function isYes(value) {
  return /^(1|y|yes|t|true|on)$/i.test(value ?? "");
}
function words(value) {
  return (value ?? "").split(/\s+/).filter(Boolean);
}

export {
  PY_SETTINGS,
  aptAuth,
  readDockerConfig,
  dockerLogin,
  registryOf,
  readNetrc,
  netrcLogin,
  netrcQuoted,
  netrcText,
  PYPI,
  pipIndexes,
  uvIndexes,
  decoded2 as decoded,
  pipConfText,
  uvTomlText,
  readPipConf,
  readUvSettings,
  variablePrefix
};

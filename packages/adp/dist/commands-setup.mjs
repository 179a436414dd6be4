import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Asker,
  DoctorContext,
  hostFinding,
  packagePage,
  registryError
} from "./shared-doctor-ask.mjs";
import {
  askKdcs,
  kdcsOf,
  reasonsOfKdcs
} from "./shared-ticket-der.mjs";
import {
  openPrompt
} from "./shared-kernel-prompt.mjs";
import "./shared-engine-choose.mjs";
import "./shared-kernel-progress.mjs";
import {
  hostKrb5Conf,
  readOwnTicket,
  readPlatformSettings,
  warehouseSetting
} from "./shared-kernel-daemon.mjs";
import "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import {
  explainLayer1,
  explanationLines,
  layer1Folder,
  readLayer1Settings,
  wrapped
} from "./shared-npm-b4a-index.mjs";
import {
  PYPI,
  netrcLogin,
  pipIndexes,
  readNetrc,
  readPipConf,
  readUvSettings,
  registryOf,
  uvIndexes
} from "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-secretscan-allow-list.mjs";
import {
  Krb5Error,
  hostFiles,
  judge,
  readProfile
} from "./shared-krb5-src-advice.mjs";
import {
  array,
  nullable,
  object,
  optional,
  strictObject,
  string
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  nearest
} from "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  AdpCommand,
  ProcessFailure,
  attempt,
  checkValue,
  json,
  makeFolder,
  parseJson,
  readIfPresent,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import {
  AdpError,
  Exit,
  Secret,
  act,
  adp,
  again,
  commandList,
  defineErrors,
  describeError,
  either,
  openOutput,
  platformRoot,
  reasonOf,
  run,
  shell,
  stepLines,
  thisMachine,
  userHome
} from "./shared-commands-list.mjs";
import {
  TomlError,
  parse,
  stringify
} from "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/setup/answers.ts
import { join } from "node:path";

// packages/adp/src/setup/errors.ts
var errors = defineErrors({
  NO_TERMINAL: ["ADP-SET-001", Exit.usage, "adp setup asks, and needs a terminal."],
  ANSWERS: ["ADP-SET-002", Exit.usage, "The file of answers cannot be used."],
  ANSWER: ["ADP-SET-003", Exit.usage, "An answer cannot be right."],
  CHANGED: ["ADP-SET-004", Exit.usage, "A file was changed after adp setup wrote it."],
  NOTHING_TO_UNDO: ["ADP-SET-005", Exit.usage, "There is nothing to undo."],
  NETRC_WORD: ["ADP-SET-006", Exit.usage, "A netrc cannot hold this login."],
  MISSING: ["ADP-SET-007", Exit.credential, "Logins are missing, and there is nobody to ask."],
  DOCKER_LOGIN: ["ADP-SET-008", Exit.credential, "docker login failed."]
});

// packages/adp/src/setup/answers.ts
var text = optional(string()), schema = strictObject({
  certificates: text,
  runtime: text,
  python: text,
  apt_mirror: text,
  index: text,
  realm: text,
  kdc: text,
  postgres: text,
  warehouse: text,
  /** Found out, not asked: hosts that want a login. */
  login_hosts: optional(array(string()))
}), mine = strictObject({
  /** The user name at the company's hosts. */
  user: text,
  principal: text
});
function answersFile(root) {
  return join(root, "platform-bootstrap", "setup.toml");
}
function readAnswers(path) {
  return read(path, schema);
}
function readMyAnswers(path) {
  let found = read(path, mine);
  if (found !== void 0) return found;
  throw new AdpError(errors.ANSWERS, {
    what: `There is no file ${path}.`,
    next: [act(`write ${Object.keys(mine.shape).join(" and ")} into it, as NAME = "TEXT"`), again]
  });
}
function read(path, shape) {
  let content = readIfPresent(path);
  if (content === void 0) return;
  let { value, reason } = checkValue(table(path, content), shape);
  if (reason === void 0) return value;
  let unknown = /Unrecognized key: "(\w+)"/i.exec(reason)?.[1];
  if (unknown !== void 0 && /pass|token|secret/i.test(unknown))
    throw new AdpError(errors.ANSWERS, {
      what: `${path} has a line ${unknown}.`,
      why: "A file of answers holds no secret: setup asks for passwords, in a terminal.",
      next: [act(`delete that line, and change the ${unknown} if others could read it`), again]
    });
  let meant = unknown === void 0 ? void 0 : nearest(unknown, Object.keys(shape.shape));
  throw new AdpError(errors.ANSWERS, {
    what: `${path} is not a file of answers.`,
    why: reason,
    next: [act(meant === void 0 ? `correct ${path}` : `write ${meant} instead of ${unknown}`), again]
  });
}
function table(path, content) {
  try {
    return parse(content);
  } catch (error) {
    throw error instanceof TomlError ? new AdpError(errors.ANSWERS, {
      what: `${path} is not TOML: line ${error.line}, column ${error.column}.`,
      next: [act(`correct line ${error.line} of ${path}`), again],
      cause: error
    }) : error;
  }
}
function answersText(answers) {
  return `# What \`adp setup\` was answered. Holds no secret; commit it. \`adp setup --me\` reads it, too.
${stringify(answers)}`;
}

// packages/adp/src/setup/me.ts
import { userInfo } from "node:os";
import { join as join3 } from "node:path";

// packages/adp/src/setup/netrc-file.ts
import { join as join2 } from "node:path";
function writeNetrcLogin(login, env) {
  let path = env.NETRC || join2(userHome(env), ".netrc");
  return writeAtomic(path, withLogin(readIfPresent(path) ?? "", login), 384), path;
}
function withLogin(text2, login) {
  let { host, user, password } = login;
  for (let [word, name2] of [
    [user, "user name"],
    [password.reveal(), "password"]
  ])
    if (word === "" || /[\s"'#\\]/.test(word))
      throw new AdpError(errors.NETRC_WORD, {
        what: `The ${name2} ${word === "" ? "is empty" : "contains a blank, a quote, # or a backslash"}.`,
        why: "curl, pip and uv read such a netrc in different ways.",
        next: [act("use an access token of the server instead"), again]
      });
  let name = host.replace(/:\d+$/, ""), renewed = name !== host && hasEntry(text2, host) ? withEntry(text2, login) : text2;
  return withEntry(renewed, { ...login, host: name });
}
function hasEntry(text2, host) {
  return entryOf(host).test(text2);
}
function entryOf(host) {
  return new RegExp(`^[ \\t]*machine\\s+${escaped(host)}(?:\\s|$)`, "m");
}
function withEntry(text2, { host, user, password }) {
  let entry = `machine ${host}
  login ${user}
  password ${password.reveal()}
`, blocks = text2.split(/^(?=[ \t]*(?:machine|default|macdef)\b)/m), at = blocks.findIndex((block) => entryOf(host).test(block));
  if (at >= 0) blocks[at] = `${entry}${commentsAfter(blocks[at] ?? "")}`;
  else {
    let last = blocks.findIndex((block) => /^[ \t]*default\b/.test(block)), before = last < 0 ? blocks.length : last, previous = blocks[before - 1];
    previous !== void 0 && previous !== "" && !previous.endsWith(`
`) && (blocks[before - 1] = `${previous}
`), blocks.splice(before, 0, entry);
  }
  return blocks.join("");
}
function commentsAfter(block) {
  let lines = block.split(`
`), last = lines.findLastIndex((line) => !/^\s*(?:#.*)?$/.test(line));
  return lines.slice(last + 1).join(`
`);
}
function escaped(text2) {
  return text2.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

// packages/adp/src/setup/question.ts
var patienceMs = 1e4, wrong = (what, example) => new AdpError(errors.ANSWER, { what, next: [act(`for example ${example}`), again] });

// packages/adp/src/setup/me.ts
async function setUpMe(options) {
  let { root, output, answersFile: file, env = process.env } = options, given = file === void 0 ? {} : readMyAnswers(file), done = [], missing = [], untried = [], take = (what, made) => {
    made === "untried" ? untried.push(what) : made !== "right" && "missing" in made ? missing.push({ what, step: made.missing }) : made !== "right" && done.push(made.done);
    let words = typeof made == "string" ? made : "missing" in made ? "missing" : `done: ${made.done}`;
    output.print(`${what}: ${words === "untried" ? "not set" : words}`);
  }, index2 = writeIndex(root, env);
  index2 !== void 0 && take("index of uv", { done: index2 });
  let context = new DoctorContext({ root, folder: root, env, patienceMs }), me = { ...options, env, context, given };
  for (let access of hosts(context))
    take(`login for packages of ${access.host}`, await packageLogin(access, me));
  for (let image of images(context))
    take(`docker login ${registryOf(image)}`, await registryLogin(image, me));
  if (context.hasRealm && take("Kerberos ticket", await firstTicket(me)), missing.length > 0) throw nobodyToAsk(missing);
  return untried.length > 0 ? output.print(`Not set: ${untried.join(", ")}. See above.`) : done.length === 0 && output.print("Everything is set already."), { done, untried };
}
function nobodyToAsk(missing) {
  return new AdpError(errors.MISSING, {
    what: `Missing: ${missing.map(({ what }) => what).join(", ")}.`,
    why: "Nobody was asked. A file of answers holds no password.",
    next: [
      either(
        run(adp`setup --me`, "in a terminal: asks for them"),
        missing.map(({ step }) => step)
      )
    ]
  });
}
function writeIndex(root, env) {
  let index2 = readAnswers(answersFile(root))?.index ?? "";
  if (index2 === "") return;
  let uv = readUvSettings(env), from = { pip: readPipConf(env), uv, netrc: readNetrc(env), uvPlace: "" }, own = pipIndexes(from).find(({ isDefault }) => isDefault)?.url ?? PYPI;
  if (uv.indexes.length > 0 || own !== PYPI) return;
  let folder = join3(env.XDG_CONFIG_HOME || join3(userHome(env), ".config"), "uv"), path = join3(folder, "uv.toml"), block = `[[index]]
name = "company"
url = ${JSON.stringify(index2)}
default = true
`, before = readIfPresent(path);
  return makeFolder(folder, 448), writeAtomic(path, before === void 0 ? block : `${before.replace(/\n?$/, `

`)}${block}`, 384), `${path} names the index`;
}
function hosts({ access }) {
  let all = [...access.apt, ...access.pip, ...access.uv].filter(({ url }) => /^https:/i.test(url));
  return [...new Map(all.map((one) => [one.host, one])).values()];
}
function images({ settings, sharer }) {
  let { IMAGE_POSTGRES: postgres2 } = sharer.settings, all = [settings.runtime, settings.python, postgres2].filter((image) => image !== void 0);
  return [...new Map(all.map((image) => [registryOf(image), image])).values()];
}
async function packageLogin(access, me) {
  let { context, output, prompt, env, given } = me, url = context.access.apt.every(({ url: url2 }) => url2 !== access.url) ? packagePage(access.url) : `${access.url}/`, test = (login) => hostFinding({ access: { ...access, login }, url, trust: "build" }, context), found = await test(access.login);
  if (found === void 0) return "right";
  if (!/ADP-CHK-009|ADP-CHK-010/.test(found.error.code))
    return output.note(describeError(found.error)), "untried";
  if (prompt === void 0) {
    let words = `machine ${access.host.replace(/:\d+$/, "")} login ${given.user ?? access.login?.user ?? "YOU"} password TOKEN`;
    return { missing: act(`add to ~/.netrc (chmod 600): ${words}`) };
  }
  for (output.note(`
${found.error.message} (${access.setting})`); ; ) {
    let user = given.user ?? await prompt.question(`User name for ${access.host}: `, access.login?.user), password = new Secret(await prompt.secret("Password or token (not shown): ")), wrong2 = await test({ user, password, place: "your answer" });
    if (wrong2 === void 0)
      return { done: `${writeNetrcLogin({ host: access.host, user, password }, env)} has the login of ${user} for ${access.host}` };
    if (output.note(describeError(wrong2.error)), !await prompt.confirm("Try again?", "yes")) return "untried";
  }
}
async function registryLogin(image, me) {
  let { context, output, prompt, env, root, given } = me, registry = registryOf(image), test = () => registryError({ image, setting: "layer1-base-image/.env" }, context), error = await test();
  if (error === void 0) return "right";
  if (!/ADP-CHK-009|ADP-CHK-010/.test(error.code))
    return output.note(describeError(error)), "untried";
  if (prompt === void 0)
    return { missing: run(shell`docker login ${registry} --username ${given.user ?? "YOU"}`) };
  for (; ; ) {
    output.note(`
${error.message}`);
    let user = given.user ?? await prompt.question(`User name for ${registry}: `), password = new Secret(await prompt.secret("Password or token (not shown): ")), done = await attempt(["docker", "login", registry, "--username", user, "--password-stdin"], {
      input: `${password.reveal()}
`,
      env,
      cwd: root,
      timeoutMs: 3e4
    });
    if (done instanceof ProcessFailure) output.note(describeError(dockerFailure(registry, done)));
    else if (error = await test(), error === void 0) return { done: `docker has the login of ${user} for ${registry}` };
    if (!await prompt.confirm("Try again?", "yes")) return "untried";
  }
}
function dockerFailure(registry, failure) {
  return new AdpError(errors.DOCKER_LOGIN, {
    what: `docker login ${registry} failed.`,
    evidence: failure.tail(3),
    next: [run(shell`docker login ${registry}`, "by hand")],
    cause: failure
  });
}
async function firstTicket({ context, prompt, output, env, given }) {
  let cache = context.sharer.source();
  if (cache === void 0) return "right";
  let ticket = await readOwnTicket(cache).catch(() => {
  });
  if (ticket !== void 0 && judge(ticket, { now: /* @__PURE__ */ new Date() }).usable) return "right";
  let own = `${given.user ?? env.USER ?? userInfo().username}@${context.realm() ?? "REALM"}`;
  if (prompt === void 0) return { missing: run(shell`kinit ${given.principal ?? own}`) };
  if (!await prompt.confirm("There is no usable Kerberos ticket. Get one with kinit?", "yes"))
    return "untried";
  let principal = given.principal ?? await prompt.question(`Principal [${own}]: `, own), done = await attempt(["kinit", principal], {
    inherit: !0,
    env: { ...env, KRB5_CONFIG: context.krb5Conf.join(":") }
  });
  return done instanceof ProcessFailure ? (output.note(`kinit failed. ${done.message}`), "untried") : { done: `there is a ticket of ${principal}` };
}

// packages/adp/src/setup/changes.ts
import { readFileSync } from "node:fs";
import { basename, join as join4 } from "node:path";
function changesOf(root, answers) {
  return [
    ...certificateFile(answers),
    [
      "layer1-base-image/.env",
      withSettings(textOf(root, "layer1-base-image/.env", "layer1-base-image/.env.example"), {
        IMAGE_ASTRONOMER: answers.runtime,
        IMAGE_PYTHON: answers.python,
        APT_MIRROR: answers.apt_mirror,
        LOGIN_HOSTS: answers.login_hosts?.join(" ")
      })
    ],
    [
      "platform-bootstrap/.env",
      withSettings(textOf(root, "platform-bootstrap/.env", "platform-bootstrap/.env.example"), {
        IMAGE_POSTGRES: answers.postgres,
        WAREHOUSE: answers.warehouse
      })
    ],
    ...krb5Conf(root, answers),
    [answersFile(""), answersText(answers)]
  ].map(([path, after]) => ({
    path,
    before: readIfPresent(join4(root, path)),
    after,
    ...exampleOf(root, path)
  })).filter(({ before, after }) => before !== after);
}
function exampleOf(root, path) {
  let example = path.endsWith(".env") ? readIfPresent(join4(root, `${path}.example`)) : void 0;
  return example === void 0 ? {} : { example };
}
function textOf(root, path, example) {
  return readIfPresent(join4(root, path)) ?? readFileSync(join4(root, example), "utf8");
}
function withSettings(text2, settings) {
  let result = text2;
  for (let [name, value] of Object.entries(settings)) {
    if (value === void 0) continue;
    let line = new RegExp(`^(?:export[ \\t]+)?${name}[ \\t]*=.*$`, "m");
    line.test(result) ? result = result.replace(line, () => `${name}=${value}`) : value !== "" && (result = `${result.replace(/\n?$/, `
`)}${name}=${value}
`);
  }
  return result;
}
function certificateFile({ certificates: certificates2 }) {
  return certificates2 === void 0 || certificates2 === "" ? [] : [[`layer1-base-image/config/certificates/${basename(certificates2).replace(/\.\w+$/, "").replace(/[^\w.-]/g, "-")}.crt`, readFileSync(certificates2, "utf8")]];
}
function krb5Conf(root, { realm: realm2 = "", kdc: kdc2 = "" }) {
  if (realm2 === "") return [];
  let example = readFileSync(join4(root, "layer1-base-image/config/krb5.conf.example"), "utf8"), kdcs = kdc2.split(/[\s,]+/).filter(Boolean);
  return [["layer1-base-image/config/krb5.conf", example.replace(/^#.*\n#.*\n/, `# Your organisation's Kerberos, written by adp setup. It holds no secret.
`).replaceAll("COMPANY.COM", realm2).replaceAll("company.com", realm2.toLowerCase()).replace(
    /(?: *# (?:kdc|admin_server) = .*\n)+/,
    () => kdcs.length === 0 ? "" : [...kdcs.map((host) => `        kdc = ${host}
`), `        admin_server = ${kdcs[0]}
`].join("")
  )]];
}
function differenceLines({ path, before, after, example = "" }) {
  let [old, fresh] = [(before ?? example).split(`
`), after.split(`
`)], lines = fresh.filter((line) => !old.includes(line) && line !== ""), gone = old.filter((line) => !fresh.includes(line));
  if (path.includes("/certificates/")) return [`  ${before === void 0 ? "new" : "changed"}  ${path}`];
  let shown = before === void 0 ? lines.filter((line) => !/^\s*#/.test(line) && !/^\w+=$/.test(line)) : lines;
  return [
    `  ${before === void 0 ? "new" : "changed"}  ${path}`,
    ...before === void 0 ? [] : gone.map((line) => `      - ${line}`),
    ...shown.map((line) => `      + ${line}`)
  ];
}

// packages/adp/src/setup/questions.ts
import { X509Certificate } from "node:crypto";
import { connect } from "node:net";

// packages/adp/src/setup/kerberos-questions.ts
import { hostname } from "node:os";
var realm = {
  name: "realm",
  title: "Kerberos realm",
  about: "A domain of Active Directory is a realm, in capital letters. Empty: no Kerberos.",
  example: "COMPANY.COM",
  found: (context) => hostProfile(context)?.value("libdefaults", "default_realm")?.replace("ATHENA.MIT.EDU", "") ?? domainRealm(),
  test(value) {
    if (!/^[A-Z0-9]([A-Z0-9.-]*[A-Z0-9])?$/.test(value))
      throw wrong(
        /^[a-z0-9.-]+$/i.test(value) ? "A realm is written in capital letters." : `"${value.slice(0, 40)}" is no realm.`,
        /^[a-z0-9.-]+$/i.test(value) ? value.toUpperCase() : this.example
      );
    return {};
  }
};
function hostProfile({ root, env }) {
  let paths = hostKrb5Conf(root, env);
  if (paths.length !== 0)
    try {
      return readProfile(hostFiles, paths.join(":"));
    } catch (error) {
      if (error instanceof Krb5Error) return;
      throw error;
    }
}
function domainRealm() {
  let [, ...domain] = hostname().split(".");
  return domain.length > 1 && domain.at(-1) !== "local" ? domain.join(".").toUpperCase() : "";
}
var kdc = {
  name: "kdc",
  title: "KDC",
  about: "The host of a domain controller, several with blanks between. Empty: DNS names them.",
  example: "dc1.company.com dc2.company.com",
  applies: (answers) => (answers.realm ?? "") !== "",
  found: (context, answers) => (hostProfile(context)?.values("realms", answers.realm ?? "", "kdc") ?? []).join(" "),
  async test(value, _, { realm: name = "" }) {
    let hosts2 = value.split(/[\s,]+/);
    for (let host of hosts2)
      if (!/^(\[[0-9a-f:]+\]|[\w.-]+)(:\d+)?$/i.test(host))
        throw wrong(`"${host.slice(0, 40)}" is no host.`, this.example);
    let profile = readProfile({ ...hostFiles, readText: () => krb5ConfText(name, hosts2) }, "/krb5.conf"), asked = await kdcsOf(name, profile), failures;
    try {
      return await askKdcs(asked, { client: { name: "adp", realm: name } }), {};
    } catch (error) {
      failures = reasonsOfKdcs(asked, error);
    }
    return {
      error: new AdpError(errors.ANSWER, {
        what: `No KDC of ${name} answers.`,
        evidence: failures,
        next: [act("connect to the company's network or VPN"), again]
      })
    };
  }
};
function krb5ConfText(name, hosts2) {
  return `[realms]
${name} = {
${hosts2.map((host) => `kdc = ${host}
`).join("")}}
`;
}

// packages/adp/src/setup/questions.ts
var certificates = {
  name: "certificates",
  title: "Company CA",
  about: "A file with the certificates (PEM) of your company's CA, where a proxy or a mirror uses one. Empty: public CAs alone.",
  example: "/usr/local/share/ca-certificates/company.crt",
  found: () => "",
  test(path) {
    let content = readIfPresent(path);
    if (content === void 0) throw wrong(`There is no file ${path}.`, this.example);
    let blocks = content.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (blocks === null)
      throw new AdpError(errors.ANSWER, {
        what: `${path} contains no PEM certificate.`,
        next: [
          run(shell`openssl x509 -inform der -in ${path} -out company.crt`, "converts it from DER"),
          again
        ]
      });
    try {
      if (Math.max(...blocks.map((block) => Date.parse(new X509Certificate(block).validTo))) < Date.now()) throw wrong(`${path} has expired.`, "the CA that is in use now");
    } catch (error) {
      throw error instanceof AdpError ? error : wrong(`${path} is damaged: ${reasonOf(error)}.`, this.example);
    }
    return {};
  }
};
function checkImage(image, example) {
  if (!/^[a-z0-9][\w.:/@-]*$/.test(image) || /^[a-z]+:\/\//.test(image))
    throw wrong(`"${image.slice(0, 40)}" is not the name of an image.`, example);
}
async function testImage(image, context, answers) {
  let { env, machine } = context, error = await registryError(
    { image, setting: "your answer" },
    { ask: context.ask(answers), env, machine }
  );
  return error === void 0 ? {} : { error };
}
var runtime = {
  name: "runtime",
  title: "Astronomer Runtime",
  about: "The image that Layer 1 begins from, where your registry has it.",
  example: "artifactory.company.com/docker-remote/astronomer/astro-runtime:13.11.0",
  found: ({ settings }) => settings.runtime,
  test(image, context, answers) {
    return checkImage(image, this.example), testImage(image, context, answers);
  }
}, python = {
  name: "python",
  title: "Python image",
  about: "Compiles the Kerberos bindings. Empty: the Runtime itself does.",
  example: "artifactory.company.com/docker-remote/library/python:3.12-slim",
  found: ({ settings }) => settings.python ?? "",
  test(image, context, answers) {
    return checkImage(image, this.example), testImage(image, context, answers);
  }
};
function checkAddress(value, example) {
  let url = URL.canParse(value) ? new URL(value) : void 0;
  if (url === void 0 || !/^https?:$/.test(url.protocol) || /[\s|\\&"']/.test(value))
    throw wrong("It is not an http or https address.", example);
  if (url.username !== "" || url.password !== "" || value.includes("@"))
    throw new AdpError(errors.ANSWER, {
      what: "The address contains a login.",
      why: "What setup writes is committed. Logins are for `adp setup --me`: they go into ~/.netrc.",
      next: [act("leave it out of the address"), again]
    });
  return url;
}
async function testHost(url, page, context, answers) {
  let login = netrcLogin(readNetrc(context.env), { host: url.hostname, port: url.port, isNamed: !0 }), isPlain = url.protocol === "http:", finding = await hostFinding(
    {
      access: {
        url: url.href,
        host: url.host,
        setting: "your answer",
        required: !1,
        wire: "",
        login: isPlain ? void 0 : login,
        isLoginExposed: isPlain && login !== void 0
      },
      url: page,
      trust: "build"
    },
    { machine: context.machine, ask: context.ask(answers) }
  );
  return finding === void 0 ? login === void 0 ? {} : { loginHost: url.host } : /ADP-CHK-009|ADP-CHK-010/.test(finding.error.code) ? { loginHost: url.host } : { error: finding.error };
}
var aptMirror = {
  name: "apt_mirror",
  title: "Debian mirror",
  about: "Your mirror of http://deb.debian.org/debian. Empty: what the Runtime asks.",
  example: "https://artifactory.company.com/artifactory/debian-remote",
  found: ({ settings }) => settings.aptMirror ?? "",
  test(value, context, answers) {
    let url = checkAddress(value, this.example);
    return testHost(url, `${value.replace(/\/$/, "")}/`, context, answers);
  }
}, index = {
  name: "index",
  title: "Python index",
  about: "Your mirror of PyPI. Each developer's uv gets it by adp setup --me. Empty: pypi.org.",
  example: "https://artifactory.company.com/api/pypi/pypi-remote/simple",
  found({ env }) {
    let from = { pip: readPipConf(env), uv: readUvSettings(env), netrc: readNetrc(env), uvPlace: "" }, own = [...uvIndexes(from), ...pipIndexes(from)].find(
      ({ isDefault, url: url2 }) => isDefault && url2 !== PYPI
    );
    if (own === void 0 || !URL.canParse(own.url)) return "";
    let url = new URL(own.url);
    return url.username = url.password = "", url.href;
  },
  test(value, context, answers) {
    let url = checkAddress(value, this.example);
    return testHost(url, packagePage(value), context, answers);
  }
}, postgres = {
  name: "postgres",
  title: "PostgreSQL image",
  about: "Airflow's own database on Docker, and the local warehouse. Empty: Docker Hub's postgres.",
  example: "artifactory.company.com/docker-remote/library/postgres:18-bookworm",
  found: ({ root, env }) => readPlatformSettings(root, env).IMAGE_POSTGRES ?? "",
  test(image, context, answers) {
    return checkImage(image, this.example), testImage(image, context, answers);
  }
}, warehouse = {
  name: "warehouse",
  title: "Warehouse",
  about: "Where datakits on Docker have their tables: local (a PostgreSQL on each machine), none (each names its own), or your database.",
  example: "postgres://USER@dwh.company.com/warehouse",
  found: ({ root, env }) => readPlatformSettings(root, env).WAREHOUSE ?? "local",
  async test(value) {
    let setting = warehouseSetting({ WAREHOUSE: value });
    if (setting.kind !== "remote") return {};
    let { hostname: host, port } = new URL(setting.uri), reason = await unreachable(host, Number(port || 5432));
    return reason === void 0 ? {} : {
      error: new AdpError(errors.ANSWER, {
        what: `${host}:${port || 5432} does not answer.`,
        why: reason,
        next: [act("connect to the company's network or VPN, or correct the host"), again]
      })
    };
  }
};
function unreachable(host, port) {
  return new Promise((resolve) => {
    let socket = connect({ host, port, timeout: 1500 }), end = (reason) => {
      socket.destroy(), resolve(reason);
    };
    socket.once("connect", () => end(void 0)), socket.once("timeout", () => end("no answer within 1.5 s")), socket.once("error", (error) => end(reasonOf(error)));
  });
}
var questions = [
  certificates,
  runtime,
  python,
  aptMirror,
  index,
  realm,
  kdc,
  postgres,
  warehouse
];

// packages/adp/src/setup/undo.ts
import { rmSync } from "node:fs";
import { dirname, join as join5 } from "node:path";
var journal = array(object({ path: string(), before: nullable(string()), after: string() }));
function journalFile(root) {
  return join5(root, ".adp", "run", "setup", "undo.json");
}
function writeChanges(root, changes) {
  makeFolder(dirname(journalFile(root)), 448);
  let entries = changes.map(({ path, before, after }) => ({ path, before: before ?? null, after }));
  writeAtomic(journalFile(root), JSON.stringify(entries, null, 2));
  for (let { path, after } of changes)
    makeFolder(dirname(join5(root, path))), writeAtomic(join5(root, path), after, 420);
}
function undoSetup(root) {
  let text2 = readIfPresent(journalFile(root));
  if (text2 === void 0)
    throw new AdpError(errors.NOTHING_TO_UNDO, {
      why: "adp setup has written nothing in this clone since the last undo.",
      next: [run(adp`setup`)]
    });
  let entries = parseJson(text2, journal, { from: journalFile(root), next: [act("remove that file")] }), changed = entries.find(({ path, before, after }) => {
    let now = readIfPresent(join5(root, path)) ?? null;
    return now !== after && now !== before;
  });
  if (changed !== void 0)
    throw new AdpError(errors.CHANGED, {
      what: `${changed.path} was changed after adp setup wrote it. Nothing was put back.`,
      next: [
        run(shell`git diff ${changed.path}`, "shows it, where it is committed"),
        act("put it back by hand")
      ]
    });
  for (let { path, before } of entries)
    before === null ? rmSync(join5(root, path), { force: !0 }) : writeAtomic(join5(root, path), before, 420);
  return rmSync(journalFile(root)), entries.map(({ path }) => path);
}

// packages/adp/src/setup/setup.ts
async function setUp(options) {
  let { root, output, prompt, env = process.env } = options, given = options.answersFile === void 0 ? void 0 : required(options.answersFile), context = contextOf(root, env), answers = {}, known = { ...readAnswers(answersFile(root)), ...given }, hosts2 = new Set(context.settings.loginHosts);
  for (let question of questions) {
    if (question.applies?.(answers) === !1) continue;
    let number = `${questions.indexOf(question) + 1}/${questions.length}`, { value, loginHost } = await answer(question, {
      ...options,
      context,
      answers,
      known,
      given,
      number
    });
    answers[question.name] = value, loginHost !== void 0 && hosts2.add(loginHost);
  }
  hosts2.size > 0 && (answers.login_hosts = [...hosts2].sort());
  let changes = changesOf(root, answers);
  if (changes.length === 0)
    return output.print("Everything is set already. Nothing was written."), [];
  output.note("adp setup writes:");
  for (let line of changes.flatMap(differenceLines)) output.note(line);
  if (prompt !== void 0 && !await prompt.confirm("Write these files?", "yes"))
    return output.print("Nothing was written."), [];
  writeChanges(root, changes);
  for (let { path } of changes) output.print(`Wrote ${path}`);
  return changes;
}
function required(path) {
  let found = readAnswers(path);
  if (found !== void 0) return found;
  throw new AdpError(errors.ANSWERS, {
    what: `There is no file ${path}.`,
    next: [run(adp`setup`, "asks, and leaves such a file")]
  });
}
function contextOf(root, env) {
  let place = layer1Folder(root), machine = thisMachine();
  return {
    root,
    env,
    machine,
    settings: readLayer1Settings(place, env),
    ask: ({ certificates: certificates2 }) => {
      let pem = certificates2 === void 0 ? void 0 : readIfPresent(certificates2);
      return new Asker({
        env,
        place,
        machine,
        patienceMs,
        ...pem === void 0 ? {} : { authorities: [pem] }
      });
    }
  };
}
async function answer(question, options) {
  let { prompt, output, context, answers, known, given, number } = options, proposed = known[question.name] ?? question.found(context, answers), fromFile = given?.[question.name];
  if (prompt === void 0 || fromFile !== void 0) {
    let value = fromFile ?? proposed;
    output.note(`${question.title}: ${value || "(none)"}`);
    let tested = value === "" ? {} : await question.test(value, context, answers);
    if (tested.error !== void 0) throw inFile(question, tested.error);
    return { value, ...loginOf(tested) };
  }
  output.note(`
${number}  ${output.style.bold(question.title)}`);
  for (let line of wrapped(question.about, { columns: 80 })) output.note(line);
  for (output.note(`Example: ${question.example}`), proposed !== "" && output.note(`Return takes ${proposed}; a single - takes none.`); ; ) {
    let typed = await prompt.question("> ", proposed), value = typed === "-" ? "" : typed;
    if (value === "") return { value };
    try {
      let tested = await question.test(value, context, answers);
      if (tested.error === void 0)
        return output.note(
          tested.loginHost === void 0 ? "  ok" : `  ok; ${tested.loginHost} wants a login, which each developer's setup asks for`
        ), { value, ...loginOf(tested) };
      if (output.note(describeError(tested.error)), await prompt.confirm("Take it all the same?")) return { value };
    } catch (error) {
      if (!(error instanceof AdpError)) throw error;
      output.note(describeError(error));
    }
  }
}
function loginOf({ loginHost }) {
  return loginHost === void 0 ? {} : { loginHost };
}
function inFile({ name }, error) {
  return new AdpError(errors.ANSWER, {
    what: `${name}: ${error.message}`,
    ...error.why === void 0 ? {} : { why: `${error.code}. ${error.why}` },
    evidence: error.evidence,
    next: [...error.next.slice(0, 1), act(`or correct ${name} in the file of answers`)],
    cause: error
  });
}

// packages/adp/src/commands/setup.ts
function command() {
  return new AdpCommand("adp setup", commandList.setup).option("--me", "your own machine: logins, the index, a ticket").option(
    "--answers <file>",
    "take answers from a file, as setup leaves one; with --me, user and principal; ask for the rest"
  ).option("--no-input", "ask nothing: what no file answers has its default; with --me, say what is missing").option("--undo", "put back what the last setup wrote").option(...json).does(async (options) => {
    let output = openOutput(options), root = platformRoot();
    if (options.undo === !0) {
      let paths = undoSetup(root);
      output.document({ undone: paths });
      for (let path of paths) output.print(`Put back ${path}`);
      return Exit.ok;
    }
    if (options.me === !0) {
      let result = await setUpMe({
        root,
        output,
        prompt: promptOf(options),
        answersFile: options.answers
      });
      return output.document(result), result.untried.length === 0 ? Exit.ok : Exit.platform;
    }
    let changes = await setUp({ root, output, prompt: promptOf(options), answersFile: options.answers }), explanation = await explainLayer1(layer1Folder());
    output.document({ wrote: changes.map(({ path }) => path), explanation }), output.print();
    for (let line of explanationLines(explanation, process.stdout.columns)) output.print(line);
    output.print();
    for (let line of stepLines(afterSetup)) output.print(line);
    return Exit.ok;
  });
}
var afterSetup = [
  run(adp`setup --me`, "your own logins"),
  run(shell`make -C layer1-base-image build hook`),
  run(shell`git add layer1-base-image platform-bootstrap`, "then commit: no secret is in them")
];
function promptOf({ input, me }) {
  if (!input) return;
  let prompt = openPrompt();
  if (prompt !== void 0) return prompt;
  throw new AdpError(errors.NO_TERMINAL, {
    why: "Standard input is not a terminal.",
    next: [
      either(
        run(me ? adp`setup --me` : adp`setup`, "in a terminal"),
        me ? run(adp`setup --me --no-input`, "asks nothing, and says what is missing") : run(adp`setup --answers platform-bootstrap/setup.toml --no-input`, "takes the answers of a file")
      )
    ]
  });
}
export {
  command
};

import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  hostLevels
} from "./shared-ticket-der.mjs";
import {
  confirm
} from "./shared-kernel-prompt.mjs";
import {
  airflowLine,
  airflowLines,
  checkImage,
  engineFolder,
  engineOf,
  findPython,
  hasAirflow,
  isDatakit
} from "./shared-engine-choose.mjs";
import {
  TicketSharer,
  checkSettings,
  hostKrb5Conf,
  portState,
  refuseRemapped,
  volumeName
} from "./shared-kernel-daemon.mjs";
import {
  airflowLabel,
  brokenConfiguration,
  checkInputs,
  committedInputs,
  fromHere,
  labels,
  lastCommit,
  layer1Folder,
  planAccess,
  readLayer1Settings,
  require_tar_stream,
  runtimeLabel,
  supportFindings,
  wrapped
} from "./shared-npm-b4a-index.mjs";
import {
  dockerLogin,
  readDockerConfig,
  readNetrc,
  registryOf
} from "./shared-credentials-apt-login.mjs";
import {
  Docker,
  baseImageOf,
  remedy,
  trustRegistry
} from "./shared-docker-base-image.mjs";
import {
  maskCredentials,
  scanForSecrets,
  scanTexts
} from "./shared-secretscan-allow-list.mjs";
import {
  Krb5Error,
  hostFiles,
  readProfile
} from "./shared-krb5-src-advice.mjs";
import {
  object,
  optional,
  string
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  ProcessFailure,
  attempt,
  readIfPresent,
  tryJson,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import {
  version
} from "./shared-kernel-version.mjs";
import {
  AdpError,
  Exit,
  Interrupted,
  Secret,
  act,
  adp,
  again,
  clockStep,
  commandLine,
  defineErrors,
  describeError,
  either,
  errnoOf,
  installStep,
  mask,
  noNode,
  nodeTooOld,
  openOutput,
  reasonOf,
  run,
  shell,
  thisMachine,
  userHome
} from "./shared-commands-list.mjs";
import {
  __toESM
} from "./shared-helpers.mjs";

// packages/adp/src/doctor/authorities.ts
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
var bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem"
];
function buildAuthorities({ folder }) {
  return [...rootCertificates, ...filesIn(join(folder, "config", "certificates"), /\.(?:crt|pem)$/)];
}
async function engineAuthorities(registry, machine, engineFolder2) {
  return [...await systemAuthorities(machine), ...filesIn(join(engineFolder2, registry), /\.crt$/)];
}
async function hostAuthorities(env, machine) {
  let named = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"].map((name) => env[name] ?? "").filter((path) => path !== "" && existsSync(path));
  return [
    ...await systemAuthorities(machine),
    ...[...new Set(named)].map((path) => readFileSync(path, "utf8"))
  ];
}
async function systemAuthorities(machine) {
  let system = bundles.filter((path) => existsSync(path)).slice(0, 1);
  return [
    ...rootCertificates,
    ...system.map((path) => readFileSync(path, "utf8")),
    ...machine === "macos" ? await keychain() : []
  ];
}
async function keychain() {
  let found = await attempt(["security", "find-certificate", "-a", "-p"], { timeoutMs: 2e3 });
  return found instanceof ProcessFailure ? [] : [found.stdout];
}
function filesIn(folder, pattern) {
  return existsSync(folder) ? readdirSync(folder).filter((name) => pattern.test(name)).map((name) => readFileSync(join(folder, name), "utf8")) : [];
}

// packages/adp/src/doctor/ask.ts
var patience = 1500, Asker = class {
  constructor(options) {
    this.options = options;
    this.patienceMs = options.patienceMs ?? patience;
  }
  options;
  patienceMs;
  async ask(url, options) {
    let { patienceMs } = this, { env } = this.options, { default: undici } = await import("./npm-undici-index.mjs"), { EnvHttpProxyAgent, request } = undici, ca = await this.#authorities(options.trust), proxy2 = (name) => env[name.toLowerCase()] || env[name] || env.ALL_PROXY || "", tls = { ca, timeout: patienceMs }, dispatcher = new EnvHttpProxyAgent({
      ...proxy2("HTTP_PROXY") === "" ? {} : { httpProxy: withScheme(proxy2("HTTP_PROXY")) },
      ...proxy2("HTTPS_PROXY") === "" ? {} : { httpsProxy: withScheme(proxy2("HTTPS_PROXY")) },
      noProxy: env.no_proxy || env.NO_PROXY || "",
      connect: tls,
      requestTls: tls
    });
    try {
      let answer = await request(url, {
        dispatcher,
        method: options.method ?? "GET",
        headers: headersOf(options),
        signal: AbortSignal.timeout(patienceMs)
      }), at = /* @__PURE__ */ new Date(), body = await start(answer.body);
      return { status: answer.statusCode, headers: single(answer.headers), body, at };
    } catch (error) {
      return noAnswer(error, patienceMs);
    } finally {
      await dispatcher.destroy();
    }
  }
  async #authorities(trust) {
    let { env, place, machine, authorities = [] } = this.options, { engineCertificates = "/etc/docker/certs.d" } = this.options;
    return trust === "build" ? [...buildAuthorities(place), ...authorities] : trust === "host" ? hostAuthorities(env, machine) : engineAuthorities(trust.registry, machine, engineCertificates);
  }
};
function isAnswer(given) {
  return "status" in given;
}
function headersOf({ login, bearer, accept: accept2 }) {
  let basic = login === void 0 ? void 0 : `Basic ${Buffer.from(`${login.user}:${login.password.reveal()}`).toString("base64")}`, authorization = bearer === void 0 ? basic : `Bearer ${bearer}`;
  return {
    "user-agent": "adp-doctor",
    ...accept2 === void 0 ? {} : { accept: accept2 },
    ...authorization === void 0 ? {} : { authorization }
  };
}
async function start(body) {
  let parts = [], size = 0;
  for await (let part of body)
    if (parts.push(part), size += part.length, size > 64 * 1024) break;
  return Buffer.concat(parts).toString("utf8");
}
function single(headers) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value])
  );
}
function withScheme(proxy2) {
  return /^[a-z]+:\/\//i.test(proxy2) ? proxy2 : `http://${proxy2}`;
}
var untrusted = /SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_(?:HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED|SIGNATURE)|ERR_TLS_CERT_ALTNAME/;
function noAnswer(error, patienceMs) {
  let causes = [];
  for (let one = error; one instanceof Error; one = one.cause) causes.push(one);
  let codes = causes.map((one) => errnoOf(one) ?? "").join(" "), words = causes.map((one) => one instanceof Error ? one.message : "").filter(Boolean), detail = words[0] ?? String(error);
  return untrusted.test(codes) ? { kind: "untrusted", detail } : /proxy response/i.test(words.join(" ")) ? { kind: "proxy", detail } : { kind: "silent", detail: causes.some((one) => one instanceof Error && one.name === "TimeoutError") ? `no answer within ${patienceMs / 1e3} s` : detail };
}

// packages/adp/src/doctor/bundle.ts
import { closeSync, existsSync as existsSync2, fstatSync, openSync, readdirSync as readdirSync2, readSync } from "node:fs";
import { hostname, release } from "node:os";
import { basename, join as join2, resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
var import_tar_stream = __toESM(require_tar_stream(), 1);

// packages/adp/src/doctor/errors.ts
var errors = defineErrors({
  GIT: ["ADP-CHK-001", Exit.platform, "git is missing, or too old."],
  DISK: ["ADP-CHK-002", Exit.platform, "A disk has little room left."],
  MEMORY: ["ADP-CHK-003", Exit.platform, "This machine has little memory."],
  WINDOWS_DRIVE: ["ADP-CHK-004", Exit.platform, "The folder lies on a Windows drive."],
  NO_PROXY: ["ADP-CHK-005", Exit.platform, "Connections to this machine would go through the proxy."],
  CLOCK: ["ADP-CHK-006", Exit.platform, "This machine's clock differs from a server's."],
  SILENT: ["ADP-CHK-007", Exit.platform, "A host does not answer."],
  UNTRUSTED: ["ADP-CHK-008", Exit.platform, "A host's certificate is not trusted."],
  LOGIN_MISSING: ["ADP-CHK-009", Exit.credential, "A host requires a login, and there is none."],
  LOGIN_REFUSED: ["ADP-CHK-010", Exit.credential, "A host refuses the login."],
  PROXY: ["ADP-CHK-011", Exit.platform, "The proxy refuses a connection."],
  NOT_THERE: ["ADP-CHK-012", Exit.platform, "A registry does not have an image that .env names."],
  NETRC: ["ADP-CHK-013", Exit.credential, "Others on this machine can read the netrc."],
  KRB5_CONF: ["ADP-CHK-014", Exit.platform, "krb5.conf cannot be used."],
  NO_LAYER1: ["ADP-CHK-015", Exit.platform, "There is no Layer 1 image here."],
  LAYER1_BEHIND: ["ADP-CHK-016", Exit.job, "Layer 1 is older than what this clone would build."],
  PORT: ["ADP-CHK-017", Exit.platform, "A port that astro dev start needs is taken."],
  PODMAN: ["ADP-CHK-018", Exit.platform, "The program docker is podman."],
  DATAKIT_BEHIND: ["ADP-CHK-019", Exit.job, "The datakit's image was built on another Layer 1."],
  SECRETS: ["ADP-CHK-020", Exit.credential, "A file that git ignores holds credentials."],
  SUPPORT: ["ADP-CHK-021", Exit.job, "The Runtime below Layer 1 is out of support."],
  CANNOT_CHECK: ["ADP-CHK-022", Exit.platform, "A check could not be made."],
  VOLUME: ["ADP-CHK-023", Exit.platform, "The ticket's volume is missing."],
  UNCONFIRMED: ["ADP-CHK-024", Exit.usage, "Confirmation needs a terminal."],
  BUNDLE_LEAK: ["ADP-CHK-025", Exit.credential, "A support bundle would hold a credential."]
});

// packages/adp/src/doctor/bundle.ts
var longestLog = 64 * 1024;
async function writeBundle({ context, report, into }) {
  await meetSecrets(context);
  let texts = /* @__PURE__ */ new Map();
  for (let [name, text] of await gathered(context, report)) texts.set(name, await cleaned(name, text));
  for (let [name, text] of texts) if (mask(text) !== text) throw leak(name);
  let found = await scanTexts([...texts].map(([path2, content]) => ({ path: path2, content })));
  if (found[0] !== void 0) throw leak(found[0].path);
  let archive = (0, import_tar_stream.pack)();
  for (let [name, text] of texts) archive.entry({ name: `adp-support/${name}`, mode: 384 }, text);
  archive.finalize();
  let stamp = context.today.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-"), path = resolve(into, `adp-support-${stamp}.tar.gz`);
  return writeAtomic(path, gzipSync(await buffer(archive))), { path, files: [...texts.keys()] };
}
function leak(name) {
  return new AdpError(errors.BUNDLE_LEAK, {
    what: `The support bundle was not written: ${name} would hold a credential.`,
    next: [act("report it, without the file; it is a mistake in adp")]
  });
}
async function meetSecrets(context) {
  let { env, datakit } = context;
  try {
    let config = readDockerConfig(env);
    for (let registry of config.auths.keys()) await dockerLogin(config, registry, env);
    context.access;
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
  }
  for (let [name, value = ""] of Object.entries(env)) isSecretName(name) && new Secret(value);
  for (let name of [".env", "airflow_settings.yaml"]) {
    let text = datakit === void 0 ? "" : readIfPresent(join2(datakit, name)) ?? "";
    for (let [, key = "", value = ""] of text.matchAll(
      /^\s*(?:-\s+)?([\w.-]+)\s*[=:]\s*["']?(.*?)["']?\s*$/gm
    ))
      isSecretName(key) && new Secret(value);
  }
}
function isSecretName(name) {
  return /pass|pwd|secret|token|key|conn_|credential|auth/i.test(name);
}
async function gathered(context, report) {
  let { root, datakit, place } = context, read = (folder, names2, as) => names2.flatMap((name) => {
    let text = readIfPresent(join2(folder, name));
    return text === void 0 ? [] : [[`${as}/${name}`, text]];
  });
  return [
    ["report.json", JSON.stringify(report, null, 2)],
    ["versions.txt", await versions(context)],
    ...read(place.folder, [".env", "packages.txt", "requirements.txt", "layer1.lock"], "layer1"),
    ...read(join2(root, "platform-bootstrap"), [".env"], "platform"),
    ...logs(join2(root, ".adp", "run", "platform"), "platform/logs"),
    ...datakit === void 0 ? [] : [
      ...read(
        datakit,
        [
          "Dockerfile",
          "packages.txt",
          "requirements.txt",
          "docker-compose.override.yml",
          ".adp/datakit.lock"
        ],
        "datakit"
      ),
      ...logs(join2(datakit, ".adp", "run", "logs"), "datakit/logs")
    ]
  ];
}
async function versions({ root, docker, machine, datakit }) {
  let [commit, engine] = await Promise.all([
    attempt(["git", "rev-parse", "HEAD"], { cwd: root, timeoutMs: 5e3 }),
    docker.try(["version", "--format", "{{.Client.Version}} {{.Server.Version}}"], { timeoutMs: 5e3 })
  ]), said = (one) => one instanceof ProcessFailure ? one.message : one.stdout.trim();
  return [
    `adp ${version()}, commit ${said(commit)}`,
    `Node.js ${process.version}, ${process.platform} ${process.arch} ${release()} (${machine})`,
    `docker ${said(engine)}`,
    `datakit ${datakit === void 0 ? "none" : basename(datakit)}`,
    ""
  ].join(`
`).replaceAll(hostname(), "HOST");
}
function logs(folder, as) {
  return existsSync2(folder) ? readdirSync2(folder).filter((name) => name.endsWith(".log")).map((name) => [`${as}/${name}`, endOf(join2(folder, name))]) : [];
}
function endOf(path) {
  let file = openSync(path, "r");
  try {
    let { size } = fstatSync(file), bytes = Buffer.alloc(Math.min(size, longestLog));
    readSync(file, bytes, 0, bytes.length, Math.max(0, size - longestLog));
    let text = bytes.toString("utf8");
    return size > longestLog ? text.slice(text.indexOf(`
`) + 1) : text;
  } finally {
    closeSync(file);
  }
}
async function cleaned(name, text) {
  let masked = maskCredentials(mask(text)), found = await scanTexts([{ path: name, content: masked }]), wrong = new Set(found.map(({ line }) => line));
  return masked.split(`
`).map((line, index) => wrong.has(index + 1) ? "(left out: it looks like a credential)" : line).join(`
`);
}

// packages/adp/src/doctor/check.ts
var flows = ["layer1", "platform", "datakit", "dev"], groups = ["Machine", "Docker", "Network", "Logins", "Kerberos", "Layer 1", "Datakit"];
function problem(error, fix) {
  return { severity: "problem", error, ...fix === void 0 ? {} : { fix } };
}
function warning(error, fix) {
  return { severity: "warning", error, ...fix === void 0 ? {} : { fix } };
}

// packages/adp/src/doctor/checks/package-hosts.ts
var packageHosts = {
  id: "package-hosts",
  group: "Network",
  flows: ["layer1"],
  looksAt: "each mirror of Debian's and Python's packages: that it answers, is trusted, and takes the login",
  needs: ["layer1-settings", "tool-settings"],
  async look(context) {
    let { access } = context, asked = [...new Map([...access.apt, ...access.pip, ...access.uv].map((one) => [one.url, one])).values()].filter(({ url }) => /^https?:/i.test(url)), isApt = new Set(access.apt.map(({ url }) => url)), pageOf = ({ url }) => isApt.has(url) ? `${url}/` : packagePage(url), findings = await Promise.all(
      asked.map((one) => hostFinding({ access: one, url: pageOf(one), trust: "build" }, context))
    ), found = [...new Map(
      asked.map(({ host }, index) => [`${host} ${findings[index]?.error.code}`, findings[index]])
    ).values()].filter((one) => one !== void 0), hosts = [...new Set(asked.map(({ host }) => host))];
    return found.length > 0 ? found : `${hosts.join(", ")} answer`;
  }
};
function packagePage(index) {
  return `${index.replace(/\/$/, "")}/pip/`;
}
async function hostFinding({ access: one, url, trust }, { ask, machine }) {
  let login = one.isLoginExposed ? void 0 : one.login, answer = await ask.ask(url, { login, trust });
  if (!isAnswer(answer)) return problem(noAnswerError(answer, one, { trust, machine }));
  if (answer.status === 407)
    return problem(noAnswerError({ kind: "proxy", detail: "It answers 407" }, one, { trust, machine }));
  if (answer.status === 401 || answer.status === 403) return problem(refused(one));
}
function noAnswerError({ kind, detail }, { url, host, setting }, {
  trust,
  machine
}) {
  let kinds = { silent: "unreachable", untrusted: "tls-untrusted", proxy: "proxy" }, definitions = { silent: errors.SILENT, untrusted: errors.UNTRUSTED, proxy: errors.PROXY }, whats = {
    silent: `${host} does not answer.`,
    untrusted: `The certificate of ${host} is not trusted.`,
    proxy: `The proxy does not connect to ${host}.`
  }, failure = kinds[kind], isOwn = !/the default|own sources/.test(setting), { why = "", next } = remedy(failure, { tool: "adp", url, machine, ...isOwn ? { setting } : {} }), inImage = [
    run(shell`cp company-ca.crt layer1-base-image/config/certificates/`, "the company's CA, as PEM")
  ], inHost = trust === "host" ? next : trust === "build" ? inImage : trust.untrusted, steps2 = { silent: isOwn ? next : withChoice(next, run(adp`setup`, "names your company's mirror instead")), untrusted: inHost, proxy: next }[kind], cause = kind === "silent" ? "The network, a proxy setting, or the server itself." : why;
  return new AdpError(definitions[kind], {
    what: whats[kind],
    why: `${cause} ${url} (${setting}): ${detail.replace(/\.$/, "")}.`.trim(),
    next: [...steps2, again]
  });
}
function withChoice(next, step) {
  return next.map((one) => "either" in one ? { either: [...one.either, [step]] } : one);
}
function refused({ url, host, login, setting }) {
  if (login !== void 0) {
    let { why, next: next2 } = remedy("login-refused", { tool: "adp", url, login });
    return new AdpError(errors.LOGIN_REFUSED, {
      what: `${host} refuses the login of ${login.user}.`,
      ...why === void 0 ? {} : { why },
      next: [...next2, again]
    });
  }
  let { next } = remedy("login-missing", { tool: "adp", url });
  return new AdpError(errors.LOGIN_MISSING, {
    what: `${host} requires a login, and there is none.`,
    why: `It is asked as ${url} (${setting}).`,
    next: [...next, act(`add ${host} to LOGIN_HOSTS in layer1-base-image/.env`), again]
  });
}

// packages/adp/src/doctor/checks/clock.ts
var mostSeconds = 300, warnSeconds = 60, clock = {
  id: "clock",
  group: "Machine",
  flows: ["layer1", "platform", "dev"],
  looksAt: "this machine's clock against the package index's",
  needs: ["layer1-settings", "tool-settings"],
  async look(context) {
    let index = context.access.pip.find(({ url }) => /^https?:/i.test(url));
    if (index === void 0) return;
    let answer = await context.ask.ask(packagePage(index.url), {
      trust: "build",
      method: "HEAD"
    }), said = isAnswer(answer) ? Date.parse(answer.headers.date ?? "") : Number.NaN;
    if (!isAnswer(answer) || Number.isNaN(said)) return;
    let seconds = Math.round((answer.at.getTime() - said) / 1e3);
    return clockFindings(seconds, index.host, context.machine) ?? `within ${Math.max(Math.abs(seconds), 1)} s of ${index.host}`;
  }
};
function clockFindings(seconds, other, machine) {
  let off = Math.abs(seconds);
  if (off < warnSeconds) return;
  let error = new AdpError(errors.CLOCK, {
    what: `This machine's clock is ${off < 600 ? `${off} s` : `${Math.round(off / 60)} min`} ${seconds > 0 ? "ahead of" : "behind"} ${other}.`,
    why: "Kerberos refuses a difference of more than five minutes, and certificates and downloads fail with a larger one.",
    next: [clockStep(machine)]
  });
  return [off > mostSeconds ? problem(error) : warning(error)];
}

// packages/adp/src/doctor/checks/datakit-base.ts
var datakitBase = {
  id: "datakit-base",
  group: "Datakit",
  flows: ["dev"],
  looksAt: "of a datakit on Docker: the image that its Dockerfile begins from, and its generation of Airflow",
  needs: ["docker-engine"],
  applies: ({ datakit, engineName }) => datakit !== void 0 && engineName === "docker",
  look: async (context) => `Airflow ${await context.datakitLine()}`
};

// packages/adp/src/doctor/checks/datakit-image.ts
var datakitImage = {
  id: "datakit-image",
  group: "Datakit",
  flows: ["dev"],
  looksAt: "whether the datakit's containers run on the Layer 1 that is here now",
  needs: ["docker-engine", "layer1-image"],
  applies: ({ datakit }) => datakit !== void 0,
  async look(context) {
    let { datakit, docker } = context, containers = await docker.containers(`label=com.docker.compose.project.working_dir=${datakit}`), latest = (await context.layer1())?.labels[labels.inputs], built = (await Promise.all(
      [...new Set(containers.map(({ image }) => image))].map(
        async (image) => (await docker.imageLabels(image))?.[labels.inputs]
      )
    )).filter((one) => one !== void 0);
    if (built.length === 0) return;
    let other = built.find((one) => one !== latest);
    return other === void 0 ? "built on the Layer 1 that is here" : [
      warning(
        new AdpError(errors.DATAKIT_BEHIND, {
          what: `The datakit runs on Layer 1 ${other.slice(0, 12)}; here is ${latest?.slice(0, 12)}.`,
          why: "What changed in Layer 1 is not in its image.",
          next: [either(run(shell`astro dev restart`, "builds it anew"), run(shell`astro dev start`))]
        })
      )
    ];
  }
};

// packages/adp/src/doctor/checks/datakit-secrets.ts
import { existsSync as existsSync3 } from "node:fs";
import { join as join3 } from "node:path";
var names = [".env", "airflow_settings.yaml", "connections.yaml", "connections.json", "profiles.yml"], datakitSecrets = {
  id: "datakit-secrets",
  group: "Datakit",
  flows: ["datakit", "dev"],
  looksAt: ".env, airflow_settings.yaml, connections.* and profiles.yml of the datakit, also where git ignores them",
  async look({ datakit }) {
    if (datakit === void 0) return;
    let paths = names.filter((name) => existsSync3(join3(datakit, name)));
    if (paths.length === 0) return;
    let { findings } = await scanForSecrets(datakit, { kind: "files", paths });
    if (findings.length === 0) return `no credential in ${paths.join(", ")}`;
    let [first] = findings, more = findings.length > 1 ? `, and ${findings.length - 1} more` : "";
    return [
      warning(
        new AdpError(errors.SECRETS, {
          what: `${first?.path}, line ${first?.line}, holds a credential (${first?.what})${more}.`,
          why: "Files of a project are copied into images, backups and chats.",
          next: [
            act("keep it outside the project: an exported AIRFLOW_CONN_ variable, or your secrets backend"),
            run(adp`secrets scan`, "lists all of them")
          ]
        })
      )
    ];
  }
};

// packages/adp/src/doctor/checks/disk.ts
import { existsSync as existsSync4, statfsSync } from "node:fs";
import { dirname } from "node:path";
var gigabyte = 1e9, enough = 3 * gigabyte, toInstall = 1 * gigabyte, toRun = 0.1 * gigabyte, disk = {
  id: "disk",
  group: "Machine",
  flows: ["layer1", "platform", "datakit", "dev"],
  looksAt: "room on the disks of the clone, the datakit and the home folder",
  look({ root, datakit, env, engineName }) {
    let least2 = engineName === "docker" || hasAirflow(engineFolder(root)) ? toRun : toInstall, folders = [root, ...datakit === void 0 ? [] : [datakit], userHome(env)], free = new Map(folders.map((folder) => [folder, freeIn(folder)])), findings = [...free].flatMap(([folder, bytes]) => findingFor(folder, bytes, least2));
    return findings.length > 0 ? findings : `${gigabytes(Math.min(...free.values()))} GB free`;
  }
};
function freeIn(folder) {
  if (!existsSync4(folder) && dirname(folder) !== folder) return freeIn(dirname(folder));
  let { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
function gigabytes(bytes) {
  return (bytes / gigabyte).toFixed(1);
}
function findingFor(folder, bytes, least2) {
  if (bytes >= enough) return [];
  let error = new AdpError(errors.DISK, {
    what: `${gigabytes(bytes)} GB are free where ${folder} lies.`,
    why: "Airflow and its packages take about 1 GB, and an interrupted download leaves more.",
    next: [run(shell`df -h ${folder}`, "shows the disk"), act("free some space")]
  });
  return [bytes < least2 ? problem(error) : warning(error)];
}

// packages/adp/src/doctor/checks/docker-buildx.ts
var dockerBuildx = {
  id: "docker-buildx",
  group: "Docker",
  flows: ["layer1", "platform", "dev"],
  looksAt: "the docker client's Buildx plugin, which builds images",
  needs: ["docker-engine"],
  async look({ docker }) {
    return await docker.builder(), "Buildx";
  }
};

// packages/adp/src/doctor/checks/docker-compose.ts
var dockerCompose = {
  id: "docker-compose",
  group: "Docker",
  flows: ["platform", "dev"],
  looksAt: "the docker client's Compose plugin: 2.20 or newer",
  needs: ["docker-engine"],
  look: async ({ docker }) => `Compose ${await docker.composeVersion()}`
};

// packages/adp/src/doctor/checks/docker-disk.ts
import { existsSync as existsSync5 } from "node:fs";
var enough2 = 6e9, least = 3e9, dockerDisk = {
  id: "docker-disk",
  group: "Docker",
  flows: ["layer1"],
  looksAt: "room where the engine keeps its images, where that is on this machine",
  needs: ["docker-engine"],
  async look(context) {
    let { docker } = context, found = await docker.try(["info", "--format", "{{.DockerRootDir}}"], { timeoutMs: 5e3 }), folder = found instanceof ProcessFailure ? "" : found.stdout.trim();
    if (folder === "" || !existsSync5(folder)) return;
    let bytes = freeIn(folder);
    if (bytes >= enough2) return `${gigabytes(bytes)} GB free for images`;
    let error = new AdpError(errors.DISK, {
      what: `${gigabytes(bytes)} GB are free for Docker's images, in ${folder}.`,
      why: "A Runtime and Layer 1 on it take about 3 GB, and a build as much again while it runs.",
      next: [
        run(shell`docker system df`, "shows what takes the room"),
        run(shell`docker builder prune`, "removes what only builds use")
      ]
    });
    return [await context.layer1() === void 0 && bytes < least ? problem(error) : warning(error)];
  }
};

// packages/adp/src/doctor/checks/docker-engine.ts
var dockerEngine = {
  id: "docker-engine",
  group: "Docker",
  flows: ["layer1", "platform"],
  looksAt: "the docker client, an engine that answers it, and the right to use it",
  async look(context) {
    let { version: version2, rootless } = await context.engine();
    return `Docker Engine ${version2}${rootless ? ", rootless" : ""}`;
  }
};

// packages/adp/src/doctor/checks/docker-users.ts
var dockerUsers = {
  id: "docker-users",
  group: "Docker",
  flows: ["platform"],
  looksAt: "whether a container can read a file of yours: userns-remap makes its users others",
  needs: ["docker-engine"],
  async look(context) {
    return refuseRemapped(await context.engine()), "a container can read your files";
  }
};

// packages/adp/src/doctor/checks/git.ts
var packages = { debian: "git", fedora: "git", macos: "git" }, since = [2, 38], git = {
  id: "git",
  group: "Machine",
  flows: ["layer1", "datakit"],
  looksAt: "git on PATH, and its version",
  async look({ machine, env }) {
    let found = await attempt(["git", "--version"], { env, timeoutMs: 5e3 });
    if (found instanceof ProcessFailure)
      return [
        problem(
          new AdpError(errors.GIT, {
            what: "git does not run.",
            why: `Datakits are repositories, and Layer 1 is labelled with its commit. ${found.message}.`,
            next: [installStep(packages, machine), again]
          })
        )
      ];
    let version2 = /(\d+)\.(\d+)[\d.]*/.exec(found.stdout), [major, minor] = [Number(version2?.[1] ?? 0), Number(version2?.[2] ?? 0)];
    return major > since[0] || major === since[0] && minor >= since[1] ? `git ${version2?.[0]}` : [
      warning(
        new AdpError(errors.GIT, {
          what: `git is ${version2?.[0] ?? "of an unknown version"}; adp is made for ${since.join(".")} or newer.`,
          why: "`adp datakit update` takes a slower way with it.",
          next: [installStep(packages, machine), run(shell`git --version`)]
        })
      )
    ];
  }
};

// packages/adp/src/doctor/checks/kerberos.ts
var steps = {
  "krb5-conf": {
    looksAt: "krb5.conf: that it can be read, with what it includes, and names a realm",
    needs: []
  },
  client: { looksAt: "kinit, klist and kvno on PATH", needs: ["kerberos-krb5-conf"] },
  kdc: {
    looksAt: "the realm's KDC: that it answers, and how its clock differs",
    needs: ["kerberos-krb5-conf"]
  },
  present: { looksAt: "your Kerberos ticket: there, and readable", needs: ["kerberos-client"] },
  valid: { looksAt: "whether a login would accept your ticket", needs: ["kerberos-present"] },
  shared: {
    looksAt: "whether the ticket sharer runs, and shares a usable ticket",
    needs: ["docker-engine", "kerberos-valid"]
  }
}, kerberos = Object.keys(steps).map((id) => ({
  id: `kerberos-${id}`,
  group: "Kerberos",
  flows: ["platform"],
  ...steps[id],
  applies: ({ hasRealm }) => hasRealm,
  look: (context) => levelOf(id).run(context.ticketTest)
}));
function levelOf(id) {
  let level = hostLevels.find((one) => one.id === id);
  if (level === void 0) throw new Error(`adp ticket test has no step ${id}`);
  return level;
}

// packages/adp/src/doctor/checks/layer1-age.ts
var layer1Age = {
  id: "layer1-age",
  group: "Layer 1",
  flows: ["layer1", "dev"],
  looksAt: "the commit that Layer 1 was built from against this clone's",
  needs: ["layer1-image"],
  async look(context) {
    let [image, commit] = await Promise.all([context.layer1(), lastCommit(context.root, committedInputs)]), built = image?.labels["org.opencontainers.image.revision"];
    if (!(built === void 0 || commit === void 0))
      return built === commit.hash ? `built from ${built.slice(0, 7)}, this clone's` : [
        warning(
          new AdpError(errors.LAYER1_BEHIND, {
            what: `Layer 1 was built from commit ${built.slice(0, 7)}; this clone has ${commit.hash.slice(0, 7)}.`,
            why: "What changed since is not in it: packages, certificates, the framework.",
            next: [run(adp`layer1 build`)]
          })
        )
      ];
  }
};

// packages/adp/src/doctor/checks/layer1-image.ts
var layer1Image = {
  id: "layer1-image",
  group: "Layer 1",
  flows: ["platform", "dev"],
  looksAt: "layer1-airflow:latest on this machine, built by adp",
  needs: ["docker-engine"],
  async look(context) {
    let image = await context.layer1();
    return image !== void 0 && labels.inputs in image.labels ? `Airflow ${image.labels[airflowLabel]} (Runtime ${image.labels[runtimeLabel]})` : [
      warning(
        new AdpError(errors.NO_LAYER1, {
          what: image === void 0 ? "There is no image layer1-airflow:latest here." : "layer1-airflow:latest was not built by adp: it lacks the platform's labels.",
          why: "Every datakit begins with FROM layer1-airflow:latest: astro dev start fails without. The embedded engine needs none.",
          next: [
            either(
              run(adp`layer1 build`, "builds it"),
              run(adp`layer1 pull REGISTRY/REPOSITORY@DIGEST`, "takes the one that your company pushed")
            )
          ]
        })
      )
    ];
  }
};

// packages/adp/src/doctor/checks/layer1-inputs.ts
var layer1Inputs = {
  id: "layer1-inputs",
  group: "Layer 1",
  flows: ["layer1"],
  looksAt: "what the build reads: certificates, krb5.conf, package lists, no credential in them, a login for each of LOGIN_HOSTS",
  needs: ["layer1-settings", "tool-settings"],
  async look({ place, access, settings }) {
    let notes = await checkInputs({ place, access, settings }), from = (name) => fromHere(place, "config", name);
    return notes.length === 0 ? "the build's files are complete" : notes.map(
      (note) => warning(
        new AdpError(errors.KRB5_CONF, {
          what: note.replace(/ Copy .*$/, ""),
          next: [
            run(
              shell`cp ${from("krb5.conf.example")} ${from("krb5.conf")}`,
              "then edit it; without Kerberos, leave it"
            )
          ]
        })
      )
    );
  }
};

// packages/adp/src/doctor/checks/layer1-promise.ts
var layer1Promise = {
  id: "layer1-promise",
  group: "Layer 1",
  flows: ["dev"],
  looksAt: "the labels of the Layer 1 that counts here, and the steps by which a datakit's image is built on it",
  needs: ["layer1-image"],
  async look(context) {
    let { datakit, docker } = context, name = (datakit === void 0 ? void 0 : baseImageOf(datakit)) ?? "layer1-airflow:latest", image = await docker.image(name);
    if (image === void 0 || !(labels.inputs in image.labels)) return;
    let broken = brokenConfiguration(image);
    if (broken === void 0)
      return "its labels and its ONBUILD steps are there; `adp layer1 verify` starts it";
    let error = new AdpError(broken.definition, {
      what: `${name} does not keep what Layer 1 promises: ${broken.what}.`,
      why: "Something was built on it or saved under its name after adp had checked it.",
      next: [
        either(
          run(adp`layer1 build`, "builds it again"),
          run(adp`layer1 verify ${name}`, "checks the rest of it, in a container")
        )
      ]
    });
    return [broken.ofDatakits ? problem(error) : warning(error)];
  }
};

// packages/adp/src/doctor/checks/layer1-settings.ts
var layer1Settings = {
  id: "layer1-settings",
  group: "Layer 1",
  flows: ["layer1", "platform"],
  looksAt: "layer1-base-image/.env: known names, and values that can be right",
  look: ({ settings }) => `Layer 1 from ${settings.runtime}`
};

// packages/adp/src/doctor/checks/memory.ts
import { freemem, totalmem } from "node:os";
var enough3 = 3e9, memory = {
  id: "memory",
  group: "Machine",
  flows: ["dev"],
  looksAt: "the memory that programs can still take",
  async look({ machine, env }) {
    let available = await availableMemory(machine, env);
    return available >= enough3 ? `${gigabytes(available)} GB of memory free` : [
      warning(
        new AdpError(errors.MEMORY, {
          what: `${gigabytes(available)} of ${gigabytes(totalmem())} GB of memory are free.`,
          why: "Airflow and PostgreSQL take about 2 GB, and the system ends processes when memory runs out.",
          next: machine === "wsl" ? [
            act("set memory=8GB below [wsl2] in .wslconfig in your Windows home folder"),
            run(shell`wsl.exe --shutdown`, "starts WSL again with it")
          ] : [act("close programs, or give the virtual machine more memory")]
        })
      )
    ];
  }
};
async function availableMemory(machine, env) {
  if (machine === "macos") {
    let found = await attempt(["vm_stat"], { env, timeoutMs: 5e3 });
    return found instanceof ProcessFailure ? freemem() : memoryOfMac(found.stdout);
  }
  let kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(readIfPresent("/proc/meminfo") ?? "")?.[1];
  return kilobytes === void 0 ? freemem() : Number(kilobytes) * 1024;
}
function memoryOfMac(text) {
  let size = Number(/page size of (\d+) bytes/.exec(text)?.[1] ?? 0), pages = ["free", "inactive", "speculative"].map(
    (kind) => Number(new RegExp(`^Pages ${kind}: +(\\d+)`, "m").exec(text)?.[1] ?? 0)
  );
  return size * pages.reduce((sum, one) => sum + one, 0);
}

// packages/adp/src/doctor/checks/netrc.ts
import { chmodSync } from "node:fs";
var netrc = {
  id: "netrc",
  group: "Logins",
  flows: ["layer1", "dev"],
  looksAt: "the netrc: its form, and who can read it",
  look({ env }) {
    let found = readNetrc(env);
    if (found.present)
      return found.exposed ? [
        problem(
          new AdpError(errors.NETRC, {
            what: `Others on this machine can read ${found.place}.`,
            why: "It holds passwords in clear.",
            next: [run(shell`chmod 600 ${found.path}`), again]
          }),
          { what: `chmod 600 ${found.place}`, apply: () => chmodSync(found.path, 384) }
        )
      ] : `${found.place}, ${found.entries.length} logins`;
  }
};

// packages/adp/src/doctor/checks/node.ts
var node = {
  id: "node",
  group: "Machine",
  flows: ["layer1", "platform", "datakit", "dev"],
  looksAt: "the node on PATH, by which adp, make and git's hook start: 20.19 or newer",
  async look({ machine, env }) {
    let found = await attempt(["node", "-p", "process.versions.node + ' ' + process.execPath"], { env, timeoutMs: 5e3 });
    if (found instanceof ProcessFailure) return [problem(noNode(`${found.message}.`, machine))];
    let [version2 = "", ...path] = found.stdout.trim().split(" "), old = nodeTooOld(version2, path.join(" "), machine);
    return old === void 0 ? `Node.js ${version2}` : [problem(old)];
  }
};

// packages/adp/src/doctor/checks/package-index.ts
var packageIndex = {
  id: "package-index",
  group: "Network",
  flows: ["dev"],
  looksAt: "the index that uv takes Airflow from for the embedded engine: that it answers, is trusted here, and takes the login",
  needs: ["tool-settings"],
  async look(context) {
    let [access] = context.access.uv;
    if (access === void 0 || !/^https?:/i.test(access.url)) return;
    let finding = await hostFinding({ access, url: packagePage(access.url), trust: "host" }, context);
    return finding === void 0 ? `${access.host} answers` : [finding];
  }
};

// packages/adp/src/doctor/checks/platform-settings.ts
var platformSettings = {
  id: "platform-settings",
  group: "Kerberos",
  flows: ["platform"],
  looksAt: "platform-bootstrap/.env",
  look({ sharer }) {
    checkSettings(sharer.settings);
    let named = Object.keys(sharer.settings).filter((name) => name.startsWith("TICKET_"));
    return named.length === 0 ? "platform-bootstrap/.env: defaults" : `platform-bootstrap/.env: ${named.join(", ")}`;
  }
};

// packages/adp/src/doctor/checks/podman.ts
var ofUser = [
  run({ shell: 'export DOCKER_HOST="unix://$XDG_RUNTIME_DIR/podman/podman.sock"' }),
  run(shell`systemctl --user enable --now podman.socket`, "starts the socket")
], inVirtualMachine = [
  run(shell`podman machine start`, "prints where its socket is"),
  run({
    shell: `export DOCKER_HOST="unix://$(podman machine inspect --format '{{.ConnectionInfo.PodmanSocket.Path}}')"`
  })
], podman = {
  id: "podman",
  group: "Docker",
  flows: ["layer1", "platform"],
  looksAt: "whether the program docker is podman under another name",
  async look({ env, machine }) {
    let found = await attempt(["docker", "--version"], { env, timeoutMs: 5e3 });
    if (!(found instanceof ProcessFailure || !/podman/i.test(`${found.stdout}${found.stderr}`)))
      return [
        warning(
          new AdpError(errors.PODMAN, {
            what: "The program docker is podman.",
            why: "podman drops an image's ONBUILD steps unless it builds in Docker's format, and Compose and the Astro CLI need its socket.",
            next: [
              run(shell`export BUILDAH_FORMAT=docker`, "keeps the ONBUILD steps of Layer 1"),
              ...machine === "macos" ? inVirtualMachine : ofUser
            ]
          })
        )
      ];
  }
};

// packages/adp/src/doctor/checks/ports.ts
var wanted = [
  { port: 8080, setting: "api-server.port" },
  { port: 5432, setting: "postgres.port" }
], ports = {
  id: "ports",
  group: "Datakit",
  flows: ["dev"],
  looksAt: "ports 8080 and 5432, which astro dev start takes by default",
  applies: ({ datakit }) => datakit !== void 0,
  async look({ datakit, docker, machine }) {
    if ((await docker.containers(`label=com.docker.compose.project.working_dir=${datakit}`).catch(() => [])).some(({ state }) => state === "running")) return;
    let taken = (await Promise.all(
      wanted.map(async (one) => ({ ...one, state: await portState(one.port) }))
    )).filter(({ state }) => state !== "free");
    return taken.length === 0 ? wanted.map(({ port }) => port).join(" and ") : taken.map(
      ({ port, setting }) => warning(
        new AdpError(errors.PORT, {
          what: `Port ${port} of this machine is taken.`,
          why: "astro dev start takes it by default, and fails. adp dev start takes a free one.",
          next: [
            either(
              run(shell`astro config set ${setting} ${port + 1}`, "in the datakit: another port"),
              run(
                machine === "macos" ? shell`lsof -nP ${`-iTCP:${port}`} -sTCP:LISTEN` : shell`ss -ltnp ${`sport = :${port}`}`,
                "shows who has it"
              )
            )
          ]
        })
      )
    );
  }
};

// packages/adp/src/doctor/checks/proxy.ts
var proxy = {
  id: "proxy",
  group: "Network",
  flows: ["layer1", "platform", "dev"],
  looksAt: "HTTP_PROXY, HTTPS_PROXY and NO_PROXY",
  look({ env }) {
    let named = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].find((name) => env[name]);
    if (named === void 0) return;
    let without = (env.no_proxy || env.NO_PROXY || "").split(/[\s,]+/), missing = ["localhost", "127.0.0.1"].filter(
      (name) => !without.includes(name) && !without.includes("*")
    );
    return missing.length === 0 ? `by ${named}, not for this machine` : [
      warning(
        new AdpError(errors.NO_PROXY, {
          what: `${named} names a proxy, and NO_PROXY does not except ${missing.join(" and ")}.`,
          why: "Programs would ask the proxy for Airflow and PostgreSQL on this machine, which it does not reach.",
          next: [
            run(
              { shell: 'export NO_PROXY="localhost,127.0.0.1,$NO_PROXY"' },
              "also into your shell's rc file"
            )
          ]
        })
      )
    ];
  }
};

// packages/adp/src/doctor/checks/python.ts
var python = {
  id: "python",
  group: "Machine",
  flows: ["dev"],
  looksAt: "a Python that Airflow runs on",
  async look({ env, machine }) {
    let [newest = ""] = airflowLines(), found = await findPython({ line: airflowLine(newest), venv: !1, env, machine });
    return `Python ${found.version} (${found.path})`;
  }
};

// packages/adp/src/doctor/checks/registries.ts
var registries = {
  id: "registries",
  group: "Network",
  flows: ["layer1", "platform"],
  looksAt: "the registry of each image that .env names: that it answers, is trusted, takes the login, and has the image",
  needs: ["layer1-settings", "tool-settings"],
  async look(context) {
    let { runtime, python: python2, node: node2, origin } = context.settings, { IMAGE_POSTGRES: postgres } = context.sharer.settings, images = [
      { image: runtime, name: "IMAGE_ASTRONOMER" },
      ...python2 === void 0 ? [] : [{ image: python2, name: "IMAGE_PYTHON" }],
      ...origin.has("IMAGE_NODE") ? [{ image: node2, name: "IMAGE_NODE" }] : [],
      ...postgres === void 0 ? [] : [{ image: postgres, name: "IMAGE_POSTGRES" }]
    ], found = (await Promise.all(images.map((one) => findingOf(one, context)))).filter((one) => one !== void 0);
    return found.length > 0 ? found : `${images.map(({ image }) => image).join(", ")}`;
  }
};
async function findingOf(named, context) {
  let { ask, env, machine, settings } = context, origin = settings.origin.get(named.name), place = named.name === "IMAGE_POSTGRES" ? "platform-bootstrap/.env" : origin ?? "the default", setting = `${named.name}, ${place}`, error = await registryError({ image: named.image, setting }, { ask, env, machine });
  return error === void 0 ? void 0 : await context.docker.image(named.image).catch(() => {
  }) !== void 0 ? warning(error) : problem(error);
}
async function registryError({ image, setting }, context) {
  let registry = registryOf(image), host = registry === "docker.io" ? "registry-1.docker.io" : registry, login = await dockerLogin(readDockerConfig(context.env), registry, context.env), path = pathOf(image, registry), manifest = `https://${host}/v2/${path.repository}/manifests/${path.reference}`, ask = (more) => context.ask.ask(manifest, { ...more, accept, method: "HEAD", trust: { registry } }), answer = await ask({ login });
  if (isAnswer(answer) && answer.status === 401) {
    let token = await tokenFor(answer, context, { registry, login });
    if (token?.from !== void 0) {
      let { host: asked } = new URL(token.from);
      return silent(token.given, { url: token.from, registry: asked, setting, context });
    }
    token !== void 0 && (answer = await ask({ bearer: token.given }));
  }
  if (!isAnswer(answer)) return silent(answer, { url: `https://${host}/v2/`, registry, setting, context });
  if (answer.status < 300) return;
  let loginStep = run(shell`docker login ${registry}`);
  return answer.status === 404 ? new AdpError(errors.NOT_THERE, {
    what: `${registry} does not have ${image}.`,
    why: `${setting} names it.`,
    next: [either(run(shell`docker manifest inspect ${image}`, "asks with docker"), loginStep), again]
  }) : answer.status !== 401 && answer.status !== 403 ? silent(
    { kind: "silent", detail: `it answered ${answer.status}` },
    { url: manifest, registry, setting, context }
  ) : login === void 0 ? new AdpError(errors.LOGIN_MISSING, {
    what: `${registry} requires a login for ${path.repository}, and docker has none.`,
    why: `${setting} names it.`,
    next: [loginStep, again]
  }) : new AdpError(errors.LOGIN_REFUSED, {
    what: `${registry} refuses the login of ${login.user}.`,
    why: `The login is from ${login.place}; it is wrong, has expired, or may not read ${path.repository}.`,
    next: [loginStep, again]
  });
}
var accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json"
].join(", ");
function pathOf(image, registry) {
  let rest2 = image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : image, [name = "", digest] = rest2.split("@"), [, bare = name, tag] = /^(.*?)(?::([^/:]+))?$/.exec(name) ?? [];
  return { repository: registry === "docker.io" && !bare.includes("/") ? `library/${bare}` : bare, reference: digest ?? tag ?? "latest" };
}
var tokenAnswer = object({ token: optional(string()), access_token: optional(string()) });
async function tokenFor({ headers }, context, { registry, login }) {
  let challenge = headers["www-authenticate"] ?? "";
  if (!/^bearer /i.test(challenge)) return;
  let fields = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value])
  ), realm = fields.get("realm") ?? "";
  if (!URL.canParse(realm) || new URL(realm).protocol !== "https:") return;
  let url = new URL(realm);
  for (let key of ["service", "scope"])
    fields.has(key) && url.searchParams.set(key, fields.get(key) ?? "");
  let given = await context.ask.ask(url.href, { login, trust: { registry } });
  if (!isAnswer(given)) return { given, from: realm };
  let found = given.status === 200 ? tryJson(given.body, tokenAnswer) : void 0, token = found?.token ?? found?.access_token;
  return token === void 0 ? void 0 : { given: token };
}
function silent(answer, { url, registry, setting, context }) {
  let { machine } = context, untrusted2 = [trustRegistry(registry, machine)];
  return noAnswerError(answer, { url, host: registry, setting }, { trust: { untrusted: untrusted2 }, machine });
}

// packages/adp/src/doctor/checks/runtime-support.ts
var runtimeSupport = {
  id: "runtime-support",
  group: "Layer 1",
  flows: ["layer1"],
  looksAt: "whether the maker still supports the Runtime below Layer 1, or has withdrawn it",
  needs: ["layer1-settings"],
  async look(context) {
    let version2 = (await context.layer1().catch(() => {
    }))?.labels[runtimeLabel] ?? /(?<!@sha256):([\d.]+(?:-\d+)?)[^/]*$/.exec(context.settings.runtime)?.[1];
    if (version2 === void 0) return;
    let [found] = supportFindings(version2, context.today);
    return found === void 0 ? `Runtime ${version2} is supported` : [
      warning(
        new AdpError(errors.SUPPORT, {
          ...found,
          next: [act("name a supported Runtime by IMAGE_ASTRONOMER in layer1-base-image/.env")]
        })
      )
    ];
  }
};

// packages/adp/src/doctor/checks/ticket-volume.ts
var ticketVolume = {
  id: "ticket-volume",
  group: "Kerberos",
  flows: ["platform", "dev"],
  looksAt: `the volume ${volumeName}, without which astro dev start fails`,
  needs: ["docker-engine"],
  async look({ docker }) {
    return await docker.volume(volumeName) !== void 0 ? volumeName : [
      warning(
        new AdpError(errors.VOLUME, {
          what: `The volume ${volumeName} does not exist.`,
          why: "A datakit's docker-compose.override.yml mounts it: Compose refuses to start without.",
          next: [run(adp`platform start`, "makes it; without Kerberos, too")]
        })
      )
    ];
  }
};

// packages/adp/src/doctor/checks/tool-settings.ts
var toolSettings = {
  id: "tool-settings",
  group: "Logins",
  flows: ["layer1", "dev"],
  looksAt: "pip.conf, uv.toml, UV_INDEX_ variables, netrc and docker's config.json: that each can be read",
  needs: ["layer1-settings"],
  look(context) {
    let { access, env } = context, { auths, present } = readDockerConfig(env);
    return `index ${[...new Set(access.pipIndexes.map(({ url }) => new URL(url).host))].join(", ")}; ${present ? `docker logins: ${auths.size}` : "no docker login"}`;
  }
};

// packages/adp/src/doctor/checks/windows-drive.ts
var windowsDrive = {
  id: "windows-drive",
  group: "Machine",
  flows: ["layer1", "platform", "datakit", "dev"],
  looksAt: "in WSL2: whether the clone or the datakit lies, or would lie, on a Windows drive",
  look({ machine, root, datakit, into }) {
    if (machine !== "wsl") return;
    let folder = [root, datakit, into].find((path) => /^\/mnt\/[a-z](?:\/|$)/.test(path ?? ""));
    return folder === void 0 ? "in WSL's own file system" : [
      problem(
        new AdpError(errors.WINDOWS_DRIVE, {
          what: `${folder} lies on a Windows drive.`,
          why: "Windows drives are many times slower in WSL, keep no modes such as 0600, and PostgreSQL refuses them.",
          next: [
            folder === into ? run(shell`cd`, "goes home, into WSL's own file system") : run(shell`cp -r ${folder} ~/`, "copies it into WSL's own file system"),
            again
          ]
        })
      )
    ];
  }
};

// packages/adp/src/doctor/checks/index.ts
var checks = [
  git,
  node,
  python,
  disk,
  memory,
  windowsDrive,
  clock,
  dockerEngine,
  dockerCompose,
  dockerBuildx,
  dockerUsers,
  podman,
  dockerDisk,
  proxy,
  registries,
  packageHosts,
  packageIndex,
  netrc,
  toolSettings,
  ...kerberos,
  platformSettings,
  ticketVolume,
  layer1Settings,
  layer1Inputs,
  layer1Image,
  layer1Promise,
  layer1Age,
  runtimeSupport,
  ports,
  datakitBase,
  datakitImage,
  datakitSecrets
];

// packages/adp/src/doctor/context.ts
import { dirname as dirname2, join as join4, resolve as resolve2 } from "node:path";
var DoctorContext = class {
  root;
  env;
  machine;
  today;
  docker;
  place;
  ask;
  /** The datakit at or above the folder; undefined outside of one. */
  datakit;
  into;
  engineName;
  #line;
  #once = /* @__PURE__ */ new Map();
  constructor(options) {
    this.root = options.root, this.env = options.env ?? process.env, this.machine = options.machine ?? thisMachine(), this.today = options.today ?? /* @__PURE__ */ new Date(), this.docker = options.docker ?? new Docker({
      env: this.env,
      machine: this.machine,
      ...options.signal === void 0 ? {} : { signal: options.signal }
    }), this.place = layer1Folder(options.root), this.ask = new Asker({
      env: this.env,
      place: this.place,
      machine: this.machine,
      patienceMs: options.patienceMs,
      ...options.engineCertificates === void 0 ? {} : { engineCertificates: options.engineCertificates }
    }), this.datakit = datakitAt(options.folder), this.into = options.into, this.engineName = options.engine ?? (this.datakit === void 0 ? void 0 : engineOf(join4(this.datakit, ".adp", "run"))), this.#line = options.line;
  }
  /** @throws AdpError where .env has a mistake */
  get settings() {
    return this.#asked("settings", () => readLayer1Settings(this.place, this.env));
  }
  /** @throws AdpError where a file with indexes or logins cannot be read */
  get access() {
    return this.#asked("access", () => planAccess(this.place, this.settings, this.env));
  }
  /** @throws AdpError where platform-bootstrap/.env cannot be read */
  get sharer() {
    return this.#asked(
      "sharer",
      () => new TicketSharer({ root: this.root, output: openOutput({ json: !0 }), env: this.env })
    );
  }
  /** The files of krb5.conf that count here. */
  get krb5Conf() {
    return hostKrb5Conf(this.root, this.env);
  }
  /** Whether this machine's Kerberos belongs to a realm. Debian's own krb5.conf names MIT's until it is replaced. */
  get hasRealm() {
    return this.krb5Conf.length > 0 && this.realm() !== "ATHENA.MIT.EDU";
  }
  /** undefined where krb5.conf names none, or cannot be read: the check of krb5.conf says why. */
  realm() {
    try {
      return readProfile(hostFiles, this.krb5Conf.join(":")).value("libdefaults", "default_realm");
    } catch (error) {
      if (error instanceof Krb5Error) return;
      throw error;
    }
  }
  /** What the steps of `adp ticket test` have found, for the ones after them. */
  get ticketTest() {
    return this.#asked("ticketTest", () => ({
      sharer: this.sharer,
      now: Date.now,
      patienceMs: this.ask.patienceMs,
      machine: this.machine,
      spn: void 0,
      login: void 0,
      databaseUser: void 0,
      container: void 0
    }));
  }
  engine() {
    return this.docker.engine();
  }
  /** @throws AdpError where the image that the datakit begins from is not here, or is not for it */
  datakitLine() {
    let { docker, datakit = "." } = this;
    return this.#asked("datakitLine", () => checkImage({ docker, datakit, line: this.#line }));
  }
  layer1() {
    return this.#asked("layer1", () => this.docker.image("layer1-airflow:latest"));
  }
  #asked(name, ask) {
    return this.#once.has(name) || this.#once.set(name, ask()), this.#once.get(name);
  }
};
function datakitAt(folder) {
  for (let here = resolve2(folder); ; here = dirname2(here)) {
    if (isDatakit(here)) return here;
    if (dirname2(here) === here) return;
  }
}

// packages/adp/src/doctor/fix.ts
async function fixFound(all, { output, yes }) {
  let done = [];
  for (let { findings } of all)
    for (let { error, fix } of findings)
      if (fix !== void 0) {
        if (!yes) {
          output.note(error.message);
          let answer = await confirm(`  ${fix.what}?`);
          if (answer === void 0)
            throw new AdpError(errors.UNCONFIRMED, {
              why: `It would do: ${fix.what}`,
              next: [run(adp`doctor --fix --yes`, "does not ask")]
            });
          if (!answer) continue;
        }
        await fix.apply(), done.push(fix.what);
      }
  return done;
}

// packages/adp/src/doctor/run.ts
async function runChecks(checks2, context, isWanted = () => !0) {
  let wanted2 = checks2.filter(isWanted), done = /* @__PURE__ */ new Map(), outcome = (id) => {
    let known = done.get(id);
    if (known !== void 0) return known;
    let check = checks2.find((one) => one.id === id), made = check === void 0 ? Promise.resolve(void 0) : make(check, context, outcome);
    return done.set(id, made), made;
  };
  return (await Promise.all(wanted2.map(({ id }) => outcome(id)))).filter((one) => one !== void 0);
}
async function make(check, context, outcome) {
  if (check.applies?.(context) === !1) return;
  for (let id of check.needs ?? []) {
    let needed = await outcome(id);
    if (needed?.state === "problem" || needed?.state === "skipped")
      return { check, state: "skipped", what: `not checked, because of ${id}`, findings: [] };
  }
  let seen = await look(check, context);
  if (seen === void 0) return;
  if (typeof seen == "string") return { check, state: "ok", what: seen, findings: [] };
  if (seen.length === 0) return;
  let state = seen.some(({ severity }) => severity === "problem") ? "problem" : "warning";
  return { check, state, what: "", findings: seen };
}
async function look(check, context) {
  try {
    return await check.look(context);
  } catch (error) {
    if (error instanceof AdpError) return [problem(error)];
    if (error instanceof Interrupted) throw error;
    return [
      problem(
        new AdpError(errors.CANNOT_CHECK, {
          what: `The check ${check.id} could not be made.`,
          why: reasonOf(error),
          next: [act("report it with this line; it is a mistake in adp")],
          cause: error
        })
      )
    ];
  }
}

// packages/adp/src/doctor/guards.ts
var guards = {
  "layer1 build": [
    "layer1-settings",
    "tool-settings",
    "layer1-inputs",
    "docker-engine",
    "docker-buildx",
    "docker-disk"
  ],
  "platform start": ["docker-engine", "docker-compose", "docker-users", "platform-settings"],
  "datakit new": ["windows-drive"],
  "dev start, embedded": ["windows-drive", "disk", "datakit-secrets"],
  "dev start, docker": [
    "docker-engine",
    "docker-compose",
    "docker-buildx",
    "datakit-base",
    "layer1-promise",
    "platform-settings",
    "disk",
    "datakit-secrets"
  ]
};
async function guard(command, context, { note }) {
  let ids = guards[command], all = await runChecks(checks, context, ({ id }) => ids.includes(id)), found = ids.flatMap((id) => all.find(({ check }) => check.id === id)?.findings ?? []), first = found.find(
    ({ severity, error }) => severity === "problem" && // What goes into an image must have been looked at; elsewhere a check that cannot be made stops nothing.
    (error.code !== errors.CANNOT_CHECK.code || command === "layer1 build")
  ), others = found.filter((finding) => finding !== first).map(({ error }) => inOneLine(error));
  for (let line of others) note(`  ! ${line}`);
  if (others.length > 0 && note(`    what helps: ${commandLine().adp("doctor")}`), first !== void 0) throw command === "dev start, docker" ? orEmbedded(first.error) : first.error;
  return others;
}
function orEmbedded(error) {
  if (!error.code.startsWith("ADP-DOC-")) return error;
  let { code, exit, message: title, why, evidence, cause } = error, embedded = run(adp`dev start --engine embedded`, "needs no Docker"), next = [either(...waysOf(error.next), embedded)];
  return new AdpError(
    { code, exit, title },
    { ...why === void 0 ? {} : { why }, evidence, cause, next }
  );
}
function waysOf(next) {
  return next.reduce(
    (ways, one) => ways.flatMap(
      (way) => "either" in one ? one.either.map((steps2) => [...way, ...steps2]) : [[...way, one]]
    ),
    [[]]
  );
}
function inOneLine({ message, code }) {
  return `${message} (${code})`;
}

// packages/adp/src/doctor/print.ts
function doctorDocument(all) {
  return {
    ok: all.every(({ state }) => state !== "problem"),
    checks: all.map(({ check, state, what, findings }) => ({
      id: check.id,
      group: check.group,
      state,
      ...what === "" ? {} : { what },
      findings: findings.map(({ severity, error, fix }) => ({
        severity,
        ...error.toJSON(),
        ...fix === void 0 ? {} : { fix: fix.what }
      }))
    }))
  };
}
function printChecks(all, options) {
  let { output } = options, { style } = output, first = firstThing(all);
  if (first !== void 0) {
    output.print(style.bold(`First: ${first.error.message}`));
    for (let line of rest(first, options)) output.print(line);
    output.print();
  }
  for (let group of groups) {
    let here = all.filter(({ check }) => check.group === group);
    if (here.length !== 0) {
      output.print(style.bold(group));
      for (let line of groupLines(here, { ...options, first })) output.print(line);
    }
  }
  output.print(), output.print(summaryOf(all));
}
function firstThing(all) {
  return all.flatMap((one) => one.findings).filter(({ severity }) => severity === "problem")[0];
}
function groupLines(here, options) {
  let { verbose, first, columns = Number.POSITIVE_INFINITY } = options, { style } = options.output, width = Math.max(...here.map(({ check }) => check.id.length)), row = (mark, id, what) => `  ${mark} ${id.padEnd(width)}  ${what}`, good = here.filter(({ state }) => state === "ok"), seen = good.map(({ what }) => what).join("; "), folded = seen.length <= 68 ? seen : good.map(({ check }) => check.id).join(", "), lines = verbose ? good.map(({ check, what }) => row(style.green("ok     "), check.id, what)) : good.length === 0 ? [] : wrapped(`  ${style.green("ok     ")} ${folded}`, { columns, indent: 10 });
  for (let { check, state, what, findings } of here) {
    state === "skipped" && lines.push(row(style.dim("skipped"), check.id, what));
    for (let finding of findings) {
      let { severity, error } = finding, mark = severity === "problem" ? style.red("PROBLEM") : style.yellow("warning");
      lines.push(
        ...wrapped(row(mark, check.id, `${error.code}  ${error.message}`), { columns, indent: 10 }),
        ...(finding === first ? [] : rest(finding, { ...options, columns: columns - 8 })).map(
          (line) => `        ${line}`
        )
      );
    }
  }
  return lines;
}
function rest({ error }, { columns = Number.POSITIVE_INFINITY }) {
  return describeError(error).split(`
`).slice(1).flatMap((line) => /^ {2}why: /.test(line) ? wrapped(line, { columns, indent: 9 }) : [line]);
}
function summaryOf(all) {
  let count = (state) => all.filter((one) => one.state === state).length, counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`, skipped = count("skipped") === 0 ? "" : `, ${count("skipped")} skipped`;
  return `${counted(all.length, "check")}: ${counted(count("problem"), "problem")}, ${counted(count("warning"), "warning")}${skipped}.`;
}

export {
  Asker,
  writeBundle,
  flows,
  packagePage,
  hostFinding,
  registryError,
  checks,
  DoctorContext,
  fixFound,
  runChecks,
  guard,
  doctorDocument,
  printChecks
};

import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  helpFor,
  moment,
  namedSource,
  parseStatusFile,
  platformStatus,
  problemIn,
  readOwnTicket,
  volumeName
} from "./shared-kernel-daemon.mjs";
import {
  Krb5Error,
  hostSurroundings,
  judge,
  readProfile
} from "./shared-krb5-src-advice.mjs";
import {
  ProcessFailure,
  attempt,
  readIfPresent
} from "./shared-npm-commander-esm.mjs";
import {
  AdpError,
  Exit,
  act,
  adp,
  again,
  anyOf,
  clockStep,
  defineErrors,
  describeError,
  duration,
  either,
  errnoOf,
  installStep,
  platformRoot,
  reasonOf,
  run,
  shell,
  thisMachine
} from "./shared-commands-list.mjs";

// packages/adp/src/ticket/reader.ts
import { readFileSync } from "node:fs";
import { join } from "node:path";
var findings = {
  0: "usable",
  10: "no-variable",
  11: "missing",
  12: "denied",
  13: "readable",
  14: "unusable"
};
async function inspectReader(docker, container, volume) {
  let mount = container.mounts.find(({ name }) => name === volume), { KRB5CCNAME } = container.env, facts = {
    name: container.name,
    state: container.state,
    path: mount?.destination ?? "",
    readOnly: mount?.writable === !1,
    ...KRB5CCNAME === void 0 ? {} : { krb5ccname: KRB5CCNAME }
  };
  if (container.state !== "running") return { ...facts, finding: "not-running" };
  if (KRB5CCNAME !== void 0 && !pathOf(KRB5CCNAME).startsWith(`${facts.path}/`))
    return { ...facts, finding: "elsewhere" };
  let script = readFileSync(
    join(platformRoot(), "packages", "adp", "data", "ticket", "inspect-reader.sh"),
    "utf8"
  ), said = await docker.try(["exec", container.id, "/bin/sh", "-c", script], { timeoutMs: 3e4 }), [, user, seconds] = /^(\d+:\d+) (\d+)$/m.exec(said.stdout) ?? [], code = said instanceof ProcessFailure ? said.code : 0;
  return user === void 0 || code === void 0 ? { ...facts, finding: "no-shell" } : {
    ...facts,
    user,
    aheadSeconds: Math.round(Number(seconds) - Date.now() / 1e3),
    finding: findings[code] ?? "no-shell"
  };
}
function pathOf(krb5ccname) {
  return krb5ccname.replace(/^(FILE:|DIR::?)/, "");
}
function remedy({ finding, name, path, user }) {
  switch (finding) {
    case "no-variable":
    case "elsewhere":
      return [
        act(`set KRB5CCNAME=${path}/krb5cc in the environment of ${name}, as the template's override does`)
      ];
    case "denied":
      return anyOf(
        act(
          `set user: "50000:0" in the Compose file of ${name}: the copy is for group 0, and it runs as ${user ?? "another user"}`
        ),
        run(adp`platform start`, "repairs the owner of the volume")
      );
    case "missing":
      return anyOf(
        run(shell`kinit`),
        run(adp`platform status`, "shows what keeps the ticket from being shared")
      );
    case "unusable":
      return anyOf(run(shell`kinit`), run(shell`docker exec ${name} klist`, "shows its ticket"));
    case "not-running":
      return [run(shell`docker start ${name}`)];
    case "no-shell":
      return [run(shell`docker exec ${name} klist`, "needs klist in its image; Layer 1 has it")];
    default:
      return [];
  }
}
var inWords = {
  usable: "can use the ticket",
  readable: "can read the ticket; it has no klist",
  "no-variable": "does not set KRB5CCNAME",
  elsewhere: "has a KRB5CCNAME outside of the mount",
  missing: "finds no ticket",
  denied: "may not read the ticket",
  unusable: "finds a ticket that no login would accept",
  "not-running": "is not running",
  "no-shell": "has no shell to ask"
};

// packages/adp/src/ticket/describe.ts
function describeReport(report, now = /* @__PURE__ */ new Date()) {
  let { source, shared: shared2, readers, place } = report, lines = [
    `${place === "host" ? "your ticket " : "container   "} ${source.name} (${source.origin}): ${ticket(source, now)}`,
    `shared copy  ${copy(shared2, now)}`,
    ...shared2.outlivesSource === !0 ? ["             it lives on after your ticket is gone: the containers can still use it"] : shared2.problem === void 0 ? [] : [`             ${shared2.problem}`]
  ];
  for (let reader of readers ?? []) {
    let writes = reader.readOnly ? "" : "; it can change the ticket: mount it with :ro,nocopy", user = reader.user === void 0 ? "" : ` (user ${reader.user})`;
    lines.push(`reader       ${reader.name}${user} ${inWords[reader.finding]}${writes}`);
  }
  return readers?.length === 0 && lines.push("reader       no container mounts it"), lines;
}
function ticket({ principal, usableUntil, problem }, now) {
  return problem !== void 0 ? problem : principal === void 0 || usableUntil === void 0 ? "the sharer gets the ticket itself" : until(principal, usableUntil, now);
}
function copy({ state, principal, usableUntil, renewableUntil, ageSeconds }, now) {
  if (state !== "shared" || principal === void 0 || usableUntil === void 0)
    return {
      shared: "is there",
      waiting: "not there yet: the sharer waits for a ticket",
      unusable: "no longer usable",
      stopped: "not there: the sharer is not running",
      unknown: "unknown"
    }[state];
  let renewable = renewableUntil === void 0 ? "" : `, renewable until ${moment(renewableUntil, now)}`, age = ageSeconds === void 0 ? "" : `, written ${duration(ageSeconds)} ago`;
  return `${until(principal, usableUntil, now)}${renewable}${age}`;
}
function until(principal, seconds, now) {
  return `${principal}, until ${moment(seconds, now)} (${duration(seconds - now.getTime() / 1e3)})`;
}

// packages/adp/src/ticket/report.ts
import { existsSync } from "node:fs";
import { dirname, join as join2 } from "node:path";
import { isDeepStrictEqual } from "node:util";
async function reportFromHost(sharer) {
  let { source, gone = !1, next } = await sourceOf(sharer.named());
  try {
    let status = await platformStatus(sharer), outlives = gone && status.sharing, readers = await Promise.all(
      (await sharer.consumers()).map((container) => inspectReader(sharer.docker, container, volumeName))
    );
    return {
      place: "host",
      usable: status.sharing,
      source,
      shared: {
        ...sharedOf(status.ticket, status.problem?.what),
        ...outlives ? { outlivesSource: !0 } : {}
      },
      readers,
      next: distinct([
        ...outlives ? [takesCopyAway] : [...next, ...status.next],
        ...readers.flatMap(remedy)
      ])
    };
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    let shared2 = { state: "unknown", problem: `${error.code}  ${error.message}` };
    return { place: "host", usable: !1, source, shared: shared2, next: distinct([...next, ...error.next]) };
  }
}
function insideFolder(env = process.env, mount = "/krb5/cache") {
  return [...env.KRB5CCNAME === void 0 ? [] : [dirname(pathOf(env.KRB5CCNAME))], mount].find((folder) => existsSync(join2(folder, "status.json")));
}
var takesCopyAway = either(
  run(adp`platform stop`, "takes the copy away from the containers, too"),
  run(shell`kinit`, "gets a new ticket, which takes its place")
), onHost = [run(shell`kinit`, "on the host"), run(adp`ticket status`, "on the host")];
async function reportFromInside(folder, now = Date.now()) {
  let { source, next } = await sourceOf(namedSource(hostSurroundings())), status = parseStatusFile(readIfPresent(join2(folder, "status.json")) ?? "", now), usable = status?.usable === !0;
  return {
    place: "container",
    usable: usable && source.problem === void 0,
    source,
    shared: sharedOf(status ?? { state: "unknown" }, problemIn(status)?.what, now),
    next: usable ? next : [either(...onHost)]
  };
}
async function sourceOf({
  cache,
  error: unusable,
  ...name
}) {
  if (unusable !== void 0) return { source: { ...name, problem: unusable.message }, next: unusable.next };
  if (cache === void 0) return { source: name, next: [] };
  try {
    let found = await readOwnTicket(cache);
    if (found === void 0)
      return {
        source: { ...name, problem: "there is no ticket in it" },
        gone: !0,
        next: [run(shell`kinit`)]
      };
    let judgement = judge(found, { now: /* @__PURE__ */ new Date() }), principal = String(judgement.client);
    if (!judgement.usable)
      return {
        source: { ...name, principal, problem: judgement.reason.message },
        next: anyOf(...judgement.reason.next)
      };
    let usableUntil = judgement.ticket.endtime - judgement.clockOffsetSeconds;
    return { source: { ...name, principal, usableUntil }, next: [] };
  } catch (error) {
    return { source: { ...name, problem: reasonOf(error) }, next: helpFor(error) };
  }
}
function sharedOf(ticket2, problem, now = Date.now()) {
  let { state, principal, usableUntil, renewableUntil, published } = ticket2;
  return {
    state,
    ...principal === void 0 ? {} : { principal },
    ...usableUntil === void 0 ? {} : { usableUntil },
    ...renewableUntil === void 0 ? {} : { renewableUntil },
    ...published === void 0 ? {} : { ageSeconds: Math.max(0, Math.floor(now / 1e3) - published) },
    ...problem === void 0 ? {} : { problem }
  };
}
function distinct(next) {
  let all = [...new Map(next.map((entry) => [JSON.stringify(entry), entry])).values()], ways = all.flatMap((entry) => "either" in entry ? entry.either.flat() : []);
  return all.filter(
    (entry) => !("run" in entry && ways.some((way) => "run" in way && isDeepStrictEqual(way.run, entry.run)))
  );
}

// packages/adp/src/ticket/errors.ts
var errors = defineErrors({
  NO_CLIENTS: ["ADP-TKT-001", Exit.platform, "The Kerberos programs are not installed."],
  KRB5_CONF: ["ADP-TKT-002", Exit.credential, "krb5.conf names no realm, or cannot be read."],
  NO_KDC: ["ADP-TKT-003", Exit.platform, "No KDC of the realm answers."],
  CLOCK: ["ADP-TKT-004", Exit.platform, "This machine's clock differs from the KDC's."],
  NO_TICKET: ["ADP-TKT-005", Exit.credential, "There is no Kerberos ticket."],
  UNUSABLE: ["ADP-TKT-006", Exit.credential, "No login would accept the ticket."],
  NOT_SHARED: ["ADP-TKT-007", Exit.platform, "The ticket is not shared."],
  NOT_READABLE: ["ADP-TKT-008", Exit.platform, "A container cannot use the ticket."],
  NO_SPN: ["ADP-TKT-009", Exit.credential, "The service has no service principal name (SPN)."],
  NO_SERVICE_TICKET: ["ADP-TKT-010", Exit.credential, "The KDC gives no ticket for the service."],
  NO_LOGIN: ["ADP-TKT-011", Exit.credential, "The login with the ticket failed."],
  NO_LOGIN_CLIENT: ["ADP-TKT-012", Exit.platform, "The program for the login is not installed."],
  TARGET: ["ADP-TKT-013", Exit.usage, "The name of a server or service is wrong."],
  UNKNOWN_HOST: ["ADP-TKT-014", Exit.platform, "The server's name is unknown."]
});

// packages/adp/src/ticket/target.ts
var kinds = {
  postgres: { port: 5432, database: "postgres", spn: (host) => `postgres/${host}` },
  sqlserver: {
    port: 1433,
    database: "master",
    spn: (host, port) => `MSSQLSvc/${host}:${port}`
  }
};
function parseLogin(kind, text) {
  let [, host, port, database] = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?::(\d{1,5}))?(?:\/([^/]+))?$/.exec(text) ?? [], known = kinds[kind], number = Number(port ?? known.port);
  if (host === void 0 || number < 1 || number > 65535)
    throw new AdpError(errors.TARGET, {
      what: `--${kind} takes HOST[:PORT][/DATABASE], not "${text}".`,
      next: [
        run(
          adp`ticket test ${[`--${kind}`, `db.corp.example:${known.port}/${known.database}`]}`,
          "is an example"
        )
      ]
    });
  return { kind, host, port: number, database: database ?? known.database, spn: known.spn(host, number) };
}
function parseSpn(text) {
  if (/^[A-Za-z][A-Za-z0-9._-]*\/[^\s/@]+(\/[^\s/@]+)?(@[^\s/@]+)?$/.test(text)) return text;
  throw new AdpError(errors.TARGET, {
    what: `--spn takes a service principal name, not "${text}".`,
    next: [run(adp`ticket test --spn MSSQLSvc/db.corp.example:1433`, "is an example")]
  });
}
function oneLogin(postgres, sqlServer) {
  if (postgres === void 0 || sqlServer === void 0) return postgres ?? sqlServer;
  throw new AdpError(errors.TARGET, {
    what: "A test logs in to one server, not to two.",
    next: [run(adp`ticket test --postgres SERVER`), run(adp`ticket test --sqlserver SERVER`)]
  });
}

// packages/adp/src/ticket/host-levels.ts
import { lookup } from "node:dns/promises";

// packages/adp/src/ticket/kdc.ts
import { Resolver } from "node:dns/promises";
import { connect } from "node:net";

// packages/adp/src/ticket/der.ts
function tlv(tag, ...parts) {
  let content = Buffer.concat(parts), size = content.length, length = size < 128 ? [size] : size < 256 ? [129, size] : [130, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
var sequence = (...parts) => tlv(48, ...parts), field = (number, content) => tlv(160 + number, content), generalString = (text) => tlv(27, Buffer.from(text, "utf8")), generalizedTime = (text) => tlv(24, Buffer.from(text, "ascii"));
function integer(value) {
  let bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  let start2 = 0;
  for (; start2 < 4 && bytes[start2] === 0 && (bytes[start2 + 1] ?? 0) < 128; ) start2 += 1;
  return tlv(2, bytes.subarray(start2));
}
function element(bytes) {
  let [tag, first] = bytes;
  if (tag === void 0 || first === void 0) return;
  let extra = first < 128 ? 0 : first & 127;
  if (extra > 4 || bytes.length < 2 + extra) return;
  let size = first < 128 ? first : 0;
  for (let byte of bytes.subarray(2, 2 + extra)) size = size * 256 + byte;
  let start2 = 2 + extra;
  if (!(bytes.length < start2 + size))
    return { tag, content: bytes.subarray(start2, start2 + size), rest: bytes.subarray(start2 + size) };
}
function fieldOf(content, number) {
  for (let rest = content; rest.length > 0; ) {
    let next = element(rest);
    if (next === void 0) return;
    if (next.tag === 160 + number) return next.content;
    rest = next.rest;
  }
}

// packages/adp/src/ticket/kdc.ts
var patience = 4e3;
async function kdcsOf(realm, profile, patienceMs = patience) {
  let named2 = profile.values("realms", realm, "kdc").flatMap((value) => value.split(/\s+/));
  if (named2.length > 0) return named2.map(addressOf);
  if (/^(false|no|n|f|0|off|nil)$/i.test(profile.value("libdefaults", "dns_lookup_kdc") ?? "true")) return [];
  let resolver = new Resolver(), late = setTimeout(() => resolver.cancel(), patienceMs);
  return (await resolver.resolveSrv(`_kerberos._tcp.${realm}`).catch((error) => {
    throw errnoOf(error) === "ECANCELLED" ? new Error(noAnswerWithin(patienceMs)) : error;
  }).finally(() => clearTimeout(late))).sort((a, b) => a.priority - b.priority).map(({ name, port }) => ({ host: name, port }));
}
function addressOf(value) {
  let text = value.replace(/^(tcp|udp)\//, "").replace(/^https:\/\/([^/]+).*$/, "$1"), [, bracketed, host = text, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [], address = { host: bracketed ?? host, port: Number(port ?? 88) };
  return value.startsWith("https:") ? { ...address, port: Number(port ?? 443), proxied: !0 } : address;
}
async function askKdcs(addresses, question) {
  let others = new AbortController(), asked = addresses.map((address) => askKdc(address, { ...question, signal: others.signal }));
  try {
    return await Promise.any(asked);
  } finally {
    others.abort();
  }
}
function reasonsOfKdcs(addresses, error) {
  if (!(error instanceof AggregateError)) throw error;
  return addresses.map(({ host, port }, index) => `${host}:${port}: ${reasonOf(error.errors[index])}`);
}
async function askKdc({ host, port }, question) {
  let { client: client2, now = Date.now } = question, reply = await exchange(host, port, request(client2.name, client2.realm), question), message = element(reply);
  if (message?.tag === 107) return { host, port, aheadSeconds: void 0 };
  let body = message?.tag === 126 ? element(message.content) : void 0, time = element(fieldOf(body?.content ?? new Uint8Array(), 4) ?? new Uint8Array()), [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(Buffer.from(time?.content ?? []).toString("ascii")) ?? [];
  if (year === void 0) throw new Error("what answers is no KDC");
  let kdc2 = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return { host, port, aheadSeconds: Math.round((kdc2 - now()) / 1e3) };
}
function request(client2, realm) {
  let name = (type, ...parts) => sequence(field(0, integer(type)), field(1, sequence(...parts.map(generalString)))), body = sequence(
    field(0, tlv(3, Buffer.alloc(5))),
    field(1, name(1, client2)),
    field(2, generalString(realm)),
    field(3, name(2, "krbtgt", realm)),
    field(5, generalizedTime("20370913024805Z")),
    field(7, integer(1)),
    field(8, sequence(integer(32767)))
  );
  return tlv(106, sequence(field(1, integer(5)), field(2, integer(10)), field(4, body)));
}
function reasonsOf(error) {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join(", ") : reasonOf(error);
}
function noAnswerWithin(patienceMs) {
  return `no answer within ${patienceMs / 1e3} s`;
}
function exchange(host, port, message, { patienceMs = patience, signal }) {
  return new Promise((resolve, reject) => {
    let socket = connect({ host, port }), received = Buffer.alloc(0), end = () => {
      clearTimeout(late), socket.destroy();
    }, fail = (reason) => {
      end(), reject(new Error(reason));
    }, late = setTimeout(() => fail(noAnswerWithin(patienceMs)), patienceMs);
    signal?.addEventListener("abort", () => fail("another one answered"), { once: !0 }), socket.once("error", (error) => fail(reasonsOf(error))), socket.once("end", () => fail("it hung up")), socket.once("connect", () => {
      let size = Buffer.alloc(4);
      size.writeUInt32BE(message.length), socket.write(Buffer.concat([size, message]));
    }), socket.on("data", (part) => {
      if (received = Buffer.concat([received, part]), received.length < 4) return;
      let size = received.readUInt32BE(0);
      size > 65536 ? fail("what answers is no KDC") : received.length >= 4 + size && (end(), resolve(received.subarray(4, 4 + size)));
    });
  });
}

// packages/adp/src/ticket/host-levels.ts
var getKrb5Conf = [
  act("ask your Kerberos or Active Directory team for the file"),
  run(shell`export KRB5_CONFIG=/path/of/krb5.conf`)
];
async function client({
  machine = thisMachine()
} = {}) {
  let programs = ["klist", "kinit", "kvno"], env = { LC_ALL: "C", KRB5CCNAME: "FILE:/nonexistent" }, missing = [];
  for (let program of programs) {
    let said = await attempt([program, "-?"], { env, timeoutMs: 5e3 });
    said instanceof ProcessFailure && said.kind === "spawn-failed" && missing.push(program);
  }
  let packages = { debian: "krb5-user", fedora: "krb5-workstation", macos: "krb5" }, ontoPath = machine === "macos" ? [run({ shell: 'export PATH="$(brew --prefix krb5)/bin:$PATH"' })] : [];
  if (missing.length === 0) return `${programs.join(", ")} are on PATH`;
  throw new AdpError(errors.NO_CLIENTS, {
    why: `Not on PATH: ${missing.join(", ")}.`,
    next: [installStep(packages, machine), ...ontoPath, again]
  });
}
async function krb5Conf(context) {
  let path = process.env.KRB5_CONFIG ?? "/etc/krb5.conf";
  try {
    let surroundings = hostSurroundings();
    context.profile = readProfile(surroundings.files, surroundings.env.KRB5_CONFIG);
  } catch (error) {
    throw error instanceof Krb5Error ? new AdpError(errors.KRB5_CONF, {
      what: error.message,
      next: [either(...error.next, ...getKrb5Conf), again],
      cause: error
    }) : error;
  }
  let own = await ownRealm(context), realm = own ?? context.profile.value("libdefaults", "default_realm");
  if (realm === void 0)
    throw new AdpError(errors.KRB5_CONF, {
      why: `${path} does not exist, or has no default_realm in [libdefaults].`,
      next: [
        either(
          ...getKrb5Conf,
          act("add default_realm = CORP.EXAMPLE to [libdefaults], with your domain in capitals")
        ),
        again
      ]
    });
  return context.realm = realm, `${path}: realm ${realm}${own === void 0 ? "" : ", the ticket's"}`;
}
async function ownRealm({ sharer }) {
  try {
    let cache = sharer.source();
    return (cache === void 0 ? void 0 : await readOwnTicket(cache))?.principal.realm;
  } catch {
    return;
  }
}
async function kdc(context) {
  let { profile, realm = "", login: wanted } = context;
  if (profile === void 0) throw new Error("the level krb5-conf comes before this one");
  wanted !== void 0 && await lookup(wanted.host).catch((error) => {
    throw new AdpError(errors.UNKNOWN_HOST, {
      what: `The name ${wanted.host} is unknown here.`,
      why: reasonOf(error),
      next: [
        either(
          act("connect the VPN, if there is one"),
          run(shell`getent hosts ${wanted.host}`, "shows its address")
        ),
        again
      ]
    });
  });
  let { patienceMs } = context, failures = [], addresses = await kdcsOf(realm, profile, patienceMs).catch((error) => (failures.push(`_kerberos._tcp.${realm}: ${reasonOf(error)}`), [])), asked = addresses.filter(({ proxied }) => proxied !== !0), client2 = { name: process.env.USER ?? "adp", realm }, answer = await askKdcs(asked, { client: client2, now: context.now, patienceMs }).catch((error) => {
    failures.push(...reasonsOfKdcs(asked, error));
  });
  if (answer !== void 0)
    return `${answer.host}:${answer.port} answers${clockWords(answer, context.machine)}`;
  let proxy = addresses.find(({ proxied }) => proxied === !0);
  if (proxy !== void 0)
    return `https://${proxy.host} is a KDC proxy, which adp does not ask: the clock is not compared`;
  throw new AdpError(errors.NO_KDC, {
    what: `No KDC of ${realm} answers.`,
    why: addresses.length === 0 ? "Neither krb5.conf nor DNS names one." : "adp asked each KDC that is named.",
    evidence: failures,
    next: [
      either(
        act("connect the VPN, if there is one"),
        act(`set kdc = HOST under [realms] ${realm} in krb5.conf`)
      ),
      again
    ]
  });
}
var mostSkew = 300;
function clockWords({ aheadSeconds, host }, machine = thisMachine()) {
  if (aheadSeconds === void 0) return "; it does not report its clock";
  let off = Math.abs(aheadSeconds);
  if (off <= mostSkew) return `, clocks ${off} s apart`;
  throw new AdpError(errors.CLOCK, {
    what: `This machine's clock is ${off} s ${aheadSeconds > 0 ? "behind" : "ahead of"} that of ${host}.`,
    why: `Kerberos refuses more than ${mostSkew} s.`,
    next: [
      machine === "wsl" ? either(clockStep(machine), run(shell`wsl.exe --shutdown`, "if that does not help")) : machine === "macos" ? clockStep(machine) : either(clockStep(machine), run(shell`sudo chronyc makestep`, "if chrony runs")),
      again
    ]
  });
}
async function present(context) {
  if (context.cache = context.sharer.source(), context.cache === void 0) return "the sharer gets one with the keytab";
  let { text, origin } = context.cache;
  try {
    let found = await readOwnTicket(context.cache);
    found !== void 0 && (context.ticket = found);
  } catch (error) {
    throw new AdpError(errors.NO_TICKET, {
      what: `${text} cannot be read.`,
      why: reasonOf(error),
      next: helpFor(error),
      cause: error
    });
  }
  if (context.ticket !== void 0) return `${text} (${origin}), of ${context.ticket.principal}`;
  throw new AdpError(errors.NO_TICKET, {
    what: `There is no ticket in ${text}.`,
    why: `${origin} names that cache.`,
    next: [either(run(shell`kinit`), run(shell`klist -A`, "shows tickets in other caches"))]
  });
}
async function valid({ ticket: ticket2, now }) {
  if (ticket2 === void 0) return;
  let judgement = judge(ticket2, { now: new Date(now()) });
  if (!judgement.usable)
    throw new AdpError(errors.UNUSABLE, {
      what: judgement.reason.message,
      next: anyOf(...judgement.reason.next)
    });
  let until2 = now() / 1e3 + judgement.ticket.remainingSeconds;
  return `until ${moment(until2, new Date(now()))}${judgement.ticket.renewTill === void 0 ? "" : ", renewable"}`;
}

// packages/adp/src/ticket/mail.ts
function missingSpn(spn, realm, client2) {
  let name = spn.replace(/@.*$/, ""), [service2 = "", host = ""] = name.split("/"), domain = realm.split(".")[0] ?? realm, server = host.replace(/:.*$/, ""), sqlServer = service2.toLowerCase() === "mssqlsvc";
  return {
    subject: `Please register the service principal name ${name}`,
    body: [
      "Hello,",
      "",
      `we log in to ${server} by Kerberos${sqlServer ? " (Windows authentication)" : ""} as ${client2}. The domain ${realm} refuses the ticket for`,
      "",
      `    ${name}`,
      "",
      'with "Server not found in Kerberos database": no account has this service principal name.',
      "",
      "Could you check it, please, and register it for the account that the service runs as? On a domain machine:",
      "",
      `    setspn -Q ${name}`,
      `    setspn -S ${name} ${domain}\\SERVICE_ACCOUNT`,
      ...sqlServer ? [
        "",
        "Where the account may do so, SQL Server registers its names itself at its start: it then needs the right",
        '"Write servicePrincipalName" on its own account. A named instance has a second name,',
        `MSSQLSvc/${server}:INSTANCE.`
      ] : ["", "The server's keytab must then hold a key of this name."],
      "",
      "Thank you"
    ].join(`
`)
  };
}

// packages/adp/src/ticket/login.ts
var MissingSpn = class extends AdpError {
  constructor(mail, details) {
    super(errors.NO_SPN, details);
    this.mail = mail;
  }
  mail;
};
async function serviceTicket(exec, { spn, realm, client: client2, from }) {
  let said = await exec(["kvno", "-q", spn]);
  if (!(said instanceof ProcessFailure)) return `${spn}, asked from ${from}`;
  if (notInstalled(said))
    throw noClient("kvno", from, { debian: "krb5-user", fedora: "krb5-workstation", macos: "krb5" });
  let evidence = said.tail(3);
  throw /server not found in kerberos database/i.test(said.stderr) ? new MissingSpn(missingSpn(spn, realm, client2), {
    what: `No account of ${realm} has the service principal name ${spn}.`,
    evidence,
    next: anyOf(
      act("send the mail below to your DBA or Active Directory team"),
      run(shell`setspn -Q ${spn}`, "on a Windows machine of the domain, shows whose it is")
    )
  }) : new AdpError(errors.NO_SERVICE_TICKET, {
    what: `The KDC gives no ticket for ${spn}, asked from ${from}.`,
    evidence,
    next: /cannot (contact|find) (any )?kdc|cannot resolve/i.test(said.stderr) ? anyOf(
      act("mount your krb5.conf at /etc/krb5.conf in that container, or build it into Layer 1"),
      run(shell`docker network inspect bridge`, "shows whether the container has a network")
    ) : anyOf(run(shell`kinit`), run(shell`kvno ${spn}`, "asks from here, to compare"))
  });
}
async function logIn(exec, { login: login2, user, from }) {
  let { host, port, kind } = login2, said = kind === "postgres" ? await psql(exec, login2, user ?? "") : await sqlcmd(exec, login2);
  if (said instanceof ProcessFailure)
    throw notInstalled(said) ? kind === "postgres" ? noClient("psql", from, { debian: "postgresql-client", fedora: "postgresql", macos: "libpq" }) : noClient("sqlcmd", from, { debian: "mssql-tools18", fedora: "mssql-tools18", macos: "sqlcmd" }) : new AdpError(errors.NO_LOGIN, {
      what: `${host}:${port} does not let ${user ?? "you"} in, from ${from}.`,
      evidence: said.tail(4),
      next: kind === "postgres" ? anyOf(
        act(`on the server, if it does not know the name: create role "${user}" login`),
        act("add a line with gss for this machine to pg_hba.conf")
      ) : [act("on the server, if it does not know the name: create login [DOMAIN\\user] from windows")]
    });
  let [who = "", how = ""] = said.stdout.trim().split("|");
  if (/^(t|true|KERBEROS)$/i.test(how.trim())) return `${host}:${port} knows ${who.trim()}, by Kerberos`;
  throw new AdpError(errors.NO_LOGIN, {
    what: `${host}:${port} lets ${who.trim()} in, but not by Kerberos.`,
    why: `It says: ${how.trim() || "nothing"}.`,
    next: [act("ask the DBA which logins the server accepts from here")]
  });
}
function psql(exec, { host, port, database }, user) {
  let quoted = (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`, url = `host=${host} port=${port} dbname=${quoted(database)} user=${quoted(user)} connect_timeout=10`;
  return exec(["psql", "-wqXAt", "-d", url, "-c", "select current_user, gss_authenticated from pg_stat_gssapi where pid = pg_backend_pid()"]);
}
async function sqlcmd(exec, { host, port, database }) {
  let args = [
    "-S",
    `tcp:${host},${port}`,
    "-d",
    database,
    "-E",
    "-C",
    "-l",
    "10",
    "-b",
    "-W",
    "-h",
    "-1",
    "-Q",
    "set nocount on; select suser_sname() + '|' + cast(connectionproperty('auth_scheme') as varchar(40))"
  ], first = await exec(["sqlcmd", ...args]);
  return first instanceof ProcessFailure && notInstalled(first) ? exec(["/opt/mssql-tools18/bin/sqlcmd", ...args]) : first;
}
function notInstalled(failure) {
  return failure.kind === "spawn-failed" || (failure.code === 126 || failure.code === 127) && /executable file not found|no such file/i.test(failure.stderr + failure.stdout);
}
function noClient(program, from, packages) {
  return new AdpError(errors.NO_LOGIN_CLIENT, {
    what: `There is no ${program} in ${from}.`,
    next: [
      from === "this machine" ? installStep(packages) : act(`add ${packages.debian} to the packages.txt of that datakit`),
      again
    ]
  });
}

// packages/adp/src/ticket/shared-levels.ts
var start = run(adp`platform start`);
async function shared(context) {
  let status = await platformStatus(context.sharer), { principal, usableUntil } = status.ticket, mine = context.ticket === void 0 ? void 0 : String(context.ticket.principal);
  if (!status.sharing)
    throw new AdpError(errors.NOT_SHARED, {
      ...status.problem === void 0 ? {} : { why: status.problem.what },
      next: status.next.length > 0 ? status.next : [start]
    });
  if (mine !== void 0 && principal !== mine)
    throw new AdpError(errors.NOT_SHARED, {
      what: `The shared ticket belongs to ${principal}, not to ${mine}.`,
      next: [
        either(start, act("check TICKET_PRINCIPAL in platform-bootstrap/.env: whose ticket may be shared"))
      ]
    });
  return `${principal}, until ${moment(usableUntil ?? 0)}`;
}
async function readable(context) {
  let { sharer } = context, wanted = (await sharer.consumers()).filter(
    ({ name, id }) => context.container === void 0 || name === context.container || id.startsWith(context.container)
  );
  if (wanted.length === 0 && context.container !== void 0)
    throw new AdpError(errors.NOT_READABLE, {
      what: `No container ${context.container} mounts ${volumeName}.`,
      next: [run(shell`docker ps --all --filter volume=${volumeName}`, "lists those that do")]
    });
  let running = wanted.filter(({ state }) => state === "running" || context.container !== void 0);
  if (running.length === 0) return "no container that reads it is running";
  for (let container of running) {
    let reader = await inspectReader(sharer.docker, container, volumeName);
    if (reader.finding !== "usable" && reader.finding !== "readable")
      throw new AdpError(errors.NOT_READABLE, {
        what: `${reader.name} ${inWords[reader.finding]}.`,
        next: remedy(reader)
      });
    if (Math.abs(reader.aheadSeconds ?? 0) > 60)
      throw new AdpError(errors.CLOCK, {
        what: `The clock in ${reader.name} is ${reader.aheadSeconds} s ahead of this machine's.`,
        why: "The clock of Docker's virtual machine is wrong, as after a sleep.",
        next: [act("restart Docker Desktop"), again]
      });
  }
  return context.reader = running[0], running.map(({ name }) => name).join(", ");
}
function where({
  reader,
  sharer,
  cache
}) {
  let options = { timeoutMs: 3e4 };
  return reader === void 0 ? (argv) => attempt(argv, { ...options, env: { LC_ALL: "C", ...named(cache) } }) : (argv) => sharer.docker.try(["exec", "--env", "LC_ALL=C", reader.id, ...argv], options);
}
function named(cache) {
  return cache === void 0 ? {} : { KRB5CCNAME: cache.text };
}
async function service(context) {
  let spn = context.spn ?? context.login?.spn;
  if (spn === void 0) return;
  let from = context.reader?.name ?? "this machine", realm = context.realm ?? "", clientName = context.ticket === void 0 ? "us" : String(context.ticket.principal);
  return serviceTicket(where(context), { spn, realm, client: clientName, from });
}
async function login(context) {
  if (context.login === void 0) return;
  let user = context.databaseUser ?? context.ticket?.principal.components[0], from = context.reader?.name ?? "this machine";
  return logIn(where(context), { login: context.login, user, from });
}

// packages/adp/src/ticket/levels.ts
var hostLevels = [
  { id: "client", title: "Kerberos programs", run: client },
  { id: "krb5-conf", title: "krb5.conf", run: krb5Conf },
  { id: "kdc", title: "DNS and clock", run: kdc },
  { id: "present", title: "a ticket", run: present },
  { id: "valid", title: "the ticket is valid", run: valid },
  { id: "shared", title: "the ticket is shared", run: shared }
], levels = [
  ...hostLevels,
  { id: "readable", title: "containers can use it", run: readable },
  { id: "service", title: "a service's ticket", run: service },
  { id: "login", title: "a login", run: login }
];

// packages/adp/src/ticket/ticket-test.ts
async function runTicketTest(context) {
  let results = [], error;
  for (let { id, title, run: run2 } of levels) {
    if (error !== void 0) {
      results.push({ id, title, state: "not-reached" });
      continue;
    }
    try {
      let found = await run2(context);
      results.push({
        id,
        title,
        ...found === void 0 ? { state: "nothing-to-do" } : { state: "ok", found }
      });
    } catch (thrown) {
      if (!(thrown instanceof AdpError)) throw thrown;
      error = thrown, results.push({ id, title, state: "failed", found: thrown.message });
    }
  }
  return {
    passed: error === void 0,
    levels: results,
    ...error === void 0 ? {} : { error },
    ...error instanceof MissingSpn ? { mail: error.mail } : {}
  };
}
var marks = {
  ok: "ok     ",
  failed: "FAILED ",
  "nothing-to-do": "-      ",
  "not-reached": "       "
};
function describeTicketTest({ levels: results, error, mail }) {
  let width = Math.max(...results.map(({ title }) => title.length)), lines = results.filter(({ state }) => state !== "not-reached").map(({ title, state, found = "not asked for" }) => `${marks[state]} ${title.padEnd(width)}  ${found}`);
  return error !== void 0 && lines.push("", ...describeError(error).split(`
`)), mail !== void 0 && lines.push("", `Subject: ${mail.subject}`, "", ...mail.body.split(`
`)), lines;
}

export {
  describeReport,
  kdcsOf,
  askKdcs,
  reasonsOfKdcs,
  hostLevels,
  reportFromHost,
  insideFolder,
  reportFromInside,
  parseLogin,
  parseSpn,
  oneLogin,
  runTicketTest,
  describeTicketTest
};

import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  KcmClient,
  KcmError,
  Krb5Error,
  TicketSharer,
  duration,
  exportOnce,
  helpForKeyring,
  hostSurroundings,
  judge,
  moment,
  namedSource,
  parseCcache,
  parseShared,
  platformStatus,
  readProfile,
  volumeName
} from "./chunk-SZ57I6T6.mjs";
import "./chunk-FIHTPOLE.mjs";
import "./chunk-TK6MKDSO.mjs";
import {
  installCommand,
  thisMachine
} from "./chunk-BDWPJV5M.mjs";
import {
  ProcessFailure,
  attempt
} from "./chunk-RXQROTSY.mjs";
import {
  readIfPresent
} from "./chunk-NQUNY6ZP.mjs";
import {
  newCommand,
  runCommand
} from "./chunk-OBHWWKRF.mjs";
import {
  openOutput
} from "./chunk-JKCRZFC4.mjs";
import {
  AdpError,
  Exit,
  defineError,
  describeError,
  reasonOf
} from "./chunk-NWQJSMLS.mjs";
import {
  platformRoot,
  quoted,
  typed
} from "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/ticket/reader.ts
var script = `echo "$(id -u):$(id -g) $(date +%s)"
[ -n "$KRB5CCNAME" ] || exit 10
case $KRB5CCNAME in
  DIR::*) f=\${KRB5CCNAME#DIR::} ;;
  DIR:*) f=\${KRB5CCNAME#DIR:}/primary ;;
  *) f=\${KRB5CCNAME#FILE:} ;;
esac
d=\${f%/*}
[ -x "\${d%/*}/" ] || exit 12
[ -e "$d" ] || exit 11
[ -x "$d" ] || exit 12
[ -e "$f" ] || exit 11
[ -r "$f" ] || exit 12
command -v klist >/dev/null 2>&1 || exit 13
klist -s || exit 14`, findings = {
  0: "usable",
  10: "no-variable",
  11: "missing",
  12: "denied",
  13: "readable",
  14: "unusable"
};
async function examine(docker, container, volume) {
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
  let said = await docker.try(["exec", container.id, "/bin/sh", "-c", script], { timeoutMs: 1e4 }), [, user, seconds] = /^(\d+:\d+) (\d+)$/m.exec(said.stdout) ?? [], code = said instanceof ProcessFailure ? said.code : 0;
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
        `KRB5CCNAME: ${path}/krb5cc   in the environment of ${name}, as the template's override has it`
      ];
    case "denied":
      return [
        `user: "50000:0"   in its Compose file: the copy is for group 0, and it runs as ${user ?? "another user"}`,
        `${typed("platform start")}   gives the volume back its owner, where somebody changed it`
      ];
    case "missing":
      return ["kinit", `${typed("platform status")}   says what keeps the ticket from being shared`];
    case "unusable":
      return ["kinit", `docker exec ${name} klist   shows what it has`];
    case "not-running":
      return [`docker start ${name}`];
    case "no-shell":
      return [`docker exec ${name} klist   needs klist in its image; Layer 1 brings it`];
    default:
      return [];
  }
}
var inWords = {
  usable: "can use the ticket",
  readable: "can read the ticket; it has no klist to say more",
  "no-variable": "does not set KRB5CCNAME",
  elsewhere: "has a KRB5CCNAME outside of the mount",
  missing: "finds no ticket",
  denied: "may not read the ticket",
  unusable: "finds a ticket that no login would accept",
  "not-running": "does not run",
  "no-shell": "cannot be asked"
};

// packages/adp/src/ticket/describe.ts
function describeReport(report, now = /* @__PURE__ */ new Date()) {
  let { source, shared: shared2, readers, place } = report, lines = [
    `${place === "host" ? "your ticket" : "this container"}  ${source.name} (${source.origin}): ${ticket(source, now)}`,
    `the copy     ${copy(shared2, now)}`,
    ...shared2.problem === void 0 ? [] : [`             ${shared2.problem}`]
  ];
  for (let reader of readers ?? []) {
    let writes = reader.readOnly ? "" : "; it could change it: mount it with :ro,nocopy", user = reader.user === void 0 ? "" : ` (user ${reader.user})`;
    lines.push(`a reader     ${reader.name}${user} ${inWords[reader.finding]}${writes}`);
  }
  return readers?.length === 0 && lines.push("a reader     no container mounts it"), report.next.forEach((step, index) => {
    lines.push(`${index === 0 ? "next:" : "  or:"} ${step}`);
  }), lines;
}
function ticket({ principal, usableUntil, problem }, now) {
  return problem !== void 0 ? problem : principal === void 0 || usableUntil === void 0 ? "got by the sharer itself" : `${principal}, until ${moment(usableUntil, now)} (${duration(usableUntil - now.getTime() / 1e3)})`;
}
function copy({ state, principal, usableUntil, ageSeconds }, now) {
  if (state !== "shared" || usableUntil === void 0)
    return {
      shared: "is there",
      waiting: "is not there yet: the sharer waits for a ticket",
      unusable: "is not usable any more",
      stopped: "is not there: the sharer does not run",
      unknown: "is unknown"
    }[state];
  let age = ageSeconds === void 0 ? "" : `, written ${duration(ageSeconds)} ago`;
  return `${principal}, until ${moment(usableUntil, now)} (${duration(usableUntil - now.getTime() / 1e3)})${age}`;
}

// packages/adp/src/ticket/host-levels.ts
import { lookup } from "node:dns/promises";

// packages/adp/src/ticket/errors.ts
var NO_CLIENTS = defineError(
  "ADP-TKT-001",
  Exit.platform,
  "The Kerberos programs are not installed."
), KRB5_CONF = defineError("ADP-TKT-002", Exit.credential, "krb5.conf leads to no realm."), NO_KDC = defineError("ADP-TKT-003", Exit.platform, "No KDC of the realm answers."), CLOCK = defineError("ADP-TKT-004", Exit.platform, "This machine's clock is not the KDC's."), NO_TICKET = defineError("ADP-TKT-005", Exit.credential, "There is no Kerberos ticket."), UNUSABLE = defineError("ADP-TKT-006", Exit.credential, "No login would accept the ticket."), NOT_SHARED = defineError("ADP-TKT-007", Exit.platform, "The ticket is not shared."), NOT_READABLE = defineError("ADP-TKT-008", Exit.platform, "A container cannot use the ticket."), NO_SPN = defineError(
  "ADP-TKT-009",
  Exit.credential,
  "The service has no name that Kerberos knows."
), NO_SERVICE_TICKET = defineError(
  "ADP-TKT-010",
  Exit.credential,
  "The KDC gives no ticket for the service."
), NO_LOGIN = defineError("ADP-TKT-011", Exit.credential, "The login with the ticket failed."), NO_LOGIN_CLIENT = defineError(
  "ADP-TKT-012",
  Exit.platform,
  "The program that would log in is not installed."
), TARGET = defineError(
  "ADP-TKT-013",
  Exit.usage,
  "A server or service is not named as it must be."
), UNKNOWN_HOST = defineError("ADP-TKT-014", Exit.platform, "The server's name is unknown.");

// packages/adp/src/ticket/kdc.ts
import { resolveSrv } from "node:dns/promises";
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
  let start = 0;
  for (; start < 4 && bytes[start] === 0 && (bytes[start + 1] ?? 0) < 128; ) start += 1;
  return tlv(2, bytes.subarray(start));
}
function element(bytes) {
  let [tag, first] = bytes;
  if (tag === void 0 || first === void 0) return;
  let extra = first < 128 ? 0 : first & 127;
  if (extra > 4 || bytes.length < 2 + extra) return;
  let size = first < 128 ? first : 0;
  for (let byte of bytes.subarray(2, 2 + extra)) size = size * 256 + byte;
  let start = 2 + extra;
  if (!(bytes.length < start + size))
    return { tag, content: bytes.subarray(start, start + size), rest: bytes.subarray(start + size) };
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
async function kdcsOf(realm, profile) {
  let named2 = profile.values("realms", realm, "kdc").flatMap((value) => value.split(/\s+/));
  return named2.length > 0 ? named2.map(addressOf) : /^(false|no|n|f|0|off|nil)$/i.test(profile.value("libdefaults", "dns_lookup_kdc") ?? "true") ? [] : (await resolveSrv(`_kerberos._tcp.${realm}`)).sort((a, b) => a.priority - b.priority).map(({ name, port }) => ({ host: name, port }));
}
function addressOf(value) {
  let text = value.replace(/^(tcp|udp)\//, "").replace(/^https:\/\/([^/]+).*$/, "$1"), [, bracketed, host = text, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [], address = { host: bracketed ?? host, port: Number(port ?? 88) };
  return value.startsWith("https:") ? { ...address, port: Number(port ?? 443), proxied: !0 } : address;
}
async function askKdc({ host, port }, client2, now = Date.now) {
  let reply = await exchange(host, port, request(client2.name, client2.realm)), message = element(reply);
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
function exchange(host, port, message) {
  return new Promise((resolve, reject) => {
    let socket = connect({ host, port, timeout: 4e3 }), received = Buffer.alloc(0), fail = (reason) => {
      socket.destroy(), reject(new Error(reason));
    };
    socket.once("timeout", () => fail("no answer within 4 s")), socket.once("error", (error) => fail(reasonsOf(error))), socket.once("end", () => fail("it hung up")), socket.once("connect", () => {
      let size = Buffer.alloc(4);
      size.writeUInt32BE(message.length), socket.write(Buffer.concat([size, message]));
    }), socket.on("data", (part) => {
      if (received = Buffer.concat([received, part]), received.length < 4) return;
      let size = received.readUInt32BE(0);
      size > 65536 ? fail("what answers is no KDC") : received.length >= 4 + size && (socket.destroy(), resolve(received.subarray(4, 4 + size)));
    });
  });
}

// packages/adp/src/ticket/own-ticket.ts
import { closeSync, constants, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
var largest = 1024 * 1024;
async function readOwnTicket({ source }) {
  switch (source?.kind) {
    case void 0:
      return;
    case "file":
    case "directory": {
      let bytes = readRegular(source.path);
      return bytes === void 0 ? void 0 : parseCcache(bytes);
    }
    case "kcm":
      return fromKcm(source.socket, source.cache);
    case "keyring":
      return fromKeyring(source.name);
  }
}
function readRegular(path) {
  let file;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    let { code = "" } = error;
    if (["ENOENT", "ENOTDIR"].includes(code)) return;
    throw new NotReadable(wordsFor(path, code, error), [
      `ls -ln ${quoted(path)}   shows what it is, and whose`,
      "unset KRB5CCNAME && kinit   gets a ticket of your own"
    ]);
  }
  try {
    let found = fstatSync(file), elsewhere = ["klist   shows where your ticket is"];
    if (!found.isFile()) throw new NotReadable(`${path} is no file`, elsewhere);
    if (found.size > largest) throw new NotReadable(`${path} is too large for a credential cache`, elsewhere);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
var NotReadable = class extends Error {
  constructor(message, next) {
    super(message);
    this.next = next;
  }
  next;
};
function helpFor(error) {
  return error instanceof Krb5Error || error instanceof NotReadable ? error.next : ["kinit"];
}
function wordsFor(path, code, error) {
  return code === "EACCES" || code === "EPERM" ? `${path} may not be read by you` : code === "ELOOP" ? `${path} is a symbolic link that leads back to itself` : `${path} cannot be read (${code || reasonOf(error)})`;
}
async function fromKcm(socket, cache) {
  let client2 = await KcmClient.connect(socket, { timeoutMs: 5e3 });
  try {
    return await client2.read(cache);
  } catch (error) {
    if (error instanceof KcmError && error.kind === "no-cache") return;
    throw error;
  } finally {
    client2.close();
  }
}
async function fromKeyring(name) {
  let folder = mkdtempSync(join(tmpdir(), "adp-keyring-"));
  try {
    let target = join(folder, "krb5cc"), problem = await exportOnce({ name, target });
    if (problem === void 0) return parseCcache(readFileSync(target));
    if (/no credentials cache found|can't find client principal|cache (keyring .*)?not found/i.test(problem))
      return;
    throw new NotReadable(problem, helpForKeyring(problem));
  } finally {
    rmSync(folder, { recursive: !0, force: !0 });
  }
}

// packages/adp/src/ticket/host-levels.ts
async function client() {
  let programs = ["klist", "kinit", "kvno"], env = { LC_ALL: "C", KRB5CCNAME: "FILE:/nonexistent" }, lacking = [];
  for (let program of programs) {
    let said = await attempt([program, "-?"], { env, timeoutMs: 5e3 });
    said instanceof ProcessFailure && said.kind === "spawn-failed" && lacking.push(program);
  }
  if (lacking.length === 0) return `${programs.join(", ")} are on PATH`;
  throw new AdpError(NO_CLIENTS, {
    why: `Not on PATH: ${lacking.join(", ")}.`,
    next: [installCommand({ debian: "krb5-user", fedora: "krb5-workstation", macos: "krb5" }, thisMachine())]
  });
}
async function krb5Conf(subject) {
  let path = process.env.KRB5_CONFIG ?? "/etc/krb5.conf", next = [
    "export KRB5_CONFIG=/path/of/krb5.conf",
    "ask your Kerberos or Active Directory team for the file"
  ];
  try {
    let surroundings = hostSurroundings();
    subject.profile = readProfile(surroundings.files, surroundings.env.KRB5_CONFIG);
  } catch (error) {
    throw error instanceof Krb5Error ? new AdpError(KRB5_CONF, {
      what: error.message,
      next: [...error.next, ...next],
      cause: error
    }) : error;
  }
  let own = await ownRealm(subject), realm = own ?? subject.profile.value("libdefaults", "default_realm");
  if (realm === void 0)
    throw new AdpError(KRB5_CONF, {
      why: `${path} is not there, or has no default_realm in [libdefaults].`,
      next: [...next, "default_realm = CORP.EXAMPLE   in [libdefaults], with your domain in capitals"]
    });
  return subject.realm = realm, `${path}: realm ${realm}${own === void 0 ? "" : ", the ticket's"}`;
}
async function ownRealm({ sharer }) {
  try {
    let cache = sharer.source();
    return (cache === void 0 ? void 0 : await readOwnTicket(cache))?.principal.realm;
  } catch {
    return;
  }
}
async function kdc(subject) {
  let { profile, realm = "", login: wanted } = subject;
  if (profile === void 0) throw new Error("krb5.conf comes before its KDCs");
  wanted !== void 0 && await lookup(wanted.host).catch((error) => {
    throw new AdpError(UNKNOWN_HOST, {
      what: `The name ${wanted.host} is unknown here.`,
      why: reasonOf(error),
      next: [
        `getent hosts ${wanted.host}   shows what this machine knows`,
        "connect the VPN, when there is one"
      ]
    });
  });
  let failures = [], addresses = await kdcsOf(realm, profile).catch((error) => (failures.push(`_kerberos._tcp.${realm}: ${reasonOf(error)}`), []));
  for (let address of addresses.filter(({ proxied }) => proxied !== !0))
    try {
      let name = process.env.USER ?? "adp", answer = await askKdc(address, { name, realm }, subject.now);
      return `${address.host}:${address.port} answers${clockWords(answer.aheadSeconds, address.host)}`;
    } catch (error) {
      if (error instanceof AdpError) throw error;
      failures.push(`${address.host}:${address.port}: ${reasonOf(error)}`);
    }
  let proxy = addresses.find(({ proxied }) => proxied === !0);
  if (proxy !== void 0)
    return `https://${proxy.host} is a proxy of KDCs, which this does not ask: the clock is not compared`;
  throw new AdpError(NO_KDC, {
    what: `No KDC of ${realm} answers.`,
    why: addresses.length === 0 ? "krb5.conf names none, and DNS knows none." : "Each that is named was asked.",
    evidence: failures,
    next: ["connect the VPN, when there is one", `kdc = HOST   under [realms] ${realm} in krb5.conf`]
  });
}
var greatestSkew = 300;
function clockWords(aheadSeconds, host) {
  if (aheadSeconds === void 0) return "; its clock was not told";
  let off = Math.abs(aheadSeconds);
  if (off <= greatestSkew) return `, clocks ${off} s apart`;
  throw new AdpError(CLOCK, {
    what: `This machine's clock is ${off} s ${aheadSeconds > 0 ? "behind" : "ahead of"} that of ${host}.`,
    why: `Kerberos refuses more than ${greatestSkew} s.`,
    next: thisMachine() === "wsl" ? [
      "sudo hwclock -s   sets it after a sleep of Windows",
      "wsl.exe --shutdown   when that does not help"
    ] : ["sudo timedatectl set-ntp true", "sudo chronyc makestep   where chrony runs"]
  });
}
async function present(subject) {
  if (subject.cache = subject.sharer.source(), subject.cache === void 0) return "a keytab's, which the sharer gets itself";
  let { text, origin } = subject.cache;
  try {
    let found = await readOwnTicket(subject.cache);
    found !== void 0 && (subject.ticket = found);
  } catch (error) {
    throw new AdpError(NO_TICKET, {
      what: `${text} cannot be read.`,
      why: reasonOf(error),
      next: helpFor(error),
      cause: error
    });
  }
  if (subject.ticket !== void 0) return `${text} (${origin}), of ${subject.ticket.principal}`;
  throw new AdpError(NO_TICKET, {
    what: `There is no ticket in ${text}.`,
    why: `${origin} names that place.`,
    next: ["kinit", "klist -A   shows tickets in other places"]
  });
}
async function valid({ ticket: ticket2, now }) {
  if (ticket2 === void 0) return;
  let judgement = judge(ticket2, { now: new Date(now()) });
  if (!judgement.usable)
    throw new AdpError(UNUSABLE, { what: judgement.reason.message, next: judgement.reason.next });
  let until = now() / 1e3 + judgement.ticket.remainingSeconds;
  return `until ${moment(until, new Date(now()))}${judgement.ticket.renewTill === void 0 ? "" : ", renewable"}`;
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
    super(NO_SPN, details);
    this.mail = mail;
  }
  mail;
};
async function serviceTicket(run2, { spn, realm, client: client2, from }) {
  let said = await run2(["kvno", "-q", spn]);
  if (!(said instanceof ProcessFailure)) return `${spn}, asked from ${from}`;
  if (notInstalled(said))
    throw noClient("kvno", from, { debian: "krb5-user", fedora: "krb5-workstation", macos: "krb5" });
  let evidence = said.tail(3);
  throw /server not found in kerberos database/i.test(said.stderr) ? new MissingSpn(missingSpn(spn, realm, client2), {
    what: `No account of ${realm} has the service principal name ${spn}.`,
    evidence,
    next: [
      "send the mail below to your DBA or Active Directory team",
      `setspn -Q ${spn}   on a Windows machine of the domain, shows whose it is`
    ]
  }) : new AdpError(NO_SERVICE_TICKET, {
    what: `The KDC gives no ticket for ${spn}, asked from ${from}.`,
    evidence,
    next: /cannot (contact|find) (any )?kdc|cannot resolve/i.test(said.stderr) ? [
      "mount your krb5.conf at /etc/krb5.conf in that container, or build it into Layer 1",
      "docker network inspect bridge"
    ] : ["kinit", `kvno ${spn}   where you are, to compare`]
  });
}
async function logIn(run2, { login: login2, user, from }) {
  let { host, port, kind } = login2, said = kind === "postgres" ? await psql(run2, login2, user ?? "") : await sqlcmd(run2, login2);
  if (said instanceof ProcessFailure)
    throw notInstalled(said) ? kind === "postgres" ? noClient("psql", from, { debian: "postgresql-client", fedora: "postgresql", macos: "libpq" }) : noClient("sqlcmd", from, { debian: "mssql-tools18", fedora: "mssql-tools18", macos: "sqlcmd" }) : new AdpError(NO_LOGIN, {
      what: `${host}:${port} does not let ${user ?? "you"} in, from ${from}.`,
      evidence: said.tail(4),
      next: kind === "postgres" ? [
        `create role "${user}" login   on the server, when it does not know the name`,
        "pg_hba.conf needs a line with gss for this machine"
      ] : ["create login [DOMAIN\\user] from windows   on the server, when it does not know the name"]
    });
  let [who = "", how = ""] = said.stdout.trim().split("|");
  if (/^(t|true|KERBEROS)$/i.test(how.trim())) return `${host}:${port} knows ${who.trim()}, by Kerberos`;
  throw new AdpError(NO_LOGIN, {
    what: `${host}:${port} lets ${who.trim()} in, but not by Kerberos.`,
    why: `It says: ${how.trim() || "nothing"}.`,
    next: ["ask the DBA which logins the server accepts from here"]
  });
}
function psql(run2, { host, port, database }, user) {
  let quoted2 = (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`, url = `host=${host} port=${port} dbname=${quoted2(database)} user=${quoted2(user)} connect_timeout=10`;
  return run2(["psql", "-wqXAt", "-d", url, "-c", "select current_user, gss_authenticated from pg_stat_gssapi where pid = pg_backend_pid()"]);
}
async function sqlcmd(run2, { host, port, database }) {
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
  ], first = await run2(["sqlcmd", ...args]);
  return first instanceof ProcessFailure && notInstalled(first) ? run2(["/opt/mssql-tools18/bin/sqlcmd", ...args]) : first;
}
function notInstalled(failure) {
  return failure.kind === "spawn-failed" || (failure.code === 126 || failure.code === 127) && /executable file not found|no such file/i.test(failure.stderr + failure.stdout);
}
function noClient(program, from, packages) {
  return new AdpError(NO_LOGIN_CLIENT, {
    what: `There is no ${program} in ${from}.`,
    next: [
      from === "this machine" ? installCommand(packages) : `${packages.debian}   in the packages.txt of that datakit`
    ]
  });
}

// packages/adp/src/ticket/shared-levels.ts
async function shared(subject) {
  let start = typed("platform start"), status = await platformStatus(subject.sharer, start), { principal, usableUntil } = status.ticket, mine = subject.ticket === void 0 ? void 0 : String(subject.ticket.principal);
  if (!status.sharing)
    throw new AdpError(NOT_SHARED, {
      ...status.problem === void 0 ? {} : { why: status.problem.what },
      next: status.next.length > 0 ? status.next : [start]
    });
  if (mine !== void 0 && principal !== mine)
    throw new AdpError(NOT_SHARED, {
      what: `What is shared is the ticket of ${principal}, not of ${mine}.`,
      next: [start, "TICKET_PRINCIPAL   in platform-bootstrap/.env says whose may be shared"]
    });
  return `${principal}, until ${moment(usableUntil ?? 0)}`;
}
async function readable(subject) {
  let { sharer } = subject, wanted = (await sharer.consumers()).filter(
    ({ name, id }) => subject.container === void 0 || name === subject.container || id.startsWith(subject.container)
  );
  if (wanted.length === 0 && subject.container !== void 0)
    throw new AdpError(NOT_READABLE, {
      what: `No container ${subject.container} mounts ${volumeName}.`,
      next: [`docker ps --all --filter volume=${volumeName}   lists those that do`]
    });
  let running = wanted.filter(({ state }) => state === "running" || subject.container !== void 0);
  if (running.length === 0) return "no container that reads it runs";
  for (let container of running) {
    let reader = await examine(sharer.docker, container, volumeName);
    if (reader.finding !== "usable" && reader.finding !== "readable")
      throw new AdpError(NOT_READABLE, {
        what: `${reader.name} ${inWords[reader.finding]}.`,
        next: remedy(reader)
      });
    if (Math.abs(reader.aheadSeconds ?? 0) > 60)
      throw new AdpError(CLOCK, {
        what: `The clock in ${reader.name} is ${reader.aheadSeconds} s ahead of this machine's.`,
        why: "Docker's virtual machine lost time, as after a sleep.",
        next: ["restart Docker Desktop"]
      });
  }
  return subject.reader = running[0], running.map(({ name }) => name).join(", ");
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
async function service(subject) {
  let spn = subject.spn ?? subject.login?.spn;
  if (spn === void 0) return;
  let from = subject.reader?.name ?? "this machine", realm = subject.realm ?? "", clientName = subject.ticket === void 0 ? "us" : String(subject.ticket.principal);
  return serviceTicket(where(subject), { spn, realm, client: clientName, from });
}
async function login(subject) {
  if (subject.login === void 0) return;
  let user = subject.databaseUser ?? subject.ticket?.principal.components[0], from = subject.reader?.name ?? "this machine";
  return logIn(where(subject), { login: subject.login, user, from });
}

// packages/adp/src/ticket/levels.ts
var levels = [
  { id: "client", title: "Kerberos programs", run: client },
  { id: "krb5-conf", title: "krb5.conf", run: krb5Conf },
  { id: "kdc", title: "DNS and clock", run: kdc },
  { id: "present", title: "a ticket", run: present },
  { id: "valid", title: "the ticket is valid", run: valid },
  { id: "shared", title: "the ticket is shared", run: shared },
  { id: "readable", title: "containers can use it", run: readable },
  { id: "service", title: "a service's ticket", run: service },
  { id: "login", title: "a login", run: login }
];

// packages/adp/src/ticket/examination.ts
async function examineTicket(subject) {
  let results = [], error;
  for (let { id, title, run: run2 } of levels) {
    if (error !== void 0) {
      results.push({ id, title, state: "not-reached" });
      continue;
    }
    try {
      let found = await run2(subject);
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
function describeExamination({ levels: results, error, mail }) {
  let width = Math.max(...results.map(({ title }) => title.length)), lines = results.filter(({ state }) => state !== "not-reached").map(({ title, state, found = "not asked for" }) => `${marks[state]} ${title.padEnd(width)}  ${found}`);
  return error !== void 0 && lines.push("", ...describeError(error).split(`
`)), mail !== void 0 && lines.push("", `Subject: ${mail.subject}`, "", ...mail.body.split(`
`)), lines;
}

// packages/adp/src/ticket/report.ts
import { existsSync } from "node:fs";
import { dirname, join as join2 } from "node:path";
async function reportFromHost(sharer, start) {
  let { source, next: help } = await sourceOf(sharer.named());
  try {
    let status = await platformStatus(sharer, start), readers = await Promise.all(
      (await sharer.consumers()).map((container) => examine(sharer.docker, container, volumeName))
    ), { state, principal, usableUntil, published } = status.ticket, shared2 = { state, principal, usableUntil, published, problem: status.problem?.what };
    return {
      place: "host",
      usable: status.sharing,
      source,
      shared: sharedOf(shared2),
      readers,
      next: [.../* @__PURE__ */ new Set([...help, ...status.next, ...readers.flatMap(remedy)])]
    };
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    let shared2 = { state: "unknown", problem: `${error.code}  ${error.message}` };
    return { place: "host", usable: !1, source, shared: shared2, next: [...help, ...error.next] };
  }
}
function insideFolder(env = process.env, mount = "/krb5/cache") {
  return [...env.KRB5CCNAME === void 0 ? [] : [dirname(pathOf(env.KRB5CCNAME))], mount].find((folder) => existsSync(join2(folder, "status.json")));
}
async function reportFromInside(folder, now = Date.now()) {
  let { source, next } = await sourceOf(namedSource(hostSurroundings())), said = parseShared(readIfPresent(join2(folder, "status.json")) ?? "", now), problem = said?.problem ?? said?.sourceProblem;
  return {
    place: "container",
    usable: said?.usable === !0 && source.problem === void 0,
    source,
    shared: sharedOf({ ...said, state: said?.state ?? "unknown", problem: problem?.what }, now),
    next: said?.usable === !0 ? next : ["kinit   on the host", "adp ticket status   on the host says more"]
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
      return { source: { ...name, problem: "there is no ticket in it" }, next: ["kinit"] };
    let judgement = judge(found, { now: /* @__PURE__ */ new Date() }), principal = String(judgement.client);
    if (!judgement.usable)
      return {
        source: { ...name, principal, problem: judgement.reason.message },
        next: judgement.reason.next
      };
    let usableUntil = judgement.ticket.endtime - judgement.clockOffsetSeconds;
    return { source: { ...name, principal, usableUntil }, next: [] };
  } catch (error) {
    return { source: { ...name, problem: reasonOf(error) }, next: helpFor(error) };
  }
}
function sharedOf(facts, now = Date.now()) {
  let { state, principal, usableUntil, published, problem } = facts;
  return {
    state,
    ...principal === void 0 ? {} : { principal },
    ...usableUntil === void 0 ? {} : { usableUntil },
    ...published === void 0 ? {} : { ageSeconds: Math.max(0, Math.floor(now / 1e3) - published) },
    ...problem === void 0 ? {} : { problem }
  };
}

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
    throw new AdpError(TARGET, {
      what: `--${kind} takes HOST[:PORT][/DATABASE], not "${text}".`,
      next: [
        `${typed(`ticket test --${kind} db.corp.example:${known.port}/${known.database}`)}   is an example`
      ]
    });
  return { kind, host, port: number, database: database ?? known.database, spn: known.spn(host, number) };
}
function parseSpn(text) {
  if (/^[A-Za-z][A-Za-z0-9._-]*\/[^\s/@]+(\/[^\s/@]+)?(@[^\s/@]+)?$/.test(text)) return text;
  throw new AdpError(TARGET, {
    what: `--spn takes a service principal name, not "${text}".`,
    next: [`${typed("ticket test --spn MSSQLSvc/db.corp.example:1433")}   is an example`]
  });
}
function oneLogin(postgres, sqlServer) {
  if (postgres === void 0 || sqlServer === void 0) return postgres ?? sqlServer;
  throw new AdpError(TARGET, {
    what: "A test logs in to one server, not to two.",
    next: [`${typed("ticket test --postgres ...")}   and then ${typed("ticket test --sqlserver ...")}`]
  });
}

// packages/adp/src/commands/ticket.ts
function run(args) {
  let ticket2 = newCommand("adp ticket", "Your Kerberos ticket, and its way to the containers.", [
    "adp ticket status                                your ticket, the shared copy, every container that reads it",
    "adp ticket test                                  step by step, as a person would look; stops where it fails",
    "adp ticket test --sqlserver db.corp.example      and a login to SQL Server from a container",
    "adp ticket test --postgres db.corp.example/sales --container my-datakit-scheduler-1",
    "adp ticket test --spn MSSQLSvc/db.corp.example:1433   drafts the mail to the DBA when that name is missing"
  ]), json = ["--json", "one JSON document on stdout, nothing else"];
  return ticket2.command("status").description(
    "the ticket, its copy and its readers; exit 1 when no usable ticket is shared. Also in a container"
  ).option(...json).action(async (options, command) => {
    let output = openOutput(options), inside = insideFolder(), report = inside === void 0 ? await reportFromHost(sharerFor(args, options), typed("platform start")) : await reportFromInside(inside);
    output.document(report);
    for (let line of describeReport(report)) output.print(line);
    command.setOptionValue("exit", report.usable ? Exit.ok : Exit.job);
  }), ticket2.command("test").description(
    "look at each step from the Kerberos programs to a login; says what to do at the first that fails"
  ).option("--spn <name>", "ask for a ticket for this service", parseSpn).option("--postgres <server>", "log in to HOST[:PORT][/DATABASE]", (text) => parseLogin("postgres", text)).option(
    "--sqlserver <server>",
    "log in to HOST[:PORT][/DATABASE]",
    (text) => parseLogin("sqlserver", text)
  ).option("--user <name>", "the database user (default: the principal's name)").option("--container <name>", "from this container (default: the first that reads the ticket, else here)").option(...json).action(async (options, command) => {
    let output = openOutput(options), examination = await examineTicket({
      sharer: sharerFor(args, options),
      spn: options.spn,
      login: oneLogin(options.postgres, options.sqlserver),
      databaseUser: options.user,
      container: options.container,
      now: Date.now
    });
    output.document(examination);
    for (let line of describeExamination(examination)) output.print(line);
    command.setOptionValue("exit", examination.error?.exit ?? Exit.ok);
  }), runCommand(ticket2, args);
}
function sharerFor(args, options) {
  let again = typed(`ticket ${args.filter((word) => word !== "--json").join(" ")}`);
  return new TicketSharer({ root: platformRoot(), output: openOutput(options), again });
}
export {
  run
};

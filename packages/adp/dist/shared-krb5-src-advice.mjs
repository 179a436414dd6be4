import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/krb5/src/errors.ts
var Krb5Error = class extends Error {
  /** Stable, such as KRB5-CCACHE-TRUNCATED: room and kind in capitals. */
  code;
  why;
  next;
  constructor(code, message, details = {}) {
    super(message, details.cause === void 0 ? void 0 : { cause: details.cause }), this.name = new.target.name, this.code = code, this.why = details.why, this.next = details.next ?? [];
  }
  toJSON() {
    return {
      code: this.code,
      what: this.message,
      ...this.why === void 0 ? {} : { why: this.why },
      next: this.next
    };
  }
};
function errorCode(room, kind) {
  return `KRB5-${room}-${kind.toUpperCase()}`;
}

// packages/krb5/src/advice.ts
function command(shell, why) {
  return why === void 0 ? { run: { shell } } : { run: { shell }, why };
}
function action(what) {
  return { do: what };
}
function kinit(principal) {
  return command(`kinit ${principal}`);
}

// packages/krb5/src/secret-bytes.ts
var inspect = /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom"), SecretBytes = class {
  #bytes;
  constructor(bytes) {
    this.#bytes = bytes;
  }
  get length() {
    return this.#bytes.length;
  }
  reveal() {
    return this.#bytes;
  }
  equals(other) {
    return equalBytes(this.#bytes, other.#bytes);
  }
  toString() {
    return `[${this.#bytes.length} secret bytes]`;
  }
  toJSON() {
    return this.toString();
  }
  [inspect]() {
    return this.toString();
  }
};
function equalBytes(a, b) {
  if (a.length !== b.length) return !1;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return !1;
  return !0;
}

// packages/krb5/src/principal.ts
var PrincipalError = class extends Krb5Error {
  constructor(kind, message, next) {
    super(errorCode("PRINCIPAL", kind), message, { next });
    this.kind = kind;
  }
  kind;
}, NameType = { unknown: 0, principal: 1, serviceInstance: 2 }, decoder = new TextDecoder("utf-8"), encoder = new TextEncoder(), Principal = class _Principal {
  constructor(nameType, realmBytes, componentBytes) {
    this.nameType = nameType;
    this.realmBytes = realmBytes;
    this.componentBytes = componentBytes;
  }
  nameType;
  realmBytes;
  componentBytes;
  static of(realm, components, nameType = NameType.principal) {
    return new _Principal(
      nameType,
      encoder.encode(realm),
      components.map((component) => encoder.encode(component))
    );
  }
  /** The realm as text; bytes that are no UTF-8 become U+FFFD, so compare with `equals`, not by this. */
  get realm() {
    return decoder.decode(this.realmBytes);
  }
  get components() {
    return this.componentBytes.map((component) => decoder.decode(component));
  }
  /** Same realm and components; the name type does not count (RFC 4120: it is a hint). */
  equals(other) {
    return equalBytes(this.realmBytes, other.realmBytes) && this.componentBytes.length === other.componentBytes.length && this.componentBytes.every((component, i) => {
      let counterpart = other.componentBytes[i];
      return counterpart !== void 0 && equalBytes(component, counterpart);
    });
  }
  /** As klist prints it: `alice@EXAMPLE.TEST`, separators and control characters escaped by a backslash. */
  toString() {
    return `${this.components.map(escapeName).join("/")}@${escapeName(this.realm)}`;
  }
  toJSON() {
    return this.toString();
  }
  [/* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom")]() {
    return `Principal(${this.toString()})`;
  }
};
function ticketGrantingService(realm) {
  return Principal.of(realm, ["krbtgt", realm], NameType.serviceInstance);
}
var escapes = { "\n": "\\n", "	": "\\t", "\b": "\\b", "\0": "\\0" };
function escapeName(text) {
  return text.replace(/[/@\\\n\t\u0008\0]/g, (character) => escapes[character] ?? `\\${character}`);
}
function parsePrincipal(text, defaultRealm) {
  let parts = [""], realm, add = (piece) => {
    realm === void 0 ? parts[parts.length - 1] += piece : realm += piece;
  };
  for (let i = 0; i < text.length; i++) {
    let character = text.charAt(i);
    if (character === "\\") {
      if (i++, i === text.length) throw malformed(text, "it ends in the middle of an escape");
      let escaped = text.charAt(i);
      add({ n: `
`, t: "	", b: "\b", 0: "\0" }[escaped] ?? escaped);
    } else if (character === "@") {
      if (realm !== void 0) throw malformed(text, "it has two @");
      realm = "";
    } else {
      if (character === "/" && realm !== void 0) throw malformed(text, "its realm has a /");
      character === "/" ? parts.push("") : add(character);
    }
  }
  if (realm ??= defaultRealm, realm === void 0)
    throw new PrincipalError("no-realm", `The principal ${text} names no realm.`, [
      action(`write it with its realm: ${text}@EXAMPLE.COM`)
    ]);
  return Principal.of(realm, parts, parts.length > 1 ? NameType.serviceInstance : NameType.principal);
}
function malformed(text, because) {
  return new PrincipalError("syntax", `${JSON.stringify(text)} is not a principal: ${because}.`, [
    action("write it as name@REALM or service/host@REALM, with \\ before a / or @ that belongs to a name")
  ]);
}

// packages/krb5/src/ccache/credential.ts
var overflowing = 4294967295;
function readPrincipal(reader, version, field) {
  let nameType = version === 1 ? 0 : reader.uint32(field), start = reader.offset, count = reader.uint32(field);
  if (version === 1 ? count === 0 : count === overflowing)
    throw reader.error("principal", start, field, `A principal of ${count} parts`);
  let realm = reader.data(field), components = [];
  for (let i = version === 1 ? 1 : 0; i < count; i++) components.push(reader.data(field));
  return new Principal(nameType, realm, components);
}
function readKey(reader, version) {
  let enctype = signed16(reader.uint16("enctype"));
  if (version !== 3) return { enctype, contents: new SecretBytes(reader.data("session key")) };
  let secondEnctype = signed16(reader.uint16("enctype"));
  return { enctype, secondEnctype, contents: new SecretBytes(reader.data("session key")) };
}
var nothing = [];
function readTypedData(reader, field) {
  let count = reader.uint32(field);
  if (count === 0) return nothing;
  let list = [];
  for (let i = 0; i < count; i++) list.push({ type: reader.uint16(field), data: reader.data(field) });
  return list;
}
function readCredential(reader, version) {
  return {
    client: readPrincipal(reader, version, "client"),
    server: readPrincipal(reader, version, "server"),
    key: readKey(reader, version),
    times: {
      authtime: reader.uint32("authtime"),
      starttime: reader.uint32("starttime"),
      endtime: reader.uint32("endtime"),
      renewTill: reader.uint32("renew-till")
    },
    isSkey: reader.uint8("is_skey"),
    flags: reader.uint32("flags"),
    addresses: readTypedData(reader, "addresses"),
    authdata: readTypedData(reader, "authorization data"),
    ticket: new SecretBytes(reader.data("ticket")),
    secondTicket: new SecretBytes(reader.data("second ticket"))
  };
}
function signed16(value) {
  return value << 16 >> 16;
}

// packages/krb5/src/ccache/errors.ts
var reasons = {
  empty: "The file was created and not written, or emptied.",
  "not-a-ccache": "A credential cache begins with the byte 05; this is another kind of file.",
  version: "Credential caches have versions 1 to 4.",
  header: "The file is damaged, or not a credential cache (a keytab begins like one).",
  truncated: "The file is still being written, or writing it was interrupted (a full disk, a killed program).",
  length: "The file is damaged, was written on a machine of the other byte order, or is a keytab.",
  principal: "The file is damaged."
}, CcacheError = class extends Krb5Error {
  constructor(kind, place, what, readable) {
    super(errorCode("CCACHE", kind), `${what} (at byte ${place.offset}, ${place.field})`, {
      why: reasons[kind],
      next: kind === "truncated" ? [
        action("read it again in a moment: kinit and krenew rewrite it"),
        command("kinit", "writes a new one")
      ] : [command("kinit", "writes a new one"), command("klist", "shows which cache is in use")]
    });
    this.kind = kind;
    this.offset = place.offset, this.field = place.field, this.#readable = readable;
  }
  kind;
  offset;
  field;
  /** Not enumerable, so that no logger walks into it. */
  #readable;
  /**
   * Where the file is cut inside a credential: the cache of the whole credentials before it, which is what
   * libkrb5 silently works with. For diagnosis: such a file may be half of a write, so do not publish it.
   */
  get readable() {
    return this.#readable;
  }
  toJSON() {
    return { ...super.toJSON(), offset: this.offset, field: this.field };
  }
};

// packages/krb5/src/ccache/reader.ts
var nothing2 = new Uint8Array(0), Reader = class {
  offset = 0;
  /** What is being read, for the error: "" or "credential 3, ". */
  context = "";
  #bytes;
  #little;
  constructor(bytes, byteOrder) {
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), this.#little = byteOrder === "LE";
  }
  get left() {
    return this.#bytes.length - this.offset;
  }
  uint8(field) {
    return this.#need(1, field), this.#bytes[this.offset++];
  }
  uint16(field) {
    this.#need(2, field);
    let bytes = this.#bytes, at = this.offset;
    this.offset = at + 2;
    let first = bytes[at], second = bytes[at + 1];
    return this.#little ? second << 8 | first : first << 8 | second;
  }
  uint32(field) {
    this.#need(4, field);
    let bytes = this.#bytes, at = this.offset;
    this.offset = at + 4;
    let a = bytes[at], b = bytes[at + 1], c = bytes[at + 2], d = bytes[at + 3];
    return (this.#little ? d << 24 | c << 16 | b << 8 | a : a << 24 | b << 16 | c << 8 | d) >>> 0;
  }
  /** A view on the next bytes; nothing is copied. */
  bytes(length, field) {
    if (length === 0) return nothing2;
    this.#need(length, field);
    let view = this.#bytes.subarray(this.offset, this.offset + length);
    return this.offset += length, view;
  }
  /** A 32-bit length and that many bytes. */
  data(field) {
    let start = this.offset, length = this.uint32(field);
    if (length > this.#bytes.length)
      throw this.error("length", start, field, `A length of ${length} in ${this.#bytes.length} bytes`);
    return this.bytes(length, field);
  }
  error(kind, offset, field, what) {
    return new CcacheError(kind, { offset, field: this.context + field }, what);
  }
  #need(length, field) {
    if (length > this.left)
      throw this.error(
        "truncated",
        this.offset,
        field,
        `The cache ends where ${length} more byte${length === 1 ? " is" : "s are"} due`
      );
  }
};

// packages/krb5/src/ccache/parse.ts
var nativeByteOrder = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "LE" : "BE", none = new Uint8Array(0), version1Least = 51;
function parseCcache(bytes, options = {}) {
  let version = readVersion(bytes), byteOrder = version < 3 ? options.byteOrder ?? nativeByteOrder : "BE", reader = new Reader(bytes, byteOrder);
  reader.offset = 2;
  let header = version === 4 ? readHeader(reader) : [], principal = readPrincipal(reader, version, "default principal"), credentials = [], cache = { version, byteOrder, header, principal, credentials }, tail = none, zerosFrom = zeroTailStart(bytes);
  for (; reader.left > 0; ) {
    if (reader.offset >= zerosFrom && (version > 1 || reader.left < version1Least)) {
      tail = bytes.subarray(reader.offset);
      break;
    }
    reader.context = `credential ${credentials.length + 1}, `;
    try {
      credentials.push(readCredential(reader, version));
    } catch (error) {
      throw cutAfter(error, { ...cache, tail });
    }
  }
  return { ...cache, tail };
}
function readVersion(bytes) {
  let [magic, version] = bytes, at = (offset, field) => ({ offset, field });
  if (magic === void 0) throw new CcacheError("empty", at(0, "magic byte"), "The cache is empty");
  if (magic !== 5)
    throw new CcacheError("not-a-ccache", at(0, "magic byte"), `The first byte is ${hex(magic)}, not 05`);
  if (version === void 0)
    throw new CcacheError("truncated", at(1, "version"), "The cache ends after a byte");
  if (version === 1 || version === 2 || version === 3 || version === 4) return version;
  throw new CcacheError("version", at(1, "version"), `There is no version ${version}`);
}
function readHeader(reader) {
  let fields = [], left = reader.uint16("header length");
  for (; left > 0; ) {
    let start = reader.offset;
    if (left < 4) throw reader.error("header", start, "header", `${left} bytes cannot hold a field`);
    let tag = reader.uint16("header tag"), length = reader.uint16("header field length");
    if (left -= 4, length > left)
      throw reader.error("header", start, "header", `A field of ${length} bytes in ${left} bytes of header`);
    if (tag === 1 && length !== 8)
      throw reader.error("header", start, "header", `A clock offset of ${length} bytes instead of 8`);
    fields.push({ tag, data: reader.bytes(length, "header field") }), left -= length;
  }
  return fields;
}
function cutAfter(error, soFar) {
  if (!(error instanceof CcacheError) || error.kind !== "truncated") return error;
  let whole2 = soFar.credentials.length, what = `The cache is cut in the middle of a credential, after ${whole2} whole one${whole2 === 1 ? "" : "s"}`;
  return new CcacheError("truncated", { offset: error.offset, field: error.field }, what, soFar);
}
function zeroTailStart(bytes) {
  let start = bytes.length;
  for (; start > 0 && bytes[start - 1] === 0; ) start--;
  return start;
}
function hex(byte) {
  return byte.toString(16).padStart(2, "0");
}

// packages/krb5/src/ccache/entries.ts
var encoder2 = new TextEncoder(), configRealm = encoder2.encode("X-CACHECONF:"), configName = encoder2.encode("krb5_ccache_conf_data");
function isConfigEntry(credential) {
  let [first] = credential.server.componentBytes;
  return equalBytes(credential.server.realmBytes, configRealm) && first !== void 0 && equalBytes(first, configName);
}
function isRemoved(credential) {
  return credential.times.endtime === 0 && credential.times.authtime !== 0;
}
function tickets(cache) {
  return cache.credentials.filter((credential) => !isConfigEntry(credential) && !isRemoved(credential));
}
function configEntries(cache) {
  return cache.credentials.filter((credential) => isConfigEntry(credential) && !isRemoved(credential)).map((credential) => {
    let [, key, about] = credential.server.components;
    return { key: key ?? "", about, value: credential.ticket.reveal() };
  });
}
var clockOffsetTag = 1;
function clockOffset(cache) {
  let field = cache.header.find(({ tag, data }) => tag === clockOffsetTag && data.length === 8);
  if (field === void 0) return;
  let view = new DataView(field.data.buffer, field.data.byteOffset, 8);
  return { seconds: view.getInt32(0), microseconds: view.getInt32(4) };
}
function clockOffsetField(offset) {
  let data = new Uint8Array(8), view = new DataView(data.buffer);
  return view.setInt32(0, offset.seconds), view.setInt32(4, offset.microseconds), { tag: clockOffsetTag, data };
}

// packages/krb5/src/ccache/model.ts
var TicketFlag = {
  forwardable: 1073741824,
  forwarded: 536870912,
  proxiable: 268435456,
  proxy: 134217728,
  mayPostdate: 67108864,
  postdated: 33554432,
  invalid: 16777216,
  renewable: 8388608,
  initial: 4194304,
  preAuthenticated: 2097152,
  hardwareAuthenticated: 1048576,
  transitPolicyChecked: 524288,
  okAsDelegate: 262144,
  anonymous: 32768
};
function hasFlag(credential, flag) {
  return (credential.flags & TicketFlag[flag]) !== 0;
}
function startOf(credential) {
  return credential.times.starttime === 0 ? credential.times.authtime : credential.times.starttime;
}

// packages/krb5/src/judge/unusable.ts
function moment(seconds) {
  return new Date(seconds * 1e3).toISOString().replace(".000Z", "Z");
}
function duration(seconds) {
  if (seconds < 120) return `${seconds} s`;
  let minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  let hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
function missing(cache, held) {
  let { client, realm } = cache;
  if (held.length === 0)
    return {
      kind: "empty",
      message: `The cache of ${client} holds no ticket.`,
      next: [kinit(client)]
    };
  let others = held.filter(({ server }) => server.components[0] === "krbtgt");
  return others.length > 0 ? {
    kind: "cross-realm-only",
    message: `The cache of ${client} has no TGT of realm ${realm}, only ${others.map(({ server }) => server).join(", ")}.`,
    next: [kinit(client), command("klist", `if ${realm} is not the realm you meant, name the right one`)]
  } : {
    kind: "no-tgt",
    message: `The cache of ${client} holds ${held.length} service ticket${held.length === 1 ? "" : "s"}, but no TGT (krbtgt/${realm}@${realm}).`,
    next: [kinit(client)]
  };
}
function otherClient(ticket, principal) {
  return {
    kind: "other-client",
    message: `The TGT is of ${ticket.client}, but the cache is of ${principal}: no program would use it.`,
    next: [kinit(principal)]
  };
}
function hollow(ticket) {
  return {
    kind: "hollow",
    message: `The TGT of ${ticket.client} lacks its ticket or its session key.`,
    next: [
      kinit(ticket.client),
      action("on Windows, a TGT exported from LSA has no session key unless AllowTGTSessionKey is set")
    ]
  };
}
function invalid(ticket) {
  return {
    kind: "invalid",
    message: `The TGT of ${ticket.client} is post-dated and the KDC has not validated it.`,
    next: [command("kinit -v", "validates it once its start time has come"), kinit(ticket.client)]
  };
}
function expired(ticket) {
  return {
    kind: "expired",
    message: `The TGT of ${ticket.client} expired at ${moment(ticket.endtime)}, ${duration(-ticket.remainingSeconds)} ago.`,
    next: [kinit(ticket.client)]
  };
}
function notYetValid(ticket, now) {
  return {
    kind: "not-yet-valid",
    message: `The TGT of ${ticket.client} counts from ${moment(ticket.starttime)}, in ${duration(ticket.starttime - now)}.`,
    next: [
      command("date -u", "a wrong clock here is the usual cause; in WSL after sleep: sudo hwclock -s"),
      kinit(ticket.client)
    ]
  };
}
function endingSoon(ticket, minimumSeconds) {
  return {
    kind: "ending-soon",
    message: `The TGT of ${ticket.client} ends in ${duration(ticket.remainingSeconds)}; at least ${duration(minimumSeconds)} are wanted.`,
    next: ticket.renewTill === void 0 ? [kinit(ticket.client)] : [command("kinit -R"), kinit(ticket.client)]
  };
}
var unusable = { missing, otherClient, hollow, invalid, expired, notYetValid, endingSoon };

// packages/krb5/src/judge/judge.ts
function judge(cache, options) {
  let realm = options.realm ?? startRealm(cache) ?? cache.principal.realm, clockOffsetSeconds = clockOffset(cache)?.seconds ?? 0, common = { client: cache.principal, realm, clockOffsetSeconds }, now = Math.floor(options.now.getTime() / 1e3) + clockOffsetSeconds, held = tickets(cache), service = ticketGrantingService(realm), found = held.filter((credential) => credential.server.equals(service)).map((credential) => {
    let ticket = factsOf(credential, realm, now);
    return { ticket, reason: fault(cache.principal, ticket, now, options) };
  }).sort((a, b) => b.ticket.endtime - a.ticket.endtime), good = found.find(({ reason: reason2 }) => reason2 === void 0);
  if (good !== void 0) return { ...common, usable: !0, ticket: good.ticket };
  let closest = found.find(({ reason: reason2 }) => reason2?.kind !== "other-client") ?? found[0], reason = closest?.reason ?? unusable.missing(common, held);
  return { ...common, usable: !1, reason, ticket: closest?.ticket };
}
function startRealm(cache) {
  let entry = configEntries(cache).find(({ key, about }) => key === "start_realm" && about === void 0);
  return entry === void 0 ? void 0 : new TextDecoder().decode(entry.value);
}
function factsOf(credential, realm, now) {
  let { endtime, renewTill } = credential.times;
  return {
    credential,
    client: credential.client,
    realm,
    starttime: startOf(credential),
    endtime,
    remainingSeconds: endtime - now,
    // The KDC renews neither an expired ticket nor one whose time for renewal is over.
    renewTill: hasFlag(credential, "renewable") && renewTill > now && endtime > now ? renewTill : void 0,
    forwardable: hasFlag(credential, "forwardable"),
    initial: hasFlag(credential, "initial")
  };
}
function fault(principal, ticket, now, { minimumSeconds = 0, clockSkewSeconds = 300 }) {
  let { credential } = ticket;
  if (!ticket.client.equals(principal)) return unusable.otherClient(ticket, principal);
  if (isHollow(credential)) return unusable.hollow(ticket);
  if (hasFlag(credential, "invalid")) return unusable.invalid(ticket);
  if (ticket.endtime <= now) return unusable.expired(ticket);
  if (ticket.starttime > now + clockSkewSeconds) return unusable.notYetValid(ticket, now);
  if (ticket.remainingSeconds < minimumSeconds) return unusable.endingSoon(ticket, minimumSeconds);
}
function isHollow({ ticket, key }) {
  return ticket.length === 0 || key.enctype === 0 || key.contents.reveal().every((byte) => byte === 0);
}

// packages/krb5/src/locate/host.ts
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync
} from "node:fs";
import { userInfo } from "node:os";
var largest = 1024 * 1024, hostFiles = {
  readText(path) {
    let file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      let status = fstatSync(file);
      if (status.isDirectory()) throw failure("EISDIR", `${path} is a folder`);
      if (isNullDevice(status)) return "";
      if (!status.isFile()) throw failure("EINVAL", `${path} is no regular file`);
      if (status.size > largest) throw failure("EFBIG", `${path} is larger than ${largest} bytes`);
      return readFileSync(file, "utf8");
    } finally {
      closeSync(file);
    }
  },
  readNames: (path) => readdirSync(path)
};
function hostSurroundings() {
  let username = nameOfUser();
  return {
    env: process.env,
    uid: process.getuid?.() ?? -1,
    euid: process.geteuid?.() ?? -1,
    ...username === void 0 ? {} : { username },
    platform: process.platform,
    files: hostFiles
  };
}
function isNullDevice(status) {
  return status.isCharacterDevice() && status.rdev === statSync("/dev/null").rdev;
}
function nameOfUser() {
  try {
    return userInfo().username;
  } catch {
    return;
  }
}
function failure(code, message) {
  return Object.assign(new Error(message), { code });
}

// packages/krb5/src/locate/keyring.ts
function keyringExport(name, realm, target) {
  let temporary = `${target}.export`;
  return {
    env: { KRB5CCNAME: name },
    argv: ["kvno", "-q", "--cached-only", "--out-cache", `FILE:${temporary}`, `krbtgt/${realm}@${realm}`],
    rename: [temporary, target]
  };
}

// packages/krb5/src/surroundings.ts
function errnoOf(error) {
  let code = error instanceof Error ? error.code : void 0;
  return typeof code == "string" ? code : void 0;
}

// packages/krb5/src/profile/errors.ts
var remedies = {
  "section-not-top": "close the braces before this section",
  "section-syntax": "write the section as [name], alone on its line",
  "relation-syntax": "write the line as name = value, without spaces in the name, or begin it with # to switch it off",
  "extra-brace": "remove this brace, or open the subsection that it closes with name = {",
  "missing-brace": "give the name a value, or put { after the =",
  module: "point KRB5_CONFIG at a plain krb5.conf",
  include: "correct the path or its permissions, or remove the include line",
  "include-cycle": "remove one of the include lines",
  unreadable: "ask for read permission: krb5.conf is usually 0644",
  "too-long": "break the line up, or shorten it to 2,046 bytes"
}, ProfileError = class extends Krb5Error {
  constructor(kind, file, line, what, cause) {
    super(errorCode("PROFILE", kind), `${file}${line === 0 ? "" : `:${line}`}: ${what}`, {
      next: [
        action(remedies[kind]),
        ...line === 0 ? [] : [command(`sed -n ${line}p '${file}'`, "shows the line")]
      ],
      cause
    });
    this.kind = kind;
    this.file = file;
    this.line = line;
  }
  kind;
  file;
  line;
};

// packages/krb5/src/profile/lines.ts
var blank = "[ \\t\\v\\f\\r\\n]", leading = new RegExp(`^${blank}+`), around = new RegExp(`^${blank}+|${blank}+$`, "g"), LineReader = class {
  constructor(file, root) {
    this.file = file;
    this.root = root;
  }
  file;
  root;
  #state = "preamble";
  /** From the top-level section to the innermost open subsection. */
  #open = [];
  #line = 0;
  get line() {
    return this.#line;
  }
  /** Passes over a line that is somebody else's: an include. */
  pass() {
    this.#line++;
  }
  /** Takes the next line, without its line end. */
  take(line) {
    if (this.#line++, this.#state === "preamble") {
      if (/^module[ \t\v\f]/.test(line)) throw this.error("module", "this file asks for a binary module");
      if (!line.startsWith("[")) return;
      this.#state = "lines";
    }
    let text = line.replace(leading, "");
    if (this.#state === "brace") {
      if (!text.startsWith("{")) throw this.error("missing-brace", "{ is due here");
      this.#state = "lines";
      return;
    }
    text === "" || text.startsWith(";") || text.startsWith("#") || (text.startsWith("[") ? this.#section(text) : text.startsWith("}") ? this.#close(text) : this.#relation(text));
  }
  error(kind, what, cause) {
    return new ProfileError(kind, this.file, this.#line, what, cause);
  }
  #section(text) {
    if (this.#open.length > 1) throw this.error("section-not-top", "a section begins inside braces");
    let end = text.indexOf("]");
    if (end < 0) throw this.error("section-syntax", "the section's name has no ]");
    let section = this.root.open(text.slice(1, end)), rest = text.slice(end + 1);
    if (rest.startsWith("*") && (section.final = !0), rest.replace(/^\*/, "").replace(leading, "") !== "")
      throw this.error("section-syntax", "there is text after the section's name");
    this.#open = [section];
  }
  #close(text) {
    let section = this.#open.length > 1 ? this.#open.pop() : void 0;
    if (section === void 0) throw this.error("extra-brace", "this } closes nothing");
    text.startsWith("}*") && (section.final = !0);
  }
  #relation(text) {
    let parent = this.#open.at(-1), equals = text.indexOf("="), tag = text.slice(0, Math.max(equals, 0)).replace(around, "");
    if (parent === void 0 || tag === "" || new RegExp(blank).test(tag))
      throw this.error("relation-syntax", "this is no name = value");
    let star = tag.indexOf("*"), name = star < 0 ? tag : tag.slice(0, star), value = text.slice(equals + 1).replace(around, "");
    if (value === "" || value === "{") {
      let section = parent.open(name);
      star >= 0 && (section.final = !0), this.#open.push(section), value === "" && (this.#state = "brace");
      return;
    }
    parent.relations.push({
      name,
      value: value.startsWith('"') ? unquote(value) : value,
      final: star >= 0
    });
  }
};
function unquote(value) {
  let text = "";
  for (let i = 1; i < value.length && value[i] !== '"'; i++)
    if (value[i] === "\\" && i + 1 < value.length) {
      i++;
      let escaped = value.charAt(i);
      text += { n: `
`, t: "	", b: "\b" }[escaped] ?? escaped;
    } else text += value.charAt(i);
  return text;
}

// packages/krb5/src/profile/tree.ts
var Section = class _Section {
  constructor(name) {
    this.name = name;
  }
  name;
  final = !1;
  relations = [];
  sections = [];
  /** The subsection of that name, made where there is none. */
  open(name) {
    let existing = this.find(name);
    if (existing !== void 0) return existing;
    let section = new _Section(name);
    return this.sections.push(section), section;
  }
  find(name) {
    return this.sections.find((section) => section.name === name);
  }
}, Profile = class {
  constructor(files) {
    this.files = files;
  }
  files;
  /** All values of `name` under the sections, such as ("libdefaults", "default_realm"), most important first. */
  values(...path) {
    let sections = path.slice(0, -1), name = path[path.length - 1], values = [];
    for (let root of this.files) {
      let final = !1, section = root;
      for (let step of sections) {
        if (section = section.find(step), section === void 0) break;
        final ||= section.final;
      }
      let found = section?.relations.filter((relation) => relation.name === name) ?? [];
      if (values.push(...found.map(({ value }) => value)), final || found.some((relation) => relation.final)) break;
    }
    return values;
  }
  /** The value that counts, as libkrb5 reads it: the first. */
  value(...path) {
    return this.values(...path)[0];
  }
};

// packages/krb5/src/profile/read.ts
var longestLine = 2046, deepest = 16, defaultProfilePath = "/etc/krb5.conf";
function readProfile(files, krb5Config) {
  let roots = [], denied = [];
  for (let path of (krb5Config ?? defaultProfilePath).split(":")) {
    let root = new Section("");
    try {
      readText(files, files.readText(path), path, root, []);
    } catch (error) {
      if (error instanceof ProfileError) throw error;
      let code = errnoOf(error);
      if (code === "EISDIR") readFolder(files, new LineReader(path, root), path, []);
      else {
        if (code === "ENOENT" || code === "ENOTDIR") continue;
        if (code === "EACCES" || code === "EPERM") {
          denied.push({ path, error });
          continue;
        } else throw new ProfileError("unreadable", path, 0, `it cannot be read (${code ?? error})`, error);
      }
    }
    roots.push(root);
  }
  let [first] = denied;
  if (roots.length === 0 && first !== void 0)
    throw new ProfileError("unreadable", first.path, 0, "you may not read it", first.error);
  return new Profile(roots);
}
function readText(files, text, file, root, chain) {
  let reader = new LineReader(file, root), lines = text.split(`
`);
  lines.at(-1) === "" && lines.pop();
  for (let line of lines) {
    let include = /^(include|includedir)[ \t\v\f]+(.*?)[\r\n]*$/.exec(line);
    if (include === null) {
      if (reader.take(line), line.length * 3 > longestLine && new TextEncoder().encode(line).length > longestLine)
        throw reader.error("too-long", `this line is longer than ${longestLine} bytes`);
      continue;
    }
    let [, word, path = ""] = include;
    if (reader.pass(), chain.length >= deepest)
      throw reader.error("include-cycle", `${path} is included ${deepest} deep, so it includes itself`);
    (word === "include" ? readInclude : readFolder)(files, reader, path, [...chain, path]);
  }
}
function readInclude(files, reader, path, chain) {
  let text;
  try {
    text = files.readText(path);
  } catch (error) {
    if (errnoOf(error) === "EISDIR") return;
    throw reader.error("include", `${path} cannot be included (${errnoOf(error) ?? error})`, error);
  }
  readText(files, text, path, reader.root, chain);
}
function readFolder(files, reader, path, chain) {
  let names2;
  try {
    names2 = files.readNames(path);
  } catch (error) {
    throw reader.error("include", `${path} cannot be included (${errnoOf(error) ?? error})`, error);
  }
  let counting = names2.filter(
    (name) => !name.startsWith(".") && (name.endsWith(".conf") || /^[A-Za-z0-9_-]+$/.test(name))
  );
  for (let name of counting.sort((a, b) => a < b ? -1 : 1))
    readInclude(files, reader, `${path}/${name}`, chain);
}

// packages/krb5/src/kcm/connection.ts
import { connect } from "node:net";

// packages/krb5/src/kcm/errors.ts
var remedies2 = {
  "no-socket": [
    command("systemctl start sssd-kcm.socket", "or, with Heimdal: systemctl start heimdal-kcm"),
    command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit", "does without KCM")
  ],
  refused: [command("systemctl restart sssd-kcm.socket", "the socket is there, but nobody listens")],
  denied: [
    action("run it as the person whose ticket it is"),
    action("check the mode of the socket: usually everybody may write to it")
  ],
  timeout: [command("systemctl restart sssd-kcm"), command("journalctl -u sssd-kcm")],
  closed: [action("try again"), command("journalctl -u sssd-kcm")],
  "too-big": [command("kdestroy && kinit", "the cache holds far more than anybody needs")],
  malformed: [command("klist", "if it shows your tickets, report this with the versions of your KCM daemon")],
  "no-cache": [command("kinit"), command("klist -l", "shows the caches that there are")],
  status: [command("klist", "shows what the daemon says to libkrb5"), command("journalctl -u sssd-kcm")]
}, KcmError = class extends Krb5Error {
  constructor(kind, what, status, cause) {
    super(errorCode("KCM", kind), what, { next: remedies2[kind], cause });
    this.kind = kind;
    this.status = status;
  }
  kind;
  status;
}, KcmStatus = {
  notFound: -1765328243,
  end: -1765328242,
  io: -1765328191,
  noFile: -1765328189,
  internal: -1765328188,
  notSupported: -1765328137
};
function isUnsupported(error) {
  return error instanceof KcmError && (error.status === KcmStatus.internal || error.status === KcmStatus.io || error.status === KcmStatus.notSupported);
}

// packages/krb5/src/kcm/frame.ts
var Operation = {
  getPrincipal: 8,
  getCredentialUuids: 9,
  getCredentialByUuid: 10,
  getCacheUuids: 18,
  getCacheByUuid: 19,
  getDefaultCache: 20,
  getKdcOffset: 22,
  /** MIT's extension: all credentials in one reply. */
  getCredentialList: 13001
};
function encodeRequest(operation, ...args) {
  let length = 4 + args.reduce((sum, arg) => sum + arg.length, 0), frame = new Uint8Array(4 + length), view = new DataView(frame.buffer);
  view.setUint32(0, length), frame[4] = 2, view.setUint16(6, operation);
  let at = 8;
  for (let arg of args)
    frame.set(arg, at), at += arg.length;
  return frame;
}
function encodeName(name) {
  if (name.includes("\0")) throw new KcmError("no-cache", "A KCM cache name cannot hold a zero byte.");
  return new TextEncoder().encode(`${name}\0`);
}
function decodeReplyHead(head, maximum) {
  let view = new DataView(head.buffer, head.byteOffset, 8), length = view.getUint32(0);
  if (length > maximum)
    throw new KcmError("too-big", `The KCM daemon announces ${length} bytes; ${maximum} are the most.`);
  return checkStatus(view.getInt32(4)), length;
}
function decodeReplyBody(body) {
  if (body.length < 4) throw malformedReply("it is shorter than its status");
  return checkStatus(new DataView(body.buffer, body.byteOffset, 4).getInt32(0)), body.subarray(4);
}
function decodeName(reply) {
  let end = reply.indexOf(0);
  if (end < 0) throw malformedReply("a name has no end");
  return new TextDecoder().decode(reply.subarray(0, end));
}
function decodeUuids(reply) {
  if (reply.length % 16 !== 0) throw malformedReply(`${reply.length} bytes are no list of UUIDs`);
  return Array.from({ length: reply.length / 16 }, (_, i) => reply.subarray(16 * i, 16 * i + 16));
}
function decodeBlobs(reply) {
  let view = new DataView(reply.buffer, reply.byteOffset, reply.length), uint32 = (at2) => {
    if (at2 + 4 > reply.length) throw malformedReply("a list ends early");
    return view.getUint32(at2);
  }, count = uint32(0), blobs = [], at = 4;
  for (let i = 0; i < count; i++) {
    let end = at + 4 + uint32(at);
    if (end > reply.length) throw malformedReply("a list ends early");
    blobs.push(reply.subarray(at + 4, end)), at = end;
  }
  return blobs;
}
function malformedReply(because, cause) {
  return new KcmError("malformed", `The KCM daemon's reply makes no sense: ${because}.`, void 0, cause);
}
function checkStatus(status) {
  if (status !== 0)
    throw status === KcmStatus.noFile || status === KcmStatus.notFound || status === KcmStatus.end ? new KcmError("no-cache", "The KCM daemon has no such credential cache.", status) : new KcmError("status", `The KCM daemon refused (code ${status}).`, status);
}

// packages/krb5/src/kcm/connection.ts
var KcmConnection = class _KcmConnection {
  #socket;
  #path;
  #options;
  #busy = Promise.resolve();
  constructor(socket, path, options) {
    this.#socket = socket, this.#path = path, this.#options = options;
  }
  /** @throws KcmError no-socket, refused, denied, timeout */
  static async open(path, options = {}) {
    let full = { timeoutMs: 5e3, maximumBytes: 10485760, ...options }, socket = connect(path);
    return await new Promise((resolve, reject) => {
      let timer = setTimeout(() => reject(late(path, full.timeoutMs)), full.timeoutMs);
      socket.once("connect", resolve), socket.once("error", (error) => reject(connectFailure(path, error))), socket.once("connect", () => clearTimeout(timer)), socket.once("error", () => clearTimeout(timer));
    }).catch((error) => {
      throw socket.destroy(), error;
    }), socket.removeAllListeners("error"), socket.on("error", () => {
    }), socket.pause(), new _KcmConnection(socket, path, full);
  }
  /** Sends a frame and gives what follows the status of its reply. */
  request(frame) {
    let result = this.#busy.then(() => this.#exchange(frame));
    return this.#busy = result.catch(() => {
    }), result;
  }
  close() {
    this.#socket.destroy();
  }
  async #exchange(frame) {
    let timer = setTimeout(
      () => this.#socket.destroy(late(this.#path, this.#options.timeoutMs)),
      this.#options.timeoutMs
    );
    try {
      this.#socket.write(frame);
      let length = decodeReplyHead(await this.#read(8), this.#options.maximumBytes);
      return decodeReplyBody(await this.#read(length));
    } catch (error) {
      throw (!(error instanceof KcmError) || error.status === void 0) && this.#socket.destroy(), error;
    } finally {
      clearTimeout(timer);
    }
  }
  #read(length) {
    let socket = this.#socket;
    return length === 0 ? Promise.resolve(new Uint8Array(0)) : new Promise((resolve, reject) => {
      let settle = (finish) => {
        socket.off("readable", attempt).off("close", closed).off("end", closed), finish();
      }, closed = () => settle(
        () => reject(
          socket.errored instanceof KcmError ? socket.errored : new KcmError(
            "closed",
            `The KCM daemon at ${this.#path} closed the connection.`,
            void 0,
            socket.errored ?? void 0
          )
        )
      ), attempt = () => {
        let bytes = socket.read(length);
        bytes instanceof Uint8Array && bytes.length === length ? settle(() => resolve(bytes)) : (bytes !== null || socket.readableEnded) && closed();
      };
      socket.on("readable", attempt).on("close", closed).on("end", closed), socket.destroyed ? closed() : attempt();
    });
  }
};
function late(path, timeoutMs) {
  return new KcmError("timeout", `The KCM daemon at ${path} did not answer within ${timeoutMs} ms.`);
}
function connectFailure(path, error) {
  let code = errnoOf(error);
  return code === "ENOENT" ? new KcmError("no-socket", `There is no KCM socket ${path}.`, void 0, error) : code === "EACCES" || code === "EPERM" ? new KcmError("denied", `You may not connect to the KCM socket ${path}.`, void 0, error) : new KcmError("refused", `Nobody listens at the KCM socket ${path} (${code}).`, void 0, error);
}

// packages/krb5/src/kcm/client.ts
var KcmClient = class _KcmClient {
  #connection;
  constructor(connection) {
    this.#connection = connection;
  }
  static async connect(socketPath, options = {}) {
    return new _KcmClient(await KcmConnection.open(socketPath, options));
  }
  close() {
    this.#connection.close();
  }
  /** The name of the default cache, such as 1000 or 1000:2345. It need not exist. */
  async defaultName() {
    return decodeName(await this.#connection.request(encodeRequest(Operation.getDefaultCache)));
  }
  /** The names of all caches of this user; empty where there is none. */
  async list() {
    let uuids = await this.#connection.request(encodeRequest(Operation.getCacheUuids)).then(decodeUuids).catch(noneOf([])), names2 = [];
    for (let uuid of uuids) {
      let name = await this.#connection.request(encodeRequest(Operation.getCacheByUuid, uuid)).then(decodeName).catch(noneOf(void 0));
      name !== void 0 && names2.push(name);
    }
    return names2;
  }
  /** The default principal of a cache. Throws no-cache where there is none. */
  async principal(name) {
    let reply = await this.#connection.request(encodeRequest(Operation.getPrincipal, encodeName(name)));
    if (reply.length === 0) throw new KcmError("no-cache", `The KCM daemon has no credential cache ${name}.`);
    return whole(reply, (reader) => readPrincipal(reader, 4, "principal"));
  }
  /**
   * A whole cache, by default the default one. `serializeCcache` makes the version-4 file of it, with the
   * clock offset that the daemon keeps.
   */
  async read(name) {
    let cache = name ?? await this.defaultName(), principal = await this.principal(cache), seconds = await this.#kdcOffset(cache);
    return {
      version: 4,
      byteOrder: "BE",
      header: seconds === 0 ? [] : [clockOffsetField({ seconds, microseconds: 0 })],
      principal,
      credentials: await this.#credentials(cache),
      tail: new Uint8Array(0)
    };
  }
  async #credentials(cache) {
    let name = encodeName(cache);
    try {
      let reply = await this.#connection.request(encodeRequest(Operation.getCredentialList, name));
      return decodeBlobs(reply).map(credentialOf);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
    let uuids = decodeUuids(
      await this.#connection.request(encodeRequest(Operation.getCredentialUuids, name))
    ), credentials = [];
    for (let uuid of uuids) {
      let request = encodeRequest(Operation.getCredentialByUuid, name, uuid), reply = await this.#connection.request(request).catch(noneOf(void 0));
      reply !== void 0 && credentials.push(credentialOf(reply));
    }
    return credentials;
  }
  async #kdcOffset(cache) {
    try {
      let request = encodeRequest(Operation.getKdcOffset, encodeName(cache)), reply = await this.#connection.request(request);
      return reply.length < 4 ? 0 : new DataView(reply.buffer, reply.byteOffset, 4).getInt32(0);
    } catch (error) {
      if (error instanceof KcmError && error.status !== void 0) return 0;
      throw error;
    }
  }
};
function credentialOf(bytes) {
  return whole(bytes, (reader) => readCredential(reader, 4));
}
function whole(bytes, read) {
  let reader = new Reader(bytes, "BE"), value;
  try {
    value = read(reader);
  } catch (error) {
    throw error instanceof CcacheError ? malformedReply(error.message, error) : error;
  }
  if (reader.left > 0) throw malformedReply(`${reader.left} bytes too many`);
  return value;
}
function noneOf(value) {
  return (error) => {
    if (error instanceof KcmError && error.kind === "no-cache") return value;
    throw error;
  };
}

// packages/krb5/src/locate/errors.ts
var CacheNameError = class extends Krb5Error {
  constructor(kind, what, next, cause) {
    super(errorCode("NAME", kind), what, { next, cause });
    this.kind = kind;
  }
  kind;
}, CacheAccessError = class extends Krb5Error {
  constructor(kind, what, why, next, cause) {
    super(errorCode("ACCESS", kind), what, { why, next, cause });
    this.kind = kind;
  }
  kind;
};

// packages/krb5/src/locate/cache-name.ts
var types = ["FILE", "DIR", "KCM", "KEYRING", "API", "MEMORY", "MSLSA"];
function parseCacheName(text) {
  if (text === "")
    throw new CacheNameError("empty", "The credential cache name is empty.", [
      command("unset KRB5CCNAME", "then the default is used"),
      command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u)")
    ]);
  if (text.includes("\uFFFD"))
    throw new CacheNameError(
      "not-utf8",
      `The credential cache name ${text} is not written in UTF-8, so it cannot be read here; libkrb5 itself takes any bytes.`,
      [
        command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit", "a name in plain letters"),
        command(
          "mv OLD NEW",
          "or rename the file and its folders: convmv -f ISO-8859-1 -t UTF-8 --notest FOLDER"
        )
      ]
    );
  let colon = text.indexOf(":");
  if (colon < 0 || /^[A-Za-z]:/.test(text)) return { type: "FILE", residual: text };
  let type = types.find((known) => known === text.slice(0, colon)), residual = text.slice(colon + 1);
  if (type === void 0) throw unknownType(text, colon);
  if (residual === "" && (type === "FILE" || type === "DIR"))
    throw new CacheNameError("empty", `The credential cache name ${text} has no path.`, [
      command(`export KRB5CCNAME=${type === "FILE" ? "FILE:/tmp/krb5cc_$(id -u)" : "DIR:$HOME/.krb5cc"}`)
    ]);
  return { type, residual };
}
function formatCacheName(name) {
  return `${name.type}:${name.residual}`;
}
function unknownType(text, colon) {
  let prefix = text.slice(0, colon), capital = types.find((known) => known === prefix.toUpperCase()), likely = prefix.includes("/") ? `FILE:${text}` : capital === void 0 ? void 0 : `${capital}${text.slice(colon)}`;
  return new CacheNameError(
    "unknown-type",
    `${text}: there is no credential cache type ${JSON.stringify(prefix)}.`,
    [
      ...likely === void 0 ? [] : [command(`export KRB5CCNAME=${likely}`)],
      action(`use one of the types ${types.join(", ")}, in capitals`)
    ]
  );
}

// packages/krb5/src/locate/tokens.ts
var tokens = {
  uid: ({ uid }) => String(uid),
  // On Unix, libkrb5 means the uid by it; on Windows, the SID.
  USERID: ({ uid }) => String(uid),
  euid: ({ euid }) => String(euid),
  username: ({ username }) => username,
  TEMP: ({ env }) => env.TMPDIR ?? "/tmp",
  null: () => "",
  LIBDIR: ({ installation }) => installation?.lib,
  BINDIR: ({ installation }) => installation?.bin ?? "/usr/bin",
  SBINDIR: ({ installation }) => installation?.sbin ?? "/usr/sbin"
};
function expandTokens(text, surroundings) {
  return text.replace(/%\{([^}]*)(\}?)/g, (_whole, name, close) => {
    if (close === "") throw badToken(text, "a %{ has no }");
    let expand = Object.hasOwn(tokens, name) ? tokens[name] : void 0;
    if (expand === void 0) throw badToken(text, `%{${name}} is not a token of this system`);
    let value = expand(surroundings);
    if (value === void 0) throw badToken(text, `%{${name}} has no value here`);
    return value;
  });
}
function badToken(text, because) {
  return new CacheNameError("token", `${text} in krb5.conf cannot be expanded: ${because}.`, [
    action(
      `use one of the tokens ${Object.keys(tokens).map((name) => `%{${name}}`).join(", ")}`
    ),
    command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u)", "overrides default_ccache_name")
  ]);
}

// packages/krb5/src/locate/locate.ts
function locateCache(surroundings) {
  let profile = readProfile(surroundings.files, surroundings.env.KRB5_CONFIG), named = (text, origin) => ({
    name: parseCacheName(text),
    text,
    origin,
    profile
  }), { KRB5CCNAME } = surroundings.env;
  if (KRB5CCNAME !== void 0) return named(KRB5CCNAME, "KRB5CCNAME");
  let configured = profile.value("libdefaults", "default_ccache_name");
  if (configured !== void 0) return named(expandTokens(configured, surroundings), "default_ccache_name");
  let unnamed = surroundings.platform === "darwin" ? "API:" : `FILE:/tmp/krb5cc_${surroundings.uid}`;
  return named(unnamed, "default");
}

// packages/krb5/src/locate/directory.ts
function isCacheFile(name) {
  return name.startsWith("tkt");
}
function directoryCache(residual, surroundings) {
  if (residual.startsWith(":")) return subsidiary(residual.slice(1), surroundings);
  let folder = residual.replace(/(?<=.)\/+$/, ""), names2;
  try {
    names2 = surroundings.files.readNames(folder);
  } catch (error) {
    throw new CacheAccessError(
      "directory",
      `The credential cache folder ${folder} cannot be read (${errnoOf(error) ?? String(error)}).`,
      "KRB5CCNAME or default_ccache_name names it as a DIR collection.",
      [command("kinit", "makes the folder"), command(`ls -ld '${folder}'`)],
      error
    );
  }
  return within(folder, names2.includes("primary") ? primaryOf(folder, surroundings) : "tkt", names2);
}
function subsidiary(path, surroundings) {
  let slash = path.lastIndexOf("/"), file = path.slice(slash + 1);
  if (slash < 0 || !isCacheFile(file))
    throw new CacheNameError(
      "subsidiary",
      `DIR::${path} does not name a cache in a folder: ${slash < 0 ? "it has no folder" : "its file does not begin with tkt"}.`,
      [command("export KRB5CCNAME=DIR::/folder/tktNAME"), command(`export KRB5CCNAME=FILE:${path}`)]
    );
  let folder = path.slice(0, slash) || "/";
  try {
    return within(folder, file, surroundings.files.readNames(folder));
  } catch {
    return within(folder, file, []);
  }
}
function within(folder, file, names2) {
  let path = (name) => `${folder === "/" ? "" : folder}/${name}`;
  return {
    path: path(file),
    folder,
    others: names2.filter((name) => isCacheFile(name) && name !== file).map(path)
  };
}
function primaryOf(folder, surroundings) {
  let text;
  try {
    text = surroundings.files.readText(`${folder}/primary`);
  } catch (error) {
    if (["ENOENT", "EACCES"].includes(errnoOf(error) ?? "")) return "tkt";
    throw badPrimary(folder, `it cannot be read (${errnoOf(error) ?? String(error)})`, error);
  }
  let end = text.indexOf(`
`), name = text.slice(0, Math.max(end, 0));
  if (end < 0) throw badPrimary(folder, "its first line has no end");
  if (new TextEncoder().encode(name).length > 62) throw badPrimary(folder, "its first line is too long");
  if (!isCacheFile(name) || /[/\\]/.test(name))
    throw badPrimary(folder, "it holds no name that begins with tkt");
  return name;
}
function badPrimary(folder, because, cause) {
  return new CacheNameError(
    "primary",
    `${folder}/primary does not say which cache is the current one: ${because}.`,
    [command(`rm '${folder}/primary' && kinit`), command("kswitch -p PRINCIPAL", "writes it again")],
    cause
  );
}

// packages/krb5/src/locate/source.ts
var defaultKcmSocket = "/var/run/.heim_org.h5l.kcm-socket";
function cacheSource(name, profile, surroundings) {
  switch (name.type) {
    case "FILE":
      return { kind: "file", path: name.residual };
    case "DIR":
      return { kind: "directory", ...directoryCache(name.residual, surroundings) };
    case "KCM":
      return kcm(name, profile, surroundings);
    case "KEYRING":
      return { kind: "keyring", name: formatCacheName(name) };
    case "MEMORY":
      throw new CacheAccessError(
        "memory",
        `${formatCacheName(name)} lives in the memory of one process and cannot be shared.`,
        "MEMORY caches end with the program that made them.",
        [command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit")]
      );
    case "API":
      throw new CacheAccessError(
        "api",
        `${formatCacheName(name)} is kept by macOS and cannot be read from a container or by this program.`,
        "Only programs of the logged-in person reach the operating system's own ticket store.",
        macSteps
      );
    case "MSLSA":
      throw new CacheAccessError(
        "mslsa",
        "MSLSA: is the Windows logon session; its TGT cannot be read from Linux or WSL.",
        "Windows hands out the TGT's session key only where an administrator has set AllowTGTSessionKey, and never to WSL.",
        [
          command("kinit", "in WSL: a ticket of its own, with the same password"),
          command(
            "ms2mit",
            "on Windows with MIT Kerberos, where AllowTGTSessionKey is set: copies it to a FILE cache"
          )
        ]
      );
  }
}
var macSteps = [
  command("kinit -c FILE:$HOME/.krb5cc/krb5cc", "a file cache of its own, in a folder that can be mounted"),
  command("kcc copy_cred_cache API: FILE:$HOME/.krb5cc/krb5cc", "copies the ticket that macOS already holds"),
  command("export KRB5CCNAME=FILE:$HOME/.krb5cc/krb5cc")
];
function kcm(name, profile, surroundings) {
  let socket = profile.value("libdefaults", "kcm_socket") ?? defaultKcmSocket;
  if (surroundings.platform === "darwin")
    throw new CacheAccessError(
      "kcm-mach",
      `${formatCacheName(name)} is kept by macOS' own KCM, which has no socket.`,
      "On macOS, KCM is reached by Mach messages, from programs of the logged-in person only.",
      macSteps
    );
  if (socket === "-")
    throw new CacheAccessError(
      "kcm-disabled",
      `${formatCacheName(name)} needs the KCM daemon, but kcm_socket = - in krb5.conf switches it off.`,
      "The krb5.conf in use says so.",
      [
        action("remove kcm_socket from krb5.conf"),
        command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit")
      ]
    );
  return { kind: "kcm", socket, cache: name.residual === "" ? void 0 : name.residual };
}

// packages/krb5/src/profile/print.ts
function printProfile(profile) {
  let inside = (path, indent) => {
    let here = profile.files.flatMap((root) => sectionAt(root, path) ?? []), relations = names(here.flatMap((section) => section.relations)), sections = names(here.flatMap((section) => section.sections));
    return [
      ...relations.flatMap(
        (name) => profile.values(...path, name).map((value) => `${indent}${name} = ${written(value)}`)
      ),
      ...sections.flatMap((name) => [
        `${indent}${name} = {`,
        ...inside([...path, name], `${indent} `),
        `${indent}}`
      ])
    ];
  };
  return names(profile.files.flatMap(({ sections }) => sections)).flatMap((name) => [`[${name}]`, ...inside([name], " ")]).map((line) => `${line}
`).join("");
}
function sectionAt(root, path) {
  return path.reduce((section, name) => section?.find(name), root);
}
function names(named) {
  return [...new Set(named.map(({ name }) => name))].filter((name) => name !== "");
}
function written(value) {
  return /^[^\s"{](.*[^\s])?$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&").replaceAll(`
`, "\\n")}"`;
}

export {
  Krb5Error,
  parsePrincipal,
  parseCcache,
  judge,
  KcmError,
  KcmClient,
  CacheAccessError,
  formatCacheName,
  hostFiles,
  hostSurroundings,
  keyringExport,
  readProfile,
  locateCache,
  cacheSource,
  printProfile
};

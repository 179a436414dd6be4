import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Docker,
  EnvFileMistake,
  parseEnvFile
} from "./chunk-FIHTPOLE.mjs";
import {
  Daemons,
  portIsFree,
  withLock
} from "./chunk-TK6MKDSO.mjs";
import {
  ProcessFailure,
  attempt
} from "./chunk-RXQROTSY.mjs";
import {
  isDenied,
  privateFolder,
  readIfPresent,
  writeAtomic
} from "./chunk-NQUNY6ZP.mjs";
import {
  AdpError,
  Exit,
  defineError
} from "./chunk-NWQJSMLS.mjs";
import {
  bundlePath,
  quoted
} from "./chunk-HANEP7QR.mjs";

// packages/adp/src/platform/keyring.ts
import { readFileSync as readFileSync2, renameSync, rmSync } from "node:fs";

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

// packages/krb5/src/ccache/entries.ts
var encoder = new TextEncoder(), configRealm = encoder.encode("X-CACHECONF:"), configName = encoder.encode("krb5_ccache_conf_data");
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
      next: kind === "truncated" ? ["read it again in a moment: kinit and krenew rewrite it", "kinit   # writes a whole new one"] : ["kinit   # writes a whole new one", "klist   # shows which cache is in use"]
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

// packages/krb5/src/principal.ts
var PrincipalError = class extends Krb5Error {
  constructor(kind, message, next) {
    super(errorCode("PRINCIPAL", kind), message, { next });
    this.kind = kind;
  }
  kind;
}, NameType = { unknown: 0, principal: 1, serviceInstance: 2 }, decoder = new TextDecoder("utf-8"), encoder2 = new TextEncoder(), Principal = class _Principal {
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
      encoder2.encode(realm),
      components.map((component) => encoder2.encode(component))
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
      `write it with its realm: ${text}@EXAMPLE.COM`
    ]);
  return Principal.of(realm, parts, parts.length > 1 ? NameType.serviceInstance : NameType.principal);
}
function malformed(text, because) {
  return new PrincipalError("syntax", `${JSON.stringify(text)} is not a principal: ${because}.`, [
    "write it as name@REALM or service/host@REALM, with \\ before a / or @ that belongs to a name"
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
function parseCcache(bytes, options2 = {}) {
  let version = readVersion(bytes), byteOrder = version < 3 ? options2.byteOrder ?? nativeByteOrder : "BE", reader = new Reader(bytes, byteOrder);
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
  let whole3 = soFar.credentials.length, what = `The cache is cut in the middle of a credential, after ${whole3} whole one${whole3 === 1 ? "" : "s"}`;
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
      next: [`kinit ${client}`]
    };
  let others = held.filter(({ server }) => server.components[0] === "krbtgt");
  return others.length > 0 ? {
    kind: "cross-realm-only",
    message: `The cache of ${client} has no TGT of realm ${realm}, only ${others.map(({ server }) => server).join(", ")}.`,
    next: [`kinit ${client}`, `klist   # if ${realm} is not the realm you meant, name the right one`]
  } : {
    kind: "no-tgt",
    message: `The cache of ${client} holds ${held.length} service ticket${held.length === 1 ? "" : "s"}, but no TGT (krbtgt/${realm}@${realm}).`,
    next: [`kinit ${client}`]
  };
}
function otherClient(ticket, principal) {
  return {
    kind: "other-client",
    message: `The TGT is of ${ticket.client}, but the cache is of ${principal}: no program would use it.`,
    next: [`kinit ${principal}`]
  };
}
function hollow(ticket) {
  return {
    kind: "hollow",
    message: `The TGT of ${ticket.client} lacks its ticket or its session key.`,
    next: [
      `kinit ${ticket.client}`,
      "on Windows, a TGT exported from LSA has no session key unless AllowTGTSessionKey is set"
    ]
  };
}
function invalid(ticket) {
  return {
    kind: "invalid",
    message: `The TGT of ${ticket.client} is post-dated and the KDC has not validated it.`,
    next: ["kinit -v   # validates it once its start time has come", `kinit ${ticket.client}`]
  };
}
function expired(ticket) {
  return {
    kind: "expired",
    message: `The TGT of ${ticket.client} expired at ${moment(ticket.endtime)}, ${duration(-ticket.remainingSeconds)} ago.`,
    next: [`kinit ${ticket.client}`]
  };
}
function notYetValid(ticket, now) {
  return {
    kind: "not-yet-valid",
    message: `The TGT of ${ticket.client} counts from ${moment(ticket.starttime)}, in ${duration(ticket.starttime - now)}.`,
    next: [
      "date -u   # a wrong clock here is the usual cause; in WSL after sleep: sudo hwclock -s",
      `kinit ${ticket.client}`
    ]
  };
}
function endingSoon(ticket, minimumSeconds) {
  return {
    kind: "ending-soon",
    message: `The TGT of ${ticket.client} ends in ${duration(ticket.remainingSeconds)}; at least ${duration(minimumSeconds)} are wanted.`,
    next: ticket.renewTill === void 0 ? [`kinit ${ticket.client}`] : ["kinit -R", `kinit ${ticket.client}`]
  };
}
var unusable = { missing, otherClient, hollow, invalid, expired, notYetValid, endingSoon };

// packages/krb5/src/judge/judge.ts
function judge(cache, options2) {
  let realm = options2.realm ?? startRealm(cache) ?? cache.principal.realm, clockOffsetSeconds = clockOffset(cache)?.seconds ?? 0, common = { client: cache.principal, realm, clockOffsetSeconds }, now = Math.floor(options2.now.getTime() / 1e3) + clockOffsetSeconds, held = tickets(cache), service = ticketGrantingService(realm), found = held.filter((credential) => credential.server.equals(service)).map((credential) => {
    let ticket = factsOf(credential, realm, now);
    return { ticket, reason: fault(cache.principal, ticket, now, options2) };
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

// packages/krb5/src/kcm/connection.ts
import { connect } from "node:net";

// packages/krb5/src/surroundings.ts
function errnoOf(error) {
  let code = error instanceof Error ? error.code : void 0;
  return typeof code == "string" ? code : void 0;
}

// packages/krb5/src/kcm/errors.ts
var remedies = {
  "no-socket": [
    "systemctl start sssd-kcm.socket   # or, with Heimdal: systemctl start heimdal-kcm",
    "export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit   # does without KCM"
  ],
  refused: ["systemctl restart sssd-kcm.socket   # the socket is there, but nobody listens"],
  denied: [
    "run it as the person whose ticket it is",
    "ls -l on the socket: everybody may write to it, usually"
  ],
  timeout: ["systemctl restart sssd-kcm", "journalctl -u sssd-kcm"],
  closed: ["try again", "journalctl -u sssd-kcm"],
  "too-big": ["kdestroy && kinit   # the cache holds far more than anybody needs"],
  malformed: ["klist   # if it shows your tickets, report this with the versions of your KCM daemon"],
  "no-cache": ["kinit", "klist -l   # shows the caches that there are"],
  status: ["klist   # shows what the daemon says to libkrb5", "journalctl -u sssd-kcm"]
}, KcmError = class extends Krb5Error {
  constructor(kind, what, status, cause) {
    super(errorCode("KCM", kind), what, { next: remedies[kind], cause });
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
function encodeName(name2) {
  if (name2.includes("\0")) throw new KcmError("no-cache", "A KCM cache name cannot hold a zero byte.");
  return new TextEncoder().encode(`${name2}\0`);
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
  constructor(socket, path, options2) {
    this.#socket = socket, this.#path = path, this.#options = options2;
  }
  /** @throws KcmError no-socket, refused, denied, timeout */
  static async open(path, options2 = {}) {
    let full = { timeoutMs: 5e3, maximumBytes: 10485760, ...options2 }, socket = connect(path);
    return await new Promise((resolve2, reject) => {
      let timer = setTimeout(() => reject(late(path, full.timeoutMs)), full.timeoutMs);
      socket.once("connect", resolve2), socket.once("error", (error) => reject(connectFailure(path, error))), socket.once("connect", () => clearTimeout(timer)), socket.once("error", () => clearTimeout(timer));
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
    return length === 0 ? Promise.resolve(new Uint8Array(0)) : new Promise((resolve2, reject) => {
      let settle = (finish) => {
        socket.off("readable", attempt2).off("close", closed).off("end", closed), finish();
      }, closed = () => settle(
        () => reject(
          socket.errored instanceof KcmError ? socket.errored : new KcmError(
            "closed",
            `The KCM daemon at ${this.#path} closed the connection.`,
            void 0,
            socket.errored ?? void 0
          )
        )
      ), attempt2 = () => {
        let bytes = socket.read(length);
        bytes instanceof Uint8Array && bytes.length === length ? settle(() => resolve2(bytes)) : (bytes !== null || socket.readableEnded) && closed();
      };
      socket.on("readable", attempt2).on("close", closed).on("end", closed), socket.destroyed ? closed() : attempt2();
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
  static async connect(socketPath, options2 = {}) {
    return new _KcmClient(await KcmConnection.open(socketPath, options2));
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
      let name2 = await this.#connection.request(encodeRequest(Operation.getCacheByUuid, uuid)).then(decodeName).catch(noneOf(void 0));
      name2 !== void 0 && names2.push(name2);
    }
    return names2;
  }
  /** The default principal of a cache. Throws no-cache where there is none. */
  async principal(name2) {
    let reply = await this.#connection.request(encodeRequest(Operation.getPrincipal, encodeName(name2)));
    if (reply.length === 0) throw new KcmError("no-cache", `The KCM daemon has no credential cache ${name2}.`);
    return whole(reply, (reader) => readPrincipal(reader, 4, "principal"));
  }
  /**
   * A whole cache, by default the default one. `serializeCcache` makes the version-4 file of it, with the
   * clock offset that the daemon keeps.
   */
  async read(name2) {
    let cache = name2 ?? await this.defaultName(), principal = await this.principal(cache), seconds = await this.#kdcOffset(cache);
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
    let name2 = encodeName(cache);
    try {
      let reply = await this.#connection.request(encodeRequest(Operation.getCredentialList, name2));
      return decodeBlobs(reply).map(credentialOf);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
    let uuids = decodeUuids(
      await this.#connection.request(encodeRequest(Operation.getCredentialUuids, name2))
    ), credentials = [];
    for (let uuid of uuids) {
      let request = encodeRequest(Operation.getCredentialByUuid, name2, uuid), reply = await this.#connection.request(request).catch(noneOf(void 0));
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
      "unset KRB5CCNAME   # then the default is used",
      "export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u)"
    ]);
  if (text.includes("\uFFFD"))
    throw new CacheNameError(
      "not-utf8",
      `The credential cache name ${text} is not written in UTF-8, so it cannot be read here; libkrb5 itself takes any bytes.`,
      [
        "export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit   # a name in plain letters",
        "mv OLD NEW   # or rename the file and its folders: convmv -f ISO-8859-1 -t UTF-8 --notest FOLDER"
      ]
    );
  let colon = text.indexOf(":");
  if (colon < 0 || /^[A-Za-z]:/.test(text)) return { type: "FILE", residual: text };
  let type = types.find((known2) => known2 === text.slice(0, colon)), residual = text.slice(colon + 1);
  if (type === void 0) throw unknownType(text, colon);
  if (residual === "" && (type === "FILE" || type === "DIR"))
    throw new CacheNameError("empty", `The credential cache name ${text} has no path.`, [
      `export KRB5CCNAME=${type === "FILE" ? "FILE:/tmp/krb5cc_$(id -u)" : "DIR:$HOME/.krb5cc"}`
    ]);
  return { type, residual };
}
function formatCacheName(name2) {
  return `${name2.type}:${name2.residual}`;
}
function unknownType(text, colon) {
  let prefix = text.slice(0, colon), capital = types.find((known2) => known2 === prefix.toUpperCase()), likely = prefix.includes("/") ? `FILE:${text}` : capital === void 0 ? void 0 : `${capital}${text.slice(colon)}`;
  return new CacheNameError(
    "unknown-type",
    `${text}: there is no credential cache type ${JSON.stringify(prefix)}.`,
    [
      ...likely === void 0 ? [] : [`export KRB5CCNAME=${likely}`],
      `the types are ${types.join(", ")}, in capitals`
    ]
  );
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
function keyringExport(name2, realm, target) {
  let temporary = `${target}.export`;
  return {
    env: { KRB5CCNAME: name2 },
    argv: ["kvno", "-q", "--cached-only", "--out-cache", `FILE:${temporary}`, `krbtgt/${realm}@${realm}`],
    rename: [temporary, target]
  };
}

// packages/krb5/src/profile/errors.ts
var remedies2 = {
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
      next: [remedies2[kind], ...line === 0 ? [] : [`sed -n ${line}p '${file}'   # shows the line`]],
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
    let star = tag.indexOf("*"), name2 = star < 0 ? tag : tag.slice(0, star), value = text.slice(equals + 1).replace(around, "");
    if (value === "" || value === "{") {
      let section = parent.open(name2);
      star >= 0 && (section.final = !0), this.#open.push(section), value === "" && (this.#state = "brace");
      return;
    }
    parent.relations.push({
      name: name2,
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
  constructor(name2) {
    this.name = name2;
  }
  name;
  final = !1;
  relations = [];
  sections = [];
  /** The subsection of that name, made where there is none. */
  open(name2) {
    let existing = this.find(name2);
    if (existing !== void 0) return existing;
    let section = new _Section(name2);
    return this.sections.push(section), section;
  }
  find(name2) {
    return this.sections.find((section) => section.name === name2);
  }
}, Profile = class {
  constructor(files) {
    this.files = files;
  }
  files;
  /** All values of `name` under the sections, such as ("libdefaults", "default_realm"), most important first. */
  values(...path) {
    let sections = path.slice(0, -1), name2 = path[path.length - 1], values = [];
    for (let root of this.files) {
      let final = !1, section = root;
      for (let step of sections) {
        if (section = section.find(step), section === void 0) break;
        final ||= section.final;
      }
      let found = section?.relations.filter((relation) => relation.name === name2) ?? [];
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
    (name2) => !name2.startsWith(".") && (name2.endsWith(".conf") || /^[A-Za-z0-9_-]+$/.test(name2))
  );
  for (let name2 of counting.sort((a, b) => a < b ? -1 : 1))
    readInclude(files, reader, `${path}/${name2}`, chain);
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
  return text.replace(/%\{([^}]*)(\}?)/g, (_whole, name2, close) => {
    if (close === "") throw badToken(text, "a %{ has no }");
    let expand = Object.hasOwn(tokens, name2) ? tokens[name2] : void 0;
    if (expand === void 0) throw badToken(text, `%{${name2}} is not a token of this system`);
    let value = expand(surroundings);
    if (value === void 0) throw badToken(text, `%{${name2}} has no value here`);
    return value;
  });
}
function badToken(text, because) {
  return new CacheNameError("token", `${text} in krb5.conf cannot be expanded: ${because}.`, [
    `the tokens are ${Object.keys(tokens).map((name2) => `%{${name2}}`).join(", ")}`,
    "export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u)   # overrides default_ccache_name"
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
function isCacheFile(name2) {
  return name2.startsWith("tkt");
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
      ["kinit   # makes the folder", `ls -ld '${folder}'`],
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
      `DIR::${path} names no cache of a folder: ${slash < 0 ? "it has no folder" : "its file does not begin with tkt"}.`,
      ["export KRB5CCNAME=DIR::/folder/tktNAME", `export KRB5CCNAME=FILE:${path}`]
    );
  let folder = path.slice(0, slash) || "/";
  try {
    return within(folder, file, surroundings.files.readNames(folder));
  } catch {
    return within(folder, file, []);
  }
}
function within(folder, file, names2) {
  let path = (name2) => `${folder === "/" ? "" : folder}/${name2}`;
  return {
    path: path(file),
    folder,
    others: names2.filter((name2) => isCacheFile(name2) && name2 !== file).map(path)
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
`), name2 = text.slice(0, Math.max(end, 0));
  if (end < 0) throw badPrimary(folder, "its first line has no end");
  if (new TextEncoder().encode(name2).length > 62) throw badPrimary(folder, "its first line is too long");
  if (!isCacheFile(name2) || /[/\\]/.test(name2))
    throw badPrimary(folder, "it holds no name that begins with tkt");
  return name2;
}
function badPrimary(folder, because, cause) {
  return new CacheNameError(
    "primary",
    `${folder}/primary does not say which cache is the current one: ${because}.`,
    [`rm '${folder}/primary' && kinit`, "kswitch -p PRINCIPAL   # writes it anew"],
    cause
  );
}

// packages/krb5/src/locate/source.ts
var defaultKcmSocket = "/var/run/.heim_org.h5l.kcm-socket";
function cacheSource(name2, profile, surroundings) {
  switch (name2.type) {
    case "FILE":
      return { kind: "file", path: name2.residual };
    case "DIR":
      return { kind: "directory", ...directoryCache(name2.residual, surroundings) };
    case "KCM":
      return kcm(name2, profile, surroundings);
    case "KEYRING":
      return { kind: "keyring", name: formatCacheName(name2) };
    case "MEMORY":
      throw new CacheAccessError(
        "memory",
        `${formatCacheName(name2)} lives in the memory of one process and cannot be shared.`,
        "MEMORY caches end with the program that made them.",
        ["export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit"]
      );
    case "API":
      throw new CacheAccessError(
        "api",
        `${formatCacheName(name2)} is kept by macOS and cannot be read from a container or by this program.`,
        "Only programs of the logged-in person reach the operating system's own ticket store.",
        macSteps
      );
    case "MSLSA":
      throw new CacheAccessError(
        "mslsa",
        "MSLSA: is the Windows logon session; its TGT cannot be read from Linux or WSL.",
        "Windows hands out the TGT's session key only where an administrator has set AllowTGTSessionKey, and never to WSL.",
        [
          "kinit   # in WSL: a ticket of its own, with the same password",
          "ms2mit   # on Windows with MIT Kerberos, where AllowTGTSessionKey is set: copies it to a FILE cache"
        ]
      );
  }
}
var macSteps = [
  "kinit -c FILE:$HOME/.krb5cc/krb5cc   # a file cache of its own, in a folder that can be mounted",
  "kcc copy_cred_cache API: FILE:$HOME/.krb5cc/krb5cc   # copies the ticket that macOS already holds",
  "export KRB5CCNAME=FILE:$HOME/.krb5cc/krb5cc"
];
function kcm(name2, profile, surroundings) {
  let socket = profile.value("libdefaults", "kcm_socket") ?? defaultKcmSocket;
  if (surroundings.platform === "darwin")
    throw new CacheAccessError(
      "kcm-mach",
      `${formatCacheName(name2)} is kept by macOS' own KCM, which has no socket.`,
      "On macOS, KCM is reached by Mach messages, from programs of the logged-in person only.",
      macSteps
    );
  if (socket === "-")
    throw new CacheAccessError(
      "kcm-disabled",
      `${formatCacheName(name2)} needs the KCM daemon, but kcm_socket = - in krb5.conf switches it off.`,
      "The krb5.conf in use says so.",
      ["remove kcm_socket from krb5.conf", "export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit"]
    );
  return { kind: "kcm", socket, cache: name2.residual === "" ? void 0 : name2.residual };
}

// packages/krb5/src/profile/print.ts
function printProfile(profile) {
  let inside = (path, indent) => {
    let here = profile.files.flatMap((root) => sectionAt(root, path) ?? []), relations = names(here.flatMap((section) => section.relations)), sections = names(here.flatMap((section) => section.sections));
    return [
      ...relations.flatMap(
        (name2) => profile.values(...path, name2).map((value) => `${indent}${name2} = ${written(value)}`)
      ),
      ...sections.flatMap((name2) => [
        `${indent}${name2} = {`,
        ...inside([...path, name2], `${indent} `),
        `${indent}}`
      ])
    ];
  };
  return names(profile.files.flatMap(({ sections }) => sections)).flatMap((name2) => [`[${name2}]`, ...inside([name2], " ")]).map((line) => `${line}
`).join("");
}
function sectionAt(root, path) {
  return path.reduce((section, name2) => section?.find(name2), root);
}
function names(named) {
  return [...new Set(named.map(({ name: name2 }) => name2))].filter((name2) => name2 !== "");
}
function written(value) {
  return /^[^\s"{](.*[^\s])?$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&").replaceAll(`
`, "\\n")}"`;
}

// packages/adp/src/platform/keyring.ts
async function exportOnce({ name: name2, target }) {
  let listed = await attempt(["klist"], { env: { KRB5CCNAME: name2, LC_ALL: "C" }, timeoutMs: 1e4 });
  if (listed instanceof ProcessFailure) return wordsOf(listed);
  let realm = /^Default principal: .*@(.+)$/m.exec(listed.stdout)?.[1];
  if (realm === void 0) return "klist names no principal";
  let command = keyringExport(name2, realm, target), copied = await attempt(command.argv, { env: { ...command.env, LC_ALL: "C" }, timeoutMs: 1e4 });
  if (copied instanceof ProcessFailure)
    return rmSync(command.rename[0], { force: !0 }), wordsOf(copied);
  renameSync(...command.rename);
}
var tooOld = "this machine's kvno is older than krb5 1.19, and copies no ticket out of a keyring";
function wordsOf(failure2) {
  return /\b(unrecognized|invalid) option|^usage:/im.test(failure2.stderr) ? tooOld : failure2.tail()[0] || failure2.message;
}
function helpForKeyring(problem2) {
  return problem2.includes(tooOld) ? [
    "export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit   gets a ticket in a file",
    "then, in the same shell: make platform-start   in platform-bootstrap"
  ] : ["kinit", "klist   shows what it holds"];
}
var exported = "exported";
async function exportForever(options2) {
  let { signal, everyMs, log, keys = keysOfKernel } = options2, last;
  for (; !signal.aborted; ) {
    let now = { keys: keys(), at: Date.now() };
    if (last === void 0 || now.keys !== last.keys || now.at - last.at >= everyMs) {
      let problem2 = await exportOnce(options2);
      (last === void 0 || problem2 !== last.problem) && log(problem2 ?? `${exported} ${options2.name}`), last = { problem: problem2, ...now };
    }
    await pause(1e3, signal);
  }
}
function keysOfKernel() {
  try {
    return readFileSync2("/proc/keys", "utf8").replace(/^(\S+ +\S+ +\S+) +\S+/gm, "$1");
  } catch {
    return;
  }
}
function pause(ms, signal) {
  return new Promise((done) => {
    let end = () => {
      clearTimeout(timer), signal.removeEventListener("abort", end), done();
    }, timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

// packages/adp/src/platform/sharer.ts
import { statSync as statSync5 } from "node:fs";
import { join as join6 } from "node:path";

// packages/adp/src/platform/check-settings.ts
import { statSync as statSync2 } from "node:fs";

// packages/ticket-sharer/src/errors.ts
var Exit2 = {
  /** Stopped by a signal; --once published; --check found a usable ticket. */
  ok: 0,
  bug: 1,
  usage: 64,
  /** The source is there but is no credential cache. */
  data: 65,
  /** There is no source, or no ticket in it. */
  noInput: 66,
  /** The ticket is another principal's than the pinned one. */
  otherPrincipal: 67,
  /** The KDC, or the KCM daemon, cannot be reached. */
  unavailable: 69,
  /** The source may not be read by this user. */
  denied: 71,
  /** The folder for the copy cannot be written. */
  cannotPublish: 73,
  /** A mount has gone stale: start again. */
  restart: 75,
  /** The ticket has expired, or no login would accept it for another reason; the KDC refused. */
  credential: 77
}, SharerError = class extends Error {
  constructor(problem2, cause) {
    super(problem2.what, cause === void 0 ? void 0 : { cause });
    this.problem = problem2;
    this.name = "SharerError";
  }
  problem;
};

// packages/ticket-sharer/src/settings/options.ts
function option(name2, kind, help) {
  return { variable: `TICKET_${name2}`, flag: name2.toLowerCase().replaceAll("_", "-"), kind, help };
}
var options = {
  source: option(
    "SOURCE",
    "text",
    "the ticket: a file, a folder, or DIR:, KCM: (default /krb5/source/krb5cc)"
  ),
  cacheDir: option("CACHE_DIR", "text", "the folder of the shared copy (default /krb5/cache)"),
  principal: option("PRINCIPAL", "text", "share only this principal's ticket; keytab mode: whose to get"),
  renew: option("RENEW", "switch", "renew the shared copy at half of its life (needs a network)"),
  keytab: option("KEYTAB", "text", "no source: get the ticket with the keys in this file (needs a network)"),
  spns: option("SPNS", "text", "service tickets to fetch ahead, separated by commas (needs a network)"),
  collection: option("COLLECTION", "switch", "share every cache of a DIR: or KCM: source, too"),
  pollSeconds: option(
    "POLL_SECONDS",
    "whole",
    "read the source in full at least so often (default and most: 300)"
  ),
  minimumSeconds: option(
    "MINIMUM_SECONDS",
    "whole",
    "refuse a ticket that ends sooner than this (default 0)"
  ),
  onStop: option("ON_STOP", "text", "keep or remove the shared copy when stopped (default keep)"),
  metricsPort: option(
    "METRICS_PORT",
    "whole",
    "serve /healthz, /readyz, /metrics here (default: no listener)"
  ),
  metricsHost: option("METRICS_HOST", "text", "the address to listen on (default 127.0.0.1)"),
  log: option("LOG", "text", "json, human or auto: human on a terminal (default auto)"),
  waitSeconds: option("WAIT_SECONDS", "whole", "with --once: wait so long for a ticket (default 0)"),
  once: option("ONCE", "switch", "publish once and exit, as an init container does"),
  check: option("CHECK", "switch", "say how the source and the shared copy are, change nothing, and exit")
};

// packages/ticket-sharer/src/log/shell-word.ts
function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

// packages/ticket-sharer/src/settings/settings.ts
function readSettings(args, env) {
  let flags = readFlags(args), text = (name2) => {
    let value = flags.values.get(name2) ?? env[options[name2].variable];
    if (value?.includes("\uFFFD"))
      throw wrong(name2, `is ${JSON.stringify(value)}, which is not written in UTF-8 and cannot be read`, [
        "rename it: plain letters, or UTF-8 (convmv -f ISO-8859-1 -t UTF-8 --notest FOLDER)"
      ]);
    return value === void 0 || value.trim() === "" ? void 0 : value.trim();
  }, is = (name2) => boolean(name2, text(name2)), keytab = text("keytab"), principal = text("principal"), settings = {
    mode: flags.mode ?? (is("check") ? "check" : is("once") ? "once" : "daemon"),
    source: text("source") ?? "/krb5/source/krb5cc",
    cacheDir: text("cacheDir") ?? "/krb5/cache",
    principal: principal === void 0 ? void 0 : principalOf(principal),
    renew: is("renew"),
    keytab,
    spns: (text("spns") ?? "").split(",").flatMap((spn) => spn.trim() === "" ? [] : [spn.trim()]),
    collection: is("collection"),
    pollSeconds: whole2("pollSeconds", text("pollSeconds"), 1, 300) ?? 300,
    minimumSeconds: whole2("minimumSeconds", text("minimumSeconds"), 0, 86400) ?? 0,
    onStop: oneOf("onStop", text("onStop"), ["keep", "remove"]),
    metricsPort: whole2("metricsPort", text("metricsPort"), 0, 65535, 9464),
    metricsHost: text("metricsHost") ?? "127.0.0.1",
    log: oneOf("log", text("log"), ["auto", "json", "human"]),
    waitSeconds: whole2("waitSeconds", text("waitSeconds"), 0, 86400) ?? 0,
    unknownVariables: unknownVariables(env)
  };
  if (keytab !== void 0 && settings.principal === void 0)
    throw wrong("principal", "is not set, and a keytab may hold keys of several principals", [
      `klist -k ${shellWord(keytab)}   # shows whose keys it holds`,
      "TICKET_PRINCIPAL=svc-airflow@CORP.EXAMPLE"
    ]);
  for (let spn of settings.spns)
    if (!/^[^-\s/][^\s/]*\/\S+$/.test(spn))
      throw wrong("spns", `holds ${JSON.stringify(spn)}, which is no service principal name`, [
        "TICKET_SPNS=MSSQLSvc/db.corp.example:1433,postgres/db.corp.example"
      ]);
  return settings;
}
function readFlags(args) {
  let values = /* @__PURE__ */ new Map(), mode, rest = [...args];
  for (let arg = rest.shift(); arg !== void 0; arg = rest.shift())
    if (arg === "--help" || arg === "-h") mode = "help";
    else if (arg === "--version") mode = "version";
    else {
      let [, no, flag, value] = /^--(no-)?([a-z-]+?)(?:=(.*))?$/s.exec(arg) ?? [], name2 = Object.keys(options).find((known2) => options[known2].flag === flag);
      if (name2 === void 0 || no !== void 0 && options[name2].kind !== "switch")
        throw usage(`${JSON.stringify(arg)} is no option.`);
      if (no !== void 0) values.set(name2, "false");
      else if (value !== void 0) values.set(name2, value);
      else if (options[name2].kind === "switch") values.set(name2, "true");
      else {
        let next = rest.shift();
        if (next === void 0) throw usage(`${arg} needs a value.`);
        values.set(name2, next);
      }
    }
  return { values, mode };
}
function principalOf(text) {
  try {
    return parsePrincipal(text);
  } catch (error) {
    throw error instanceof Krb5Error ? wrong("principal", `cannot be read: ${error.message}`, error.next) : error;
  }
}
function boolean(name2, value) {
  if (value === void 0) return !1;
  if (/^(true|1|yes|on)$/i.test(value)) return !0;
  if (/^(false|0|no|off)$/i.test(value)) return !1;
  throw wrong(name2, `is ${JSON.stringify(value)}, not true or false`, [`${options[name2].variable}=true`]);
}
function whole2(name2, value, low, high, example = 300) {
  if (value === void 0) return;
  let number2 = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number2 >= low && number2 <= high) return number2;
  throw wrong(name2, `is ${JSON.stringify(value)}, not a whole number from ${low} to ${high}`, [
    `${options[name2].variable}=${example}`
  ]);
}
function oneOf(name2, value, known2) {
  if (value === void 0) return known2[0];
  let found = known2.find((word) => word === value);
  if (found !== void 0) return found;
  throw wrong(name2, `is ${JSON.stringify(value)}, not ${known2.join(" or ")}`, [
    `${options[name2].variable}=${known2[0]}`
  ]);
}
function unknownVariables(env) {
  let known2 = new Set(Object.values(options).map(({ variable }) => variable));
  return Object.keys(env).filter((name2) => name2.startsWith("TICKET_") && !known2.has(name2));
}
function wrong(name2, because, next) {
  let { variable, flag } = options[name2];
  return new SharerError({
    code: "TKT-SETTING",
    what: `${variable} (--${flag}) ${because}.`,
    next,
    exit: Exit2.usage
  });
}
function usage(what) {
  return new SharerError({ code: "TKT-SETTING", what, next: ["ticket-sharer --help"], exit: Exit2.usage });
}

// packages/adp/src/platform/errors.ts
var NO_SHAREABLE_CACHE = defineError(
  "ADP-PLAT-001",
  Exit.credential,
  "The Kerberos ticket is in a place that cannot be shared."
), REMAPPED = defineError(
  "ADP-PLAT-002",
  Exit.platform,
  "The Docker Engine gives containers other users (userns-remap)."
), VOLUME = defineError("ADP-PLAT-003", Exit.platform, "The ticket's volume is not usable."), NOT_STARTED = defineError("ADP-PLAT-004", Exit.platform, "The ticket sharer does not stay up."), SETTINGS = defineError("ADP-PLAT-005", Exit.usage, "A setting of the platform is not usable."), PORT_TAKEN = defineError("ADP-PLAT-006", Exit.platform, "A port of the platform is taken."), WATCHER = defineError(
  "ADP-PLAT-007",
  Exit.platform,
  "The watcher on the host does not stay up."
), NOT_RUNNING = defineError("ADP-PLAT-008", Exit.platform, "The ticket sharer does not run."), SOURCE_DENIED = defineError(
  "ADP-PLAT-009",
  Exit.credential,
  "The credential cache belongs to another user."
);

// packages/adp/src/platform/check-settings.ts
var notTheirs = new Set(
  [options.cacheDir, options.metricsHost, options.waitSeconds, options.once, options.check].map(
    ({ variable }) => variable
  )
), ticketSettings = [
  ...Object.values(options).map(({ variable }) => variable).filter((variable) => !notTheirs.has(variable)),
  "TICKET_NETWORK"
];
async function checkSettings(settings, portIsOurs) {
  let wrong2 = (what, next) => new AdpError(SETTINGS, { what, next: [next] });
  refuseUnknown(settings), readAsTheSharer(settings);
  let port = settings.TICKET_METRICS_PORT;
  if (port !== void 0 && Number(port) === 0)
    throw wrong2(`TICKET_METRICS_PORT is "${port}", which is no port.`, "TICKET_METRICS_PORT=9464");
  let network = settings.TICKET_NETWORK;
  if (network !== void 0 && network !== "bridge" && network !== "host")
    throw wrong2(`TICKET_NETWORK is "${network}", not bridge or host.`, "TICKET_NETWORK=bridge");
  let { TICKET_KEYTAB: keytab } = settings;
  if (keytab !== void 0 && isDenied(keytab))
    throw wrong2(
      `TICKET_KEYTAB names ${keytab}, which you may not read.`,
      `ls -ln ${quoted(keytab)}   shows whose it is: its owner can share its ticket`
    );
  if (keytab !== void 0 && !isFile(keytab))
    throw wrong2(`TICKET_KEYTAB names ${keytab}, which is no file.`, "TICKET_KEYTAB=/absolute/path/of.keytab");
  if (port !== void 0 && !portIsOurs && !await portIsFree(Number(port)))
    throw new AdpError(PORT_TAKEN, {
      what: `Port ${port} of 127.0.0.1 is taken, and TICKET_METRICS_PORT asks for it.`,
      next: [
        `ss -ltnp 'sport = :${port}'   shows by whom`,
        "TICKET_METRICS_PORT=   in platform-bootstrap/.env, or another one"
      ]
    });
}
function refuseUnknown(settings) {
  let name2 = Object.keys(settings).find(
    (key) => key.startsWith("TICKET_") && !ticketSettings.includes(key)
  );
  if (name2 !== void 0)
    throw new AdpError(SETTINGS, {
      what: `${name2} is set, and there is no such setting.`,
      why: `There are ${ticketSettings.join(", ")}.`,
      next: [
        "take it out of platform-bootstrap/.env, or of layer1-base-image/.env",
        "less platform-bootstrap/.env.example   says what each of them does"
      ]
    });
}
function readAsTheSharer(settings) {
  try {
    readSettings([], settings);
  } catch (error) {
    if (!(error instanceof SharerError)) throw error;
    let { what, why, next } = error.problem;
    throw new AdpError(SETTINGS, {
      // The sharer's flags are none of adp's.
      what: what.replace(/ \(--[a-z-]+\)/, ""),
      ...why === void 0 ? {} : { why },
      next,
      cause: error
    });
  }
}
function isFile(path) {
  return path.startsWith("/") && statSync2(path, { throwIfNoEntry: !1 })?.isFile() === !0;
}

// packages/adp/src/platform/compose.ts
import { createHash } from "node:crypto";
import { statSync as statSync4 } from "node:fs";
import { join as join3 } from "node:path";

// packages/adp/src/platform/krb5-conf.ts
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
function hostKrb5Conf(root, env = process.env) {
  let configured = (env.KRB5_CONFIG ?? "").split(":").filter((path) => path !== "" && existsSync(path));
  return configured.length > 0 ? configured : [join(root, "layer1-base-image", "config", "krb5.conf"), "/etc/krb5.conf"].filter((path) => existsSync(path)).slice(0, 1);
}
function machinesKrb5Conf(root) {
  let paths = hostKrb5Conf(root);
  if (paths.length === 0)
    throw new AdpError(SETTINGS, {
      what: "Renewal, a keytab, service tickets and metrics need a krb5.conf, and there is none on this machine.",
      next: [
        "export KRB5_CONFIG=/path/of/krb5.conf",
        "ask your Kerberos or Active Directory team for the file"
      ]
    });
  try {
    return printProfile(readProfile(hostFiles, paths.join(":")));
  } catch (error) {
    throw error instanceof Krb5Error ? new AdpError(SETTINGS, {
      what: `${paths.join(", ")} cannot be read, with what it includes.`,
      why: error.message,
      next: error.next,
      cause: error
    }) : error;
  }
}
function keptIn(runFolder, krb5Conf) {
  privateFolder(runFolder);
  let folder = join(runFolder, "krb5");
  mkdirSync(folder, { recursive: !0 }), chmodSync(folder, 493);
  let path = join(folder, "krb5.conf");
  return writeAtomic(path, krb5Conf), chmodSync(path, 420), folder;
}

// packages/adp/src/platform/settings.ts
import { join as join2 } from "node:path";
var known = /^(TICKET_\w+|IMAGE_[A-Z_]+|LAYER1_TAG)$/;
function readSettings2(root, env = process.env) {
  let files = ["layer1-base-image", "platform-bootstrap"].map(
    (folder) => fromFile(join2(root, folder, ".env"))
  ), own = Object.entries(env).flatMap(
    ([name2, value]) => value !== void 0 && known.test(name2) && !isStranger(name2) ? [[name2, value]] : []
  ), merged = { ...files[0], ...files[1], ...Object.fromEntries(own) };
  return Object.fromEntries(
    Object.entries(merged).filter(([name2, value]) => known.test(name2) && value !== "")
  );
}
function strangersIn(env = process.env) {
  return Object.keys(env).filter(isStranger);
}
function isStranger(name2) {
  return name2.startsWith("TICKET_") && !ticketSettings.includes(name2);
}
function fromFile(path) {
  try {
    return parseEnvFile(readIfPresent(path) ?? "");
  } catch (error) {
    throw error instanceof EnvFileMistake ? new AdpError(SETTINGS, {
      what: `Line ${error.line} of ${path} is no setting.`,
      why: "A line is NAME=value, or a comment that begins with #.",
      next: [`correct line ${error.line} of ${path}`]
    }) : error;
  }
}
function isOn(value) {
  return value !== void 0 && /^(true|1|yes|on)$/i.test(value);
}

// packages/adp/src/platform/source.ts
import { existsSync as existsSync2, readdirSync as readdirSync2, statSync as statSync3 } from "node:fs";
import { basename, dirname, resolve } from "node:path";
function hostCache(surroundings, override) {
  try {
    let env = override === void 0 ? surroundings.env : { ...surroundings.env, KRB5CCNAME: override }, located = locateCache({ ...surroundings, env });
    return {
      text: formatCacheName(located.name),
      origin: override === void 0 ? located.origin : "TICKET_SOURCE",
      name: located.name,
      source: sourceOf(located, surroundings)
    };
  } catch (error) {
    throw error instanceof Krb5Error ? new AdpError(NO_SHAREABLE_CACHE, {
      what: error.message,
      ...error.why === void 0 ? {} : { why: error.why },
      next: error.next,
      cause: error
    }) : error;
  }
}
function namedSource(surroundings, override) {
  try {
    let cache = hostCache(surroundings, override);
    return { name: cache.text, origin: cache.origin, cache };
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    if (override !== void 0) return { name: override, origin: "TICKET_SOURCE", error };
    let { KRB5CCNAME } = surroundings.env;
    return KRB5CCNAME === void 0 ? { name: "the default credential cache", origin: "default", error } : { name: KRB5CCNAME, origin: "KRB5CCNAME", error };
  }
}
function sourceOf(located, surroundings) {
  try {
    return cacheSource(located.name, located.profile, surroundings);
  } catch (error) {
    if (error instanceof CacheAccessError && error.kind === "directory") return;
    throw error;
  }
}
var mountPoint = "/krb5/source";
function routeOf(cache, sessions = "/run/user") {
  let { source } = cache, mountable = (folder) => !resolve(folder).startsWith(`${sessions}/`) && holdsOnlyCaches(folder);
  if (source?.kind === "keyring") return { kind: "export", name: source.name };
  if (source?.kind === "file") {
    let path2 = resolve(source.path), folder = dirname(path2);
    return mountable(folder) ? { kind: "mount", folder, source: `${mountPoint}/${basename(path2)}`, uid: ownerOf(path2, folder) } : { kind: "watch", source: path2 };
  }
  if (source?.kind === "directory" && mountable(source.folder)) {
    let folder = resolve(source.folder), inside = cache.name.residual.startsWith(":") ? `:${mountPoint}/${basename(source.path)}` : mountPoint;
    return { kind: "mount", folder, source: `DIR:${inside}`, uid: ownerOf(source.path, folder) };
  }
  if (cache.name.type !== "DIR") return { kind: "watch", source: cache.text };
  let [, one = "", path = ""] = /^(:?)(.*)$/s.exec(cache.name.residual) ?? [];
  return { kind: "watch", source: `DIR:${one}${resolve(path)}` };
}
function sourceInside(route, collection) {
  return route.kind === "mount" ? route.source : route.kind === "watch" && collection ? `DIR:${mountPoint}/collection` : `${mountPoint}/krb5cc`;
}
var cacheFile = /^(krb5cc|tkt|primary)/;
function holdsOnlyCaches(folder) {
  try {
    return (statSync3(folder).mode & 18) !== 0 ? !1 : readdirSync2(folder, { withFileTypes: !0 }).every((entry) => cacheFile.test(entry.name) && entry.isFile());
  } catch {
    return !1;
  }
}
function ownerOf(path, folder) {
  return statSync3(existsSync2(path) ? path : folder).uid;
}

// packages/adp/src/platform/compose.ts
var projectName = "platform-bootstrap", serviceName = "kerberos-ticket-sharer";
function compose(options2) {
  let { settings, route } = options2, network = needsNetwork(settings, route), port = settings.TICKET_METRICS_PORT, names2 = [
    "docker-compose.yml",
    ...network ? ["docker-compose.network.yml"] : [],
    ...route.kind === "keytab" ? ["docker-compose.keytab.yml"] : [],
    ...port === void 0 ? [] : ["docker-compose.metrics.yml"]
  ], krb5Conf = network ? machinesKrb5Conf(options2.root) : void 0, ticketSettings2 = Object.fromEntries(
    Object.entries(settings).filter(([name2]) => name2.startsWith("TICKET_") && name2 !== "TICKET_SOURCE")
  );
  return {
    files: names2.map((name2) => join3(options2.root, "platform-bootstrap", name2)),
    env: {
      ...ticketSettings2,
      SHARER_IMAGE: options2.image,
      SHARER_USER: `${options2.rootless ? 0 : ownerOf2(route)}:0`,
      SHARER_FOLDER: route.kind === "mount" ? route.folder : options2.privateFolder,
      SHARER_SOURCE: sourceInside(route, isOn(settings.TICKET_COLLECTION)),
      ...route.kind === "keytab" ? { SHARER_KEYTAB: route.path } : {},
      ...krb5Conf === void 0 ? {} : { SHARER_KRB5_FOLDER: keptIn(options2.runFolder, krb5Conf) },
      SHARER_INPUTS: inputsOf(route, krb5Conf),
      ...settings.TICKET_NETWORK === "host" ? { SHARER_METRICS_HOST: "127.0.0.1" } : {}
    }
  };
}
function needsNetwork(settings, route) {
  return route.kind === "keytab" || isOn(settings.TICKET_RENEW) || settings.TICKET_SPNS !== void 0 || settings.TICKET_METRICS_PORT !== void 0;
}
function ownerOf2(route) {
  return route.kind === "mount" ? route.uid : route.kind === "keytab" ? statSync4(route.path).uid : process.getuid?.() ?? 0;
}
function inputsOf(route, krb5Conf) {
  let inputs = [sourceOf2(route), krb5Conf ?? ""];
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16);
}
function sourceOf2(route) {
  if (route.kind === "watch") return route.source;
  if (route.kind === "export") return route.name;
  if (route.kind === "mount") {
    let folder = statSync4(route.folder, { bigint: !0 });
    return [route.folder, folder.ino, folder.birthtimeNs].join(" ");
  }
  let { ino, mtimeNs, size } = statSync4(route.path, { bigint: !0 });
  return [route.path, ino, mtimeNs, size].join(" ");
}

// packages/adp/src/platform/image.ts
import { createHash as createHash2 } from "node:crypto";
import { existsSync as existsSync3, readdirSync as readdirSync3, readFileSync as readFileSync3 } from "node:fs";
import { join as join4 } from "node:path";
function sharerProgram(root) {
  return join4(root, "packages", "ticket-sharer", "dist", "ticket-sharer.mjs");
}
var inputsLabel = "io.airflow-data-platform.inputs", standInLabel = "io.airflow-data-platform.stand-in";
async function ensureImage(docker, options2) {
  let { root, settings, output } = options2, named = settings.IMAGE_TICKET_SHARER;
  if (named !== void 0) return { name: named, standIn: !1 };
  let layer1 = `layer1-ticket-sharer:${settings.LAYER1_TAG ?? "latest"}`;
  if (await docker.imageLabels(layer1) !== void 0) return { name: layer1, standIn: !1 };
  let name2 = "layer1-ticket-sharer:stand-in", args = Object.fromEntries(
    ["IMAGE_NODE", "IMAGE_STAND_IN"].flatMap((key) => {
      let value = settings[key];
      return value === void 0 ? [] : [[key, value]];
    })
  ), inputs = hashOf(root, args);
  return (await docker.imageLabels(name2))?.[inputsLabel] === inputs ? { name: name2, standIn: !0 } : (output.note(
    `Building ${name2}: Layer 1 has no ticket sharer here, so it stands on Debian (once, a minute or two)`
  ), await docker.build({
    folder: join4(root, "layer1-base-image"),
    target: "ticket-sharer",
    tag: name2,
    args,
    contexts: { "ticket-sharer-program": join4(root, "packages", "ticket-sharer", "dist") },
    labels: { [inputsLabel]: inputs, [standInLabel]: "true" }
  }), { name: name2, standIn: !0 });
}
function hashOf(root, args) {
  let hash = createHash2("sha256"), folder = join4(root, "packages", "ticket-sharer", "dist"), program = existsSync3(folder) ? readdirSync3(folder).sort() : [], files = [join4(root, "layer1-base-image", "Dockerfile"), ...program.map((name2) => join4(folder, name2))];
  for (let file of files) {
    let content = readFileSync3(file);
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.update(JSON.stringify(args)).digest("hex");
}

// packages/adp/src/platform/shared.ts
var states = ["shared", "waiting", "unusable", "stopped"];
function parseShared(text, now = Date.now()) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  let facts = record(value), state = states.find((known2) => known2 === facts.state);
  if (state === void 0 || typeof facts.started != "number") return;
  let until = number(facts.usableUntil), ended = state === "shared" && (until === void 0 || until * 1e3 <= now), source = record(facts.source);
  return {
    state: ended ? "unusable" : state,
    usable: state === "shared" && !ended,
    text: string(facts.text) ?? "",
    principal: string(facts.principal),
    usableUntil: until,
    renewableUntil: number(facts.renewableUntil),
    clockOffsetSeconds: number(facts.clockOffsetSeconds),
    serviceTickets: (Array.isArray(facts.serviceTickets) ? facts.serviceTickets : []).flatMap(
      (entry) => string(record(entry).service) ?? []
    ),
    published: number(facts.published),
    watch: string(source.watch),
    sourceProblem: problem(source.problem),
    problem: problem(facts.problem),
    started: facts.started
  };
}
function problem(value) {
  let { code, what, why, next } = record(value);
  if (typeof code != "string" || typeof what != "string") return;
  let steps = Array.isArray(next) ? next.filter((step) => typeof step == "string") : [];
  return { code, what, why: string(why), next: steps };
}
function record(value) {
  return typeof value == "object" && value !== null ? value : {};
}
function string(value) {
  return typeof value == "string" ? value : void 0;
}
function number(value) {
  return typeof value == "number" ? value : void 0;
}

// packages/adp/src/platform/volume.ts
var volumeName = "platform_kerberos_cache", folderForm = "0:0:2770";
async function checkVolume(docker) {
  let found = await docker.volume(volumeName);
  if (!(found === void 0 || found.driver === "local"))
    throw new AdpError(VOLUME, {
      what: `The volume ${volumeName} is one of the driver ${found.driver}.`,
      why: "A ticket belongs on this machine's own disk; network volumes tell nobody about a change.",
      next: [`docker volume rm ${volumeName}   (after the containers that use it are gone), then start again`]
    });
}
async function repairVolume(docker, image, again) {
  let result = await inVolume(
    docker,
    image,
    ["CHOWN", "FOWNER", "FSETID"],
    "chown 0:0 /krb5/cache && chmod 2770 /krb5/cache"
  );
  if (result instanceof ProcessFailure)
    throw new AdpError(VOLUME, {
      what: `The volume ${volumeName} belongs to somebody else, and cannot be given back.`,
      why: "A container that mounted it first, without nocopy, has changed its owner and mode.",
      evidence: result.tail(4),
      next: [`docker volume rm ${volumeName}   (after the containers that use it are gone)`, again],
      cause: result
    });
}
async function withdrawTicket(docker, image, again) {
  let result = await inVolume(
    docker,
    image,
    ["DAC_OVERRIDE"],
    "cd /krb5/cache && rm -rf krb5cc .krb5cc.* collection healthy status.json ticket.prom"
  );
  if (result instanceof ProcessFailure)
    throw new AdpError(VOLUME, {
      what: `The ticket cannot be taken out of the volume ${volumeName}.`,
      why: "A container of the sharer's image was to remove it, and failed.",
      evidence: result.tail(4),
      next: [
        `docker volume rm ${volumeName}   (after the containers that use it are gone)`,
        "kdestroy does not reach that copy; it ends with the ticket's own life",
        again
      ],
      cause: result
    });
}
function inVolume(docker, image, capabilities, script) {
  return docker.try([
    "run",
    "--rm",
    "--network=none",
    "--read-only",
    "--user=0:0",
    "--cap-drop=ALL",
    ...capabilities.map((name2) => `--cap-add=${name2}`),
    "--security-opt=no-new-privileges:true",
    `--mount=type=volume,source=${volumeName},target=/krb5/cache,volume-nocopy`,
    "--entrypoint=/bin/sh",
    image,
    "-c",
    script
  ]);
}

// packages/adp/src/platform/watcher.ts
import { readdirSync as readdirSync4, rmSync as rmSync2 } from "node:fs";
import { join as join5 } from "node:path";
var name = "ticket-watcher", Watcher = class {
  constructor(options2) {
    this.options = options2;
    this.#daemons = new Daemons(options2.runFolder), this.#inputs = join5(options2.runFolder, `${name}.json`), this.folder = join5(options2.runFolder, "ticket");
  }
  options;
  #daemons;
  #inputs;
  /** What the container mounts. */
  folder;
  get log() {
    return join5(this.#daemons.logs, `${name}.log`);
  }
  running() {
    return this.#daemons.alive(name) !== void 0;
  }
  /** Starts it, or leaves the one that runs with the same settings. */
  async start(route, settings) {
    let { argv, env } = this.#command(route, settings), inputs = JSON.stringify({ argv, env });
    if (this.running() && readIfPresent(this.#inputs) === inputs) return;
    await this.end(), this.makeFolder(), rmSync2(this.log, { force: !0 }), this.#daemons.start({ name, argv, cwd: this.options.runFolder, env }), writeAtomic(this.#inputs, inputs);
    let first = join5(this.folder, route.kind === "watch" ? "status.json" : "krb5cc"), deadline = Date.now() + (route.kind === "watch" ? 3e3 : 500);
    for (; Date.now() < deadline && this.running() && readIfPresent(first) === void 0; )
      await new Promise((done) => setTimeout(done, 20));
    if (!this.running())
      throw new AdpError(WATCHER, {
        evidence: this.tail(5),
        next: [this.options.again, `less ${this.log}   has everything that it said`]
      });
  }
  makeFolder() {
    privateFolder(this.options.runFolder), privateFolder(this.folder);
  }
  /**
   * Ends it and removes its copy of the ticket. The folder stays: a container that has it mounted would go on with the
   * removed one, and see nothing that comes into another of that name.
   */
  async end() {
    await this.#daemons.stop([name], 3e3);
    for (let entry of namesIn(this.folder))
      rmSync2(join5(this.folder, entry), { recursive: !0, force: !0 });
    rmSync2(this.#inputs, { force: !0 });
  }
  /** When no container has it mounted any more. */
  removeFolder() {
    rmSync2(this.folder, { recursive: !0, force: !0 });
  }
  tail(lines) {
    return this.#daemons.tail(name, lines).filter((line) => line !== "");
  }
  /** What keeps it from bringing the ticket; undefined when nothing does. */
  problem() {
    let status = readIfPresent(join5(this.folder, "status.json"));
    if (status !== void 0) {
      let told = parseShared(status);
      return told?.problem ?? told?.sourceProblem;
    }
    let said = this.tail(1)[0];
    if (said === void 0 || said.includes(exported)) return;
    let what = `The keyring could not be exported: ${said.slice(said.indexOf(" ") + 1)}`;
    return { code: NO_SHAREABLE_CACHE.code, what, why: void 0, next: helpForKeyring(said) };
  }
  #command(route, settings) {
    let { root } = this.options;
    if (route.kind === "export")
      return {
        argv: [
          process.execPath,
          bundlePath(root),
          "platform",
          "export",
          route.name,
          join5(this.folder, "krb5cc")
        ],
        env: host()
      };
    let own = ["TICKET_PRINCIPAL", "TICKET_POLL_SECONDS", "TICKET_COLLECTION"].flatMap((key) => {
      let value = settings[key];
      return value === void 0 ? [] : [[key, value]];
    });
    return {
      argv: [process.execPath, sharerProgram(root)],
      env: {
        ...host(),
        ...Object.fromEntries(own),
        TICKET_SOURCE: route.source,
        TICKET_CACHE_DIR: this.folder,
        TICKET_LOG: "json",
        TICKET_ON_STOP: "remove"
      }
    };
  }
};
function namesIn(folder) {
  try {
    return readdirSync4(folder);
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
function host() {
  let wanted = /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|XDG_RUNTIME_DIR|KRB5_.*)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(
      ([key, value]) => value !== void 0 && wanted.test(key) ? [[key, value]] : []
    )
  );
}

// packages/adp/src/platform/sharer.ts
var TicketSharer = class {
  constructor(options2) {
    this.options = options2;
    let { root, again, signal } = options2;
    this.#runFolder = join6(root, ".adp", "run", "platform"), this.docker = new Docker({ again, ...signal === void 0 ? {} : { signal } }), this.settings = readSettings2(root, options2.env), this.watcher = new Watcher({ root, runFolder: this.#runFolder, again });
  }
  options;
  docker;
  settings;
  watcher;
  #runFolder;
  /** The person's cache on this machine; undefined in keytab mode, where there is none. */
  source() {
    return this.settings.TICKET_KEYTAB === void 0 ? hostCache(hostSurroundings(), this.settings.TICKET_SOURCE) : void 0;
  }
  /** The same for those who only tell. */
  named() {
    let { TICKET_KEYTAB: keytab, TICKET_SOURCE: override } = this.settings;
    return keytab === void 0 ? namedSource(hostSurroundings(), override) : { name: `keytab ${keytab}`, origin: "TICKET_KEYTAB" };
  }
  route(cache) {
    return cache === void 0 ? { kind: "keytab", path: this.settings.TICKET_KEYTAB ?? "" } : routeOf(cache);
  }
  /** Starts sharing, or brings what runs up to date. Idempotent. */
  async start() {
    return withLock(join6(this.#runFolder, "lock"), this.options.again, async () => {
      let [engine] = await Promise.all([this.docker.engine(), this.docker.composeVersion()]);
      refuseRemapped(engine);
      let before = await this.container();
      for (let name2 of strangersIn(this.options.env))
        this.options.output.note(
          `${name2} is set in your environment and is no setting here: it is passed over.`
        );
      await checkSettings(
        this.settings,
        before?.env.TICKET_METRICS_PORT === this.settings.TICKET_METRICS_PORT
      );
      let cache = this.source(), route = this.route(cache);
      cache !== void 0 && refuseOthers(cache, route);
      let { root, output } = this.options, image = await ensureImage(this.docker, { root, settings: this.settings, output });
      await checkVolume(this.docker), route.kind === "watch" || route.kind === "export" ? await this.watcher.start(route, this.settings) : await this.watcher.end(), route.kind === "keytab" && this.watcher.makeFolder();
      let composition = compose({
        root,
        runFolder: this.#runFolder,
        settings: this.settings,
        image: image.name,
        route,
        privateFolder: this.watcher.folder,
        rootless: engine.rootless
      }), project = [
        "--project-name",
        projectName,
        ...composition.files.flatMap((file) => ["--file", file])
      ];
      await this.docker.compose(project, ["up", "--detach", "--no-build"], { env: composition.env });
      let sharing = await this.#settled();
      return sharing.folder === void 0 || sharing.folder === folderForm ? this.#healthy(sharing) : (await repairVolume(this.docker, image.name, this.options.again), await this.docker.call(["restart", "--time=3", sharing.container.id]), this.#healthy(await this.#settled()));
    });
  }
  /** Ends the sharer and its process on the host; the volume and everybody else's containers stay. */
  async stop() {
    return withLock(join6(this.#runFolder, "lock"), this.options.again, async () => {
      let watched = this.watcher.running();
      await this.watcher.end(), await this.docker.engine();
      let container = await this.container();
      return container !== void 0 && (await this.docker.call(["stop", "--time=3", container.id]), this.settings.TICKET_ON_STOP !== "keep" && await withdrawTicket(this.docker, container.image, this.options.again), await this.docker.call(["rm", "--force", container.id])), this.watcher.removeFolder(), { stopped: watched || container !== void 0 };
    });
  }
  /** The sharer's container, running or not. */
  async container() {
    return (await this.docker.containers(`label=com.docker.compose.project=${projectName}`)).find(({ labels }) => labels["com.docker.compose.service"] === serviceName);
  }
  async sharing() {
    let container = await this.container();
    return container === void 0 ? void 0 : this.#look(container);
  }
  /** Everybody who mounts the volume, but the sharer. */
  async consumers() {
    return (await this.docker.containers(`volume=${volumeName}`)).filter(({ labels }) => labels["com.docker.compose.service"] !== serviceName);
  }
  async logs(options2) {
    await this.docker.engine();
    let container = await this.container();
    if (container === void 0) throw notRunning(this.options.again);
    for (let line of this.watcher.tail(options2.lines)) this.options.output.print(`host       ${line}`);
    let args = [
      "logs",
      "--tail",
      String(options2.lines),
      ...options2.follow ? ["--follow"] : [],
      container.id
    ];
    await this.docker.call(args, { onLine: (line) => this.options.output.print(`container  ${line}`) });
  }
  /** What the host's process has to say of the source, where there is one: it sees the source, the container a copy. */
  hostProblem() {
    return this.watcher.running() ? this.watcher.problem() : void 0;
  }
  async #look(container) {
    if (container.state !== "running") return { container, shared: void 0, folder: void 0 };
    let said = await this.docker.try(["exec", container.id, "/bin/sh", "-c", "stat -c %u:%g:%a /krb5/cache && cat /krb5/cache/status.json"], {
      timeoutMs: 1e4
    }), [folder = "", ...rest] = said.stdout.split(`
`);
    return {
      container,
      shared: parseShared(rest.join(`
`)),
      folder: /^\d+:\d+:\d+$/.test(folder) ? folder : void 0
    };
  }
  /** Waits until the sharer has looked at the ticket, or cannot. A second, as a rule; more on a busy machine. */
  async #settled() {
    let started = Date.now(), since;
    for (; ; ) {
      let sharing = await this.sharing();
      if (sharing === void 0) throw notRunning(this.options.again);
      let { container, shared } = sharing, current = shared !== void 0 && shared.started * 1e3 >= Date.parse(container.startedAt) - 2e3;
      if (current && shared.state !== "stopped" && (since ??= Date.now(), shared.usable || (this.hostProblem() ?? shared.problem ?? shared.sourceProblem) !== void 0 || Date.now() - since > 1500))
        return sharing;
      let wrongFolder = sharing.folder !== void 0 && sharing.folder !== folderForm, patience = container.state === "running" ? 2e4 : 4e3;
      if (wrongFolder || Date.now() - started > patience)
        return { ...sharing, shared: current ? shared : void 0 };
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  async #healthy(sharing) {
    if (sharing.shared !== void 0) return sharing;
    let logs = await this.docker.try(["logs", "--tail", "5", sharing.container.id]), said = logs instanceof ProcessFailure ? logs.tail(5) : `${logs.stdout}${logs.stderr}`.trim().split(`
`);
    throw new AdpError(NOT_STARTED, {
      why: `Its container is ${sharing.container.state} (exit code ${sharing.container.exitCode}).`,
      evidence: said,
      next: [this.options.again, `docker logs ${sharing.container.name}   has everything that it said`]
    });
  }
};
function notRunning(again) {
  return new AdpError(NOT_RUNNING, {
    next: ["make platform-start   in platform-bootstrap", `then: ${again}`]
  });
}
function refuseRemapped(engine) {
  if (!(!engine.remapped || engine.rootless))
    throw new AdpError(REMAPPED, {
      why: "Under userns-remap no container can read a file that only you may read, and your ticket is such a file.",
      evidence: [`Docker Engine ${engine.version}: security option name=userns`],
      next: [
        'take "userns-remap" out of /etc/docker/daemon.json, then: sudo systemctl restart docker',
        "use rootless Docker instead, which is supported: dockerd-rootless-setuptool.sh install"
      ]
    });
}
function refuseOthers(cache, route) {
  let me = process.getuid?.() ?? 0, path = cache.source?.kind === "file" || cache.source?.kind === "directory" ? cache.source.path : void 0, denied = path !== void 0 && isDenied(path), found = denied || path === void 0 ? void 0 : statSync5(path, { throwIfNoEntry: !1 }), owner = route.kind === "mount" ? route.uid : found?.uid;
  if (!(!(owner !== void 0 && owner !== me && me !== 0) && !denied))
    throw new AdpError(SOURCE_DENIED, {
      what: `${path ?? cache.text} belongs to another user, or may not be read by you.`,
      why: `${cache.origin} names it as your credential cache.`,
      next: [
        `ls -ln ${path ?? ""}   shows whose it is`,
        "unset KRB5CCNAME && kinit   gets a ticket of your own"
      ]
    });
}

// packages/adp/src/platform/words.ts
function duration2(seconds) {
  let whole3 = Math.max(0, Math.floor(seconds));
  if (whole3 < 120) return `${whole3} s`;
  let minutes = Math.floor(whole3 / 60);
  if (minutes < 60) return `${minutes} min`;
  let hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
function moment2(seconds, now = /* @__PURE__ */ new Date()) {
  let date = new Date(seconds * 1e3), time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === now.toDateString()) return time;
  let day = date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  return `${time} on ${day}`;
}

// packages/adp/src/platform/status.ts
async function platformStatus(sharer, start, known2) {
  known2 === void 0 && await sharer.docker.engine();
  let [sharing, consumers] = await Promise.all([known2 ?? sharer.sharing(), sharer.consumers()]), { cache, error, name: name2, origin } = sharer.named(), route = error === void 0 ? sharer.route(cache) : void 0, { container, shared, folder } = sharing ?? {}, running = container?.state === "running", problem2 = sharer.hostProblem() ?? shared?.problem ?? shared?.sourceProblem, watcher = sharer.watcher.running(), whole3 = running && (watcher || !onHost(route?.kind)) && (folder === void 0 || folder === folderForm), image = container === void 0 ? void 0 : await sharer.docker.imageLabels(container.image);
  return {
    sharing: running && shared?.usable === !0,
    ticket: {
      state: running ? shared?.state ?? "unknown" : "stopped",
      ...running && shared?.principal !== void 0 ? { principal: shared.principal } : {},
      ...running && shared?.usableUntil !== void 0 ? { usableUntil: shared.usableUntil } : {},
      ...running && shared?.renewableUntil !== void 0 ? { renewableUntil: shared.renewableUntil } : {},
      ...running && shared?.published !== void 0 ? { published: shared.published } : {},
      serviceTickets: running ? shared?.serviceTickets ?? [] : []
    },
    ...problem2 === void 0 ? {} : { problem: problem2 },
    next: error?.next ?? (whole3 ? problem2?.next ?? (shared?.usable === !0 ? [] : waitFor(route)) : [start]),
    source: {
      name: name2,
      origin,
      ...route === void 0 ? {} : { route: route.kind },
      watcher,
      ...error === void 0 ? {} : { problem: error.message }
    },
    ...container === void 0 ? {} : { container: toldContainer(container, image?.[standInLabel] === "true") },
    volume: { name: volumeName, ...folder === void 0 ? {} : { folder } },
    consumers: consumers.map(toldConsumer)
  };
}
function onHost(route) {
  return route === "watch" || route === "export";
}
function waitFor(route) {
  return route?.kind === "keytab" ? [] : ["kinit   gets a ticket; it is shared as soon as it is there"];
}
function toldContainer(container, standIn) {
  return {
    name: container.name,
    state: container.state,
    ...container.health === void 0 ? {} : { health: container.health },
    user: container.user,
    network: container.networkMode,
    image: container.image,
    standIn
  };
}
function toldConsumer(container) {
  let mount = container.mounts.find(({ name: name2 }) => name2 === volumeName), { KRB5CCNAME } = container.env;
  return {
    name: container.name,
    state: container.state,
    user: container.user === "" ? "0:0" : container.user,
    path: mount?.destination ?? "",
    readOnly: mount?.writable === !1,
    ...KRB5CCNAME === void 0 ? {} : { krb5ccname: KRB5CCNAME }
  };
}
function describeStatus(status, now = /* @__PURE__ */ new Date()) {
  let { ticket, container, source, problem: problem2 } = status, lines = [headline(status, now)];
  problem2 !== void 0 && lines.push(`  ${problem2.what}`), problem2?.why !== void 0 && lines.push(`  why:  ${problem2.why}`), status.next.forEach((step, index) => {
    lines.push(`  ${index === 0 ? "next:" : "  or:"} ${step}`);
  });
  let how = source.route === void 0 ? "" : routeWords[source.route] ?? "";
  if (lines.push(`  source     ${source.name} (${source.origin})${how}`), source.problem !== void 0 && lines.push(`             ${source.problem}`), onHost(source.route) && !source.watcher && container !== void 0 && lines.push("             and that process does not run"), container !== void 0) {
    let image = container.standIn ? `${container.image}, a stand-in for Layer 1` : container.image, health = container.health === void 0 ? "" : `, ${container.health}`;
    lines.push(
      `  container  ${container.name}: ${container.state}${health}, user ${container.user}, network ${container.network}`
    ), lines.push(`  image      ${image}`);
  }
  ticket.published !== void 0 && lines.push(`  copied     ${duration2(now.getTime() / 1e3 - ticket.published)} ago`);
  for (let service of ticket.serviceTickets) lines.push(`  service    ${service}`);
  lines.push(`  volume     ${status.volume.name}:/krb5/cache`), status.volume.folder !== void 0 && status.volume.folder !== folderForm && lines.push(`             its folder is ${status.volume.folder} instead of ${folderForm}`);
  for (let consumer of status.consumers) lines.push(`  reader     ${words(consumer)}`);
  return lines;
}
var routeWords = {
  watch: ", copied by a process on the host",
  export: ", exported by a process on the host"
};
function headline({ ticket, container }, now) {
  if (container === void 0 || container.state !== "running")
    return "The ticket sharer does not run: no ticket is shared.";
  if (ticket.state === "shared" && ticket.usableUntil !== void 0) {
    let left = duration2(ticket.usableUntil - now.getTime() / 1e3), renewable = ticket.renewableUntil === void 0 ? "" : `, renewable until ${moment2(ticket.renewableUntil, now)}`;
    return `The ticket of ${ticket.principal} is shared until ${moment2(ticket.usableUntil, now)} (${left})${renewable}.`;
  }
  return ticket.state === "unusable" ? "The ticket that was shared is not usable any more." : "The sharer runs, and waits for a ticket.";
}
function words(consumer) {
  let notes = [
    consumer.state,
    `user ${consumer.user}`,
    consumer.readOnly ? "read-only" : "NOT read-only: mount it with :ro,nocopy",
    ...consumer.krb5ccname === void 0 ? ["KRB5CCNAME is not set in it"] : []
  ];
  return `${consumer.name} at ${consumer.path}: ${notes.join(", ")}`;
}

export {
  Krb5Error,
  parseCcache,
  judge,
  KcmError,
  KcmClient,
  hostSurroundings,
  readProfile,
  exportOnce,
  helpForKeyring,
  exportForever,
  parseShared,
  namedSource,
  volumeName,
  TicketSharer,
  duration2 as duration,
  moment2 as moment,
  platformStatus,
  describeStatus
};

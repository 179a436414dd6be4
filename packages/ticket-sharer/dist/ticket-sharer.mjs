#!/usr/bin/env node

// packages/ticket-sharer/src/entry.ts
import { isatty } from "node:tty";

// packages/cli-kit/src/bounded-log.ts
import { appendFileSync, renameSync, statSync } from "node:fs";
var mostBytes = 512 * 1024;
function appendToLog(path, line) {
  (statSync(path, { throwIfNoEntry: !1 })?.size ?? 0) >= mostBytes && renameSync(path, `${path}.1`), appendFileSync(path, `${line}
`, { mode: 384 });
}

// packages/cli-kit/src/duration.ts
function duration(seconds) {
  let whole3 = Math.max(0, Math.floor(seconds));
  if (whole3 < 120) return `${whole3} s`;
  let minutes = Math.floor(whole3 / 60);
  if (minutes < 60) return `${minutes} min`;
  let hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

// packages/cli-kit/src/errno.ts
function errnoOf(thrown) {
  if (!(!(thrown instanceof Error) || !("code" in thrown)))
    return typeof thrown.code == "string" ? thrown.code : void 0;
}

// packages/cli-kit/src/exit.ts
var Exit = {
  ok: 0,
  /** The job itself failed: a DAG, a test, a check. */
  job: 1,
  /** The platform, the machine or the network failed; a bug of ours counts as this, too. */
  platform: 2,
  usage: 64,
  /** What was read has no form that could be used. */
  data: 65,
  /** There is nothing to read. */
  noInput: 66,
  /** The ticket belongs to another principal than the one that was asked for. */
  otherPrincipal: 67,
  /** A service that is needed does not answer. */
  unavailable: 69,
  /** This user may not read the source. */
  denied: 71,
  /** The result cannot be written. */
  cannotPublish: 73,
  /** Start again: what was opened at the start has changed underneath. */
  restart: 75,
  /** No usable credential, or one that was refused. */
  credential: 77
};

// packages/cli-kit/src/quote.ts
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

// packages/cli-kit/src/next.ts
function shell(literals, ...words) {
  return { shell: joined(literals, words) };
}
function adp(literals, ...words) {
  return { adp: joined(literals, words) };
}
function run(command3, why) {
  return why === void 0 ? { run: command3 } : { run: command3, why };
}
function act(what, why) {
  return why === void 0 ? { do: what } : { do: what, why };
}
function either(...ways) {
  return { either: ways.map((way) => isSteps(way) ? way : [way]) };
}
function anyOf(...steps) {
  return steps.length > 1 ? [either(...steps)] : steps;
}
function fillNext(next, fill2) {
  return next.map(
    (entry) => "either" in entry ? { either: entry.either.map((way) => way.map((step) => filled(step, fill2))) } : filled(entry, fill2)
  );
}
function filled(step, fill2) {
  return "run" in step ? { ...step, run: textOf(step.run, fill2) } : step;
}
function textOf(command3, fill2) {
  return "again" in command3 ? fill2.again : "adp" in command3 ? fill2.adp(command3.adp, command3.folder) : command3.shell;
}
function joined(literals, words) {
  return literals.reduce((text, literal, index) => {
    let word = words[index - 1];
    return `${text}${word === void 0 ? "" : quotedWord(word)}${literal}`;
  });
}
function quotedWord(word) {
  return typeof word == "string" ? quoted(word) : typeof word == "number" ? String(word) : word.map(quoted).join(" ");
}
function isSteps(way) {
  return Array.isArray(way);
}

// packages/cli-kit/src/print.ts
function problemLines(problem, fill2) {
  return [`${problem.code}  ${problem.what}`, ...detailLines(problem, fill2)];
}
function detailLines({ why, evidence = [], next }, fill2) {
  return [
    ...why === void 0 || why === "" ? [] : [`  why:   ${why}`],
    ...evidence.map((line) => `  | ${line}`),
    ...nextLines(next, fill2)
  ];
}
function nextLines(next, fill2) {
  let entries = fillNext(next, fill2);
  return entries.flatMap((entry, index) => {
    let label = entries.length === 1 ? "next:" : index === 0 ? "first:" : "then:";
    return "either" in entry ? entry.either.flatMap(
      (way, other) => way.flatMap(
        (step, position) => lines(position > 0 ? "" : other === 0 ? label : "or:", step, position > 0 ? "then " : "")
      )
    ) : lines(label, entry);
  });
}
function lines(label, step, before = "") {
  let first = `  ${label.padEnd(6)} ${before}`;
  return "run" in step ? command(step, first) : [`${first}${action(step)}`];
}
function command({ run: run2, why }, first) {
  return [`${first}${run2}`, ...why === void 0 ? [] : [`${" ".repeat(9)}(${why})`]];
}
function action({ do: what, why }) {
  return why === void 0 ? what : `${what} (${why})`;
}

// packages/cli-kit/src/write.ts
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync as renameSync2,
  statSync as statSync2,
  unlinkSync,
  writeFileSync
} from "node:fs";
import { basename, dirname, join } from "node:path";
var stagedName = /^\..+\.[0-9a-f]{12}$/;
function stage(path, content, options2) {
  let folder = dirname(path), temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}`), there = !0, drop = () => {
    there && removeIfPresent(temporary), there = !1;
  }, file = openSync(temporary, "wx", 384), uid;
  try {
    writeFileSync(file, content), options2.groupOfFolder === !0 && takeGroupOf(file, folder), fchmodSync(file, options2.mode), options2.durable && fsyncSync(file), uid = fstatSync(file).uid;
  } catch (error) {
    throw drop(), error;
  } finally {
    closeSync(file);
  }
  return {
    uid,
    put() {
      renameSync2(temporary, path), there = !1;
    },
    drop
  };
}
function writeAtomic(path, content, options2) {
  let staged = stage(path, content, options2);
  try {
    staged.put();
  } finally {
    staged.drop();
  }
  options2.durable && syncFolder(dirname(path));
}
function syncFolder(folder) {
  let handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    if (errnoOf(error) !== "EINVAL" && errnoOf(error) !== "ENOTSUP") throw error;
  } finally {
    closeSync(handle);
  }
}
function removeIfPresent(path) {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
function takeGroupOf(file, folder) {
  let { gid } = statSync2(folder);
  if (fstatSync(file).gid !== gid)
    try {
      fchownSync(file, -1, gid);
    } catch (error) {
      if (errnoOf(error) !== "EPERM" && errnoOf(error) !== "EINVAL") throw error;
    }
}

// packages/ticket-sharer/src/log/standard-output.ts
import { writeSync } from "node:fs";
var tolerated = /* @__PURE__ */ new Set(["ENOSPC", "EDQUOT", "EPIPE", "EIO", "EAGAIN"]);
function printLine(line, file = 1) {
  let rest = Buffer.from(`${line}
`);
  try {
    for (; rest.length > 0; ) rest = rest.subarray(writeSync(file, rest));
  } catch (error) {
    if (!tolerated.has(errnoOf(error) ?? "")) throw error;
  }
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

// packages/krb5/src/advice.ts
function command2(shell2, why) {
  return why === void 0 ? { run: { shell: shell2 } } : { run: { shell: shell2 }, why };
}
function action2(what) {
  return { do: what };
}
function kinit(principal) {
  return command2(`kinit ${principal}`);
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
      next: kind === "truncated" ? [
        action2("read it again in a moment: kinit and krenew rewrite it"),
        command2("kinit", "writes a new one")
      ] : [command2("kinit", "writes a new one"), command2("klist", "shows which cache is in use")]
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
}, CcacheWriteError = class extends Krb5Error {
  constructor(what) {
    super(errorCode("CCACHE", "write"), what, {
      next: [action2("write it as version 4, which can hold everything")]
    });
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
      let escaped2 = text.charAt(i);
      add({ n: `
`, t: "	", b: "\b", 0: "\0" }[escaped2] ?? escaped2);
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
      action2(`write it with its realm: ${text}@EXAMPLE.COM`)
    ]);
  return Principal.of(realm, parts, parts.length > 1 ? NameType.serviceInstance : NameType.principal);
}
function malformed(text, because) {
  return new PrincipalError("syntax", `${JSON.stringify(text)} is not a principal: ${because}.`, [
    action2("write it as name@REALM or service/host@REALM, with \\ before a / or @ that belongs to a name")
  ]);
}

// packages/krb5/src/ccache/credential.ts
var overflowing = 4294967295;
function readPrincipal(reader, version2, field) {
  let nameType = version2 === 1 ? 0 : reader.uint32(field), start = reader.offset, count2 = reader.uint32(field);
  if (version2 === 1 ? count2 === 0 : count2 === overflowing)
    throw reader.error("principal", start, field, `A principal of ${count2} parts`);
  let realm = reader.data(field), components = [];
  for (let i = version2 === 1 ? 1 : 0; i < count2; i++) components.push(reader.data(field));
  return new Principal(nameType, realm, components);
}
function readKey(reader, version2) {
  let enctype = signed16(reader.uint16("enctype"));
  if (version2 !== 3) return { enctype, contents: new SecretBytes(reader.data("session key")) };
  let secondEnctype = signed16(reader.uint16("enctype"));
  return { enctype, secondEnctype, contents: new SecretBytes(reader.data("session key")) };
}
var nothing = [];
function readTypedData(reader, field) {
  let count2 = reader.uint32(field);
  if (count2 === 0) return nothing;
  let list = [];
  for (let i = 0; i < count2; i++) list.push({ type: reader.uint16(field), data: reader.data(field) });
  return list;
}
function readCredential(reader, version2) {
  return {
    client: readPrincipal(reader, version2, "client"),
    server: readPrincipal(reader, version2, "server"),
    key: readKey(reader, version2),
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
  let version2 = readVersion(bytes), byteOrder = version2 < 3 ? options2.byteOrder ?? nativeByteOrder : "BE", reader = new Reader(bytes, byteOrder);
  reader.offset = 2;
  let header = version2 === 4 ? readHeader(reader) : [], principal = readPrincipal(reader, version2, "default principal"), credentials = [], cache = { version: version2, byteOrder, header, principal, credentials }, tail = none, zerosFrom = zeroTailStart(bytes);
  for (; reader.left > 0; ) {
    if (reader.offset >= zerosFrom && (version2 > 1 || reader.left < version1Least)) {
      tail = bytes.subarray(reader.offset);
      break;
    }
    reader.context = `credential ${credentials.length + 1}, `;
    try {
      credentials.push(readCredential(reader, version2));
    } catch (error) {
      throw cutAfter(error, { ...cache, tail });
    }
  }
  return { ...cache, tail };
}
function readVersion(bytes) {
  let [magic, version2] = bytes, at = (offset, field) => ({ offset, field });
  if (magic === void 0) throw new CcacheError("empty", at(0, "magic byte"), "The cache is empty");
  if (magic !== 5)
    throw new CcacheError("not-a-ccache", at(0, "magic byte"), `The first byte is ${hex(magic)}, not 05`);
  if (version2 === void 0)
    throw new CcacheError("truncated", at(1, "version"), "The cache ends after a byte");
  if (version2 === 1 || version2 === 2 || version2 === 3 || version2 === 4) return version2;
  throw new CcacheError("version", at(1, "version"), `There is no version ${version2}`);
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

// packages/krb5/src/ccache/writer.ts
var Writer = class {
  #bytes = new Uint8Array(4096);
  #length = 0;
  #little;
  constructor(byteOrder) {
    this.#little = byteOrder === "LE";
  }
  uint8(value) {
    let at = this.#room(1);
    this.#bytes[at] = value;
  }
  uint16(value) {
    let at = this.#room(2);
    this.#bytes[at] = this.#little ? value : value >>> 8, this.#bytes[at + 1] = this.#little ? value >>> 8 : value;
  }
  uint32(value) {
    let at = this.#room(4);
    for (let i = 0; i < 4; i++) this.#bytes[at + (this.#little ? i : 3 - i)] = value >>> 8 * i;
  }
  bytes(value) {
    let at = this.#room(value.length);
    this.#bytes.set(value, at);
  }
  data(value) {
    this.uint32(value.length), this.bytes(value);
  }
  finish() {
    return this.#bytes.slice(0, this.#length);
  }
  #room(length) {
    let at = this.#length;
    if (this.#length += length, this.#length > this.#bytes.length) {
      let larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length));
      larger.set(this.#bytes.subarray(0, at)), this.#bytes.fill(0), this.#bytes = larger;
    }
    return at;
  }
};

// packages/krb5/src/ccache/serialize.ts
function serializeCcache(cache, options2 = {}) {
  let version2 = options2.version ?? cache.version, own = version2 === cache.version ? cache.byteOrder : nativeByteOrder, writer = new Writer(version2 < 3 ? options2.byteOrder ?? own : "BE");
  writer.uint8(5), writer.uint8(version2), version2 === 4 && writeHeader(writer, cache), writePrincipal(writer, version2, cache.principal);
  for (let credential of cache.credentials) writeCredential(writer, version2, credential);
  return writer.bytes(cache.tail), writer.finish();
}
function writeHeader(writer, cache) {
  let length = cache.header.reduce((sum, field) => sum + 4 + field.data.length, 0);
  if (length > 65535) throw new CcacheWriteError(`A header of ${length} bytes; 65,535 is the most.`);
  writer.uint16(length);
  for (let field of cache.header)
    writer.uint16(field.tag), writer.uint16(field.data.length), writer.bytes(field.data);
}
function writePrincipal(writer, version2, principal) {
  version2 !== 1 && writer.uint32(principal.nameType), writer.uint32(principal.componentBytes.length + (version2 === 1 ? 1 : 0)), writer.data(principal.realmBytes);
  for (let component of principal.componentBytes) writer.data(component);
}
function writeCredential(writer, version2, credential) {
  writePrincipal(writer, version2, credential.client), writePrincipal(writer, version2, credential.server), writer.uint16(credential.key.enctype), version2 === 3 && writer.uint16(credential.key.secondEnctype ?? credential.key.enctype), writer.data(credential.key.contents.reveal()), writer.uint32(credential.times.authtime), writer.uint32(credential.times.starttime), writer.uint32(credential.times.endtime), writer.uint32(credential.times.renewTill), writer.uint8(credential.isSkey), writer.uint32(credential.flags), writeTypedData(writer, credential.addresses), writeTypedData(writer, credential.authdata), writer.data(credential.ticket.reveal()), writer.data(credential.secondTicket.reveal());
}
function writeTypedData(writer, list) {
  writer.uint32(list.length);
  for (let { type, data } of list)
    writer.uint16(type), writer.data(data);
}

// packages/krb5/src/judge/unusable.ts
function moment(seconds) {
  return new Date(seconds * 1e3).toISOString().replace(".000Z", "Z");
}
function duration2(seconds) {
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
    next: [kinit(client), command2("klist", `if ${realm} is not the realm you meant, name the right one`)]
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
      action2("on Windows, a TGT exported from LSA has no session key unless AllowTGTSessionKey is set")
    ]
  };
}
function invalid(ticket) {
  return {
    kind: "invalid",
    message: `The TGT of ${ticket.client} is post-dated and the KDC has not validated it.`,
    next: [command2("kinit -v", "validates it once its start time has come"), kinit(ticket.client)]
  };
}
function expired(ticket) {
  return {
    kind: "expired",
    message: `The TGT of ${ticket.client} expired at ${moment(ticket.endtime)}, ${duration2(-ticket.remainingSeconds)} ago.`,
    next: [kinit(ticket.client)]
  };
}
function notYetValid(ticket, now) {
  return {
    kind: "not-yet-valid",
    message: `The TGT of ${ticket.client} counts from ${moment(ticket.starttime)}, in ${duration2(ticket.starttime - now)}.`,
    next: [
      command2("date -u", "a wrong clock here is the usual cause; in WSL after sleep: sudo hwclock -s"),
      kinit(ticket.client)
    ]
  };
}
function endingSoon(ticket, minimumSeconds) {
  return {
    kind: "ending-soon",
    message: `The TGT of ${ticket.client} ends in ${duration2(ticket.remainingSeconds)}; at least ${duration2(minimumSeconds)} are wanted.`,
    next: ticket.renewTill === void 0 ? [kinit(ticket.client)] : [command2("kinit -R"), kinit(ticket.client)]
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
function errnoOf2(error) {
  let code = error instanceof Error ? error.code : void 0;
  return typeof code == "string" ? code : void 0;
}

// packages/krb5/src/kcm/errors.ts
var remedies = {
  "no-socket": [
    command2("systemctl start sssd-kcm.socket", "or, with Heimdal: systemctl start heimdal-kcm"),
    command2("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit", "does without KCM")
  ],
  refused: [command2("systemctl restart sssd-kcm.socket", "the socket is there, but nobody listens")],
  denied: [
    action2("run it as the person whose ticket it is"),
    action2("check the mode of the socket: usually everybody may write to it")
  ],
  timeout: [command2("systemctl restart sssd-kcm"), command2("journalctl -u sssd-kcm")],
  closed: [action2("try again"), command2("journalctl -u sssd-kcm")],
  "too-big": [command2("kdestroy && kinit", "the cache holds far more than anybody needs")],
  malformed: [command2("klist", "if it shows your tickets, report this with the versions of your KCM daemon")],
  "no-cache": [command2("kinit"), command2("klist -l", "shows the caches that there are")],
  status: [command2("klist", "shows what the daemon says to libkrb5"), command2("journalctl -u sssd-kcm")]
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
  }, count2 = uint32(0), blobs = [], at = 4;
  for (let i = 0; i < count2; i++) {
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
function late(path, timeoutMs2) {
  return new KcmError("timeout", `The KCM daemon at ${path} did not answer within ${timeoutMs2} ms.`);
}
function connectFailure(path, error) {
  let code = errnoOf2(error);
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
    let uuids = await this.#connection.request(encodeRequest(Operation.getCacheUuids)).then(decodeUuids).catch(noneOf([])), names = [];
    for (let uuid of uuids) {
      let name = await this.#connection.request(encodeRequest(Operation.getCacheByUuid, uuid)).then(decodeName).catch(noneOf(void 0));
      name !== void 0 && names.push(name);
    }
    return names;
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
      command2("unset KRB5CCNAME", "then the default is used"),
      command2("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u)")
    ]);
  if (text.includes("\uFFFD"))
    throw new CacheNameError(
      "not-utf8",
      `The credential cache name ${text} is not written in UTF-8, so it cannot be read here; libkrb5 itself takes any bytes.`,
      [
        command2("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit", "a name in plain letters"),
        command2(
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
      command2(`export KRB5CCNAME=${type === "FILE" ? "FILE:/tmp/krb5cc_$(id -u)" : "DIR:$HOME/.krb5cc"}`)
    ]);
  return { type, residual };
}
function formatCacheName(name) {
  return `${name.type}:${name.residual}`;
}
function unknownType(text, colon) {
  let prefix2 = text.slice(0, colon), capital = types.find((known) => known === prefix2.toUpperCase()), likely = prefix2.includes("/") ? `FILE:${text}` : capital === void 0 ? void 0 : `${capital}${text.slice(colon)}`;
  return new CacheNameError(
    "unknown-type",
    `${text}: there is no credential cache type ${JSON.stringify(prefix2)}.`,
    [
      ...likely === void 0 ? [] : [command2(`export KRB5CCNAME=${likely}`)],
      action2(`use one of the types ${types.join(", ")}, in capitals`)
    ]
  );
}

// packages/krb5/src/locate/host.ts
import {
  closeSync as closeSync2,
  constants,
  fstatSync as fstatSync2,
  openSync as openSync2,
  readdirSync,
  readFileSync,
  statSync as statSync3
} from "node:fs";
import { userInfo } from "node:os";
var largest = 1024 * 1024, hostFiles = {
  readText(path) {
    let file = openSync2(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      let status = fstatSync2(file);
      if (status.isDirectory()) throw failure("EISDIR", `${path} is a folder`);
      if (isNullDevice(status)) return "";
      if (!status.isFile()) throw failure("EINVAL", `${path} is no regular file`);
      if (status.size > largest) throw failure("EFBIG", `${path} is larger than ${largest} bytes`);
      return readFileSync(file, "utf8");
    } finally {
      closeSync2(file);
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
  return status.isCharacterDevice() && status.rdev === statSync3("/dev/null").rdev;
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
      next: [
        action2(remedies2[kind]),
        ...line === 0 ? [] : [command2(`sed -n ${line}p '${file}'`, "shows the line")]
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
      let escaped2 = value.charAt(i);
      text += { n: `
`, t: "	", b: "\b" }[escaped2] ?? escaped2;
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
      let code = errnoOf2(error);
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
  let reader = new LineReader(file, root), lines2 = text.split(`
`);
  lines2.at(-1) === "" && lines2.pop();
  for (let line of lines2) {
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
    if (errnoOf2(error) === "EISDIR") return;
    throw reader.error("include", `${path} cannot be included (${errnoOf2(error) ?? error})`, error);
  }
  readText(files, text, path, reader.root, chain);
}
function readFolder(files, reader, path, chain) {
  let names;
  try {
    names = files.readNames(path);
  } catch (error) {
    throw reader.error("include", `${path} cannot be included (${errnoOf2(error) ?? error})`, error);
  }
  let counting = names.filter(
    (name) => !name.startsWith(".") && (name.endsWith(".conf") || /^[A-Za-z0-9_-]+$/.test(name))
  );
  for (let name of counting.sort((a, b) => a < b ? -1 : 1))
    readInclude(files, reader, `${path}/${name}`, chain);
}

// packages/krb5/src/locate/directory.ts
function isCacheFile(name) {
  return name.startsWith("tkt");
}
function directoryCache(residual, surroundings) {
  if (residual.startsWith(":")) return subsidiary(residual.slice(1), surroundings);
  let folder = residual.replace(/(?<=.)\/+$/, ""), names;
  try {
    names = surroundings.files.readNames(folder);
  } catch (error) {
    throw new CacheAccessError(
      "directory",
      `The credential cache folder ${folder} cannot be read (${errnoOf2(error) ?? String(error)}).`,
      "KRB5CCNAME or default_ccache_name names it as a DIR collection.",
      [command2("kinit", "makes the folder"), command2(`ls -ld '${folder}'`)],
      error
    );
  }
  return within(folder, names.includes("primary") ? primaryOf(folder, surroundings) : "tkt", names);
}
function subsidiary(path, surroundings) {
  let slash = path.lastIndexOf("/"), file = path.slice(slash + 1);
  if (slash < 0 || !isCacheFile(file))
    throw new CacheNameError(
      "subsidiary",
      `DIR::${path} does not name a cache in a folder: ${slash < 0 ? "it has no folder" : "its file does not begin with tkt"}.`,
      [command2("export KRB5CCNAME=DIR::/folder/tktNAME"), command2(`export KRB5CCNAME=FILE:${path}`)]
    );
  let folder = path.slice(0, slash) || "/";
  try {
    return within(folder, file, surroundings.files.readNames(folder));
  } catch {
    return within(folder, file, []);
  }
}
function within(folder, file, names) {
  let path = (name) => `${folder === "/" ? "" : folder}/${name}`;
  return {
    path: path(file),
    folder,
    others: names.filter((name) => isCacheFile(name) && name !== file).map(path)
  };
}
function primaryOf(folder, surroundings) {
  let text;
  try {
    text = surroundings.files.readText(`${folder}/primary`);
  } catch (error) {
    if (["ENOENT", "EACCES"].includes(errnoOf2(error) ?? "")) return "tkt";
    throw badPrimary(folder, `it cannot be read (${errnoOf2(error) ?? String(error)})`, error);
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
    [command2(`rm '${folder}/primary' && kinit`), command2("kswitch -p PRINCIPAL", "writes it again")],
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
        [command2("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit")]
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
          command2("kinit", "in WSL: a ticket of its own, with the same password"),
          command2(
            "ms2mit",
            "on Windows with MIT Kerberos, where AllowTGTSessionKey is set: copies it to a FILE cache"
          )
        ]
      );
  }
}
var macSteps = [
  command2("kinit -c FILE:$HOME/.krb5cc/krb5cc", "a file cache of its own, in a folder that can be mounted"),
  command2("kcc copy_cred_cache API: FILE:$HOME/.krb5cc/krb5cc", "copies the ticket that macOS already holds"),
  command2("export KRB5CCNAME=FILE:$HOME/.krb5cc/krb5cc")
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
        action2("remove kcm_socket from krb5.conf"),
        command2("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit")
      ]
    );
  return { kind: "kcm", socket, cache: name.residual === "" ? void 0 : name.residual };
}

// packages/ticket-sharer/src/errors.ts
var SharerError = class extends Error {
  constructor(problem, cause) {
    super(problem.what, cause === void 0 ? void 0 : { cause });
    this.problem = problem;
    this.name = "SharerError";
  }
  problem;
};
function problemOf(thrown) {
  if (thrown instanceof SharerError) return thrown.problem;
  if (thrown instanceof Krb5Error) return problemOfLibrary(thrown);
  throw thrown;
}
var fill = { again: "ticket-sharer", adp: (words) => `adp ${words}` };
function problemOfLibrary(error) {
  let { code, message, why, next } = error, aboutBytes = code.startsWith("KRB5-CCACHE-");
  return {
    code,
    what: message,
    ...why === void 0 ? {} : { why },
    next: anyOf(...next),
    exit: exitOfLibrary(error),
    // Half of a write has no form; a folder's `primary` is rewritten, too.
    transient: aboutBytes || code === "KRB5-NAME-PRIMARY"
  };
}
function exitOfLibrary({ code, cause }) {
  return code.startsWith("KRB5-CCACHE-") ? Exit.data : code.startsWith("KRB5-KCM-") && code !== "KRB5-KCM-NO-CACHE" ? Exit.unavailable : ["EACCES", "EPERM"].includes(errnoOf(cause) ?? "") ? Exit.denied : Exit.noInput;
}

// packages/ticket-sharer/src/log/log.ts
function makeLog({ format, now, print }) {
  let write = (level, entry) => {
    let time2 = new Date(now()).toISOString(), next = entry.next === void 0 ? {} : { next: fillNext(entry.next, fill) };
    print(format === "json" ? JSON.stringify({ time: time2, level, ...entry, ...next }) : human(level, time2, entry));
  };
  return {
    write,
    problem(level, event, { code, what, why, next }) {
      write(level, { event, message: what, code, ...why === void 0 ? {} : { why }, next });
    }
  };
}
function human(level, time2, { message, code, why, next }) {
  let mark = level === "info" ? "" : level === "warn" ? "WARNING " : "ERROR ", head = `${time2.slice(11, 19)} ${mark}${message}${code === void 0 ? "" : ` (${code})`}`, details = detailLines({ why: typeof why == "string" ? why : void 0, next: next ?? [] }, fill);
  return [head, ...details.map((line) => `         ${line}`)].map(printable).join(`
`);
}
function printable(text) {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\xB7");
}
function printableLines(text) {
  return text.split(`
`).map(printable).join(`
`);
}

// packages/ticket-sharer/src/settings/options.ts
function option(name, kind, help) {
  return { variable: `TICKET_${name}`, flag: name.toLowerCase().replaceAll("_", "-"), kind, help };
}
var options = {
  source: option(
    "SOURCE",
    "text",
    "the ticket: a file, a folder, or DIR:, KCM: (default /krb5/source/krb5cc)"
  ),
  cacheDir: option("CACHE_DIR", "text", "the folder of the shared copy (default /krb5/cache)"),
  principal: option("PRINCIPAL", "text", "share only this principal's ticket; with a keytab: whose to get"),
  principalChange: option(
    "PRINCIPAL_CHANGE",
    "text",
    "refuse another principal's ticket than before, allow it, or allow this principal's (default refuse)"
  ),
  renew: option("RENEW", "switch", "renew the shared copy at half of its life (needs a network)"),
  keytab: option("KEYTAB", "text", "no source: get the ticket with the keys in this file (needs a network)"),
  pollSeconds: option("POLL_SECONDS", "whole", "read the source at least this often (default and most: 300)"),
  minimumSeconds: option(
    "MINIMUM_SECONDS",
    "whole",
    "refuse a ticket that ends sooner than this (default 0)"
  ),
  onStop: option("ON_STOP", "text", "keep or remove the shared copy when stopped (default keep)"),
  log: option("LOG", "text", "json, human or auto: human on a terminal (default auto)"),
  logFile: option(
    "LOG_FILE",
    "text",
    "write the log to this file, 1 MB at most with an older one (default: print it)"
  ),
  waitSeconds: option("WAIT_SECONDS", "whole", "with --once: wait this long for a ticket (default 0)"),
  once: option("ONCE", "switch", "publish once and exit, for init containers")
};
function helpText() {
  let rows = Object.values(options).map(({ variable, flag, kind, help }) => `  ${`--${flag}${kind === "switch" ? "" : kind === "whole" ? " N" : " X"}`.padEnd(22)}${variable.padEnd(24)}${help}`);
  return [
    "Shares a Kerberos ticket: copies it whole into a folder that containers mount, and never a worse one.",
    "",
    "  ticket-sharer [OPTIONS]                      # until stopped",
    "  ticket-sharer --once --source /tmp/krb5cc_1000 --cache-dir /srv/krb5",
    "",
    `  ${"option".padEnd(22)}${"variable".padEnd(24)}`,
    ...rows,
    "",
    "A flag takes precedence over its variable. Switches: true or false; --no-renew turns one off.",
    "Exit codes: 0 stopped or published, 64 usage, 65 not a credential cache, 66 no ticket, 67 another",
    "principal, 69 KDC or KCM unreachable, 71 source not readable, 73 copy not writable, 75 stale mount: start",
    "again, 77 ticket unusable."
  ].join(`
`);
}

// packages/ticket-sharer/src/settings/flags.ts
import { parseArgs } from "node:util";
function readFlags(args) {
  let known = Object.values(options).map(
    ({ flag, kind }) => [flag, { type: kind === "switch" ? "boolean" : "string" }]
  ), { values } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(known),
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" }
    },
    allowNegative: !0
  }), given = /* @__PURE__ */ new Map();
  for (let name of Object.keys(options)) {
    let value = values[options[name].flag];
    value !== void 0 && given.set(name, String(value));
  }
  return { help: values.help === !0, version: values.version === !0, values: given };
}

// packages/ticket-sharer/src/settings/settings.ts
function readSettings(args, env) {
  let flags = parseFlags(args), text = (name) => textOf2(name, flags.values.get(name) ?? env[options[name].variable]), mode = flags.help ? "help" : flags.version ? "version" : void 0, keytab = text("keytab"), principal = text("principal");
  if (keytab !== void 0 && principal === void 0)
    throw wrong("principal", "is not set, and a keytab may hold keys of several principals", [
      run(shell`klist -k ${keytab}`, "shows whose keys it holds"),
      setTo("principal", "svc-airflow@CORP.EXAMPLE")
    ]);
  return {
    mode: mode ?? (boolean("once", text("once")) ? "once" : "daemon"),
    source: text("source") ?? "/krb5/source/krb5cc",
    cacheDir: text("cacheDir") ?? "/krb5/cache",
    principal: principal === void 0 ? void 0 : principalOf("principal", principal),
    principalChange: principalChange(text("principalChange")),
    renew: boolean("renew", text("renew")),
    keytab,
    pollSeconds: whole2("pollSeconds", text("pollSeconds"), 1, 300) ?? 300,
    minimumSeconds: whole2("minimumSeconds", text("minimumSeconds"), 0, 86400) ?? 0,
    onStop: oneOf("onStop", text("onStop"), ["keep", "remove"]),
    log: oneOf("log", text("log"), ["auto", "json", "human"]),
    logFile: text("logFile"),
    waitSeconds: whole2("waitSeconds", text("waitSeconds"), 0, 86400) ?? 0,
    unknownVariables: unknownVariables(env)
  };
}
function parseFlags(args) {
  try {
    return readFlags(args);
  } catch (error) {
    throw error instanceof TypeError ? new SharerError(
      {
        code: "TKT-SETTING",
        what: `${error.message}.`,
        next: [run(shell`ticket-sharer --help`)],
        exit: Exit.usage
      },
      error
    ) : error;
  }
}
function textOf2(name, value) {
  if (value?.includes("\uFFFD"))
    throw wrong(name, `is ${JSON.stringify(value)}, which is not UTF-8 and cannot be read`, [
      act("rename it: plain letters, or UTF-8 (convmv -f ISO-8859-1 -t UTF-8 --notest FOLDER)")
    ]);
  return value === void 0 || value.trim() === "" ? void 0 : value.trim();
}
function principalChange(value = "refuse") {
  return value === "refuse" || value === "allow" ? value : principalOf("principalChange", value);
}
function principalOf(name, text) {
  try {
    return parsePrincipal(text);
  } catch (error) {
    throw error instanceof Krb5Error ? wrong(name, `cannot be read: ${error.message}`, anyOf(...error.next)) : error;
  }
}
function boolean(name, value) {
  if (value === void 0) return !1;
  if (/^(true|1|yes|on)$/i.test(value)) return !0;
  if (/^(false|0|no|off)$/i.test(value)) return !1;
  throw wrong(name, `is ${JSON.stringify(value)}, not true or false`, [setTo(name, "true")]);
}
function whole2(name, value, low, high) {
  if (value === void 0) return;
  let number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= low && number <= high) return number;
  throw wrong(name, `is ${JSON.stringify(value)}, not a whole number from ${low} to ${high}`, [
    setTo(name, "300")
  ]);
}
function oneOf(name, value, known) {
  if (value === void 0) return known[0];
  let found = known.find((word) => word === value);
  if (found !== void 0) return found;
  throw wrong(name, `is ${JSON.stringify(value)}, not ${known.join(" or ")}`, [setTo(name, known[0])]);
}
function setTo(name, value) {
  return act(`set ${options[name].variable}=${quoted(value)}`);
}
function unknownVariables(env) {
  let known = new Set(Object.values(options).map(({ variable }) => variable));
  return Object.keys(env).filter((name) => name.startsWith("TICKET_") && !known.has(name));
}
function wrong(name, because, next) {
  let { variable, flag } = options[name];
  return new SharerError({
    code: "TKT-SETTING",
    what: `${variable} (--${flag}) ${because}.`,
    next,
    exit: Exit.usage
  });
}

// packages/ticket-sharer/src/clock.ts
var systemClock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    let timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  }
};

// packages/ticket-sharer/src/sharer/problem-memory.ts
var ProblemMemory = class {
  #log;
  #event;
  #now;
  #episode;
  #reported;
  #retryMs = 1e3;
  #notBefore = Number.NEGATIVE_INFINITY;
  constructor(log, event, now) {
    this.#log = log, this.#event = event, this.#now = now;
  }
  /** The problem, reported or not. */
  get any() {
    return this.#episode?.problem;
  }
  /** The problem that was reported and is not over. */
  get reported() {
    return this.#reported;
  }
  /** The reported problem, unless it is only that a worse ticket was offered. */
  get severe() {
    return this.#episode?.level === "info" ? void 0 : this.#reported;
  }
  /** Whether it may be over in a moment. */
  get fresh() {
    return this.#episode?.problem.transient === !0 && this.#now() - this.#episode.since < 200;
  }
  set(problem, level) {
    let now = this.#now(), { problem: before, since = now } = this.#episode ?? {}, goesOn = before !== void 0 && (keyOf(before) === keyOf(problem) || before.transient === !0 && problem.transient === !0);
    this.#episode = { problem, level, since: goesOn ? since : now }, this.#notBefore = now + this.#retryMs, this.#retryMs = Math.min(this.#retryMs * 2, 6e4), this.flush();
  }
  /** Nothing is wrong, but nothing was gained either: not again for a minute. */
  wait() {
    this.#notBefore = this.#now() + 6e4;
  }
  clear() {
    let was = this.#reported;
    this.#episode = void 0, this.#reported = void 0, this.#retryMs = 1e3, this.#notBefore = Number.NEGATIVE_INFINITY, was !== void 0 && was.exit !== 0 && this.#log.write("info", {
      event: `${this.#event}-recovered`,
      message: `Over: ${was.what}`,
      code: was.code
    });
  }
  /** Reports a problem that is new; a transient one once it has lasted. */
  flush() {
    if (this.#episode === void 0) return;
    let { problem, level, since } = this.#episode, age = this.#now() - since;
    if (problem.transient && age >= 0 && age < 1e3) return;
    let isNew = this.#reported === void 0 || keyOf(this.#reported) !== keyOf(problem);
    this.#reported = problem, isNew && this.#log.problem(level, this.#event, problem);
  }
  /** Whether it is time to try again what failed. */
  mayTry() {
    let wait = this.#notBefore - this.#now();
    return wait <= 0 || wait > 6e4;
  }
};
function keyOf({ code, subject, what }) {
  return `${code} ${subject ?? what}`;
}

// packages/ticket-sharer/src/source/file-source.ts
import { realpathSync, statSync as statSync5 } from "node:fs";
import { basename as basename2, dirname as dirname2 } from "node:path";

// packages/ticket-sharer/src/source/bounded-read.ts
import {
  closeSync as closeSync3,
  constants as constants2,
  fstatSync as fstatSync3,
  lstatSync,
  openSync as openSync3,
  readSync,
  statSync as statSync4
} from "node:fs";

// packages/ticket-sharer/src/source/identity.ts
import { readFileSync as readFileSync2 } from "node:fs";
function effectiveUid() {
  return process.geteuid?.();
}
function whoAmI() {
  return `uid ${process.getuid?.() ?? "?"}, gid ${process.getgid?.() ?? "?"}`;
}
function userNamespaceAdvice(map = userMap()) {
  return map === void 0 || /^\s*0\s+0\s+4294967295\s*$/.test(map) ? "" : ` This container's user ids are not the host's (rootless Docker, Podman or userns-remap): in rootless Docker the host's user is uid 0 in here, so set user: "0:0"; with userns-remap set userns_mode: host.`;
}
function userMap() {
  try {
    return readFileSync2("/proc/self/uid_map", "utf8");
  } catch {
    return;
  }
}

// packages/ticket-sharer/src/source/bounded-read.ts
var largestCache = 1024 * 1024;
function readBounded(path, owner = effectiveUid()) {
  for (let attempt = 0; attempt < 5; attempt++) {
    let read = readOnce(path, owner);
    if (read !== void 0) return read;
  }
  throw new SharerError({
    code: "TKT-SOURCE-CHANGING",
    what: `${path} is being rewritten faster than it can be read.`,
    next: [run(shell`ls -l --time-style=full-iso ${path}`, "which program rewrites it?")],
    exit: Exit.data,
    transient: !0
  });
}
function readOnce(path, owner) {
  let file;
  try {
    refuseOddKinds(path, statSync4(path, { bigint: !0 })), file = openSync3(
      path,
      constants2.O_RDONLY | constants2.O_NONBLOCK | constants2.O_NOCTTY | linkFlag(path, owner)
    );
    let before = fstatSync3(file, { bigint: !0 });
    refuseOddKinds(path, before), refuseOthers(path, "file", Number(before.uid), owner);
    let buffer = Buffer.allocUnsafeSlow(Number(before.size) + 1), length = 0;
    for (; ; ) {
      let got = readSync(file, buffer, length, buffer.length - length, null);
      if (length += got, got === 0 || length === buffer.length) break;
    }
    let after = fstatSync3(file, { bigint: !0 });
    return before.mtimeNs === after.mtimeNs && before.size === after.size && BigInt(length) === after.size ? { bytes: buffer.subarray(0, length), status: after } : void 0;
  } catch (error) {
    throw error instanceof SharerError ? error : new SharerError(readProblem(path, error), error);
  } finally {
    file !== void 0 && closeSync3(file);
  }
}
function linkFlag(path, owner) {
  let found = lstatSync(path);
  return found.isSymbolicLink() ? (found.uid !== 0 && refuseOthers(path, "link", found.uid, owner), 0) : constants2.O_NOFOLLOW;
}
function refuseOthers(path, what, uid, owner) {
  if (!(owner === void 0 || uid === owner))
    throw new SharerError({
      code: "TKT-SOURCE-OWNER",
      what: `${path} is a ${what} of uid ${uid}, not of uid ${owner}, whose ticket is shared here.`,
      why: "Another user's ticket would let every DAG log in as that user.",
      next: anyOf(
        run(shell`ls -ln ${path}`, "shows whose it is"),
        act(`have it removed, then get a new ticket with kinit as uid ${owner}`)
      ),
      exit: Exit.denied
    });
}
function refuseOddKinds(path, status) {
  let kind = status.isDirectory() ? "a folder" : status.isFIFO() ? "a FIFO" : status.isSocket() ? "a socket" : status.isFile() ? void 0 : "a device";
  if (kind !== void 0)
    throw new SharerError({
      code: "TKT-SOURCE-KIND",
      what: `${path} is ${kind}, not a credential cache file.`,
      why: "Opening one could wait for ever, so it is not opened.",
      next: [run(shell`klist`, "shows where your ticket is"), act("set TICKET_SOURCE to that file")],
      exit: Exit.data
    });
  if (status.size > BigInt(largestCache))
    throw new SharerError({
      code: "TKT-SOURCE-TOO-BIG",
      what: `${path} has ${status.size} bytes; a credential cache has a few thousand, and above 1 MiB it is not read.`,
      next: anyOf(
        run(shell`kdestroy && kinit`, "writes a new one"),
        act("set TICKET_SOURCE to the file that klist shows")
      ),
      exit: Exit.data
    });
}
function readProblem(path, error) {
  let errno = errnoOf(error) ?? String(error);
  return errno === "ENOENT" || errno === "ENOTDIR" ? {
    code: "TKT-SOURCE-MISSING",
    what: `There is no ticket at ${path}.`,
    next: anyOf(
      run(shell`kinit`, "on the host; it is shared as soon as it is there"),
      run(shell`klist`, "shows where a ticket is")
    ),
    exit: Exit.noInput,
    transient: !0
  } : errno === "EACCES" || errno === "EPERM" ? {
    code: "TKT-SOURCE-DENIED",
    what: `${path} may not be read by ${whoAmI()}${ownerOf(path)}.`,
    why: `A ticket can be read by its owner only.${userNamespaceAdvice()}`,
    next: anyOf(
      act('run it as the user who owns the ticket: user: "$(stat -c %u CACHE):0" in Compose'),
      run(shell`ls -ln ${path}`)
    ),
    exit: Exit.denied
  } : errno === "ELOOP" ? {
    code: "TKT-SOURCE-LOOP",
    what: `${path} is a symbolic link that leads back to itself.`,
    next: [run(shell`ls -l ${path}`), act("set TICKET_SOURCE to the file that klist shows")],
    exit: Exit.data
  } : {
    code: "TKT-SOURCE-READ",
    what: `${path} cannot be read (${errno}).`,
    next: anyOf(
      run(shell`ls -l ${path}`),
      run(shell`dmesg | tail`, "a disk or network mount that fails says so there")
    ),
    exit: Exit.noInput
  };
}
function ownerOf(path) {
  try {
    let { uid, mode } = statSync4(path);
    return `: it belongs to uid ${uid}, mode ${(mode & 4095).toString(8).padStart(4, "0")}`;
  } catch {
    return ": a folder above it is closed to this user";
  }
}

// packages/ticket-sharer/src/source/file-source.ts
function fileSource(path) {
  return {
    description: path,
    signature: () => signatureOf(path),
    folders: () => [.../* @__PURE__ */ new Set([dirname2(path), dirname2(resolved(path))])],
    matters: (name) => name === basename2(path) || name === basename2(resolved(path)),
    async read() {
      let { bytes, status } = readBounded(path);
      return { bytes, file: identityOf(status), name: path };
    }
  };
}
function identityOf({ dev, ino, birthtimeNs }) {
  return `${dev}:${ino}:${birthtimeNs}`;
}
function signatureOf(path) {
  try {
    let { dev, ino, size, mtimeNs, ctimeNs } = statSync5(path, { bigint: !0 });
    return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch (error) {
    return errnoOf(error) ?? "?";
  }
}
function resolved(path) {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

// packages/ticket-sharer/src/status/counters.ts
function makeCounters() {
  return { copies: /* @__PURE__ */ new Map(), renewals: /* @__PURE__ */ new Map(), lastSuccess: 0 };
}
function count(counter, key) {
  counter.set(key, (counter.get(key) ?? 0) + 1);
}

// packages/ticket-sharer/src/ticket.ts
function usableTicket(bytes, { now, pinned, minimumSeconds = 0 }) {
  let cache = parseCcache(bytes);
  if (pinned !== void 0 && !cache.principal.equals(pinned))
    throw new SharerError({
      code: "TKT-PRINCIPAL",
      what: `The ticket belongs to ${cache.principal}, but only ${pinned}'s may be shared.`,
      why: "TICKET_PRINCIPAL names whose ticket may be shared.",
      next: anyOf(
        run(shell`kinit ${String(pinned)}`),
        act(`set TICKET_PRINCIPAL=${cache.principal}, if that is whom you meant, or leave it unset`)
      ),
      exit: Exit.otherPrincipal
    });
  let judgement = judge(cache, { now: new Date(now), minimumSeconds });
  if (judgement.usable)
    return {
      bytes,
      cache,
      facts: judgement.ticket,
      client: judgement.client,
      clockOffsetSeconds: judgement.clockOffsetSeconds
    };
  throw new SharerError(unusable2(judgement));
}
function unusable2({ reason, client }) {
  let { kind, message, next } = reason, problem = {
    code: `TKT-TICKET-${kind.toUpperCase()}`,
    what: message,
    subject: String(client),
    next: anyOf(...next),
    exit: kind === "empty" || kind === "no-tgt" || kind === "cross-realm-only" ? Exit.noInput : Exit.credential,
    // krenew empties the cache before it fills it again.
    transient: kind === "empty" || kind === "no-tgt"
  };
  return kind !== "not-yet-valid" ? problem : {
    ...problem,
    why: "Either it is post-dated, or this machine's clock is behind the KDC's.",
    next: anyOf(
      run(shell`date -u`, "compare with another machine's; in WSL after sleep: sudo hwclock -s"),
      ...next
    )
  };
}
function usableUntil(ticket) {
  return (ticket.facts.endtime - ticket.clockOffsetSeconds) * 1e3;
}

// packages/ticket-sharer/src/kdc/due.ts
function isHalfOver(ticket, now) {
  let { starttime, endtime } = ticket.facts;
  return now / 1e3 + ticket.clockOffsetSeconds >= starttime + (endtime - starttime) / 2;
}
function isRenewalDue(ticket, now) {
  let { renewTill, endtime } = ticket.facts;
  return renewTill !== void 0 && renewTill > endtime && isHalfOver(ticket, now);
}

// packages/ticket-sharer/src/kdc/private-copy.ts
import { existsSync, mkdtempSync, readdirSync as readdirSync2, readFileSync as readFileSync3, rmSync, writeFileSync as writeFileSync2 } from "node:fs";
import { tmpdir } from "node:os";
import { join as join2 } from "node:path";
var prefix = "ticket-sharer-", PrivateCopy = class {
  #folder;
  /** @throws SharerError TKT-TEMPORARY */
  constructor(bytes) {
    try {
      this.#folder = mkdtempSync(join2(tmpdir(), `${prefix}${process.pid}-`)), bytes !== void 0 && writeFileSync2(this.#path, bytes, { mode: 384 });
    } catch (error) {
      throw temporaryError(error);
    }
  }
  get name() {
    return `FILE:${this.#path}`;
  }
  read() {
    return readFileSync3(this.#path);
  }
  remove() {
    rmSync(this.#folder, { recursive: !0, force: !0 });
  }
  get #path() {
    return join2(this.#folder, "krb5cc");
  }
};
function temporaryError(error) {
  let folder = tmpdir();
  return new SharerError(
    {
      code: "TKT-TEMPORARY",
      what: `No private copy of the ticket can be made and removed in ${tmpdir()} (${errnoOf(error) ?? String(error)}).`,
      why: "kinit works on a copy that nobody else sees.",
      next: anyOf(run(shell`df -h ${folder}; ls -ld ${folder}`), act("set TMPDIR to another folder")),
      exit: Exit.cannotPublish
    },
    error
  );
}
function removePrivateLeftovers() {
  for (let name of namesIn(tmpdir())) {
    let [, pid] = /^ticket-sharer-(\d+)-/.exec(name) ?? [];
    if (!(pid === void 0 || Number(pid) !== process.pid && lives(Number(pid))))
      try {
        rmSync(join2(tmpdir(), name), { recursive: !0, force: !0 });
      } catch (error) {
        if (errnoOf(error) !== "EACCES" && errnoOf(error) !== "EPERM") throw error;
      }
  }
}
function namesIn(folder) {
  try {
    return existsSync(folder) ? readdirSync2(folder) : [];
  } catch (error) {
    throw temporaryError(error);
  }
}
function lives(pid) {
  try {
    return process.kill(pid, 0), !0;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}

// packages/ticket-sharer/src/kdc/program.ts
import { spawn } from "node:child_process";
var timeoutMs = 3e4, mostSaid = 8192, notFound = 127, cannotStart = 126, runProgram = ([file, ...args], { cache, signal }) => new Promise((resolve, reject) => {
  let failed = (error) => {
    let { name, code = "?", syscall = "" } = error;
    name === "AbortError" ? resolve({ code: 130, said: `${file}: stopped` }) : code === "ENOENT" ? resolve({ code: notFound, said: `${file}: not found` }) : syscall.startsWith("spawn") ? resolve({ code: cannotStart, unstarted: code, said: `${file} cannot be started (${code})` }) : reject(error);
  }, child;
  try {
    child = spawn(file, args, {
      env: environment(cache),
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      timeout: timeoutMs
    });
  } catch (error) {
    failed(error);
    return;
  }
  child.once("error", failed);
  let said = "", hear = (chunk) => {
    said = (said + chunk).slice(0, mostSaid);
  };
  child.stdout?.setEncoding("utf8").on("data", hear), child.stderr?.setEncoding("utf8").on("data", hear), child.once("close", (code, endedBy) => {
    endedBy === null || child.killed ? resolve({
      code: code ?? 124,
      said: endedBy === null ? said : `${said}${file}: no answer within ${timeoutMs / 1e3} s`
    }) : resolve({ code: 128, endedBy, said: `${said}${file}: ended by ${endedBy}` });
  });
});
function environment(cache) {
  let inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("TICKET_") && name !== "LANGUAGE"
  );
  return { ...Object.fromEntries(inherited), LC_ALL: "C", KRB5CCNAME: cache };
}

// packages/ticket-sharer/src/kdc/problems.ts
function kdcProblem({ program, failed, next, isLogin }, { code, said, unstarted, endedBy }) {
  let why = printable(said.trim().split(`
`).at(-1) ?? "").slice(0, 500), problem = (kind, exit, steps) => ({
    code: `TKT-${kind}`,
    what: `${failed}.`,
    why: why === "" ? `${program} exited with ${code}.` : why,
    next: anyOf(...steps),
    exit
  });
  return code === notFound ? problem("NO-PROGRAM", Exit.unavailable, [
    run(shell`apt-get install krb5-user`, "or use the ticket sharer's own image")
  ]) : unstarted !== void 0 ? problem("NOT-STARTED", Exit.unavailable, [
    ["EACCES", "EPERM"].includes(unstarted) ? run(shell`ls -lL "$(command -v kinit)"`, "may this user execute it?") : act("nothing, where there is room again: it is tried again each minute"),
    act("raise what is used up: pids_limit (EAGAIN), mem_limit (ENOMEM), ulimits: nofile (EMFILE)")
  ]) : endedBy !== void 0 ? problem("PROGRAM-ENDED", Exit.unavailable, [
    act("nothing, where it was once: it is tried again each minute"),
    run(
      shell`dmesg | tail`,
      "out of memory: raise mem_limit; a crash: check the Kerberos packages of the image"
    )
  ]) : /cannot contact any KDC|cannot (find|resolve|locate) .*(KDC|realm)|no answer within|resolve network address|connection refused/i.test(
    said
  ) ? problem("KDC-UNREACHABLE", Exit.unavailable, [
    act("nothing, where the KDC or the VPN comes back: it is tried again each minute"),
    act("set TICKET_NETWORK=host, where only the host reaches the KDC, as through a VPN"),
    run(shell`getent hosts KDC; grep -A3 realms /etc/krb5.conf`, "is it the right KDC?")
  ]) : /clock skew/i.test(said) ? problem("CLOCK-SKEW", Exit.credential, [
    run(shell`sudo hwclock -s`, "in WSL, after sleep"),
    run(shell`timedatectl`, "is the time synchronized? The KDC allows five minutes")
  ]) : isLogin && /preauthentication failed|decrypt integrity check failed|password incorrect/i.test(said) ? problem("KEYTAB-REFUSED", Exit.credential, [
    act(
      "make a new keytab with ktpass (Windows) or ktutil: the account's password was changed, or it is another account's"
    ),
    run(
      adp`platform start`,
      "once it is there; not tried again before, since each failed login counts towards a lockout"
    ),
    ...next
  ]) : isLogin && /credentials have been revoked|password has expired|client .*not found/i.test(said) ? problem("KDC-REFUSED", Exit.credential, [
    act(
      "ask its administrator whether the account is locked, disabled, expired or renamed; it is tried again each minute"
    ),
    ...next
  ]) : /keytab|key table|no suitable keys/i.test(said) ? problem("KEYTAB", Exit.credential, [
    run(shell`klist -k KEYTAB`, "whose keys does it hold, and may this user read it?"),
    ...next
  ]) : problem("KDC-REFUSED", Exit.credential, next);
}

// packages/ticket-sharer/src/kdc/kdc-work.ts
var KdcWork = class {
  #o;
  #problem;
  #abort = new AbortController();
  #copy;
  #working;
  #bug;
  /** The keytab that the KDC refused. Each try would be a failed login, and some of those lock the account. */
  #refusedKeytab;
  constructor(options2) {
    this.#o = options2;
    let { clock, log, settings } = options2, event = settings.keytab === void 0 ? "renewal" : "keytab";
    this.#problem = new ProblemMemory(log, event, () => clock.now());
  }
  /** Why no ticket could be got or renewed, reported or not. */
  get problem() {
    return this.#problem.any;
  }
  get reported() {
    return this.#problem.reported;
  }
  /** Starts what is due, and does not wait for it. */
  tick(sharer) {
    if (this.#bug !== void 0) throw this.#bug.error;
    if (this.#working !== void 0 || this.#abort.signal.aborted) return;
    let job = this.#next(sharer);
    job !== void 0 && (this.#working = job().catch((error) => {
      error instanceof SharerError ? this.#problem.set(error.problem, "warn") : this.#bug = { error };
    }).finally(() => {
      this.#working = void 0, this.#drop(), sharer.writeStatus();
    }));
  }
  /** Resolves when the work in hand is done. */
  async idle() {
    if (await this.#working, this.#bug !== void 0) throw this.#bug.error;
  }
  /** Ends the program that runs, and removes its cache. */
  stop() {
    this.#abort.abort(), this.#drop();
  }
  #next(sharer) {
    let { settings, clock } = this.#o, { keytab, renew } = settings, now = clock.now(), { ticket } = sharer.copy.publication, shared = sharer.copy.usable ? ticket : void 0;
    if (this.#problem.mayTry()) {
      if (keytab !== void 0) {
        let due = shared === void 0 || isHalfOver(shared, now), refused = signatureOf(keytab) === this.#refusedKeytab;
        return due && !refused ? () => this.#fromKeytab(sharer, keytab) : void 0;
      }
      if (!(!renew || shared === void 0 || !isRenewalDue(shared, now)))
        return () => this.#renew(sharer, shared);
    }
  }
  async #renew(sharer, ticket) {
    let copy = this.#take(ticket.bytes), asked = {
      program: "kinit",
      failed: `The ticket of ${ticket.client} cannot be renewed`,
      next: [run(shell`kinit -r 7d ${String(ticket.client)}`, "on the host: a new ticket")]
    };
    await this.#ask(["kinit", "-R", "-c", copy.name], asked, copy) ? this.#share(sharer, copy, ticket.client, "renewal") : count(sharer.counters.renewals, "failed");
  }
  async #fromKeytab(sharer, keytab) {
    let principal = this.#o.settings.principal, copy = this.#take(), asked = {
      program: "kinit",
      failed: `The keytab ${keytab} gives no ticket for ${principal}`,
      next: [
        run(shell`kinit -k -t ${keytab} ${String(principal)}`, "reports the same, by hand"),
        run(shell`klist -k ${keytab}`)
      ],
      isLogin: !0
    }, argv = ["kinit", "-k", "-t", keytab, "-c", copy.name, String(principal)], signature = signatureOf(keytab);
    await this.#ask(argv, asked, copy) ? this.#share(sharer, copy, void 0, "keytab") : count(sharer.counters.renewals, "failed"), this.#refusedKeytab = this.problem?.code === "TKT-KEYTAB-REFUSED" ? signature : void 0;
  }
  /** `client`: whose ticket must still be the shared one, since another's may have come meanwhile. */
  #share(sharer, copy, client, origin) {
    let { settings, clock } = this.#o, shared = sharer.copy.publication.ticket;
    if (!(client !== void 0 && shared?.client.equals(client) !== !0))
      try {
        let ticket = usableTicket(copy.read(), { now: clock.now(), pinned: settings.principal });
        count(sharer.counters.renewals, "renewed"), this.#problem.clear(), sharer.copy.offer(ticket, origin).kind !== "shared" && this.#problem.wait();
      } catch (error) {
        count(sharer.counters.renewals, "failed"), this.#problem.set(problemOf(error), "warn");
      }
  }
  async #ask(argv, asked, copy) {
    let finished = await this.#o.run(argv, { cache: copy.name, signal: this.#abort.signal });
    return this.#abort.signal.aborted ? !1 : finished.code === 0 ? !0 : (this.#problem.set(kdcProblem(asked, finished), "warn"), !1);
  }
  #take(bytes) {
    return this.#copy = new PrivateCopy(bytes), this.#copy;
  }
  #drop() {
    this.#copy?.remove(), this.#copy = void 0;
  }
};

// packages/ticket-sharer/src/kdc/make.ts
function makeKdcWork(options2) {
  let { renew, keytab } = options2.settings;
  if (!(!renew && keytab === void 0))
    return removePrivateLeftovers(), new KdcWork({ ...options2, run: runProgram });
}

// packages/ticket-sharer/src/publish/prepare.ts
import { statSync as statSync8 } from "node:fs";
import { join as join5 } from "node:path";

// packages/ticket-sharer/src/source/watch.ts
import { statSync as statSync6, watch } from "node:fs";
var FolderWatch = class {
  #source;
  #changed;
  #folders = /* @__PURE__ */ new Map();
  /** TKT-SOURCE-STALE: the mount shows a folder that no longer exists. */
  stale;
  constructor(source, changed) {
    this.#source = source, this.#changed = changed;
  }
  /** Brings the watches up to date with the folders that there are now. */
  sync() {
    this.stale = void 0;
    let wanted = this.#source.folders();
    for (let [folder, watched] of this.#folders)
      wanted.includes(folder) || (watched.watcher?.close(), this.#folders.delete(folder));
    for (let folder of wanted) this.#syncOne(folder);
  }
  close() {
    for (let { watcher } of this.#folders.values()) watcher?.close();
    this.#folders.clear();
  }
  #syncOne(folder) {
    let identity = identityOf2(folder);
    identity === removed && (this.stale = staleMount(folder, "TKT-SOURCE-STALE"));
    let known = this.#folders.get(folder);
    known?.identity !== identity && (known?.watcher?.close(), this.#folders.set(folder, {
      identity,
      watcher: identity === "" || identity === removed ? void 0 : this.#watch(folder)
    }), known !== void 0 && this.#changed());
  }
  #watch(folder) {
    try {
      let watcher = watch(folder, (_, name) => {
        name !== null && !this.#source.matters(name) || this.#changed();
      });
      return watcher.on("error", () => watcher.close()), watcher;
    } catch {
      return;
    }
  }
}, removed = "removed";
function identityOf2(folder) {
  try {
    let { dev, ino, nlink, birthtimeMs } = statSync6(folder);
    return nlink === 0 ? removed : `${dev}:${ino}:${birthtimeMs}`;
  } catch {
    return "";
  }
}
function staleMount(folder, code) {
  return {
    code,
    what: `${folder} was removed, and perhaps created again, on the host; this mount still shows the removed one.`,
    why: "A mount holds on to the folder itself, not to its name. Starting again mounts the new one.",
    next: anyOf(
      act(
        "nothing, where the folder is there again: this exits with 75 in a while, and the container's restart mounts it"
      ),
      run(
        adp`platform start`,
        "where it came back later: a container whose folder is missing cannot be started"
      )
    ),
    exit: Exit.restart
  };
}

// packages/ticket-sharer/src/publish/foreign.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { linkSync, lstatSync as lstatSync2, renameSync as renameSync3, rmdirSync } from "node:fs";
import { basename as basename3, dirname as dirname3, join as join3 } from "node:path";
function moveAway(path, found = lstatSync2(path)) {
  let aside = join3(dirname3(path), `.${basename3(path)}.${randomBytes2(6).toString("hex")}`);
  renameSync3(path, aside);
  let moved = lstatSync2(aside);
  (moved.ino !== found.ino || moved.mtimeMs !== found.mtimeMs) && giveBack(aside, path), moved.isDirectory() ? removeIfEmpty(aside) : removeIfPresent(aside);
}
function writeOver(path, content, options2) {
  try {
    writeAtomic(path, content, options2);
  } catch (error) {
    if (errnoOf(error) !== "EISDIR") throw error;
    moveAway(path), writeAtomic(path, content, options2);
  }
}
function giveBack(aside, path) {
  try {
    linkSync(aside, path);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
}
function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "EACCES", "EPERM"].includes(errnoOf(error) ?? "")) throw error;
  }
}

// packages/ticket-sharer/src/publish/leftovers.ts
import { readdirSync as readdirSync3, statSync as statSync7 } from "node:fs";
import { join as join4 } from "node:path";
var leftoverMs = 1e4;
function removeLeftovers(folder, olderThanMs = leftoverMs) {
  for (let name of readdirSync3(folder)) {
    if (!stagedName.test(name)) continue;
    let path = join4(folder, name);
    try {
      let status = statSync7(path);
      status.isFile() && Date.now() - status.mtimeMs > olderThanMs && removeIfPresent(path);
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") throw error;
    }
  }
}

// packages/ticket-sharer/src/publish/problems.ts
import { dirname as dirname4 } from "node:path";
function refusalOf(candidate, shared) {
  if (!candidate.client.equals(shared.client)) return;
  let seconds = shared.facts.endtime - candidate.facts.endtime;
  if (!(seconds <= 0))
    return {
      code: "TKT-EARLIER",
      what: `The ticket of ${candidate.client} ends ${seconds} s before the one that is already shared, which stays.`,
      subject: String(candidate.client),
      next: [run(shell`kinit ${String(candidate.client)}`, "a new one ends later")],
      exit: Exit.ok
    };
}
function changeRefused(candidate, shared, { principal, principalChange: principalChange2, keytab }) {
  let { client } = candidate;
  if (!(shared === void 0 || client.equals(shared) || principal !== void 0 || keytab !== void 0) && !(principalChange2 === "allow" || principalChange2 !== "refuse" && client.equals(principalChange2)))
    return {
      code: "TKT-PRINCIPAL-CHANGED",
      what: `The ticket belongs to ${client}, and ${shared}'s was shared before: it is not published.`,
      why: "Every DAG would log in as another user from now on.",
      subject: String(client),
      next: anyOf(
        run(adp`platform start`, `shares the ticket of ${client} from now on`),
        run(shell`kinit ${String(shared)}`),
        act("set TICKET_PRINCIPAL_CHANGE=allow, to publish the ticket of any principal")
      ),
      exit: Exit.otherPrincipal
    };
}
function publishError(path, error) {
  if (error instanceof SharerError) return error;
  let errno = errnoOf(error);
  if (errno === void 0 || errno.startsWith("KRB5-")) return new SharerError(problemOf(error), error);
  let folder = dirname4(path), exit = Exit.cannotPublish;
  switch (errno) {
    case "ENOSPC":
    case "EDQUOT":
      return new SharerError(
        {
          code: "TKT-PUBLISH-FULL",
          what: `The ticket cannot be copied to ${folder}: the disk is full (${errno}). The copy that was there stays.`,
          next: anyOf(
            run(shell`df -h ${folder}; df -i ${folder}`),
            run(shell`docker system df`, "docker system prune frees space")
          ),
          exit
        },
        error
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new SharerError(
        {
          code: "TKT-PUBLISH-DENIED",
          what: `The ticket cannot be copied to ${folder}: ${whoAmI()} may not write there (${errno}).`,
          why: `The folder has to be writable for group 0 (root:0, mode 2770); a consumer that started first without "nocopy" may have changed it.${userNamespaceAdvice()}`,
          next: anyOf(
            run(
              shell`docker volume rm platform_kerberos_cache`,
              "then start the platform again; consumers mount it :ro,nocopy"
            ),
            run(shell`ls -ldn ${folder}`)
          ),
          exit
        },
        error
      );
    case "ENOENT":
    case "ENOTDIR":
    case "ESTALE":
      return new SharerError(
        {
          code: "TKT-PUBLISH-MISSING",
          what: `The ticket cannot be copied: the folder ${folder} is not there (${errno}).`,
          next: anyOf(
            run(shell`mkdir -p ${folder}`),
            act("set TICKET_CACHE_DIR to the folder that consumers mount")
          ),
          exit
        },
        error
      );
    default:
      return new SharerError(
        {
          code: "TKT-PUBLISH-FAILED",
          what: `The ticket cannot be copied to ${folder} (${errno}). The copy that was there stays.`,
          next: anyOf(
            run(shell`touch ${`${folder}/.try`}`, "does the file system work?"),
            run(shell`dmesg | tail`)
          ),
          exit
        },
        error
      );
  }
}

// packages/ticket-sharer/src/publish/prepare.ts
function prepareCache(folder) {
  try {
    tidyCache(folder), writeOver(join5(folder, ".keep"), "", { mode: 420, durable: !1, groupOfFolder: !0 });
  } catch (error) {
    let failure2 = publishError(join5(folder, "krb5cc"), error);
    if (failure2.problem.code !== "TKT-PUBLISH-FULL") throw failure2;
  }
}
function tidyCache(folder) {
  removeLeftovers(folder);
}
function refuseStaleCache(folder) {
  if (statSync8(folder, { throwIfNoEntry: !1 })?.nlink === 0) throw new SharerError(staleMount(folder, "TKT-CACHE-STALE"));
}

// packages/ticket-sharer/src/source/open.ts
import { statSync as statSync9 } from "node:fs";

// packages/ticket-sharer/src/source/directory-source.ts
function directorySource(residual) {
  let surroundings = hostSurroundings(), configuration = new Profile([]), locate = () => {
    let found = cacheSource({ type: "DIR", residual }, configuration, surroundings);
    if (found.kind !== "directory") throw new Error(`DIR gave ${found.kind}`);
    return found;
  }, folder = residual.startsWith(":") ? residual.slice(1, residual.lastIndexOf("/")) || "/" : residual;
  return {
    description: `DIR:${residual}`,
    signature() {
      let current;
      try {
        current = locate();
      } catch {
        return `?${signatureOf(folder)}`;
      }
      return `${current.path}=${signatureOf(current.path)}`;
    },
    folders: () => [folder],
    matters: (name) => name === "primary" || name.startsWith("tkt"),
    async read() {
      let { path } = locate(), { bytes, status } = readBounded(path);
      return { bytes, file: identityOf(status), name: path };
    }
  };
}

// packages/ticket-sharer/src/source/kcm-source.ts
function kcmSource(residual) {
  let surroundings = hostSurroundings(), locate = () => {
    let profile = readProfile(hostFiles, surroundings.env.KRB5_CONFIG), found = cacheSource({ type: "KCM", residual }, profile, surroundings);
    if (found.kind !== "kcm") throw new Error(`KCM gave ${found.kind}`);
    return found;
  };
  return {
    description: `KCM:${residual}`,
    signature: () => {
    },
    folders: () => [],
    matters: () => !1,
    async read() {
      let { socket, cache } = locate(), client = await KcmClient.connect(socket, { timeoutMs: 2e3, maximumBytes: 1024 * 1024 });
      try {
        return { bytes: serializeCcache(await client.read(cache)), file: void 0, name: `KCM:${cache ?? residual}` };
      } finally {
        client.close();
      }
    }
  };
}

// packages/ticket-sharer/src/source/open.ts
function openSource(text) {
  let name = nameOf(text);
  switch (name?.type) {
    case void 0: {
      let path = text.replace(/^FILE:/, "");
      return isFolder(path) ? directorySource(path) : fileSource(path);
    }
    case "DIR":
      return directorySource(name.residual.replace(/(?<=.)\/+$/, ""));
    case "KCM":
      return kcmSource(name.residual);
    default:
      throw new SharerError({
        code: "TKT-SOURCE-TYPE",
        what: `${text}: a ${name?.type} cache can be read neither from a container nor by another program.`,
        why: "Only the programs of the person who is logged in reach it.",
        next: anyOf(
          run(adp`platform start`, "exports such a ticket on the host, where that is possible"),
          run(shell`export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit`)
        ),
        exit: Exit.usage
      });
  }
}
function nameOf(text) {
  try {
    let name = parseCacheName(text);
    return name.type === "FILE" ? void 0 : name;
  } catch (error) {
    if (!(error instanceof CacheNameError)) throw error;
    let problem = {
      code: "TKT-SETTING",
      what: `TICKET_SOURCE (--source) does not name a credential cache: ${error.message}`,
      // The library's own advice is about KRB5CCNAME, which is not read here.
      next: [act("set TICKET_SOURCE to a path, DIR:/krb5/source, or KCM:")],
      exit: Exit.usage
    };
    throw new SharerError(problem, error);
  }
}
function isFolder(path) {
  try {
    return statSync9(path).isDirectory();
  } catch {
    return !1;
  }
}

// packages/ticket-sharer/src/sharer/restart-backoff.ts
var RestartBackoff = class {
  #mostSeconds;
  #now;
  #since;
  constructor(mostSeconds, now = () => performance.now()) {
    this.#mostSeconds = mostSeconds, this.#now = now;
  }
  /** Once a second. */
  isOver(stale, usable) {
    if (!stale)
      return this.#since = void 0, !1;
    this.#since ??= this.#now();
    let seconds = Math.min(usable ? 60 : 5, this.#mostSeconds);
    return this.#now() - this.#since >= seconds * 1e3;
  }
};

// packages/ticket-sharer/src/log/words.ts
function inWords(ticket, now) {
  let left = Math.floor((usableUntil(ticket) - now) / 1e3), { renewTill } = ticket.facts, validity = left > 0 ? `valid ${duration(left)}` : `expired ${duration(-left)} ago`, renewal = renewTill === void 0 ? "not renewable" : `renewable until ${day((renewTill - ticket.clockOffsetSeconds) * 1e3, now)}`;
  return `${ticket.client}, ${validity}, ${renewal}`;
}
var dayMs = 864e5, time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }), weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long" }), date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
function day(when, now) {
  return new Date(when).toDateString() === new Date(now).toDateString() ? time.format(when) : when - now < 6.5 * dayMs ? weekday.format(when) : date.format(when);
}

// packages/ticket-sharer/src/status/status.ts
function statusOf(input) {
  let { ticket, now } = input, usable = ticket !== void 0 && usableUntil(ticket) > now;
  return {
    version: 2,
    state: input.stopped ? "stopped" : usable ? "shared" : input.everShared ? "unusable" : "waiting",
    usable,
    text: ticket === void 0 ? input.fault?.what ?? "No ticket is shared." : inWords(ticket, now),
    ...ticket === void 0 ? {} : factsOf2(ticket),
    cache: input.cache,
    ...input.published === void 0 ? {} : { published: Math.floor(input.published / 1e3) },
    source: {
      name: input.source.name,
      ...input.source.problem === void 0 ? {} : { problem: reported(input.source.problem) }
    },
    ...input.problem === void 0 ? {} : { problem: reported(input.problem) },
    started: Math.floor(input.started / 1e3),
    updated: Math.floor(now / 1e3)
  };
}
function factsOf2(ticket) {
  let { renewTill } = ticket.facts;
  return {
    principal: String(ticket.client),
    realm: ticket.facts.realm,
    usableUntil: Math.floor(usableUntil(ticket) / 1e3),
    ...renewTill === void 0 ? {} : { renewableUntil: renewTill - ticket.clockOffsetSeconds },
    clockOffsetSeconds: ticket.clockOffsetSeconds
  };
}
function reported({ code, what, why, next }) {
  return { code, what, ...why === void 0 ? {} : { why }, next };
}

// packages/ticket-sharer/src/status/write-status.ts
import { join as join6 } from "node:path";

// packages/ticket-sharer/src/status/prometheus.ts
function prometheus(status, counters) {
  let lines2 = [], metric = (name, type, help, samples) => {
    lines2.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (let [labels, value] of samples) lines2.push(`${name}${labels} ${value}`);
  }, who = status.principal === void 0 ? "" : `{principal="${escaped(status.principal)}"}`;
  return metric("ticket_usable", "gauge", "1 while the shared ticket lets a login in.", [
    ["", Number(status.usable)]
  ]), metric(
    "ticket_expiry_timestamp_seconds",
    "gauge",
    "When the shared ticket ends, by this machine's clock.",
    [[who, status.usableUntil ?? 0]]
  ), metric("ticket_renewable_until_timestamp_seconds", "gauge", "Until when it can be renewed; 0: it cannot.", [
    ["", status.renewableUntil ?? 0]
  ]), metric(
    "ticket_last_success_timestamp_seconds",
    "gauge",
    "When the copy was last good, and nothing kept it from being kept up.",
    [["", Math.floor(counters.lastSuccess / 1e3)]]
  ), metric("ticket_clock_offset_seconds", "gauge", "How far the KDC's clock is ahead of this machine's.", [
    ["", status.clockOffsetSeconds ?? 0]
  ]), metric(
    "ticket_copy_total",
    "counter",
    "Tickets looked at, by what became of them.",
    labelled(counters.copies)
  ), metric(
    "ticket_renewal_total",
    "counter",
    "Renewals, and tickets got by keytab.",
    labelled(counters.renewals)
  ), `${lines2.join(`
`)}
`;
}
function labelled(counter) {
  return [...counter].map(([result, value]) => [`{result="${escaped(result)}"}`, value]);
}
function escaped(text) {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll(`
`, "\\n");
}

// packages/ticket-sharer/src/status/write-status.ts
function writeStatus(folder, status, counters) {
  let form = { mode: 420, durable: !1, groupOfFolder: !0 };
  writeOver(join6(folder, "healthy"), `${status.usable ? status.usableUntil : 0}
`, form), writeOver(join6(folder, "status.json"), `${JSON.stringify(status, null, 2)}
`, form);
  let metrics = join6(folder, "ticket.prom");
  status.state !== "stopped" ? writeOver(metrics, prometheus(status, counters), form) : removeIfPresent(metrics);
}

// packages/ticket-sharer/src/status/status-writer.ts
var everyMs = 6e4, atMostEveryMs = 200, StatusWriter = class {
  #o;
  #at = Number.NEGATIVE_INFINITY;
  #key = "";
  #failed = !1;
  constructor(options2) {
    this.#o = options2;
  }
  write({ key, now, soon }, status) {
    let age = Math.abs(now - this.#at);
    if (key === this.#key ? age < everyMs : soon && age < atMostEveryMs) return;
    let { folder, log, counters } = this.#o;
    try {
      writeStatus(folder, status(), counters), this.#at = now, this.#key = key, this.#failed = !1;
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      this.#failed || log.write("warn", {
        event: "status",
        message: `The status files cannot be written: ${error.message}`
      }), this.#failed = !0;
    }
  }
};

// packages/ticket-sharer/src/sharer/copy-keeper.ts
import { join as join8 } from "node:path";

// packages/ticket-sharer/src/publish/publication.ts
import { statSync as statSync10 } from "node:fs";
import { dirname as dirname5 } from "node:path";

// packages/ticket-sharer/src/publish/lock.ts
import { closeSync as closeSync4, lstatSync as lstatSync3, openSync as openSync4 } from "node:fs";
import { join as join7 } from "node:path";
var staleMs = 1e3;
function exclusively(folder, work) {
  let lock = join7(folder, ".lock");
  if (!(!take(lock) && !(removeInvalid(lock) && take(lock))))
    try {
      return { value: work() };
    } finally {
      removeIfPresent(lock);
    }
}
function take(lock) {
  try {
    return closeSync4(openSync4(lock, "wx", 384)), !0;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return !1;
    throw error;
  }
}
function removeInvalid(lock) {
  try {
    let found = lstatSync3(lock);
    return !(!found.isFile() || found.uid !== (effectiveUid() ?? found.uid)) && Math.abs(Date.now() - found.mtimeMs) < staleMs ? !1 : (moveAway(lock, found), !0);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return !0;
    throw error;
  }
}

// packages/ticket-sharer/src/publish/publication.ts
var Publication = class {
  path;
  #pinned;
  /** What its files belong to on this file system. */
  #owner = effectiveUid();
  #client;
  #ticket;
  #fault;
  #signature = "";
  /** What the file system, or not being a member of the folder's group, made of the mode of a published file. */
  #ownForm;
  constructor({ path, pinned }) {
    this.path = path, this.#pinned = pinned;
  }
  /** What the file held when it was last looked at. Whether it has ended meanwhile is up to the caller's clock. */
  get ticket() {
    return this.#ticket;
  }
  /** Whose ticket the copy holds or last held, also one that has ended. */
  get client() {
    return this.#client;
  }
  /** Why there is no usable copy; undefined where there is one. */
  get fault() {
    return this.#fault;
  }
  /** Differs when the file does. */
  get signature() {
    return this.#signature;
  }
  /** Whether consumers may read it: nobody has changed its mode or group, or the group of the folder. */
  get hasForm() {
    let form = formOf(this.path);
    return form === void 0 || form.asWanted || form.text === this.#ownForm;
  }
  /** Looks at the file again when it has changed. */
  refresh(now) {
    signatureOf(this.path) !== this.#signature && this.#look(now);
  }
  /**
   * Puts a usable ticket in place, unless the shared one is better.
   *
   * @throws SharerError TKT-PUBLISH-..., when the folder cannot be written
   */
  offer(candidate, now) {
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        let outcome = this.#offer(candidate, now);
        if (outcome !== void 0) return outcome;
      }
      return { kind: "busy" };
    } catch (error) {
      throw publishError(this.path, error);
    }
  }
  /** Removes the copy, and what a process that was killed before its rename left of one. */
  withdraw() {
    removeIfPresent(this.path), removeLeftovers(dirname5(this.path), Number.NEGATIVE_INFINITY), this.refresh(0);
  }
  /** Removes the file that was last looked at. Returns false where it has changed since, or another sharer writes. */
  remove(now) {
    let done = exclusively(dirname5(this.path), () => {
      let same = signatureOf(this.path) === this.#signature;
      return same && removeIfPresent(this.path), same;
    });
    return this.refresh(now), done?.value === !0;
  }
  /** undefined: another sharer was faster, so its copy has to be compared. */
  #offer(candidate, now) {
    (this.#ticket === void 0 || signatureOf(this.path) !== this.#signature) && this.#look(now);
    let before = this.#ticket !== void 0 && usableUntil(this.#ticket) > now ? this.#ticket : void 0, refused = before === void 0 ? void 0 : refusalOf(candidate, before);
    if (refused !== void 0) return { kind: "refused", problem: refused };
    let { bytes } = candidate;
    if (before !== void 0 && equalBytes(bytes, before.bytes) && this.hasForm) return { kind: "unchanged" };
    let staged = stage(this.path, bytes, { mode: 416, durable: !0, groupOfFolder: !0 });
    this.#owner = effectiveUid() === void 0 ? void 0 : staged.uid;
    try {
      let done = exclusively(dirname5(this.path), () => {
        let same = signatureOf(this.path) === this.#signature;
        return same && this.#put(staged), same;
      });
      if (done === void 0) return { kind: "busy" };
      if (!done.value) return;
    } finally {
      staged.drop();
    }
    return syncFolder(dirname5(this.path)), this.#look(now), this.#ownForm = formOf(this.path)?.text, { kind: "published", ticket: this.#ticket ?? candidate, before };
  }
  #put(staged) {
    try {
      staged.put();
    } catch (error) {
      if (errnoOf(error) !== "EISDIR") throw error;
      moveAway(this.path), staged.put();
    }
  }
  #look(now) {
    this.#signature = signatureOf(this.path);
    try {
      let { bytes } = readBounded(this.path, this.#owner);
      this.#client = clientOf(bytes) ?? this.#client, this.#ticket = usableTicket(bytes, { now, pinned: this.#pinned }), this.#fault = void 0;
    } catch (error) {
      this.#ticket = void 0, this.#fault = faultOf(error, this.path);
    }
  }
};
function formOf(path) {
  try {
    let { mode, gid } = statSync10(path), folder = statSync10(dirname5(path)).gid;
    return { text: [mode, gid, folder].join(), asWanted: (mode & 4095) === 416 && gid === folder };
  } catch {
    return;
  }
}
function clientOf(bytes) {
  try {
    return parseCcache(bytes).principal;
  } catch (error) {
    if (error instanceof Krb5Error) return;
    throw error;
  }
}
function faultOf(error, path) {
  let problem = error instanceof SharerError ? error.problem : publishError(path, error).problem;
  return problem.code === "TKT-SOURCE-OWNER" ? {
    ...problem,
    code: "TKT-COPY-OWNER",
    why: "Another container that mounts the volume for writing put it there: consumers mount it :ro,nocopy.",
    next: [
      run(shell`docker ps --filter volume=platform_kerberos_cache`, "lists the containers that mount it")
    ]
  } : problem.code === "TKT-SOURCE-MISSING" ? {
    code: "TKT-NOT-SHARED",
    what: `No ticket is shared yet: there is none at ${path}.`,
    next: [run(shell`kinit`, "on the host")],
    exit: problem.exit
  } : problem;
}

// packages/ticket-sharer/src/status/alarms.ts
var thresholds = [60, 15, 5], Alarms = class {
  #until;
  /** The smallest threshold reported, 0 for the end itself. */
  #given = Number.POSITIVE_INFINITY;
  /** Called each second or so; returns what has to be reported now. A ticket got late in its life gives one alarm, not three. */
  due(ticket, now) {
    let until = usableUntil(ticket);
    until !== this.#until && (this.#until = until, this.#given = Number.POSITIVE_INFINITY);
    let left = until - now, crossed = left <= 0 ? 0 : thresholds.findLast((minutes) => left <= minutes * 6e4);
    if (!(crossed === void 0 || crossed >= this.#given))
      return this.#given = crossed, crossed === 0 ? { level: "error", problem: ended(ticket) } : { level: "warn", problem: ending(ticket, Math.round(left / 1e3)) };
  }
};
function ending({ client, facts }, left) {
  return {
    code: "TKT-ENDING",
    what: `The ticket of ${client} ends in ${duration(left)}.`,
    next: anyOf(
      ...facts.renewTill === void 0 ? [] : [run(shell`kinit -R`, "on the host")],
      run(shell`kinit ${String(client)}`, "on the host")
    ),
    exit: Exit.ok
  };
}
function ended({ client }) {
  return {
    code: "TKT-TICKET-EXPIRED",
    what: `The shared ticket of ${client} has ended: logins fail from now on.`,
    next: [run(shell`kinit ${String(client)}`, "on the host")],
    exit: Exit.credential
  };
}

// packages/ticket-sharer/src/sharer/announce.ts
var toleratedSeconds = 60;
function announce(log, { ticket, before, origin, now, renew }) {
  before !== void 0 && !before.client.equals(ticket.client) && log.write("warn", {
    event: "principal-changed",
    message: `The shared ticket was ${before.client}'s and is now ${ticket.client}'s.`,
    from: String(before.client),
    to: String(ticket.client),
    next: [act(`set TICKET_PRINCIPAL=${before.client}`, "shares only this principal's")]
  });
  let offset = ticket.clockOffsetSeconds;
  log.write("info", {
    event: "published",
    message: `${inWords(ticket, now)}${isPath(origin) ? "" : ` (${origin})`}`,
    principal: String(ticket.client),
    origin,
    usableUntil: new Date(usableUntil(ticket)).toISOString(),
    clockOffsetSeconds: offset
  });
  let { renewTill = 0, endtime } = ticket.facts;
  renew && isPath(origin) && renewTill <= endtime && log.write("warn", {
    event: "not-renewable",
    message: `The ticket of ${ticket.client} cannot be renewed: TICKET_RENEW will not keep it from ending.${lossOf(before, now)}`,
    code: "TKT-NOT-RENEWABLE",
    next: [run(shell`kinit -r 7d ${String(ticket.client)}`, "on the host: one that can be")]
  }), Math.abs(offset) > toleratedSeconds && log.write("warn", {
    event: "clock",
    message: `This machine's clock is ${Math.abs(offset)} s ${offset > 0 ? "behind" : "ahead of"} the KDC's.`,
    code: "TKT-CLOCK",
    next: anyOf(
      run(shell`sudo hwclock -s`, "in WSL, after sleep"),
      run(shell`timedatectl`, "is the time synchronized?")
    )
  });
}
function lossOf(before, now) {
  let { renewTill = 0, endtime = 0 } = before?.facts ?? {};
  return before === void 0 || renewTill <= endtime ? "" : ` The one before could be, until ${day((renewTill - before.clockOffsetSeconds) * 1e3, now)}.`;
}
function isPath(origin) {
  return /[/:]/.test(origin);
}

// packages/ticket-sharer/src/sharer/copy-keeper.ts
var notOwn = /* @__PURE__ */ new Set(["TKT-NOT-SHARED", "TKT-PRINCIPAL", "TKT-COPY-OWNER"]), CopyKeeper = class {
  publication;
  problem;
  #o;
  #alarms = new Alarms();
  #cancelTidying;
  /** The last good ticket, to put back. */
  #last;
  #published;
  #everShared;
  #stopped = !1;
  constructor(options2) {
    this.#o = options2;
    let { settings, clock, log } = options2, { cacheDir, principal: pinned } = settings;
    this.publication = new Publication({ path: join8(cacheDir, "krb5cc"), pinned }), this.problem = new ProblemMemory(log, "publish", () => clock.now()), this.publication.refresh(clock.now());
    let { fault: fault2 } = this.publication;
    this.#everShared = fault2 === void 0 || !notOwn.has(fault2.code), this.#cancelTidying = clock.after(leftoverMs, () => this.#inFolder(() => tidyCache(cacheDir)));
  }
  /** Whether the copy would let a login in now. */
  get usable() {
    let { ticket } = this.publication;
    return ticket !== void 0 && usableUntil(ticket) > this.#o.clock.now();
  }
  get everShared() {
    return this.#everShared;
  }
  /** When this process last wrote the copy, in milliseconds. */
  get published() {
    return this.#published;
  }
  get stopped() {
    return this.#stopped;
  }
  /** Offers a ticket that was read, or got from the KDC. */
  offer(ticket, origin) {
    let { clock, counters } = this.#o;
    if (this.#stopped) return { kind: "failed" };
    let changed = changeRefused(ticket, this.publication.client, this.#o.settings);
    if (changed !== void 0)
      return count(counters.copies, changed.code), { kind: "refused", problem: changed };
    try {
      let outcome = this.publication.offer(ticket, clock.now());
      return count(counters.copies, outcome.kind === "refused" ? outcome.problem.code : outcome.kind), outcome.kind === "refused" || (this.#last = ticket, outcome.kind === "busy") ? outcome : (outcome.kind === "published" && this.#announce(ticket, outcome.before, origin), counters.lastSuccess = clock.now(), this.problem.clear(), { kind: "shared" });
    } catch (error) {
      this.#last = ticket;
      let problem = problemOf(error);
      return count(counters.copies, problem.code), this.problem.set(problem, "error"), { kind: "failed" };
    }
  }
  /** Looks at the copy; once a second. */
  look() {
    let { clock, log, settings } = this.#o;
    this.publication.refresh(clock.now());
    let { ticket } = this.publication;
    ticket === void 0 && refuseStaleCache(settings.cacheDir);
    let due = ticket === void 0 ? void 0 : this.#alarms.due(ticket, clock.now());
    due !== void 0 && log.problem(due.level, "ending", due.problem);
  }
  /** Puts the copy in order; once a second, after the source was looked at. */
  repair() {
    this.#putBack(), this.#removeNotOwn();
  }
  /** Nothing is published from now on. `withdraw`: and the copy is removed. */
  stop({ withdraw }) {
    this.#stopped = !0, this.#cancelTidying(), withdraw && this.#inFolder(() => this.publication.withdraw());
  }
  #announce(ticket, before, origin) {
    let { clock, log, settings } = this.#o;
    this.#published = clock.now(), this.#everShared = !0, announce(log, { ticket, before, origin, now: clock.now(), renew: settings.renew });
  }
  /** The last good ticket replaces a copy that is gone, damaged, worse, closed, or could not be written. */
  #putBack() {
    let { ticket, hasForm } = this.publication, last = this.#last, due = last !== void 0 && (ticket === void 0 || refusalOf(ticket, last) !== void 0) || this.problem.any !== void 0 ? last : hasForm ? void 0 : ticket;
    due !== void 0 && usableUntil(due) > this.#o.clock.now() && this.problem.mayTry() && this.offer(due, "memory");
  }
  /** Removes a copy of another principal than the pinned one, and one that another user wrote. */
  #removeNotOwn() {
    let { fault: fault2 } = this.publication;
    fault2?.code !== "TKT-PRINCIPAL" && fault2?.code !== "TKT-COPY-OWNER" || this.#inFolder(() => {
      this.publication.remove(this.#o.clock.now()) && this.#o.log.problem("warn", "removed", fault2);
    });
  }
  #inFolder(work) {
    try {
      work();
    } catch (error) {
      this.problem.set(publishError(this.publication.path, error).problem, "error");
    }
  }
};

// packages/ticket-sharer/src/source/overwritten.ts
function isOverwritten(now, before) {
  if (before === void 0 || now.file === void 0 || now.file !== before.file) return !1;
  let begun = now.bytes.subarray(0, before.bytes.length);
  return now.bytes.length < before.bytes.length || !equalBytes(begun, before.bytes);
}

// packages/ticket-sharer/src/sharer/source-follower.ts
var retryMs = 15, settleMs = 25, SourceFollower = class {
  problem;
  #o;
  #queue = Promise.resolve();
  #waiting = !1;
  #stopped = !1;
  #bug;
  #cancelRetry;
  #signature;
  #previous;
  #lastFull = Number.NEGATIVE_INFINITY;
  constructor(options2) {
    this.#o = options2, this.problem = new ProblemMemory(options2.log, "source", () => options2.clock.now());
  }
  /** Whether the source was read at least once. */
  get hasLooked() {
    return this.#lastFull > Number.NEGATIVE_INFINITY;
  }
  /** Reads the source now. Calls that come while one is waiting are one call. A bug is thrown by the next tick. */
  check() {
    return this.#waiting ? this.#queue : (this.#waiting = !0, this.#queue = this.#queue.then(async () => {
      this.#waiting = !1;
      try {
        this.#stopped || await this.#check();
      } catch (error) {
        this.#bug = { error };
      }
    }), this.#queue);
  }
  /** Once a second: reads the source where its signature changed, a full reading is due, or a problem may be over. */
  async tick() {
    if (this.#bug !== void 0) throw this.#bug.error;
    let { source, clock, settings } = this.#o, now = clock.now(), signature = source.signature(), full = now - this.#lastFull >= settings.pollSeconds * 1e3 || now < this.#lastFull || this.problem.any !== void 0 && this.problem.mayTry();
    full && (this.#lastFull = now), signature === void 0 ? this.check() : (full || signature !== this.#signature) && await this.check();
  }
  stop() {
    this.#stopped = !0, this.#cancelRetry?.();
  }
  async #check() {
    let { source, counters, stale } = this.#o;
    this.#signature = source.signature();
    try {
      let reading = await source.read(), unsettled = isOverwritten(reading, this.#previous);
      if (this.#previous = reading, unsettled) return this.#retry(settleMs);
      this.#offer(reading);
    } catch (error) {
      let problem = stale?.() ?? problemOf(error);
      count(counters.copies, problem.code), this.problem.set(problem, "warn"), this.problem.fresh && this.#retry(retryMs);
    }
    this.#o.looked();
  }
  #offer({ bytes, name }) {
    let { clock, settings, offer } = this.#o, { principal: pinned, minimumSeconds, renew } = settings, offered = offer(usableTicket(bytes, { now: clock.now(), pinned, minimumSeconds }), name);
    offered.kind === "busy" && this.#retry(retryMs);
    let refused = offered.kind === "refused" ? offered.problem : void 0;
    refused === void 0 || refused.code === "TKT-EARLIER" && renew ? this.problem.clear() : this.problem.set(refused, refused.exit === Exit.ok ? "info" : "warn");
  }
  #retry(milliseconds) {
    this.#cancelRetry?.(), this.#cancelRetry = this.#o.clock.after(milliseconds, () => {
      this.check();
    });
  }
};

// packages/ticket-sharer/src/sharer/sharer.ts
var Sharer = class {
  counters = makeCounters();
  copy;
  #o;
  #source;
  #statusWriter;
  #started;
  constructor(options2) {
    this.#o = options2;
    let { settings, clock, log, source, stale } = options2, { counters } = this;
    this.#started = clock.now(), this.copy = new CopyKeeper({ settings, clock, log, counters });
    let offer = (ticket, origin) => this.copy.offer(ticket, origin), looked = () => this.writeStatus(!0);
    source !== void 0 && (this.#source = new SourceFollower({ source, settings, clock, log, counters, offer, looked, stale })), this.#statusWriter = new StatusWriter({ folder: settings.cacheDir, log, counters });
  }
  /** What keeps a ticket from being shared, reported or not. */
  get problem() {
    return this.copy.problem.any ?? (this.#source === void 0 ? this.#o.kdc?.problem : this.#source.problem.any);
  }
  /** What keeps the copy from being kept up. */
  get blocker() {
    let { kdc, settings } = this.#o, isRenewed = settings.renew && this.copy.publication.ticket?.facts.renewTill !== void 0;
    return this.copy.problem.reported ?? kdc?.problem ?? (isRenewed ? void 0 : this.#source?.problem.severe);
  }
  /** Reads the source now. */
  async check() {
    await this.#source?.check();
  }
  /** Once a second: everything that time alone brings about. */
  async tick() {
    this.copy.look(), this.#source?.hasLooked !== !1 && this.writeStatus(), await this.#source?.tick(), this.copy.repair(), this.#source?.problem.flush(), this.#o.kdc?.tick(this), this.copy.usable && this.blocker === void 0 && (this.counters.lastSuccess = this.#o.clock.now()), this.writeStatus();
  }
  status() {
    let { clock, source, settings, kdc } = this.#o, { publication, everShared, published, stopped, problem } = this.copy;
    return statusOf({
      now: clock.now(),
      started: this.#started,
      stopped,
      ticket: publication.ticket,
      fault: publication.fault,
      everShared,
      cache: publication.path,
      published,
      source: {
        name: source?.description ?? `keytab ${settings.keytab}`,
        problem: this.#source?.problem.reported
      },
      problem: problem.reported ?? kdc?.reported
    });
  }
  /** Brings the status files up to date. `soon`: not at once, where they were written just now. */
  writeStatus(soon = !1) {
    this.#statusWriter.write({ key: this.#statusKey(), now: this.#o.clock.now(), soon }, () => this.status());
  }
  /** Nothing is published from now on. `withdraw`: and the copy is removed. */
  stop(options2) {
    this.#source?.stop(), this.copy.stop(options2), this.writeStatus();
  }
  /** Differs when the status does; the status itself takes longer to make. */
  #statusKey() {
    let { publication, usable, stopped, published, problem } = this.copy, reported2 = [this.#source?.problem.reported, problem.reported, this.#o.kdc?.reported], problems = [publication.fault, ...reported2].map((one) => one?.what);
    return [usable, stopped, publication.signature, published, ...problems].join(`
`);
  }
};

// packages/ticket-sharer/src/sharer/daemon.ts
var tickMs = 1e3;
async function runDaemon(settings, log, stop2) {
  prepareCache(settings.cacheDir);
  let clock = systemClock, source = settings.keytab === void 0 ? openSource(settings.source) : void 0, kdc = makeKdcWork({ settings, clock, log }), sharer = new Sharer({ settings, source, clock, log, kdc, stale: () => watch2?.stale }), watch2 = source === void 0 ? void 0 : new FolderWatch(source, () => {
    sharer.check();
  }), backoff = new RestartBackoff(settings.pollSeconds), tick = async () => {
    watch2?.sync(), await sharer.tick();
    let stale = watch2?.stale;
    if (backoff.isOver(stale !== void 0, sharer.copy.usable) && stale !== void 0)
      throw new SharerError(stale);
  };
  try {
    let what = source?.description ?? `the ticket got by keytab ${settings.keytab}`;
    return log.write("info", {
      event: "started",
      message: `Sharing ${what} as ${sharer.copy.publication.path}.`
    }), await everySecond(tick, stop2), log.write("info", { event: "stopping", message: `Stopped by ${stop2.reason}.` }), Exit.ok;
  } catch (error) {
    let problem = problemOf(error);
    return log.problem("error", "fatal", problem), problem.exit;
  } finally {
    watch2?.close(), kdc?.stop(), sharer.stop({ withdraw: stop2.aborted && settings.onStop === "remove" });
  }
}
function everySecond(tick, stop2) {
  return new Promise((resolve, reject) => {
    if (stop2.aborted) return resolve();
    let timer, end = () => {
      clearTimeout(timer), resolve();
    };
    stop2.addEventListener("abort", end, { once: !0 });
    let loop = () => {
      tick().then(() => {
        stop2.aborted || (timer = setTimeout(loop, tickMs));
      }, reject);
    };
    loop();
  });
}

// packages/ticket-sharer/src/sharer/once.ts
import { setTimeout as sleep } from "node:timers/promises";
var leastMs = 1200, kdcMs = 3e4;
async function runOnce(settings, log, stop2) {
  prepareCache(settings.cacheDir);
  let source = settings.keytab === void 0 ? openSource(settings.source) : void 0, kdc = makeKdcWork({ settings, clock: systemClock, log }), sharer = new Sharer({ settings, source, clock: systemClock, log, kdc }), started = Date.now(), timeIsOver = () => {
    let asksKdc = kdc !== void 0 && (settings.keytab !== void 0 || sharer.copy.usable), most = Math.max(settings.waitSeconds * 1e3, asksKdc ? kdcMs : leastMs);
    return Date.now() - started >= most;
  }, attempt = async () => (await sharer.tick(), await kdc?.idle(), !0), stopped = abortOf(stop2);
  try {
    for (; ; ) {
      let tried = !stop2.aborted && await Promise.race([attempt(), stopped]), problem = sharer.problem;
      if (tried && sharer.copy.usable && (problem === void 0 || problem.exit === Exit.ok)) return Exit.ok;
      if (problem !== void 0 && !problem.transient && settings.waitSeconds === 0 || stop2.aborted || timeIsOver())
        return problem?.exit || sharer.copy.publication.fault?.exit || Exit.noInput;
      await Promise.race([sleep(50), stopped]);
    }
  } catch (error) {
    let problem = problemOf(error);
    return log.problem("error", "fatal", problem), problem.exit;
  } finally {
    kdc?.stop(), sharer.stop({ withdraw: !1 });
  }
}
function abortOf(signal) {
  return new Promise((resolve) => {
    signal.aborted ? resolve(!1) : signal.addEventListener("abort", () => resolve(!1), { once: !0 });
  });
}

// packages/ticket-sharer/src/version.ts
var version = "0.1.0";

// packages/ticket-sharer/src/main.ts
async function main({ args, env, print, terminal, stop: stop2 }) {
  try {
    let settings = readSettings(args, env);
    if (settings.mode === "help" || settings.mode === "version")
      return print(settings.mode === "help" ? helpText() : version), Exit.ok;
    let format = settings.log === "auto" ? terminal ? "human" : "json" : settings.log, { logFile } = settings, log = makeLog({ format, now: () => Date.now(), print: logFile === void 0 ? print : (line) => appendToLog(logFile, line) });
    for (let variable of settings.unknownVariables)
      log.write("warn", {
        event: "setting",
        message: `${variable} is set, but is not a setting.`,
        next: [run(shell`ticket-sharer --help`)]
      });
    return await (settings.mode === "once" ? runOnce(settings, log, stop2) : runDaemon(settings, log, stop2));
  } catch (error) {
    let problem = problemOf(error);
    return terminal ? print(printableLines(problemLines(problem, fill).join(`
`))) : makeLog({ format: "json", now: () => Date.now(), print }).problem("error", "fatal", problem), problem.exit;
  }
}

// packages/ticket-sharer/src/stop-signal.ts
import { readFileSync as readFileSync4 } from "node:fs";
var backstopMs = 800, signals = { SIGTERM: 15, SIGINT: 2 };
function listenForStop() {
  let controller = new AbortController(), missed = process.pid === 1 ? missedWhileStarting(processStatus()) : void 0, stop2 = (name) => {
    controller.abort(name), setTimeout(() => process.exit(process.exitCode ?? 128 + signals[name]), backstopMs).unref();
  };
  return process.on("SIGTERM", stop2), process.on("SIGINT", stop2), missed !== void 0 && stop2(missed), controller.signal;
}
function missedWhileStarting(status) {
  let mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  if (mask === void 0) return;
  let caught = (name) => (BigInt(`0x${mask}`) >> BigInt(signals[name] - 1) & 1n) === 1n;
  if (caught("SIGTERM") !== caught("SIGINT"))
    return caught("SIGTERM") ? "SIGINT" : "SIGTERM";
}
function processStatus() {
  try {
    return readFileSync4("/proc/self/status", "utf8");
  } catch {
    return "";
  }
}

// packages/ticket-sharer/src/entry.ts
var stop = listenForStop();
main({
  args: process.argv.slice(2),
  env: process.env,
  print: (line) => printLine(line),
  terminal: isatty(1),
  stop
}).then(
  (code) => {
    process.exitCode = code, setTimeout(() => process.exit(), 200).unref();
  },
  (error) => {
    process.stderr.write(
      `TKT-BUG  Unexpected error: this is a bug in the ticket sharer.
${error instanceof Error ? error.stack : String(error)}
  next:  report it with the lines above; it is safe to start it again
`
    ), process.exit(Exit.platform);
  }
);

import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  ProcessFailure,
  attempt
} from "./chunk-RXQROTSY.mjs";
import {
  readIfPresent
} from "./chunk-NQUNY6ZP.mjs";
import {
  printable
} from "./chunk-JKCRZFC4.mjs";
import {
  AdpError,
  Exit,
  defineError,
  reasonOf
} from "./chunk-NWQJSMLS.mjs";
import {
  quoted
} from "./chunk-HANEP7QR.mjs";

// packages/adp/src/kernel/progress.ts
var Progress = class {
  constructor(output, signal) {
    this.output = output;
    this.signal = signal;
  }
  output;
  signal;
  steps = [];
  #detail;
  /** `unlessIdle`: a step that called no tool had nothing to do, and is neither told nor counted. */
  async step(name, work, options = {}) {
    this.signal?.throwIfAborted();
    let started = performance.now(), clock = new BareClock(), live = process.stderr.isTTY === !0 && !this.output.json, detail = "", timer = live ? setInterval(() => {
      let seconds = ((performance.now() - started) / 1e3).toFixed(0);
      process.stderr.write(
        `\r\x1B[2K  .. ${name} ${seconds} s ${detail}`.slice(0, process.stderr.columns ?? 80)
      );
    }, 250) : void 0;
    this.#detail = (text2) => {
      detail = printable(text2);
    };
    let close = (mark) => {
      clearInterval(timer), this.#detail = void 0, live && process.stderr.write("\r\x1B[2K");
      let seconds = (performance.now() - started) / 1e3;
      if (!(mark === "ok" && options.unlessIdle && !clock.used))
        return this.output.note(`  ${mark} ${name} ${seconds.toFixed(1)} s`), seconds;
    };
    try {
      let result = await work(clock), seconds = close("ok");
      return seconds === void 0 || this.steps.push({ name, seconds, ...clock.used ? { bareSeconds: clock.seconds } : {} }), result;
    } catch (error) {
      throw close("FAILED"), error;
    }
  }
  /** A few words about where the running step is. */
  detail(text2) {
    this.#detail?.(text2);
  }
}, BareClock = class {
  seconds = 0;
  used = !1;
  async measure(work) {
    let started = performance.now();
    try {
      return await work();
    } finally {
      this.used = !0, this.seconds += (performance.now() - started) / 1e3;
    }
  }
};

// packages/adp/src/kernel/interrupt.ts
var Interrupted = class extends Error {
  constructor(exit) {
    super("interrupted");
    this.exit = exit;
  }
  exit;
};
async function interruptible(work, undo) {
  let controller = new AbortController(), numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }, fail = () => {
  }, cut = new Promise((_, reject) => {
    fail = reject;
  }), handlers = Object.keys(numbers).map((name) => {
    let handler = () => {
      controller.abort(), fail(new Interrupted(128 + numbers[name]));
    };
    return process.on(name, handler), { name, handler };
  });
  try {
    return await Promise.race([work(controller.signal), cut]);
  } catch (error) {
    throw await undo(), error;
  } finally {
    for (let { name, handler } of handlers) process.off(name, handler);
  }
}

// packages/adp/src/credentials/docker-config.ts
import { join as join2 } from "node:path";

// packages/adp/src/kernel/secret.ts
import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
var Secret = class _Secret {
  #value;
  constructor(value) {
    this.#value = value;
  }
  /** 192 random bits, safe in a URL, an environment variable and SQL. */
  static random() {
    return new _Secret(randomBytes(24).toString("base64url"));
  }
  reveal() {
    return this.#value;
  }
  toString() {
    return "***";
  }
  toJSON() {
    return "***";
  }
  [inspect.custom]() {
    return "Secret(***)";
  }
};
function redact(text2, secrets) {
  let clean = text2;
  for (let secret of secrets) {
    let value = secret.reveal();
    value.length !== 0 && (clean = clean.replaceAll(value, "***").replaceAll(encodeURIComponent(value), "***"));
  }
  return clean.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, "$1***@");
}

// packages/adp/src/credentials/errors.ts
var PY_SETTINGS = defineError(
  "ADP-PY-006",
  Exit.platform,
  "A settings file of uv or pip cannot be read."
), NETRC = defineError("ADP-CRED-001", Exit.credential, "The netrc file has a mistake."), NETRC_CHARACTER = defineError(
  "ADP-CRED-002",
  Exit.credential,
  "A password has a character that apt's login file cannot hold."
), PIP_CONF = defineError("ADP-CRED-003", Exit.platform, "A pip.conf has a mistake."), DOCKER_CONF = defineError(
  "ADP-CRED-004",
  Exit.credential,
  "The docker client's config.json cannot be read."
), DOCKER_HELPER = defineError(
  "ADP-CRED-005",
  Exit.credential,
  "Docker's credential helper failed."
), UNREADABLE = defineError(
  "ADP-CRED-006",
  Exit.credential,
  "A credential file cannot be read by this user."
);

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
    let code = error.code;
    if (code === "ENOTDIR") return;
    throw new AdpError(UNREADABLE, {
      what: `${path} cannot be read.`,
      why: code === "EISDIR" ? "It is a folder." : reasonOf(error),
      next: [`ls -ld ${quoted(path)}   shows whose it is`, `chmod u+r ${quoted(path)}   where it is yours`],
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
function readDockerConfig(env = process.env) {
  let path = join2(env.DOCKER_CONFIG || join2(homeFolder(env), ".docker"), "config.json"), place = shown(path, env), text2 = readUserFile(path), table = text2 === void 0 ? {} : parsed(place, text2);
  return {
    path,
    place,
    present: text2 !== void 0,
    auths: new Map(
      Object.entries(isTable(table.auths) ? table.auths : {}).map(([host, auth]) => [host, decoded(auth)])
    ),
    helpers: new Map(
      Object.entries(isTable(table.credHelpers) ? table.credHelpers : {}).flatMap(
        ([host, name]) => typeof name == "string" ? [[host, name]] : []
      )
    ),
    store: typeof table.credsStore == "string" && table.credsStore !== "" ? table.credsStore : void 0
  };
}
async function dockerLogin(config, registry, env = process.env) {
  let names = namesOf(registry), helper = names.map((name) => config.helpers.get(name)).find((name) => name !== void 0);
  for (let name of names) {
    let found = await askHelper(helper ?? config.store, name, env);
    if (found !== void 0) return found;
  }
  for (let name of names) {
    let auth = config.auths.get(name);
    if (auth !== void 0) return { ...auth, place: `${config.place} (in plain text)` };
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
  if (!/^[\w.-]+$/.test(helper)) throw helperFailure(helper, "its name holds characters that no helper has");
  let done = await attempt([`docker-credential-${helper}`, "get"], {
    input: registry,
    env,
    timeoutMs: 2e4
  });
  if (done instanceof ProcessFailure) {
    if (/credentials not found/i.test(done.stdout + done.stderr)) return;
    throw helperFailure(helper, done.kind === "exited" ? done.tail(1).join(" ") : done.message);
  }
  let answer = parsed(`docker-credential-${helper}`, done.stdout), { Username: user, Secret: value } = answer;
  if (!(typeof user != "string" || typeof value != "string" || value === ""))
    return { user, password: new Secret(value), place: `docker-credential-${helper}` };
}
function helperFailure(helper, why) {
  return new AdpError(DOCKER_HELPER, {
    what: `docker-credential-${helper} failed.`,
    why: `${why.slice(0, 200)}.`.replace(/\.\.$/, "."),
    next: [
      "docker login REGISTRY   writes a new login",
      `correct "credsStore" or "credHelpers" in docker's config.json where ${helper} is not meant`
    ]
  });
}
function decoded(auth) {
  if (!isTable(auth)) return;
  if (typeof auth.identitytoken == "string" && auth.identitytoken !== "")
    return { user: "<token>", password: new Secret(auth.identitytoken) };
  if (typeof auth.auth != "string" || auth.auth === "") return;
  let text2 = Buffer.from(auth.auth, "base64").toString("utf8"), colon = text2.indexOf(":");
  return colon < 0 ? void 0 : { user: text2.slice(0, colon), password: new Secret(text2.slice(colon + 1).replace(/\0+$/, "")) };
}
function parsed(place, text2) {
  try {
    let value = JSON.parse(text2);
    if (isTable(value)) return value;
    throw new Error("it is no object");
  } catch (error) {
    throw new AdpError(DOCKER_CONF, {
      what: `${place} is not valid JSON, so the docker client cannot read its logins either.`,
      // JSON.parse repeats what it read, and that could be a password.
      why: reasonOf(error).includes("no object") ? "It is no object." : "A comma, a quote or a brace is missing.",
      next: [`correct ${place}`, "docker login REGISTRY   writes it again once it is removed"]
    });
  }
}
function isTable(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value);
}

// node_modules/smol-toml/dist/error.js
function getLineColFromPtr(string, ptr) {
  let lines = string.slice(0, ptr).split(/\r?\n/);
  return [lines.length, lines.pop().length + 1];
}
function makeCodeBlock(string, line, column) {
  let lines = string.split(/\r?\n/), codeblock = "", numberLen = (Math.log10(line + 1) | 0) + 1;
  for (let i = line - 1; i <= line + 1; i++) {
    let l = lines[i - 1];
    l && (codeblock += i.toString().padEnd(numberLen, " "), codeblock += ":  ", codeblock += l, codeblock += `
`, i === line && (codeblock += " ".repeat(numberLen + column + 2), codeblock += `^
`));
  }
  return codeblock;
}
var TomlError = class _TomlError extends Error {
  line;
  column;
  codeblock;
  constructor(message, options) {
    let [line, column] = getLineColFromPtr(options.toml, options.ptr), codeblock = makeCodeBlock(options.toml, line, column);
    super(`Invalid TOML document: ${message}

${codeblock}`, options), this.line = line, this.column = column, this.codeblock = codeblock;
  }
  /** @internal */
  static x(message, ctx, ptr) {
    throw new _TomlError(message, { toml: ctx.s, ptr: ptr ?? ctx.p });
  }
};

// node_modules/smol-toml/dist/primitive.js
function parseString(ctx) {
  let startPtr = ctx.p, c = ctx.s.charCodeAt(ctx.p++), first = c, isLiteral = c === 39, isMultiline = c === ctx.s.charCodeAt(ctx.p) && c === ctx.s.charCodeAt(ctx.p + 1);
  isMultiline && ((c = ctx.s.charCodeAt(ctx.p += 2)) === 10 ? ctx.p++ : c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10 && (ctx.p += 2));
  let parsed3 = "", sliceStart = ctx.p, state = 0;
  for (; ctx.p < ctx.s.length; ctx.p++)
    if (c = ctx.s.charCodeAt(ctx.p), isMultiline && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10))
      state = state && 3;
    else if (c < 32 && c !== 9 || c === 127)
      TomlError.x("control characters are not allowed in strings", ctx);
    else if ((!state || state === 3) && c === first && (!isMultiline || ctx.s.charCodeAt(ctx.p + 1) === first && ctx.s.charCodeAt(ctx.p + 2) === first)) {
      if (isMultiline && (ctx.s.charCodeAt(ctx.p + 3) === first && ctx.p++, ctx.s.charCodeAt(ctx.p + 3) === first && ctx.p++), !state) {
        let s = ctx.s.slice(sliceStart, ctx.p);
        parsed3 = parsed3 ? parsed3 + s : s;
      }
      return ctx.p += isMultiline ? 3 : 1, parsed3;
    } else if (!state)
      !isLiteral && c === 92 && (parsed3 += ctx.s.slice(sliceStart, sliceStart = ctx.p), state = 1);
    else if (state === 1)
      if (c === 120 || c === 117 || c === 85) {
        let errPtr = ctx.p++ - 1, value = 0, len = c === 120 ? 2 : c === 117 ? 4 : 8;
        for (let j = 0; j < len; j++, ctx.p++) {
          let hex = ctx.s.charCodeAt(ctx.p), digit = (
            /* 0-9 */
            hex >= 48 && hex <= 57 ? hex - 48 : (
              /* A-F */
              hex >= 65 && hex <= 70 ? hex - 65 + 10 : (
                /* a-f */
                hex >= 97 && hex <= 102 ? hex - 97 + 10 : -1
              )
            )
          );
          digit < 0 && TomlError.x("invalid non-hex character in unicode escape", ctx), value = value << 4 | digit;
        }
        (value < 0 || value > 1114111 || value >= 55296 && value <= 57343) && TomlError.x("invalid unicode escape", ctx, errPtr), parsed3 += String.fromCodePoint(value), sliceStart = ctx.p--, state = 0;
      } else isMultiline && (c === 32 || c === 9) ? state = 2 : (c === 98 ? parsed3 += "\b" : c === 116 ? parsed3 += "	" : c === 110 ? parsed3 += `
` : c === 102 ? parsed3 += "\f" : c === 114 ? parsed3 += "\r" : c === 101 ? parsed3 += "\x1B" : c === 34 ? parsed3 += '"' : c === 92 ? parsed3 += "\\" : TomlError.x("unrecognised escape sequence", ctx), sliceStart = ctx.p + 1, state = 0);
    else c !== 32 && c !== 9 && (state === 2 && TomlError.x("invalid escape: only line-ending whitespace may be escaped", ctx, sliceStart), state = !isLiteral && c === 92 ? 1 : 0, sliceStart = ctx.p);
  TomlError.x("unfinished string", ctx, startPtr);
}

// node_modules/smol-toml/dist/date.js
var DATE_TIME_RE = /^(\d{4}-\d{2}-\d{2})?[Tt ]?(?:(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|z|[-+]\d{2}:\d{2})?$/i, TomlDate = class _TomlDate extends Date {
  #hasDate = !1;
  #hasTime = !1;
  #offset = null;
  constructor(date, fasttype, unsafeDelim) {
    let hasDate = !0, hasTime = !0, offset = "Z", c;
    if (typeof date == "string")
      if (fasttype)
        prep: {
          if (fasttype < 3) {
            if (+date.slice(11, 13) > 23) {
              date = "";
              break prep;
            }
            fasttype === 2 ? (offset = null, date += "Z") : (c = date.charCodeAt(date.length - 1)) !== 90 && c !== 122 && (offset = date.slice(date.length - 6)), unsafeDelim && (date = date.slice(0, 10) + "T" + date.slice(11));
          } else fasttype === 4 && (date = +date.slice(0, 2) > 23 ? "" : `0000-01-01T${date}Z`);
          hasDate = fasttype !== 4, hasTime = fasttype !== 3;
        }
      else {
        let match = date.match(DATE_TIME_RE);
        match ? (match[1] || (hasDate = !1, date = `0000-01-01T${date}`), hasTime = !!match[2], hasTime && date[10] === " " && (date = date.replace(" ", "T")), match[2] && +match[2] > 23 ? date = "" : (offset = match[3] || null, !offset && hasTime && (date += "Z"))) : date = "";
      }
    super(date), isNaN(this.getTime()) || (this.#hasDate = hasDate, this.#hasTime = hasTime, this.#offset = offset);
  }
  isDateTime() {
    return this.#hasDate && this.#hasTime;
  }
  isLocal() {
    return !this.#hasDate || !this.#hasTime || !this.#offset;
  }
  isDate() {
    return this.#hasDate && !this.#hasTime;
  }
  isTime() {
    return this.#hasTime && !this.#hasDate;
  }
  isValid() {
    return this.#hasDate || this.#hasTime;
  }
  toISOString() {
    let iso = super.toISOString();
    if (this.isDate())
      return iso.slice(0, 10);
    if (this.isTime())
      return iso.slice(11, 23);
    if (this.#offset === null)
      return iso.slice(0, -1);
    if (this.#offset === "Z" || this.#offset === "z")
      return iso;
    let offset = +this.#offset.slice(1, 3) * 60 + +this.#offset.slice(4, 6);
    return offset = this.#offset[0] === "-" ? offset : -offset, new Date(this.getTime() - offset * 6e4).toISOString().slice(0, -1) + this.#offset;
  }
  static wrapAsOffsetDateTime(jsDate, offset = "Z") {
    let date = new _TomlDate(jsDate);
    return date.#offset = offset, date;
  }
  static wrapAsLocalDateTime(jsDate) {
    let date = new _TomlDate(jsDate);
    return date.#offset = null, date;
  }
  static wrapAsLocalDate(jsDate) {
    let date = new _TomlDate(jsDate);
    return date.#hasTime = !1, date.#offset = null, date;
  }
  static wrapAsLocalTime(jsDate) {
    let date = new _TomlDate(jsDate);
    return date.#hasDate = !1, date.#offset = null, date;
  }
};

// node_modules/smol-toml/dist/extract.js
function isDigit(char, base = 10) {
  return base === 16 ? char > 47 && char < 58 || char > 64 && char < 71 || char > 96 && char < 103 : char > 47 && char < 48 + base;
}
function isEndOfValue(char, delim) {
  return char === 32 || char === 9 || char === 10 || char === 13 || // Structure end or next value delimiter
  delim && (char === delim || char === 44) || // Comment
  char === 35;
}
function extractValue(ctx, end) {
  let errPtr = ctx.p, c = ctx.s.charCodeAt(ctx.p);
  if (c === 91 || c === 123) {
    ctx.d-- || TomlError.x("document contains excessively nested structures. aborting.", ctx);
    let value = c === 91 ? parseArray(ctx) : parseInlineTable(ctx);
    return ctx.d++, value;
  }
  return c === 34 || c === 39 ? parseString(ctx) : c === 116 ? ((ctx.s.charCodeAt(++ctx.p) !== 114 || ctx.s.charCodeAt(++ctx.p) !== 117 || ctx.s.charCodeAt(++ctx.p) !== 101) && TomlError.x("invalid value", ctx, errPtr), ctx.p++, !0) : c === 102 ? ((ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 108 || ctx.s.charCodeAt(++ctx.p) !== 115 || ctx.s.charCodeAt(++ctx.p) !== 101) && TomlError.x("invalid value", ctx, errPtr), ctx.p++, !1) : c === 43 || c === 45 ? parseNumber(ctx, ctx.p, ctx.s.charCodeAt(++ctx.p), 44 - c, end) : ctx.s.charCodeAt(ctx.p + 4) === 45 && ctx.s.charCodeAt(ctx.p + 7) === 45 ? parseDate(ctx, c, end) : ctx.s.charCodeAt(ctx.p + 2) === 58 ? parseTime(ctx, c, end) : parseNumber(ctx, ctx.p, c, 0, end);
}
function parseNumber(ctx, startPtr, startChr, sign, endChr) {
  let c = startChr, state = 0, hasUnderscores = !1;
  if (c === 105)
    return (ctx.s.charCodeAt(++ctx.p) !== 110 || ctx.s.charCodeAt(++ctx.p) !== 102) && TomlError.x("invalid value", ctx, startPtr), ctx.p++, (sign || 1) / 0;
  if (c === 110)
    return (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 110) && TomlError.x("invalid value", ctx, startPtr), ctx.p++, NaN;
  if (c === 48) {
    if (++ctx.p >= ctx.s.length || isEndOfValue(c = ctx.s.charCodeAt(ctx.p), endChr))
      return ctx.bi === !0 ? 0n : 0;
    if (!sign) {
      if (c === 120)
        return parseIntegerBaseN(ctx, startPtr, 16, endChr);
      if (c === 98)
        return parseIntegerBaseN(ctx, startPtr, 2, endChr);
      if (c === 111)
        return parseIntegerBaseN(ctx, startPtr, 8, endChr);
    }
    c === 46 ? state = 2 : c === 101 || c === 69 ? state = 4 : TomlError.x("illegal leading zero", ctx, startPtr);
  } else isDigit(c) || TomlError.x("invalid value", ctx, startPtr);
  for (; ++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr)); )
    state || (state = 1), c === 95 ? (state & 1 || TomlError.x("illegal underscore", ctx), state += 11, hasUnderscores = !0) : state === 1 && c === 46 ? state = 2 : (state === 1 || state === 3) && (c === 101 || c === 69) ? state = 4 : state === 4 && (c === 43 || c === 45) ? state = 6 : isDigit(c) ? state > 9 ? state -= 11 : state & 1 || state++ : TomlError.x("illegal character in numeric literal", ctx);
  if (!state) {
    let val = (startChr - 48) * (sign || 1);
    return ctx.bi === !0 ? BigInt(val) : val;
  }
  state & 1 || TomlError.x("unfinished numeric value", ctx, startPtr);
  let str = ctx.s.slice(startPtr, ctx.p);
  return hasUnderscores && (str = str.replaceAll("_", "")), state > 1 ? parseFloat(str) : parseInteger(ctx, str, 10, startPtr);
}
function parseIntegerBaseN(ctx, startPtr, base, endChr) {
  let c, underscore = 1;
  for (; ++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr)); )
    c === 95 ? (underscore & 1 && TomlError.x("illegal underscore", ctx), underscore = 3) : isDigit(c, base) ? underscore & 1 && underscore-- : TomlError.x("illegal character in numeric literal", ctx);
  underscore & 1 && TomlError.x("unfinished numeric value", ctx);
  let str = ctx.s.slice(startPtr + 2, ctx.p);
  return underscore && (str = str.replaceAll("_", "")), parseInteger(ctx, str, base, startPtr);
}
function parseInteger(ctx, str, base, startPtr) {
  if (ctx.bi !== !0)
    int: {
      let val = parseInt(str, base);
      if (!Number.isSafeInteger(val)) {
        if (ctx.bi)
          break int;
        TomlError.x("integer value cannot be represented losslessly", ctx, startPtr);
      }
      return val;
    }
  return BigInt(base === 10 ? str : (base === 2 ? "0b" : base === 8 ? "0o" : "0x") + str);
}
function parseDate(ctx, c, endChr) {
  let startPtr = ctx.p++, unsafeSeparator;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++)))
    return parseNumber(ctx, ctx.p = startPtr, c, 0, endChr);
  if (ctx.p += 5, isDigit(ctx.s.charCodeAt(ctx.p++)) || TomlError.x("invalid date-time: date part is malformed", ctx, startPtr), ctx.p >= ctx.s.length || ((c = ctx.s.charCodeAt(ctx.p)) !== 32 || (unsafeSeparator = !0, !isDigit(ctx.s.charCodeAt(ctx.p + 1)))) && c !== 84 && c !== 116) {
    let t2 = ctx.s.slice(startPtr, ctx.p);
    return readDate(ctx, t2, 3, !1, startPtr);
  }
  if (ctx.s.charCodeAt(ctx.p += 3) !== 58 && TomlError.x("invalid date-time: time part is malformed", ctx, startPtr), ctx.s.charCodeAt(ctx.p += 3) === 58 && (ctx.p += 3), ctx.s.charCodeAt(ctx.p) === 46)
    for (; isDigit(ctx.s.charCodeAt(++ctx.p)); )
      ;
  if (c = ctx.s.charCodeAt(ctx.p)) {
    if (c === 90 || c === 122) {
      let t2 = ctx.s.slice(startPtr, ++ctx.p);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, "[+00:00]");
    }
    if (c === 43 || c === 45) {
      let t2 = ctx.s.slice(startPtr, ctx.p += 6);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, !ctx.ld && "[" + ctx.s.slice(ctx.p - 6, ctx.p) + "]");
    }
  }
  let t = ctx.s.slice(startPtr, ctx.p);
  return readDate(ctx, t, 2, unsafeSeparator, startPtr);
}
function parseTime(ctx, c, endChr) {
  let start = ctx.p;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(++ctx.p)))
    return parseNumber(ctx, --ctx.p, c, 0, endChr);
  if (ctx.s.charCodeAt(ctx.p += 4) === 58 && (ctx.p += 3), ctx.s.charCodeAt(ctx.p) === 46)
    for (; isDigit(ctx.s.charCodeAt(++ctx.p)); )
      ;
  let t = ctx.s.slice(start, ctx.p);
  return readDate(ctx, t, 4, !1, start);
}
function readDate(ctx, str, type, unsafeDelim, errPtr, temporalSuffix) {
  if (ctx.ld) {
    let date = new TomlDate(str, type, unsafeDelim);
    return date.isValid() || TomlError.x("invalid date", ctx, errPtr), date;
  }
  try {
    switch (temporalSuffix && (str += temporalSuffix), type) {
      case 1:
        return Temporal.ZonedDateTime.from(str);
      case 2:
        return Temporal.PlainDateTime.from(str);
      case 3:
        return Temporal.PlainDate.from(str);
      case 4:
        return Temporal.PlainTime.from(str);
    }
  } catch (e) {
    TomlError.x(e instanceof Error ? e.message : "" + e, ctx, errPtr);
  }
}

// node_modules/smol-toml/dist/util.js
function skipComment(ctx) {
  for (; ctx.p < ctx.s.length; ctx.p++) {
    let c = ctx.s.charCodeAt(ctx.p);
    if (c === 10)
      break;
    if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10) {
      ctx.p++;
      break;
    }
    (c < 32 && c !== 9 || c === 127) && TomlError.x("control characters are not allowed in comments", ctx);
  }
}
function skipVoid(ctx, banNewLines, banComments) {
  let c;
  for (; ctx.p < ctx.s.length; ) {
    for (; ctx.p < ctx.s.length && ((c = ctx.s.charCodeAt(ctx.p)) === 32 || c === 9 || !banNewLines && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)); )
      ctx.p++;
    if (banComments || c !== 35)
      break;
    skipComment(ctx);
  }
}

// node_modules/smol-toml/dist/struct.js
function parseKey(ctx, end = 61) {
  let startPtr, state = 0, parsed3 = [], sliceStart, c = ctx.s.charCodeAt(startPtr = ctx.p);
  do {
    if (c === end)
      return state || TomlError.x("unexpected end of key", ctx), state === 1 && parsed3.push(ctx.s.slice(sliceStart, ctx.p)), ctx.p++, parsed3;
    c === 46 ? (state || TomlError.x("illegal empty bare key", ctx), state === 1 && parsed3.push(ctx.s.slice(sliceStart, ctx.p)), state = 0) : !state && (c === 34 || c === 39) ? (c === ctx.s.charCodeAt(ctx.p + 1) && c === ctx.s.charCodeAt(ctx.p + 2) && TomlError.x("illegal quoted key: multiline strings are not allowed", ctx), parsed3.push(parseString(ctx)), state = 2, ctx.p--) : c === 32 || c === 9 ? state === 1 && (parsed3.push(ctx.s.slice(sliceStart, ctx.p)), state = 2) : state === 2 || c < 48 && c !== 45 || c > 57 && c < 65 || c > 90 && c < 97 && c !== 95 || c > 122 ? TomlError.x("illegal character in key", ctx) : state || (state = 1, sliceStart = ctx.p);
  } while (c = ctx.s.charCodeAt(++ctx.p));
  TomlError.x("incomplete key-value: cannot find end of key", ctx, startPtr);
}
function parseInlineTable(ctx) {
  let startPtr = ctx.p++, res = /* @__PURE__ */ Object.create(null), seen = /* @__PURE__ */ new Set(), c;
  for (; ctx.p < ctx.s.length; ) {
    if (skipVoid(ctx), (c = ctx.s.charCodeAt(ctx.p)) === 125)
      return ctx.p++, res;
    let k, t = res, hasOwn = !1, errPtr = ctx.p, key = parseKey(ctx);
    for (let i = 0; i < key.length; i++) {
      i && (t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null)), k = key[i], (hasOwn = Object.hasOwn(t, k)) && (typeof t[k] != "object" || seen.has(t[k])) && TomlError.x("trying to redefine an already defined value", ctx, errPtr);
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor")) {
        t = ctx.uk !== 1 && TomlError.x("document contains an unsafe property", ctx, errPtr);
        break;
      }
      !hasOwn && unsafe && Object.defineProperty(t, k, { enumerable: !0, configurable: !0, writable: !0 });
    }
    hasOwn && TomlError.x("trying to redefine an already defined value", ctx, errPtr), skipVoid(ctx, !0, !0);
    let value = extractValue(
      ctx,
      125
      /* } */
    );
    if (t && typeof (t[k] = value) == "object" && seen.add(value), skipVoid(ctx), (c = ctx.s.charCodeAt(ctx.p++)) === 125)
      return res;
    c !== 44 && TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished table", ctx, startPtr);
}
function parseArray(ctx) {
  let startPtr = ctx.p++, res = [], c;
  for (; ctx.p < ctx.s.length; ) {
    if (skipVoid(ctx), (c = ctx.s.charCodeAt(ctx.p)) === 93)
      return ctx.p++, res;
    if (res.push(extractValue(
      ctx,
      93
      /* ] */
    )), skipVoid(ctx), (c = ctx.s.charCodeAt(ctx.p++)) === 93)
      return res;
    c !== 44 && TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished array", ctx, startPtr);
}

// node_modules/smol-toml/dist/parse.js
function peekTable(ctx, key, table, meta, type) {
  let t = table, m = meta, k, hasOwn = !1, state;
  for (let i = 0; i < key.length; i++) {
    if (i) {
      if (t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null), m = (state = m[k]).c, type === 0 && (state.t === 1 || state.t === 2))
        return null;
      if (state.t === 2) {
        let l = t.length - 1;
        t = t[l], m = m[l].c;
      }
    }
    if (k = key[i], (hasOwn = Object.hasOwn(t, k)) && m[k]?.t === 0 && m[k]?.d)
      return null;
    if (!hasOwn) {
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor"))
        return !1;
      unsafe && (Object.defineProperty(t, k, { enumerable: !0, configurable: !0, writable: !0 }), Object.defineProperty(m, k, { enumerable: !0, configurable: !0, writable: !0 })), m[k] = {
        t: i < key.length - 1 && type === 2 ? 3 : type,
        d: !1,
        i: 0,
        c: /* @__PURE__ */ Object.create(null)
      };
    }
  }
  if (state = m[k], state.t !== type && !(type === 1 && state.t === 3) || (type === 2 && (state.d || (state.d = !0, t[k] = []), t[k].push(t = /* @__PURE__ */ Object.create(null)), state.c[state.i++] = state = { t: 1, d: !1, i: 0, c: /* @__PURE__ */ Object.create(null) }), state.d))
    return null;
  if (state.d = !0, type === 1)
    t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
  else if (type === 0 && hasOwn)
    return null;
  return [k, t, state.c];
}
function validateTablePeek(ctx, peek, ptr) {
  (peek === null || ctx.uk === 2) && TomlError.x(peek === null ? "trying to redefine an already defined table or value" : "document contains an unsafe property", ctx, ptr);
}
function parse(toml, options = {}) {
  let ctx = {
    s: toml,
    p: 0,
    d: options.maxDepth ?? 1e3,
    bi: options.integersAsBigInt ?? !1,
    ld: options.useLegacyDate ?? !0,
    uk: options.unsafeKeyBehaviour === "throw" ? 2 : options.unsafeKeyBehaviour === "drop" ? 1 : 0
  }, res = /* @__PURE__ */ Object.create(null), meta = /* @__PURE__ */ Object.create(null), tmp, skipping = !1, tbl = res, m = meta;
  for (toml.charCodeAt(0) === 65279 && ctx.p++, skipVoid(ctx); ctx.p < toml.length; ) {
    if (toml.charCodeAt(ctx.p) === 91) {
      let isTableArray = toml.charCodeAt(++ctx.p) === 91;
      tmp = ctx.p += +isTableArray, skipping = !1;
      let k = parseKey(
        ctx,
        93
        /* ] */
      );
      isTableArray && (toml.charCodeAt(ctx.p) !== 93 && TomlError.x("expected end of table array declaration", ctx), ctx.p++);
      let p = peekTable(
        ctx,
        k,
        res,
        meta,
        isTableArray ? 2 : 1
        /* Type.EXPLICIT */
      );
      p ? (m = p[2], tbl = p[1]) : (validateTablePeek(ctx, p, tmp), skipping = !0);
    } else {
      tmp = ctx.p;
      let k = parseKey(ctx), p = peekTable(
        ctx,
        k,
        tbl,
        m,
        0
        /* Type.DOTTED */
      );
      !p && !skipping && validateTablePeek(ctx, p, tmp), skipVoid(ctx, !0, !0);
      let v = extractValue(ctx, void 0);
      p && !skipping && (p[1][p[0]] = v);
    }
    skipVoid(ctx, !0), ctx.p < toml.length && (tmp = toml.charCodeAt(ctx.p)) !== 10 && (tmp !== 13 || toml.charCodeAt(ctx.p + 1) !== 10) && TomlError.x("each key-value declaration must be followed by an end-of-line", ctx), skipVoid(ctx);
  }
  return res;
}

// node_modules/smol-toml/dist/stringify.js
var HAS_WELLFORMED = !!"".isWellFormed;

// packages/adp/src/credentials/apt-login.ts
function aptAuth(logins) {
  let lines = logins.map(({ url, login }) => {
    let { protocol, host } = new URL(url);
    if ([login.user, login.password.reveal()].some((value) => /\s/.test(value) || value === ""))
      throw new AdpError(NETRC_CHARACTER, {
        what: `The login for ${host} cannot be given to apt.`,
        why: `apt splits its login file at every space and knows no quotes; the login stands in ${login.place}.`,
        next: ["ask for a token without spaces", `correct ${login.place}`]
      });
    return `machine ${protocol === "http:" ? `http://${host}` : host} login ${login.user} password ${login.password.reveal()}
`;
  });
  return [...new Set(lines)].join("");
}

// packages/adp/src/credentials/netrc.ts
import { join as join3 } from "node:path";
function readNetrc(env = process.env) {
  let path = env.NETRC || join3(homeFolder(env), ".netrc"), text2 = readUserFile(path), place = shown(path, env);
  return {
    path,
    place,
    present: text2 !== void 0,
    exposed: readableByOthers(path),
    entries: text2 === void 0 ? [] : parseNetrc(text2, place)
  };
}
function netrcLogin(netrc, host, port) {
  let named2 = (name) => netrc.entries.find(
    (entry2) => bare(entry2.machine ?? "") === name.toLowerCase() && entry2.password.reveal() !== ""
  ), entry = (port ? named2(`${host}:${port}`) : void 0) ?? named2(host) ?? netrc.entries.find((candidate) => candidate.machine === void 0);
  if (entry !== void 0)
    return { user: entry.login, password: entry.password, place: `${netrc.place}, line ${entry.line}` };
}
function bare(machine) {
  return machine.toLowerCase().replace(/^[a-z]+:\/\//, "").replace(/\/.*$/, "");
}
function parseNetrc(text2, place = ".netrc") {
  let words2 = tokens(text2), entries = [], at = 0, value = (after) => {
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
  return new AdpError(NETRC, {
    what: `${place} has a mistake in line ${line}.`,
    why: `There ${why}. A password with a space stands in double quotes.`,
    next: [`correct line ${line} of ${place}; an entry is: machine HOST login USER password TOKEN`]
  });
}
function tokens(text2) {
  let found = [], inMacro = !1, expectsValue = !1;
  for (let [index2, line] of text2.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/).entries()) {
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
function nextWord(text2) {
  if (!text2.startsWith('"')) {
    let length = /\s/.exec(text2)?.index ?? text2.length;
    return { word: text2.slice(0, length), length, isQuoted: !1 };
  }
  let word = "";
  for (let at = 1; at < text2.length; at++) {
    let character = text2.charAt(at);
    if (character === '"') return { word, length: at + 1, isQuoted: !0 };
    word += character === "\\" && at + 1 < text2.length ? text2.charAt(++at) : character;
  }
  return { word, length: text2.length, isQuoted: !0 };
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
      { url: indexUrl ?? PYPI, isDefault: !0, setting: indexUrl === void 0 ? "pip's default" : origin },
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
  let { isDefault, setting, name } = given, url = URL.canParse(given.url) ? new URL(given.url) : void 0;
  if (url === void 0 || !/^https?:$/.test(url.protocol))
    return { url: given.url, name, isDefault, setting, login: void 0 };
  let [user, password] = [decoded2(url.username), decoded2(url.password)];
  url.username = "", url.password = "";
  let login = user !== "" || password !== "" ? {
    // A token often stands alone, as the user's name.
    user: password === "" ? "(token)" : user,
    password: new Secret(password === "" ? user : password),
    place: given.loginPlace ?? `the URL in ${setting}`
  } : netrcLogin(netrc, url.hostname, url.port);
  return { url: url.href, name, isDefault, setting, login };
}
function decoded2(text2) {
  try {
    return decodeURIComponent(text2);
  } catch {
    return text2;
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
  let text2 = (value) => JSON.stringify(value);
  return [
    ...insecureHosts.length === 0 ? [] : [`allow-insecure-host = [${insecureHosts.map(text2).join(", ")}]`],
    ...indexes.flatMap((entry) => [
      "[[index]]",
      ...entry.name === void 0 ? [] : [`name = ${text2(entry.name)}`],
      `url = ${text2(withLogin(entry))}`,
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
  let told = /* @__PURE__ */ new Map(), files = [];
  for (let path of pipFiles(env, platform)) {
    let text2 = readUserFile(path);
    if (text2 === void 0) continue;
    let place = shown(path, env);
    files.push(place);
    let sections = parseIni(text2, place);
    for (let section of ["global", "install"])
      for (let [key, value] of sections.get(section) ?? [])
        told.set(`${section}.${key}`, { value, origin: place });
  }
  for (let [name, value] of Object.entries(env))
    /^PIP_[A-Z_]+$/.test(name) && value && name !== "PIP_CONFIG_FILE" && told.set(`env.${name.slice(4).toLowerCase().replaceAll("_", "-")}`, { value, origin: name });
  let find = (key) => told.get(`env.${key}`) ?? told.get(`install.${key}`) ?? told.get(`global.${key}`), words2 = (key) => (find(key)?.value ?? "").split(/\s+/).filter(Boolean);
  return {
    origin: (find("index-url") ?? find("extra-index-url"))?.origin ?? "pip.conf",
    indexUrl: find("index-url")?.value,
    extraIndexUrls: words2("extra-index-url"),
    trustedHosts: words2("trusted-host"),
    cert: find("cert")?.value,
    files
  };
}
function parseIni(text2, place) {
  let sections = /* @__PURE__ */ new Map(), section, key;
  for (let [index2, line] of text2.replace(/^\uFEFF/, "").split(/\r?\n/).entries()) {
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
      throw new AdpError(PIP_CONF, {
        what: `${place} has a mistake in line ${index2 + 1}.`,
        why: section === void 0 ? "A line stands before the first section, such as [global]." : "A line is key = value, a [section], or a comment.",
        next: [`correct line ${index2 + 1} of ${place}`]
      });
    key = (pair[1] ?? "").toLowerCase().replaceAll("_", "-"), section.set(key, (pair[2] ?? "").trim());
  }
  return sections;
}

// packages/adp/src/credentials/uv-settings.ts
import { homedir as homedir2 } from "node:os";
import { delimiter as delimiter2, join as join5 } from "node:path";
function readUvSettings(env = process.env) {
  let files = uvFiles(env).flatMap((path) => {
    let text2 = readIfPresent(path);
    return text2 === void 0 ? [] : [{ path, table: parsed2(path, text2) }];
  }), tables = files.map((file) => file.table), first = (key) => tables.find((table) => table[key] !== void 0)?.[key], fromEnv = [
    ...words(env.UV_INDEX ?? env.UV_EXTRA_INDEX_URL).map((word) => named(word, !1)),
    ...words(env.UV_DEFAULT_INDEX ?? env.UV_INDEX_URL).map((word) => named(word, !0))
  ], fromFiles = tables.flatMap(indexesOf), all = [...fromEnv, ...fromFiles], byDefault = all.find((index2) => index2.isDefault), indexes = [
    ...all.filter((index2) => !index2.isDefault),
    ...byDefault === void 0 ? [] : [byDefault]
  ].map((index2) => ({ ...index2, ...withCredentials(index2, env) })), proxy = text(first("https-proxy")) ?? text(first("http-proxy"));
  return {
    origin: fromEnv.length > 0 ? "UV_INDEX or UV_DEFAULT_INDEX" : files[0]?.path ?? "uv.toml",
    indexes,
    noIndex: isYes(env.UV_NO_INDEX) || first("no-index") === !0,
    findLinks: [...(env.UV_FIND_LINKS ?? "").split(","), ...texts(first("find-links"))].filter(Boolean),
    insecureHosts: [...words(env.UV_INSECURE_HOST), ...texts(first("allow-insecure-host"))],
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
  try {
    return parse(content);
  } catch (error) {
    throw new AdpError(PY_SETTINGS, {
      what: `${path} is not valid TOML, so neither uv nor adp can read it.`,
      why: reasonOf(error).split(`
`)[0] ?? "",
      evidence: reasonOf(error).split(`
`).slice(1).filter(Boolean),
      next: [`correct ${path}`, "UV_NO_CONFIG=1 in front of the command leaves it out"],
      cause: error
    });
  }
}
function indexesOf(table) {
  let pip = isTable2(table.pip) ? table.pip : {}, listed = Array.isArray(table.index) ? table.index.filter(isTable2) : [], plain = (from) => [
    ...texts(from["extra-index-url"]).map((url) => ({ name: void 0, url, isDefault: !1 })),
    ...texts(from["index-url"]).map((url) => ({ name: void 0, url, isDefault: !0 }))
  ];
  return [
    ...listed.filter((index2) => text(index2.url) !== void 0 && index2.explicit !== !0).map((index2) => ({
      name: text(index2.name),
      url: text(index2.url) ?? "",
      isDefault: index2.default === !0
    })),
    ...plain(pip),
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
function isTable2(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value);
}
function text(value) {
  return typeof value == "string" && value !== "" ? value : void 0;
}
function texts(value) {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => text(one) ?? []);
}

export {
  Secret,
  redact,
  PY_SETTINGS,
  aptAuth,
  readDockerConfig,
  dockerLogin,
  registryOf,
  readNetrc,
  netrcLogin,
  PYPI,
  pipIndexes,
  uvIndexes,
  pipConfText,
  uvTomlText,
  readPipConf,
  parse,
  readUvSettings,
  variablePrefix,
  Progress,
  interruptible
};

import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/adp/src/kernel/secret.ts
import { randomBytes } from "node:crypto";
import { inspect } from "node:util";

// packages/adp/src/kernel/secret-forms.ts
function formsOf(value) {
  let found = /* @__PURE__ */ new Map(), add = (name, form) => {
    let bytes2 = Buffer.isBuffer(form) ? form : Buffer.from(form, "utf8"), key = bytes2.toString("latin1");
    bytes2.length >= 6 && !found.has(key) && found.set(key, { bytes: bytes2, name });
  }, utf8 = Buffer.from(value, "utf8");
  add("as it is", utf8);
  for (let text of urlEncoded(value)) {
    add("URL-encoded", text);
    for (let twice of urlEncoded(text)) add("URL-encoded twice", twice);
  }
  for (let [name, text] of quoted(value)) add(name, text);
  let bytes = [["", utf8]];
  for (let text of /* @__PURE__ */ new Set([...urlEncoded(value), JSON.stringify(value).slice(1, -1)]))
    text !== value && bytes.push(["", Buffer.from(text, "utf8")]);
  bytes.push([" of UTF-16", Buffer.from(value, "utf16le")], [" of UTF-16", bigEndian(value)]);
  for (let [suffix, content] of bytes) {
    suffix !== "" && add("in UTF-16", content);
    for (let text of inBase64(content))
      if (add(`in base64${suffix}`, text), content === utf8) for (let twice of inBase64(Buffer.from(text))) add("in base64 twice", twice);
  }
  for (let text of inBase32(utf8)) add("in base32", text);
  let hex = utf8.toString("hex");
  for (let text of [hex, hex.toUpperCase()])
    add("in hexadecimal", text), add("in hexadecimal", text.replace(/../g, "\\x$&")), add("URL-encoded", text.replace(/../g, "%$&")), add("in hexadecimal", text.replace(/..(?!$)/g, "$&:")), add("in hexadecimal", text.replace(/..(?!$)/g, "$& "));
  return [...found.values()];
}
function urlEncoded(value) {
  let plain = encodeURIComponent(value), strict = plain.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`), texts = [plain, strict].flatMap((text) => [
    text,
    text.replaceAll("%2F", "/"),
    text.replaceAll("%20", "+"),
    // apt and curl's users encode what an address would misread, and nothing else.
    text.replace(/%(?:2[1468BC]|3[ABD]|24)/g, (code) => decodeURIComponent(code))
  ]);
  return /* @__PURE__ */ new Set([
    ...texts,
    ...texts.map((text) => text.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase()))
  ]);
}
function quoted(value) {
  let json = JSON.stringify(value).slice(1, -1), code = (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`, ascii = json.replace(/[\u0080-\uffff]/g, code), go = json.replace(/[<>&]/g, code), dotnet = json.replace(/[<>&'+]/g, (one) => code(one).toUpperCase().replace("U", "u")), html = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"), numbered = (write) => value.replace(/[^\w]/g, (one) => write(one.charCodeAt(0)));
  return [
    ["in JSON", json],
    ["in JSON", ascii],
    ["in JSON", go],
    ["in JSON", dotnet],
    ["in JSON", json.replaceAll("/", "\\/")],
    ["in JSON in JSON", JSON.stringify(json).slice(1, -1)],
    ["in XML", html],
    ["in XML", html.replaceAll('"', "&quot;").replaceAll("'", "&#39;")],
    ["in XML", html.replaceAll('"', "&#34;").replaceAll("'", "&#x27;")],
    ["in XML", html.replaceAll('"', "&#34;").replaceAll("'", "&#39;").replaceAll("+", "&#43;")],
    ["in XML", numbered((number) => `&#${number};`)],
    ["in XML", numbered((number) => `&#x${number.toString(16)};`)],
    ["in JSON", numbered((number) => `\\u${number.toString(16).padStart(4, "0")}`)],
    [
      "with its special characters escaped",
      numbered((number) => `\\x${number.toString(16).padStart(2, "0")}`)
    ],
    ["with its special characters escaped", numbered((number) => `\\${number.toString(8).padStart(3, "0")}`)],
    ["in quotes", value.replaceAll("'", "'\\''")],
    ["in quotes", value.replaceAll("'", "''")],
    ["in quotes", value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")],
    ["in braces", value.replaceAll("}", "}}")],
    ["with its special characters escaped", value.replace(/[^\w@%+=:,./-]/g, "\\$&")],
    ["with its special characters escaped", value.replace(/[^\w]/g, "\\$&")],
    ["with percent signs doubled", value.replaceAll("%", "%%")],
    ["with dollar signs doubled", value.replaceAll("$", "$$$$")],
    ["in quoted-printable", value.replaceAll("=", "=3D")]
  ];
}
function bigEndian(value) {
  return Buffer.from(value, "utf16le").swap16();
}
function inBase32(value) {
  let found = [0, 1, 2, 3, 4].map((shift) => ([...Buffer.concat([Buffer.alloc(shift), value])].map((byte) => byte.toString(2).padStart(8, "0")).join("").match(/.{5}/g) ?? []).map((digit) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(digit, 2)]).join("").slice(Math.ceil(shift * 8 / 5)));
  return [...found, ...found.map((text) => text.toLowerCase())].filter(
    (text) => text.length >= 6
  );
}
function inBase64(value) {
  let found = [0, 1, 2].map((shift) => {
    let text = Buffer.concat([Buffer.alloc(shift), value]).toString("base64").replace(/=+$/, ""), first = Math.ceil(shift * 8 / 6), whole = Math.floor((shift + value.length) * 8 / 6);
    return text.slice(first, whole);
  }), urls = found.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [.../* @__PURE__ */ new Set([...found, ...urls])].filter((text) => text.length >= 6);
}

// packages/adp/src/kernel/secret.ts
var everySecret = /* @__PURE__ */ new Set(), Secret = class _Secret {
  #value;
  constructor(value) {
    this.#value = value, value.length >= 6 && everySecret.add(this);
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
function redact(text, secrets) {
  let clean = text;
  for (let secret of secrets) for (let form of textsOf(secret)) clean = clean.replaceAll(form, "***");
  return clean.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, "$1***@");
}
function mask(text) {
  return redact(text, everySecret);
}
var known = /* @__PURE__ */ new WeakMap();
function textsOf(secret) {
  let before = known.get(secret);
  if (before !== void 0) return before;
  let value = secret.reveal(), forms = [
    value,
    encodeURIComponent(value),
    ...formsOf(value).map(({ bytes }) => bytes.toString("utf8"))
  ], texts = [...new Set(forms)].filter((form) => form !== "").sort((x, y) => y.length - x.length);
  return known.set(secret, texts), texts;
}

// packages/adp/src/kernel/output.ts
function openOutput(options = {}) {
  let json = options.json === !0;
  return {
    json,
    print: (line = "") => {
      json || process.stdout.write(`${printable(line.trimEnd())}
`);
    },
    note: (line) => {
      json || process.stderr.write(`${printable(line)}
`);
    },
    document: (value) => {
      json && process.stdout.write(`${jsonText(value)}
`);
    },
    style: styleFor(process.stdout)
  };
}
function jsonText(value) {
  return mask(JSON.stringify(value, null, 2)).replace(
    obeyed,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
var obeyed = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
function printable(text) {
  return mask(text).replaceAll(`\r
`, `
`).replace(controls, (found) => painted.has(found) ? found : found.replace(control, "\xB7"));
}
var control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, controls = new RegExp(`\x1B\\[\\d+m[^\x1B]*\x1B\\[0m|${control.source}`, "g"), painted = /* @__PURE__ */ new Set();
function styleFor(stream, env = process.env) {
  let colour = stream.isTTY === !0 && !env.NO_COLOR && env.TERM !== "dumb", paint = (code) => (text) => {
    if (!colour) return text;
    let whole = `\x1B[${code}m${printable(text)}\x1B[0m`;
    return painted.add(whole), whole;
  };
  return { bold: paint(1), dim: paint(2), green: paint(32), red: paint(31), yellow: paint(33) };
}
function isFigure(cell) {
  return typeof cell == "number" || cell !== void 0 && /^-?[\d.]*( (s|ms))?$/.test(cell);
}
function table(header, rows) {
  let cells = rows.map(
    (row) => row.map((cell) => typeof cell == "number" ? cell.toLocaleString("en-US") : cell)
  ), widths = header.map(
    (title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0))
  ), right = header.map((_, column) => rows.length > 0 && rows.every((row) => isFigure(row[column]))), line = (row) => row.map(
    (cell, column) => right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  ).join("  ").trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...cells.map(line)];
}

export {
  formsOf,
  Secret,
  redact,
  mask,
  openOutput,
  jsonText,
  printable,
  table
};

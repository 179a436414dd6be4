/** One way in which a value can stand in a file, a log line or a web address. */
export interface SecretForm {
  readonly bytes: Buffer;
  /** For people: "URL-encoded", "in base64". */
  readonly name: string;
}

/** A shorter value is found everywhere by chance. */
export const shortestSecret = 6;

/** Every form of a value that programs write: quoted, URL-encoded, in hexadecimal, base64 and base32 (after any text), UTF-16. */
export function formsOf(value: string): SecretForm[] {
  const found = new Map<string, SecretForm>();
  const add = (name: string, form: string | Buffer) => {
    const bytes = Buffer.isBuffer(form) ? form : Buffer.from(form, "utf8");
    const key = bytes.toString("latin1");
    if (bytes.length >= shortestSecret && !found.has(key)) found.set(key, { bytes, name });
  };
  const utf8 = Buffer.from(value, "utf8");
  add("as it is", utf8);
  for (const text of urlEncoded(value)) {
    add("URL-encoded", text);
    for (const twice of urlEncoded(text)) add("URL-encoded twice", twice);
  }
  for (const [name, text] of quoted(value)) add(name, text);
  const bytes: [string, Buffer][] = [["", utf8]];
  for (const text of new Set([...urlEncoded(value), JSON.stringify(value).slice(1, -1)]))
    if (text !== value) bytes.push(["", Buffer.from(text, "utf8")]);
  bytes.push([" of UTF-16", Buffer.from(value, "utf16le")], [" of UTF-16", bigEndian(value)]);
  for (const [suffix, content] of bytes) {
    if (suffix !== "") add("in UTF-16", content);
    for (const text of inBase64(content)) {
      add(`in base64${suffix}`, text);
      if (content === utf8) for (const twice of inBase64(Buffer.from(text))) add("in base64 twice", twice);
    }
  }
  for (const text of inBase32(utf8)) add("in base32", text);
  const hex = utf8.toString("hex");
  for (const text of [hex, hex.toUpperCase()]) {
    add("in hexadecimal", text);
    add("in hexadecimal", text.replace(/../g, "\\x$&"));
    add("URL-encoded", text.replace(/../g, "%$&"));
    add("in hexadecimal", text.replace(/..(?!$)/g, "$&:"));
    add("in hexadecimal", text.replace(/..(?!$)/g, "$& "));
  }
  return [...found.values()];
}

/** As JavaScript, Python (quote keeps the slash), forms and strict libraries encode it, in both cases of the digits. */
function urlEncoded(value: string): Set<string> {
  const plain = encodeURIComponent(value);
  const strict = plain.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const texts = [plain, strict].flatMap((text) => [
    text,
    text.replaceAll("%2F", "/"),
    text.replaceAll("%20", "+"),
    // apt and curl's users encode what an address would misread, and nothing else.
    text.replace(/%(?:2[1468BC]|3[ABD]|24)/g, (code) => decodeURIComponent(code)),
  ]);
  return new Set([
    ...texts,
    ...texts.map((text) => text.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase())),
  ]);
}

function quoted(value: string): [string, string][] {
  const json = JSON.stringify(value).slice(1, -1);
  const code = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const ascii = json.replace(/[\u0080-\uffff]/g, code);
  // Go escapes these three, .NET two more, in capital digits.
  const go = json.replace(/[<>&]/g, code);
  const dotnet = json.replace(/[<>&'+]/g, (one) => code(one).toUpperCase().replace("U", "u"));
  const html = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  // Strict encoders, and printf, take whatever is no letter or digit by its number.
  const numbered = (write: (number: number) => string) =>
    value.replace(/[^\w]/g, (one) => write(one.charCodeAt(0)));
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
      numbered((number) => `\\x${number.toString(16).padStart(2, "0")}`),
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
    ["in quoted-printable", value.replaceAll("=", "=3D")],
  ];
}

function bigEndian(value: string): Buffer {
  return Buffer.from(value, "utf16le").swap16();
}

/** The same for base32 (RFC 4648): five shifts, in capital letters and in small ones. */
function inBase32(value: Buffer): string[] {
  const found = [0, 1, 2, 3, 4].map((shift) => {
    const bits = [...Buffer.concat([Buffer.alloc(shift), value])]
      .map((byte) => byte.toString(2).padStart(8, "0"))
      .join("");
    const digits = bits.match(/.{5}/g) ?? [];
    const text = digits
      .map((digit) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(digit, 2)])
      .join("");
    return text.slice(Math.ceil((shift * 8) / 5));
  });
  return [...found, ...found.map((text) => text.toLowerCase())].filter(
    (text) => text.length >= shortestSecret,
  );
}

/**
 * How bytes look inside base64, wherever they begin: three shifts, without the characters at either end that depend on
 * the neighbours. In both alphabets.
 */
export function inBase64(value: Buffer): string[] {
  const found = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), value])
      .toString("base64")
      .replace(/=+$/, "");
    const first = Math.ceil((shift * 8) / 6);
    const whole = Math.floor(((shift + value.length) * 8) / 6);
    return text.slice(first, whole);
  });
  const urls = found.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([...found, ...urls])].filter((text) => text.length >= shortestSecret);
}

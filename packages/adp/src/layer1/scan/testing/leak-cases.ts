import { gzipSync } from "node:zlib";
import * as archives from "./archives.ts";

/** A file of an image with a login that the build used. */
export interface LeakCase {
  readonly name: string;
  readonly path: string;
  readonly content: Buffer;
}

/** Everything that a quoting can change, and 64 characters, which base64 and mail wrap. */
export const password = "p@ss/w0rd+of=Layer1&1%";
export const token = "cmVmdGtuOjAxOjE3OTM0NTY3ODk6QkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWjAx";
export const user = "ci-bot";

const enc = encodeURIComponent;
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const wrap = (text: string, width: number, gap = "\n") =>
  (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join(gap);
const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
/** urllib.parse.quote: the slash stays. */
const quote = (text: string) => enc(text).replaceAll("%2F", "/");
const nested = (content: Buffer, depth: number): Buffer =>
  depth === 0
    ? content
    : nested(depth % 2 === 0 ? gzipSync(content) : archives.zipOf("inner", content), depth - 1);

/** 64 leaks of the kinds that a security review planted. */
export async function leakCases(): Promise<LeakCase[]> {
  const hex = Buffer.from(password).toString("hex");
  const conf = Buffer.from(
    `[global]\nindex-url = https://${user}:${enc(password)}@artifactory.example/simple\n`,
  );
  const plain = Buffer.from(`token = ${token}\n`);
  const long = `Authorization: Basic ${base64(`${user}:${token}`)}`;
  const half = token.length / 2;
  const cases: [string, string, string | Buffer][] = [
    ["a token as it is", "opt/app/settings.ini", plain],
    ["an argument in the history", "the image's history", `RUN |1 TOKEN=${token} /bin/sh -c pip install x`],
    ["a label", "the image's configuration", JSON.stringify({ Labels: { built: `by ${password}` } })],
    [
      "a health check",
      "the image's configuration",
      JSON.stringify({ Healthcheck: { Test: ["CMD", "curl", `-u${user}:${password}`] } }),
    ],
    ["an ONBUILD step", "the image's configuration", JSON.stringify({ OnBuild: [`RUN echo ${token}`] })],
    [
      "direct_url.json",
      "site-packages/x-1.dist-info/direct_url.json",
      JSON.stringify({ url: `https://${user}:${enc(password)}@a.example/x.whl` }),
    ],
    [
      "uv's receipt",
      "share/uv/tools/x/uv-receipt.toml",
      `[[tool.options.index]]\nurl = "https://${user}:${quote(password)}@a.example/simple"\n`,
    ],
    [
      "apt's log",
      "var/log/apt/term.log",
      `Get:1 https://${user}:${enc(password)}@a.example bookworm InRelease\n`,
    ],
    ["a shell's history", "root/.bash_history", `curl -u ${user}:'${password}' https://a.example\n`],
    ["UTF-16LE", "opt/setup.ps1", Buffer.from(`\ufeff$p = "${password}"\r\n`, "utf16le")],
    ["UTF-16BE", "opt/setup.reg", utf16be(`\ufeff"Password"="${password}"\r\n`)],
    [
      "UTF-16BE without a mark",
      "opt/blob.bin",
      Buffer.concat([Buffer.alloc(64, 1), utf16be(password), Buffer.alloc(64, 2)]),
    ],
    [
      "a cell of SQLite",
      "var/cache.db",
      Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(600), Buffer.from(token)]),
    ],
    ["base64 at its beginning", "etc/auth", base64(`${password};1`)],
    ["base64 after a byte", "etc/auth", base64(`:${password};1`)],
    ["base64 after two bytes", "etc/auth", base64(`::${password};1`)],
    ["base64 for addresses", "etc/auth", Buffer.from(`~~${password}~~`).toString("base64url")],
    [
      "docker's config.json",
      "root/.docker/config.json",
      JSON.stringify({ auths: { "a.example": { auth: base64(`${user}:${password}`) } } }),
    ],
    ["base64 of the shell, at 76", "opt/auth.b64", `${wrap(base64(`x=1\n${long}\n`), 76)}\n`],
    ["base64 of MIME, at 76 with CRLF", "opt/auth.eml", wrap(base64(`From: a\n${long}`), 76, "\r\n")],
    ["base64 of PEM, at 64", "opt/auth.pem", wrap(base64(`ab${long}`), 64)],
    [
      "base64 in YAML, indented",
      "opt/secret.yaml",
      `data:\n  x: |\n    ${wrap(base64(`abc${long}`), 60, "\n    ")}\n`,
    ],
    [
      "base64 in JSON with escaped ends of lines",
      "opt/x.json",
      JSON.stringify({ x: wrap(base64(`${long}`), 76) }),
    ],
    ["base64 twice", "opt/helm", base64(base64(`user=${user} password=${password}`))],
    [
      "base64 of UTF-16, as PowerShell takes it",
      "opt/run.cmd",
      `powershell -EncodedCommand ${base64(Buffer.from(`Get-Item '${password}'`, "utf16le"))}`,
    ],
    [
      "a gzip in base64",
      "opt/release",
      `release: ${base64(gzipSync(Buffer.concat([plain, Buffer.alloc(99, "ab")])))}`,
    ],
    ["urllib's quote", "opt/a.txt", `https://${user}:${quote(password)}@a.example/`],
    ["URL-encoded in lower case", "opt/a.txt", enc(password).toLowerCase().replace("layer", "Layer")],
    ["URL-encoded twice", "opt/a.txt", `next=${enc(`https://${user}:${enc(password)}@a.example/`)}`],
    ["upper-case hexadecimal", "opt/a.txt", hex.toUpperCase()],
    ["lower-case hexadecimal", "opt/a.txt", hex],
    ["hexadecimal escapes", "opt/a.c", `"${hex.replace(/../g, "\\x$&")}"`],
    ["hexadecimal with colons", "opt/a.txt", hex.replace(/..(?!$)/g, "$&:")],
    ["JSON", "opt/a.json", JSON.stringify({ password: `${password}\\"` })],
    ["JSON in JSON", "opt/a.json", JSON.stringify({ x: JSON.stringify({ password }) })],
    ["XML", "root/.m2/settings.xml", `<password>${password.replaceAll("&", "&amp;")}</password>`],
    [
      "percent signs doubled",
      "opt/alembic.ini",
      `sqlalchemy.url = x://a:${password.replaceAll("%", "%%")}@h/d`,
    ],
    ["a shell's escapes", "root/.profile", `export X=${password.replace(/[^\w@%+=:,./-]/g, "\\$&")}`],
    ["all special characters escaped", "opt/re.txt", password.replace(/[^\w]/g, "\\$&")],
    ["quoted-printable", "opt/mail", `x=3D${password.replaceAll("=", "=3D")}`],
    ["netrc", "root/.netrc", `machine a.example login ${user} password ${password}\n`],
    [
      "apt's auth.conf.d",
      "etc/apt/auth.conf.d/x.conf",
      `machine a.example\nlogin ${user}\npassword ${token}\n`,
    ],
    [
      "git's config",
      "opt/x/.git/config",
      `[remote "origin"]\n\turl = https://${user}:${enc(password)}@a.example/x\n`,
    ],
    ["a token over two lines", "opt/run.sh", `TOKEN=${token.slice(0, half)}\\\n${token.slice(half)}\n`],
    [
      "a token over two lines of YAML",
      "opt/x.yaml",
      `token: >-\n  ${token.slice(0, 20)}\n  ${token.slice(20)}\n`,
    ],
    [
      "a token in two strings of Python",
      "opt/x.py",
      `T = (\n    "${token.slice(0, half)}"\n    "${token.slice(half)}"\n)\n`,
    ],
    [
      "a token in two strings with a plus",
      "opt/X.java",
      `"${token.slice(0, 30)}" +\n        "${token.slice(30)}"`,
    ],
    ["a wheel's metadata", "x.whl", archives.zipOf("x-1.dist-info/METADATA", conf)],
    ["an sdist", "x.tar.gz", gzipSync(await archives.tarOf("x/setup.cfg", conf))],
    ["a wheel in a tar.gz", "all.tgz", gzipSync(await archives.tarOf("x.whl", archives.zipOf("x.py", conf)))],
    ["a zipapp", "usr/bin/app.pyz", archives.zipappOf("__main__.py", conf)],
    [
      "a pex",
      "usr/bin/app",
      archives.zipappOf("PEX-INFO", Buffer.from(JSON.stringify({ url: conf.toString() }))),
    ],
    ["a git object", "x/.git/objects/ab/cdef", archives.gitObject(plain)],
    ["a git pack", "x/.git/objects/pack/pack-1.pack", archives.gitPackOf([Buffer.alloc(300, "a"), conf])],
    [
      "a Debian package",
      "var/cache/apt/archives/x.deb",
      archives.debOf("data.tar.gz", gzipSync(await archives.tarOf("etc/x", conf))),
    ],
    ["a PDF", "opt/x.pdf", archives.pdfOf(conf)],
    ["brotli", "opt/x.js.br", archives.brotliOf(conf)],
    ["xz", "opt/x.xz", Buffer.from(archives.compressedByOthers.xz, "base64")],
    ["bzip2", "opt/x.bz2", Buffer.from(archives.compressedByOthers.bzip2, "base64")],
    ["zstd", "opt/x.zst", Buffer.from(archives.compressedByOthers.zstd, "base64")],
    ["lzma", "opt/x.lzma", Buffer.from(archives.compressedByOthers.lzma, "base64")],
    ["archives 7 deep", "opt/x.zip", nested(conf, 7)],
    ["a file's name", `tmp/${token}`, "nothing"],
    ["a link's target", `tmp/link -> /etc/${quote(password)}`, ""],
  ];
  return cases.map(([name, path, content]) => ({ name, path, content: Buffer.from(content) }));
}

type Pick = <T>(from: readonly T[]) => T;

/** A file by chance: a value in some form, among other text, inside some archives. */
export async function randomCase(pick: Pick, secret: { user: string; value: string }): Promise<LeakCase> {
  const { value } = secret;
  const [formName, form] = pick(forms);
  const around = pick(["", "x", "ab", "key = ", '{"a": 1}\n', "# ü\n"]);
  let content = form(`${around}${value}${pick(["", "\n", ";", '"'])}`, value, secret.user);
  const names = [formName];
  for (let depth = pick([0, 0, 1, 1, 2, 3, 5]); depth > 0; depth--) {
    const [name, into] = pick(wrappings);
    content = await into(content);
    names.push(name);
  }
  return { name: names.join(", in "), path: pick(["opt/x", "usr/lib/y.py", "var/z.log"]), content };
}

type Form = (around: string, value: string, user: string) => Buffer;
const forms: readonly (readonly [string, Form])[] = [
  ["plain", (text) => Buffer.from(text)],
  ["base64", (text) => Buffer.from(base64(text))],
  ["base64url", (text) => Buffer.from(Buffer.from(text).toString("base64url"))],
  ["base64 wrapped", (text) => Buffer.from(wrap(base64(`${text} and more of it until a line is full`), 76))],
  ["base64 twice", (text) => Buffer.from(base64(base64(text)))],
  ["base64 of a pair", (_, value, who) => Buffer.from(base64(`${who}:${value}`))],
  ["base32", (text) => Buffer.from(archives.base32Of(Buffer.from(text)))],
  ["base32 wrapped", (text) => Buffer.from(wrap(archives.base32Of(Buffer.from(text)), 76))],
  ["URL-encoded", (text) => Buffer.from(enc(text))],
  ["quote", (text) => Buffer.from(quote(text))],
  ["URL-encoded twice", (text) => Buffer.from(enc(enc(text)))],
  ["hexadecimal", (text) => Buffer.from(Buffer.from(text).toString("hex"))],
  ["upper-case hexadecimal", (text) => Buffer.from(Buffer.from(text).toString("hex").toUpperCase())],
  ["UTF-16LE", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
  ["UTF-16BE", (text) => utf16be(`\ufeff${text}`)],
  ["base64 of UTF-16", (text) => Buffer.from(base64(Buffer.from(text, "utf16le")))],
  ["JSON", (text) => Buffer.from(JSON.stringify({ x: text }))],
  ["JSON in JSON", (text) => Buffer.from(JSON.stringify(JSON.stringify({ x: text })))],
  ["XML", (text) => Buffer.from(text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))],
  ["XML by numbers", (text) => Buffer.from(text.replace(/[^\w]/g, (one) => `&#${one.charCodeAt(0)};`))],
  [
    "escapes by hexadecimal numbers",
    (text) =>
      Buffer.from(text.replace(/[^\w]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)),
  ],
  [
    "escapes by octal numbers",
    (text) =>
      Buffer.from(text.replace(/[^\w]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, "0")}`)),
  ],
  [
    "two strings",
    (text, value) => Buffer.from(text.replace(value, `${value.slice(0, 12)}"\n  "${value.slice(12)}`)),
  ],
];

const wrappings: readonly (readonly [string, (content: Buffer) => Buffer | Promise<Buffer>])[] = [
  ["gzip", archives.gzipOf],
  ["zip", (content) => archives.zipOf("a/b", content)],
  ["a zipapp", (content) => archives.zipappOf("a/b", content)],
  ["tar", (content) => archives.tarOf("a/b", content)],
  ["an old tar", (content) => archives.oldTarOf("a/b", content)],
  ["an installer", archives.installerOf],
  ["git object", archives.gitObject],
  ["git pack", (content) => archives.gitPackOf([content])],
  ["a Debian package", (content) => archives.debOf("data.tar", content)],
  ["a PDF", archives.pdfOf],
  ["a hex dump of xxd", archives.xxdOf],
  ["a hex dump of hexdump", archives.hexdumpOf],
  ["uuencode", archives.uuencodeOf],
];

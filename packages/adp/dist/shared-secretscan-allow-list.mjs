import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  parseCcache
} from "./shared-krb5-src-advice.mjs";
import {
  ProcessFailure,
  ask,
  askStream,
  attempt,
  run as run2,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import {
  AdpError,
  Exit,
  act,
  adp,
  again,
  bundlePath,
  defineErrors,
  either,
  quoted,
  reasonOf,
  run,
  shell,
  typed
} from "./shared-commands-list.mjs";

// packages/adp/src/secretscan/around.ts
function partsAround(text2, places, { before, behind }) {
  let parts = [], last;
  for (let place of places) {
    if (last !== void 0 && place + behind <= last.to) continue;
    let end = text2.indexOf(10, Math.min(place + behind, text2.length)), to = end < 0 ? text2.length : end + 1;
    if (last !== void 0 && place - before <= last.to) {
      last.to = to;
      continue;
    }
    let from = place - before <= 0 ? 0 : text2.lastIndexOf(10, place - before) + 1;
    last !== void 0 && from <= last.to ? last.to = to : (last = { from, to }, parts.push(last));
  }
  return parts;
}
function linesBetween(text2, from, to) {
  let lines2 = 0;
  for (let end = text2.indexOf(10, from); end >= 0 && end < to; end = text2.indexOf(10, end + 1)) lines2++;
  return lines2;
}

// packages/adp/src/secretscan/matcher.ts
var wrappable = 16, longestPiece = 24, gaps = new Set([...` 	\r
\0\\"'+|>#*(),=`].map((one) => one.charCodeAt(0))), longestGap = 64, Matcher = class {
  constructor(needles, { wrapped = !1, anyCase = !1 } = {}) {
    this.needles = needles;
    if (needles.some((needle) => needle.length < 3)) throw new Error("a needle has at least three bytes");
    this.#fold = anyCase ? 32 : 0;
    let pieces2 = needles.flatMap((needle, index) => piecesOf(needle, index, wrapped));
    this.#window = Math.min(255, ...pieces2.map(({ from, to }) => to - from)), this.#shift = new Uint8Array(65536).fill(this.#window - 2);
    for (let piece of pieces2) {
      let needle = needles[piece.needle];
      for (let end = 2; end < this.#window; end++) {
        let block = blockAt(needle, piece.from + end, this.#fold);
        this.#shift[block] = Math.min(this.#shift[block], this.#window - 1 - end);
      }
      let key = this.#keyAt(needle, piece.from + this.#window - 1);
      this.#buckets.set(key, [...this.#buckets.get(key) ?? [], piece]), this.#mayBe[key & 65535] = 1;
    }
  }
  needles;
  #window;
  #shift;
  /** By the window's last bytes, four where it has so many. */
  #buckets = /* @__PURE__ */ new Map();
  /** Whether a key with these last 16 bits is in a bucket: most are not, and a look here takes a tenth of the time. */
  #mayBe = new Uint8Array(65536);
  /** Folds letters of both cases together (and a few other characters, which the comparison lets pass). */
  #fold;
  /** The needles that occur, each once, with where they were first seen. */
  find(text2) {
    let found = /* @__PURE__ */ new Map();
    return this.#search(
      text2,
      (needle, at) => found.set(needle, at),
      (needle) => found.has(needle)
    ), found;
  }
  /** Every place of every needle, in the order of their ends. */
  findAll(text2, hit) {
    this.#search(text2, hit, () => !1);
  }
  #search(text2, hit, isKnown) {
    if (this.needles.length === 0) return;
    let shift = this.#shift, mayBe = this.#mayBe, fold = this.#fold, last = text2.length - 1, at = this.#window - 1;
    for (; at <= last; ) {
      let step = shift[blockAt(text2, at, fold)];
      if (step > 0) {
        at += step;
        continue;
      }
      let key = this.#keyAt(text2, at);
      if (mayBe[key & 65535] === 1)
        for (let piece of this.#buckets.get(key) ?? []) {
          if (isKnown(piece.needle)) continue;
          let start = at - this.#window + 1, begin = occurs(text2, start, this.needles[piece.needle], piece, fold);
          begin !== void 0 && hit(piece.needle, begin);
        }
      at++;
    }
  }
  #keyAt(text2, end) {
    let block = blockAt(text2, end, this.#fold);
    return this.#window < 4 ? block : block ^ (text2[end - 3] | this.#fold) * 2533;
  }
};
function blockAt(text2, end, fold) {
  let first = text2[end - 2] | fold, second = text2[end - 1] | fold;
  return (first << 11 ^ second << 6 ^ (text2[end] | fold)) & 65535;
}
function piecesOf(bytes, needle, wrapped) {
  if (!wrapped || bytes.length < wrappable) return [{ needle, from: 0, to: bytes.length }];
  let count = Math.max(2, Math.ceil(bytes.length / longestPiece)), cut = (index) => Math.floor(index * bytes.length / count);
  return Array.from({ length: count }, (_, index) => ({ needle, from: cut(index), to: cut(index + 1) }));
}
function occurs(text2, start, needle, { from, to }, fold) {
  for (let at = from; at < to; at++)
    if (((text2[start + at - from] ?? -1) | fold) !== (needle[at] | fold)) return;
  if (from === 0 && to === needle.length) return start;
  if (follow(text2, start + to - from, needle, to, 1) !== void 0)
    return follow(text2, start - 1, needle, from - 1, -1);
}
function follow(text2, start, needle, first, step) {
  let at = start, place = start - step;
  for (let index = first; index >= 0 && index < needle.length; index += step) {
    let skipped = 0;
    for (; ; ) {
      if (isEscapedEnd(text2, at, step) && needle[index] !== backslash) at += 2 * step;
      else {
        if (text2[at] === needle[index]) break;
        if (gaps.has(text2[at] ?? -1)) at += step;
        else return;
      }
      if (++skipped > longestGap) return;
    }
    place = at, at += step;
  }
  return place;
}
var backslash = 92;
function isEscapedEnd(text2, at, step) {
  let [first, second] = step === 1 ? [text2[at], text2[at + 1]] : [text2[at - 1], text2[at]];
  return first === backslash && (second === 110 || second === 114);
}

// packages/adp/src/secretscan/value.ts
var variable = "(?:[A-Z_][A-Z0-9_]*|[a-z_][a-z0-9_]*|[a-z]+(?:[A-Z][a-z]+)+)", placeholders = [
  /^(?:pass(?:word|wd|phrase)?|pwd|secret|token|changeme|change-me|example|mypassword|mysecret|my-?token|your[\w-]*|user(?:name)?|xxx+|\*+|\.\.\.|tiger|hunter2|foo(?:bar)?|bar|baz|test(?:ing)?|dummy|none|null|postgres|airflow|root|admin|guest|null|p4ssw0rd|passw0rd|redacted|hidden|str|string|port|pw)\d{0,3}$/i,
  // A call in source code: word(entry.password).
  /^[a-z_][\w.]*\([\w.]*$/i,
  // Words in brackets, also where a rule has cut them: <your, password>, [token, {name}, %NAME%. A password made by chance
  // may begin or end with any sign.
  /^<[\w .:/-]*>?$|^[\w .-]+>$|^\[[\w .-]*\]?$|^\{[\w .:!'"[-]*\}?$|^%\w*%$|^%[A-Za-z_]+$|^[\w.-]+\}$|^\.{3}/,
  /\$\{[A-Za-z_][^{}\s]*(?:\}|$)|^\{\{|\{\{.*\}\}|^\w*\}\}|%\([A-Za-z_]+(?:\)|$)/,
  new RegExp(`^\\$(?:${variable}|\\d)?$`)
];
function isPlaceholder(value) {
  let text2 = value.replace(/[.,;)\]`"']+$/, "");
  return placeholders.some((pattern) => pattern.test(text2)) || /^(.)\1*$/.test(text2);
}
var madeUp = /example|change.?me|change.?it|place.?holder|redacted|dummy|your.?(?:pass|token|secret|key|api|own|pw)|my.?(?:pass|secret|token)|xxxx|insert.?|replace.?|<[a-z][a-z _-]{2,}>|not.?(?:a|the).?(?:real|secret|pass)|to.?be.?(?:set|filled|defined)|removed|omitted|masked|^(?:required|optional|enabled|disabled|default|undefined|empty|unset|any|basic|bearer|oauth2?|ldap|kerberos|prompt|keyring|always|never|abc-?123|secret-?\d*|s3cr3t|letmein|qwerty|password-?\d*|unused|na|n\/a|tbd|todo)$/i, references = [
  /^(?:file:|vault[:/]|env:|env\.|arn:|op:\/\/|ref\+|kv:|projects\/|secret(?:smanager|s|ref)?[:/]|keyvault|gcp-?secret|ENC\[|AQICA|https?:\/\/[^@]*$|os\.|self\.|process\.|config\.|settings\.|secrets\.|var\.|local\.|data\.|module\.|getenv|lookup|fetch)|ansible_vault|\.(?:get|read|env|password|token|secret|value)\b/i,
  // $name/more, $env:NAME, $(command)
  new RegExp(`^\\$${variable}[/.:[\\]-]`),
  /^\$env:|\$\([A-Za-z_./(]/,
  // {name}, {0}, {name:>8}, {config["password"]}; templates
  /^\{(?:[A-Za-z_][\w.]*|\d*)(?:$|[}[(]|[!:][^}]{0,30}\})|^\{["']/,
  // A tag of YAML, an anchor: !vault, !Ref, &password
  /^!(?:[a-z_]+|(?:[A-Z][a-z]+)+)(?:$|[\s|:])|^&[a-z_]+;?$/,
  /^(?:\/[A-Za-z][\w.-]+(?:\/[\w.@~+-]+)*\/?(?:$|[:,;?#])|\.{1,2}\/|~\/|[A-Za-z]:\\)/,
  // A file, or a reference of a cloud's: @/run/secrets/x, @Microsoft.KeyVault(...)
  /^@(?:Microsoft\.|[\w.-]+\/|\/|\{|[a-z]+$)/,
  /^get(?:_|[A-Z][a-z])/,
  // A regular expression: HEX_PAT = "[0-9A-Fa-f]{1,4}"
  /\(\?[:=!<P]|\[\^?(?:\w-\w)+|\[[^\]]*(?:0-9|a-z|A-Z)[^\]]*\]/,
  // What stands between two texts of a program without spaces: "password:"),f.call("next"
  /^\)[,;.].*\($/,
  // A call in a program: a name that is written as names are, and what opens.
  /^(?:[A-Za-z_][A-Za-z_.]{2,}\d?|md5|sha\d{1,3}|b64\w{0,6})\((?!\d)|^[a-z_]{1,2}\(["'\w.]*\)?$/
], hashed = /^(?:\$(?:2[aby]?|[156]|argon2\w*|y|scrypt|pbkdf2[\w-]*)\$|SCRAM-SHA-256\$|pbkdf2:|scrypt:|sha(?:1|256|384|512)[-:=]|\{(?:SSHA|SHA|BCRYPT|CRYPT)\}|md5[0-9a-f]{32}$)/i, secretWord = /pass|pwd|secret|token|key|cred|auth|login/i;
function isStandIn(value) {
  let text2 = value.trim();
  return text2.length < 4 || isPlaceholder(text2) || madeUp.test(text2) || references.some((pattern) => pattern.test(text2)) || hashed.test(text2) || // A field of something else: entry.conn_password, self.password
  /^[a-z_]\w*(?:\.(?:[a-z_]+|[A-Z_]+))+$/.test(text2) || /^(?:true|false|yes|no|on|off|nil|\d{1,5}|\d+[smhd]|0+|[0-]+)$/i.test(text2) || // The name of a secret: airflow-db-password, DWH_PASSWORD_2
  secretWord.test(text2) && /^[A-Za-z][A-Za-z0-9]*(?:[-_./:][A-Za-z0-9]+)*$/.test(text2) && !isMixed(text2);
}
function isMixed(text2) {
  return text2.split(/[-_./:]/).some((part) => /\d[A-Za-z]/.test(part) && part.length >= 8);
}
function isStrong(value, least = 8) {
  if (value.length < least || /\s/.test(value)) return !1;
  let digits = /\d/.test(value), symbols = /[^A-Za-z0-9_.-]/.test(value), mixed = /[a-z][^a-z]*[A-Z][^A-Z]*[a-z]|[A-Z][^A-Z]*[A-Z]/.test(value) && /[a-z]/.test(value);
  return /^[a-z]+(?:[A-Z][a-z]+)*\d?$/.test(value) || /^(?:[A-Z][a-z]+)+\d?$/.test(value) ? !1 : /^[A-Za-z]+(?:[._-][A-Za-z]+)*\d?$/.test(value) ? entropy(value) > 4.2 && value.length >= 24 || value.length >= 12 && wordLength(value) < 2.7 : digits && /[A-Za-z]/.test(value) || symbols && (digits || mixed) || mixed && value.length >= 20;
}
function wordLength(text2) {
  let words3 = text2.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words3.join("").length / Math.max(1, words3.length);
}
function entropy(value) {
  let counts = /* @__PURE__ */ new Map();
  for (let one of value) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (let count of counts.values()) bits -= count / value.length * Math.log2(count / value.length);
  return bits;
}

// packages/adp/src/secretscan/rules/airflow.ts
var airflowRules = [
  {
    id: "airflow-connection",
    what: "a password in an Airflow connection",
    reach: { before: 4096, behind: 4096 },
    hints: ["conn_type", "airflow_conn_"],
    // A call is code that reads the password from somewhere, `password: word(entry.password)`, and what has brackets is its
    // type, `password: Optional[str]`. What begins below the name is a schema of its own.
    pattern: /(?:^|\n)(?=[^\n]*\bpassword\b)[ \t]*["']?password["']?\s*:[ \t]*(?:["']|(?!\w+\(|(?:Optional|Union|Annotated|Literal|list|dict|type)\[))(?<value>[^\s"',{}$<]{4,200})(?=[\s\S]{0,400}conn_type)|conn_type(?:[^\n]{0,300}\n){0,12}?\s*["']?password["']?\s*:[ \t]*(?:["']|(?!\w+\(|(?:Optional|Union|Annotated|Literal|list|dict|type)\[))(?<value2>[^\s"',{}$<]{4,200})/g,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? "")
  },
  {
    id: "airflow-connection-json",
    what: "a password in an Airflow connection",
    hints: ["conn_type"],
    // In an environment variable it is one line, with escaped quotes if that is inside JSON.
    pattern: /\\{0,8}["']conn_type\\{0,8}["'][^\n]{0,1000}?["']password\\{0,8}["']\s*:\s*\\{0,8}["'](?<value>[^"'\\\n]{4,200})|["']password\\{0,8}["']\s*:\s*\\{0,8}["'](?<value2>[^"'\\\n]{4,200})\\{0,8}["'][^\n]{0,1000}?["']conn_type\\{0,8}["']/g,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? "")
  },
  {
    id: "airflow-fernet",
    what: "Airflow's Fernet key",
    hints: ["fernet_key"],
    pattern: /fernet_key\s*[=:]\s*["']?(?<value>[A-Za-z0-9_-]{43}=)/gi
  }
];

// packages/adp/src/secretscan/rules/keys.ts
var keyRules = [
  {
    id: "private-key",
    what: "a private key",
    reach: { before: 128, behind: 4096 },
    hints: ["private key-----", "private key block-----", "ssh2 encrypted private key"],
    // What follows must be a key's beginning: source code names this line as well. Between the lines may stand what a
    // string in a program, JSON or a comment puts there.
    pattern: /-----?[ -]BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?[ -]?----(?:-|\b|(?= ))?(?:[\s"'+,#|\\/*;]|\\[nr]|<br>){0,80}(?:(?:Proc-Type|DEK-Info|Version|Comment|Subject|X-[\w-]{1,20}):[^\n\\]{0,200}(?:[\s"'+,#]|\\[nr]){1,40}){0,6}(?<value>[A-Za-z0-9+/=]{32,})/g
  },
  {
    id: "putty-key",
    what: "a private key in PuTTY's form",
    reach: { before: 0, behind: 8192 },
    hints: ["putty-user-key-file-"],
    pattern: /\bPuTTY-User-Key-File-[23]: \S[\s\S]{1,4000}?\bPrivate-Lines: \d+\s+(?<value>[A-Za-z0-9+/=]{20,})/g
  },
  {
    id: "jwk-private",
    what: "a private key as JWK",
    reach: { before: 8192, behind: 8192 },
    hints: ['"kty"'],
    pattern: /"kty"\s{0,4}:\s{0,4}"(?:RSA|EC|OKP)"[^{}]{0,4000}?"d"\s{0,4}:\s{0,4}"(?<value>[\w-]{32,})"|"d"\s{0,4}:\s{0,4}"(?<value2>[\w-]{32,})"[^{}]{0,4000}?"kty"\s{0,4}:/g
  },
  {
    id: "age-key",
    what: "a private key of age",
    hints: ["age-secret-key-1"],
    pattern: /\b(?<value>AGE-SECRET-KEY-1[0-9A-Z]{50,62})\b/gi
  }
];

// packages/adp/src/secretscan/rules/logins.ts
var loginRules = [
  {
    id: "netrc",
    what: "a login in netrc's form",
    hints: ["password", "passwd"],
    pattern: /\b(?:machine\s+\S+|default)\s+(?:login|user)\s+\S+\s+(?:account\s+\S+\s+)?password\s+(?<value>\S+)/g
  },
  {
    id: "uri-login",
    what: "a user and a password in an address",
    hints: ["://"],
    // The password may itself hold an @ or a colon that nobody encoded.
    pattern: /:\/\/(?<=\b[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/@:"'`<>{}()[\]]{0,80}:(?<value>[^\s/@:"'`<>{}[\]\\]{4,200})@[a-z0-9[]/gi
  },
  {
    id: "odbc-password",
    what: "a password in a connection string",
    hints: ["pwd=", "password=", "pwd =", "password ="],
    pattern: /(?:\bDRIVER|\bSERVER|\bDSN|\bUID|\bUser Id|\bUserName|\bUser|\bHost|\bData Source|\bTrusted_Connection)\s?=[^\n"']{0,200}?;\s?(?:PWD|Password)\s?=\s?(?:\{(?<braced>[^}\n]{4,200})\}|(?<value>[^;\s"'}{$<%]{4,200}))|\b(?:PWD|Password)\s?=\s?(?<value2>[^;\s"'}{$<%=]{4,200});[^\n"']{0,200}?(?:\bServer|\bUID|\bUser Id|\bData Source|\bDatabase)\s?=/gi
  },
  {
    id: "docker-login",
    what: "a docker login",
    hints: ['"auth"', '"identitytoken"'],
    pattern: /"(?:auth|identitytoken)"\s*:\s*"(?<value>[A-Za-z0-9+/=_.-]{8,})"/g
  },
  {
    id: "npm-token",
    what: "a login of an npm registry",
    hints: ["_authtoken", ":_password", ":_auth"],
    pattern: /\/\/[^\s:]{1,200}\/:_(?:authToken|password|auth)\s*=\s*(?<value>[^\s${]{8,})/g
  },
  {
    id: "uv-index-password",
    what: "the password of a uv index",
    hints: ["uv_index_", "uv_publish_", "pip_password", "twine_password"],
    pattern: /\b(?:UV_INDEX_[A-Z0-9_]+_PASSWORD|UV_PUBLISH_(?:PASSWORD|TOKEN)|TWINE_PASSWORD)\s*[=:]\s*["']?(?<value>[^\s"'$<{]{4,200})/g
  },
  {
    id: "jdbc-password",
    what: "a password in a JDBC address",
    hints: ["jdbc:"],
    pattern: /\bjdbc:[a-z0-9:]{2,40}(?:[^\s"'`<>]{0,300}?[?&;:](?:password|pwd|sslpassword)=(?<value>[^\s"'&;<>`]{4,200})|thin:[\w.$-]{1,60}\/(?<value2>[^\s@"'/]{4,100})@)/gi
  },
  {
    id: "query-password",
    what: "a password in an address's query",
    hints: ["password=", "token=", "secret=", "api_key=", "apikey=", "access_key=", "&sig=", "?sig="],
    pattern: /:\/\/[^\s"'<>`?]{1,300}\?(?:[^\s"'<>`&]{0,200}&(?:amp;)?){0,12}(?:\w{0,30}password|access_token|auth_token|private_token|api_?key|client_secret|secret_key|secret|sig|token)=(?<value>[^\s"'&<>`#]{6,500})/gi
  },
  {
    id: "pgpass",
    what: "a login in .pgpass's form",
    hints: [
      ":5432:",
      ...[..."abcdefghijklmnopqrstuvwxyz0123456789_.*-"].map((host) => `${host}:*:`),
      ":6432:",
      ":5433:"
    ],
    pattern: /^(?:[\w.*-]{1,100}):(?:\d{4,5}|\*):(?:[\w*-]{1,63}):(?:[\w.@*-]{1,63}):(?<value>[^\s:]{4,100})$/gm
  },
  {
    id: "http-authorization",
    what: "a login in an HTTP header",
    hints: ["authorization", "private-token", "x-api-key", "x-jfrog-art-api", "proxy-auth"],
    pattern: /\b(?:Proxy-)?Authorization["'\\]{0,3}\]?\s{0,3}[:=,]\s{0,3}["'\\]{0,3}(?:Basic|Bearer|token|ApiKey|GenieKey|SSWS)\s(?<value>[A-Za-z0-9+/=._~-]{12,2000})|\b(?:PRIVATE-TOKEN|X-API-Key|X-JFrog-Art-Api|X-Vault-Token|X-Auth-Token)["'\\]{0,3}\s{0,3}[:=,]\s{0,3}["'\\]{0,3}(?<value2>[A-Za-z0-9+/=._~-]{12,500})/gi,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? "") && isStrong(value ?? value2 ?? "", 12)
  },
  {
    id: "command-password",
    what: "a password on a command line",
    hints: [
      "sqlcmd",
      "bcp ",
      "isql",
      "curl",
      "mysql",
      "sshpass",
      "redis-cli",
      "http -a",
      "httpie -a",
      "keytool",
      "ldapsearch",
      "ldapmodify",
      "ldapadd",
      "ldapwhoami",
      "twine upload",
      "sqlplus",
      "smbclient",
      ...[
        "docker",
        "podman",
        "skopeo",
        "buildah",
        "oras",
        "registry",
        "auth",
        "az",
        "astro",
        "crane",
        "nerdctl"
      ].map((program2) => `${program2} login`),
      "acr login",
      "kinit",
      "sudo -s"
    ],
    pattern: /\b(?:(?:sqlcmd|bcp|isql)(?:\s[^\n|;]{0,300}?)?\s-P\s{0,2}["']?(?<p1>[^\s"']{4,100})|curl(?:\s(?:[^\n|;\\]|\\[^|;]){0,300}?)?\s(?:(?:-u|--user|-U|--proxy-user)[\s=]{0,2}["']?[^\s:"']{0,80}["']?:["']?(?<p2>[^\s"']{4,200})|(?:-H|--header)\s{0,2}["'](?:[\w-]{0,30}(?:[Tt]oken|[Kk]ey|[Ss]ecret)|[Aa]uthorization):\s{0,3}(?:[\w-]{1,20}\s)?(?<p14>[^\s"']{8,1000}))|mysql(?:dump|admin)?(?:\s[^\n|;]{0,200}?)?\s-p(?<p3>[^\s"'=]{4,100})|sshpass\s-p\s?["']?(?<p4>[^\s"']{4,100})|(?:docker|podman|skopeo|buildah|oras|helm registry|az|astro|crane|nerdctl) (?:auth )?login(?:\s[^\n|;]{0,200}?)?\s-p[\s=]["']?(?<p5>[^\s"'-][^\s"']{3,200})|ldap(?:search|modify|add|whoami)(?:\s[^\n|;]{0,200}?)?\s-w\s?["']?(?<p6>[^\s"']{4,100})|redis-cli(?:\s[^\n|;]{0,200}?)?\s-a\s["']?(?<p7>[^\s"']{4,100})|http(?:ie)?\s-a\s["']?[^\s:"']{1,80}:(?<p8>[^\s"']{4,100})|twine upload(?:\s[^\n|;]{0,200}?)?\s-p\s["']?(?<p9>[^\s"']{4,300})|keytool(?:\s[^\n|;]{0,200}?)?\s-(?:storepass|keypass)\s["']?(?<p10>[^\s"']{4,100})|sqlplus\s(?:-[SL]\s){0,2}[\w$]{1,40}\/(?<p11>[^\s@"'/]{4,100})@|echo\s(?:-n\s)?["']?(?<p12>[^\s"'|$]{4,200})["']?\s{0,2}\|\s{0,2}(?:[\w./-]{0,40}kinit|(?:docker|podman|astro|helm registry|az acr) login|sudo -S)\b|smbclient(?:\s[^\n|;]{0,200}?)?\s-U\s["']?[^\s%"']{1,80}%(?<p13>[^\s"']{4,100}))/g,
    accepts: (groups) => {
      let value = Object.values(groups).find((one) => one !== void 0) ?? "";
      return !isStandIn(value) && !value.startsWith("-");
    }
  },
  {
    id: "option-password",
    what: "a password on a command line",
    hints: ["-passw", "-token", "-api-key", "-apikey", "-secret", "-storepass"],
    pattern: /\s--?(?:password|passwd|token|api-key|apikey|secret|client-secret|storepass|smtp-password|db-password|dest-password|src-password|source-password|target-password|proxy-password|registry-password|access-token|auth-token)(?:=|\s{1,2})["']?(?<value>[^\s"'\\)(,|<>]{4,300})/g,
    accepts: ({ value = "" }) => !isStandIn(value) && !value.startsWith("-") && isStrong(value, 6)
  },
  {
    id: "sql-password",
    what: "a password in SQL",
    hints: ["password", "identified by", "secret_key", "credentials"],
    pattern: /\b(?:CREATE|ALTER)\s{1,4}(?:OR\s{1,4}REPLACE\s{1,4})?(?:ROLE|USER|LOGIN|GROUP|USER MAPPING|SERVER|APPLICATION ROLE|DATABASE SCOPED CREDENTIAL|CREDENTIAL|MASTER KEY|SYMMETRIC KEY|CERTIFICATE|DATABASE LINK|SUBSCRIPTION|CONNECTION|STAGE|STORAGE INTEGRATION|SECRET)\b[^;]{0,400}?(?:PASSWORD|IDENTIFIED\s{1,4}(?:WITH\s{1,4}[\w']{1,40}\s{1,4})?BY|SECRET|AWS_SECRET_KEY|SECRET_STRING)(?:\s{0,4}=)?\s{0,4}N?(?:'(?<value>[^'\n]{4,200})'|"(?<value2>[^"\n]{4,200})")/gi,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? "")
  },
  {
    id: "jaas-password",
    what: "a password in a JAAS configuration",
    hints: ["loginmodule"],
    pattern: /LoginModule\s{1,4}(?:required|sufficient|requisite|optional)[^;]{0,600}?\bpassword\s{0,2}=\s{0,2}\\{0,2}["'](?<value>[^"'\n\\]{4,200})\\{0,2}["']/g,
    accepts: ({ value = "" }) => !isStandIn(value)
  },
  {
    id: "libpq-password",
    what: "a password in a PostgreSQL connection",
    hints: ["password="],
    pattern: /\b(?:host|hostaddr|user|dbname|port|sslmode)=[^\s"'`]{1,100}(?:\s{1,3}\w{2,30}=[^\s"'`]{1,100}){0,8}?\s{1,3}password=(?<value>[^\s"'`\\$<{%]{4,200})|\bpassword=(?<value2>[^\s"'`\\$<{%&;,)]{4,200})\s{1,3}(?:host|user|dbname|port)=/g,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? "")
  }
];

// packages/adp/src/secretscan/rules/tokens.ts
function beginning(short) {
  return [...` 	
"'\`=:,;([{<>/@|`].map((before) => before + short);
}
function around(short) {
  return [..."abcdefghijklmnopqrstuvwxyz0123456789_~.-"].map((before) => before + short);
}
var tokenRules = [
  {
    id: "artifactory",
    what: "an Artifactory API key or token",
    hints: ["akcp", "cmvmdgtu", "eyj2zxi", "jfrog", "artifactory", "bintray", "xray"],
    pattern: /\b(?<value>AKCp[0-9A-Za-z]{60,100}|cmVmdGtu[A-Za-z0-9+/=]{48,100}|eyJ2ZXIiOi[\w-]{50,}\.[\w-]{20,}\.[\w-]{20,})|(?:jfrog|[Aa]rtifactory|bintray|xray)[\w-]{0,20}["'\]]{0,2}\s{0,3}(?:[:.]?=|:|,)\s{0,3}["']?(?![0-9a-f]+\b)(?<value2>[a-z0-9]{64,73})(?![A-Za-z0-9])/g
  },
  {
    id: "jwt",
    what: "a JSON Web Token",
    // {" in base64, and one character more.
    hints: [..."abcdefghijklmnopqrstuvwxyz0123456789-_"].map((one) => `eyj${one}`),
    pattern: /\b(?<value>eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{20,2000})/g,
    // The token of every tutorial: jwt.io's, and RFC 7519's.
    accepts: ({ value = "" }) => !/SflKxwRJSMeKKF2QT4|dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk|TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ/.test(
      value
    )
  },
  {
    id: "azure-key",
    what: "an Azure key",
    hints: [
      "accountkey=",
      "sharedaccesskey=",
      "sharedaccesssignature",
      "?sig=",
      "&sig=",
      ...around("8q~"),
      ...around("7q~")
    ],
    pattern: /\b(?:AccountKey|SharedAccessKey)\s?=\s?(?<value>[A-Za-z0-9+/]{40,90}={0,2})|[?&;](?:amp;)?sig=(?<value2>[A-Za-z0-9%+/_-]{40,100})|(?<![\w~.-])(?<value3>[\w~.-]{3}[78]Q~[\w~.-]{31,34})(?![\w~-])/g
  },
  {
    id: "vendor-token",
    what: "a vendor's token",
    hints: [
      ...beginning("sg."),
      ...beginning("hf_"),
      ...beginning("oy2"),
      "dapi",
      "pypi-ageic",
      "sk_live_",
      "rk_live_",
      "aiza",
      "gocspx-",
      "akia",
      "asia",
      "glptt-",
      "gldt-",
      "glrt-",
      "glcbt-",
      "glft-",
      "glffct-",
      "glimt-",
      "glagent-",
      "gloas-",
      "glsoat-",
      "gr1348941",
      "_gitlab_session=",
      "sk_test_",
      "rk_test_",
      "sk_prod_",
      "rk_prod_",
      "abia",
      "acca",
      "api_org_",
      "xoxa-",
      "xoxo-",
      "xoxr-",
      "xoxs-",
      "xoxe-",
      "xoxe.xox",
      "dop_v1_",
      "sntrys_",
      "xkeysib-",
      "shpat_",
      "atatt3",
      "atctt3",
      "hvs.",
      "hvb.",
      "ghp_",
      "gho_",
      "ghu_",
      "ghs_",
      "github_pat_",
      "glpat-",
      "xoxb-",
      "xoxp-",
      "xapp-",
      "npm_",
      "dckr_pat_",
      "sk-ant",
      "sk-proj",
      "dp.pt.",
      "pul-",
      "atlasv1",
      "lin_api_",
      "ya29.",
      "rubygems_",
      "sqp_",
      "sqa_",
      "squ_",
      "nrak-",
      "tskey-",
      "gsk_",
      "dt0c01",
      "pscale_",
      "webhook.office.com",
      "hooks.slack.com",
      "discord.com/api/webhooks",
      "discordapp.com/api/webhooks",
      "dbtc_",
      "dbtu_",
      "dbts_"
    ],
    pattern: /(?<![A-Za-z0-9_-])(?<value>pypi-AgEIcHlwaS5vcmc[\w-]{50,300}|[sr]k_(?:live|test|prod)_[0-9A-Za-z]{20,100}|AIza[\w-]{35}|GOCSPX-[\w-]{28}|(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|gl(?:ptt|dt|rt|cbt|oas|soat|ft|ffct|imt|agent|pat)-[\w-]{20,64}|GR1348941[\w-]{20}|do[opr]_v1_[0-9a-f]{64}|dapi[0-9a-f]{32}(?:-\d)?|oy2[a-z0-9]{43}|sntry[su]_[\w=+/-]{40,200}|xkeysib-[0-9a-f]{64}-\w{16}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|AT[AC]TT3[\w=-]{150,250}|hv[sbr]\.[\w-]{24,300}|gh[pousr]_[0-9A-Za-z]{36,255}|github_pat_\w{60,100}|xox[bpaors]-[0-9A-Za-z-]{20,200}|xox(?:e|e\.xox[bp])-\d-[0-9A-Za-z-]{20,200}|xapp-\d-[A-Z0-9]{8,20}-\d{8,20}-[0-9a-f]{30,80}|npm_[0-9A-Za-z]{36}|dckr_(?:pat|oat)_[\w-]{27,40}|SG\.[\w-]{22}\.[\w-]{43}|sk-(?:ant-[a-z]{3,5}\d\d-|proj-)[\w-]{40,200}|dp\.(?:pt|st|ct|sa)\.[\w.-]{40,60}|pul-[0-9a-f]{40}|[\w]{14}\.atlasv1\.[\w-]{60,70}|lin_api_\w{40}|ya29\.[\w-]{50,300}|rubygems_[0-9a-f]{48}|sq[pau]_[0-9a-f]{40}|_gitlab_session=[0-9a-z]{32}|NRAK-[A-Z0-9]{27}|tskey-[a-z]{3,10}-\w{10,20}-\w{20,40}|(?:hf|api_org)_[A-Za-z]{34}|gsk_\w{52}|dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}|pscale_(?:tkn|pw|oauth)_[\w.=-]{32,64}|dbt[cus]_[\w+=-]{30,100})(?![A-Za-z0-9_])|(?<value2>\bhooks\.slack\.com\/(?:services|workflows|triggers)\/(?:T\w{6,20}\/[\w/]{20,80}|\w{40,80})|https:\/\/[\w.-]{1,80}webhook\.office\.com\/webhookb2\/[\w@/-]{60,300}|https:\/\/discord(?:app)?\.com\/api\/webhooks\/\d{15,20}\/[\w-]{50,80})/g,
    // AWS's own documentation uses this one.
    accepts: ({ value = "" }) => !/EXAMPLE|(?:1234567890|abcdefghij|0{8}|x{8})/i.test(value)
  },
  {
    id: "aws-secret",
    what: "an AWS secret access key",
    hints: ["secret_access_key", "secretaccesskey", "secret_key", "aws_secret", "secretkey"],
    pattern: /\b(?:aws)?_?secret_?(?:access)?_?key["'\\]{0,3}\]?\s{0,3}(?:=>|[:=,])\s{0,3}["'\\]{0,3}(?<value>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/gi,
    accepts: ({ value = "" }) => !/EXAMPLE/.test(value) && entropy(value) > 3.5
  }
];

// packages/adp/src/secretscan/key-name.ts
var sure = [
  "password",
  "pass",
  "passwd",
  "passphrase",
  "pwd",
  "pgpassword",
  "userpassword",
  "pass phrase",
  "pass word",
  "secret access key",
  "client secret",
  "fernet key",
  "account key",
  "private key passphrase",
  "api secret",
  "storage key",
  "shared access key",
  "requirepass",
  "userpass",
  "rootpassword",
  "keypass",
  "storepass",
  "kennwort",
  "passwort",
  "app secret",
  "consumer secret",
  "api token",
  "access token",
  "auth token"
], maybe = [
  "pass",
  "pw",
  "psw",
  "secret",
  "token",
  "apikey",
  "api key",
  "access key",
  "secret key",
  "private key",
  "auth key",
  "credential",
  "credentials",
  "shared key",
  "signing key",
  "encryption key",
  "master key",
  "sas",
  "pat",
  "subscription key",
  "bearer",
  "jwt",
  "refresh token",
  "authtoken",
  "accesstoken",
  "sas token",
  "license key",
  "integration key",
  "routing key",
  "webhook",
  "auth",
  "deploy key",
  "jwt key",
  "webserver key",
  "salt"
], suffixes = /* @__PURE__ */ new Set([
  "value",
  "plain",
  "raw",
  "text",
  "old",
  "new",
  "prod",
  "dev",
  "test",
  "int",
  "qa",
  "default"
]), others = /* @__PURE__ */ new Set([
  "existing",
  "no",
  "without",
  "use",
  "has",
  "is",
  "disable",
  "enable",
  "require",
  "forgot",
  "reset",
  "confirm",
  "invalid",
  "wrong",
  "missing",
  "show",
  "hide",
  "min",
  "max",
  "num",
  "next",
  "page",
  "continuation",
  "pad",
  "eos",
  "bos",
  "unk",
  "mask",
  "sep",
  "cls",
  "csrf",
  "public",
  "primary",
  "foreign",
  "sort",
  "partition",
  "cache"
]), lastWords = new RegExp(
  [...new Set([...sure, ...maybe].map((name) => name.replace(/.* /, "")))].join("|"),
  "i"
), known = /* @__PURE__ */ new Map();
function keyName(name) {
  if (!lastWords.test(name)) return;
  let before = known.get(name);
  if (before !== void 0 || known.has(name)) return before;
  let judged = judge(name);
  return known.size < 1e4 && known.set(name, judged), judged;
}
function judge(name) {
  let words3 = wordsOf(name);
  for (; words3.length > 1 && (suffixes.has(words3.at(-1) ?? "") || /^\d+$/.test(words3.at(-1) ?? "")); )
    words3.pop();
  if (words3.slice(0, -1).some((word2) => others.has(word2))) return;
  let ends = [words3.slice(-3), words3.slice(-2), words3.slice(-1)].map((end) => end.join(" "));
  return ends.some((end) => sure.includes(end)) || /(?:password|passwd)$/.test(words3.at(-1) ?? "") ? "sure" : ends.some((end) => maybe.includes(end)) ? "maybe" : void 0;
}
function wordsOf(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2").toLowerCase().replace(/([a-z])(\d+)$/, "$1 $2").split(/[^a-z0-9]+/).filter((word2) => word2 !== "");
}

// packages/adp/src/secretscan/rules/code.ts
var nameHints = [
  "pass",
  "pwd",
  "secret",
  "token",
  "key",
  "cred",
  "kennwort",
  "auth",
  "jwt",
  "salt",
  "webhook",
  "bearer",
  "psw",
  "sas",
  "pat",
  // Two letters are too few to look for.
  ...[...`=: "'_]-0123456789`].map((behind) => `pw${behind}`)
], reach = { before: 0, behind: 128 }, shellRules = [
  {
    id: "shell-password",
    what: "a password in a variable",
    reach,
    hints: nameHints,
    pattern: /(?<![\w$.{-])(?<name>[A-Z_][A-Z0-9_]{2,60})=\\?["']?(?<value>[^\s"'`$<>|&;,)(}\]\\]{4,300})/g,
    accepts: ({ name, value }) => isNamed(name, value)
  }
], codeRules = [
  ...shellRules,
  {
    id: "assigned-password",
    what: "a password in a program",
    reach,
    hints: nameHints,
    // NAME = "value", name: str = 'value', "name": "value", name=>"value", environ["NAME"] = "value"
    pattern: /(?<![\w$-])(?<name>[A-Za-z_][\w.-]{1,60})\\?["']?\]?\s{0,3}(?::\s?[\w[\], |.]{1,30}?|string )?\s{0,3}(?:=>|[:?.|+]{0,3}=|:)\s{0,3}[fbruFBRU]{0,2}(?:\\?"(?<value>[^"\n\\]{4,300})\\?"|'(?<value2>[^'\n\\]{4,300})'|`(?<value3>[^`\n\\$]{4,300})`)/g,
    accepts: ({ name, value, value2, value3 }) => isNamed(name, value ?? value2 ?? value3)
  },
  {
    id: "called-with-password",
    what: "a password in a program",
    reach,
    hints: nameHints,
    // setdefault("DWH_PASSWORD", "value"), .password("value"), Variable.set("token", "value")
    pattern: /["'](?<name>[A-Za-z_][\w.-]{1,60})["']\s{0,3},\s{0,3}["'](?<value>[^"'\n\\]{4,300})["']|\b(?:set)?(?<call>[Pp]assword|[Ss]ecret|[Tt]oken|[Aa]pi[Kk]ey)\(\s{0,3}["'](?<value2>[^"'\n\\]{4,300})["']/g,
    accepts: ({ name, call, value, value2 }) => isNamed(name ?? call, value ?? value2, 8)
  },
  {
    id: "xml-password",
    what: "a password in XML",
    reach: { before: 0, behind: 512 },
    hints: nameHints,
    pattern: /<(?:name|key)>(?<name3>[\w.:-]{1,80})<\/(?:name|key)>\s{0,20}<value>(?<value3>[^<>\s]{4,300})<\/|<(?<name>[\w.:-]{1,60})(?:\s[^<>]{0,200})?>\s{0,20}(?<value>[^<>\s]{4,300})\s{0,20}<\/|\b(?:name|key|id)="(?<name2>[\w.:-]{1,80})"\s{1,4}value="(?<value2>[^"<>\n]{4,300})"/g,
    accepts: ({ name, name2, name3, value, value2, value3 }) => isNamed(name ?? name2 ?? name3, value ?? value2 ?? value3)
  }
];
function isNamed(name, value, least = 6) {
  if (name === void 0 || value === void 0 || isStandIn(value)) return !1;
  let says = keyName(name);
  return says === void 0 || value.toLowerCase() === name.toLowerCase() ? !1 : says === "sure" ? isStrong(value, least) : isStrong(value, 14);
}

// packages/adp/src/secretscan/rules/index.ts
var rules = [...keyRules, ...loginRules, ...airflowRules, ...tokenRules];

// packages/adp/src/secretscan/interest.ts
var secretlintShapes = /A(?:KIA|GPA|IDA|ROA|IPA|NPA|NVA|SIA)[A-Z0-9]{16}|(?:SECRET|secret|Secret)_?(?:ACCESS|access|Access)_?(?:KEY|key|Key).{0,20}[A-Za-z0-9/+=]{40}|x-oauth-basic@|_authToken=[^$]|npm_\w{36}|(?:xox[bpaor]|xapp)-[a-zA-Z0-9]|hooks\.slack\.com\/services\/T|T3BlbkFJ|sk-ant-api0\d-|gsk_\w{52}|hf_[a-zA-Z]{34}|lin_api_\w{32}|ntn_\d{11}|SG\.\w+\.\w|shp(?:pa|ca|at|ss)_\w{32}|gh[pousr]_\w{36}|github_pat_\w{82}|glpat-[\w-]{20}|glc_[\w+/]{32}|glsa_\w{32}|ops_ey|hv[sbr]\.[\w-]{90}|vc[pikar]_\w{20}|dapi[A-Fa-f0-9]{32}|dckr_pat_|figd_[\w-]{40}/, secretlintWords = [
  "akia",
  "agpa",
  "aida",
  "aroa",
  "aipa",
  "anpa",
  "anva",
  "asia",
  "secret_access",
  "secretaccess",
  "x-oauth-basic",
  "_authtoken=",
  "npm_",
  "xoxb-",
  "xoxp-",
  "xoxa-",
  "xoxo-",
  "xoxr-",
  "xapp-",
  "hooks.slack",
  "t3blbkfj",
  "sk-ant-api",
  "gsk_",
  "lin_api_",
  "ntn_",
  "shppa_",
  "shpca_",
  "shpat_",
  "shpss_",
  "ghp_",
  "gho_",
  "ghu_",
  "ghs_",
  "ghr_",
  "github_pat_",
  "glpat-",
  "glc_",
  "glsa_",
  "ops_ey",
  "hvs.",
  "hvb.",
  "hvr.",
  "vcp_",
  "vci_",
  "vca_",
  "vcr_",
  "vck_",
  "dapi",
  "dckr_pat_",
  "figd_",
  ...[...` 	
"'\`=:,;([{<>/@|`].flatMap((before) => [`${before}hf_`, `${before}sg.`])
];
function longEnough(hint) {
  return hint === "://" ? [..."abcdefghijklmnopqrstuvwxyz0123456789+.-"].map((one) => one + hint) : [hint];
}
var words = [
  ...rules.flatMap((rule) => rule.hints.flatMap(longEnough).map((hint) => [hint, rule])),
  ...secretlintWords.map((word2) => [word2, void 0])
], matcher = new Matcher(
  words.map(([word2]) => Buffer.from(word2, "latin1")),
  { anyCase: !0 }
);
function interestOf(text2) {
  let found = /* @__PURE__ */ new Map();
  return matcher.findAll(text2, (word2, at) => {
    let rule = words[word2]?.[1], places = found.get(rule);
    places === void 0 ? found.set(rule, [at]) : places.push(at);
  }), found;
}

// packages/adp/src/secretscan/secretlint.ts
async function scanSecretlint({ path, content }) {
  let { lintSource } = await import("./npm-secretlint-core-module-index.mjs"), { creator } = await import("./npm-secretlint-secretlint-rule-preset-recommend-module-index.mjs"), { secretLintProfiler } = await import("./npm-secretlint-profiler-module-node.mjs");
  return secretLintProfiler.mark = () => {
  }, (await lintSource({
    source: { filePath: path, content, ext: /\.[^./]*$/.exec(path)?.[0] ?? "", contentType: "text" },
    options: {
      maskSecrets: !0,
      config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, rules: [] }] }
    }
  })).messages.filter((message) => message.type === "message").filter((message) => !isPlaceholder(passwordIn(content.slice(...message.range)))).map((message) => ({
    path,
    line: message.loc.start.line,
    rule: String(message.ruleId).replace("@secretlint/secretlint-rule-", ""),
    what: words2(message.message)
  }));
}
function passwordIn(text2) {
  return /:\/\/[^:/@\s]*:([^@\s]*)@/.exec(text2)?.[1] ?? text2;
}
function words2(message) {
  return `secretlint: ${(message.split(`
`)[0] ?? message).replace(/[:(].*$/, "").trim()}`;
}

// packages/adp/src/secretscan/scan-text.ts
async function scanTexts(texts) {
  let found = [];
  for (let text2 of texts) found.push(...scanOwn(text2, rules), ...await scanSecretlint(text2));
  return found;
}
async function scanBytes(path, content) {
  let found = [];
  for (let { text: text2, linesBefore: above } of pieces(content)) {
    let interest = interestOf(text2), here = rules.flatMap((rule) => scanAround(path, text2, { rule, places: interest.get(rule) ?? [] })), places2 = interest.get(void 0) ?? [];
    partsAround(text2, places2, defaultReach).some(
      ({ from, to }) => secretlintShapes.test(text2.toString("utf8", from, to))
    ) && here.push(
      ...(await scanSecretlint({ path, content: text2.toString("utf8") })).filter(
        ({ line }) => !here.some((own) => own.line === line)
      )
    ), found.push(...here.map((one) => ({ ...one, line: one.line + above })));
  }
  return [...new Map(found.map((one) => [`${one.line} ${one.rule}`, one])).values()];
}
var defaultReach = { before: 1024, behind: 1024 };
function scanAround(path, text2, { rule, places }) {
  let all = [], above = 0, counted = 0;
  for (let { from, to } of partsAround(text2, places, rule.reach ?? defaultReach)) {
    let found = scanOwn({ path, content: text2.toString("utf8", from, to) }, [rule]);
    if (found.length !== 0) {
      above += linesBetween(text2, counted, from), counted = from;
      for (let one of found) all.push({ ...one, line: one.line + above });
    }
  }
  return all;
}
var longestPiece2 = 1024 * 1024, overlap = 64 * 1024;
function* pieces(content) {
  let linesBefore = 0;
  for (let at = 0; ; at += longestPiece2 - overlap) {
    if (yield { text: content.subarray(at, at + longestPiece2), linesBefore }, at + longestPiece2 >= content.length) return;
    let next = at + longestPiece2 - overlap;
    for (let end = content.indexOf(10, at); end >= 0 && end < next; end = content.indexOf(10, end + 1))
      linesBefore++;
  }
}
function scanOwn({ path, content }, wanted) {
  let found = [];
  for (let rule of wanted) {
    let lines2 = new Lines(content);
    for (let match of content.matchAll(rule.pattern)) {
      let value = foundValue(match.groups);
      if (value === "" || isPlaceholder(value) || rule.accepts?.(match.groups ?? {}) === !1) continue;
      let at = match.index + Math.max(match[0].lastIndexOf(value), 0);
      found.push({ path, line: lines2.at(at), rule: rule.id, what: rule.what });
    }
  }
  return found;
}
function maskCredentials(text2) {
  let masked = text2;
  for (let { pattern, accepts } of rules)
    for (let match of text2.matchAll(pattern)) {
      let value = foundValue(match.groups);
      value !== "" && !isPlaceholder(value) && accepts?.(match.groups ?? {}) !== !1 && (masked = masked.replaceAll(value, "***"));
    }
  return masked.replace(new RegExp(secretlintShapes, "g"), "***");
}
function foundValue(groups) {
  return Object.entries(groups ?? {}).filter(([name]) => !/^(?:name|call)/.test(name)).find(([, value]) => value !== void 0)?.[1] ?? "";
}
var Lines = class {
  constructor(content) {
    this.content = content;
  }
  content;
  #line = 1;
  #counted = 0;
  at(place) {
    if (place < this.#counted) return lineOf(this.content, place);
    let { content } = this;
    for (let end = content.indexOf(`
`, this.#counted); end >= 0 && end < place; end = content.indexOf(`
`, end + 1))
      this.#line++;
    return this.#counted = place, this.#line;
  }
};
function lineOf(content, at) {
  let line = 1;
  for (let index = content.indexOf(`
`); index >= 0 && index < at; index = content.indexOf(`
`, index + 1))
    line++;
  return line;
}

// packages/adp/src/secretscan/found.ts
function foundError(definition, found, { why, rotate, next }) {
  let [first] = found, more = new Set(found.map(({ path, line }) => `${path}:${line}`)).size - 1, others2 = more === 0 ? "" : more === 1 ? ", and there is one more" : `, and there are ${more} more`;
  return new AdpError(definition, {
    what: `${maskCredentials(first.path)} contains a credential in ${first.line === 0 ? "its name" : `line ${first.line}`}${others2}.`,
    why,
    evidence: found.slice(0, 20).map(
      (one) => `${maskCredentials(one.path)}:${one.line}  ${one.what}${one.object === void 0 ? "" : `, in git's object ${one.object.slice(0, 12)}`}`
    ),
    next: [
      act(
        `remove it from the ${first.line === 0 ? "name" : "file"}`,
        "logins belong into ~/.netrc, UV_INDEX_* variables or docker login"
      ),
      rotate ?? act("replace it at its source", "others may know it already"),
      ...next
    ]
  });
}
function isFound(findings) {
  return findings.length > 0;
}

// packages/adp/src/secretscan/errors.ts
var errors = defineErrors({
  SECRET_FOUND: ["ADP-SEC-001", Exit.credential, "A file contains a credential."],
  NO_REPOSITORY: ["ADP-SEC-002", Exit.usage, "This folder is not in a git repository."],
  OTHER_HOOK: ["ADP-SEC-003", Exit.usage, "There is another pre-commit hook."],
  UNREADABLE: ["ADP-SEC-004", Exit.usage, "A file cannot be read."],
  INCOMPLETE: ["ADP-SEC-005", Exit.platform, "The scan could not read every file."],
  PRIVATE_EXEMPTION: ["ADP-SEC-006", Exit.usage, "Files are exempt from the scan on one machine alone."],
  ALLOW_LIST: ["ADP-SEC-007", Exit.usage, "The allow list has a mistake."],
  NO_COMMIT: ["ADP-SEC-008", Exit.usage, "There is no such commit."]
});

// packages/adp/src/secretscan/repository.ts
import { lstatSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
async function repositoryTop(cwd) {
  let top = await findRepository(cwd);
  if (typeof top == "string") return top;
  throw noRepository(cwd, top);
}
function noRepository(cwd, cause) {
  return new AdpError(errors.NO_REPOSITORY, {
    what: `${cwd} is not in a git repository.`,
    evidence: cause.kind === "spawn-failed" ? ["git was not found on PATH"] : cause.tail(2),
    next: [act("change into the clone"), again],
    cause
  });
}
async function findRepository(cwd) {
  let result = await ask(["git", "rev-parse", "--show-toplevel"], { cwd });
  return result instanceof ProcessFailure ? result : result.stdout.trimEnd();
}
async function isIgnored(folder) {
  return !(await ask(["git", "check-ignore", "--quiet", "."], { cwd: folder }) instanceof ProcessFailure);
}
async function stagedFiles(top) {
  let fields = (await git(["diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=ACMRT"], top)).split("\0"), files = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    let [, mode, , object] = (fields[at] ?? "").split(" ");
    object !== void 0 && mode !== "160000" && files.push({ object, path: fields[at + 1] ?? "" });
  }
  return withoutExempt(files, top);
}
var loginFiles = [".env", ".env.*", "airflow_settings.yaml", "connections.yaml", "connections.yml"].concat(["connections.json", "connections.env", "profiles.yml"]).map((name) => `:(glob)**/${name}`), notOurs = ["node_modules", ".venv", "venv", ".tox", ".adp", "site-packages"].map(
  (name) => `:(exclude,glob)**/${name}/**`
);
async function repositoryFiles(folder) {
  let list = async (args) => names(await git(["ls-files", "-z", ...args], folder)), [listed, ignored] = await Promise.all([
    list(["--cached", "--others", "--exclude-standard"]),
    list(["--others", "--ignored", "--exclude-standard", "--", ...loginFiles, ...notOurs])
  ]), { files, exempt } = await withoutExempt(
    listed.map((path) => ({ path })),
    folder
  );
  return { files: [.../* @__PURE__ */ new Set([...files.map(({ path }) => path), ...ignored])].filter(
    // Git may list a file that was removed since, and keeps a link as its target's name.
    (path) => lstatSync(resolve(folder, path), { throwIfNoEntry: !1 })?.isFile()
  ).map((path) => resolve(folder, path)), exempt };
}
async function ignoredLoginFiles(top) {
  let listed = await git(
    ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", ...loginFiles, ...notOurs],
    top
  );
  return names(listed).map((path) => resolve(top, path));
}
async function historyObjects(top, since) {
  let listed = await ask(["git", "rev-list", "--objects", ...since === void 0 ? ["--all"] : ["HEAD", "--not", since]], { cwd: top });
  if (listed instanceof ProcessFailure)
    throw new AdpError(errors.NO_COMMIT, {
      what: `git knows no commit ${since}.`,
      evidence: listed.tail(2),
      next: [act("name a commit, a tag or a branch"), again],
      cause: listed
    });
  let files = listed.stdout.split(`
`).flatMap((line) => {
    let [object = "", ...path] = line.split(" ");
    return object === "" ? [] : [{ object, path: path.join(" ") || `commit ${object.slice(0, 12)}` }];
  });
  return withoutExempt(files, top);
}
async function withoutExempt(files, cwd) {
  if (files.length === 0) return { files, exempt: [] };
  let [listed] = await Promise.all([
    git(
      ["-c", "core.attributesFile=/dev/null", "check-attr", "--cached", "-z", "--stdin", "secretscan"],
      cwd,
      { input: files.map(({ path }) => `${path}\0`).join(""), env: { GIT_ATTR_NOSYSTEM: "1" } }
    ),
    refusePrivateExemptions(cwd)
  ]), fields = listed.split("\0"), exempt = new Set(fields.filter((_, index) => index % 3 === 0 && fields[index + 2] === "unset"));
  return { files: files.filter(({ path }) => !exempt.has(path)), exempt: [...exempt] };
}
async function refusePrivateExemptions(cwd) {
  let path = resolve(cwd, (await git(["rev-parse", "--git-path", "info/attributes"], cwd)).trimEnd());
  if (lstatSync(path, { throwIfNoEntry: !1 }) !== void 0 && /secretscan/.test(readFileSync(path, "utf8")))
    throw new AdpError(errors.PRIVATE_EXEMPTION, {
      what: `${path} takes files out of the scan on this machine alone.`,
      next: [
        act("move its lines with secretscan to .gitattributes, and stage that: others see it, and can object"),
        again
      ]
    });
}
async function git(args, cwd, options = {}) {
  let result = await ask(["git", ...args], { cwd, ...options });
  if (result instanceof ProcessFailure) throw result;
  return result.stdout;
}
function names(stdout) {
  return [...new Set(stdout.split("\0").filter((name) => name !== ""))];
}

// packages/adp/src/secretscan/hook.ts
import { chmodSync, existsSync, mkdirSync, readFileSync as readFileSync2 } from "node:fs";
import { dirname, join, relative, resolve as resolve2 } from "node:path";
var mark = "# Made by adp secrets hook:", hookPath = ["git", "rev-parse", "--git-path", "hooks/pre-commit"], hookOf = (cwd, { stdout }) => resolve2(cwd, stdout.trimEnd());
async function hasHook(cwd) {
  let result = await attempt(hookPath, { cwd });
  if (result instanceof ProcessFailure) return;
  let top = await repositoryTop(cwd);
  return [hookOf(cwd, result), ...managers.map(({ file }) => join(top, file))].some(
    (path) => existsSync(path) && readFileSync2(path, "utf8").includes("secrets scan --staged")
  );
}
async function installHook(cwd) {
  let top = await repositoryTop(cwd), manager = managers.find(({ file }) => existsSync(join(top, file)));
  if (manager !== void 0) {
    let path2 = join(top, manager.file), before2 = readFileSync2(path2, "utf8");
    return before2.includes("secrets scan --staged") ? { path: path2, changed: !1 } : (writeAtomic(path2, await manager.extend(before2, program(top))), { path: path2, changed: !0 });
  }
  let path = hookOf(top, await run2(hookPath, { cwd: top })), text2 = `#!/bin/sh
${mark} refuses a commit that contains a credential.
exec ${program(top, !0)}
`, before = existsSync(path) ? readFileSync2(path, "utf8") : void 0;
  if (before !== void 0 && !before.includes(mark))
    throw new AdpError(errors.OTHER_HOOK, {
      what: `${path} is another pre-commit hook. adp did not change it.`,
      next: [act(`add this line to it: ${typed("secrets scan --staged", top)} || exit 1`)]
    });
  return before !== text2 && (mkdirSync(dirname(path), { recursive: !0 }), writeAtomic(path, text2), chmodSync(path, 493)), { path, changed: before !== text2 };
}
function program(top, isPrivate = !1) {
  let inside = !relative(top, bundlePath()).startsWith("..");
  return !inside && !isPrivate ? "adp secrets scan --staged" : `node ${quoted(inside ? relative(top, bundlePath()) : bundlePath())} secrets scan --staged`;
}
var managers = [
  { file: ".husky/pre-commit", extend: (before, command) => `${before.replace(/\n*$/, `
`)}${command}
` },
  {
    file: ".pre-commit-config.yaml",
    extend: (before, command) => extendYaml(before, ["repos"], {
      repo: "local",
      hooks: [
        {
          id: "adp-secrets",
          name: "no credential",
          entry: command,
          language: "system",
          pass_filenames: !1,
          always_run: !0
        }
      ]
    })
  },
  ...["lefthook.yml", "lefthook.yaml", ".lefthook.yml"].map((file) => ({
    file,
    extend: (before, command) => extendYaml(before, ["pre-commit", "commands", "adp-secrets"], { run: command })
  }))
];
async function extendYaml(text2, path, value) {
  let { isSeq, parseDocument } = await import("./npm-yaml-dist-index.mjs"), document = parseDocument(text2);
  return isSeq(document.getIn(path)) ? document.addIn(path, document.createNode(value)) : document.setIn(path, path[0] === "repos" ? document.createNode([value]) : document.createNode(value)), document.toString({ lineWidth: 0 });
}

// packages/adp/src/secretscan/java-key-store.ts
import { X509Certificate } from "node:crypto";
var magics = /* @__PURE__ */ new Map([
  [4277010157, "a Java key store"],
  [3469659854, "a Java key store (JCEKS)"]
]), trustedCertificate = 2, digestLength = 20;
function javaKeyStore(content) {
  if (content.length < 8) return;
  let name = magics.get(content.readUInt32BE(0));
  if (!(name === void 0 || content.readUInt32BE(4) > 255))
    return holdsCertificatesAlone(content) ? void 0 : name;
}
function holdsCertificatesAlone(content) {
  let at = 0, take = (length) => {
    if (length > content.length - at) throw new RangeError("an entry is longer than the file");
    return at += length, content.subarray(at - length, at);
  }, number = () => take(4).readUInt32BE(), text2 = () => take(take(2).readUInt16BE()).toString("latin1");
  try {
    number();
    let version = number();
    for (let left = number(); left > 0; left--) {
      if (number() !== trustedCertificate || (text2(), take(8), version > 1 && text2() !== "X.509")) return !1;
      let certificate = take(number());
      if (new X509Certificate(certificate).raw.length !== certificate.length) return !1;
    }
    return content.length - at === digestLength;
  } catch {
    return !1;
  }
}

// packages/adp/src/secretscan/sqlite.ts
var magic = "SQLite format 3\0", secretColumn = /^(?:password|passwd|pwd|secret|token|api_?key|access_key|private_key)$/i, leaf = 13, interior = 5;
function sqlitePasswords(content) {
  if (content.toString("latin1", 0, magic.length) !== magic) return [];
  let found = /* @__PURE__ */ new Set();
  try {
    let database = new Database(content);
    for (let [type, name, , root, sql] of database.rows(1)) {
      if (type !== "table" || typeof root != "number" || typeof sql != "string") continue;
      let wanted = columnsOf(sql).flatMap(
        (column, index) => secretColumn.test(column) ? [{ column, index }] : []
      );
      if (wanted.length !== 0)
        for (let row of database.rows(root))
          for (let { column, index } of wanted) {
            let value = row[index];
            typeof value == "string" && value.length >= 4 && !isPlaceholder(value) && found.add(`${name}.${column}`);
          }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return [...found];
}
var Database = class {
  constructor(content) {
    this.content = content;
    let size = content.readUInt16BE(16);
    this.#pageSize = size === 1 ? 65536 : size;
  }
  content;
  #pageSize;
  /** The rows of a table's tree of pages. A long row's overflow pages are left out. */
  *rows(page, depth = 0) {
    if (depth > 20) return;
    let start = (page - 1) * this.#pageSize, header = page === 1 ? start + 100 : start, kind = this.content.readUInt8(header), cells = this.content.readUInt16BE(header + 3);
    if (kind !== leaf && kind !== interior) return;
    let pointers = header + (kind === interior ? 12 : 8);
    for (let index = 0; index < cells; index++) {
      let cell = start + this.content.readUInt16BE(pointers + index * 2);
      kind === interior ? yield* this.rows(this.content.readUInt32BE(cell), depth + 1) : yield this.#record(cell);
    }
    kind === interior && (yield* this.rows(this.content.readUInt32BE(header + 8), depth + 1));
  }
  #record(cell) {
    let afterSize = this.#varint(cell).next, start = this.#varint(afterSize).next, { value: headerSize, next } = this.#varint(start), values = [], body = start + headerSize;
    for (let at = next; at < start + headerSize; ) {
      let type = this.#varint(at);
      at = type.next;
      let { value, size } = this.#value(type.value, body);
      values.push(value), body += size;
    }
    return values;
  }
  #value(type, at) {
    if (type >= 13 && type % 2 === 1) {
      let size2 = (type - 13) / 2;
      return { value: this.content.toString("utf8", at, at + size2), size: size2 };
    }
    if (type >= 12) return { value: void 0, size: (type - 12) / 2 };
    let size = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0;
    return { value: size > 0 && type < 6 ? this.content.readIntBE(at, size) : void 0, size };
  }
  #varint(start) {
    let value = 0;
    for (let at = start; at < start + 9; at++) {
      let byte = this.content.readUInt8(at);
      if (value = value * 128 + (byte & 127), byte < 128) return { value, next: at + 1 };
    }
    return { value, next: start + 9 };
  }
};
function columnsOf(sql) {
  let inside = sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")")), parts = [], depth = 0, part = "";
  for (let character of inside)
    depth += character === "(" ? 1 : character === ")" ? -1 : 0, character === "," && depth === 0 ? (parts.push(part), part = "") : part += character;
  return [...parts, part].map((one) => /^\s*["`[]?(\w+)/.exec(one)?.[1] ?? "");
}

// packages/adp/src/secretscan/judge.ts
import { createPrivateKey } from "node:crypto";
var largestKey = 16 * 1024;
function judge2(content) {
  if (content[0] === 5 && content[1] === 2 && isKeytab(content))
    return [{ line: 0, what: "a Kerberos keytab", rule: "keytab" }];
  if (content[0] === 5 && isCredentialCache(content))
    return [{ line: 0, what: "a Kerberos ticket cache", rule: "ccache" }];
  if (content[0] === 48 && content.length <= largestKey && isPrivateKey(content))
    return [{ line: 0, what: "a private key in DER form", rule: "private-key" }];
  let store = javaKeyStore(content) ?? (content.subarray(0, keePass.length).equals(keePass) ? "a KeePass database" : void 0);
  return store !== void 0 ? [{ line: 0, what: store, rule: "key-store" }] : isPkcs12(content) ? [{ line: 0, what: "a PKCS #12 key store", rule: "key-store" }] : sqlitePasswords(content).map((column) => ({
    line: 0,
    what: `a password in the database's column ${column}`,
    rule: "sqlite-password"
  }));
}
var keePass = Buffer.from("03d9a29a67fb4bb5", "hex"), pkcs7Data = Buffer.from("06092a864886f70d010701", "hex");
function isPkcs12(content) {
  if (content[0] !== 48 || content.length < 64) return !1;
  let length = content[1], start = length < 128 ? 2 : 2 + (length & 127);
  return content.subarray(start, start + 3).equals(Buffer.from("020103", "hex")) && content.subarray(0, 64).includes(pkcs7Data);
}
function isKeytab(content) {
  let at = 2;
  for (; at + 4 <= content.length && content.readInt32BE(at) < 0; ) at += 4 - content.readInt32BE(at);
  if (at + 8 > content.length) return content.length === 2;
  let length = content.readInt32BE(at), components = content.readUInt16BE(at + 4), realm = content.readUInt16BE(at + 6);
  return length > 0 && components <= 16 && realm > 0 && realm < 256 && /^[\x21-\x7e]+$/.test(content.toString("latin1", at + 8, Math.min(at + 8 + realm, content.length)));
}
function isCredentialCache(content) {
  try {
    let { principal } = parseCcache(content);
    return principal.realm.length > 0;
  } catch {
    return !1;
  }
}
function isPrivateKey(content) {
  for (let type of ["pkcs8", "pkcs1", "sec1"])
    try {
      return createPrivateKey({ key: content, format: "der", type }), !0;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ERR_MISSING_PASSPHRASE") return !0;
    }
  return !1;
}

// packages/adp/src/secretscan/report.ts
function reportDocument(report) {
  return {
    texts: report.files,
    bytes: report.bytes,
    findings: report.findings.map(shown),
    allowed: report.allowed.map(shown),
    unread: report.unread.map(({ path, why }) => ({ path: maskCredentials(path), why })),
    exempt: report.exempt.map(maskCredentials),
    notes: report.notes.map(maskCredentials)
  };
}
function shown(one) {
  return { ...one, path: maskCredentials(one.path), todo: adviceFor(one) };
}
function sarif(report, version) {
  let rules2 = new Map(report.findings.map((one) => [one.rule, one.what]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "adp secrets scan",
            version,
            rules: [...rules2].map(([id, text2]) => ({ id, shortDescription: { text: text2 } }))
          }
        },
        invocations: [
          {
            executionSuccessful: report.unread.length === 0,
            toolExecutionNotifications: report.unread.map(({ path, why }) => ({
              level: "error",
              message: { text: `${maskCredentials(path)} was not read: ${why}` }
            }))
          }
        ],
        results: report.findings.map((one) => ({
          ruleId: one.rule,
          level: "error",
          message: { text: `${one.what}: ${adviceFor(one)}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(maskCredentials(one.path)) },
                region: { startLine: Math.max(one.line, 1) }
              }
            }
          ]
        }))
      }
    ]
  };
}
var shownAtMost = 10;
function summaryOf({ exempt, allowed, notes }) {
  let isFolder2 = (path) => path.endsWith("/");
  return [
    ...leftOut(
      "Exempt by .gitattributes",
      "files",
      exempt.filter((path) => !isFolder2(path))
    ),
    ...leftOut("Left out, as tools install them", "folders", exempt.filter(isFolder2)),
    ...allowed.map(({ path, line, reason }) => `Allowed: ${path}:${line}, ${reason}`),
    ...notes
  ].map(maskCredentials);
}
function leftOut(why, what, paths) {
  return paths.length === 0 ? [] : paths.length <= shownAtMost ? [`${why}: ${paths.join(", ")}`] : [
    `${why}: ${paths.length} ${what}, among them ${paths.slice(0, shownAtMost).join(", ")} (--json names all)`
  ];
}
var byRule = [
  [
    /private-key|putty|jwk|age-key/,
    "make a new key pair, replace the public key wherever it is, and keep the key outside git"
  ],
  [
    /keytab/,
    "have the account's password changed (the keytab is then void), and put the new keytab on the host or in a Secret"
  ],
  [/ccache/, "type kdestroy, and copy tickets by the ticket sharer only"],
  [/key-store/, "have its certificate revoked, and mount the new key store as a Secret"],
  [
    /kubernetes-secret/,
    "rotate it, and let the cluster get it: ExternalSecret, SealedSecret, or kubectl create secret"
  ],
  [/docker-login/, "revoke it at the registry, and log in by docker login with a credential helper"],
  [
    /npm|uv-index|artifactory/,
    "revoke it at the index, and keep the new one in ~/.netrc or UV_INDEX_* variables"
  ],
  [/fernet/, "rotate it (airflow rotate-fernet-key), and give it to Airflow as a Secret"],
  [
    /vendor|aws|azure|jwt|github|gitlab|slack|openai|anthropic/,
    "revoke it at its vendor, and give the new one as an environment variable or a Secret"
  ]
];
function adviceFor({ rule, path }) {
  let rotate = byRule.find(([pattern]) => pattern.test(rule))?.[1];
  return /(?:^|\/)dags\/.*\.py$/.test(path) && !/private-key|keytab|ccache/.test(rule) ? "change it at its source, and use an Airflow connection: the `warehouse` connection, or AIRFLOW_CONN_NAME in the environment" : /(?:^|\/)profiles\.ya?ml$/.test(path) ? "change it at its source, and write {{ env_var('NAME') }} there" : rotate ?? "change it at its source, and take it from an environment variable, a Secret or ~/.netrc";
}

// packages/adp/src/secretscan/allow-list.ts
import { readFileSync as readFileSync3 } from "node:fs";
import { join as join2 } from "node:path";
var allowListName = ".adp-secrets.toml", AllowList = class {
  constructor(entries = []) {
    this.entries = entries;
  }
  entries;
  #used = /* @__PURE__ */ new Set();
  /** The reason why a finding is accepted; undefined where it is not. */
  reasonFor(finding, now = /* @__PURE__ */ new Date()) {
    let entry = this.entries.find(
      ({ path, rule }) => matches(path, finding.path) && (rule === void 0 || rule === finding.rule)
    );
    if (entry !== void 0)
      return this.#used.add(entry), hasEnded(entry, now) ? void 0 : entry.reason;
  }
  /** `all`: every file was looked at. */
  notes(all, now = /* @__PURE__ */ new Date()) {
    return this.entries.flatMap((entry) => this.#used.has(entry) ? hasEnded(entry, now) ? [`${allowListName}: the entry for ${entry.path} has ended`] : [] : all ? [`${allowListName}: nothing needs the entry for ${entry.path}`] : []);
  }
};
async function readAllowList(folder, isRepository) {
  let text2 = isRepository ? await staged(folder) : onDisk(folder);
  if (text2 === void 0) return new AllowList();
  let mistake = (why) => new AdpError(errors.ALLOW_LIST, {
    what: `${allowListName} has a mistake.`,
    why,
    next: [
      act("give each [[allow]] a path and a reason, and with real = true also until = YYYY-MM-DD"),
      again
    ]
  }), parsed;
  try {
    parsed = (await import("./npm-smol-toml-dist-index.mjs")).parse(text2);
  } catch (error) {
    throw mistake(reasonOf(error));
  }
  let result = (await import("./secretscan-allow-list-schema.mjs")).allowListSchema.safeParse(parsed);
  if (!result.success) {
    let issue = result.error.issues[0];
    throw mistake(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  for (let entry of result.data.allow)
    if (entry.real === !0 && entry.until === void 0)
      throw mistake(
        `The entry for ${entry.path} accepts a real credential without an end: until is missing.`
      );
  return new AllowList(result.data.allow);
}
async function staged(top) {
  let result = await ask(["git", "cat-file", "blob", `:${allowListName}`], { cwd: top });
  return result instanceof ProcessFailure ? void 0 : result.stdout;
}
function onDisk(folder) {
  try {
    return readFileSync3(join2(folder, allowListName), "utf8");
  } catch {
    return;
  }
}
function hasEnded({ until }, now) {
  if (until === void 0) return !1;
  let day = until instanceof Date ? until.toISOString().slice(0, 10) : until;
  return now.toISOString().slice(0, 10) > day;
}
function matches(glob, path) {
  let pattern = glob.split(/(\*\*\/?|\*)/).map(
    (part) => part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")
  ).join("");
  return new RegExp(`^${pattern}$`).test(path);
}

// packages/adp/src/secretscan/verdict.ts
function verdictOf(report, { kind }) {
  let { findings, unread } = report;
  if (isFound(findings)) {
    let [first2] = findings;
    return foundError(errors.SECRET_FOUND, findings, {
      why: kind === "files" || kind === "text" ? `It is ${first2.what}.` : history,
      rotate: act(adviceFor(first2)),
      next: [
        ...kind === "history" ? [act("remove it from the history by git filter-repo, and have everybody clone again")] : [],
        act(
          "if it is made up for a test, exempt the file in .gitattributes: PATTERN -secretscan",
          `or this one in ${allowListName}, with a reason`
        ),
        ...kind === "staged" ? [addAgain(first2.path), act("commit again")] : [again]
      ]
    });
  }
  let [first] = unread;
  if (first !== void 0)
    return new AdpError(errors.INCOMPLETE, {
      what: `${unread.length === 1 ? "1 file was" : `${unread.length} files were`} not read.`,
      why: first.why,
      evidence: unread.slice(0, 20).map(({ path, why }) => `${maskCredentials(path)}: ${why}`),
      next: [run(shell`ls -l ${maskCredentials(first.path)}`, "shows who may read it"), again]
    });
}
var history = "What is committed stays in the history, even if you remove it later.";
function addAgain(path) {
  return maskCredentials(path) === path ? run(shell`git add ${`:/${path}`}`) : act("add the file again");
}

// packages/adp/src/secretscan/text.ts
var looked = 8192;
function isText(content) {
  return !content.subarray(0, looked).includes(0);
}
function textOfUtf16(content) {
  let order = byteOrder(content);
  if (order === void 0) return;
  let even = content.subarray(0, content.length - content.length % 2), little = order === "LE" ? even : Buffer.from(even).swap16();
  return Buffer.from(little.toString("utf16le"), "utf8");
}
function byteOrder(content) {
  if (content.length < 4) return;
  let mark2 = content.readUInt16BE(0);
  if (mark2 === 65534 && content.readUInt16BE(2) !== 0) return "LE";
  if (mark2 === 65279) return "BE";
  let start = content.subarray(0, looked), [even, odd] = [0, 0];
  for (let at = 0; at < start.length; at += 2)
    if (start[at] === 0 && even++, start[at + 1] === 0 && odd++, even > 0 && odd > 0) return;
  let most = start.length / 2 * 0.7;
  if (odd > most && even === 0) return "LE";
  if (even > most && odd === 0) return "BE";
}

// packages/adp/src/secretscan/structure/judge-entry.ts
var forLogins = /(?:^|\/)(?:\.?env(?:\.[\w.-]+)?|[\w.-]*\.env|airflow_settings\.ya?ml|airflow\.cfg|profiles\.ya?ml|connections?\.(?:ya?ml|json|env)|credentials(?:\.\w+)?|secrets?\.(?:ya?ml|json|toml|properties)|[\w.-]*\.(?:properties|pypirc|netrc|tfvars))$/i, forLabels = /(?:^|[/_.-])(?:i18n|locales?|lang(?:uages?)?|translations?|messages|l10n|strings|labels|schema|openapi|swagger)(?:[/_.-]|$)/i, word = /^[A-Za-z]+(?:[ _-][a-z]+)*$/;
function isCredential(path, { name, value, isSecret = !1 }) {
  let says = keyName(name), text2 = value.trim();
  return says === void 0 || text2.length > 4096 || text2.includes(`
`) || isStandIn(text2) || isStandIn(decoded(text2)) ? !1 : isSecret ? !/\s/.test(text2) : says === "maybe" ? !/\s/.test(text2) && isStrong(text2, forLogins.test(path) ? 8 : 14) : /\s/.test(text2) && !forLogins.test(path) || text2.split(/\s+/).length > 4 ? !1 : forLabels.test(path) || /\.(?:json|jsonc|ipynb)$/i.test(path) ? forLogins.test(path) || isStrong(text2, 6) : !word.test(text2) || forLogins.test(path) || text2.length >= 8;
}
function decoded(text2) {
  if (text2.length % 4 !== 0 || !/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text2)) return "long enough";
  let plain = Buffer.from(text2, "base64").toString("utf8").trim();
  return /^[\x20-\x7e]{3,}$/.test(plain) ? plain.padEnd(4, "-") : "long enough";
}

// packages/adp/src/secretscan/structure/walk.ts
var deepest = 60, pairs = [
  ["name", "value"],
  ["key", "value"],
  ["Name", "Value"],
  ["Key", "Value"],
  ["variable_name", "variable_value"],
  ["key", "val"],
  ["variable", "value"]
];
function* walk(data, name = "", depth = 0) {
  if (!(depth > deepest))
    if (typeof data == "string") yield* text(data, name, depth);
    else if (typeof data == "number" || typeof data == "bigint") yield { name, value: String(data) };
    else if (Array.isArray(data))
      for (let item of data) {
        let assigned = typeof item == "string" ? /^([A-Za-z_][\w.-]*)=(.+)$/s.exec(item) : null;
        assigned?.[1] !== void 0 ? yield* walk(assigned[2], assigned[1], depth + 1) : yield* walk(item, name, depth + 1);
      }
    else isMap(data) && (yield* map(data, name, depth));
}
function* map(data, name, depth) {
  data.kind === "Secret" && ("data" in data || "stringData" in data) && (yield* secret(data));
  for (let [nameKey, valueKey] of pairs) {
    let [called, value] = [data[nameKey], data[valueKey]];
    typeof called == "string" && typeof value == "string" && (yield* walk(value, called, depth + 1));
  }
  let isSchema = typeof data.type == "string" && ("properties" in data || "description" in data);
  for (let [key, value] of Object.entries(data)) {
    if (key === "encryptedData" || data.kind === "Secret" && (key === "data" || key === "stringData") || isSchema && typeof value == "string" && /^(?:example|title|description|pattern|format)$/.test(key))
      continue;
    let isValueOnly = /^(?:value|default|plain|content)$/i.test(key) && typeof value == "string" && name !== "";
    yield* walk(value, isValueOnly ? name : key, depth + 1);
  }
}
function* secret(data) {
  for (let [field, decode] of [
    ["data", (value) => Buffer.from(value, "base64").toString("utf8")],
    ["stringData", (value) => value]
  ]) {
    let values = data[field];
    if (isMap(values))
      for (let [name, value] of Object.entries(values)) {
        if (typeof value != "string") continue;
        let plain = decode(value.replace(/\s/g, ""));
        yield { name, value: field === "stringData" ? value : plain, isSecret: !0 };
      }
  }
}
function* text(value, name, depth) {
  let trimmed = value.trim();
  if (/^[{[]/.test(trimmed) && trimmed.length > 8) {
    let inside = json(trimmed);
    if (inside !== void 0) {
      yield* walk(inside, name, depth + 1);
      return;
    }
  }
  yield { name, value };
}
function json(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return;
  }
}
function isMap(data) {
  return typeof data == "object" && data !== null && !Array.isArray(data);
}

// packages/adp/src/secretscan/structure/lines.ts
var assignment = /^[\s#;/-]{0,40}(?:(?:export|set|setx|ENV|ARG|local|declare -x)\s+)?["']?([A-Za-z_][\w.\-/ ]{0,100}?)["']?\s{0,20}(?:[=:]|(?<=ENV\s+\w+)\s)\s{0,20}(\S[^\n]*)$/;
function* lines(content) {
  let line = 0, continued = "";
  for (let raw of content.split(/\r?\n|\r/)) {
    if (line++, raw.endsWith("\\") && continued.length < 4096 && raw.length < 4096) {
      continued += raw.slice(0, -1);
      continue;
    }
    let text2 = continued + raw;
    if (continued = "", text2.length > 8192) continue;
    let found = assignment.exec(text2);
    if (!(found?.[1] === void 0 || found[2] === void 0))
      for (let entry of walk(unquoted(found[2]), found[1])) yield { ...entry, line };
  }
}
function unquoted(text2) {
  let value = text2.trim().replace(/,$/, ""), quoted2 = /^(["'`])(.*)\1(?:\s+#.*)?$/.exec(value)?.[2];
  return quoted2 !== void 0 ? quoted2.replaceAll('\\"', '"') : value.replace(/\s+[#;].*$/, "").trim();
}

// packages/adp/src/secretscan/structure/parse.ts
import { basename } from "node:path";
var byName = [
  [/\.(?:json|jsonc|tfstate|ipynb|webmanifest|har|dockerconfigjson)$|^\.?dockerc(?:onfig|fg)$/i, "json"],
  [
    /\.(?:ya?ml)(?:\.(?:j2|tpl|tmpl|example|sample|dist|bak|old|orig|gotmpl))?$|^\.(?:yarnrc|clang-format)$/i,
    "yaml"
  ],
  [/\.toml$|^(?:Pipfile|\.secretlintrc\.toml)$/i, "toml"],
  [
    /(?:^|\.)env(?:rc)?(?:\.[\w.-]+)?$|\.(?:ini|cfg|conf|cnf|config|properties|props|tfvars|envrc|pypirc|npmrc|netrc|pgpass|jaas|sh|bash|zsh|ksh|profile|bat|cmd|ps1|service|dsn|odbc|bak|old|orig)$|^(?:\.?(?:my\.cnf|odbc\.ini|odbcinst\.ini|pypirc|npmrc|s3cfg|boto|bashrc|zshrc|profile|bash_profile|bash_history|zsh_history|psql_history|gitconfig|git-credentials|credentials|config|smbcredentials|pg_service\.conf|snowsql|dbtrc))$|^(?:Dockerfile|Containerfile|Makefile|GNUmakefile|Procfile|Jenkinsfile)(?:\..*)?$|\.(?:dockerfile|mk)$|^conn(?:ection)?s?\.(?:txt|env)$/i,
    "lines"
  ]
], largest = 1024 * 1024;
function formatOf(path) {
  let name = basename(path);
  return byName.find(([pattern]) => pattern.test(name))?.[1];
}
async function entriesOf(path, content) {
  let format = formatOf(path);
  if (format === void 0) return [];
  let parsed = format === "lines" || content.length > largest ? void 0 : await parse(format, content);
  if (parsed === void 0) return [...lines(content)];
  let named = [...walk(parsed)], commented = format === "json" ? [] : [...lines(onlyComments(content))];
  return [...named, ...commented];
}
async function parse(format, content) {
  try {
    if (format === "json") return JSON.parse(content.replace(/^\uFEFF/, ""));
    if (format === "toml") return (await import("./npm-smol-toml-dist-index.mjs")).parse(content);
    let { parseAllDocuments } = await import("./npm-yaml-dist-index.mjs"), documents = parseAllDocuments(content, {
      schema: "failsafe",
      uniqueKeys: !1,
      logLevel: "silent"
    });
    return !Array.isArray(documents) || documents.some((one) => one.errors.length > 0) ? void 0 : documents.map((one) => one.toJS({ maxAliasCount: 1e3 }));
  } catch {
    return;
  }
}
function onlyComments(content) {
  return content.split(`
`).map((line) => /^\s*[#;]/.test(line) ? line : "").join(`
`);
}

// packages/adp/src/secretscan/scan-file.ts
var names2 = new Matcher(
  nameHints.map((word2) => Buffer.from(word2)),
  { anyCase: !0 }
);
function placesOfNames(text2) {
  let places = [];
  return names2.findAll(text2, (_, at) => places.push(at)), places;
}
async function scanFile(path, content) {
  let text2 = content.includes(0) ? textOf(content) : content, found = text2 === void 0 ? [] : await scanText(path, text2);
  return (text2 === void 0 || content[0] === 5 || content[0] === 48) && found.unshift(...judge2(content).map((one) => ({ path, ...one }))), onceEachLine(found);
}
async function scanText(path, bytes) {
  let found = await scanBytes(path, bytes), places = placesOfNames(bytes);
  if (places.length === 0) return found;
  let content = bytes.toString("utf8");
  for (let entry of await entriesOf(path, content))
    (isCredential(path, entry) || entry.isSecret && (await scanBytes(path, Buffer.from(entry.value))).length > 0) && found.push(findingOf(path, content, entry));
  /\.ipynb$/.test(path) && found.push(...await scanNotebook(path, content));
  let format = formatOf(path), rules2 = format === void 0 || format === "lines" ? codeRules : shellRules;
  return found.push(...rules2.flatMap((rule) => scanAround(path, bytes, { rule, places }))), found;
}
function findingOf(path, content, { name, value, line, isSecret }) {
  return {
    path,
    line: line ?? placeOf(content, name, value),
    rule: isSecret ? "kubernetes-secret" : "named-password",
    what: isSecret ? "a value of a Kubernetes Secret" : "a credential by its name"
  };
}
function placeOf(content, name, value) {
  let forms = [value, JSON.stringify(value).slice(1, -1), value.slice(0, 12)], tries = 0;
  for (let at2 = content.indexOf(name); at2 >= 0 && tries < 200; at2 = content.indexOf(name, at2 + 1)) {
    tries++;
    let near = content.slice(at2, at2 + 400 + value.length), form = forms.find((one) => near.includes(one));
    if (form !== void 0) return lineOf(content, at2 + near.indexOf(form));
  }
  let at = forms.map((form) => content.indexOf(form)).find((one) => one >= 0);
  return lineOf(content, at ?? Math.max(content.indexOf(name), 0));
}
async function scanNotebook(path, content) {
  let found = [];
  for (let [whole, inner = ""] of content.matchAll(/"((?:[^"\\\n]|\\.){6,20000})"/g)) {
    if (!inner.includes("\\")) continue;
    let text2 = unescaped(whole);
    if (text2 === void 0) continue;
    let bytes = Buffer.from(text2), first = [...await scanBytes(path, bytes), ...scanOwn({ path, content: text2 }, codeRules)][0];
    first !== void 0 && found.push({ ...first, line: lineOf(content, content.indexOf(whole)) });
  }
  return [...found, ...scanOwn({ path, content }, codeRules)];
}
function unescaped(literal) {
  try {
    let text2 = JSON.parse(literal);
    return typeof text2 == "string" ? text2 : void 0;
  } catch {
    return;
  }
}
function textOf(content) {
  let utf16 = textOfUtf16(content);
  if (utf16 !== void 0) return utf16;
  let start = content.subarray(0, 8192), controls = 0;
  for (let byte of start) (byte < 9 || byte > 13 && byte < 32 || byte === 127) && controls++;
  return controls * 20 < start.length ? content : void 0;
}
function onceEachLine(found) {
  let lines2 = /* @__PURE__ */ new Map();
  for (let one of found) lines2.has(one.line) || lines2.set(one.line, one);
  return [...lines2.values()].sort((x, y) => x.line - y.line);
}

// packages/adp/src/secretscan/scan-source.ts
var wholeUpTo = 16 * 1024 * 1024, overlap2 = 64 * 1024;
async function scanSource({ path, read }) {
  let found = /* @__PURE__ */ new Map(), bytes = 0, linesBefore = 0, parts = [], held = 0, scan = async (content) => {
    for (let one of await scanFile(path, content)) {
      let line = one.line === 0 ? 0 : one.line + linesBefore;
      found.set(`${line} ${one.rule}`, { ...one, line });
    }
  };
  for await (let chunk of read()) {
    if (bytes += chunk.length, parts.push(Buffer.from(chunk)), held += chunk.length, held < wholeUpTo) continue;
    let part = Buffer.concat(parts);
    await scan(part);
    let kept = part.length - overlap2 - (part.length - overlap2) % 2;
    for (let end = part.indexOf(10); end >= 0 && end < kept; end = part.indexOf(10, end + 1)) linesBefore++;
    parts = [Buffer.from(part.subarray(kept))], held = part.length - kept;
  }
  return await scan(Buffer.concat(parts)), { found: [...found.values()], bytes };
}

// packages/adp/src/secretscan/files.ts
import { createReadStream, readdirSync, readFileSync as readFileSync4, statSync } from "node:fs";
import { join as join3, relative as relative2 } from "node:path";
var wholeUpTo2 = 16 * 1024 * 1024;
function fileSource(cwd, file) {
  return {
    path: relative2(cwd, file) || file,
    async *read() {
      let { size } = statSync(file);
      if (size <= wholeUpTo2) yield readFileSync4(file);
      else
        for await (let part of createReadStream(file, { highWaterMark: 1024 * 1024 })) yield part;
    }
  };
}
var installed = /* @__PURE__ */ new Set(["node_modules", ".venv", "venv", ".tox", ".adp", "__pycache__"]);
function folderFiles(folder) {
  let files = [], exempt = [], open = [folder];
  for (let next = open.pop(); next !== void 0; next = open.pop())
    for (let entry of readdirSync(next, { withFileTypes: !0 })) {
      let path = join3(next, entry.name);
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory()) installed.has(entry.name) ? exempt.push(`${relative2(folder, path)}/`) : entry.name !== ".git" && open.push(path);
      else continue;
    }
  return { files, exempt };
}

// packages/adp/src/secretscan/blobs.ts
async function* blobs(wanted, cwd) {
  if (wanted.length === 0) return;
  let input = wanted.map(({ object }) => `${object}
`).join(""), { stdout, done, kill } = askStream(["git", "cat-file", "--batch"], { cwd, input }), bytes = new Bytes(stdout);
  try {
    for (let { path, object } of wanted) {
      let header = await bytes.line(), [, type, size] = /^\S+ (\w+) (\d+)$/.exec(header) ?? [];
      if (type === void 0) {
        if (yield failing(path, header.endsWith("missing") ? "git does not have it" : "git cannot read it"), header === "") return;
        continue;
      }
      let left = { size: Number(size) };
      (type === "blob" || type === "commit" || type === "tag") && (yield { path, object, read: () => bytes.take(left) });
      for await (let _ of bytes.take(left)) ;
      await bytes.line();
    }
  } finally {
    kill(), await done;
  }
}
function failing(path, why) {
  return {
    path,
    // biome-ignore lint/correctness/useYield: it has nothing to give.
    async *read() {
      throw new Error(why);
    }
  };
}
var Bytes = class {
  #chunks;
  #rest = Buffer.alloc(0);
  constructor(stream) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }
  async line() {
    for (; ; ) {
      let end = this.#rest.indexOf(10);
      if (end >= 0) {
        let line = this.#rest.toString("utf8", 0, end);
        return this.#rest = this.#rest.subarray(end + 1), line;
      }
      if (!await this.#more()) return "";
    }
  }
  /** The next bytes, as long as there are any left of these. */
  async *take(left) {
    for (; left.size > 0; ) {
      if (this.#rest.length === 0 && !await this.#more()) throw new Error("git ended before the file did");
      let part = this.#rest.subarray(0, left.size);
      this.#rest = this.#rest.subarray(part.length), left.size -= part.length, yield part;
    }
  }
  async #more() {
    let { done, value } = await this.#chunks.next();
    return done === !0 || !Buffer.isBuffer(value) ? !1 : (this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]), !0);
  }
};

// packages/adp/src/secretscan/scan.ts
import { existsSync as existsSync2, statSync as statSync2 } from "node:fs";
import { dirname as dirname2, relative as relative3, resolve as resolve3 } from "node:path";
async function scanForSecrets(cwd, scope) {
  let repository = await findRepository(cwd), top = repository instanceof ProcessFailure ? void 0 : repository, [allowList, { files, exempt }] = await Promise.all([
    readAllowList(top ?? cwd, top !== void 0),
    sourcesOf(cwd, scope, repository)
  ]), base = scope.kind === "files" ? cwd : top ?? cwd, all = scope.kind === "files" && scope.paths.length === 0 && relative3(top ?? cwd, cwd) === "";
  return scanAll(files, { exempt, allowList, all, fromTop: (path) => relative3(top ?? cwd, resolve3(base, path)) });
}
async function scanAll(files, { exempt, allowList, all, fromTop }) {
  let findings = [], allowed = [], unread = [], count = 0, size = 0;
  for await (let source of files)
    try {
      let { found, bytes } = await scanSource(source), inName = await scanBytes(source.path, Buffer.from(source.path));
      for (let one of [...inName.map((name) => ({ ...name, line: 0 })), ...found]) {
        let finding = source.object === void 0 ? one : { ...one, object: source.object }, reason = allowList.reasonFor({ ...finding, path: fromTop(finding.path) });
        reason === void 0 ? findings.push(finding) : allowed.push({ ...finding, reason });
      }
      count++, size += bytes;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      unread.push({ path: source.path, why: reasonOf(error) });
    }
  return { files: count, bytes: size, findings, allowed, unread, exempt, notes: allowList.notes(all) };
}
async function sourcesOf(cwd, scope, top) {
  if (scope.kind === "text") return { files: [{ path: scope.path, read: () => scope.content }], exempt: [] };
  if (scope.kind === "files") return filesOf(cwd, scope.paths);
  if (typeof top != "string") throw noRepository(cwd, top);
  let [{ files, exempt }, beside] = scope.kind === "staged" ? await Promise.all([stagedFiles(top), ignoredLoginFiles(top)]) : [await historyObjects(top, scope.since), []];
  return {
    files: joined(
      blobs(files, top),
      beside.map((file) => fileSource(top, file))
    ),
    exempt
  };
}
async function* joined(first, second) {
  yield* first, yield* second;
}
async function filesOf(cwd, paths) {
  let files = [], exempt = [];
  for (let path of paths.length === 0 ? ["."] : paths) {
    let full = resolve3(cwd, path);
    if (!isFolder(full)) {
      files.push(full);
      continue;
    }
    let listed = typeof await findRepository(full) == "string" && !await isIgnored(full) ? await repositoryFiles(full) : folderFiles(full);
    files.push(...listed.files), exempt.push(...listed.exempt);
  }
  return { files: files.map((file) => fileSource(cwd, file)), exempt };
}
function isFolder(path) {
  try {
    return statSync2(path).isDirectory();
  } catch (error) {
    throw new AdpError(errors.UNREADABLE, {
      what: `${path} cannot be read.`,
      why: reasonOf(error),
      next: isMissing(error) ? [
        either(
          run(shell`ls ${nearest(path)}`, "shows what is there"),
          run(adp`secrets scan`, "scans the repository's files below this folder")
        )
      ] : [run(shell`ls -ld ${path}`, "shows who may read it"), again],
      cause: error
    });
  }
}
function isMissing(error) {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
function nearest(path) {
  let above = dirname2(path);
  return existsSync2(above) ? above : nearest(above);
}

export {
  Matcher,
  isPlaceholder,
  scanTexts,
  scanBytes,
  maskCredentials,
  foundError,
  isFound,
  hasHook,
  installHook,
  judge2 as judge,
  reportDocument,
  sarif,
  summaryOf,
  verdictOf,
  isText,
  textOfUtf16,
  scanForSecrets
};

/** How variables are called: NAME, name, theName. A password made by chance mixes them. */
const variable = "(?:[A-Z_][A-Z0-9_]*|[a-z_][a-z0-9_]*|[a-z]+(?:[A-Z][a-z]+)+)";

const placeholders = [
  /^(?:pass(?:word|wd|phrase)?|pwd|secret|token|changeme|change-me|example|mypassword|mysecret|my-?token|your[\w-]*|user(?:name)?|xxx+|\*+|\.\.\.|tiger|hunter2|foo(?:bar)?|bar|baz|test(?:ing)?|dummy|none|null|postgres|airflow|root|admin|guest|null|p4ssw0rd|passw0rd|redacted|hidden|str|string|port|pw)\d{0,3}$/i,
  // A call in source code: word(entry.password).
  /^[a-z_][\w.]*\([\w.]*$/i,
  // Words in brackets, also where a rule has cut them: <your, password>, [token, {name}, %NAME%. A password made by chance
  // may begin or end with any sign.
  /^<[\w .:/-]*>?$|^[\w .-]+>$|^\[[\w .-]*\]?$|^\{[\w .:!'"[-]*\}?$|^%\w*%$|^%[A-Za-z_]+$|^[\w.-]+\}$|^\.{3}/,
  /\$\{[A-Za-z_][^{}\s]*(?:\}|$)|^\{\{|\{\{.*\}\}|^\w*\}\}|%\([A-Za-z_]+(?:\)|$)/,
  new RegExp(`^\\$(?:${variable}|\\d)?$`),
];

/** Words that documentation writes where a password would stand. */
export function isPlaceholder(value: string): boolean {
  const text = value.replace(/[.,;)\]`"']+$/, "");
  return placeholders.some((pattern) => pattern.test(text)) || /^(.)\1*$/.test(text);
}

const madeUp =
  /example|change.?me|change.?it|place.?holder|redacted|dummy|your.?(?:pass|token|secret|key|api|own|pw)|my.?(?:pass|secret|token)|xxxx|insert.?|replace.?|<[a-z][a-z _-]{2,}>|not.?(?:a|the).?(?:real|secret|pass)|to.?be.?(?:set|filled|defined)|removed|omitted|masked|^(?:required|optional|enabled|disabled|default|undefined|empty|unset|any|basic|bearer|oauth2?|ldap|kerberos|prompt|keyring|always|never|abc-?123|secret-?\d*|s3cr3t|letmein|qwerty|password-?\d*|unused|na|n\/a|tbd|todo)$/i;

/** Where a value is kept, instead of the value: a variable, a path, a vault's address, a call. */
const references = [
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
  /^(?:[A-Za-z_][A-Za-z_.]{2,}\d?|md5|sha\d{1,3}|b64\w{0,6})\((?!\d)|^[a-z_]{1,2}\(["'\w.]*\)?$/,
];

/** Stored to compare with, and of no use to log in: bcrypt, crypt, argon2, PostgreSQL's verifier, checksums. */
const hashed =
  /^(?:\$(?:2[aby]?|[156]|argon2\w*|y|scrypt|pbkdf2[\w-]*)\$|SCRAM-SHA-256\$|pbkdf2:|scrypt:|sha(?:1|256|384|512)[-:=]|\{(?:SSHA|SHA|BCRYPT|CRYPT)\}|md5[0-9a-f]{32}$)/i;

const secretWord = /pass|pwd|secret|token|key|cred|auth|login/i;

/** Whether something stands where the credential would: nothing, a placeholder, a name or an address of the real one. */
export function isStandIn(value: string): boolean {
  const text = value.trim();
  return (
    text.length < 4 ||
    isPlaceholder(text) ||
    madeUp.test(text) ||
    references.some((pattern) => pattern.test(text)) ||
    hashed.test(text) ||
    // A field of something else: entry.conn_password, self.password
    /^[a-z_]\w*(?:\.(?:[a-z_]+|[A-Z_]+))+$/.test(text) ||
    /^(?:true|false|yes|no|on|off|nil|\d{1,5}|\d+[smhd]|0+|[0-]+)$/i.test(text) ||
    // The name of a secret: airflow-db-password, DWH_PASSWORD_2
    (secretWord.test(text) && /^[A-Za-z][A-Za-z0-9]*(?:[-_./:][A-Za-z0-9]+)*$/.test(text) && !isMixed(text))
  );
}

/** Letters and digits in the disorder that names don't have. */
function isMixed(text: string): boolean {
  const parts = text.split(/[-_./:]/);
  return parts.some((part) => /\d[A-Za-z]/.test(part) && part.length >= 8);
}

/** Whether it looks as if made by chance, or by somebody who thought of a password: words and names do not. */
export function isStrong(value: string, least = 8): boolean {
  if (value.length < least || /\s/.test(value)) return false;
  const digits = /\d/.test(value);
  const symbols = /[^A-Za-z0-9_.-]/.test(value);
  const mixed = /[a-z][^a-z]*[A-Z][^A-Z]*[a-z]|[A-Z][^A-Z]*[A-Z]/.test(value) && /[a-z]/.test(value);
  if (/^[a-z]+(?:[A-Z][a-z]+)*\d?$/.test(value) || /^(?:[A-Z][a-z]+)+\d?$/.test(value)) return false;
  if (/^[A-Za-z]+(?:[._-][A-Za-z]+)*\d?$/.test(value))
    return (entropy(value) > 4.2 && value.length >= 24) || (value.length >= 12 && wordLength(value) < 2.7);
  return (
    (digits && /[A-Za-z]/.test(value)) || (symbols && (digits || mixed)) || (mixed && value.length >= 20)
  );
}

/** How long the words of a name are: `camelCase`, `OAuth`, `snake_case`. Of letters by chance, about two. */
function wordLength(text: string): number {
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.join("").length / Math.max(1, words.length);
}

/** Bits a character. */
export function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const one of value) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

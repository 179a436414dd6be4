/** A shape of credential that data platforms have and general scanners do not know. */
export interface Rule {
  readonly id: string;
  readonly what: string;
  /** Global; the group `value` is the credential. */
  readonly pattern: RegExp;
  /** Words of which one must be in the text, in lower case, before the pattern is tried. */
  readonly hints: readonly string[];
}

export const rules: readonly Rule[] = [
  {
    id: "private-key",
    what: "a private key",
    hints: ["private key-----"],
    // What follows must be a key's beginning: source code names this line as well.
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*(?:(?:Proc-Type|DEK-Info|Version|Comment):[^\n]*\s+)*(?<value>[A-Za-z0-9+/=]{40,})/g,
  },
  {
    id: "netrc",
    what: "a login in netrc's form",
    hints: ["password", "passwd"],
    pattern:
      /\b(?:machine\s+\S+|default)\s+(?:login|user)\s+\S+\s+(?:account\s+\S+\s+)?password\s+(?<value>\S+)/g,
  },
  {
    id: "uri-login",
    what: "a user and a password in an address",
    hints: ["://"],
    pattern:
      /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/@:"'`<>{}()[\]]{0,80}:(?<value>[^\s/@:"'`<>{}()[\]\\]{4,200})@[a-z0-9[]/gi,
  },
  {
    id: "odbc-password",
    what: "a password in an ODBC connection string",
    hints: ["pwd=", "password="],
    pattern:
      /(?:\bDRIVER|\bSERVER|\bDSN|\bUID|\bUser Id|\bTrusted_Connection)\s*=[^\n"']{0,200}?;\s*(?:PWD|Password)\s*=\s*(?:\{(?<braced>[^}\n]{4,200})\}|(?<value>[^;\s"'}{$<>]{4,200}))/gi,
  },
  {
    id: "uv-index-password",
    what: "the password of a uv index",
    hints: ["uv_index_", "uv_publish_", "pip_password", "twine_password"],
    pattern:
      /\b(?:UV_INDEX_[A-Z0-9_]+_PASSWORD|UV_PUBLISH_(?:PASSWORD|TOKEN)|TWINE_PASSWORD)\s*[=:]\s*["']?(?<value>[^\s"'$<{]{4,200})/g,
  },
  {
    id: "artifactory",
    what: "an Artifactory API key or token",
    hints: ["akcp", "cmvmdgtu", "eyj2zxi"],
    pattern:
      /\b(?<value>AKCp[0-9A-Za-z]{60,100}|cmVmdGtu[A-Za-z0-9+/=]{48,100}|eyJ2ZXIiOi[\w-]{50,}\.[\w-]{20,}\.[\w-]{20,})/g,
  },
  {
    id: "docker-login",
    what: "a docker login",
    hints: ['"auth"', '"identitytoken"'],
    pattern: /"(?:auth|identitytoken)"\s*:\s*"(?<value>[A-Za-z0-9+/=_.-]{8,})"/g,
  },
  {
    id: "airflow-connection",
    what: "a password in an Airflow connection",
    hints: ["conn_type", "airflow_conn_"],
    pattern:
      /(?:^|\n)(?=[^\n]*\bpassword\b)[ \t]*["']?password["']?\s*:\s*["']?(?<value>[^\s"',{}$<]{4,200})(?=[\s\S]{0,400}conn_type)|conn_type(?:[^\n]*\n){0,12}?\s*["']?password["']?\s*:\s*["']?(?<value2>[^\s"',{}$<]{4,200})/g,
  },
  {
    id: "airflow-fernet",
    what: "Airflow's Fernet key",
    hints: ["fernet_key"],
    pattern: /fernet_key\s*[=:]\s*["']?(?<value>[A-Za-z0-9_-]{43}=)/gi,
  },
  {
    id: "npm-token",
    what: "a login of an npm registry",
    hints: ["_authtoken", "_password", ":_auth"],
    pattern: /\/\/[^\s:]+\/:_(?:authToken|password|auth)\s*=\s*(?<value>[^\s${]{8,})/g,
  },
];

const placeholders = [
  /^(?:pass(?:word|wd|phrase)?|pwd|secret|token|changeme|change-me|example|mypassword|mysecret|my-?token|your[\w-]*|user(?:name)?|xxx+|\*+|\.\.\.|tiger|hunter2|foo(?:bar)?|bar|baz|test(?:ing)?|dummy|none|null|postgres|airflow|root|admin|guest|null|p4ssw0rd|passw0rd|redacted|hidden|str|string|port|pw)\d{0,3}$/i,
  /^[<${%[]|[>}\]%]$|\$\{|\{\{|%\(|^%s$|^\.{3}/,
];

/** Words that documentation writes where a password would stand. */
export function isPlaceholder(value: string): boolean {
  const text = value.replace(/[.,;)\]`"']+$/, "");
  return placeholders.some((pattern) => pattern.test(text)) || /^(.)\1*$/.test(text);
}

/** How much a name says that its value is a credential: `sure` needs no second look at the value. */
export type KeyName = "sure" | "maybe" | undefined;

const sure = [
  ...[
    "password",
    "pass",
    "passwd",
    "passphrase",
    "pwd",
    "pgpassword",
    "userpassword",
    "pass phrase",
    "pass word",
  ],
  ...[
    "secret access key",
    "client secret",
    "fernet key",
    "account key",
    "private key passphrase",
    "api secret",
  ],
  ...["storage key", "shared access key", "requirepass", "userpass", "rootpassword", "keypass", "storepass"],
  ...["kennwort", "passwort", "app secret", "consumer secret", "api token", "access token", "auth token"],
];
const maybe = [
  ...[
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
  ],
  ...["credential", "credentials", "shared key", "signing key", "encryption key", "master key", "sas", "pat"],
  ...[
    "subscription key",
    "bearer",
    "jwt",
    "refresh token",
    "authtoken",
    "accesstoken",
    "sas token",
    "license key",
  ],
  ...["integration key", "routing key", "webhook", "auth", "deploy key", "jwt key", "webserver key", "salt"],
];
/** Words after which a name still means the value. */
const suffixes = new Set([
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
  "default",
]);
/** Words before which it means something else: the name of a Secret, whether there is a password. */
const others = new Set([
  ...[
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
  ],
  ...[
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
  ],
  ...[
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
    "cache",
  ],
]);

/** The last words of them all: a name without any says nothing, and needs no taking apart. */
const lastWords = new RegExp(
  [...new Set([...sure, ...maybe].map((name) => name.replace(/.* /, "")))].join("|"),
  "i",
);

const known = new Map<string, KeyName>();

export function keyName(name: string): KeyName {
  if (!lastWords.test(name)) return undefined;
  const before = known.get(name);
  if (before !== undefined || known.has(name)) return before;
  const judged = judge(name);
  if (known.size < 10_000) known.set(name, judged);
  return judged;
}

function judge(name: string): KeyName {
  const words = wordsOf(name);
  while (words.length > 1 && (suffixes.has(words.at(-1) ?? "") || /^\d+$/.test(words.at(-1) ?? "")))
    words.pop();
  if (words.slice(0, -1).some((word) => others.has(word))) return undefined;
  const ends = [words.slice(-3), words.slice(-2), words.slice(-1)].map((end) => end.join(" "));
  if (ends.some((end) => sure.includes(end)) || /(?:password|passwd)$/.test(words.at(-1) ?? ""))
    return "sure";
  return ends.some((end) => maybe.includes(end)) ? "maybe" : undefined;
}

/** `postgresPassword`, `DB_PASSWORD2` and `spring.datasource.password` as words in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .replace(/([a-z])(\d+)$/, "$1 $2")
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

// What in platform.yaml or in rendered output is a credential, and not the name of a place where one is kept.

/** Values of the chart that carry a secret in clear text, by their path. Each has a *SecretName beside it. */
const literalPaths: readonly RegExp[] = [
  /^(fernetKey|webserverSecretKey|apiSecretKey|jwtSecret)$/,
  /^kerberos\.keytabBase64Content$/,
  /^data\.(metadataConnection|resultBackendConnection)(\.|$)/,
  /^data\.brokerUrl$/,
  /^(extraSecrets|registry\.connection|postgresql\.auth)(\.|$)/,
  /^(createUserJob|webserver)\.defaultUser\.password$/,
  /^(redis\.password|elasticsearch\.connection|opensearch\.connection|flower\.password)(\.|$)/,
];
const secretKey =
  /(passw(or)?d|passwd|pwd|secret|token|api_?key|fernet_?key|private_?key|credential|connection)s?$/i;
/** Keys that hold a name, a path, or a switch. */
/** The chart puts the checksum of each Secret beside its pods. */
const checksum = /^checksum\//;
const nameKey = /(name|names|ref|refs|path|file|enabled|annotations|existingSecret)$/i;
const loginInAddress = /[a-z][\w+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i;

export interface Literal {
  readonly path: readonly string[];
  readonly why: string;
}

/** Every literal credential below a value. `under`: the path of the chart's values, whose own secret keys are known. */
export function literals(value: unknown, path: readonly string[], under: number): Literal[] {
  const inChart = path.slice(under).join(".");
  const key = path.at(-1) ?? "";
  if (isEmpty(value)) return [];
  if (inChart !== "" && literalPaths.some((pattern) => pattern.test(inChart)))
    return [{ path, why: `${inChart} is a secret in clear text` }];
  if (typeof value === "string") return literalText(value, key).map((why) => ({ path, why }));
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => literals(item, [...path, String(index)], under));
  return Object.entries(value).flatMap(([name, item]) => [
    ...namedLiteral(value, name, item).map((why) => ({ path: [...path, name], why })),
    ...literals(item, [...path, name], under),
  ]);
}

function literalText(text: string, key: string): string[] {
  if (loginInAddress.test(text)) return ["it holds an address with a password"];
  if (text.includes("-----BEGIN") && text.includes("PRIVATE KEY")) return ["it holds a private key"];
  if (secretKey.test(key) && !nameKey.test(key) && !checksum.test(key))
    return [`${key} looks like a secret in clear text`];
  return [];
}

/** `{name: DB_PASSWORD, value: …}`, as environment variables are written. */
function namedLiteral(entry: object, key: string, value: unknown): string[] {
  if (key !== "value" || typeof value !== "string" || value === "") return [];
  const name = "name" in entry ? String(entry.name) : "";
  const secret = secretKey.test(name) || /^AIRFLOW_CONN_/.test(name);
  return secret ? [`the variable ${name} has its value in clear text`] : [];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** The same for settings whose keys a schema has judged: what is not a name by its key can only be one by its text. */
export function literalsInText(value: unknown, path: readonly string[]): Literal[] {
  if (typeof value === "string") return literalText(value, "").map((why) => ({ path, why }));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => literalsInText(item, [...path, key]));
}

import type { Finding } from "./finding.ts";
import { maskCredentials } from "./scan-text.ts";

export interface ScanReport {
  /** How many files were read to their end. */
  readonly files: number;
  readonly bytes: number;
  readonly findings: readonly Finding[];
  /** Findings that the allow list accepts, with its reason. */
  readonly allowed: readonly (Finding & { readonly reason: string })[];
  /** Files that were not read, and why. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** Taken out by .gitattributes; outside a repository, folders of what tools install. */
  readonly exempt: readonly string[];
  /** Entries of the allow list that have ended, or that nothing needs. */
  readonly notes: readonly string[];
}

/** The document of --json: as the report, with what to do. */
export function reportDocument(report: ScanReport): unknown {
  return {
    texts: report.files,
    bytes: report.bytes,
    findings: report.findings.map(shown),
    allowed: report.allowed.map(shown),
    unread: report.unread.map(({ path, why }) => ({ path: maskCredentials(path), why })),
    exempt: report.exempt.map(maskCredentials),
    notes: report.notes.map(maskCredentials),
  };
}

function shown<T extends Finding>(one: T) {
  return { ...one, path: maskCredentials(one.path), todo: adviceFor(one) };
}

/** SARIF 2.1.0, which GitHub, GitLab and Azure DevOps show in a merge request. */
export function sarif(report: ScanReport, version: string): unknown {
  const rules = new Map(report.findings.map((one) => [one.rule, one.what]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "adp secrets scan",
            version,
            rules: [...rules].map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        invocations: [
          {
            executionSuccessful: report.unread.length === 0,
            toolExecutionNotifications: report.unread.map(({ path, why }) => ({
              level: "error",
              message: { text: `${maskCredentials(path)} was not read: ${why}` },
            })),
          },
        ],
        results: report.findings.map((one) => ({
          ruleId: one.rule,
          level: "error",
          message: { text: `${one.what}: ${adviceFor(one)}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(maskCredentials(one.path)) },
                region: { startLine: Math.max(one.line, 1) },
              },
            },
          ],
        })),
      },
    ],
  };
}

const shownAtMost = 10;

/** For people: what was left out or accepted, a line for each kind. */
export function summaryOf({ exempt, allowed, notes }: ScanReport): string[] {
  const isFolder = (path: string) => path.endsWith("/");
  return [
    ...leftOut(
      "Exempt by .gitattributes",
      "files",
      exempt.filter((path) => !isFolder(path)),
    ),
    ...leftOut("Left out, as tools install them", "folders", exempt.filter(isFolder)),
    ...allowed.map(({ path, line, reason }) => `Allowed: ${path}:${line}, ${reason}`),
    ...notes,
  ].map(maskCredentials);
}

function leftOut(why: string, what: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  if (paths.length <= shownAtMost) return [`${why}: ${paths.join(", ")}`];
  return [
    `${why}: ${paths.length} ${what}, among them ${paths.slice(0, shownAtMost).join(", ")} (--json names all)`,
  ];
}

const byRule: readonly (readonly [RegExp, string])[] = [
  [
    /private-key|putty|jwk|age-key/,
    "make a new key pair, replace the public key wherever it is, and keep the key outside git",
  ],
  [
    /keytab/,
    "have the account's password changed (the keytab is then void), and put the new keytab on the host or in a Secret",
  ],
  [/ccache/, "type kdestroy, and copy tickets by the ticket sharer only"],
  [/key-store/, "have its certificate revoked, and mount the new key store as a Secret"],
  [
    /kubernetes-secret/,
    "rotate it, and let the cluster get it: ExternalSecret, SealedSecret, or kubectl create secret",
  ],
  [/docker-login/, "revoke it at the registry, and log in by docker login with a credential helper"],
  [
    /npm|uv-index|artifactory/,
    "revoke it at the index, and keep the new one in ~/.netrc or UV_INDEX_* variables",
  ],
  [/fernet/, "rotate it (airflow rotate-fernet-key), and give it to Airflow as a Secret"],
  [
    /vendor|aws|azure|jwt|github|gitlab|slack|openai|anthropic/,
    "revoke it at its vendor, and give the new one as an environment variable or a Secret",
  ],
];

/** What to do about a credential of this kind, there. */
export function adviceFor({ rule, path }: Finding): string {
  const rotate = byRule.find(([pattern]) => pattern.test(rule))?.[1];
  // A DAG needs a connection, whatever the form of the login in it.
  if (/(?:^|\/)dags\/.*\.py$/.test(path) && !/private-key|keytab|ccache/.test(rule))
    return "change it at its source, and use an Airflow connection: the `warehouse` connection, or AIRFLOW_CONN_NAME in the environment";
  if (/(?:^|\/)profiles\.ya?ml$/.test(path))
    return "change it at its source, and write {{ env_var('NAME') }} there";
  return rotate ?? "change it at its source, and take it from an environment variable, a Secret or ~/.netrc";
}

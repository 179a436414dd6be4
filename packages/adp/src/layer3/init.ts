import { existsSync } from "node:fs";
import { join } from "node:path";
import { act, adp, either, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { makeFolder, writeAtomic } from "../kernel/files.ts";
import { chartTable } from "./charts.ts";
import { errors } from "./errors.ts";
import { keytabSecret } from "./kerberos.ts";
import { editorSchema } from "./platform-schema.ts";

export interface Answers {
  readonly organisation: string;
  readonly datakit: string;
  readonly registry: string;
}

const names = ["dev", "int", "qa", "prod"];

/** Writes the first platform.yaml of a datakit, its schema for editors, and a README for the cluster's people. */
export function initPlatform(folder: string, answers: Answers): string[] {
  if (existsSync(join(folder, "platform.yaml")))
    throw new AdpError(errors.EXISTS, {
      what: `${folder} has a platform.yaml already.`,
      next: [
        either(
          run(adp`layer3 verify dev`, "says whether it is right"),
          act("choose another folder with --folder"),
        ),
      ],
    });
  makeFolder(folder);
  const files = {
    "platform.yaml": platformText(answers),
    "platform.schema.json": editorSchema(),
    "README.md": clusterReadme(answers),
    ".gitignore": "# The chart's archive, as it was downloaded\n.charts/\n",
  };
  for (const [name, content] of Object.entries(files)) writeAtomic(join(folder, name), content, 0o644);
  return Object.keys(files);
}

function platformText({ organisation, datakit, registry }: Answers): string {
  const chart = chartTable().charts[0];
  const environments = names.map(
    (name, index) => `  ${name}:
    namespace: ${datakit}-${name}
    context: ${name}${index === 0 ? " # the context in kubeconfig" : ""}
`,
  );
  return `# yaml-language-server: $schema=./platform.schema.json
organisation: ${JSON.stringify(organisation)}
datakit: ${datakit}
registry: ${registry} # where your CI pushes the image
chart:
  version: ${chart?.version}
  sha256: ${chart?.sha256}

# For every environment; each may set the same again.
defaults:
  delivery: helm # or argocd
  executor: KubernetesExecutor # or LocalExecutor, CeleryExecutor
  scheduler:
    resources: { requests: { cpu: 500m, memory: 1Gi } }

# In the order of promotion.
environments:
${environments.join("")}`;
}

/** What the cluster's people make before the first release: no value stands here. */
export function clusterReadme({ datakit }: Answers): string {
  const secrets: [string, string, string][] = [
    [
      `${datakit}-database`,
      "connection",
      "Airflow's metadata database: postgresql://USER:PASSWORD@HOST/DATABASE",
    ],
    [
      `${datakit}-fernet`,
      "fernet-key",
      "the Fernet key; keep a copy, without it Airflow's connections are lost",
    ],
    [`${datakit}-web`, "api-secret-key", "Airflow 3; for Airflow 2 the key is webserver-secret-key"],
    [`${datakit}-jwt`, "jwt-secret", "Airflow 3"],
    [
      `${datakit}-broker`,
      "connection",
      "the CeleryExecutor's broker; with other executors the Secret need not exist",
    ],
    [`${datakit}-warehouse`, "connection", "the Airflow connection `warehouse`"],
    [`${datakit}-owner`, "connection", "the owner of the warehouse's tables, for `deploy`"],
    [keytabSecret(datakit), "kerberos.keytab", "the keytab, for `kerberos`; the chart fixes this name"],
  ];
  return `# ${datakit} on Kubernetes

platform.yaml says what runs where. Secrets are made in the cluster, in each namespace, and only their names stand here.

| Secret | key | what |
|---|---|---|
${secrets.map(([name, key, what]) => `| ${name} | ${key} | ${what} |`).join("\n")}
| ${datakit}-registry | .dockerconfigjson | the login that pulls the image |

Make one from a file, so that no value stands in the shell's history or in the list of processes:

\`\`\`sh
kubectl --namespace ${datakit}-dev create secret generic ${datakit}-warehouse --from-file=connection=FILE
kubectl --namespace ${datakit}-dev create secret generic ${datakit}-registry --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=FILE
\`\`\`

With External Secrets:

\`\`\`yaml
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${datakit}-warehouse, namespace: ${datakit}-dev }
spec:
  secretStoreRef: { name: STORE, kind: ClusterSecretStore }
  target: { name: ${datakit}-warehouse }
  data: [{ secretKey: connection, remoteRef: { key: PATH } }]
\`\`\`

A keytab or a krb5.conf that changes reaches running pods when they start again:
\`kubectl --namespace ${datakit}-dev rollout restart deployment,statefulset\`.
`;
}

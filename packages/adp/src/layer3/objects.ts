import type { Environment, Values } from "./environment.ts";
import { imageOf, type Release } from "./release.ts";

/** The objects beside the chart: what a namespace needs before Airflow comes, and the framework's deploy. */
export function ownObjects(environment: Environment, release: Release): Values[] {
  return [
    namespace(environment),
    ...quota(environment),
    networkPolicy(environment),
    ...krb5Conf(environment),
    ...deployJob(environment, release),
  ];
}

/** The ArgoCD Application of an environment; it belongs to ArgoCD's namespace, and is applied once. */
export function argoApplication(environment: Environment): Values | undefined {
  const { argocd, delivery, datakit, name, namespace: target } = environment;
  if (delivery !== "argocd" || argocd === undefined) return undefined;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: `${datakit}-${name}`, namespace: "argocd" },
    spec: {
      project: argocd.project ?? "default",
      source: {
        repoURL: argocd.repository,
        targetRevision: argocd.revision,
        path: `${argocd.path.replace(/\/$/, "")}/environments/${name}/rendered`,
      },
      destination: { namespace: target, server: "https://kubernetes.default.svc" },
      // The deploy Job runs before the sync, and needs the namespace.
      syncPolicy: { syncOptions: ["CreateNamespace=true"] },
    },
  };
}

function labels({ datakit, name }: Environment): Values {
  return {
    "app.kubernetes.io/name": datakit,
    "app.kubernetes.io/part-of": "airflow-data-platform",
    "adp/environment": name,
  };
}

function namespace(environment: Environment): Values {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: environment.namespace,
      labels: {
        ...labels(environment),
        "pod-security.kubernetes.io/enforce": "baseline",
        "pod-security.kubernetes.io/warn": "restricted",
      },
    },
  };
}

function quota(environment: Environment): Values[] {
  const { quota: limits, namespace: place, datakit } = environment;
  if (limits === undefined) return [];
  return [
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: datakit, namespace: place, labels: labels(environment) },
      spec: {
        hard: {
          ...(limits.cpu === undefined ? {} : { "requests.cpu": limits.cpu }),
          ...(limits.memory === undefined ? {} : { "requests.memory": limits.memory }),
          ...(limits.pods === undefined ? {} : { pods: String(limits.pods) }),
        },
      },
    },
  ];
}

/** Only the namespace's own pods reach its pods, and whoever reaches the web server's port: an ingress controller. */
function networkPolicy(environment: Environment): Values {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name: environment.datakit,
      namespace: environment.namespace,
      labels: labels(environment),
    },
    spec: {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [
        { from: [{ podSelector: {} }] },
        ...(environment.ingress === undefined
          ? []
          : [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: "TCP", port: 8080 }] }]),
      ],
    },
  };
}

/** For the scheduler of a LocalExecutor, which the chart gives no ticket. */
function krb5Conf(environment: Environment): Values[] {
  const { kerberos, executor, datakit, namespace: place } = environment;
  if (kerberos === undefined || executor !== "LocalExecutor") return [];
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `${datakit}-krb5`, namespace: place, labels: labels(environment) },
      data: { "krb5.conf": kerberos.krb5Conf },
    },
  ];
}

/** The framework's deploy, before the new version starts: by the owner of the tables, with a Secret of its own. */
function deployJob(environment: Environment, release: Release): Values[] {
  const { deploy, secrets, datakit, namespace: place, delivery } = environment;
  if (deploy === undefined) return [];
  return [
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        // A Job cannot be changed; each image has its own.
        name: `${datakit}-deploy-${release.digest.slice(7, 19)}`,
        namespace: place,
        labels: labels(environment),
        ...(delivery === "argocd" ? { annotations: { "argocd.argoproj.io/hook": "PreSync" } } : {}),
      },
      spec: {
        backoffLimit: 2,
        ttlSecondsAfterFinished: 86_400,
        template: {
          metadata: { labels: labels(environment) },
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            imagePullSecrets: [{ name: secrets.registry }],
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 50_000,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
              {
                name: "deploy",
                image: imageOf(release),
                command: ["python", "-m", "sqlmodel_framework", "deploy", deploy.models],
                workingDir: "/usr/local/airflow/dags",
                env: [
                  {
                    name: "SQLMODEL_FRAMEWORK_URL",
                    valueFrom: { secretKeyRef: { name: secrets.owner, key: "connection" } },
                  },
                ],
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              },
            ],
          },
        },
      },
    },
  ];
}

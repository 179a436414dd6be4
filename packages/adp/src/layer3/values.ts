import { type Environment, mergeValues, type Values } from "./environment.ts";
import { configMap, kerberosValues, keytabSecret } from "./kerberos.ts";
import { airflowMajor, type Release } from "./release.ts";

/** Where a Runtime image has Airflow's home, and the program that removes old logs; the official image differs in both. */
const airflowHome = "/usr/local/airflow";
const logGroomer = { logGroomerSidecar: { args: ["/usr/local/bin/clean-airflow-logs"] } };

/**
 * The values of the Airflow chart for a release in an environment: only the keys that it sets. A pure function; Secrets
 * by name alone, so that the chart makes none and two renders are equal byte for byte.
 */
export function chartValues(environment: Environment, release: Release): Values {
  const { secrets, values = {} } = environment;
  const major = airflowMajor(release);
  const own: Values = {
    airflowVersion: release.airflow,
    // The default leaves the release's name alone; changing it later would rename everything, volumes too.
    useStandardNaming: true,
    executor: environment.executor,
    airflowHome,
    images: images(release),
    imagePullSecrets: [{ name: secrets.registry }],
    data: {
      metadataSecretName: secrets.database,
      // Without Redis the chart would render a broken Secret unless a name stands here.
      brokerUrlSecretName: secrets.broker,
    },
    fernetKeySecretName: secrets.fernet,
    ...(major === 2
      ? { webserverSecretKeySecretName: secrets.web }
      : { apiSecretKeySecretName: secrets.web, jwtSecretName: secrets.jwt }),
    // The chart's own database, broker and metrics come from public registries, by tag.
    postgresql: { enabled: false },
    redis: { enabled: false },
    statsd: { enabled: false },
    // By default it makes a user "admin" with the password "admin".
    createUserJob: { enabled: false, defaultUser: { enabled: false } },
    ...(major === 2 ? { webserver: { defaultUser: { enabled: false } } } : {}),
    migrateDatabaseJob: migration(environment),
    // By default `repository:tag` without the digest: task pods would run another image than the scheduler.
    config: {
      kubernetes_executor: { worker_container_repository: "", worker_container_tag: "" },
      adp_runners: runnerNames(environment),
    },
    secret: [{ envName: "AIRFLOW_CONN_WAREHOUSE", secretName: secrets.warehouse, secretKey: "connection" }],
    // The image names its user, and Kubernetes sees only from a number that it is not root.
    securityContexts: {
      pod: {
        runAsNonRoot: true,
        runAsUser: 50_000,
        fsGroup: 0,
        seccompProfile: { type: "RuntimeDefault" },
      },
    },
  };
  return [
    componentValues(environment, release),
    ingressValues(environment, major),
    kerberosValues(environment, release),
    values,
  ].reduce(mergeValues, own);
}

/** By which `adp_runners.pod_arguments` gives a runner's pod what tasks have: names alone, as everywhere. */
function runnerNames({ secrets, kerberos, datakit }: Environment): Values {
  return {
    warehouse_secret_name: secrets.warehouse,
    registry_secret_name: secrets.registry,
    ...(kerberos === undefined
      ? {}
      : {
          kerberos_principal: kerberos.principal,
          keytab_secret_name: keytabSecret(datakit),
          krb5_config_map_name: configMap(datakit),
        }),
  };
}

function images({ image, digest }: Release): Values {
  const pullPolicy = "IfNotPresent";
  return {
    airflow: { repository: image, digest, pullPolicy },
    // The chart's pod template has no digest: `repository@sha256` and the hexadecimal digits print as one.
    pod_template: { repository: `${image}@sha256`, tag: digest.replace("sha256:", ""), pullPolicy },
  };
}

/** Without hooks: `helm --wait` and ArgoCD would wait for pods that wait for a hook that comes after them. */
function migration({ delivery }: Environment): Values {
  return {
    useHelmHooks: false,
    applyCustomEnv: false,
    // By default it goes after 5 minutes, and `helm --wait` waits in vain for it where the pods take longer.
    ttlSecondsAfterFinished: 86_400,
    ...(delivery === "argocd" ? { jobAnnotations: { "argocd.argoproj.io/hook": "Sync" } } : {}),
  };
}

function componentValues(environment: Environment, release: Release): Values {
  const { scheduler, web, triggerer, dagProcessor, workers, executor } = environment;
  const major = airflowMajor(release);
  return {
    scheduler: { ...scheduler, ...logGroomer },
    ...(web === undefined ? {} : { [major === 2 ? "webserver" : "apiServer"]: web }),
    // Nothing is kept on its volume but the log of a trigger.
    triggerer: { ...triggerer, ...logGroomer, persistence: { enabled: false } },
    dagProcessor: { enabled: true, ...dagProcessor, ...logGroomer },
    ...(executor === "CeleryExecutor"
      ? { workers: { celery: { ...workers, ...logGroomer, persistence: { enabled: false } } } }
      : {}),
    ...(executor === "KubernetesExecutor" && workers?.resources !== undefined
      ? { workers: { kubernetes: { resources: workers.resources } } }
      : {}),
  };
}

function ingressValues({ ingress }: Environment, major: 2 | 3): Values {
  if (ingress === undefined) return {};
  const { host, className, tlsSecret } = ingress;
  const one = {
    enabled: true,
    ...(className === undefined ? {} : { ingressClassName: className }),
    hosts: [
      { name: host, ...(tlsSecret === undefined ? {} : { tls: { enabled: true, secretName: tlsSecret } }) },
    ],
  };
  return { ingress: major === 2 ? { web: one } : { apiServer: one } };
}

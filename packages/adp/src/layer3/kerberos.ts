import type { Environment, Values } from "./environment.ts";
import { imageOf, type Release } from "./release.ts";

// The chart's own ticket containers say `kerberos` alone, which is a command of the official image and of no Runtime image:
// a pod with them never starts. These say `airflow kerberos`, and use the chart's volumes and paths.

const place = {
  folder: "/var/kerberos-ccache",
  keytab: "/etc/airflow.keytab",
  conf: "/etc/krb5.conf",
};
const cache = `${place.folder}/cache`;
const env = [
  { name: "KRB5_CONFIG", value: place.conf },
  { name: "KRB5CCNAME", value: cache },
];

/** Volumes by name: of the chart in workers and task pods, of our own where the chart has none. */
const theirs = { cache: "kerberos-ccache", keytab: "kerberos-keytab", conf: "config" };
const ours = { cache: "adp-ccache", keytab: "adp-keytab", conf: "adp-krb5" };

/** A ticket for tasks: in task pods, in workers, and with the LocalExecutor beside the scheduler. */
export function kerberosValues(environment: Environment, release: Release): Values {
  const { kerberos, executor, datakit } = environment;
  if (kerberos === undefined) return {};
  const common = { kerberos: { enabled: true, principal: kerberos.principal, config: kerberos.krb5Conf } };
  const container = (name: string, words: readonly string[], volumes: typeof ours) => ({
    name,
    image: imageOf(release),
    args: ["airflow", "kerberos", ...words],
    env: [
      ...env,
      { name: "AIRFLOW__KERBEROS__PRINCIPAL", value: kerberos.principal },
      { name: "AIRFLOW__KERBEROS__CCACHE", value: cache },
      { name: "AIRFLOW__KERBEROS__KEYTAB", value: place.keytab },
    ],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    volumeMounts: mounts(volumes),
  });
  // Once before the task or the worker begins, and then again and again where it lives long.
  const first = (volumes = theirs) => ({
    extraInitContainers: [container("kerberos-first", ["--one-time"], volumes)],
  });
  const sidecar = (volumes = theirs) => ({ extraContainers: [container("kerberos", [], volumes)] });
  if (executor === "KubernetesExecutor") return { ...common, workers: { kubernetes: { env, ...first() } } };
  if (executor === "CeleryExecutor")
    return { ...common, workers: { celery: { env, ...first(), ...sidecar() } } };
  return {
    ...common,
    scheduler: {
      env,
      extraVolumes: [
        { name: ours.cache, emptyDir: { medium: "Memory" } },
        { name: ours.keytab, secret: { secretName: keytabSecret(datakit), defaultMode: 0o440 } },
        { name: ours.conf, configMap: { name: `${datakit}-krb5` } },
      ],
      extraVolumeMounts: mounts(ours),
      ...first(ours),
      ...sidecar(ours),
    },
  };
}

function mounts(volumes: typeof ours) {
  return [
    { name: volumes.cache, mountPath: place.folder },
    { name: volumes.keytab, mountPath: place.keytab, subPath: "kerberos.keytab", readOnly: true },
    { name: volumes.conf, mountPath: place.conf, subPath: "krb5.conf", readOnly: true },
  ];
}

/** The chart's own name for it, which no value changes; key kerberos.keytab. */
export function keytabSecret(release: string): string {
  const fullname = release.includes("airflow") ? release : `${release}-airflow`;
  return `${fullname}-kerberos-keytab`;
}

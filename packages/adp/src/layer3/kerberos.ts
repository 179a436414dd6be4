import type { Environment, Values } from "./environment.ts";
import { imageOf, type Release } from "./release.ts";

// The chart's own ticket containers say `kerberos` alone, a command of the official image that no Runtime image has; and
// `airflow kerberos` wants Airflow's database for nothing. Layer 1 brings kinit, which takes a tenth of a second.

const place = {
  folder: "/var/kerberos-ccache",
  keytab: "/etc/airflow.keytab",
  conf: "/etc/krb5.conf",
};
const env = [
  { name: "KRB5_CONFIG", value: place.conf },
  { name: "KRB5CCNAME", value: `${place.folder}/cache` },
];

/** Volumes by name: of the chart in workers and task pods, of our own where the chart has none. */
const theirs = { cache: "kerberos-ccache", keytab: "kerberos-keytab", conf: "config" };
const ours = { cache: "adp-ccache", keytab: "adp-keytab", conf: "adp-krb5" };

/** A ticket for tasks: in task pods, in workers, and with the LocalExecutor beside the scheduler. */
export function kerberosValues(environment: Environment, release: Release): Values {
  const { kerberos, executor, datakit } = environment;
  if (kerberos === undefined) return {};
  const common = { kerberos: { enabled: true, principal: kerberos.principal, config: kerberos.krb5Conf } };
  const container = (name: string, args: readonly string[], volumes: typeof ours) => ({
    name,
    image: imageOf(release),
    args,
    env,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    volumeMounts: mounts(volumes),
  });
  // Once before the task or the worker begins, and then every hour where it lives long.
  const login = ["-k", "-t", place.keytab, kerberos.principal];
  const first = (volumes = theirs) => ({
    extraInitContainers: [container("kerberos-first", ["kinit", ...login], volumes)],
  });
  const again = 'while :; do if kinit "$@"; then sleep 3600; else sleep 30; fi; done';
  const sidecar = (volumes = theirs) => ({
    extraContainers: [container("kerberos", ["sh", "-c", again, "sh", ...login], volumes)],
  });
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
  return `${fullname(release)}-kerberos-keytab`;
}

/** The chart's own name for it; key krb5.conf. */
export function configMap(release: string): string {
  return `${fullname(release)}-config`;
}

/** Of everything in the chart, with `useStandardNaming`. */
function fullname(release: string): string {
  return release.includes("airflow") ? release : `${release}-airflow`;
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { makeFolder } from "../../kernel/files.ts";
import { type PushRecord, type Release, releasePath, releaseText } from "../release.ts";

export const hex = "0123456789abcdef".repeat(4);

export const record: PushRecord = {
  image: "registry.example.com/data/customer-360-datakit",
  digest: `sha256:${hex}`,
  airflow: "3.3.2",
  runtime: "3.3-8",
  commit: "0123456789".repeat(4),
  pushed: "2026-11-28T10:00:00.000Z",
  providers: ["cncf-kubernetes", "celery", "fab"],
  scan: { found: 0, layers: 21 },
  promise: { kept: true },
  tests: { passed: 5, failed: 0 },
};

export const release: Release = { ...record, chart: "1.22.0", since: "2026-11-28T12:00:00.000Z" };

/** The release of an Airflow 2 image. */
export const release2: Release = { ...release, airflow: "2.11.0", runtime: "13.11.0" };

export const platform = {
  organisation: "Example",
  datakit: "customer-360",
  registry: "registry.example.com/data",
  chart: { version: "1.22.0", sha256: "1f7d1dfe3d58e2c54899950aba907a43625a18c8b6fb3c54760c21592129a5b6" },
  environments: {
    dev: { namespace: "customer-360-dev", context: "dev", executor: "LocalExecutor" },
    int: { namespace: "customer-360-int", context: "int" },
    prod: { namespace: "customer-360-prod", context: "prod", executor: "CeleryExecutor", soakHours: 24 },
  },
};

/** A folder with a platform.yaml (a document, or a text as it stands), and releases. */
export function openFolder(
  document: unknown = platform,
  releases: Readonly<Record<string, Release>> = {},
): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "adp-layer3-"));
  writeFileSync(join(folder, "platform.yaml"), typeof document === "string" ? document : stringify(document));
  for (const [name, one] of Object.entries(releases)) {
    makeFolder(join(folder, "environments", name));
    writeFileSync(releasePath(folder, name), releaseText(one));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

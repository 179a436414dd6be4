import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import type { Machine } from "../kernel/machine.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import type { Layer1Folder } from "../layer1/index.ts";

/** Where the systems keep what they trust: Debian, Fedora, macOS' own list without the keychain. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
];

/** What a step of Layer 1's build trusts: the public authorities and config/certificates. */
export function buildAuthorities({ folder }: Layer1Folder): string[] {
  return [...rootCertificates, ...filesIn(join(folder, "config", "certificates"), /\.(?:crt|pem)$/)];
}

/** What an engine on this machine trusts for a registry: the system's authorities, and its own folder's. */
export async function engineAuthorities(
  registry: string,
  machine: Machine,
  engineFolder: string,
): Promise<string[]> {
  return [...(await systemAuthorities(machine)), ...filesIn(join(engineFolder, registry), /\.crt$/)];
}

/** What uv and pip trust here: the system's authorities, and the lists that variables name. */
export async function hostAuthorities(env: NodeJS.ProcessEnv, machine: Machine): Promise<string[]> {
  const named = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"]
    .map((name) => env[name] ?? "")
    .filter((path) => path !== "" && existsSync(path));
  return [
    ...(await systemAuthorities(machine)),
    ...[...new Set(named)].map((path) => readFileSync(path, "utf8")),
  ];
}

async function systemAuthorities(machine: Machine): Promise<string[]> {
  const system = bundles.filter((path) => existsSync(path)).slice(0, 1);
  return [
    ...rootCertificates,
    ...system.map((path) => readFileSync(path, "utf8")),
    ...(machine === "macos" ? await keychain() : []),
  ];
}

async function keychain(): Promise<string[]> {
  const found = await attempt(["security", "find-certificate", "-a", "-p"], { timeoutMs: 2000 });
  return found instanceof ProcessFailure ? [] : [found.stdout];
}

function filesIn(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPackageSettings } from "../../../../packages/adp/src/engine/embedded/python/settings.ts";
import { listening, run, type Service, start, trustedCertificates, until } from "../../lib/index.ts";
import { endsWithParent, type Machine } from "../machine.ts";
import type { Settings } from "./settings.ts";

/** Starts the artifact proxy on this machine, with its network, and the relay on the company's machine. */
export async function startArtifactProxy(
  machine: Machine,
  address: string,
  settings: Omit<Settings, "socket" | "upstream">,
): Promise<Service> {
  const { folder } = machine;
  const all: Settings = {
    ...settings,
    socket: join(folder, "artifact-proxy.sock"),
    upstream: await upstream(),
  };
  const file = join(folder, "artifact-proxy.json");
  // The addresses may contain logins of this machine.
  writeFileSync(file, JSON.stringify(all), { mode: 0o600 });
  const main = join(import.meta.dirname, "main.ts");
  const argv = [process.execPath, "--import", "tsx", main, file] as const;
  const service = start(endsWithParent(argv), join(folder, "artifact-proxy.log"), {
    cwd: import.meta.dirname,
    env: { NODE_EXTRA_CA_CERTS: trustedCertificates() },
  });
  try {
    await until("the company's artifact proxy", () => listening(all.socket), { service });
    const relay = machine.start(
      [process.execPath, join(import.meta.dirname, "relay.mjs"), address, all.socket],
      "relay",
    );
    const answers = async () =>
      (await machine.attempt(["bash", "-c", `exec 3<>/dev/tcp/${address}/443`])).code === 0;
    await until("the relay to the artifact proxy", answers, { service: relay });
  } catch (error) {
    await service.stop();
    throw error;
  }
  return service;
}

/** The addresses from which this machine's tools fetch packages. */
async function upstream(): Promise<Settings["upstream"]> {
  const python = await readPackageSettings("python3");
  const tools = join(import.meta.dirname, "..", "..", "..", "tools");
  return {
    debian: (await run([join(tools, "debian-mirror")])).trim(),
    pypi: python.uv.UV_DEFAULT_INDEX ?? python.indexes[0] ?? "https://pypi.org/simple",
    npm: (await run(["npm", "config", "get", "registry"])).trim(),
  };
}

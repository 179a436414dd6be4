import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPackageSettings } from "../../../../packages/adp/src/engine/embedded/python/settings.ts";
import { trustedCertificates } from "../../certificates.ts";
import { listening, run, type Service, start, until } from "../../kerberos/index.ts";
import { type Machine, mortal } from "../machine.ts";
import type { Settings } from "./settings.ts";

/** Starts the front outside the wall, where it reaches what this machine reaches, and the relay inside. */
export async function startFront(
  machine: Machine,
  address: string,
  settings: Omit<Settings, "socket" | "upstream">,
): Promise<Service> {
  const { folder } = machine;
  const all: Settings = { ...settings, socket: join(folder, "front.sock"), upstream: await upstream() };
  const file = join(folder, "front.json");
  // The addresses may carry this machine's own logins.
  writeFileSync(file, JSON.stringify(all), { mode: 0o600 });
  const main = join(import.meta.dirname, "main.ts");
  const argv = [process.execPath, "--import", "tsx", main, file] as const;
  const service = start(mortal(argv), join(folder, "front.log"), {
    cwd: import.meta.dirname,
    env: { NODE_EXTRA_CA_CERTS: trustedCertificates() },
  });
  try {
    await until("the company's front", () => listening(all.socket), { service });
    const relay = machine.start(
      [process.execPath, join(import.meta.dirname, "relay.mjs"), address, all.socket],
      "relay",
    );
    const answers = async () =>
      (await machine.attempt(["bash", "-c", `exec 3<>/dev/tcp/${address}/443`])).code === 0;
    await until("the relay to the front", answers, { service: relay });
  } catch (error) {
    await service.stop();
    throw error;
  }
  return service;
}

/** Where this machine's own tools fetch packages. */
async function upstream(): Promise<Settings["upstream"]> {
  const python = await readPackageSettings("python3");
  const tools = join(import.meta.dirname, "..", "..", "..", "tools");
  return {
    debian: (await run([join(tools, "debian-mirror")])).trim(),
    pypi: python.uv.UV_DEFAULT_INDEX ?? python.indexes[0] ?? "https://pypi.org/simple",
    npm: (await run(["npm", "config", "get", "registry"])).trim(),
  };
}

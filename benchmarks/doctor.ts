import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../e2e/world/adp.ts";
import { makeCertificates } from "../packages/adp/src/engine/embedded/python/testing/certificates.ts";
import { attempt } from "../packages/adp/src/kernel/process.ts";
import { type Claim, inTurn } from "./measure.ts";

/** Every check of `adp doctor` on this machine, with its engine if there is one, beside a Node.js that does nothing. */
export async function measureDoctor(): Promise<Claim[]> {
  const home = mkdtempSync(join(tmpdir(), "adp-bench-doctor-"));
  const { key, cert, ca } = await makeCertificates(home);
  // The registry, the index and the mirror: none is silent, so that only the checks themselves take time.
  const server = createServer({ key, cert }, (_, answer) => answer.end("{}")).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    HOME: home,
    SSL_CERT_FILE: ca,
    NODE_EXTRA_CA_CERTS: ca,
    IMAGE_ASTRONOMER: `${host}/astronomer/runtime:3.3-8`,
    APT_MIRROR: `https://${host}/debian`,
    UV_DEFAULT_INDEX: `https://${host}/simple`,
    NO_PROXY: "127.0.0.1,localhost",
  };
  const environment = ["env", ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)];
  const doctor = [...environment, process.execPath, bundle, "doctor", "--timeout", "30", "--json"];
  try {
    const { stdout } = await attempt(doctor);
    if (!stdout.includes("layer1-settings") || /ADP-CHK-007/.test(stdout))
      throw new Error(`the doctor asked nobody, or a host was silent:\n${stdout}`);
    // It exits with 1 where it finds a problem.
    const either = (argv: readonly string[]) => ["sh", "-c", '"$@"; true', "sh", ...argv];
    const [own, bare] = await inTurn(either(doctor), either([process.execPath, "-e", ""]), 7);
    return [
      {
        name: "adp doctor, all of its checks",
        measured: `${own.toFixed(0)} ms`,
        beside: `${bare.toFixed(0)} ms bare Node.js, ${(own / bare).toFixed(1)}x`,
        // 2 s where bare Node.js takes 100 ms: the ratio holds on any machine.
        goal: "under 20x bare Node.js",
        met: own / bare < 20,
      },
    ];
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

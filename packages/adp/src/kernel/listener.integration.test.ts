import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { listenerOn } from "./listener.ts";
import { freePort } from "./port.ts";

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
});

/** A listener in another process; as another user where the tests run as root. */
async function listener(port: number, host: string): Promise<number> {
  const program = `require("net").createServer().listen(${port}, "${host}", () => console.log("ready"))`;
  const who = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  const [file = "", ...args] = [...who, process.execPath, "-e", program];
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"], cwd: "/" });
  children.push(child);
  await once(child.stdout ?? child, "data");
  return child.pid ?? 0;
}

test("a listener is ours when one of our processes has its socket open, whoever else runs", async () => {
  const port = await freePort();
  expect(await listenerOn(port, [process.pid])).toBe("nobody");
  const pid = await listener(port, "127.0.0.1");
  expect(await listenerOn(port, [process.pid])).toBe("foreign");
  expect(await listenerOn(port, [process.pid, pid])).toBe("ours");
});

test("a stranger who listens on every address does not stand for us", async () => {
  const port = await freePort();
  await listener(port, "0.0.0.0");
  expect(await listenerOn(port, [process.pid])).toBe("foreign");
});

test("this process's own listener is ours", async () => {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  expect(await listenerOn(port, [process.pid])).toBe("ours");
  server.close();
});

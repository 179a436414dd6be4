import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { listenerOn } from "./listener.ts";

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
});

/** A listener in another process, on a port that the system chooses; as another user where the tests run as root. */
async function listener(host: string): Promise<{ readonly pid: number; readonly port: number }> {
  const program = `const server = require("net").createServer();
    server.listen(0, "${host}", () => console.log(server.address().port))`;
  const who = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  const [file = "", ...args] = [...who, process.execPath, "-e", program];
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"], cwd: "/" });
  children.push(child);
  const [said] = await once(child.stdout ?? child, "data");
  return { pid: child.pid ?? 0, port: Number(said) };
}

test("a listener is ours when one of our processes has its socket open, whoever else runs", async () => {
  // The system gives this port to nobody who asks for any.
  expect(await listenerOn(9, [process.pid])).toBe("nobody");
  const { pid, port } = await listener("127.0.0.1");
  expect(await listenerOn(port, [process.pid])).toBe("foreign");
  expect(await listenerOn(port, [process.pid, pid])).toBe("ours");
});

test("a stranger who listens on every address does not stand for us", async () => {
  const { port } = await listener("0.0.0.0");
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

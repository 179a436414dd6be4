import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

/** A new folder of its own; short, because Unix sockets in it may have paths of 107 bytes at most. */
export function newFolder(name: string, parent = tmpdir()): string {
  return mkdtempSync(join(parent, `${name}-`));
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

/** A TCP port of 127.0.0.1 that is free right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null
          ? resolve(address.port)
          : reject(new Error("no TCP address")),
      );
    });
  });
}

/**
 * Starts a server on a port that was free when it was asked for, and on another where somebody else took it meanwhile:
 * `start` then fails with the server's own words.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (tries === 5 || !/address already in use/i.test(inspect(error))) throw error;
    }
  }
}

/** Whether somebody listens on a TCP port of 127.0.0.1, or on a Unix socket. */
export function listening(at: number | string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = typeof at === "number" ? connect(at, "127.0.0.1") : connect(at);
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => answer(true)).once("error", () => answer(false));
  });
}

import { connect } from "node:net";
import { inspect } from "node:util";
import { freePort } from "../../../packages/adp/src/kernel/port.ts";

/** Starts a server on a free port. Tries another port when the first one is taken in between. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (tries === 5 || !/address already in use/i.test(inspect(error))) throw error;
    }
  }
}

/** Whether a server listens on a TCP port of 127.0.0.1 or on a Unix socket. */
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

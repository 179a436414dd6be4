import { createServer } from "node:net";

/** Whether a port of 127.0.0.1 can be listened on now. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once("error", () => answer(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => answer(true)));
  });
}

/** A port of 127.0.0.1 that nobody listens on, chosen by the system. */
export function freePort(): Promise<number> {
  return new Promise((answer, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => answer(port));
    });
  });
}

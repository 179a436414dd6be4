import { createServer } from "node:net";

/** Whether a port of 127.0.0.1 can be listened on now; "denied" where the system refuses it to this user. */
export function portState(port: number): Promise<"free" | "taken" | "denied"> {
  return new Promise((answer) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      answer(error.code === "EACCES" ? "denied" : "taken"),
    );
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => answer("free")));
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

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** What the engine would say. */
export type Says = (asked: Asked, response: ServerResponse) => void;

/** An engine on a socket that notes whatever reaches it. */
export async function fakeEngine(
  socket: string,
  says: Says,
): Promise<{ readonly asked: Asked[]; close(): Promise<void> }> {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const one = { method: request.method ?? "", url: request.url ?? "", body };
    asked.push(one);
    says(one, response);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Reply {
  readonly transport?: number;
  readonly status?: number;
  readonly body?: Uint8Array;
}

/** What a scripted daemon does with a request: answers, writes raw bytes, hangs up, or stays silent. */
export type Behaviour = Reply | Buffer | "hang-up" | "silence";

/** A KCM daemon that answers by a script, to cause every failure. */
export async function fakeKcm(
  behave: (operation: number, args: Buffer) => Behaviour,
): Promise<{ socket: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "adp-fake-"));
  const path = join(folder, "kcm");
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    let pending = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
        const request = pending.subarray(4, 4 + pending.readUInt32BE(0));
        pending = pending.subarray(4 + request.length);
        answer(socket, behave(request.readUInt16BE(2), request.subarray(4)));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    socket: path,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answer(socket: Socket, behaviour: Behaviour): void {
  if (behaviour === "silence") return;
  if (behaviour === "hang-up") socket.destroy();
  else if (Buffer.isBuffer(behaviour)) socket.end(behaviour);
  else {
    const { transport = 0, status = 0, body = new Uint8Array(0) } = behaviour;
    const head = Buffer.alloc(12);
    head.writeUInt32BE(4 + body.length, 0);
    head.writeInt32BE(transport, 4);
    head.writeInt32BE(status, 8);
    // In two pieces, as a socket may deliver it.
    const whole = Buffer.concat([head, body]);
    socket.write(whole.subarray(0, 6));
    setTimeout(() => socket.write(whole.subarray(6)), 2);
  }
}

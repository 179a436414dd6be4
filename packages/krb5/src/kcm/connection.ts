import { connect, type Socket } from "node:net";
import { errnoOf } from "../surroundings.ts";
import { KcmError } from "./errors.ts";
import { decodeReplyBody, decodeReplyHead } from "./frame.ts";

export interface ConnectionOptions {
  /** For connecting and for each reply. Default 5000. */
  readonly timeoutMs?: number;
  /** The largest reply that is read. Default 10 MiB, libkrb5's own. */
  readonly maximumBytes?: number;
}

/** One request at a time over the daemon's socket. After any failure of the transport it is of no more use. */
export class KcmConnection {
  readonly #socket: Socket;
  readonly #path: string;
  readonly #options: Required<ConnectionOptions>;
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(socket: Socket, path: string, options: Required<ConnectionOptions>) {
    this.#socket = socket;
    this.#path = path;
    this.#options = options;
  }

  /** @throws KcmError no-socket, refused, denied, timeout */
  static async open(path: string, options: ConnectionOptions = {}): Promise<KcmConnection> {
    const full = { timeoutMs: 5000, maximumBytes: 10 * 1024 * 1024, ...options };
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(late(path, full.timeoutMs)), full.timeoutMs);
      socket.once("connect", resolve);
      socket.once("error", (error) => reject(connectFailure(path, error)));
      socket.once("connect", () => clearTimeout(timer));
      socket.once("error", () => clearTimeout(timer));
    }).catch((error: unknown) => {
      socket.destroy();
      throw error;
    });
    socket.removeAllListeners("error");
    // Between two requests nobody waits; an error then shows at the next one as "closed".
    socket.on("error", () => undefined);
    socket.pause();
    return new KcmConnection(socket, path, full);
  }

  /** Sends a frame and gives what follows the status of its reply. */
  request(frame: Uint8Array): Promise<Uint8Array> {
    const result = this.#busy.then(() => this.#exchange(frame));
    // The caller has the failure by `result`; this only lets the next one begin.
    this.#busy = result.catch(() => undefined);
    return result;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #exchange(frame: Uint8Array): Promise<Uint8Array> {
    const timer = setTimeout(
      () => this.#socket.destroy(late(this.#path, this.#options.timeoutMs)),
      this.#options.timeoutMs,
    );
    try {
      this.#socket.write(frame);
      const length = decodeReplyHead(await this.#read(8), this.#options.maximumBytes);
      return decodeReplyBody(await this.#read(length));
    } catch (error) {
      // A refusal leaves the stream in step; anything else may leave half a reply in it.
      if (!(error instanceof KcmError) || error.status === undefined) this.#socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #read(length: number): Promise<Uint8Array> {
    const socket = this.#socket;
    if (length === 0) return Promise.resolve(new Uint8Array(0));
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        socket.off("readable", attempt).off("close", closed).off("end", closed);
        finish();
      };
      const closed = () =>
        settle(() =>
          reject(
            socket.errored instanceof KcmError
              ? socket.errored
              : new KcmError(
                  "closed",
                  `The KCM daemon at ${this.#path} closed the connection.`,
                  undefined,
                  socket.errored ?? undefined,
                ),
          ),
        );
      const attempt = () => {
        const bytes: unknown = socket.read(length);
        if (bytes instanceof Uint8Array && bytes.length === length) settle(() => resolve(bytes));
        else if (bytes !== null || socket.readableEnded) closed();
      };
      socket.on("readable", attempt).on("close", closed).on("end", closed);
      if (socket.destroyed) closed();
      else attempt();
    });
  }
}

function late(path: string, timeoutMs: number): KcmError {
  return new KcmError("timeout", `The KCM daemon at ${path} did not answer within ${timeoutMs} ms.`);
}

function connectFailure(path: string, error: Error): KcmError {
  const code = errnoOf(error);
  if (code === "ENOENT")
    return new KcmError("no-socket", `There is no KCM socket ${path}.`, undefined, error);
  if (code === "EACCES" || code === "EPERM")
    return new KcmError("denied", `You may not connect to the KCM socket ${path}.`, undefined, error);
  return new KcmError("refused", `Nobody listens at the KCM socket ${path} (${code}).`, undefined, error);
}

import { type IncomingMessage, request } from "node:http";
import { Refusal } from "./refusal.ts";

const most = 8 * 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly value: unknown;
}

/** The engine behind its socket. Each request is written here; none is passed on. */
export class EngineClient {
  #version = "";

  constructor(private readonly socketPath: string) {}

  /** Takes the newest version that the engine speaks, whichever the caller named: an old one knows other fields. */
  async open(): Promise<void> {
    const { ApiVersion } = (await this.json("GET", "/version")).value as { readonly ApiVersion?: string };
    if (!/^1\.\d+$/.test(ApiVersion ?? "")) throw unreachable("it names no version");
    this.#version = `/v${ApiVersion}`;
  }

  async json(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
    const response = await this.stream(method, path, body, signal);
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > most) throw unreachable("its answer is too large");
        chunks.push(chunk);
      }
      const text = Buffer.concat(chunks).toString("utf8");
      return { status: response.statusCode ?? 0, value: text === "" ? undefined : JSON.parse(text) };
    } catch (error) {
      throw error instanceof Refusal ? error : unreachable(words(error));
    }
  }

  /** The answer as it comes. */
  stream(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request({
        ...{ socketPath: this.socketPath, method, path: `${this.#version}${path}`, agent: false },
        headers: {
          Host: "docker",
          ...(text === undefined
            ? { "Content-Length": 0 }
            : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }),
        },
        ...(signal === undefined ? {} : { signal }),
      });
      asked.on("response", resolve);
      asked.on("error", (error) => reject(unreachable(words(error))));
      asked.end(text);
    });
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function unreachable(why: string): Refusal {
  return new Refusal(
    "RNR-209",
    `The Docker engine behind the proxy does not answer: ${why}.`,
    "Look at the engine, and at docker logs of the engine proxy; another try may help.",
  );
}

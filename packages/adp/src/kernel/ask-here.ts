import { Agent, request } from "node:http";

/** One of our own: from Node.js 24 on NODE_USE_ENV_PROXY sends what `fetch` and the shared agent ask to the proxy, also on this machine. */
const direct = new Agent();

interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** What a server answered: of the names of `fetch`, whose own take as long to load as a short command. */
export type Answer = Pick<Response, "ok" | "status" | "text" | "json">;

/** Asks a server of this machine, past any proxy: what is asked may hold a password. As `fetch`, without redirects. */
export async function askHere(
  url: string,
  { method = "GET", headers = {}, body, signal }: Question,
): Promise<Answer> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(signal.aborted ? signal.reason : error);
    const asked = request(url, { agent: direct, method, headers, signal }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", failed);
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const { statusCode: status = 500 } = answer;
        const ok = status >= 200 && status < 300;
        resolve({ ok, status, text: async () => text, json: async () => JSON.parse(text) });
      });
    });
    asked.on("error", failed);
    asked.end(body);
  });
}

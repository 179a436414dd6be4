import { connect } from "node:net";
import { join } from "node:path";
import { readOrdinary } from "../kernel/files.ts";
import { userHome } from "../kernel/home.ts";

/**
 * The engine's socket, where the docker client would use it by its settings alone: DOCKER_HOST names it, or nothing names
 * another engine. Undefined where a context decides, which the client knows how to read.
 *
 * Source: https://docs.docker.com/engine/manage-resources/contexts/ (the order of DOCKER_HOST, DOCKER_CONTEXT, contexts).
 */
export function engineSocket(env: NodeJS.ProcessEnv): string | undefined {
  if (env.DOCKER_HOST) return /^unix:\/\/(\/.+)$/.exec(env.DOCKER_HOST)?.[1];
  if (env.DOCKER_CONTEXT && env.DOCKER_CONTEXT !== "default") return undefined;
  const config = readOrdinary(join(env.DOCKER_CONFIG || join(userHome(env), ".docker"), "config.json"));
  return /"currentContext"\s*:\s*"(?!default")/.test(config ?? "") ? undefined : "/var/run/docker.sock";
}

/** What the engine answered: a document, or null for nothing of that name. */
export type EngineAnswer = string | null;

/**
 * What the engine says at a path of its API. Undefined where it gives another answer than a document or that there is no such
 * thing, or none within 20 seconds: the client then says why.
 *
 * Source: https://docs.docker.com/reference/api/engine/ (the versionless paths are those of the engine's own version).
 */
export function askEngine(socketPath: string, path: string): Promise<EngineAnswer | undefined> {
  return new Promise((done) => {
    let answer = "";
    // HTTP/1.0, whose answer ends with the connection: Node.js takes as long to load its HTTP client as docker to start.
    const socket = connect(socketPath, () => socket.write(`GET ${path} HTTP/1.0\r\n\r\n`));
    socket.setTimeout(20_000, () => socket.destroy());
    socket.setEncoding("utf8").on("data", (part: string) => {
      answer += part;
    });
    socket.on("error", () => done(undefined));
    socket.on("close", () => {
      const [, status, text = ""] = /^HTTP\/1\.[01] (\d{3}).*?\r\n\r\n(.*)$/s.exec(answer) ?? [];
      done(status === "200" ? text : status === "404" && /no such/i.test(text) ? null : undefined);
    });
  });
}

import { act, adp, again, either, run } from "@airflow-data-platform/cli-kit";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { layer1Folder, planAccess, readLayer1Settings, scanImage } from "../layer1/index.ts";
import { errors } from "./errors.ts";
import type { Runner } from "./folder.ts";
import { labels } from "./labels.ts";

interface Seen {
  readonly ok: boolean;
  readonly what: string;
}

export interface RunnerCheck extends Seen {
  readonly name: string;
}

interface Context {
  readonly docker: Docker;
  readonly runner: Runner;
  readonly image: ImageFacts;
  /** As the user knows the image. */
  readonly name: string;
}

/** As hard as a runner is ever run: another uid, nothing writable, no capability, no network. */
const closed = [
  ...["run", "--rm", "--network=none", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"],
  ...["--user=12345:0", "--tmpfs=/tmp", "--tmpfs=/airflow/xcom:mode=1777"],
];

const promised: Readonly<Record<string, (context: Context) => Promise<Seen> | Seen>> = {
  labels({ image }) {
    const missing = Object.values(labels).filter((label) => !(label in image.labels));
    return {
      ok: missing.length === 0,
      what: missing.length === 0 ? `inputs ${image.labels[labels.inputs]?.slice(0, 12)}` : missing.join(", "),
    };
  },
  user({ image }) {
    const ok = /^[1-9]\d*(:\d+)?$/.test(image.user);
    return { ok, what: ok ? `runs as ${image.user}` : `runs as ${image.user || "root"}` };
  },
  async contract({ docker, image, runner }) {
    // Arguments that no runner knows: the supervisor answers, and writes its result.
    const answer = await docker.try([...closed, image.id, "no-such-command"], { timeoutMs: 120_000 });
    const last = answer.stdout.trim().split("\n").at(-1) ?? "";
    const ok =
      answer instanceof ProcessFailure && answer.code === 64 && last.startsWith(`${runner.name} usage:`);
    return { ok, what: ok ? "any uid, read-only, without capabilities: exit 64, RNR-001" : wordsOf(answer) };
  },
  async tool({ docker, image, runner }) {
    const [program = "", ...args] = runner.asks;
    const answer = await docker.try([...closed, `--entrypoint=${program}`, image.id, ...args], {
      timeoutMs: 120_000,
    });
    return answer instanceof ProcessFailure
      ? { ok: false, what: wordsOf(answer) }
      : { ok: true, what: `${runner.tool}: ${answer.stdout.trim().split("\n").at(-1)}` };
  },
  async kerberos({ docker, image }) {
    const answer = await docker.try([...closed, "--entrypoint=klist", image.id, "-V"], { timeoutMs: 60_000 });
    return { ok: !(answer instanceof ProcessFailure), what: wordsOf(answer) };
  },
};

function wordsOf(answer: { readonly stdout: string; readonly stderr: string }): string {
  return `${answer.stdout}\n${answer.stderr}`.trim().split("\n").slice(-2).join(" ").slice(0, 300);
}

/** Throws the first promise that an image that was just built does not keep. */
export async function checkPromise(context: Context): Promise<void> {
  for (const [check, look] of Object.entries(promised)) {
    const { ok, what } = await look(context);
    if (ok) continue;
    throw new AdpError(errors.PROMISE, {
      what: `${context.name} was built, and does not keep the contract (${check}): ${what}`,
      why: "adp removed the image; `latest` did not change.",
      next: [act(`correct ${context.runner.dockerfile}`), again],
    });
  }
}

export interface VerifiedRunner {
  readonly runner: string;
  readonly image: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly checks: readonly RunnerCheck[];
}

/** Holds an image that is here against the contract, without building anything. */
export async function verifyRunner(
  docker: Docker,
  runner: Runner,
  name = `${runner.image}:latest`,
  env: NodeJS.ProcessEnv = process.env,
): Promise<VerifiedRunner> {
  const image = await docker.image(name);
  if (image === undefined)
    throw new AdpError(errors.NO_IMAGE, {
      what: `There is no image ${name} here.`,
      next: [
        either(
          run(adp`runners build ${runner.name}`, "builds it"),
          run(adp`runners list`, "lists the images that are here"),
        ),
      ],
    });
  const checks: RunnerCheck[] = [];
  for (const [check, look] of Object.entries(promised))
    checks.push({ name: check, ...(await look({ docker, runner, image, name })) });
  const place = layer1Folder(runner.root);
  const notes: string[] = [];
  const { leaks, summary } = await scanImage({
    ...{ docker, image, place, env },
    theirs: new Set(image.layers.slice(0, Number(image.labels[labels.baseLayers] ?? 0))),
    pulled: image.labels["org.opencontainers.image.base.name"] ?? name,
    access: planAccess(place, readLayer1Settings(place, env), env),
    warn: (lines) => notes.push(...lines),
  });
  const [leak] = leaks;
  checks.push({
    name: "credentials",
    ok: leak === undefined,
    what:
      leak === undefined
        ? [`none in ${summary.layers} layers, the history and the configuration`, ...notes].join("; ")
        : `${leak.what} in ${leak.path}`,
  });
  const ok = checks.every((check) => check.ok);
  return { runner: runner.name, image: name, ok, code: ok ? null : errors.PROMISE.code, checks };
}

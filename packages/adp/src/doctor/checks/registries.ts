import { again, either, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { dockerLogin, type Login, readDockerConfig, registryOf } from "../../credentials/index.ts";
import { trustRegistry } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { tryJson } from "../../kernel/json.ts";
import { type Answer, isAnswer, type NoAnswer } from "../ask.ts";
import { type Check, type Finding, problem, warning } from "../check.ts";
import type { DoctorContext } from "../context.ts";
import { errors } from "../errors.ts";
import { noAnswerError } from "./package-hosts.ts";

export const registries: Check = {
  id: "registries",
  group: "Network",
  flows: ["layer1", "platform"],
  looksAt:
    "the registry of each image that .env names: that it answers, is trusted, takes the login, and has the image",
  needs: ["layer1-settings", "tool-settings"],
  async look(context) {
    const { runtime, python, node, origin } = context.settings;
    const { IMAGE_POSTGRES: postgres } = context.sharer.settings;
    const images = [
      { image: runtime, name: "IMAGE_ASTRONOMER" },
      ...(python === undefined ? [] : [{ image: python, name: "IMAGE_PYTHON" }]),
      ...(origin.has("IMAGE_NODE") ? [{ image: node, name: "IMAGE_NODE" }] : []),
      ...(postgres === undefined ? [] : [{ image: postgres, name: "IMAGE_POSTGRES" }]),
    ];
    const findings = await Promise.all(images.map((one) => findingOf(one, context)));
    const found = findings.filter((one) => one !== undefined);
    return found.length > 0 ? found : `${images.map(({ image }) => image).join(", ")}`;
  },
};

interface Named {
  readonly image: string;
  /** The setting that names it. */
  readonly name: string;
}

async function findingOf(named: Named, context: DoctorContext): Promise<Finding | undefined> {
  const { ask, env, machine, settings } = context;
  const origin = settings.origin.get(named.name);
  const place = named.name === "IMAGE_POSTGRES" ? "platform-bootstrap/.env" : (origin ?? "the default");
  const setting = `${named.name}, ${place}`;
  const error = await registryError({ image: named.image, setting }, { ask, env, machine });
  if (error === undefined) return undefined;
  // What is here already need not be pulled.
  const isHere = (await context.docker.image(named.image).catch(() => undefined)) !== undefined;
  return isHere ? warning(error) : problem(error);
}

/** Who asks, and as whom. */
export type Surroundings = Pick<DoctorContext, "ask" | "env" | "machine">;

interface ImageQuestion {
  readonly image: string;
  /** Where it is named, for people. */
  readonly setting: string;
}

/** Why an image cannot be had from its registry; undefined where it can. */
export async function registryError(
  { image, setting }: ImageQuestion,
  context: Surroundings,
): Promise<AdpError | undefined> {
  const registry = registryOf(image);
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const login = await dockerLogin(readDockerConfig(context.env), registry, context.env);
  const path = pathOf(image, registry);
  const manifest = `https://${host}/v2/${path.repository}/manifests/${path.reference}`;
  const ask = (more: { bearer?: string; login?: Login | undefined }) =>
    context.ask.ask(manifest, { ...more, accept, method: "HEAD", trust: { registry } });
  let answer = await ask({ login });
  if (isAnswer(answer) && answer.status === 401) {
    const token = await tokenFor(answer, context, { registry, login });
    if (token?.from !== undefined) {
      const { host: asked } = new URL(token.from);
      return silent(token.given, { url: token.from, registry: asked, setting, context });
    }
    if (token !== undefined) answer = await ask({ bearer: token.given });
  }
  if (!isAnswer(answer)) return silent(answer, { url: `https://${host}/v2/`, registry, setting, context });
  if (answer.status < 300) return undefined;
  const loginStep = run(shell`docker login ${registry}`);
  if (answer.status === 404)
    return new AdpError(errors.NOT_THERE, {
      what: `${registry} does not have ${image}.`,
      why: `${setting} names it.`,
      next: [either(run(shell`docker manifest inspect ${image}`, "asks with docker"), loginStep), again],
    });
  if (answer.status !== 401 && answer.status !== 403)
    return silent(
      { kind: "silent", detail: `it answered ${answer.status}` },
      { url: manifest, registry, setting, context },
    );
  return login === undefined
    ? new AdpError(errors.LOGIN_MISSING, {
        what: `${registry} requires a login for ${path.repository}, and docker has none.`,
        why: `${setting} names it.`,
        next: [loginStep, again],
      })
    : new AdpError(errors.LOGIN_REFUSED, {
        what: `${registry} refuses the login of ${login.user}.`,
        why: `The login is from ${login.place}; it is wrong, has expired, or may not read ${path.repository}.`,
        next: [loginStep, again],
      });
}

const accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

function pathOf(image: string, registry: string): { repository: string; reference: string } {
  const rest = image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : image;
  const [name = "", digest] = rest.split("@");
  const [, bare = name, tag] = /^(.*?)(?::([^/:]+))?$/.exec(name) ?? [];
  const repository = registry === "docker.io" && !bare.includes("/") ? `library/${bare}` : bare;
  return { repository, reference: digest ?? tag ?? "latest" };
}

const tokenAnswer = z.object({ token: z.optional(z.string()), access_token: z.optional(z.string()) });

/** A token; or whoever gives tokens, who does not answer. */
type Token =
  | { readonly given: string; readonly from?: undefined }
  | { readonly given: NoAnswer; readonly from: string };

/** The token protocol of registries: the refusal names who gives tokens (distribution.github.io/distribution/spec/auth). */
async function tokenFor(
  { headers }: Answer,
  context: Surroundings,
  { registry, login }: { registry: string; login: Login | undefined },
): Promise<Token | undefined> {
  const challenge = headers["www-authenticate"] ?? "";
  if (!/^bearer /i.test(challenge)) return undefined;
  const fields = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  const realm = fields.get("realm") ?? "";
  // A login goes to nobody over plain HTTP.
  if (!URL.canParse(realm) || new URL(realm).protocol !== "https:") return undefined;
  const url = new URL(realm);
  for (const key of ["service", "scope"])
    if (fields.has(key)) url.searchParams.set(key, fields.get(key) ?? "");
  const given = await context.ask.ask(url.href, { login, trust: { registry } });
  if (!isAnswer(given)) return { given, from: realm };
  const found = given.status === 200 ? tryJson(given.body, tokenAnswer) : undefined;
  const token = found?.token ?? found?.access_token;
  return token === undefined ? undefined : { given: token };
}

interface Silent {
  readonly url: string;
  readonly registry: string;
  readonly setting: string;
  readonly context: Surroundings;
}

function silent(answer: NoAnswer, { url, registry, setting, context }: Silent): AdpError {
  const { machine } = context;
  const untrusted: Next = [trustRegistry(registry, machine)];
  return noAnswerError(answer, { url, host: registry, setting }, { trust: { untrusted }, machine });
}

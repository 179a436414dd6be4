import { taskLabel } from "./call.ts";
import type { Declared } from "./declared.ts";
import { malformed, notAllowed, Refusal, shown } from "./refusal.ts";

/** The label that makes a container this proxy's. */
export const ownerLabel = "io.airflow-data-platform.engine-proxy";
/** The shared ticket, which every runner may read. */
export const ticketVolume = "platform_kerberos_cache";

/** A container as the engine gets it: made here, field by field. */
export interface Creation {
  readonly Image: string;
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly WorkingDir?: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly HostConfig: Readonly<Record<string, unknown>> & { readonly Mounts: readonly Mount[] };
}

interface Mount {
  readonly Type: "bind" | "volume";
  readonly Source: string;
  readonly Target: string;
  readonly ReadOnly: boolean;
  readonly BindOptions?: { readonly NonRecursive: true; readonly CreateMountpoint: false };
  readonly VolumeOptions?: { readonly NoCopy: true };
}

/** Asked for by docker-py in every request, and without meaning for a container whose streams are only read. */
const idle = ["AttachStdout", "AttachStderr"];

/**
 * Reads what was asked for and makes the container from it. A field that is not known here is refused where it has a value:
 * nothing of the request is passed on as it is, so neither a spelling, a second key nor a new field of an engine gets through.
 */
export function readCreation(body: string, declared: Declared): Creation {
  const { Image, Cmd, Env, WorkingDir, Labels, HostConfig, ...rest } = object(parsed(body), "The request");
  refuseRest(rest, idle);
  const { NetworkMode, Mounts, Memory, ShmSize, CpuShares, NanoCpus, LogConfig, ...host } = object(
    HostConfig ?? {},
    "HostConfig",
  );
  refuseRest(host, []);
  // docker-py sends it with nothing in it.
  if (Object.values(Object(LogConfig)).some((one) => !isEmpty(one))) throw notAllowed('"LogConfig"');
  const command = texts(Cmd, "Cmd");
  const variables = texts(Env, "Env");
  return {
    Image: image(Image, declared),
    ...(command === undefined ? {} : { Cmd: command }),
    ...(variables === undefined ? {} : { Env: variables }),
    ...(isEmpty(WorkingDir) ? {} : { WorkingDir: place(WorkingDir, "WorkingDir") }),
    Labels: { [taskLabel]: task(Labels), [ownerLabel]: declared.owner },
    HostConfig: {
      NetworkMode: network(NetworkMode, declared),
      Mounts: list(Mounts, "Mounts").map((one) => mount(one, declared)),
      ...amount("Memory", Memory),
      ...amount("ShmSize", ShmSize),
      ...amount("CpuShares", CpuShares),
      ...amount("NanoCpus", NanoCpus),
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      PidsLimit: 4096,
    },
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw malformed("The request's body is not JSON.");
  }
}

function refuseRest(rest: Readonly<Record<string, unknown>>, harmless: readonly string[]): void {
  const odd = Object.entries(rest).find(([name, value]) => !isEmpty(value) && !harmless.includes(name));
  if (odd !== undefined) throw notAllowed(shown(odd[0]));
}

/** docker-py writes what was not asked for as nothing of some kind. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed(`${name} is no JSON object.`);
  return value as Record<string, unknown>;
}

function list(value: unknown, name: string): readonly unknown[] {
  if (isEmpty(value)) return [];
  if (!Array.isArray(value)) throw malformed(`${name} is no list.`);
  return value;
}

function texts(value: unknown, name: string): readonly string[] | undefined {
  if (isEmpty(value)) return undefined;
  const all = list(value, name);
  if (!all.every((one) => typeof one === "string")) throw malformed(`${name} is no list of texts.`);
  return all;
}

function image(value: unknown, { images }: Declared): string {
  if (typeof value === "string" && images.includes(value)) return value;
  throw imageNotDeclared(value);
}

export function imageNotDeclared(name: unknown): Refusal {
  return new Refusal(
    "RNR-202",
    `The image ${shown(name)} is not declared.`,
    "Add it to ENGINE_PROXY_IMAGES in docker-compose.override.yml, where a runner may have it.",
  );
}

function network(value: unknown, { networks }: Declared): string {
  if (isEmpty(value) || value === "default" || value === "bridge") return networks[0] ?? "none";
  if (typeof value === "string" && networks.includes(value)) return value;
  throw new Refusal(
    "RNR-205",
    `The network ${shown(value)} is not declared.`,
    "Leave network_mode out, or add the network to ENGINE_PROXY_NETWORKS in docker-compose.override.yml.",
  );
}

/** Of the labels only the operator's: others may mean something to Compose, or to a program that watches the engine. */
function task(value: unknown): string {
  const { [taskLabel]: found, ...more } = object(value ?? {}, "Labels");
  const [odd] = Object.keys(more);
  if (odd !== undefined) throw notAllowed(`the label ${shown(odd)}`);
  if (typeof found !== "string" || found === "") throw notAllowed("no label of its task");
  return found;
}

function amount(name: string, value: unknown): Record<string, number> {
  if (isEmpty(value)) return {};
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw malformed(`${name} is no amount.`);
  return { [name]: value };
}

/** A path that means the same to everybody: whole, and without a segment that goes up or nowhere. */
function place(value: unknown, name: string): string {
  const clean = typeof value === "string" && /^(\/[^/\0]+)+$/.test(value) && !/\/\.\.?(\/|$)/.test(value);
  if (!clean) throw malformed(`${name} ${shown(value)} is no plain absolute path.`);
  return value;
}

function mount(value: unknown, { mounts }: Declared): Mount {
  const { Type, Source, Target, ReadOnly, VolumeOptions, ...rest } = object(value, "A mount");
  refuseRest(rest, []);
  const { NoCopy: _, ...options } = object(VolumeOptions ?? {}, "VolumeOptions");
  refuseRest(options, []);
  const readOnly = ReadOnly === true;
  const found =
    Type === "volume"
      ? (mounts.find((one) => one.type === "volume" && one.source === Source) ??
        (Source === ticketVolume ? { type: Type, source: ticketVolume, writable: false } : undefined))
      : Type === "bind"
        ? mounts.find((one) => one.path === Source)
        : undefined;
  if (found === undefined)
    throw new Refusal(
      "RNR-204",
      `The mount ${shown(Source)} is not declared.`,
      "Mount it into the engine proxy's own container in docker-compose.override.yml, at the path that Airflow sees.",
    );
  if (!readOnly && !found.writable)
    throw new Refusal(
      "RNR-204",
      `The mount ${shown(Source)} is declared as read-only.`,
      "Ask for it with read_only=True, or declare it as writable.",
    );
  return {
    Type: found.type,
    Source: found.source,
    Target: place(Target, "Target"),
    ReadOnly: readOnly,
    // A folder that is not there is made by nobody, and what is mounted below it stays out.
    ...(found.type === "bind"
      ? { BindOptions: { NonRecursive: true, CreateMountpoint: false } }
      : { VolumeOptions: { NoCopy: true } }),
  };
}

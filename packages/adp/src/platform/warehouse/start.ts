import { createHash } from "node:crypto";
import { join } from "node:path";
import { act, adp, again, either, type Next, run, shell, until } from "@airflow-data-platform/cli-kit";
import { type Container, callFailed, type Docker, type Port, pullFailed } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { readIfPresent } from "../../kernel/files.ts";
import { freePort, portState } from "../../kernel/port.ts";
import { type Finished, ProcessFailure } from "../../kernel/process.ts";
import { scramVerifier } from "../../kernel/scram.ts";
import { Secret } from "../../kernel/secret.ts";
import { WAREHOUSE_NOT_STARTED, WAREHOUSE_TOO_OLD } from "../errors.ts";
import { mocksAreThere, startMocks } from "../mocks/mocks.ts";
import { isOn } from "../settings.ts";
import { loginVolume } from "../shared.ts";
import type { TicketSharer } from "../ticket-sharer.ts";
import type { Settings } from "../variables.ts";
import { HostFiles, localUri, passwordInVolume, role, writeLogin } from "./login.ts";
import { type WarehouseSetting, warehouseSetting } from "./setting.ts";

export const projectName = "platform-warehouse";
export const dataVolume = "platform_warehouse_data";
const officialImage = "docker.io/library/postgres:18-bookworm";
/** Not 5432, which the Astro CLI takes for a datakit's metadata database. */
const preferredPort = 15432;
/** The oldest that the framework is tested with. */
const oldest = 15;

type Platform = Pick<TicketSharer, "docker" | "env" | "output" | "root" | "settings">;

export function postgresImage({ IMAGE_POSTGRES: image }: Settings): string {
  return image ?? officialImage;
}

interface Wanted {
  /** A datakit that names none is started. A warehouse that runs as the last start left it is then taken as it is. */
  readonly needed?: boolean;
  /** Called once the datakits have its name, which may be before it answers. */
  readonly onNamed?: () => void;
}

/** Does what the setting says, and names the warehouse for the datakits. */
export async function startWantedWarehouse(
  platform: Platform,
  { needed = false, onNamed = () => undefined }: Wanted = {},
): Promise<void> {
  const setting = warehouseSetting(platform.settings);
  if (await mocksAreWanted(platform, setting)) await startMocks(platform);
  else if (setting.kind === "local" || (setting.kind === "on-demand" && needed))
    await startLocalWarehouse(platform, { onNamed, thorough: !needed });
  else nameOther(platform, setting);
  onNamed();
}

/** MOCKS asks for them; where no other warehouse is asked for, what runs of them goes on. */
async function mocksAreWanted({ docker, settings }: Platform, { kind }: WarehouseSetting): Promise<boolean> {
  return isOn(settings.MOCKS) || (kind === "on-demand" && (await mocksAreThere(docker)));
}

function nameOther({ env }: Platform, setting: WarehouseSetting): void {
  const files = new HostFiles(env);
  if (setting.kind === "remote") files.name(setting.uri);
  // The local one stays named where a datakit once needed it; another one that .env named before does not.
  else if (setting.kind === "none" || files.named() !== localUri) files.name(undefined);
}

/**
 * Starts the local warehouse, or brings what runs up to date. Safe to repeat: the password and the port stay. `thorough`: also
 * where it runs as the last start left it.
 */
async function startLocalWarehouse(
  platform: Platform,
  { onNamed, thorough }: { onNamed: () => void; thorough: boolean },
): Promise<void> {
  const { docker, env, settings } = platform;
  const files = new HostFiles(env);
  const isNamed = files.named() === localUri;
  if (isNamed) onNamed();
  const image = postgresImage(settings);
  const [before] = await Promise.all([warehouseContainer(docker), noteLoss(platform, files)]);
  const goesOn = isNamed && before?.state === "running" && before.health !== "unhealthy";
  if (!thorough && goesOn && files.settled === (await stateOf(platform, before))) return;
  const container = await upOnFreePort(platform, image, before);
  const password = files.password() ?? (await passwordInVolume(docker, image)) ?? Secret.random();
  await provision(docker, container, password);
  await writeLogin(docker, image, password);
  files.remember(password, publishedPort(container) ?? preferredPort);
  files.name(localUri);
  files.settle(await stateOf(platform, container));
}

/** What a start leaves behind, as a hash: another one has something to do. */
async function stateOf({ docker, env, root, settings }: Platform, container: Container): Promise<string> {
  const image = postgresImage(settings);
  const [made, login] = await Promise.all([docker.image(image), docker.volume(loginVolume)]);
  const files = [composeFile(root), new HostFiles(env).pgpass].map(readIfPresent);
  const { id, startedAt } = container;
  return createHash("sha256")
    .update(JSON.stringify([id, startedAt, image, made?.id, login?.created, ...files]))
    .digest("hex");
}

/** The container of the local warehouse, running or not. */
export async function warehouseContainer(docker: Docker): Promise<Container | undefined> {
  return (await docker.containers(`label=com.docker.compose.project=${projectName}`))[0];
}

/** The port of 127.0.0.1 on which the engine hands connections to the container; undefined while it does not run. */
export function publishedPort(container: Container): number | undefined {
  return container.ports.find(isOurs)?.port;
}

function isOurs({ inside }: Port): boolean {
  return inside === "5432/tcp";
}

async function noteLoss({ docker, output }: Platform, files: HostFiles): Promise<void> {
  if (files.password() === undefined || (await docker.volume(dataVolume)) !== undefined) return;
  output.note(
    `The warehouse's tables are gone: its volume ${dataVolume} was removed. A new, empty warehouse is made.`,
  );
}

/** Another program may have the port, also since a moment ago: then another one is taken. */
async function upOnFreePort(
  platform: Platform,
  image: string,
  before: Container | undefined,
): Promise<Container> {
  const { docker } = platform;
  const known = before?.boundPorts.find(isOurs)?.port ?? preferredPort;
  const kept = before?.state === "running" || (await portState(known)) === "free";
  const first = await up(platform, image, kept ? known : await freePort());
  const lost = first instanceof ProcessFailure && /already in use|already allocated/i.test(first.stderr);
  const done = lost ? await up(platform, image, await freePort()) : first;
  if (done instanceof ProcessFailure) throw notUp(docker, done, image);
  const container = await warehouseContainer(docker);
  if (container !== undefined) return ready(docker, container);
  throw new AdpError(WAREHOUSE_NOT_STARTED, {
    what: "Another program removed the warehouse's container.",
    next: [again],
  });
}

function composeFile(root: string): string {
  return join(root, "platform-bootstrap", "docker-compose.warehouse.yml");
}

function up({ docker, root }: Platform, image: string, port: number): Promise<Finished | ProcessFailure> {
  const env = { WAREHOUSE_IMAGE: image, WAREHOUSE_PORT: String(port) };
  return docker.composeUp(["--project-name", projectName, "--file", composeFile(root)], [], { env });
}

function notUp(docker: Docker, failure: ProcessFailure, image: string): AdpError {
  const known = docker.explain(failure);
  if (known.code === pullFailed)
    return new AdpError(WAREHOUSE_NOT_STARTED, {
      what: `The warehouse's image ${image} is not here, and could not be pulled.`,
      ...(known.why === undefined ? {} : { why: known.why }),
      evidence: failure.tail(3),
      next: [
        either(
          act("name the image as your registry does: IMAGE_POSTGRES in platform-bootstrap/.env"),
          run(shell`docker pull ${image}`, "shows what the registry answers"),
        ),
        again,
      ],
      cause: failure,
    });
  if (known.code !== callFailed) return known;
  const wrong = blamedImage(failure.stderr, image);
  return new AdpError(WAREHOUSE_NOT_STARTED, {
    why: wrong?.why ?? "Docker's own words are below.",
    evidence: failure.tail(6),
    next: wrong?.next ?? [
      either([run(adp`doctor`, "looks for what stands in the way on this machine"), again], again),
    ],
    cause: failure,
  });
}

/** What the engine says where the image is to blame, and no setting of the machine. */
const wrongImage: readonly (readonly [RegExp, string])[] = [
  [/unable to find user postgres/i, "has no user postgres: it is no PostgreSQL as the official image is"],
  [/"sh": executable file not found/i, "has no shell"],
  [
    /exec format error|no matching manifest|does not match the (detected|specified) /i,
    "is for another processor",
  ],
];

function blamedImage(words: string, image: string): { why: string; next: Next } | undefined {
  const wrong = wrongImage.find(([pattern]) => pattern.test(words))?.[1];
  if (wrong === undefined) return undefined;
  return {
    why: `The image ${image} ${wrong}.`,
    next: [
      act("name another image as IMAGE_POSTGRES in platform-bootstrap/.env, or remove the setting"),
      again,
    ],
  };
}

const readyMs = 60_000;

/** Waits until the server answers on its socket. A container that ends, or is started again and again, is an error at once. */
async function ready(docker: Docker, started: Container): Promise<Container> {
  const answers = await until(
    async () => {
      const asked = await docker.try(["exec", started.id, "pg_isready", "--quiet", "--host=/tmp"]);
      if (!(asked instanceof ProcessFailure)) return true;
      const now = await warehouseContainer(docker);
      if (now === undefined || now.state !== "running")
        throw await notStarted(docker, started, now?.state ?? "removed");
      return undefined;
    },
    { timeoutMs: readyMs, everyMs: 200 },
  );
  const container = await warehouseContainer(docker);
  if (answers !== true || container === undefined) throw await notStarted(docker, started, "not ready");
  return container;
}

async function notStarted(
  docker: Docker,
  { name, image }: Pick<Container, "name" | "image">,
  state: string,
): Promise<AdpError> {
  const logs = await docker.try(["logs", "--tail", "12", name]);
  const evidence = `${logs.stdout}${logs.stderr}`.trim().split("\n").slice(-12);
  const blamed = blamedImage(evidence.join("\n"), image);
  if (blamed !== undefined) return new AdpError(WAREHOUSE_NOT_STARTED, { ...blamed, evidence });
  const otherVersion = /incompatible with server|initialized by PostgreSQL version/i.test(
    evidence.join("\n"),
  );
  return new AdpError(WAREHOUSE_NOT_STARTED, {
    why: otherVersion
      ? `The tables were made by another major version of PostgreSQL than the image's (IMAGE_POSTGRES).`
      : `Its container is ${state}; the end of its log is below.`,
    evidence,
    next: [
      either(
        ...(otherVersion
          ? [
              [act("name the earlier image as IMAGE_POSTGRES in platform-bootstrap/.env"), again],
              [
                run(shell`docker rm --force ${name}`),
                run(shell`docker volume rm ${dataVolume}`, "removes the warehouse with all its tables"),
                again,
              ],
            ]
          : [[run(shell`docker logs ${name}`, "shows its whole log")], [again]]),
      ),
    ],
  });
}

/** Makes what is missing of role and database, and gives the role its password: only the verifier is sent. */
async function provision(docker: Docker, { id }: Container, password: Secret): Promise<void> {
  // A verifier holds letters, digits and $+/=:- alone: it needs no quoting inside '...'.
  const sql = `
select 'create role ${role} login' where not exists (select from pg_roles where rolname = '${role}') \\gexec
alter role ${role} password '${scramVerifier(password)}';
select 'create database ${role} owner ${role}' where not exists (select from pg_database where datname = '${role}') \\gexec
revoke connect, temporary on database ${role}, postgres from public;
show server_version_num;
`;
  const psql = ["psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"];
  const done = await docker.try(
    [
      "exec",
      "--interactive",
      id,
      ...psql,
      "--host=/tmp",
      "--username=postgres",
      "--dbname=postgres",
      "--file=-",
    ],
    { input: sql },
  );
  if (done instanceof ProcessFailure)
    throw new AdpError(WAREHOUSE_NOT_STARTED, {
      what: "The warehouse's role and database could not be made.",
      evidence: done.tail(6),
      next: [run(shell`docker logs ${id.slice(0, 12)}`, "shows the server's log"), again],
      cause: done,
    });
  const version = Math.floor(Number(done.stdout.trim().split("\n").at(-1)) / 10_000);
  if (version >= oldest) return;
  throw new AdpError(WAREHOUSE_TOO_OLD, {
    what: `IMAGE_POSTGRES has PostgreSQL ${version}; the warehouse needs ${oldest} or newer.`,
    next: [act("name a newer image as IMAGE_POSTGRES in platform-bootstrap/.env"), again],
  });
}

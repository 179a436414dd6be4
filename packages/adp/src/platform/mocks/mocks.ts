import { join } from "node:path";
import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { type Container, callFailed, type Docker } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { freePort, portState } from "../../kernel/port.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { MOCKS_NOT_STARTED } from "../errors.ts";
import { isOn } from "../settings.ts";
import { loginVolume } from "../shared.ts";
import type { TicketSharer } from "../ticket-sharer.ts";
import { inVolume } from "../volume.ts";
import { HostFiles } from "../warehouse/login.ts";
import { krb5Conf, krb5ConfInside, MockFiles, mockUri, type Ports } from "./files.ts";
import { findOrBuildMocks } from "./image.ts";

const projectName = "platform-mocks";
const preferred: Ports = { kdc: 16088, postgres: 15433 };

type Platform = Pick<TicketSharer, "docker" | "env" | "output" | "root" | "settings">;

/** The mocks' containers, running or not. */
async function containers(docker: Docker): Promise<Container[]> {
  return docker.containers(`label=com.docker.compose.project=${projectName}`);
}

/** Whether they were started, and not stopped since: they outlive a restart of the machine. */
export async function mocksAreThere(docker: Docker): Promise<boolean> {
  return (await containers(docker)).length > 0;
}

/** Starts the domain controller and its database, and makes the database the datakits' warehouse. Safe to repeat. */
export async function startMocks(platform: Platform): Promise<void> {
  const { docker, env, output, root, settings } = platform;
  const image = await findOrBuildMocks(platform);
  const ports = await portsFor(await containers(docker));
  const file = join(root, "platform-bootstrap", "docker-compose.mocks.yml");
  const up = await docker.composeUp(["--project-name", projectName, "--file", file], ["--wait"], {
    env: {
      MOCKS_IMAGE: image,
      MOCKS_KDC_PORT: String(ports.kdc),
      MOCKS_POSTGRES_PORT: String(ports.postgres),
    },
  });
  if (up instanceof ProcessFailure) throw await notUp(docker, up);
  const files = new MockFiles(env);
  files.write(ports, await password(docker));
  const realm = await inVolume(docker, image, {
    volume: loginVolume,
    capabilities: ["DAC_OVERRIDE"],
    script:
      "cat >/volume/krb5.conf.new && chmod 0444 /volume/krb5.conf.new && mv -f /volume/krb5.conf.new /volume/krb5.conf",
    input: krb5Conf("dc.mock.example:88"),
  });
  if (realm instanceof ProcessFailure) throw docker.explain(realm);
  new HostFiles(env).name(mockUri, { KRB5_CONFIG: krb5ConfInside });
  // Where nobody asked now, what runs only goes on.
  if (!isOn(settings.MOCKS)) return;
  output.note(
    "MOCKS, NOT FOR PRODUCTION: the domain MOCK.EXAMPLE with the user alice, and a PostgreSQL that takes her tickets alone.",
  );
  output.note(`  her ticket   . ${files.shell} && kinit alice <${files.password}`);
  output.note(`  her database psql -h localhost -p ${ports.postgres} -U alice warehouse`);
}

/** Removes them, and what they made. Says whether there were any. */
export async function stopMocks({ docker, env }: Pick<Platform, "docker" | "env">): Promise<boolean> {
  if (!(await mocksAreThere(docker))) return false;
  await docker.call(["compose", "--project-name", projectName, "down", "--volumes", "--timeout", "5"]);
  const files = new HostFiles(env);
  if (files.named() === mockUri) files.name(undefined);
  return true;
}

async function portsFor(before: readonly Container[]): Promise<Ports> {
  const port = async (inside: string, wanted: number) => {
    const container = before.find(({ boundPorts }) => boundPorts.some((bound) => bound.inside === inside));
    const known = container?.boundPorts.find((bound) => bound.inside === inside)?.port ?? wanted;
    return container?.state === "running" || (await portState(known)) === "free" ? known : freePort();
  };
  return { kdc: await port("88/tcp", preferred.kdc), postgres: await port("5432/tcp", preferred.postgres) };
}

async function password(docker: Docker): Promise<string> {
  const controller = (await containers(docker)).find(
    ({ labels }) => labels["com.docker.compose.service"] === "domain-controller",
  );
  const read = await docker.call(["exec", controller?.id ?? "", "cat", "/var/lib/mock/password"]);
  return read.stdout.trim();
}

async function notUp(docker: Docker, failure: ProcessFailure): Promise<AdpError> {
  const known = docker.explain(failure);
  if (known.code !== callFailed) return known;
  const ended = (await containers(docker)).find(
    ({ state, health }) => state !== "running" || health === "unhealthy",
  );
  const logs = ended === undefined ? failure : await docker.try(["logs", "--tail", "12", ended.id]);
  return new AdpError(MOCKS_NOT_STARTED, {
    why:
      ended === undefined
        ? "Docker's own words are below."
        : `${ended.name} is ${ended.state}; the end of its log is below.`,
    evidence: `${logs.stdout}${logs.stderr}`.trim().split("\n").slice(-12),
    next: [
      run(
        shell`docker compose --project-name ${projectName} down --volumes`,
        "removes what there is of them",
      ),
      again,
    ],
    cause: failure,
  });
}

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { act, adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../../kernel/errors.ts";
import { privateFolder, readIfPresent, writeAtomic } from "../../kernel/files.ts";
import { tryJson } from "../../kernel/json.ts";
import { freePort, portState } from "../../kernel/port.ts";
import { Secret } from "../../kernel/secret.ts";
import { errors } from "../errors.ts";
import { airflowLines, generationOf } from "./lines.ts";

/** Raised when the layout of a run folder changes so that an older one cannot be used. */
const LAYOUT = 1;

/** What a run folder remembers between commands: ports and passwords, in a file of mode 0600. */
export interface Settings {
  /** The Airflow line that was started last. */
  readonly line: string;
  readonly postgresPort: number;
  readonly webPort: number;
  readonly passwords: Readonly<Record<(typeof logins)[number], Secret>>;
  /** Signs sessions and tokens, encrypts stored connections. */
  readonly key: Secret;
  /** What the cluster may still know the superuser by: its password was renewed, and that is not confirmed yet. */
  readonly formerSuperuser?: Secret | undefined;
}

const logins = ["postgres", "airflow", "warehouse", "admin"] as const;

interface WantedSettings {
  readonly line: string;
  /** The port of Airflow's web server, where the user asks for one. */
  readonly port?: number | undefined;
  /** Another program took a port: choose other ports, and new passwords for what was reachable there. */
  readonly renew?: boolean;
}

const FILE = "settings.json";

const Stored = z.object({
  layout: z.literal(LAYOUT),
  line: z.string(),
  postgresPort: z.number(),
  webPort: z.number(),
  passwords: z.record(z.enum(logins), z.string()),
  key: z.string(),
  formerSuperuser: z.optional(z.string()),
});

/** The settings of a run folder, or undefined where nothing was started yet. */
export function readRunSettings(runFolder: string): Settings | undefined {
  const text = readIfPresent(join(runFolder, FILE));
  if (text === undefined) {
    if (existsSync(runFolder) && readdirSync(runFolder).includes("postgres"))
      throw oldLayout(runFolder, "it holds a database and no settings.json");
    return undefined;
  }
  const value = parsed(text, runFolder);
  const found = Stored.safeParse(value);
  if (!found.success) {
    const layout = z.looseObject({ layout: z.optional(z.number()) }).safeParse(value).data?.layout;
    throw oldLayout(runFolder, `it has layout ${layout ?? "none"}, this adp ${LAYOUT}`);
  }
  const { passwords, key, line, postgresPort, webPort, formerSuperuser } = found.data;
  return {
    line,
    postgresPort,
    webPort,
    passwords: {
      postgres: new Secret(passwords.postgres),
      airflow: new Secret(passwords.airflow),
      warehouse: new Secret(passwords.warehouse),
      admin: new Secret(passwords.admin),
    },
    key: new Secret(key),
    ...(formerSuperuser === undefined ? {} : { formerSuperuser: new Secret(formerSuperuser) }),
  };
}

function parsed(text: string, runFolder: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AdpError(errors.settingsBroken, {
      what: `${join(runFolder, FILE)} is not JSON.`,
      why: "It was edited, or the disk was full when an older adp wrote it.",
      next: reset(),
      cause: error,
    });
  }
}

/** Reads or makes the settings, and gives a port that a stranger took in the meantime a new number. */
export async function settle(runFolder: string, wanted: WantedSettings): Promise<Settings> {
  const known = readRunSettings(runFolder);
  const kept = wanted.renew === true ? undefined : known;
  const lost = known === undefined || kept !== undefined ? [] : [known.postgresPort, known.webPort];
  const postgresPort = await usable(kept?.postgresPort, lost);
  const settings: Settings = {
    line: wanted.line,
    postgresPort,
    webPort:
      wanted.port === undefined
        ? await usable(wanted.renew === true ? undefined : (kept?.webPort ?? 8080), [...lost, postgresPort])
        : await requireFree(wanted.port),
    passwords: {
      postgres: kept?.passwords.postgres ?? Secret.random(),
      airflow: kept?.passwords.airflow ?? Secret.random(),
      warehouse: kept?.passwords.warehouse ?? Secret.random(),
      admin: kept?.passwords.admin ?? Secret.random(),
    },
    key: known?.key ?? Secret.random(),
    formerSuperuser: known?.formerSuperuser ?? (kept === undefined ? known?.passwords.postgres : undefined),
  };
  store(runFolder, settings);
  return settings;
}

/** After the cluster took the superuser's new password. */
export function confirmSuperuser(runFolder: string): void {
  const known = readRunSettings(runFolder);
  if (known?.formerSuperuser !== undefined) store(runFolder, { ...known, formerSuperuser: undefined });
}

/** This port where it is free, or another; none of those that were given away. The system may choose one twice. */
async function usable(port: number | undefined, given: readonly number[]): Promise<number> {
  let chosen = port !== undefined && (await portState(port)) === "free" ? port : await freePort();
  while (given.includes(chosen)) chosen = await freePort();
  return chosen;
}

/** A port that the user names. ADP-RUN-003 if it is taken, ADP-RUN-010 if this user may not use it. */
export async function requireFree(port: number): Promise<number> {
  const state = await portState(port);
  if (state === "free") return port;
  if (state === "denied") {
    throw new AdpError(errors.portDenied, {
      what: `This user may not listen on port ${port}.`,
      why: "Ports below 1024 are reserved for the system.",
      next: [run(adp`dev start --port 8080`)],
    });
  }
  throw new AdpError(errors.portTaken, {
    what: `Port ${port} of 127.0.0.1 is taken.`,
    why: "Another program listens there, perhaps another Airflow.",
    next: [
      either(
        run(adp`dev start`, "chooses a free port"),
        run(
          process.platform === "darwin"
            ? shell`lsof -nP -iTCP:${port}`
            : shell`ss -ltnp ${`sport = :${port}`}`,
          "shows which program it is",
        ),
      ),
    ],
  });
}

function store(runFolder: string, settings: Settings): void {
  privateFolder(runFolder);
  const { passwords, key, formerSuperuser, ...rest } = settings;
  const stored: z.infer<typeof Stored> = {
    layout: LAYOUT,
    ...rest,
    passwords: {
      postgres: passwords.postgres.reveal(),
      airflow: passwords.airflow.reveal(),
      warehouse: passwords.warehouse.reveal(),
      admin: passwords.admin.reveal(),
    },
    key: key.reveal(),
    ...(formerSuperuser === undefined ? {} : { formerSuperuser: formerSuperuser.reveal() }),
  };
  writeAtomic(join(runFolder, FILE), `${JSON.stringify(stored, null, 2)}\n`);
}

/** The Airflow line that a datakit's .airflow-version names. */
export function pinnedLine(datakits: readonly string[]): string | undefined {
  const [only, ...others] = datakits;
  if (only === undefined || others.length > 0) return undefined;
  const file = join(only, ".airflow-version");
  const text = readIfPresent(file)?.trim();
  if (text === undefined || text === "") return undefined;
  const line = airflowLines().find((known) => text === known || text.startsWith(`${known}.`));
  if (line !== undefined) return line;
  throw new AdpError(errors.unknownLine, {
    what: `${file} asks for Airflow ${text}.`,
    why: `This adp has Airflow ${airflowLines().join(", ")}.`,
    next: [act(`write one of them into ${file}`), again],
  });
}

const lockedMajor = z.object({ answers: z.object({ _airflow_major: z.string() }) });

/** The newest line of the generation of Airflow that a datakit was made for, by its .adp/datakit.lock. */
export function lineOfGeneration(datakits: readonly string[]): string | undefined {
  const [only, ...others] = datakits;
  if (only === undefined || others.length > 0) return undefined;
  const generation = lockedGeneration(only);
  return airflowLines().find((line) => String(generationOf(line)) === generation);
}

/** The generation of Airflow that a datakit was made for, 2 or 3; undefined where its .adp/datakit.lock does not say. */
export function lockedGeneration(datakit: string): string | undefined {
  const lock = tryJson(readIfPresent(join(datakit, ".adp", "datakit.lock")) ?? "", lockedMajor);
  return lock?.answers._airflow_major;
}

function oldLayout(runFolder: string, detail: string): AdpError {
  return new AdpError(errors.oldLayout, {
    what: `${runFolder} cannot be used by this version of adp: ${detail}.`,
    why: "adp never changes the state of another version on its own.",
    next: reset(),
  });
}

function reset() {
  return [run(adp`dev reset`, "starts over; the tables in the warehouse are lost")];
}

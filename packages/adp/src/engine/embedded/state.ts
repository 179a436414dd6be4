import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { AdpError } from "../../kernel/errors.ts";
import { privateFolder, readIfPresent, writeAtomic } from "../../kernel/files.ts";
import { quoted, typed } from "../../kernel/home.ts";
import { freePort, portIsFree } from "../../kernel/port.ts";
import { Secret } from "../../kernel/secret.ts";
import { LINE_CHANGED, OLD_LAYOUT, PORT_TAKEN, SETTINGS_BROKEN } from "./errors.ts";
import { type AirflowLine, airflowLines } from "./lines.ts";

/** Raised when the layout of a run folder changes so that an older one cannot be used. */
const LAYOUT = 1;

/** What a run folder remembers between commands: ports and passwords, in a file of mode 0600. */
export interface Settings {
  readonly line: AirflowLine;
  readonly postgresPort: number;
  readonly webPort: number;
  readonly passwords: Readonly<Record<"postgres" | "airflow" | "warehouse" | "admin", Secret>>;
  /** Signs sessions and tokens, encrypts stored connections. */
  readonly key: Secret;
}

interface WantedSettings {
  readonly line?: AirflowLine | undefined;
  /** The port of Airflow's web server, where the user asks for one. */
  readonly port?: number | undefined;
}

const FILE = "settings.json";

/** The settings of a run folder, or undefined where nothing was started yet. */
export function readSettings(runFolder: string): Settings | undefined {
  const text = readIfPresent(join(runFolder, FILE));
  if (text === undefined) {
    const strangers = existsSync(runFolder)
      ? readdirSync(runFolder).filter((name) => name === "postgres")
      : [];
    if (strangers.length > 0) throw oldLayout(runFolder, "it holds a database and no settings.json");
    return undefined;
  }
  let value: StoredSettings;
  try {
    value = JSON.parse(text) as StoredSettings;
  } catch (error) {
    throw new AdpError(SETTINGS_BROKEN, {
      what: `${join(runFolder, FILE)} is not JSON.`,
      why: "It was edited, or the disk was full when an older adp wrote it.",
      next: [`rm -r ${quoted(runFolder)}   starts anew; tables in its warehouse are lost`],
      cause: error,
    });
  }
  if (value.layout !== LAYOUT)
    throw oldLayout(runFolder, `it has layout ${value.layout ?? "none"}, this adp ${LAYOUT}`);
  const line = airflowLines.find((known) => known === value.line);
  if (line === undefined) throw oldLayout(runFolder, `it names Airflow ${value.line}`);
  const secret = (name: keyof Settings["passwords"]) => new Secret(value.passwords[name]);
  return {
    line,
    postgresPort: value.postgresPort,
    webPort: value.webPort,
    passwords: {
      postgres: secret("postgres"),
      airflow: secret("airflow"),
      warehouse: secret("warehouse"),
      admin: secret("admin"),
    },
    key: new Secret(value.key),
  };
}

/** Reads or makes the settings, and gives a port that was taken by a stranger in the meantime a new number. */
export async function settle(runFolder: string, wanted: WantedSettings, again: string): Promise<Settings> {
  const known = readSettings(runFolder);
  if (known !== undefined) requireLine(runFolder, known, wanted, again);
  const settings: Settings = {
    line: known?.line ?? wanted.line ?? airflowLines[0],
    postgresPort: await usable(known?.postgresPort),
    webPort:
      wanted.port === undefined ? await usable(known?.webPort ?? 8080) : await exactly(wanted.port, again),
    passwords: known?.passwords ?? {
      postgres: Secret.random(),
      airflow: Secret.random(),
      warehouse: Secret.random(),
      admin: Secret.random(),
    },
    key: known?.key ?? Secret.random(),
  };
  store(runFolder, settings);
  return settings;
}

/** A run folder keeps to the line of Airflow that it began with: ADP-RUN-005 otherwise. */
export function requireLine(runFolder: string, known: Settings, wanted: WantedSettings, again: string): void {
  if (wanted.line === undefined || wanted.line === known.line) return;
  throw new AdpError(LINE_CHANGED, {
    what: `${runFolder} holds an Airflow ${known.line}, not ${wanted.line}.`,
    why: "Airflow cannot go back to an older version's metadata database.",
    next: [
      typed("dev stop"),
      `rm -r ${quoted(runFolder)}   starts anew; tables in its warehouse are lost`,
      again,
    ],
  });
}

async function usable(port: number | undefined): Promise<number> {
  return port !== undefined && (await portIsFree(port)) ? port : freePort();
}

async function exactly(port: number, again: string): Promise<number> {
  if (await portIsFree(port)) return port;
  throw new AdpError(PORT_TAKEN, {
    what: `Port ${port} of 127.0.0.1 is taken.`,
    why: "Another program listens there, perhaps another Airflow.",
    next: [
      again.replace(/ --port \S+/, ""),
      process.platform === "darwin" ? `lsof -nP -iTCP:${port}` : `ss -ltnp 'sport = :${port}'   shows who`,
    ],
  });
}

interface StoredSettings {
  layout?: number;
  line: string;
  postgresPort: number;
  webPort: number;
  passwords: Record<keyof Settings["passwords"], string>;
  key: string;
}

function store(runFolder: string, settings: Settings): void {
  privateFolder(runFolder);
  const { passwords } = settings;
  const stored: StoredSettings = {
    layout: LAYOUT,
    line: settings.line,
    postgresPort: settings.postgresPort,
    webPort: settings.webPort,
    passwords: {
      postgres: passwords.postgres.reveal(),
      airflow: passwords.airflow.reveal(),
      warehouse: passwords.warehouse.reveal(),
      admin: passwords.admin.reveal(),
    },
    key: settings.key.reveal(),
  };
  writeAtomic(join(runFolder, FILE), `${JSON.stringify(stored, null, 2)}\n`);
}

function oldLayout(runFolder: string, detail: string): AdpError {
  return new AdpError(OLD_LAYOUT, {
    what: `${runFolder} cannot be used by this version of adp: ${detail}.`,
    why: "State of another version is never changed in silence.",
    next: [`rm -r ${quoted(runFolder)}   starts anew; tables in its warehouse are lost`],
  });
}

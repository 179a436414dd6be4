import { adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { errors } from "./errors.ts";

/** A server to log in to. */
export interface LoginTarget {
  readonly kind: "postgres" | "sqlserver";
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The service principal name that its clients ask for, without the realm. */
  readonly spn: string;
}

const kinds = {
  postgres: { port: 5432, database: "postgres", spn: (host: string) => `postgres/${host}` },
  sqlserver: {
    port: 1433,
    database: "master",
    spn: (host: string, port: number) => `MSSQLSvc/${host}:${port}`,
  },
} as const;

/** Reads HOST[:PORT][/DATABASE]. */
export function parseLogin(kind: LoginTarget["kind"], text: string): LoginTarget {
  const [, host, port, database] =
    /^([A-Za-z0-9][A-Za-z0-9._-]*)(?::(\d{1,5}))?(?:\/([^/]+))?$/.exec(text) ?? [];
  const known = kinds[kind];
  const number = Number(port ?? known.port);
  if (host === undefined || number < 1 || number > 65_535)
    throw new AdpError(errors.TARGET, {
      what: `--${kind} takes HOST[:PORT][/DATABASE], not "${text}".`,
      next: [
        run(
          adp`ticket test ${[`--${kind}`, `db.corp.example:${known.port}/${known.database}`]}`,
          "is an example",
        ),
      ],
    });
  return { kind, host, port: number, database: database ?? known.database, spn: known.spn(host, number) };
}

/** A service principal name without its realm: SERVICE/HOST or SERVICE/HOST:PORT. It becomes an argument of kvno. */
export function parseSpn(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9._-]*\/[^\s/@]+(\/[^\s/@]+)?(@[^\s/@]+)?$/.test(text)) return text;
  throw new AdpError(errors.TARGET, {
    what: `--spn takes a service principal name, not "${text}".`,
    next: [run(adp`ticket test --spn MSSQLSvc/db.corp.example:1433`, "is an example")],
  });
}

/** The one server to log in to; undefined where none is named. */
export function oneLogin(
  postgres: LoginTarget | undefined,
  sqlServer: LoginTarget | undefined,
): LoginTarget | undefined {
  if (postgres === undefined || sqlServer === undefined) return postgres ?? sqlServer;
  throw new AdpError(errors.TARGET, {
    what: "A test logs in to one server, not to two.",
    next: [run(adp`ticket test --postgres SERVER`), run(adp`ticket test --sqlserver SERVER`)],
  });
}

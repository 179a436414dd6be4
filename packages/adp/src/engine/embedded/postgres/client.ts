import { adp, run } from "@airflow-data-platform/cli-kit";
import type { Client } from "pg";
import * as z from "zod/mini";
import { AdpError } from "../../../kernel/errors.ts";
import type { Secret } from "../../../kernel/secret.ts";
import { errors } from "../../errors.ts";

export interface DatabaseLogin {
  readonly port: number;
  readonly role: string;
  readonly password: Secret;
  /** Defaults to the role's name. */
  readonly database?: string;
}

/**
 * A connection to the embedded PostgreSQL; the caller ends it. Logs in by SCRAM alone, in which the password itself is
 * never sent and the server proves that it knows it: a stranger on the port learns nothing.
 */
export async function connect(login: DatabaseLogin): Promise<Client> {
  const { default: pg } = await import("pg");
  let scram = false;
  const client = new pg.Client({
    host: "127.0.0.1",
    port: login.port,
    user: login.role,
    password: () => {
      if (!scram) throw unsafe(login.port);
      return login.password.reveal();
    },
    database: login.database ?? login.role,
    connectionTimeoutMillis: 10_000,
    application_name: "adp",
  });
  client.connection.prependListener("authenticationSASL", () => {
    scram = true;
  });
  // If the server goes away between queries, the next query reports it.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    // A login that was refused on our side leaves the socket open.
    client.connection.stream.destroy();
    throw error;
  }
  return client;
}

/** Cancels what a connection's session runs, by a second connection of the same role. */
export async function cancelStatement(client: Client, reconnect: () => Promise<Client>): Promise<void> {
  const { processID } = z.looseObject({ processID: z.number() }).parse({ ...client });
  const other = await reconnect();
  try {
    await other.query("select pg_cancel_backend($1)", [processID]);
  } finally {
    await other.end();
  }
}

function unsafe(port: number): AdpError {
  return new AdpError(errors.pgUnsafeLogin, {
    what: `The server on port ${port} asked for the password in clear text or as MD5.`,
    why: "The datakit's own PostgreSQL never does: another program listens there. No password was sent.",
    next: [run(adp`dev restart`, "chooses another port and makes new passwords")],
  });
}

/**
 * The URI of a role's database, for AIRFLOW_CONN_* and SQLAlchemy. Holds the password: treat it as one. libpq (16 and
 * newer, as the locked drivers bring it) then sends no password to a server that asks for it in clear text.
 */
export function uri(login: DatabaseLogin, scheme = "postgresql"): string {
  const user = encodeURIComponent(login.role);
  const password = encodeURIComponent(login.password.reveal());
  return `${scheme}://${user}:${password}@127.0.0.1:${login.port}/${encodeURIComponent(login.database ?? login.role)}?require_auth=scram-sha-256`;
}

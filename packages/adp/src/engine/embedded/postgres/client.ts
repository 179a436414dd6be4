import type { Client } from "pg";
import type { Secret } from "../../../kernel/secret.ts";

export interface Login {
  readonly port: number;
  readonly role: string;
  readonly password: Secret;
  /** Defaults to the role's name. */
  readonly database?: string;
}

/** A connection to the embedded PostgreSQL; the caller ends it. */
export async function connect(login: Login): Promise<Client> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({
    host: "127.0.0.1",
    port: login.port,
    user: login.role,
    password: login.password.reveal(),
    database: login.database ?? login.role,
    connectionTimeoutMillis: 10_000,
    application_name: "adp",
  });
  // A server that goes away while nobody waits for it is told by the next query.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** The URI of a role's database, for AIRFLOW_CONN_* and SQLAlchemy. Holds the password: treat it as one. */
export function uri(login: Login, scheme = "postgresql"): string {
  const user = encodeURIComponent(login.role);
  const password = encodeURIComponent(login.password.reveal());
  return `${scheme}://${user}:${password}@127.0.0.1:${login.port}/${encodeURIComponent(login.database ?? login.role)}`;
}

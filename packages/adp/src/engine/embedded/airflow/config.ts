import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Secret } from "../../../kernel/secret.ts";
import { generationOf } from "../lines.ts";
import { type DatabaseLogin, uri } from "../postgres/index.ts";

interface AirflowConfig {
  readonly line: string;
  /** AIRFLOW_HOME. */
  readonly home: string;
  readonly dagsFolder: string;
  readonly pluginsFolder: string;
  readonly port: number;
  readonly metadata: DatabaseLogin;
  readonly admin: Secret;
  /** Encrypts connections; sessions and tokens are signed by a key made from it. */
  readonly key: Secret;
}

export const ADMIN = "admin";

/** The file with SimpleAuthManager's passwords (Airflow 3), which Airflow reads and we write. */
export function passwordsFile(home: string): string {
  return join(home, "passwords.json");
}

/**
 * airflow.cfg: only what differs from Airflow's defaults. It holds the secrets, with mode 0600, so they are in no
 * environment and no process list.
 */
export function airflowCfg(config: AirflowConfig): string {
  const root = `http://127.0.0.1:${config.port}`;
  const key = signingKey(config);
  const common = {
    core: {
      executor: "LocalExecutor",
      parallelism: "8",
      dags_folder: config.dagsFolder,
      plugins_folder: config.pluginsFolder,
      load_examples: "False",
      dags_are_paused_at_creation: "True",
      fernet_key: fernetKey(config.key),
      // Or a second edit of a DAG within half a minute waits for its end.
      min_serialized_dag_update_interval: "1",
      min_serialized_dag_fetch_interval: "1",
    },
    database: { sql_alchemy_conn: uri(config.metadata, "postgresql+psycopg2") },
    logging: { base_log_folder: join(config.home, "logs") },
    usage_data_collection: { enabled: "False" },
  };
  const sections: Record<string, Record<string, string>> = generationOf(config.line) === 3
    ? {
        ...common,
        database: {
          ...common.database,
          // asyncpg, which Airflow would take, answers every kind of request for a password.
          sql_alchemy_conn_async: uri(config.metadata, "postgresql+psycopg_async"),
        },
        core: {
          ...common.core,
          auth_manager: "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
          simple_auth_manager_users: `${ADMIN}:admin`,
          simple_auth_manager_passwords_file: passwordsFile(config.home),
          execution_api_server_url: `${root}/execution/`,
        },
        api: { base_url: root, host: "127.0.0.1", port: String(config.port), workers: "1", secret_key: key },
        api_auth: { jwt_secret: key },
        dag_processor: { refresh_interval: "5", min_file_process_interval: "5", parsing_processes: "1" },
      }
    : {
        ...common,
        webserver: {
          base_url: root,
          web_server_host: "127.0.0.1",
          web_server_port: String(config.port),
          workers: "2",
          secret_key: key,
        },
        api: {
          auth_backends: "airflow.api.auth.backend.basic_auth,airflow.api.auth.backend.session",
        },
        scheduler: {
          standalone_dag_processor: "True",
          dag_dir_list_interval: "5",
          min_file_process_interval: "5",
          parsing_processes: "1",
        },
      };
  return Object.entries(sections)
    .map(([section, values]) => {
      const lines = Object.entries(values).map(([name, value]) => `${name} = ${value.replaceAll("%", "%%")}`);
      return `[${section}]\n${lines.join("\n")}\n`;
    })
    .join("\n");
}

/** A Fernet key is 32 bytes in URL-safe base64 with padding. */
export function fernetKey(key: Secret): string {
  return `${createHash("sha256").update(`fernet ${key.reveal()}`).digest("base64url")}=`;
}

/**
 * Another for each port and password: a browser sends its cookies to every port of 127.0.0.1, so to a stranger on the one
 * that Airflow had. Such a cookie opens nothing on the new port.
 */
export function signingKey({ key, port, admin }: Pick<AirflowConfig, "key" | "port" | "admin">): string {
  return createHash("sha256").update(`session ${port} ${admin.reveal()} ${key.reveal()}`).digest("base64url");
}

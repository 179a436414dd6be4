import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Secret } from "../../../kernel/secret.ts";
import { type AirflowLine, generationOf } from "../lines.ts";
import { type Login, uri } from "../postgres/index.ts";

interface AirflowConfig {
  readonly line: AirflowLine;
  /** AIRFLOW_HOME. */
  readonly home: string;
  readonly dagsFolder: string;
  readonly port: number;
  readonly metadata: Login;
  /** Signs sessions, tokens and encrypts connections. */
  readonly key: Secret;
}

export const ADMIN = "admin";

/** The file with SimpleAuthManager's passwords (Airflow 3), which Airflow reads and we write. */
export function passwordsFile(home: string): string {
  return join(home, "passwords.json");
}

/**
 * airflow.cfg: only what differs from Airflow's defaults. Secrets stand here, in a file of mode 0600, and so in no
 * environment and no process list.
 */
export function airflowCfg(config: AirflowConfig): string {
  const root = `http://127.0.0.1:${config.port}`;
  const key = config.key.reveal();
  const common = {
    core: {
      executor: "LocalExecutor",
      parallelism: "8",
      dags_folder: config.dagsFolder,
      load_examples: "False",
      dags_are_paused_at_creation: "False",
      fernet_key: fernetKey(key),
    },
    database: { sql_alchemy_conn: uri(config.metadata, "postgresql+psycopg2") },
    logging: { base_log_folder: join(config.home, "logs") },
    usage_data_collection: { enabled: "False" },
  };
  const sections: Record<string, Record<string, string>> = generationOf(config.line) === 3
    ? {
        ...common,
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
function fernetKey(key: string): string {
  return `${createHash("sha256").update(`fernet ${key}`).digest("base64url")}=`;
}

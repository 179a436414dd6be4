import { userInfo } from "node:os";
import { act, again, either } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { SETTINGS } from "../errors.ts";
import type { Settings } from "../variables.ts";

/** What WAREHOUSE in platform-bootstrap/.env says: where the datakits' tables are, for those that run on Docker. */
export type WarehouseSetting =
  /** Not set: the local one, once a datakit that names no other needs it. */
  | { readonly kind: "on-demand" }
  | { readonly kind: "local" }
  /** Each datakit names its own. */
  | { readonly kind: "none" }
  /** The organisation's own. No password: the login is by Kerberos, or the datakit's connection. */
  | { readonly kind: "remote"; readonly uri: string };

export function warehouseSetting({ WAREHOUSE: text }: Settings): WarehouseSetting {
  if (text === undefined || text === "") return { kind: "on-demand" };
  if (text === "local" || text === "none") return { kind: text };
  const uri = URL.canParse(text) ? new URL(text) : undefined;
  if (
    uri === undefined ||
    !/^postgres(ql)?:$/.test(uri.protocol) ||
    uri.hostname === "" ||
    uri.pathname.length < 2
  )
    throw new AdpError(SETTINGS, {
      what: "WAREHOUSE is not local, none or postgres://USER@HOST:PORT/DATABASE.",
      next: [act("correct WAREHOUSE in platform-bootstrap/.env"), again],
    });
  if (uri.password !== "" || uri.searchParams.has("password"))
    throw new AdpError(SETTINGS, {
      what: "WAREHOUSE holds a password.",
      why: "platform-bootstrap/.env may be committed to a fork, and the address is in every container's environment.",
      next: [
        either(
          [act("remove the password, where the database takes your Kerberos ticket"), again],
          act(
            "set WAREHOUSE=none, and name the connection warehouse in each datakit's airflow_settings.yaml",
          ),
        ),
      ],
    });
  // As libpq does it on this machine; in a container it would take the name of Airflow's user.
  if (uri.username === "") uri.username = encodeURIComponent(userInfo().username);
  uri.protocol = "postgres:";
  return { kind: "remote", uri: uri.href };
}

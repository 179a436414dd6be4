import { adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import type { Listener } from "../../kernel/listener.ts";
import { errors } from "../errors.ts";

/** A service's port belongs to another program, or to none: no password was sent. */
export function foreignListener(service: string, port: number, listener: Listener): AdpError {
  return new AdpError(errors.foreignListener, {
    what:
      listener === "nobody"
        ? `Nothing listens on port ${port}, where ${service} should.`
        : `Another program listens on port ${port}, where ${service} should. No password was sent to it.`,
    next: [
      run(adp`dev logs ${service}`, `shows what ${service} printed`),
      run(adp`dev restart`, "starts it again, on another port if that one is taken"),
    ],
  });
}

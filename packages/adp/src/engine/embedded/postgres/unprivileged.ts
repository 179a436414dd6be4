import { act, either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../../kernel/errors.ts";
import { attempt, ProcessFailure } from "../../../kernel/process.ts";
import { errors } from "../../errors.ts";

/**
 * The words before a PostgreSQL program that let it run for root: PostgreSQL refuses uid 0, so it is shown another
 * one in a user namespace of its own. No user of the system is made, and the files stay root's.
 */
export async function unprivileged(uid: number | undefined = process.getuid?.()): Promise<readonly string[]> {
  if (uid !== 0) return [];
  const prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] as const;
  const probe = await attempt([...prefix, "true"]);
  if (probe instanceof ProcessFailure) {
    throw new AdpError(errors.pgRoot, {
      why: `You are root, and this system allows no user namespace (${probe.stderr.trim() || probe.message}).`,
      next: [
        either(
          act("type the same command as an ordinary user"),
          run(
            shell`sysctl kernel.unprivileged_userns_clone user.max_user_namespaces`,
            "shows what forbids it",
          ),
        ),
      ],
      cause: probe,
    });
  }
  return prefix;
}

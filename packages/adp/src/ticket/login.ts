import { act, again, anyOf, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { installStep } from "../kernel/machine.ts";
import { type Finished, ProcessFailure } from "../kernel/process.ts";
import { errors } from "./errors.ts";
import { type Mail, missingSpn } from "./mail.ts";
import type { LoginTarget } from "./target.ts";

type Exec = (argv: readonly string[]) => Promise<Finished | ProcessFailure>;

/** An error that somebody else has to fix, with a mail to send. */
export class MissingSpn extends AdpError {
  constructor(
    readonly mail: Mail,
    details: ConstructorParameters<typeof AdpError>[1],
  ) {
    super(errors.NO_SPN, details);
  }
}

interface ServiceQuestion {
  readonly spn: string;
  readonly realm: string;
  readonly client: string;
  /** Where it is asked, for people. */
  readonly from: string;
}

/** Asks the KDC for a ticket for a service, as a login would. */
export async function serviceTicket(
  exec: Exec,
  { spn, realm, client, from }: ServiceQuestion,
): Promise<string> {
  const said = await exec(["kvno", "-q", spn]);
  if (!(said instanceof ProcessFailure)) return `${spn}, asked from ${from}`;
  if (notInstalled(said))
    throw noClient("kvno", from, { debian: "krb5-user", fedora: "krb5-workstation", macos: "krb5" });
  const evidence = said.tail(3);
  if (/server not found in kerberos database/i.test(said.stderr))
    throw new MissingSpn(missingSpn(spn, realm, client), {
      what: `No account of ${realm} has the service principal name ${spn}.`,
      evidence,
      next: anyOf(
        act("send the mail below to your DBA or Active Directory team"),
        run(shell`setspn -Q ${spn}`, "on a Windows machine of the domain, shows whose it is"),
      ),
    });
  throw new AdpError(errors.NO_SERVICE_TICKET, {
    what: `The KDC gives no ticket for ${spn}, asked from ${from}.`,
    evidence,
    next: /cannot (contact|find) (any )?kdc|cannot resolve/i.test(said.stderr)
      ? anyOf(
          act("mount your krb5.conf at /etc/krb5.conf in that container, or build it into Layer 1"),
          run(shell`docker network inspect bridge`, "shows whether the container has a network"),
        )
      : anyOf(run(shell`kinit`), run(shell`kvno ${spn}`, "asks from here, to compare")),
  });
}

interface LoginQuestion {
  readonly login: LoginTarget;
  readonly user: string | undefined;
  readonly from: string;
}

/** Logs in by the ticket alone, and asks the server how. */
export async function logIn(exec: Exec, { login, user, from }: LoginQuestion): Promise<string> {
  const { host, port, kind } = login;
  const said = kind === "postgres" ? await psql(exec, login, user ?? "") : await sqlcmd(exec, login);
  if (said instanceof ProcessFailure) {
    if (notInstalled(said))
      throw kind === "postgres"
        ? noClient("psql", from, { debian: "postgresql-client", fedora: "postgresql", macos: "libpq" })
        : noClient("sqlcmd", from, { debian: "mssql-tools18", fedora: "mssql-tools18", macos: "sqlcmd" });
    throw new AdpError(errors.NO_LOGIN, {
      what: `${host}:${port} does not let ${user ?? "you"} in, from ${from}.`,
      evidence: said.tail(4),
      next:
        kind === "postgres"
          ? anyOf(
              act(`on the server, if it does not know the name: create role "${user}" login`),
              act("add a line with gss for this machine to pg_hba.conf"),
            )
          : [act("on the server, if it does not know the name: create login [DOMAIN\\user] from windows")],
    });
  }
  const [who = "", how = ""] = said.stdout.trim().split("|");
  if (/^(t|true|KERBEROS)$/i.test(how.trim())) return `${host}:${port} knows ${who.trim()}, by Kerberos`;
  throw new AdpError(errors.NO_LOGIN, {
    what: `${host}:${port} lets ${who.trim()} in, but not by Kerberos.`,
    why: `It says: ${how.trim() || "nothing"}.`,
    next: [act("ask the DBA which logins the server accepts from here")],
  });
}

function psql(exec: Exec, { host, port, database }: LoginTarget, user: string) {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const url = `host=${host} port=${port} dbname=${quoted(database)} user=${quoted(user)} connect_timeout=10`;
  const question = "select current_user, gss_authenticated from pg_stat_gssapi where pid = pg_backend_pid()";
  return exec(["psql", "-wqXAt", "-d", url, "-c", question]);
}

async function sqlcmd(exec: Exec, { host, port, database }: LoginTarget) {
  const question =
    "set nocount on; select suser_sname() + '|' + cast(connectionproperty('auth_scheme') as varchar(40))";
  // -E: the ticket. -C: the server's certificate is not what is tested, and no password is sent.
  const args = [
    "-S",
    `tcp:${host},${port}`,
    "-d",
    database,
    "-E",
    "-C",
    "-l",
    "10",
    "-b",
    "-W",
    "-h",
    "-1",
    "-Q",
    question,
  ];
  const first = await exec(["sqlcmd", ...args]);
  const elsewhere = first instanceof ProcessFailure && notInstalled(first);
  return elsewhere ? exec(["/opt/mssql-tools18/bin/sqlcmd", ...args]) : first;
}

/** Here, or in a container, for which docker exits with 126 or 127. */
function notInstalled(failure: ProcessFailure): boolean {
  return (
    failure.kind === "spawn-failed" ||
    ((failure.code === 126 || failure.code === 127) &&
      /executable file not found|no such file/i.test(failure.stderr + failure.stdout))
  );
}

function noClient(program: string, from: string, packages: Parameters<typeof installStep>[0]): AdpError {
  return new AdpError(errors.NO_LOGIN_CLIENT, {
    what: `There is no ${program} in ${from}.`,
    next: [
      from === "this machine"
        ? installStep(packages)
        : act(`add ${packages.debian} to the packages.txt of that datakit`),
      again,
    ],
  });
}

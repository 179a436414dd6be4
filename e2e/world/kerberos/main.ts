import { join } from "node:path";
import { missing, type Part } from "../lib/index.ts";
import { Kcm, KerberosPostgres, MitKdc, SambaAd } from "./index.ts";

/** A Kerberos world to try things in: started by name, stopped by Ctrl-C (or SIGTERM), leaving nothing behind. */
const worlds = {
  mit: { needs: ["client", "mitKdc", "postgres"], start: mit },
  ad: { needs: ["client", "samba", "postgres"], start: ad },
  "kcm-heimdal": { needs: ["heimdalKcm"], start: () => kcm(Kcm.heimdal()) },
  "kcm-sssd": { needs: ["sssdKcm"], start: () => kcm(Kcm.sssd()) },
} as const satisfies Record<string, { needs: readonly Part[]; start: () => Promise<World> }>;

interface World {
  /** Lines for a shell. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

async function mit(): Promise<World> {
  const kdc = await MitKdc.start({ services: ["postgres/localhost"] });
  const krb5Config = join(kdc.folder, "krb5.conf");
  const keytab = await kdc.keytab("postgres/localhost");
  const database = await KerberosPostgres.start({
    realm: kdc.realm,
    keytab,
    krb5Config,
    users: ["alice"],
  }).catch(stopFirst(kdc));
  return {
    lines: [
      `export KRB5_CONFIG=${krb5Config}`,
      "echo alicepw | kinit alice",
      `psql 'host=localhost port=${database.port} user=alice dbname=postgres'`,
    ],
    stop: () => database.stop().finally(() => kdc.stop()),
  };
}

async function ad(): Promise<World> {
  const domain = await SambaAd.start({
    services: { "postgres/localhost": "pgsvc", "MSSQLSvc/db.corp.example:1433": "sqlsvc" },
  });
  const krb5Config = join(domain.folder, "krb5.conf");
  const database = await domain
    .keytab("pgsvc")
    .then((keytab) =>
      KerberosPostgres.start({
        realm: domain.realm,
        keytab,
        krb5Config,
        users: ["alice"],
        within: (argv) => domain.command(argv),
      }),
    )
    .catch(stopFirst(domain));
  return {
    lines: [
      `export KRB5_CONFIG=${krb5Config}`,
      `${domain.command(["bash"]).join(" ")}   # a shell that reaches the domain controller`,
      "echo 'Passw0rd!y' | kinit alice",
      `psql 'host=localhost port=${database.port} user=alice dbname=postgres'`,
    ],
    stop: () => database.stop().finally(() => domain.stop()),
  };
}

async function kcm(starting: Promise<Kcm>): Promise<World> {
  const daemon = await starting;
  return {
    lines: [`# in [libdefaults] of your krb5.conf: kcm_socket = ${daemon.socket}`, "export KRB5CCNAME=KCM:"],
    stop: () => daemon.stop(),
  };
}

function stopFirst(started: { stop(): Promise<void> }): (error: unknown) => Promise<never> {
  return async (error) => {
    await started.stop();
    throw error;
  };
}

const name = process.argv[2] ?? "";
if (!Object.hasOwn(worlds, name)) {
  console.error(`usage: npx tsx e2e/world/kerberos/main.ts ${Object.keys(worlds).join("|")}`);
  process.exit(64);
}
const { needs, start } = worlds[name as keyof typeof worlds];
const lacking = missing(...needs);
if (lacking !== undefined) {
  console.error(lacking);
  process.exit(2);
}
const stopAsked = new Promise<void>((resolve) => {
  // Taken from the start: a Ctrl-C while it starts stops it, too, as soon as it is up.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
});
const world = await start();
console.log([...world.lines, "# Ctrl-C stops it and removes everything."].join("\n"));
const alive = setInterval(() => undefined, 60_000);
await stopAsked;
clearInterval(alive);
await world.stop();

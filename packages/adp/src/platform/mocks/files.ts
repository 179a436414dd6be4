import { join } from "node:path";
import { privateFolder, writeAtomic } from "../../kernel/files.ts";
import { stateFolder } from "../state-folder.ts";

export const realm = "MOCK.EXAMPLE";
export const user = "alice";
/** The mock database, by its name on the datakits' network: the connection `warehouse` of every datakit. */
export const mockUri = `postgres://${user}@postgres.mock.example:5432/warehouse`;
/** Where the containers of every datakit find the realm; the volume is that of the warehouse's login. */
export const krb5ConfInside = "/run/platform/warehouse/krb5.conf";

export interface Ports {
  readonly kdc: number;
  readonly postgres: number;
}

/** What a person on this machine needs of the mocks, outside every project. No other realm's settings are touched. */
export class MockFiles {
  readonly folder: string;

  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.folder = join(stateFolder(env), "mocks");
  }

  /** For KRB5_CONFIG. */
  get krb5Conf(): string {
    return join(this.folder, "krb5.conf");
  }

  /** alice's password, mode 0600. */
  get password(): string {
    return join(this.folder, "password");
  }

  /** For a shell: `. FILE`. */
  get shell(): string {
    return join(this.folder, "env");
  }

  /** A folder of its own: the person's own ticket stays where it is. */
  get cache(): string {
    return join(this.folder, "cache");
  }

  write(ports: Ports, password: string): void {
    privateFolder(this.folder);
    privateFolder(this.cache);
    writeAtomic(this.krb5Conf, krb5Conf(`127.0.0.1:${ports.kdc}`));
    writeAtomic(this.password, `${password}\n`);
    const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
    writeAtomic(
      this.shell,
      `export KRB5_CONFIG=${quoted(this.krb5Conf)} KRB5CCNAME=${quoted(`FILE:${join(this.cache, "krb5cc")}`)}\n`,
    );
  }
}

/** Over TCP, since a container's UDP answers may come from another address. */
export function krb5Conf(kdc: string): string {
  return `# NOT FOR PRODUCTION: the mock domain that make platform-start MOCKS=1 starts.
[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  forwardable = true
  udp_preference_limit = 1
[realms]
  ${realm} = {
    kdc = ${kdc}
  }
[domain_realm]
  .mock.example = ${realm}
  localhost = ${realm}
`;
}

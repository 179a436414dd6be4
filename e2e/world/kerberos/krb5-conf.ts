export interface Krb5ConfOptions {
  readonly realm: string;
  /** host or host:port */
  readonly kdc: string;
  /** More lines for [libdefaults]. */
  readonly libdefaults?: Readonly<Record<string, string>>;
}

/** A client configuration that asks no DNS: everything it needs stands in it. */
export function krb5Conf({ realm, kdc, libdefaults = {} }: Krb5ConfOptions): string {
  const more = Object.entries(libdefaults).map(([name, value]) => `  ${name} = ${value}\n`);
  return `[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  qualify_shortname = ""
  udp_preference_limit = 1
  forwardable = true
${more.join("")}[realms]
  ${realm} = {
    kdc = ${kdc}
  }
[domain_realm]
  localhost = ${realm}
`;
}

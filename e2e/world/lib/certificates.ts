import { existsSync } from "node:fs";

/** The certificates that this machine trusts, as a PEM file: a company's own among them. */
export function trustedCertificates(): string | undefined {
  const known = [
    process.env.SSL_CERT_FILE,
    process.env.NODE_EXTRA_CA_CERTS,
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
  ];
  return known.find((path) => path !== undefined && existsSync(path));
}

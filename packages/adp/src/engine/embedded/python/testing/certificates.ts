import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../../kernel/process.ts";

export interface Certificates {
  /** The file of the authority, as a company's IT would hand it out. */
  readonly ca: string;
  /** For a server on 127.0.0.1 or the name that was asked for, signed by that authority. */
  readonly key: string;
  readonly cert: string;
}

/** An authority that nobody trusts and a server certificate of it: what a proxy that opens TLS presents. */
export async function makeCertificates(folder: string, server = "IP:127.0.0.1"): Promise<Certificates> {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await run([
    ...["openssl", "req", "-x509", ...key, "-days", "2", "-subj", "/CN=Company Proxy CA"],
    ...["-addext", "keyUsage=critical,keyCertSign", "-keyout", at("ca.key"), "-out", at("ca.pem")],
  ]);
  await run([
    ...["openssl", "req", ...key, "-subj", `/CN=${server.replace(/^\w+:/, "")}`],
    ...["-keyout", at("server.key"), "-out", at("server.csr")],
  ]);
  writeFileSync(
    at("server.ext"),
    `subjectAltName=${server}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n` +
      "authorityKeyIdentifier=keyid\n",
  );
  await run([
    ...["openssl", "x509", "-req", "-in", at("server.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key")],
    ...["-CAcreateserial", "-days", "2", "-extfile", at("server.ext"), "-out", at("server.pem")],
  ]);
  return {
    ca: at("ca.pem"),
    key: readFileSync(at("server.key"), "utf8"),
    cert: readFileSync(at("server.pem"), "utf8"),
  };
}

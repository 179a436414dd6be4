import { createPrivateKey } from "node:crypto";
import { parseCcache } from "@airflow-data-platform/krb5";
import { javaKeyStore } from "./java-key-store.ts";
import { sqlitePasswords } from "./sqlite.ts";

/** What a binary file is, by its content: its name proves nothing. */
interface Judged {
  readonly line: 0;
  readonly what: string;
  readonly rule: string;
}

const largestKey = 16 * 1024;

export function judge(content: Buffer): Judged[] {
  if (content[0] === 5 && content[1] === 2 && isKeytab(content))
    return [{ line: 0, what: "a Kerberos keytab", rule: "keytab" }];
  if (content[0] === 5 && isCredentialCache(content))
    return [{ line: 0, what: "a Kerberos ticket cache", rule: "ccache" }];
  if (content[0] === 0x30 && content.length <= largestKey && isPrivateKey(content))
    return [{ line: 0, what: "a private key in DER form", rule: "private-key" }];
  const store =
    javaKeyStore(content) ??
    (content.subarray(0, keePass.length).equals(keePass) ? "a KeePass database" : undefined);
  if (store !== undefined) return [{ line: 0, what: store, rule: "key-store" }];
  if (isPkcs12(content)) return [{ line: 0, what: "a PKCS #12 key store", rule: "key-store" }];
  return sqlitePasswords(content).map((column) => ({
    line: 0,
    what: `a password in the database's column ${column}`,
    rule: "sqlite-password",
  }));
}

const keePass = Buffer.from("03d9a29a67fb4bb5", "hex");

const pkcs7Data = Buffer.from("06092a864886f70d010701", "hex");

/** PFX of RFC 7292: a sequence of version 3 and content of PKCS #7's type "data". */
function isPkcs12(content: Buffer): boolean {
  if (content[0] !== 0x30 || content.length < 64) return false;
  const length = content[1] as number;
  const start = length < 0x80 ? 2 : 2 + (length & 0x7f);
  const version = content.subarray(start, start + 3);
  return version.equals(Buffer.from("020103", "hex")) && content.subarray(0, 64).includes(pkcs7Data);
}

/** MIT's keytab format: the length of an entry, how many components, the realm as counted text. */
function isKeytab(content: Buffer): boolean {
  // A hole, where an entry was removed, has a negative length.
  let at = 2;
  while (at + 4 <= content.length && content.readInt32BE(at) < 0) at += 4 - content.readInt32BE(at);
  if (at + 8 > content.length) return content.length === 2;
  const length = content.readInt32BE(at);
  const components = content.readUInt16BE(at + 4);
  const realm = content.readUInt16BE(at + 6);
  return (
    length > 0 &&
    components <= 16 &&
    realm > 0 &&
    realm < 256 &&
    /^[\x21-\x7e]+$/.test(content.toString("latin1", at + 8, Math.min(at + 8 + realm, content.length)))
  );
}

function isCredentialCache(content: Buffer): boolean {
  try {
    const { principal } = parseCcache(content);
    return principal.realm.length > 0;
  } catch {
    return false;
  }
}

function isPrivateKey(content: Buffer): boolean {
  for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
    try {
      createPrivateKey({ key: content, format: "der", type });
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ERR_MISSING_PASSPHRASE") return true;
    }
  }
  return false;
}

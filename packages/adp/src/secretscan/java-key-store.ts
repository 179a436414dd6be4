import { X509Certificate } from "node:crypto";

const magics = new Map([
  [0xfeedfeed, "a Java key store"],
  [0xcececece, "a Java key store (JCEKS)"],
]);
const trustedCertificate = 2;
const digestLength = 20;

/** What a Java key store is called; undefined for another file, and for one of certificates alone: nothing in it is secret. */
export function javaKeyStore(content: Buffer): string | undefined {
  if (content.length < 8) return undefined;
  const name = magics.get(content.readUInt32BE(0));
  if (name === undefined || content.readUInt32BE(4) > 255) return undefined;
  return holdsCertificatesAlone(content) ? undefined : name;
}

/** As Java writes it: magic, version, how many entries, the entries, a digest of it all. */
function holdsCertificatesAlone(content: Buffer): boolean {
  let at = 0;
  const take = (length: number) => {
    if (length > content.length - at) throw new RangeError("an entry is longer than the file");
    at += length;
    return content.subarray(at - length, at);
  };
  const number = () => take(4).readUInt32BE();
  const text = () => take(take(2).readUInt16BE()).toString("latin1");
  try {
    number();
    const version = number();
    for (let left = number(); left > 0; left--) {
      if (number() !== trustedCertificate) return false;
      text();
      take(8);
      if (version > 1 && text() !== "X.509") return false;
      const certificate = take(number());
      if (new X509Certificate(certificate).raw.length !== certificate.length) return false;
    }
    return content.length - at === digestLength;
  } catch {
    // What cannot be read as certificates to its end may hold a key.
    return false;
  }
}

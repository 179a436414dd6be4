import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../lib/index.ts";

/** A way in which a build could leave a credential in the image. */
export interface LeakCase {
  readonly name: string;
  /** Lines at the end of the Dockerfile. */
  readonly lines: (secret: Secret) => readonly string[];
  /** The content of `build/leak` in the build context. */
  readonly file?: (secret: Secret, scratch: string) => Buffer | Promise<Buffer>;
  /** The place that the scan must report. */
  readonly where: RegExp;
}

export interface Secret {
  readonly user: string;
  readonly token: string;
}

const copied = () => ["COPY build/leak /opt/leak"];
const inFile = /opt\/leak/;
const base64 = (text: string) => Buffer.from(text).toString("base64");

export const leakCases: readonly LeakCase[] = [
  {
    name: "raw in a file",
    lines: copied,
    file: ({ token }) => Buffer.from(`token = ${token}\n`),
    where: inFile,
  },
  {
    name: "URL-encoded in a file",
    lines: copied,
    file: ({ user, token }) =>
      Buffer.from(
        `https://${encodeURIComponent(user)}:${encodeURIComponent(token)}@artifactory.company.com/\n`,
      ),
    where: inFile,
  },
  { name: "base64 in a file", lines: copied, file: ({ token }) => Buffer.from(base64(token)), where: inFile },
  {
    name: "base64 of user:password, as docker login keeps it",
    lines: copied,
    file: ({ user, token }) =>
      Buffer.from(JSON.stringify({ auths: { any: { auth: base64(`${user}:${token}`) } } })),
    where: inFile,
  },
  {
    name: "in a gzip file",
    lines: copied,
    file: ({ token }) => gzipSync(`password ${token}\n`.repeat(3)),
    where: inFile,
  },
  {
    name: "in a zip file",
    lines: copied,
    file: ({ token }, scratch) => zip(scratch, "notes/login.txt", token),
    where: inFile,
  },
  {
    name: "in a wheel",
    lines: () => ["COPY build/leak /opt/leak-1.0-py3-none-any.whl"],
    file: ({ user, token }, scratch) => zip(scratch, "leak/settings.py", base64(`${user}:${token}`)),
    where: /opt\/leak-1\.0-py3-none-any\.whl/,
  },
  {
    name: "in a file that a later step removes",
    lines: () => ["COPY build/leak /tmp/leak", "USER root", "RUN rm /tmp/leak", "USER astro"],
    file: ({ token }) => Buffer.from(token),
    where: /tmp\/leak/,
  },
  {
    name: "in ENV",
    lines: ({ token }) => [`ENV INDEX_PASSWORD='${token}'`],
    where: /history|configuration/,
  },
  { name: "in a label", lines: ({ token }) => [`LABEL login='${token}'`], where: /history|configuration/ },
  {
    name: "in a RUN line, and so in the history",
    lines: ({ token }) => [`RUN : '${token}'`],
    where: /history/i,
  },
  {
    name: "a private key that is no login of this build",
    lines: copied,
    file: async (_, scratch) => {
      await run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", join(scratch, "key.pem")]);
      return readFileSync(join(scratch, "key.pem"));
    },
    where: inFile,
  },
];

/** A compressed zip archive, written by Python's zipfile. */
async function zip(scratch: string, name: string, text: string): Promise<Buffer> {
  const folder = join(scratch, "zipped");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "text"), `${text}\n`.repeat(3));
  const program = join(import.meta.dirname, "..", "programs", "zip_file.py");
  await run(["python3", program, join(folder, "zip"), join(folder, "text"), name]);
  return readFileSync(join(folder, "zip"));
}

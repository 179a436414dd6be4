import * as z from "zod/mini";

/** The settings of the artifact proxy, which it reads from a file. */
export const settings = z.object({
  /** The Unix socket it listens on; the company's machine has a relay to it. */
  socket: z.string(),
  key: z.string(),
  certificate: z.string(),
  /** The file with the company's accounts, read for every request. */
  accounts: z.string(),
  /** One line for each answered request. */
  log: z.string(),
  cache: z.string(),
  /** While this file is there, Debian's mirror is in the middle of an update: its lists do not fit their index. */
  updating: z.string(),
  /** The Unix socket of docker-registry. */
  registry: z.string(),
  /** The folder that is served as Microsoft's repository. */
  microsoft: z.string(),
  upstream: z.object({ debian: z.string(), pypi: z.string(), npm: z.string() }),
});
export type Settings = z.output<typeof settings>;

export const accounts = z.record(
  z.string(),
  z.object({ tokens: z.array(z.string()), expired: z.array(z.string()) }),
);
export type Accounts = z.output<typeof accounts>;

export const host = "artifactory.company.com";

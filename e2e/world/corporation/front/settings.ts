/** What the front is told, in a file. */
export interface Settings {
  /** The Unix socket it listens on; the company's machine has a relay to it. */
  readonly socket: string;
  readonly key: string;
  readonly certificate: string;
  /** The file with the company's accounts, read for every request. */
  readonly accounts: string;
  /** One line for each answered request. */
  readonly log: string;
  readonly cache: string;
  /** While this file is there, Debian's mirror is in the middle of an update: its lists do not fit their index. */
  readonly updating: string;
  /** The Unix socket of docker-registry. */
  readonly registry: string;
  /** A folder that is served as it is, under the place of Microsoft's packages. */
  readonly microsoft: string;
  readonly upstream: { readonly debian: string; readonly pypi: string; readonly npm: string };
}

export type Accounts = Readonly<
  Record<string, { readonly tokens: readonly string[]; readonly expired: readonly string[] }>
>;

export const host = "artifactory.company.com";

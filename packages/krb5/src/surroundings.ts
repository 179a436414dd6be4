/** What this library reads of the file system; a test hands in its own. Failures carry `code`, as Node's do. */
export interface Files {
  /** A file's whole text. */
  readText(path: string): string;
  /** The names in a folder. */
  readNames(path: string): string[];
}

/** Everything outside that decides where a person's ticket is. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The real and the effective user: %{uid} and %{euid}. */
  readonly uid: number;
  readonly euid: number;
  /** The effective user's name: %{username}. */
  readonly username?: string;
  /** As in process.platform. */
  readonly platform: string;
  /** Where libkrb5 was built to find libraries and programs: %{LIBDIR}, %{BINDIR}, %{SBINDIR}. */
  readonly installation?: { readonly lib?: string; readonly bin?: string; readonly sbin?: string };
  readonly files: Files;
}

export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : undefined;
}

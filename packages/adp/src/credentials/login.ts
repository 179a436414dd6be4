import type { Secret } from "../kernel/secret.ts";

/** Who somebody is to a host, and where that stands. The value is a Secret; the place and the user may be shown. */
export interface Login {
  readonly user: string;
  readonly password: Secret;
  /** For people: "~/.netrc, line 3", "UV_INDEX_CORPORATE_PYPI_USERNAME and _PASSWORD". */
  readonly place: string;
}

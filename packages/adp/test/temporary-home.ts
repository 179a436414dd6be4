import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

// No test reads or writes the home folder of the person who runs it.
const home = mkdtempSync(join(process.env.ADP_TEST_HOMES ?? tmpdir(), "h"));
for (const name of ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"])
  delete process.env[name];
process.env.HOME = home;
process.env.NO_COLOR = "1";
// `make unit` is not what the tested commands were typed as.
delete process.env.ADP_MAKE;

afterAll(() => rmSync(home, { recursive: true, force: true }));

import { describe, expect, it } from "vitest";
import { SharerError } from "../errors.ts";
import { helpText, options } from "./options.ts";
import { readSettings } from "./settings.ts";

function refusal(args: readonly string[], env: Record<string, string> = {}): string {
  try {
    readSettings(args, env);
  } catch (error) {
    if (error instanceof SharerError) return `${error.problem.code} ${error.problem.exit} ${error.message}`;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("settings", () => {
  it("have defaults; an empty variable is as good as none, as Compose hands them over", () => {
    const empty = Object.fromEntries(Object.values(options).map(({ variable }) => [variable, ""]));
    const expected = {
      mode: "daemon",
      source: "/krb5/source/krb5cc",
      cacheDir: "/krb5/cache",
      principal: undefined,
      renew: false,
      keytab: undefined,
      spns: [],
      collection: false,
      pollSeconds: 300,
      minimumSeconds: 0,
      onStop: "keep",
      metricsPort: undefined,
      metricsHost: "127.0.0.1",
      log: "auto",
      waitSeconds: 0,
      unknownVariables: [],
    };
    expect(readSettings([], {})).toEqual(expected);
    expect(readSettings([], empty)).toEqual(expected);
  });

  it("a flag outranks its variable, also to switch off", () => {
    const env = { TICKET_SOURCE: "/a", TICKET_RENEW: "true", TICKET_POLL_SECONDS: "10" };
    expect(readSettings(["--source=/b", "--no-renew", "--poll-seconds", "20"], env)).toMatchObject({
      source: "/b",
      renew: false,
      pollSeconds: 20,
    });
  });

  it("reads lists, principals and modes", () => {
    const settings = readSettings(["--once"], {
      TICKET_SPNS: " MSSQLSvc/db.corp.example:1433, postgres/db ,",
      TICKET_PRINCIPAL: "svc/host@CORP.EXAMPLE",
      TICKET_TYPO: "1",
    });
    expect(settings).toMatchObject({
      mode: "once",
      spns: ["MSSQLSvc/db.corp.example:1433", "postgres/db"],
      unknownVariables: ["TICKET_TYPO"],
    });
    expect(settings.principal?.components).toEqual(["svc", "host"]);
    expect(readSettings(["--check"], {}).mode).toBe("check");
    expect(readSettings(["-h"], {}).mode).toBe("help");
    expect(readSettings(["--version"], {}).mode).toBe("version");
  });

  it.each([
    [["--nonsense"], {}, /"--nonsense" is no option/],
    [["--no-source"], {}, /"--no-source" is no option/],
    [["--source"], {}, /--source needs a value/],
    [[], { TICKET_RENEW: "perhaps" }, /TICKET_RENEW \(--renew\) is "perhaps", not true or false/],
    [[], { TICKET_POLL_SECONDS: "0" }, /not a whole number from 1 to 300/],
    [[], { TICKET_POLL_SECONDS: "301" }, /not a whole number from 1 to 300/],
    [[], { TICKET_CACHE_DIR: "/srv/j\ufffdrgen" }, /TICKET_CACHE_DIR .* not written in UTF-8/],
    [[], { TICKET_METRICS_PORT: "70000" }, /not a whole number from 0 to 65535/],
    [[], { TICKET_ON_STOP: "burn" }, /not keep or remove/],
    [[], { TICKET_PRINCIPAL: "alice" }, /names no realm/],
    [[], { TICKET_KEYTAB: "/etc/krb5.keytab" }, /TICKET_PRINCIPAL .* is not set/],
    [[], { TICKET_SPNS: "--help/x" }, /no service principal name/],
    [[], { TICKET_SPNS: "postgres" }, /no service principal name/],
  ] as const)("refuses %j %j", (args, env, message) => {
    expect(refusal(args, env)).toMatch(/^TKT-SETTING 64 /);
    expect(refusal(args, env)).toMatch(message);
  });

  it("every option is in the help", () => {
    for (const { variable, flag } of Object.values(options)) {
      expect(helpText()).toContain(variable);
      expect(helpText()).toContain(`--${flag}`);
    }
  });
});

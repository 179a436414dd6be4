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
      principalChange: "refuse",
      renew: false,
      keytab: undefined,
      pollSeconds: 300,
      minimumSeconds: 0,
      onStop: "keep",
      log: "auto",
      logFile: undefined,
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

  it("reads principals and modes", () => {
    const settings = readSettings(["--once"], {
      TICKET_PRINCIPAL: "svc/host@CORP.EXAMPLE",
      TICKET_TYPO: "1",
    });
    expect(settings).toMatchObject({
      mode: "once",
      unknownVariables: ["TICKET_TYPO"],
    });
    expect(settings.principal?.components).toEqual(["svc", "host"]);
    expect(readSettings(["-h"], {}).mode).toBe("help");
    expect(readSettings(["--version"], {}).mode).toBe("version");
  });

  it.each([
    [["--nonsense"], {}, /'--nonsense'/],
    [["--no-source"], {}, /'--no-source'/],
    [["--source"], {}, /--source <value>/],
    [[], { TICKET_RENEW: "perhaps" }, /TICKET_RENEW \(--renew\) is "perhaps", not true or false/],
    [[], { TICKET_POLL_SECONDS: "0" }, /not a whole number from 1 to 300/],
    [[], { TICKET_POLL_SECONDS: "301" }, /not a whole number from 1 to 300/],
    [[], { TICKET_CACHE_DIR: "/srv/j\ufffdrgen" }, /TICKET_CACHE_DIR .* not UTF-8/],
    [[], { TICKET_ON_STOP: "burn" }, /not keep or remove/],
    [[], { TICKET_PRINCIPAL: "alice" }, /names no realm/],
    [[], { TICKET_PRINCIPAL_CHANGE: "yes" }, /TICKET_PRINCIPAL_CHANGE .* names no realm/],
    [[], { TICKET_KEYTAB: "/etc/krb5.keytab" }, /TICKET_PRINCIPAL .* is not set/],
    [["krb5cc"], {}, /krb5cc/],
    [["--renew=no"], {}, /--renew/],
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

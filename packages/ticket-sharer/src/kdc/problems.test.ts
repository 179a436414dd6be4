import { run, shell } from "@airflow-data-platform/cli-kit";
import { describe, expect, it } from "vitest";
import { kdcProblem } from "./problems.ts";

const asked = { program: "kinit", failed: "No ticket", next: [run(shell`kinit alice`)] } as const;

describe("what libkrb5 says", () => {
  it.each([
    [
      "kinit: Cannot contact any KDC for realm 'CORP.EXAMPLE' while getting initial credentials",
      "TKT-KDC-UNREACHABLE",
      69,
    ],
    ['kinit: Cannot find KDC for realm "CORP.EXAMPLE" while renewing credentials', "TKT-KDC-UNREACHABLE", 69],
    ["kinit: no answer within 30 s", "TKT-KDC-UNREACHABLE", 69],
    ["kinit: Clock skew too great while renewing credentials", "TKT-CLOCK-SKEW", 77],
    ["kinit: Key table file '/krb5/keytab' not found while getting initial credentials", "TKT-KEYTAB", 77],
    ["kinit: Keytab contains no suitable keys for alice@CORP.EXAMPLE", "TKT-KEYTAB", 77],
    ["kinit: KDC can't fulfill requested option while renewing credentials", "TKT-KDC-REFUSED", 77],
    ["", "TKT-KDC-REFUSED", 77],
  ])("%s", (said, code, exit) => {
    const problem = kdcProblem(asked, { code: 1, said });
    expect(problem).toMatchObject({
      code,
      exit,
      what: "No ticket.",
      why: said === "" ? "kinit exited with 1." : said,
    });
    expect(problem.next.length).toBeGreaterThan(0);
  });

  it.each([
    ["kinit: Preauthentication failed while getting initial credentials", "TKT-KEYTAB-REFUSED", "ktpass"],
    ["kinit: Password incorrect while getting initial credentials", "TKT-KEYTAB-REFUSED", "ktpass"],
    [
      "kinit: Client's credentials have been revoked while getting initial credentials",
      "TKT-KDC-REFUSED",
      "locked",
    ],
    [
      "kinit: Client 'etl@CORP.EXAMPLE' not found in Kerberos database while getting initial credentials",
      "TKT-KDC-REFUSED",
      "renamed",
    ],
  ])("of a keytab: %s", (said, code, advice) => {
    const problem = kdcProblem({ ...asked, isLogin: true }, { code: 1, said });
    expect(problem).toMatchObject({ code, exit: 77, why: said });
    expect(JSON.stringify(problem.next)).toContain(advice);
    // To renew is no login: tried again, as ever.
    expect(kdcProblem(asked, { code: 1, said }).code).toBe("TKT-KDC-REFUSED");
  });

  it.each([
    ["EACCES", "ls -lL"],
    ["EAGAIN", "nothing, where there is room"],
  ])("a program that cannot be started: %s", (unstarted, first) => {
    const problem = kdcProblem(asked, {
      code: 126,
      said: `kinit cannot be started (${unstarted})`,
      unstarted,
    });
    expect(problem).toMatchObject({ code: "TKT-NOT-STARTED", exit: 69 });
    expect(problem.why).toContain(unstarted);
    expect(JSON.stringify(problem.next)).toContain(first);
  });

  it("a program that was killed is not a KDC that does not answer", () => {
    const said = "kinit: ended by SIGKILL";
    expect(kdcProblem(asked, { code: 128, endedBy: "SIGKILL", said })).toMatchObject({
      code: "TKT-PROGRAM-ENDED",
      exit: 69,
      why: said,
    });
  });

  it("a missing program, and words that do not belong on a terminal", () => {
    expect(kdcProblem(asked, { code: 127, said: "kinit: not found" }).code).toBe("TKT-NO-PROGRAM");
    expect(kdcProblem(asked, { code: 1, said: "first\n\u001b[2Jlast\n" }).why).toBe("\u00b7[2Jlast");
  });
});

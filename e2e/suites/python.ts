import { existsSync } from "node:fs";
import { join } from "node:path";
import { debianPostgres } from "./debian-postgres.ts";
import { flightsPackage } from "./flights.ts";
import { junitCounts } from "./reports.ts";
import { cannotRun, type Suite, type SuiteContext } from "./suite.ts";
import { trixieSuite } from "./trixie.ts";
import { venv } from "./venv.ts";
import { openDebianWarehouse } from "./warehouse.ts";

/** The stacks that every change is tested on: Airflow 2's, its standard Runtimes' with pydantic 2, and Airflow 3's. */
const stacks = ["sqlalchemy14", "sqlalchemy14-pydantic2", "sqlalchemy2"] as const;
/** The tools of the tests, for what needs no stack. */
type Environment = (typeof stacks)[number] | "tools";

interface Pytest {
  readonly room: string;
  readonly folder: readonly string[];
  readonly stack: Environment;
  readonly words?: readonly string[];
  readonly env?: (root: string) => Promise<Record<string, string>>;
  /** The only Python to run on, where it matters which. */
  readonly python?: string;
  /** Runs only with CI=true, or by name. */
  readonly ci?: boolean;
  /** Part of the suite's name. */
  readonly detail?: string;
}

interface Run extends Pytest {
  readonly context: SuiteContext;
  readonly url: string;
}

async function runPytest({ context, room, folder, stack, words = [], env, python, detail, url }: Run) {
  const { root, scratch, passes } = context;
  const locks = stack === "tools" ? ["e2e", "requirements"] : ["sqlmodel-framework", "requirements"];
  const pythons = python === undefined ? undefined : [python];
  const bin = await venv(root, stack, join(root, ...locks, `${stack}.txt`), pythons);
  const report = join(scratch, `${[room, stack, detail].join("-").replaceAll(/\W+/g, "-")}.xml`);
  const ran = await passes(
    [join(bin, "python"), "-m", "pytest", "-p", "no:cacheprovider", `--junitxml=${report}`, ...words],
    {
      cwd: join(root, ...folder),
      env: {
        SQLMODEL_FRAMEWORK_TEST_URL: url,
        PYTHONPATH: join(root, "sqlmodel-framework", "src"),
        // Compiled once for all suites and programs of an environment (uv compiles nothing), away from the sources.
        PYTHONPYCACHEPREFIX: join(bin, "..", "pycache"),
        ...(await env?.(root)),
      },
    },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = junitCounts(report);
  // pytest that ended badly without a failed test (collection, an internal error) is a failure too.
  return ran ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

function pytest(options: Pytest): Suite {
  const { room, folder, stack, detail } = options;
  return {
    room,
    name: `${folder.at(-1)} on ${stack}${detail === undefined ? "" : `, ${detail}`}`,
    ...(options.ci === true ? { ci: true } : {}),
    run: async (context) =>
      runPytest({ ...options, context, url: await context.warehouseUrl(`${room}_${stack}`) }),
  };
}

/** On Debian's PostgreSQL 15, the oldest that is tested, started for this suite alone; by psycopg 3, where it can be. */
function onDebian(options: Pytest): Suite {
  const driver = options.stack === "sqlalchemy2" ? "psycopg" : "psycopg2";
  const detail = `PostgreSQL 15, ${driver}`;
  return {
    ...pytest({ ...options, detail, ci: true }),
    async run(context) {
      const programs = debianPostgres();
      if (programs === undefined)
        return cannotRun(
          detail,
          "/usr/lib/postgresql/15 is not there: apt-get install postgresql on Debian 12",
        );
      const scratch = join(context.scratch, options.stack);
      const server = openDebianWarehouse(programs, scratch);
      try {
        const url = (await server.url("framework")).replace(/^postgresql[^:]*/, `postgresql+${driver}`);
        return await runPytest({ ...options, detail, context, url });
      } finally {
        await server.close();
      }
    },
  };
}

const soakMinutes = String(Number(process.env.SOAK_SECONDS ?? "600") / 60);
const framework = { room: "framework", folder: ["sqlmodel-framework"] } as const;

export const pythonSuites: Suite[] = [
  ...stacks.flatMap((stack) => [
    // The third differs from the first by pydantic alone.
    pytest({ ...framework, stack, ci: stack === "sqlalchemy14-pydantic2" }),
    pytest({
      room: "flights",
      folder: ["examples", "nyc-flights-incremental"],
      stack,
      // One stack finds a mistake in the flights' own code; CI has them all.
      ci: stack !== "sqlalchemy2",
      // Those need an Airflow: e2e/datakits.test.ts runs them on each line.
      words: ["--ignore=tests/dags"],
      env: async (root) => ({ NYC_FLIGHTS_PACKAGE: await flightsPackage(root) }),
    }),
    pytest({
      room: "pagila",
      folder: ["examples", "pagila-sqlmodel-basic"],
      stack,
      ci: stack !== "sqlalchemy2",
      words: ["tests/unit"],
    }),
  ]),
  pytest({
    room: "accounts",
    folder: ["examples", "sqlserver-windows-auth"],
    stack: "sqlalchemy2",
    words: ["tests/unit"],
  }),
  // What differs by the server is the same SQL on every stack; what asks no server was run above.
  onDebian({ ...framework, stack: "sqlalchemy2", words: ["--servers-own"] }),
  trixieSuite,
  pytest({ room: "layer1", folder: ["layer1-base-image"], stack: "tools", words: ["tests"] }),
  pytest({
    room: "runners",
    folder: ["runtime-environments"],
    stack: "tools",
    words: ["supervisor/tests", "sqlserver-runner/tests"],
  }),
  pytest({ room: "template", folder: ["cookiecutter-layer2-datakit"], stack: "tools", words: ["tests"] }),
  pytest({
    room: "soak",
    folder: ["sqlmodel-framework"],
    stack: "sqlalchemy2",
    detail: "at length",
    words: ["-s", "tests/test_machine.py"],
    env: async () => ({ SQLMODEL_FRAMEWORK_SOAK: soakMinutes }),
  }),
];

import { existsSync } from "node:fs";
import { join } from "node:path";
import { debianPostgres } from "./debian-postgres.ts";
import { flightsPackage } from "./flights.ts";
import { junitCounts, passes, type Suite, type Workshop } from "./suite.ts";
import { trixieSuite } from "./trixie.ts";
import { venv } from "./venv.ts";
import { openDebianWarehouse } from "./warehouse.ts";

/** The two stacks that every change is tested on: Airflow 2's and Airflow 3's. */
const stacks = ["sqlalchemy14", "sqlalchemy2"] as const;
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
  /** Told in the suite's name. */
  readonly detail?: string;
}

interface Run extends Pytest {
  readonly workshop: Workshop;
  readonly url: string;
}

async function runPytest({ workshop, room, folder, stack, words = [], env, python, detail, url }: Run) {
  const { root, scratch } = workshop;
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
        PYTHONDONTWRITEBYTECODE: "1",
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
    run: async (workshop) =>
      runPytest({ ...options, workshop, url: await workshop.warehouseUrl(`${room}_${stack}`) }),
  };
}

/** On Debian's PostgreSQL 15, the oldest that is tested, started for this suite alone; by psycopg 3, where it can be. */
function onDebian(options: Pytest): Suite {
  const driver = options.stack === "sqlalchemy2" ? "psycopg" : "psycopg2";
  const detail = `PostgreSQL 15, ${driver}`;
  return {
    ...pytest({ ...options, detail }),
    async run(workshop) {
      const programs = debianPostgres();
      if (programs === undefined) {
        process.stdout.write(
          "/usr/lib/postgresql/15 is not there: apt-get install postgresql on Debian 12\n",
        );
        return process.env.CI === "true"
          ? { passed: 0, failed: 1, skipped: 0 }
          : { passed: 0, failed: 0, skipped: 1 };
      }
      const scratch = join(workshop.scratch, options.stack);
      const server = openDebianWarehouse(programs, scratch);
      try {
        const url = (await server.url("framework")).replace(/^postgresql[^:]*/, `postgresql+${driver}`);
        return await runPytest({ ...options, detail, workshop, url });
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
    pytest({ ...framework, stack }),
    onDebian({ ...framework, stack }),
    pytest({
      room: "flights",
      folder: ["examples", "nyc-flights-incremental"],
      stack,
      // Those need an Airflow: e2e/datakits.test.ts runs them on each line.
      words: ["--ignore=tests/dags"],
      env: async (root) => ({ NYC_FLIGHTS_PACKAGE: await flightsPackage(root) }),
    }),
  ]),
  trixieSuite,
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

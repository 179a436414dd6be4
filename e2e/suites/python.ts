import { existsSync } from "node:fs";
import { join } from "node:path";
import { flightsPackage } from "./flights.ts";
import { junitCounts, passes, type Suite } from "./suite.ts";
import { venv } from "./venv.ts";

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
}

function pytest({ room, folder, stack, words = [], env = async () => ({}) }: Pytest): Suite {
  const name = `${folder.at(-1)} on ${stack}${room === "soak" ? ", at length" : ""}`;
  return {
    room,
    name,
    async run({ root, scratch, warehouseUrl }) {
      const locks = stack === "tools" ? ["e2e", "requirements"] : ["sqlmodel-framework", "requirements"];
      const bin = await venv(root, stack, join(root, ...locks, `${stack}.txt`));
      const report = join(scratch, `${room}-${stack}.xml`);
      const ran = await passes(
        [join(bin, "python"), "-m", "pytest", "-p", "no:cacheprovider", `--junitxml=${report}`, ...words],
        {
          cwd: join(root, ...folder),
          env: {
            SQLMODEL_FRAMEWORK_TEST_URL: await warehouseUrl(`${room}_${stack}`),
            PYTHONPATH: join(root, "sqlmodel-framework", "src"),
            PYTHONDONTWRITEBYTECODE: "1",
            ...(await env(root)),
          },
        },
      );
      if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
      const counts = junitCounts(report);
      // pytest that ended badly without a failed test (collection, an internal error) is a failure too.
      return ran ? counts : { ...counts, failed: Math.max(1, counts.failed) };
    },
  };
}

const soakMinutes = String(Number(process.env.SOAK_SECONDS ?? "600") / 60);

export const pythonSuites: Suite[] = [
  ...stacks.flatMap((stack) => [
    pytest({ room: "framework", folder: ["sqlmodel-framework"], stack }),
    pytest({
      room: "flights",
      folder: ["examples", "nyc-flights-incremental"],
      stack,
      // Those need an Airflow: e2e/datakits.test.ts runs them on each line.
      words: ["--ignore=tests/dags"],
      env: async (root) => ({ NYC_FLIGHTS_PACKAGE: await flightsPackage(root) }),
    }),
  ]),
  pytest({ room: "template", folder: ["cookiecutter-layer2-datakit"], stack: "tools", words: ["tests"] }),
  pytest({
    room: "soak",
    folder: ["sqlmodel-framework"],
    stack: "sqlalchemy2",
    words: ["tests/test_machine.py"],
    env: async () => ({ SQLMODEL_FRAMEWORK_SOAK: soakMinutes }),
  }),
];

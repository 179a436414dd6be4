import { existsSync } from "node:fs";
import { join } from "node:path";
import { junitCounts, passes, type Suite } from "./suite.ts";
import { venv } from "./venv.ts";

/** The two stacks that every change is tested on: Airflow 2's and Airflow 3's. */
const stacks = ["sqlalchemy14", "sqlalchemy2"] as const;

interface Pytest {
  readonly room: string;
  readonly folder: readonly string[];
  readonly stack: (typeof stacks)[number];
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function pytest({ room, folder, stack, words = [], env = {} }: Pytest): Suite {
  const name = `${folder.at(-1)} on ${stack}${room === "soak" ? ", at length" : ""}`;
  return {
    room,
    name,
    async run({ root, scratch, warehouseUrl }) {
      const bin = await venv(root, stack, join(root, "sqlmodel-framework", "requirements", `${stack}.txt`));
      const report = join(scratch, `${room}-${stack}.xml`);
      const ran = await passes(
        [join(bin, "python"), "-m", "pytest", "-p", "no:cacheprovider", `--junitxml=${report}`, ...words],
        {
          cwd: join(root, ...folder),
          env: {
            SQLMODEL_FRAMEWORK_TEST_URL: await warehouseUrl(`${room}_${stack}`),
            PYTHONPATH: join(root, "sqlmodel-framework", "src"),
            PYTHONDONTWRITEBYTECODE: "1",
            ...env,
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
    pytest({ room: "flights", folder: ["examples", "nyc-flights-incremental"], stack }),
  ]),
  pytest({
    room: "soak",
    folder: ["sqlmodel-framework"],
    stack: "sqlalchemy2",
    words: ["tests/test_machine.py"],
    env: { SQLMODEL_FRAMEWORK_SOAK: soakMinutes },
  }),
];

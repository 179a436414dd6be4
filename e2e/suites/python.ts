import { existsSync } from "node:fs";
import { join } from "node:path";
import { junitCounts, passes, type Suite } from "./suite.ts";
import { venv } from "./venv.ts";

/** The two stacks that every change is tested on: Airflow 2's and Airflow 3's. */
const stacks = ["sqlalchemy14", "sqlalchemy2"] as const;

function pytest(room: string, folder: readonly string[], stack: (typeof stacks)[number]): Suite {
  const name = `${folder.at(-1)} on ${stack}`;
  return {
    room,
    name,
    async run({ root, scratch, warehouseUrl }) {
      const bin = await venv(root, stack, join(root, "sqlmodel-framework", "requirements", `${stack}.txt`));
      const report = join(scratch, `${room}-${stack}.xml`);
      const ran = await passes(
        [join(bin, "python"), "-m", "pytest", "-p", "no:cacheprovider", `--junitxml=${report}`],
        {
          cwd: join(root, ...folder),
          env: {
            SQLMODEL_FRAMEWORK_TEST_URL: await warehouseUrl(`${room}_${stack}`),
            PYTHONPATH: join(root, "sqlmodel-framework", "src"),
            PYTHONDONTWRITEBYTECODE: "1",
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

export const pythonSuites: Suite[] = stacks.flatMap((stack) => [
  pytest("framework", ["sqlmodel-framework"], stack),
  pytest("flights", ["examples", "nyc-flights-incremental"], stack),
]);

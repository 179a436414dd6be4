import { freemem, totalmem } from "node:os";
import { act, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { readIfPresent } from "../../kernel/files.ts";
import type { Machine } from "../../kernel/machine.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";
import { gigabytes } from "./disk.ts";

/** Airflow 3.3 with its five processes and PostgreSQL take about 1.6 GB; a task comes on top. */
const enough = 3e9;

export const memory: Check = {
  id: "memory",
  group: "Machine",
  flows: ["dev"],
  looksAt: "the memory that programs can still take",
  async look({ machine, env }) {
    const available = await availableMemory(machine, env);
    if (available >= enough) return `${gigabytes(available)} GB of memory free`;
    return [
      warning(
        new AdpError(errors.MEMORY, {
          what: `${gigabytes(available)} of ${gigabytes(totalmem())} GB of memory are free.`,
          why: "Airflow and PostgreSQL take about 2 GB, and the system ends processes when memory runs out.",
          next:
            machine === "wsl"
              ? [
                  act("set memory=8GB below [wsl2] in .wslconfig in your Windows home folder"),
                  run(shell`wsl.exe --shutdown`, "starts WSL again with it"),
                ]
              : [act("close programs, or give the virtual machine more memory")],
        }),
      ),
    ];
  },
};

/** Node's own figure counts what the system keeps of files as taken. */
async function availableMemory(machine: Machine, env: NodeJS.ProcessEnv): Promise<number> {
  if (machine === "macos") {
    const found = await attempt(["vm_stat"], { env, timeoutMs: 5000 });
    return found instanceof ProcessFailure ? freemem() : memoryOfMac(found.stdout);
  }
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(readIfPresent("/proc/meminfo") ?? "")?.[1];
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
}

/** vm_stat counts pages. What is inactive, or was read ahead, goes to whoever asks. */
function memoryOfMac(text: string): number {
  const size = Number(/page size of (\d+) bytes/.exec(text)?.[1] ?? 0);
  const pages = ["free", "inactive", "speculative"].map((kind) =>
    Number(new RegExp(`^Pages ${kind}: +(\\d+)`, "m").exec(text)?.[1] ?? 0),
  );
  return size * pages.reduce((sum, one) => sum + one, 0);
}

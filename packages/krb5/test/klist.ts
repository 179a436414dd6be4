import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** libkrb5's verdict on bytes, as klist reports it. */
export interface Verdict {
  readonly accepted: boolean;
  /** How many tickets it listed. */
  readonly tickets: number;
  /** What it complained of. */
  readonly complaint: string;
}

const environment = { PATH: process.env.PATH, TZ: "UTC", LC_ALL: "C", KRB5_CONFIG: "/dev/null" };
const ticketLine = /^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d {2}\d\d\/\d\d\/\d\d/gm;

/** `klist -c FILE` on one cache. */
export async function klistVerdict(bytes: Uint8Array): Promise<Verdict> {
  return inFolder(async (folder) => {
    const file = join(folder, "cache");
    writeFileSync(file, bytes);
    const { code, stdout, stderr } = await klist(["-c", `FILE:${file}`], {});
    return { accepted: code === 0, tickets: countTickets(stdout), complaint: stderr.trim() };
  });
}

/**
 * The same on many caches, by one `klist -A` on a DIR collection of them: it reads each by the same code and says
 * of each file either what is in it or, naming it, what is wrong. A hundred times faster than a process each.
 */
export async function klistVerdicts(caches: readonly Uint8Array[]): Promise<Verdict[]> {
  return inFolder(async (folder) => {
    const name = (i: number) => `tkt${String(i).padStart(6, "0")}`;
    for (const [i, bytes] of caches.entries()) writeFileSync(join(folder, name(i)), bytes);
    writeFileSync(join(folder, "primary"), `${name(0)}\n`);
    const { stdout, stderr } = await klist(["-A"], { KRB5CCNAME: `DIR:${folder}` });
    const complaints = new Map<string, string>();
    for (const line of stderr.split("\n")) {
      const file = /\(filename: .*\/(tkt\d{6})\)/.exec(line)?.[1];
      if (file !== undefined) complaints.set(file, line);
    }
    const listed = new Map<string, number>();
    for (const block of stdout.split(/^(?=Ticket cache: DIR::)/m)) {
      const file = /^Ticket cache: DIR::.*\/(tkt\d{6})$/m.exec(block)?.[1];
      if (file !== undefined) listed.set(file, countTickets(block));
    }
    return caches.map((_, i) => {
      const complaint = complaints.get(name(i));
      const tickets = listed.get(name(i));
      if (complaint === undefined && tickets === undefined)
        throw new Error(`klist says nothing of file ${i}:\n${stderr.slice(0, 2000)}`);
      return { accepted: complaint === undefined, tickets: tickets ?? 0, complaint: complaint ?? "" };
    });
  });
}

function countTickets(text: string): number {
  return text.match(ticketLine)?.length ?? 0;
}

/** Runs klist with an environment of its own and hands out what it wrote, byte for byte as Latin-1. */
export function klist(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("klist", args, {
      env: { ...environment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr] = [[] as Buffer[], [] as Buffer[]];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString("latin1"),
        stderr: Buffer.concat(stderr).toString("latin1"),
      }),
    );
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "adp-klist-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

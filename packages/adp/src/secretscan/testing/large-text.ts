import { scanForSecrets } from "../index.ts";

// Scans a text of so many megabytes in a process of its own, and prints what was found and how much memory that took.

const [megabytes = 0] = process.argv.slice(2).map(Number);
const mega = 1024 * 1024;
const password = ["Blau", "beere", "-71-", "xkcd"].join("");

/** Rows of a dump, a million bytes of them. */
const rows = Buffer.from(
  Array.from(
    { length: 12_000 },
    (_, row) =>
      `INSERT INTO orders VALUES (${row}, 'open', '2026-11-2${row % 10}', 'note of order ${row * 7919}');\n`,
  )
    .join("")
    .padEnd(mega, "-")
    .slice(0, mega - 1)
    .concat("\n"),
);

async function* dump(): AsyncGenerator<Buffer> {
  for (let count = 0; count < megabytes; count++) {
    yield rows;
    // The second one is the last line of all.
    if (count === Math.floor(megabytes / 2) || count === megabytes - 1)
      yield Buffer.from(`CREATE USER loader PASSWORD '${password}';\n`);
  }
}

const report = await scanForSecrets("/", { kind: "text", path: "dump.sql", content: dump() });
const answer = {
  bytes: report.bytes,
  findings: report.findings.map(({ line, rule }) => ({ line, rule })),
  unread: report.unread,
  linesOfOne: rows.toString().split("\n").length - 1,
  megabytesOfMemory: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(answer)}\n`);

#!/bin/sh
# Whether `make clean` may remove the engine: not while a datakit runs on it. Exit 64 with a coded error when not.
# $1 is the command of adp. The clone's own demo does not count: `make clean` stops it.
set -u
adp=$1
[ -d .adp/run/engine/run-folders ] || exit 0
running=$($adp dev list --json) || exit
# shellcheck disable=SC2016  # ${...} is the program's
stops=$(printf '%s' "$running" | node -e '
  const { existsSync, readFileSync } = require("node:fs");
  const { join } = require("node:path");
  const quoted = (word) => (/^[\w.,:@%+=/-]+$/.test(word) ? word : `\x27${word.replaceAll("\x27", "\x27\\\x27\x27")}\x27`);
  for (const { datakit, engine } of JSON.parse(readFileSync(0, "utf8"))) {
    // What is in containers needs nothing of the clone: `make clean` stops it.
    if (engine === "docker" || datakit === join(process.cwd(), ".adp", "run", "demo")) continue;
    const stop = existsSync(join(datakit, "dags")) ? "dev stop --datakit" : "demo --stop --folder";
    console.log(`  next:  ${process.argv[1]} ${stop} ${quoted(datakit)}`);
  }' "$adp") || exit
[ -n "$stops" ] || exit 0
{
  echo "ADP-CLEAN-001  Datakits run on the engine of this clone, so nothing was removed."
  echo "  why:   Without its engine a datakit that runs breaks."
  printf '%s\n' "$stops"
  echo "  or:    make clean FORCE=1"
  echo "         (removes the engine under them)"
} >&2
exit 64

#!/bin/sh
# Whether Node.js is there and new enough: the one question that adp, which runs on it, cannot ask.
# POSIX shell, so that it works before anything is installed. Exit 2 with a coded error when not.
set -u
need="20.19"
advice() {
  case "$(uname -s)" in
    Darwin) echo "brew install node" ;;
    *)
      if command -v apt-get >/dev/null 2>&1; then
        echo "sudo apt-get install nodejs npm   (Debian 13, Ubuntu 25.04 and later), or https://nodejs.org/en/download"
      elif command -v dnf >/dev/null 2>&1; then
        echo "sudo dnf install nodejs22"
      else
        echo "install Node.js 22 LTS from https://nodejs.org/en/download"
      fi
      ;;
  esac
}
fail() {
  echo "$1" >&2
  echo "  why:   adp needs Node.js $need or newer." >&2
  echo "  next:  $(advice)" >&2
  exit 2
}
command -v node >/dev/null 2>&1 || fail "ADP-NODE-001  Node.js was not found on PATH."
version=$(node -p 'process.versions.node' 2>/dev/null) || fail "ADP-NODE-001  $(command -v node) does not run."
major=${version%%.*}
minor=${version#*.}
minor=${minor%%.*}
if [ "$major" -lt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -lt 19 ]; }; then
  fail "ADP-NODE-002  $(command -v node) is Node.js $version, which is too old."
fi

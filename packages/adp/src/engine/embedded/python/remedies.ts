import { existsSync } from "node:fs";
import type { ErrorDefinition } from "../../../kernel/errors.ts";
import { quoted } from "../../../kernel/home.ts";
import { installCommand, type Machine } from "../../../kernel/machine.ts";
import { conflictsIn } from "./conflicts.ts";
import {
  PY_BUILD,
  PY_CONFLICT,
  PY_DENIED,
  PY_DISK_FULL,
  PY_HASH,
  PY_LOGIN,
  PY_NO_WHEEL,
  PY_NOT_THERE,
  PY_PROXY,
  PY_REGISTRY,
  PY_REQUIREMENTS,
  PY_TLS,
  PY_VENV,
} from "./errors.ts";
import type { FailureContext } from "./failure.ts";

interface Remedy {
  readonly why: string | undefined;
  readonly next: readonly string[];
}

interface Particulars extends FailureContext {
  readonly machine: Machine;
  readonly output: string;
}

/** Why it failed, and what to do, for each kind of failure. */
export function remedies(definition: ErrorDefinition, it: Particulars): Remedy {
  return table.get(definition)?.(it) ?? { why: undefined, next: [] };
}

const table = new Map<ErrorDefinition, (it: Particulars) => Remedy>([
  [PY_DISK_FULL, diskFull],
  [PY_TLS, tls],
  [PY_PROXY, proxy],
  [PY_LOGIN, login],
  [PY_REGISTRY, registry],
  [PY_NOT_THERE, notThere],
  [PY_HASH, hash],
  [PY_NO_WHEEL, noWheel],
  [PY_BUILD, build],
  [PY_CONFLICT, conflict],
  [PY_REQUIREMENTS, requirements],
  [PY_DENIED, denied],
  [PY_VENV, venv],
]);

function indexes(it: Particulars): string {
  const { settings } = it;
  if (settings === undefined || settings.indexes.length === 0) return "no index (only local files)";
  return `${settings.indexes.join(", ")} (named by ${settings.namedBy})`;
}

function firstIndex(it: Particulars): string {
  return it.settings?.indexes[0] ?? "https://pypi.org/simple";
}

function diskFull(it: Particulars): Remedy {
  const cache = it.tool === "pip" ? "" : " ~/.cache/uv";
  return {
    why: "An Airflow takes about 350 MB, and uv's cache as much again.",
    next: [`df -h ${quoted(it.folder)}${cache}   shows which disk`, "free some space"],
  };
}

function tls(it: Particulars): Remedy {
  const env = it.env ?? process.env;
  const named = env.SSL_CERT_FILE;
  if (named && !existsSync(named)) {
    return {
      why: `SSL_CERT_FILE names ${named}, which does not exist.`,
      next: ["export SSL_CERT_FILE=/path/to/ca-bundle.pem   or unset it"],
    };
  }
  const why =
    "The certificate's issuer is unknown here; companies often re-sign traffic with a CA of their own. Ask your IT for its file.";
  const own =
    "export SSL_CERT_FILE=/path/to/ca-bundle.pem   (uv; it replaces the built-in list, so give a full bundle)";
  const pip = "pip config set global.cert /path/to/ca-bundle.pem   (pip, and uv by way of adp)";
  const trust: Partial<Record<Machine, string>> = {
    debian:
      "sudo cp company-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates && export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
    fedora:
      "sudo cp company-ca.crt /etc/pki/ca-trust/source/anchors/ && sudo update-ca-trust && export SSL_CERT_FILE=/etc/pki/tls/certs/ca-bundle.crt",
    macos: "export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1   where the keychain trusts that CA",
  };
  const system = trust[it.machine === "wsl" ? "debian" : it.machine];
  return { why, next: [...(system === undefined ? [] : [system]), own, pip] };
}

function proxy(it: Particulars): Remedy {
  const asks = /407 Proxy|proxy authorization required/i.test(it.output);
  const env = it.env ?? process.env;
  const set = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].filter(
    (name) => env[name],
  );
  const where = set.length > 0 ? `set by ${set[0]}` : "set in pip.conf or uv.toml";
  return {
    why: asks
      ? `The proxy (${where}) asks for a login of its own.`
      : `The proxy (${where}) does not answer, or does not let this host through.`,
    next: asks
      ? ["export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT   (special characters as %XX)"]
      : [
          `curl -sSI ${firstIndex(it)}/   asks the same host the same way`,
          `export NO_PROXY=${host(firstIndex(it))}   where the index is inside the company's network`,
        ],
  };
}

function login(it: Particulars): Remedy {
  const url = firstIndex(it);
  const forbidden = !/\b401\b|lack of valid|Missing credentials|Credentials not correct/i.test(it.output);
  return {
    why: `${indexes(it)} ${forbidden ? "forbids it: wrong credentials, none, or a policy against this package" : "was given no credentials, or wrong ones"}.`,
    next: [
      `add to ~/.netrc (chmod 600):  machine ${host(url)} login YOU password TOKEN   (uv and pip both read it)`,
      ...(it.settings?.loginVariables ?? []).map((names) => `export ${names}`),
    ],
  };
}

function registry(it: Particulars): Remedy {
  const isPypi = firstIndex(it).startsWith("https://pypi.org/");
  return {
    why: `It was asked for: ${indexes(it)}. The network, a proxy setting or the index itself.`,
    next: [
      `curl -sSI ${firstIndex(it)}/   asks it without uv`,
      isPypi
        ? "pip config set global.index-url https://YOUR-MIRROR/simple   where the company has a mirror; adp and uv then use it too"
        : `correct the index in ${it.settings?.namedBy}`,
      "export HTTPS_PROXY=http://PROXY:PORT   where the way out is a proxy",
    ],
  };
}

function notThere(it: Particulars): Remedy {
  return {
    why: `It was looked for on ${indexes(it)}.`,
    next: [
      ...(it.requirements === undefined
        ? [
            "ask who runs that index: it must carry what pypi.org has, or have it as a remote",
            "a cooling-off setting (exclude-newer, UV_EXCLUDE_NEWER) hides new versions on purpose",
          ]
        : [`correct the name or version in ${it.requirements.files.join(", ")}`]),
    ],
  };
}

function hash(it: Particulars): Remedy {
  const locked = it.requirements === undefined ? "the lock" : it.requirements.files.join(", ");
  return {
    why: `${indexes(it)} delivers a file that differs from the one in ${locked}: a mirror that repacks, a damaged cache, or tampering.`,
    next: ["uv cache clean   removes a damaged download", `tell who runs ${firstIndex(it)} if it stays`],
  };
}

function noWheel(it: Particulars): Remedy {
  const names = it.python === undefined ? "" : ` on Python ${it.python.version}`;
  return {
    why: `There is no wheel for ${process.platform} ${process.arch}${names}, and none can be built.`,
    next: [
      "--python /path/to/python   another of the supported versions may have one",
      "the docker engine (make build) runs on every system",
    ],
  };
}

function build(it: Particulars): Remedy {
  const compiler = /gcc|clang|cc1|command '.*cc' failed|Python\.h|compiler/i.test(it.output);
  const minor = it.python?.minor ?? "3";
  return {
    why: compiler
      ? "It is written in C, and the compiler or Python's headers are missing."
      : "Its own build failed; the lines say where.",
    next: compiler
      ? [
          it.machine === "macos"
            ? "xcode-select --install"
            : installCommand(
                {
                  debian: `build-essential python${minor}-dev`,
                  fedora: `gcc gcc-c++ python${minor}-devel`,
                  macos: "gcc",
                },
                it.machine,
              ),
        ]
      : [],
  };
}

function conflict(it: Particulars): Remedy {
  const { requirements: wanted } = it;
  if (wanted === undefined) return { why: undefined, next: [] };
  const pairs = conflictsIn(wanted.files, wanted.line);
  const file = wanted.files.map(quoted).join(" ");
  return {
    why:
      pairs.length > 0
        ? pairs
            .map(
              (pair) =>
                `${pair.file} asks for ${pair.asked}; Airflow ${wanted.line.airflow} has ${pair.pinned}.`,
            )
            .join(" ")
        : `What ${file} asks for depends on versions that Airflow ${wanted.line.airflow} does not have.`,
    next: [
      ...pairs.map((pair) => `write ${pair.pinned} in ${quoted(pair.file)}, or leave the line out`),
      "run what needs other versions in a container of its own (runtime-environments/)",
    ],
  };
}

function requirements(it: Particulars): Remedy {
  const files = it.requirements?.files ?? [];
  return {
    why: "A line is not a requirement that uv and pip understand (name==version).",
    next: files.map((file) => `correct ${quoted(file)}`),
  };
}

function denied(it: Particulars): Remedy {
  return {
    why: "Another user made it, or the disk is mounted read-only.",
    next: [
      `ls -ld ${quoted(it.folder)} ~/.cache/uv   shows whose they are`,
      `sudo chown -R "$USER" ${quoted(it.folder)}   where sudo made them`,
    ],
  };
}

function venv(it: Particulars): Remedy {
  const minor = it.python?.minor ?? "3";
  return {
    why:
      it.python === undefined ? undefined : `It was asked of ${it.python.path}, Python ${it.python.version}.`,
    next: [
      installCommand(
        { debian: `python${minor}-venv`, fedora: `python${minor}`, macos: `python@${minor}` },
        it.machine,
      ),
      "--python /path/to/python   takes another one",
    ],
  };
}

function host(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

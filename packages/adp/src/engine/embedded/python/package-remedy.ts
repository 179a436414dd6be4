import { existsSync } from "node:fs";
import { act, either, type Next, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { type FailureKind, type Remedy, remedy } from "../../../kernel/failure/index.ts";
import { installStep, type Machine, thisMachine } from "../../../kernel/machine.ts";
import { conflictsIn } from "./conflicts.ts";
import type { FailureContext, PackageFailure } from "./failure-context.ts";

interface Particulars extends FailureContext {
  readonly output: string;
}

/** Why packages could not be installed, and what helps. What is the same for every tool comes from the kernel. */
export function packageRemedy(kind: PackageFailure, given: Particulars): Remedy {
  const it = { ...given, machine: given.machine ?? thisMachine() };
  const own = particular[kind]?.(it);
  const general = isGeneral(kind) ? generalRemedy(kind, it) : { next: [] };
  return own === undefined ? general : { ...general, ...own };
}

type Known = Particulars & { readonly machine: Machine };

function isGeneral(kind: PackageFailure): kind is FailureKind {
  return !["hash", "requirements", "no-wheel", "build", "conflict", "venv"].includes(kind);
}

function generalRemedy(kind: FailureKind, it: Known): Remedy {
  return remedy(kind, {
    tool: it.tool,
    url: `${firstIndex(it)}/`,
    ...(it.settings === undefined ? {} : { setting: it.settings.namedBy }),
    folder: it.folder,
    size: "about 350 MB, and uv's cache as much again",
    machine: it.machine,
  });
}

/** What these tools do differently, and the kinds of failures that only they have. */
const particular: Partial<Record<PackageFailure, (it: Known) => Partial<Remedy>>> = {
  "tls-untrusted": untrusted,
  proxy: (it) => ({
    why: /407 Proxy|proxy authorization required/i.test(it.output)
      ? `The proxy (${proxySetting(it)}) asks for a login of its own.`
      : `The proxy (${proxySetting(it)}) does not answer, or does not let this host through.`,
  }),
  "login-missing": login,
  "login-refused": login,
  unreachable: (it) => ({
    why: `It was asked for ${indexes(it)}: the network, a proxy setting or the index itself.`,
  }),
  "not-found": (it) => ({
    why: `${indexes(it)} does not have it.`,
    next: [
      it.requirements === undefined
        ? either(
            act("ask who runs that index: it must have what pypi.org has"),
            act("look for exclude-newer or UV_EXCLUDE_NEWER: it hides new versions on purpose"),
          )
        : act(`correct the name or version in ${it.requirements.files.join(", ")}`),
    ],
  }),
  hash: (it) => ({
    why: `${indexes(it)} has a file that differs from the one in ${lockOf(it)}: a mirror that repacks, a damaged cache, or tampering.`,
    next: [
      either(
        run(shell`uv cache clean`, "removes a damaged download"),
        act(`tell who runs ${firstIndex(it)}, if it stays`),
      ),
    ],
  }),
  "no-wheel": (it) => ({
    why: `There is no wheel for ${process.platform} ${process.arch}${it.python === undefined ? "" : ` on Python ${it.python.version}`}, and none can be built.`,
    next: [act("give --python /path/to/python: another supported version may have one")],
  }),
  build,
  conflict,
  requirements: (it) => ({
    why: "A line is not a requirement that uv and pip understand (name==version, or a path that exists).",
    next: (it.requirements?.files ?? []).map((file) => act(`correct ${file}`)),
  }),
  venv: (it) => ({
    ...(it.python === undefined ? {} : { why: `${it.python.path} is Python ${it.python.version}.` }),
    next: [
      either(
        installStep(
          {
            debian: `python${minorOf(it)}-venv`,
            fedora: `python${minorOf(it)}`,
            macos: `python@${minorOf(it)}`,
          },
          it.machine,
        ),
        act("give --python /path/to/python to take another one"),
      ),
    ],
  }),
};

function isStep(entry: Next[number]): entry is Step {
  return !("either" in entry);
}

function indexes({ settings }: Known): string {
  if (settings === undefined || settings.indexes.length === 0) return "no index (only local files)";
  return `${settings.indexes.join(", ")} (${settings.namedBy === "the default" ? "the default" : `named by ${settings.namedBy}`})`;
}

function firstIndex(it: Known): string {
  return it.settings?.indexes[0] ?? "https://pypi.org/simple";
}

function lockOf(it: Known): string {
  return it.requirements === undefined ? "the lock" : it.requirements.files.join(", ");
}

function minorOf(it: Known): string {
  return it.python?.minor ?? "3";
}

function untrusted(it: Known): Partial<Remedy> {
  const named = (it.env ?? process.env).SSL_CERT_FILE;
  if (named && !existsSync(named)) {
    return {
      why: `SSL_CERT_FILE names ${named}, which does not exist.`,
      next: [
        either(run(shell`export SSL_CERT_FILE=/path/to/ca-bundle.pem`), run(shell`unset SSL_CERT_FILE`)),
      ],
    };
  }
  const general = generalRemedy("tls-untrusted", it).next;
  const bundle: Partial<Record<Machine, Step>> = {
    debian: run(shell`export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt`),
    wsl: run(shell`export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt`),
    fedora: run(shell`export SSL_CERT_FILE=/etc/pki/tls/certs/ca-bundle.crt`),
    macos: run(shell`export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1`),
  };
  const own = bundle[it.machine];
  const system = [...general.filter(isStep), ...(own === undefined ? [] : [own])];
  return {
    next: [
      either(
        system,
        run(
          shell`export SSL_CERT_FILE=/path/to/ca-bundle.pem`,
          "for uv: a full bundle, it replaces the list",
        ),
        run(shell`pip config set global.cert /path/to/ca-bundle.pem`, "for pip, and for uv by way of adp"),
      ),
    ],
  };
}

function proxySetting(it: Known): string {
  const env = it.env ?? process.env;
  const names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
  const set = names.find((name) => env[name]);
  return set === undefined ? "set in pip.conf or uv.toml" : `set by ${set}`;
}

function login(it: Known): Partial<Remedy> {
  const forbidden = !/\b401\b|lack of valid|Missing credentials|Credentials not correct/i.test(it.output);
  const variables: Step[] = (it.settings?.loginVariables ?? []).map((names) =>
    run({ shell: `export ${names}` }),
  );
  const general = generalRemedy("login-missing", it).next.filter(isStep);
  return {
    why: forbidden
      ? `${indexes(it)} forbids it: a wrong login, none, or a policy against this package.`
      : `${indexes(it)} was given no login, or a wrong one.`,
    next: [either(...general, ...variables)],
  };
}

/** What a build prints when it finds no compiler, or not the headers of Python. */
const noCompiler =
  /Python\.h: No such file|Python\.h.{0,4} file not found|unable to execute '?\S*(cc|\+\+|clang)|command '\S*(cc|\+\+|clang)' failed: No such file|(cc|\+\+|clang)'?: (command )?not found|No such file or directory: '\S*(cc|\+\+|clang)'|Unknown compiler\(s\)|no acceptable C compiler|xcrun: error/i;

function build(it: Known): Partial<Remedy> {
  if (!noCompiler.test(it.output)) {
    const python = it.python === undefined ? "this Python" : `Python ${it.python.version}`;
    return {
      why: `It has no wheel for ${python}, and its own build failed. Most often the version is too old for this Python.`,
      next: [
        act(
          it.requirements === undefined
            ? "give --python another version"
            : `name a newer version in ${lockOf(it)}`,
        ),
      ],
    };
  }
  const packages = {
    debian: `build-essential python${minorOf(it)}-dev`,
    fedora: `gcc gcc-c++ python${minorOf(it)}-devel`,
    macos: "gcc",
  };
  return {
    why: "It is written in C, and the compiler or Python's headers are missing.",
    next: [it.machine === "macos" ? run(shell`xcode-select --install`) : installStep(packages, it.machine)],
  };
}

function conflict(it: Known): Partial<Remedy> {
  const { requirements: wanted } = it;
  if (wanted === undefined) return {};
  const { airflow } = wanted.line;
  const pairs = conflictsIn(wanted.files, wanted.line);
  return {
    why:
      pairs.length > 0
        ? pairs
            .map((pair) => `${pair.file} asks for ${pair.asked}; Airflow ${airflow} has ${pair.pinned}.`)
            .join(" ")
        : `What ${wanted.files.join(", ")} asks for depends on versions that Airflow ${airflow} does not have.`,
    next: [
      either(
        ...pairs.map((pair) => act(`write ${pair.pinned} in ${pair.file}, or leave the line out`)),
        act("run what needs other versions with @task.virtualenv"),
      ),
    ],
  };
}

import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Progress
} from "./shared-kernel-progress.mjs";
import {
  buildImage,
  checkInputs,
  digestOf,
  explainSteps,
  explanationLines,
  hashInputs,
  layer1Folder,
  loginArgs,
  mavenArgs,
  mirrorArgs,
  obtain,
  planAccess,
  readLayer1Settings,
  scanBuilt,
  scanImage
} from "./shared-npm-b4a-index.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import {
  Docker
} from "./shared-docker-base-image.mjs";
import "./shared-secretscan-allow-list.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import {
  nearest
} from "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  AdpCommand,
  ProcessFailure,
  json
} from "./shared-npm-commander-esm.mjs";
import {
  version
} from "./shared-kernel-version.mjs";
import {
  AdpError,
  Exit,
  act,
  adp,
  again,
  commandList,
  defineErrors,
  either,
  interruptible,
  openOutput,
  platformRoot,
  run,
  table
} from "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/runners/labels.ts
var labels = {
  runner: "io.airflow-data-platform.runner",
  version: "io.airflow-data-platform.runner.version",
  inputs: "io.airflow-data-platform.runner.inputs",
  baseLayers: "io.airflow-data-platform.runner.base-layers"
};

// packages/adp/src/runners/errors.ts
var errors = defineErrors({
  NO_RUNNER: ["ADP-RNR-001", Exit.usage, "There is no such runner."],
  NO_IMAGE: ["ADP-RNR-002", Exit.usage, "There is no such runner's image here."],
  PROMISE: ["ADP-RNR-003", Exit.job, "The runner's image does not keep the contract."]
});

// packages/adp/src/runners/verify.ts
var closed = [
  "run",
  "--rm",
  "--network=none",
  "--read-only",
  "--cap-drop=ALL",
  "--security-opt=no-new-privileges",
  "--user=12345:0",
  "--tmpfs=/tmp",
  "--tmpfs=/airflow/xcom:mode=1777"
], promised = {
  labels({ image }) {
    let missing = Object.values(labels).filter((label) => !(label in image.labels));
    return {
      ok: missing.length === 0,
      what: missing.length === 0 ? `inputs ${image.labels[labels.inputs]?.slice(0, 12)}` : missing.join(", ")
    };
  },
  user({ image }) {
    let ok = /^[1-9]\d*(:\d+)?$/.test(image.user);
    return { ok, what: ok ? `runs as ${image.user}` : `runs as ${image.user || "root"}` };
  },
  async contract({ docker, image, runner }) {
    let answer = await docker.try([...closed, image.id, "no-such-command"], { timeoutMs: 12e4 }), last = answer.stdout.trim().split(`
`).at(-1) ?? "", ok = answer instanceof ProcessFailure && answer.code === 64 && last.startsWith(`${runner.name} usage:`);
    return { ok, what: ok ? "any uid, read-only, without capabilities: exit 64, RNR-001" : wordsOf(answer) };
  },
  async tool({ docker, image, runner }) {
    let [program = "", ...args] = runner.asks, answer = await docker.try([...closed, `--entrypoint=${program}`, image.id, ...args], {
      timeoutMs: 12e4
    });
    return answer instanceof ProcessFailure ? { ok: !1, what: wordsOf(answer) } : { ok: !0, what: `${runner.tool}: ${answer.stdout.trim().split(`
`).at(-1)}` };
  },
  async kerberos({ docker, image }) {
    let answer = await docker.try([...closed, "--entrypoint=klist", image.id, "-V"], { timeoutMs: 6e4 });
    return { ok: !(answer instanceof ProcessFailure), what: wordsOf(answer) };
  }
};
function wordsOf(answer) {
  return `${answer.stdout}
${answer.stderr}`.trim().split(`
`).slice(-2).join(" ").slice(0, 300);
}
async function checkPromise(context) {
  for (let [check, look] of Object.entries(promised)) {
    let { ok, what } = await look(context);
    if (!ok)
      throw new AdpError(errors.PROMISE, {
        what: `${context.name} was built, and does not keep the contract (${check}): ${what}`,
        why: "adp removed the image; `latest` did not change.",
        next: [act(`correct ${context.runner.dockerfile}`), again]
      });
  }
}
async function verifyRunner(docker, runner, name = `${runner.image}:latest`, env = process.env) {
  let image = await docker.image(name);
  if (image === void 0)
    throw new AdpError(errors.NO_IMAGE, {
      what: `There is no image ${name} here.`,
      next: [
        either(
          run(adp`runners build ${runner.name}`, "builds it"),
          run(adp`runners list`, "lists the images that are here")
        )
      ]
    });
  let checks = [];
  for (let [check, look] of Object.entries(promised))
    checks.push({ name: check, ...await look({ docker, runner, image, name }) });
  let place = layer1Folder(runner.root), notes = [], { leaks, summary } = await scanImage({
    docker,
    image,
    place,
    env,
    theirs: new Set(image.layers.slice(0, Number(image.labels[labels.baseLayers] ?? 0))),
    pulled: image.labels["org.opencontainers.image.base.name"] ?? name,
    access: planAccess(place, readLayer1Settings(place, env), env),
    warn: (lines) => notes.push(...lines)
  }), [leak] = leaks;
  checks.push({
    name: "credentials",
    ok: leak === void 0,
    what: leak === void 0 ? [`none in ${summary.layers} layers, the history and the configuration`, ...notes].join("; ") : `${leak.what} in ${leak.path}`
  });
  let ok = checks.every((check) => check.ok);
  return { runner: runner.name, image: name, ok, code: ok ? null : errors.PROMISE.code, checks };
}

// packages/adp/src/runners/build.ts
var defaultPython = "docker.io/library/python:3.11-slim-bookworm";
async function buildRunner(options) {
  let { docker, runner, progress, env = process.env } = options, place = layer1Folder(runner.root), settings = readLayer1Settings(place, env), access = planAccess(place, settings, env), warnings = [...access.warnings], warn = (lines) => {
    for (let line of lines) options.note(`  ! ${line}`);
    warnings.push(...lines);
  };
  await checkInputs({ place, settings, access, tools: runner.reaches });
  let reference = settings.python ?? defaultPython, base = await progress.step(
    "Base image",
    () => obtain(reference, {
      docker,
      env,
      note: options.note,
      always: options.pull,
      variable: "IMAGE_PYTHON",
      envFile: place.envFile
    })
  ), asked = runner.reaches.includes("maven") ? mavenArgs(settings) : {}, mirrors = { ...mirrorArgs(settings), ...asked }, inputs = hashInputs(runner.root, runner.inputs, {
    ...mirrors,
    base: digestOf(base),
    platform: version()
  }), tag = `${version()}-${inputs.hash.slice(0, 12)}`, temporary = `${runner.image}:unscanned-${inputs.hash.slice(0, 12)}`;
  try {
    let image = await progress.step(
      `The runner for ${runner.name}`,
      () => buildImage({
        docker,
        place,
        access,
        progress,
        tag: temporary,
        noCache: options.noCache,
        folder: runner.context,
        file: runner.dockerfile,
        args: { ...mirrors, ...loginArgs(access), IMAGE_PYTHON: reference },
        contexts: { layer1: place.folder },
        labels: labelsOf(runner, {
          tag,
          inputs: inputs.hash,
          reference,
          base: digestOf(base),
          layers: base.layers
        })
      })
    ), name = `${runner.image}:${tag}`, scan = await progress.step(
      "Scan for credentials",
      () => scanBuilt({
        docker,
        image,
        access,
        place,
        env,
        warn,
        name,
        theirs: new Set(base.layers),
        pulled: reference
      })
    );
    await progress.step("Check the image", () => checkPromise({ docker, runner, image, name }));
    for (let one of [tag, "latest"]) await docker.call(["tag", temporary, `${runner.image}:${one}`]);
    return {
      runner: runner.name,
      image: `${runner.image}:latest`,
      tag: name,
      id: image.id,
      inputs: inputs.hash,
      base: reference,
      scan,
      megabytes: Math.round(image.size / 1e6),
      warnings
    };
  } finally {
    await docker.try(["rmi", "--force", temporary], { signal: new AbortController().signal });
  }
}
function labelsOf(runner, facts) {
  return {
    "org.opencontainers.image.title": runner.image,
    "org.opencontainers.image.description": `A runner of the Airflow Data Platform: ${runner.tool}`,
    "org.opencontainers.image.version": version(),
    "org.opencontainers.image.base.name": facts.reference,
    "org.opencontainers.image.base.digest": facts.base,
    [labels.runner]: runner.name,
    [labels.version]: version(),
    [labels.inputs]: facts.inputs,
    [labels.baseLayers]: String(facts.layers.length)
  };
}
async function explainRunner(runner, env = process.env) {
  let place = layer1Folder(runner.root), images = { IMAGE_PYTHON: readLayer1Settings(place, env).python ?? defaultPython };
  return explainSteps({ place, dockerfile: runner.dockerfile, targets: ["runner"], images, env });
}

// packages/adp/src/runners/folder.ts
import { join } from "node:path";
var runners = {
  dbt: {
    tool: "dbt with PostgreSQL",
    asks: [
      "/opt/dbt/bin/python",
      "-c",
      "import dbt.cli.main, dbt.adapters.postgres, psycopg2, importlib.metadata as m; print(m.version('dbt-core'))"
    ],
    reaches: ["apt", "pip"]
  },
  spark: {
    tool: "Spark with PostgreSQL and SQL Server by JDBC",
    // Java's own words are on stderr, and this starts no JVM but to say its version.
    asks: [
      "/opt/spark/bin/python",
      "-c",
      "import pathlib, subprocess, pyspark; jars = pathlib.Path(pyspark.__file__).parent / 'jars'; subprocess.run(['java', '-version'], check=True); assert list(jars.glob('postgresql-*')) and list(jars.glob('mssql-jdbc-*')); print(pyspark.__version__)"
    ],
    reaches: ["apt", "pip", "maven"]
  },
  sqlserver: {
    tool: "SQL Server by Microsoft's driver",
    asks: ["/opt/sqlserver/bin/python", "/opt/runner/sqlserver-runner/run_sqlserver.py", "driver"],
    reaches: ["apt", "pip"]
  }
}, runnerNames = Object.keys(runners);
function runnerOf(name, root = platformRoot()) {
  let known = runnerNames.find((one) => one === name || `${one}-runner` === name);
  if (known === void 0)
    throw new AdpError(errors.NO_RUNNER, {
      what: `There is no runner ${name}.`,
      next: [
        act(`name one of: ${runnerNames.join(", ")}`, `nearest: ${nearest(name, runnerNames) ?? "dbt"}`)
      ]
    });
  let context = join(root, "runtime-environments"), own = join(context, `${known}-runner`);
  return {
    ...runners[known],
    name: known,
    image: `${known}-runner`,
    root,
    context,
    dockerfile: join(own, "Dockerfile"),
    inputs: [
      ...["build", join("supervisor", "adp_supervisor"), join("supervisor", "__main__.py")].map(
        (part) => join(context, part)
      ),
      own,
      ...["apt-install.sh", "pip.sh", "no-clear-logins"].map(
        (part) => join(root, "layer1-base-image", "build", part)
      ),
      ...["apt", "certificates"].map((part) => join(root, "layer1-base-image", "config", part))
    ]
  };
}

// packages/adp/src/runners/list.ts
async function listRunners(docker) {
  let found = [];
  for (let { name, image: repository } of runnerNames.map((one) => runnerOf(one))) {
    let { stdout } = await docker.call(["image", "ls", "--format", "{{.Tag}}", repository]), latest = await docker.image(`${repository}:latest`);
    for (let tag of stdout.split(`
`).filter((text) => !["", "<none>", "latest"].includes(text))) {
      let image = await docker.image(`${repository}:${tag}`);
      image === void 0 || !(labels.inputs in image.labels) || found.push({
        runner: name,
        tag,
        id: image.id,
        inputs: image.labels[labels.inputs] ?? "",
        inUse: image.id === latest?.id,
        megabytes: Math.round(image.size / 1e6)
      });
    }
  }
  return found.sort((a, b) => Number(b.inUse) - Number(a.inUse) || a.tag.localeCompare(b.tag));
}

// packages/adp/src/commands/runners.ts
var which = ["<runner>", `the runner: ${runnerNames.join(", ")}`];
function command() {
  let runners2 = new AdpCommand("adp runners", commandList.runners);
  return runners2.command("build").argument(...which).option("--no-cache", "run every step again").option("--pull", "ask the registry for a newer base image").option(...json).does(async (name, options) => {
    await interruptible(
      async (signal) => {
        let output = openOutput(options), built = await buildRunner({
          docker: new Docker({ signal }),
          runner: runnerOf(name),
          note: output.note,
          noCache: !options.cache,
          pull: options.pull === !0,
          progress: new Progress(output, signal)
        });
        output.document(built), output.print(`${built.image} is ready: ${built.tag}, ${built.megabytes} MB`), output.print(`  base       ${built.base}`), output.print(
          `  scan       no credential in ${built.scan.layers} layers, the history and the configuration (searched for ${built.scan.credentials} logins)`
        );
      },
      async () => {
      }
    );
  }), runners2.command("explain").argument(...which).option(...json).does(async (name, options) => {
    let output = openOutput(options), explanation = await explainRunner(runnerOf(name));
    output.document(explanation);
    for (let line of explanationLines(explanation, process.stdout.columns)) output.print(line);
    return explanation.missing.length === 0 ? Exit.ok : Exit.credential;
  }), runners2.command("list").option(...json).does(async (options) => {
    let output = openOutput(options), images = await listRunners(new Docker());
    if (output.document(images), images.length === 0)
      output.print("There is no runner's image here. `adp runners build dbt` builds one.");
    else
      for (let line of table(
        ["", "runner", "tag", "MB"],
        images.map((one) => [one.inUse ? "*" : "", one.runner, one.tag, one.megabytes])
      ))
        output.print(line);
  }), runners2.command("verify").argument(...which).argument("[image]", "the image (default: latest)").option(...json).does(async (name, image, options) => {
    let output = openOutput(options), found = await verifyRunner(new Docker(), runnerOf(name), image);
    output.document(found);
    for (let line of table(
      ["check", "", "what"],
      found.checks.map((check) => [check.name, check.ok ? "ok" : "FAILED", check.what])
    ))
      output.print(line);
    return output.print(
      found.ok ? `${found.image} keeps the contract.` : `${found.code}  ${found.image} does not keep the contract.`
    ), found.ok ? Exit.ok : Exit.job;
  }), runners2;
}
export {
  command
};

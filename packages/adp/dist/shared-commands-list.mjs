import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/cli-kit/src/bounded-log.ts
import { appendFileSync, renameSync, statSync } from "node:fs";
var mostBytes = 512 * 1024;
function appendToLog(path, line) {
  (statSync(path, { throwIfNoEntry: !1 })?.size ?? 0) >= mostBytes && renameSync(path, `${path}.1`), appendFileSync(path, `${line}
`, { mode: 384 });
}

// packages/cli-kit/src/exit.ts
var Exit = {
  ok: 0,
  /** The job itself failed: a DAG, a test, a check. */
  job: 1,
  /** The platform, the machine or the network failed; a bug of ours counts as this, too. */
  platform: 2,
  usage: 64,
  /** What was read has no form that could be used. */
  data: 65,
  /** There is nothing to read. */
  noInput: 66,
  /** The ticket belongs to another principal than the one that was asked for. */
  otherPrincipal: 67,
  /** A service that is needed does not answer. */
  unavailable: 69,
  /** This user may not read the source. */
  denied: 71,
  /** The result cannot be written. */
  cannotPublish: 73,
  /** Start again: what was opened at the start has changed underneath. */
  restart: 75,
  /** No usable credential, or one that was refused. */
  credential: 77
};

// packages/cli-kit/src/quote.ts
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

// packages/cli-kit/src/next.ts
function shell(literals, ...words2) {
  return { shell: joined(literals, words2) };
}
function adp(literals, ...words2) {
  return { adp: joined(literals, words2) };
}
function inFolder(folder, command2) {
  return "adp" in command2 ? { ...command2, folder } : command2;
}
function run(command2, why) {
  return why === void 0 ? { run: command2 } : { run: command2, why };
}
function act(what, why) {
  return why === void 0 ? { do: what } : { do: what, why };
}
var again = { run: { again: !0 } };
function either(...ways) {
  return { either: ways.map((way) => isSteps(way) ? way : [way]) };
}
function anyOf(...steps) {
  return steps.length > 1 ? [either(...steps)] : steps;
}
function fillNext(next, fill) {
  return next.map(
    (entry) => "either" in entry ? { either: entry.either.map((way) => way.map((step) => filled(step, fill))) } : filled(entry, fill)
  );
}
function filled(step, fill) {
  return "run" in step ? { ...step, run: textOf(step.run, fill) } : step;
}
function textOf(command2, fill) {
  return "again" in command2 ? fill.again : "adp" in command2 ? fill.adp(command2.adp, command2.folder) : command2.shell;
}
function joined(literals, words2) {
  return literals.reduce((text, literal, index) => {
    let word = words2[index - 1];
    return `${text}${word === void 0 ? "" : quotedWord(word)}${literal}`;
  });
}
function quotedWord(word) {
  return typeof word == "string" ? quoted(word) : typeof word == "number" ? String(word) : word.map(quoted).join(" ");
}
function isSteps(way) {
  return Array.isArray(way);
}

// packages/cli-kit/src/duration.ts
function duration(seconds) {
  let whole = Math.max(0, Math.floor(seconds));
  if (whole < 120) return `${whole} s`;
  let minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  let hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

// packages/cli-kit/src/errno.ts
function errnoOf(thrown) {
  if (!(!(thrown instanceof Error) || !("code" in thrown)))
    return typeof thrown.code == "string" ? thrown.code : void 0;
}

// packages/cli-kit/src/print.ts
function problemLines(problem, fill) {
  return [`${problem.code}  ${problem.what}`, ...detailLines(problem, fill)];
}
function detailLines({ why, evidence = [], next }, fill) {
  return [
    ...why === void 0 || why === "" ? [] : [`  why:   ${why}`],
    ...evidence.map((line) => `  | ${line}`),
    ...nextLines(next, fill)
  ];
}
function nextLines(next, fill) {
  let entries = fillNext(next, fill);
  return entries.flatMap((entry, index) => {
    let label = entries.length === 1 ? "next:" : index === 0 ? "first:" : "then:";
    return "either" in entry ? entry.either.flatMap(
      (way, other) => way.flatMap(
        (step, position) => lines(position > 0 ? "" : other === 0 ? label : "or:", step, position > 0 ? "then " : "")
      )
    ) : lines(label, entry);
  });
}
function lines(label, step, before = "") {
  let first = `  ${label.padEnd(6)} ${before}`;
  return "run" in step ? command(step, first) : [`${first}${action(step)}`];
}
function command({ run: run2, why }, first) {
  return [`${first}${run2}`, ...why === void 0 ? [] : [`${" ".repeat(9)}(${why})`]];
}
function action({ do: what, why }) {
  return why === void 0 ? what : `${what} (${why})`;
}

// packages/cli-kit/src/until.ts
import { setTimeout as sleep } from "node:timers/promises";
async function until(look, { timeoutMs, everyMs = 100, signal }) {
  let end = performance.now() + timeoutMs;
  for (; ; ) {
    signal?.throwIfAborted();
    let found = await look();
    if (found !== void 0 && found !== !1) return found;
    if (performance.now() >= end) return;
    await sleep(everyMs, void 0, signal === void 0 ? {} : { signal });
  }
}

// packages/cli-kit/src/write.ts
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync as renameSync2,
  statSync as statSync2,
  unlinkSync,
  writeFileSync
} from "node:fs";
import { basename, dirname, join } from "node:path";
var stagedName = /^\..+\.[0-9a-f]{12}$/;
function stage(path, content, options) {
  let folder = dirname(path), temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}`), there = !0, drop = () => {
    there && removeIfPresent(temporary), there = !1;
  }, file = openSync(temporary, "wx", 384), uid;
  try {
    writeFileSync(file, content), options.groupOfFolder === !0 && takeGroupOf(file, folder), fchmodSync(file, options.mode), options.durable && fsyncSync(file), uid = fstatSync(file).uid;
  } catch (error) {
    throw drop(), error;
  } finally {
    closeSync(file);
  }
  return {
    uid,
    put() {
      renameSync2(temporary, path), there = !1;
    },
    drop
  };
}
function writeAtomic(path, content, options) {
  let staged = stage(path, content, options);
  try {
    staged.put();
  } finally {
    staged.drop();
  }
  options.durable && syncFolder(dirname(path));
}
function syncFolder(folder) {
  let handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    if (errnoOf(error) !== "EINVAL" && errnoOf(error) !== "ENOTSUP") throw error;
  } finally {
    closeSync(handle);
  }
}
function removeIfPresent(path) {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
function takeGroupOf(file, folder) {
  let { gid } = statSync2(folder);
  if (fstatSync(file).gid !== gid)
    try {
      fchownSync(file, -1, gid);
    } catch (error) {
      if (errnoOf(error) !== "EPERM" && errnoOf(error) !== "EINVAL") throw error;
    }
}

// packages/adp/src/commands/list.ts
var commandList = {
  demo: {
    summary: "Load real flights into a warehouse with a real Airflow",
    description: "The platform at work, without Docker: a real Airflow loads 336,776 real flights into a real PostgreSQL, in tables with history, twice. Then a report is read back from them.",
    examples: [
      ["adp demo", "All twelve months"],
      ["adp demo --months 1 --keep", "A quick look; Airflow keeps running"],
      ["adp demo --airflow 2.11", "On Airflow 2.11"],
      ["adp demo --stop", "Stop what --keep left running"]
    ]
  },
  dev: {
    summary: "Run a datakit on an Airflow and a warehouse of its own",
    description: "Runs a datakit on an Airflow of its own: as processes of yours, without Docker, or in containers of Layer 1. Type these commands in the datakit's folder.",
    examples: [
      ["adp dev start", "Start Airflow, and print its address"],
      ["adp dev run customer_360_example", "Run a DAG and follow it"],
      ["adp dev stop", "Stop every process of this datakit, and nothing else"]
    ],
    subcommands: {
      start: {
        summary: "Start Airflow and wait until it is healthy",
        description: "Starts Airflow and waits until it is healthy. A datakit stays on the engine that it was started on. A new one takes Docker where an engine answers and Layer 1 is here, else processes of yours.",
        elsewhere: ["up"],
        examples: [
          ["adp dev start", "Start the datakit in this folder"],
          ["adp dev start --airflow 2.11 --port 8081", "Choose the Airflow line and the port"],
          ["adp dev start --engine embedded", "Without Docker, also where Layer 1 is here"]
        ]
      },
      restart: {
        summary: "Stop Airflow and start it again",
        examples: [
          ["adp dev restart", "Take over what changed outside dags/"],
          ["adp dev restart --airflow 2.11", "Change the Airflow line; the warehouse keeps its tables"]
        ]
      },
      run: {
        summary: "Run a DAG and follow it to its end",
        elsewhere: ["trigger"],
        description: "Runs a DAG and follows it to its end. A paused DAG is unpaused.",
        examples: [
          ["adp dev run customer_360_example", "Run a DAG; on failure, print the end of the task's log"],
          [`adp dev run my_dag --conf '{"month": "2013-01"}'`, "Give the run a configuration"]
        ]
      },
      stop: {
        summary: "Stop every process of this datakit",
        elsewhere: ["down"],
        examples: [
          ["adp dev stop", "Stop Airflow and the warehouse; the data stays"],
          ["adp dev stop --all", "Stop every datakit that this clone started, whichever its engine"]
        ]
      },
      status: {
        summary: "Show what runs, and whether it is healthy",
        elsewhere: ["ps"],
        examples: [
          ["adp dev status", "Show the services of the datakit in this folder"],
          ["adp dev status --json", "The same for a program; exit code 2 when a service is not healthy"]
        ]
      },
      list: {
        summary: "List every datakit of this clone that runs",
        examples: [["adp dev list", "Show their folders and addresses"]]
      },
      logs: {
        summary: "Show the log of a service or a task",
        description: "Shows the log of a service (web, scheduler, dag-processor, triggerer, postgres), or the newest of a task (TASK, DAG.TASK, or TASK[3] of a mapped one) or of all tasks of a DAG. Without a name, all services.",
        examples: [
          ["adp dev logs -f scheduler", "Follow the scheduler"],
          ["adp dev logs load", "Show the newest log of the task load"],
          ["adp dev logs 'load[3]'", "One instance of a mapped task; a shell needs the quotes"]
        ]
      },
      exec: {
        summary: "Run a program in the environment of the DAGs",
        elsewhere: ["bash", "shell", "python"],
        description: "Runs a program with the packages, the variables and the warehouse of the DAGs, in the datakit's folder. Exit code 1 when it fails.",
        examples: [["adp dev exec python -m my_package.report", "Run a module of the datakit"]]
      },
      airflow: {
        summary: "Run a command of Airflow's own",
        examples: [["adp dev airflow dags list", "List the DAGs"]]
      },
      reset: {
        summary: "Delete the warehouse and Airflow's history",
        elsewhere: ["kill"],
        description: "Stops the datakit and deletes everything that ran: the warehouse with its tables, Airflow's history, ports and passwords. On Docker the tables stay: the warehouse is the platform's, for all datakits. Asks first.",
        examples: [["adp dev reset --yes", "Delete it without a question"]]
      },
      sql: {
        summary: "Run SQL on the warehouse, or open a prompt",
        elsewhere: ["psql"],
        examples: [
          ["adp dev sql '\\d'", "List the tables"],
          ["adp dev sql", "Open a prompt"],
          ['adp dev sql "select count(*) from silver.customer"', "Run one statement"],
          ["adp dev sql --json <report.sql", "Run a file, and print the rows as JSON"]
        ]
      },
      test: {
        summary: "Run the datakit's tests with pytest",
        elsewhere: ["pytest", "parse"],
        examples: [
          ["adp dev test", "Run all tests"],
          ["adp dev test tests/test_models.py -q", "Run one file; takes pytest's options"]
        ]
      }
    }
  },
  layer1: {
    summary: "Build and check the organisation's Airflow image",
    description: "Builds the organisation's Airflow image, layer1-airflow:latest, behind a corporate proxy and mirrors, and checks that no credential is in it.",
    examples: [
      ["adp layer1 explain", "Show which hosts a build reaches, and with which login"],
      ["adp layer1 build", "Build layer1-airflow:latest"],
      ["adp layer1 verify", "Check the image"]
    ],
    subcommands: {
      build: {
        summary: "Build Layer 1 and scan it for credentials",
        examples: [
          ["adp layer1 build", "Build layer1-airflow:latest"],
          ["adp layer1 build --pull --no-cache", "Build everything again on newer base images"],
          ["adp layer1 build --sbom sbom.json", "Also write the list of packages, as CycloneDX"]
        ]
      },
      explain: {
        summary: "Show the hosts and logins a build uses; runs nothing",
        description: "Shows for every step of the build which hosts it will reach, by which setting, with which login, and what is missing. Runs nothing; exit code 77 when a login is missing.",
        examples: [["adp layer1 explain", "Show the steps of the Dockerfile"]]
      },
      verify: {
        summary: "Check what an image promises, without building",
        examples: [
          ["adp layer1 verify", "Check layer1-airflow:latest"],
          [
            "adp layer1 verify --mssql-spn MSSQLSvc/db.corp.example:1433",
            "Also get a Kerberos ticket for SQL Server inside the image"
          ]
        ]
      },
      list: {
        summary: "List the Layer 1 images on this machine",
        examples: [["adp layer1 list", "List them; * marks the one in use"]]
      },
      use: {
        summary: "Make an earlier Layer 1 the latest",
        examples: [["adp layer1 use 0.1.0-1a2b3c4d5e6f", "Take the image with this tag"]]
      },
      push: {
        summary: "Send Layer 1 to the company's registry",
        description: "Sends layer1-airflow:latest to the company's registry, under the tag of its build, and prints its address with the digest: what `adp layer1 pull` takes.",
        examples: [["adp layer1 push registry.corp.example/airflow/layer1-airflow", "Send the image in use"]]
      },
      pull: {
        summary: "Take Layer 1 from the company's registry",
        description: "Takes a Layer 1 from the company's registry and makes it layer1-airflow:latest, in place of a build. An image that `adp layer1 build` did not make is refused.",
        examples: [
          [
            "adp layer1 pull registry.corp.example/airflow/layer1-airflow@sha256:DIGEST",
            "Take exactly the image that `adp layer1 push` printed"
          ]
        ]
      },
      framework: {
        summary: "Make the framework's wheel for a plain docker build",
        examples: [["adp layer1 framework", "Write the wheel into layer1-base-image/"]]
      }
    }
  },
  runners: {
    summary: "Build and check the runners' images",
    description: "Builds the images in which tools run outside of Airflow, by Layer 1's mirrors, certificates and logins, and holds them against the contract of runtime-environments/README.md.",
    examples: [
      ["adp runners build dbt", "Build dbt-runner:latest"],
      ["adp runners build spark", "Build spark-runner:latest"],
      ["adp runners verify dbt", "Check the image"]
    ],
    subcommands: {
      build: {
        summary: "Build a runner's image, scan it and check it",
        description: "Builds a runner's image on IMAGE_PYTHON, looks for credentials in what came out, and runs it as another user with a read-only root. Only then it gets its names.",
        examples: [
          ["adp runners build dbt", "Build dbt-runner:latest"],
          ["adp runners build dbt --pull", "Ask the registry for a newer base image"]
        ]
      },
      explain: {
        summary: "Show which hosts a build reaches, and with which login",
        examples: [["adp runners explain spark", "Asks nobody; exit code 77 when a login is missing"]]
      },
      list: {
        summary: "List the runners' images that are here",
        examples: [["adp runners list", "With their tags and sizes"]]
      },
      verify: {
        summary: "Check that an image keeps the contract",
        description: "Checks an image that is here: labels, user, the contract with a read-only root and without capabilities, the tool, Kerberos, credentials. Exit code 1 when one fails.",
        examples: [
          ["adp runners verify dbt", "Check dbt-runner:latest"],
          [
            "adp runners verify dbt registry.corp.example/dbt-runner:1 --json",
            "Another image, for a program"
          ]
        ]
      }
    }
  },
  datakit: {
    summary: "Make a datakit from the template, and update it",
    examples: [
      ["adp datakit new customer-360", "Make the folder customer-360-datakit here"],
      ["adp datakit update", "Merge the template's changes into the datakit in this folder"]
    ],
    subcommands: {
      new: {
        summary: "Make a datakit from the template",
        elsewhere: ["init", "create"],
        examples: [
          ["adp datakit new customer-360", "Make the folder customer-360-datakit here"],
          [
            "adp datakit new customer-360 --description 'CRM and marketing' --into ..",
            "With a sentence for its README, in the folder above"
          ],
          ["adp datakit new customer-360 --airflow 2", "For Airflow 2, whatever the local Layer 1 has"]
        ]
      },
      check: {
        summary: "Say whether a datakit is behind the template or Layer 1",
        description: "Says whether the template has changed since a datakit was made or updated, whether the Layer 1 that is here is newer than the one its image was built on, and which requirements contradict it. Exit code 1 when any of that is so, for CI.",
        examples: [
          ["adp datakit check", "The datakit in this folder"],
          ["adp datakit check ../customer-360-datakit --json", "Another, for a program"]
        ]
      },
      diff: {
        summary: "Show what an update would change",
        examples: [["adp datakit diff", "As git shows it; writes nothing"]]
      },
      update: {
        summary: "Merge the template's changes into a datakit",
        description: "Brings what changed in the template into a datakit, by git's own merge: what only you changed stays, what only the template changed comes, and what both changed at the same place is marked as a conflict. Exit code 1 with conflicts.",
        examples: [
          ["adp datakit update --dry-run", "Show which files would change"],
          ["adp datakit update", "Update the datakit in this folder"],
          [
            "adp datakit update --airflow 3",
            "Also move it from Airflow 2 to Airflow 3, and list what is left to do"
          ],
          ["adp datakit update --continue", "Finish, after resolving conflicts"],
          ["adp datakit update --undo", "Take the last update back"]
        ]
      },
      rebuild: {
        summary: "Build a datakit's image on the Layer 1 that is here",
        description: "Builds the image of a datakit, runs its tests in it, and gives it its name when they pass; until then the earlier image stays. With --all, every datakit below a folder whose image is behind its Layer 1. A Dockerfile that pins a Layer 1 is built on that one. Exit code 1 when a build or a test fails.",
        examples: [
          ["adp datakit rebuild", "The datakit in this folder"],
          ["adp datakit rebuild --all ~/projects", "After `adp layer1 build`: what is behind, with a report"]
        ]
      },
      push: {
        summary: "Build, test, scan and push a datakit's image",
        description: "Builds the image of a datakit from its commit, runs its tests in it, looks for credentials and at Layer 1's promise, and only then pushes it under its commit. What was found is the record that `adp layer3 promote` takes.",
        examples: [
          ["adp datakit push registry.example.com/data/customer-360-datakit", "The datakit in this folder"]
        ]
      },
      adopt: {
        summary: "Make an existing Airflow project a datakit",
        description: "Proposes how a project that was not made from the template becomes a datakit: its Dockerfile begins from Layer 1, what Layer 1 brings goes, what surrounds its code comes from the template. Shows the difference, and writes after a yes.",
        examples: [
          ["adp datakit adopt", "The project in this folder"],
          ["adp datakit adopt ../old-project --name customer-360 --yes", "Another, without a question"]
        ]
      },
      list: {
        summary: "List every datakit below a folder",
        description: "Lists every datakit below a folder: the version of its template, the tag of Layer 1 in its Dockerfile, its Airflow line, and when it last changed.",
        examples: [["adp datakit list ~/projects", "Show which are behind the template"]]
      }
    }
  },
  platform: {
    summary: "Share your Kerberos ticket with the datakits",
    description: "Shares your Kerberos ticket with every datakit on this machine, through the Docker volume platform_kerberos_cache.",
    examples: [
      ["adp platform start", "Start sharing"],
      ["adp platform status", "Show the services that share it"],
      ["adp platform stop", "Stop sharing"]
    ],
    subcommands: {
      start: {
        summary: "Start the ticket sharer, or bring it up to date",
        examples: [["adp platform start", "Start it; safe to type again after a change of settings"]]
      },
      stop: {
        summary: "Stop the ticket sharer",
        examples: [["adp platform stop", "Stop it; other containers and the volume stay"]]
      },
      status: {
        summary: "Show the services that share the ticket",
        examples: [
          ["adp platform status", "Show them; adp ticket status shows the ticket and who uses it"],
          ["adp platform status --json", "The same for a program; exit code 1 when none is shared"]
        ]
      },
      logs: {
        summary: "Show the ticket sharer's log",
        examples: [["adp platform logs --lines 20 --follow", "Show the last 20 lines, and new ones"]]
      },
      export: { summary: "Copy a ticket for the ticket sharer", examples: [], hidden: !0 }
    }
  },
  ticket: {
    summary: "Follow your Kerberos ticket to the containers",
    examples: [
      ["adp ticket status", "Show your ticket, the shared copy and the containers that use it"],
      ["adp ticket test", "Test every step from kinit to a container"]
    ],
    subcommands: {
      status: {
        summary: "Show the ticket, the shared copy and who uses it",
        description: "Shows the ticket, the shared copy and the containers that use it. Works inside a container, too. Exit code 1 when no usable ticket is shared.",
        examples: [["adp ticket status", "Show it"]]
      },
      test: {
        summary: "Test every step from kinit to a database login",
        description: "Tests every step from the Kerberos programs to a database login. Stops at the first that fails, and says what to do.",
        examples: [
          ["adp ticket test", "Test the ticket"],
          ["adp ticket test --sqlserver db.corp.example", "Also log in to SQL Server from a container"],
          [
            "adp ticket test --postgres db.corp.example/sales --container app-1",
            "Also log in to PostgreSQL from this container"
          ],
          [
            "adp ticket test --spn MSSQLSvc/db.corp.example:1433",
            "Test a service name; when it is missing, draft the mail to the DBA"
          ]
        ]
      }
    }
  },
  layer3: {
    summary: "Configure dev, int, qa and prod on Kubernetes",
    description: "Makes the configuration of every environment from one platform.yaml and the official Airflow chart: values, manifests, and promotion of an image by its digest. It writes files, and sends nothing to a cluster.",
    examples: [
      ["adp layer3 init customer-360 --registry registry.example.com/data", "Write a first platform.yaml"],
      ["adp layer3 promote int --from dev", "Bring what runs in dev to int"],
      ["adp layer3 verify", "Check every environment"]
    ],
    subcommands: {
      init: {
        summary: "Write a first platform.yaml",
        description: "Writes a first platform.yaml, its schema for editors, and a README for the people of the cluster: which Secrets to make. No file holds a value of a Secret.",
        examples: [
          [
            "adp layer3 init customer-360 --registry r.example.com/data --folder deploy",
            "Write them into the folder deploy"
          ]
        ]
      },
      render: {
        summary: "Write an environment's values and manifests",
        description: "Writes environments/NAME from platform.yaml and release.yaml: the chart's values, and every manifest as the cluster gets it. Twice the same input gives the same bytes.",
        examples: [
          ["adp layer3 render", "Every environment that has a release"],
          ["adp layer3 render dev --own", "Without Helm: all but the chart's manifests"]
        ]
      },
      verify: {
        summary: "Check the files of the environments",
        description: "Renders again and compares; looks for Secrets, credentials, tags in place of digests, values that the chart does not know, and what the image lacks. Exit code 1 when it finds something.",
        examples: [
          ["adp layer3 verify", "Every environment that has a release"],
          ["adp layer3 verify prod --server", "With a dry run in the cluster"]
        ]
      },
      diff: {
        summary: "Show what a render would change",
        examples: [
          ["adp layer3 diff qa", "Against git's last commit"],
          ["adp layer3 diff qa --cluster", "What is rendered, against the cluster"]
        ]
      },
      promote: {
        summary: "Bring an image to an environment, by its digest",
        description: "Writes release.yaml and what is rendered from it, as one commit. Refused, with all reasons, unless the image's scan, Layer 1's promise and the datakit's tests are on record and good, its Runtime is supported, and it has run long enough where it comes from. `git revert` undoes it.",
        examples: [
          ["adp layer3 promote dev --record pushed.json", "The first environment takes what was pushed"],
          ["adp layer3 promote int --from dev", "The next takes what runs in the one before"]
        ]
      },
      status: {
        summary: "Show which image runs where",
        examples: [
          ["adp layer3 status", "Ask every cluster"],
          ["adp layer3 status --git --json", "What git says, for a program"]
        ]
      },
      images: {
        summary: "List every image that the clusters pull",
        examples: [["adp layer3 images", "What a mirror must hold, without internet access"]]
      }
    }
  },
  secrets: {
    summary: "Keep credentials out of git",
    examples: [
      ["adp secrets scan", "Scan the files below this folder"],
      ["adp secrets hook", "Have git scan every commit of this clone"]
    ],
    subcommands: {
      scan: {
        summary: "Look for credentials; exit code 77 when one is found",
        examples: [
          ["adp secrets scan", "Scan the repository's files below this folder"],
          ["adp secrets scan .env config", "Scan these files and folders"],
          ["adp secrets scan --staged", "Scan what the next commit would hold"],
          ["adp secrets scan --since origin/main", "Scan what was committed since then, in CI"],
          ["adp secrets scan --all-history", "Scan everything that was ever committed"],
          ["adp secrets scan - --name cm.yaml", "Scan standard input"]
        ]
      },
      hook: {
        summary: "Have git scan every commit of this clone",
        examples: [["adp secrets hook", "Install the hook"]]
      }
    }
  },
  setup: {
    summary: "Configure a fork, or your own machine, by few questions",
    description: "For the setup person, once: asks where your company has images, mirrors, Kerberos and the warehouse, tests each answer, shows what it would write, and writes files that may be committed. With --me, for every developer: the logins of those hosts, uv's index and the first ticket, into your own files.",
    examples: [
      ["adp setup", "The setup person, once"],
      ["adp setup --me", "Every developer, once; asks for nothing that is right already"],
      ["adp setup --answers setup.toml --no-input", "Without questions"],
      ["adp setup --me --no-input", "Say what is missing, line by line; ask nothing"],
      ["adp setup --undo", "Put back what the last setup wrote"]
    ]
  },
  doctor: {
    summary: "Check everything that the platform needs of this machine",
    description: "Finds what would make a build, a start or a login fail before it does: programs, disk, clock, proxies, registries, logins, Kerberos, Layer 1 and the datakit in this folder. It changes nothing unless you type --fix.",
    examples: [
      ["adp doctor", "Check everything that applies here"],
      ["adp doctor --for layer1", "Only what a build of Layer 1 needs"],
      ["adp doctor --json", "For a program; the exit code is 1 with a problem"]
    ]
  },
  install: {
    summary: "Put adp on PATH, with shell completion",
    description: "Links ~/.local/bin/adp to this clone and installs the completion of your shell. Asks before it changes anything.",
    examples: [
      ["adp install", "Ask, then install"],
      ["adp install --yes", "Install without asking, for scripts"],
      ["adp install --remove", "Remove what it installed"]
    ]
  },
  completion: {
    summary: "Print the completion script of a shell",
    examples: [
      ["source <(adp completion bash)", "Complete in this shell only"],
      ["adp install", "Complete in every new shell"]
    ]
  },
  complete: { summary: "Print what can follow some words", examples: [], hidden: !0 }
};

// packages/adp/src/kernel/home.ts
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, dirname as dirname2, join as join2, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
function platformRoot(from = fileURLToPath(import.meta.url)) {
  for (let folder = dirname2(realpathSync(from)); ; folder = dirname2(folder)) {
    if (existsSync(join2(folder, "packages", "adp", "package.json"))) return folder;
    if (dirname2(folder) === folder) throw new Error(`no platform clone above ${from}`);
  }
}
function userHome(env = process.env) {
  return env.HOME || userInfo().homedir;
}
function bundlePath(root = platformRoot()) {
  return join2(root, "packages", "adp", "dist", "adp.mjs");
}
function shownPath(path, cwd = process.cwd()) {
  let [whole, fromHere] = [resolve(cwd, path), relative(cwd, path) || "."];
  return fromHere.length <= whole.length ? fromHere : whole;
}
function typed(args, cwd = process.cwd(), path = process.env.PATH ?? "") {
  let bundle = bundlePath();
  for (let folder of path.split(delimiter).filter((entry) => entry !== "")) {
    let candidate = join2(folder, "adp");
    try {
      accessSync(candidate, constants.X_OK);
    } catch {
      continue;
    }
    if (realpathSync(candidate) === realpathSync(bundle)) return `adp ${args}`.trimEnd();
    break;
  }
  let inside = !relative(platformRoot(), resolve(cwd)).startsWith("..");
  return `node ${quoted(inside ? relative(resolve(cwd), bundle) : bundle)} ${args}`.trimEnd();
}

// packages/adp/src/kernel/command-line.ts
var words = [], makeCommand, context;
function rememberCommandLine(args, env = process.env) {
  words = args, makeCommand = env.ADP_MAKE, context = void 0, delete env.ADP_MAKE;
}
function rememberOption(group, option) {
  context = { group, words: option.map(quoted).join(" ") };
}
function commandLine() {
  let without = words.filter((word) => word !== "--json").map(quoted);
  return {
    again: makeCommand ?? typed(without.join(" ")),
    adp: (command2, folder) => typed(inContext(command2), folder)
  };
}
function inContext(command2) {
  let [group, subcommand, ...rest] = command2.split(" ");
  if (context === void 0 || group !== context.group || !/^[a-z]/.test(subcommand ?? "")) return command2;
  let [option = ""] = context.words.split(" ");
  return rest.includes(option) ? command2 : [group, subcommand, context.words, ...rest].join(" ");
}

// packages/adp/src/kernel/errors.ts
var catalogue = /* @__PURE__ */ new Map();
function defineError(code, exit, title) {
  if (catalogue.has(code)) throw new Error(`error code ${code} is defined twice`);
  let definition = { code, exit, title };
  return catalogue.set(code, definition), definition;
}
function defineErrors(table2) {
  let entries = Object.entries(table2);
  return Object.fromEntries(
    entries.map(([name, [code, exit, title]]) => [name, defineError(code, exit, title)])
  );
}
var AdpError = class extends Error {
  code;
  exit;
  why;
  next;
  evidence;
  constructor(definition, details) {
    super(details.what ?? definition.title, { cause: details.cause }), this.name = "AdpError", this.code = definition.code, this.exit = definition.exit, this.why = details.why, this.next = details.next, this.evidence = details.evidence ?? [];
  }
  /** The document of --json. */
  toJSON() {
    return {
      code: this.code,
      what: this.message,
      ...this.why === void 0 ? {} : { why: this.why },
      next: fillNext(this.next, commandLine()),
      ...this.evidence.length === 0 ? {} : { evidence: this.evidence }
    };
  }
};
function describeError(error) {
  if (error instanceof AdpError) {
    let { code, message, why, evidence, next } = error;
    return problemLines({ code, what: message, why, evidence, next }, commandLine()).join(`
`);
  }
  return `ADP-BUG-001  Unexpected error: this is a bug in adp.
${error instanceof Error ? error.stack ?? error.message : String(error)}
  next:  report it with the lines above; it is safe to run the command again`;
}
function stepLines(next) {
  return nextLines(next, commandLine());
}
function reasonOf(thrown) {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

// packages/adp/src/kernel/interrupt.ts
var Interrupted = class extends Error {
  constructor(exit) {
    super("interrupted");
    this.exit = exit;
  }
  exit;
};
async function interruptible(work, undo) {
  let controller = new AbortController(), numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }, fail = () => {
  }, cut = new Promise((_, reject) => {
    fail = reject;
  }), handlers = Object.keys(numbers).map((name) => {
    let handler = () => {
      let interrupted = new Interrupted(128 + numbers[name]);
      controller.abort(interrupted), fail(interrupted);
    };
    return process.on(name, handler), { name, handler };
  });
  try {
    return await Promise.race([work(controller.signal), cut]);
  } catch (error) {
    throw await undo(), error;
  } finally {
    for (let { name, handler } of handlers) process.off(name, handler);
  }
}

// packages/adp/src/kernel/machine.ts
import { readFileSync } from "node:fs";
function thisMachine(platform = process.platform, read = readText) {
  if (platform === "darwin") return "macos";
  if (platform !== "linux") return "other";
  if (/microsoft/i.test(read("/proc/sys/kernel/osrelease"))) return "wsl";
  let release = read("/etc/os-release");
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release) ? "debian" : /^ID(_LIKE)?=.*(fedora|rhel|centos)/m.test(release) ? "fedora" : "linux";
}
function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
function clockStep(machine) {
  switch (machine) {
    case "wsl":
      return run(shell`sudo hwclock --hctosys`, "WSL's clock stands still while Windows sleeps");
    case "macos":
      return run(shell`sudo sntp -sS time.apple.com`);
    default:
      return run(shell`sudo timedatectl set-ntp true`, "sets it from the network, and keeps it right");
  }
}
function installStep(packages, machine = thisMachine(), why) {
  switch (machine) {
    case "debian":
    case "wsl":
      return run(shell`sudo apt-get install ${packages.debian.split(" ")}`, why);
    case "fedora":
      return run(shell`sudo dnf install ${packages.fedora.split(" ")}`, why);
    case "macos":
      return run(shell`brew install ${packages.macos.split(" ")}`, why);
    default:
      return act(`install ${packages.debian} with your system's package manager`, why);
  }
}

// packages/adp/src/kernel/node.ts
var errors = defineErrors({
  NOT_FOUND: ["ADP-NODE-001", Exit.platform, "Node.js was not found on PATH, or does not run."],
  TOO_OLD: ["ADP-NODE-002", Exit.platform, "Node.js is too old."]
}), least = [20, 19];
function nodeTooOld(version, path, machine = thisMachine()) {
  let [major = 0, minor = 0] = version.split(".").map(Number);
  if (!(major > least[0] || major === least[0] && minor >= least[1]))
    return new AdpError(errors.TOO_OLD, {
      what: `${path} is Node.js ${version}, which is too old.`,
      ...help(machine)
    });
}
function noNode(why, machine) {
  let { next } = help(machine);
  return new AdpError(errors.NOT_FOUND, { what: "No Node.js runs by the name of node.", why, next });
}
function help(machine) {
  let packages = { debian: "nodejs npm", fedora: "nodejs22", macos: "node" }, since = machine === "debian" || machine === "wsl" ? "Debian 13, Ubuntu 25.04 and later" : void 0;
  return {
    why: `adp needs Node.js ${least.join(".")} or newer.`,
    next: [
      either(
        installStep(packages, machine, since),
        act("install Node.js 22 LTS from https://nodejs.org/en/download")
      ),
      again
    ]
  };
}

// packages/adp/src/kernel/secret-forms.ts
function formsOf(value) {
  let found = /* @__PURE__ */ new Map(), add = (name, form) => {
    let bytes2 = Buffer.isBuffer(form) ? form : Buffer.from(form, "utf8"), key = bytes2.toString("latin1");
    bytes2.length >= 6 && !found.has(key) && found.set(key, { bytes: bytes2, name });
  }, utf8 = Buffer.from(value, "utf8");
  add("as it is", utf8);
  for (let text of urlEncoded(value)) {
    add("URL-encoded", text);
    for (let twice of urlEncoded(text)) add("URL-encoded twice", twice);
  }
  for (let [name, text] of quoted2(value)) add(name, text);
  let bytes = [["", utf8]];
  for (let text of /* @__PURE__ */ new Set([...urlEncoded(value), JSON.stringify(value).slice(1, -1)]))
    text !== value && bytes.push(["", Buffer.from(text, "utf8")]);
  bytes.push([" of UTF-16", Buffer.from(value, "utf16le")], [" of UTF-16", bigEndian(value)]);
  for (let [suffix, content] of bytes) {
    suffix !== "" && add("in UTF-16", content);
    for (let text of inBase64(content))
      if (add(`in base64${suffix}`, text), content === utf8) for (let twice of inBase64(Buffer.from(text))) add("in base64 twice", twice);
  }
  for (let text of inBase32(utf8)) add("in base32", text);
  let hex = utf8.toString("hex");
  for (let text of [hex, hex.toUpperCase()])
    add("in hexadecimal", text), add("in hexadecimal", text.replace(/../g, "\\x$&")), add("URL-encoded", text.replace(/../g, "%$&")), add("in hexadecimal", text.replace(/..(?!$)/g, "$&:")), add("in hexadecimal", text.replace(/..(?!$)/g, "$& "));
  return [...found.values()];
}
function urlEncoded(value) {
  let plain = encodeURIComponent(value), strict = plain.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`), texts = [plain, strict].flatMap((text) => [
    text,
    text.replaceAll("%2F", "/"),
    text.replaceAll("%20", "+"),
    // apt and curl's users encode what an address would misread, and nothing else.
    text.replace(/%(?:2[1468BC]|3[ABD]|24)/g, (code) => decodeURIComponent(code))
  ]);
  return /* @__PURE__ */ new Set([
    ...texts,
    ...texts.map((text) => text.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase()))
  ]);
}
function quoted2(value) {
  let json = JSON.stringify(value).slice(1, -1), code = (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`, ascii = json.replace(/[\u0080-\uffff]/g, code), go = json.replace(/[<>&]/g, code), dotnet = json.replace(/[<>&'+]/g, (one) => code(one).toUpperCase().replace("U", "u")), html = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"), numbered = (write) => value.replace(/[^\w]/g, (one) => write(one.charCodeAt(0)));
  return [
    ["in JSON", json],
    ["in JSON", ascii],
    ["in JSON", go],
    ["in JSON", dotnet],
    ["in JSON", json.replaceAll("/", "\\/")],
    ["in JSON in JSON", JSON.stringify(json).slice(1, -1)],
    ["in XML", html],
    ["in XML", html.replaceAll('"', "&quot;").replaceAll("'", "&#39;")],
    ["in XML", html.replaceAll('"', "&#34;").replaceAll("'", "&#x27;")],
    ["in XML", html.replaceAll('"', "&#34;").replaceAll("'", "&#39;").replaceAll("+", "&#43;")],
    ["in XML", numbered((number) => `&#${number};`)],
    ["in XML", numbered((number) => `&#x${number.toString(16)};`)],
    ["in JSON", numbered((number) => `\\u${number.toString(16).padStart(4, "0")}`)],
    [
      "with its special characters escaped",
      numbered((number) => `\\x${number.toString(16).padStart(2, "0")}`)
    ],
    ["with its special characters escaped", numbered((number) => `\\${number.toString(8).padStart(3, "0")}`)],
    ["in quotes", value.replaceAll("'", "'\\''")],
    ["in quotes", value.replaceAll("'", "''")],
    ["in quotes", value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")],
    ["in braces", value.replaceAll("}", "}}")],
    ["with its special characters escaped", value.replace(/[^\w@%+=:,./-]/g, "\\$&")],
    ["with its special characters escaped", value.replace(/[^\w]/g, "\\$&")],
    ["with percent signs doubled", value.replaceAll("%", "%%")],
    ["with dollar signs doubled", value.replaceAll("$", "$$$$")],
    ["in quoted-printable", value.replaceAll("=", "=3D")]
  ];
}
function bigEndian(value) {
  return Buffer.from(value, "utf16le").swap16();
}
function inBase32(value) {
  let found = [0, 1, 2, 3, 4].map((shift) => ([...Buffer.concat([Buffer.alloc(shift), value])].map((byte) => byte.toString(2).padStart(8, "0")).join("").match(/.{5}/g) ?? []).map((digit) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(digit, 2)]).join("").slice(Math.ceil(shift * 8 / 5)));
  return [...found, ...found.map((text) => text.toLowerCase())].filter(
    (text) => text.length >= 6
  );
}
function inBase64(value) {
  let found = [0, 1, 2].map((shift) => {
    let text = Buffer.concat([Buffer.alloc(shift), value]).toString("base64").replace(/=+$/, ""), first = Math.ceil(shift * 8 / 6), whole = Math.floor((shift + value.length) * 8 / 6);
    return text.slice(first, whole);
  }), urls = found.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [.../* @__PURE__ */ new Set([...found, ...urls])].filter((text) => text.length >= 6);
}

// packages/adp/src/kernel/secret.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { inspect } from "node:util";
var everySecret = /* @__PURE__ */ new Set(), Secret = class _Secret {
  #value;
  constructor(value) {
    this.#value = value, value.length >= 6 && everySecret.add(this);
  }
  /** 192 random bits, safe in a URL, an environment variable and SQL. */
  static random() {
    return new _Secret(randomBytes2(24).toString("base64url"));
  }
  reveal() {
    return this.#value;
  }
  toString() {
    return "***";
  }
  toJSON() {
    return "***";
  }
  [inspect.custom]() {
    return "Secret(***)";
  }
};
function redact(text, secrets) {
  let clean = text;
  for (let secret of secrets) for (let form of textsOf(secret)) clean = clean.replaceAll(form, "***");
  return clean.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, "$1***@");
}
function mask(text) {
  return redact(text, everySecret);
}
var known = /* @__PURE__ */ new WeakMap();
function textsOf(secret) {
  let before = known.get(secret);
  if (before !== void 0) return before;
  let value = secret.reveal(), forms = [
    value,
    encodeURIComponent(value),
    ...formsOf(value).map(({ bytes }) => bytes.toString("utf8"))
  ], texts = [...new Set(forms)].filter((form) => form !== "").sort((x, y) => y.length - x.length);
  return known.set(secret, texts), texts;
}

// packages/adp/src/kernel/output.ts
function openOutput(options = {}) {
  let json = options.json === !0;
  return {
    json,
    print: (line = "") => {
      json || process.stdout.write(`${printable(line.trimEnd())}
`);
    },
    note: (line) => {
      json || process.stderr.write(`${printable(line)}
`);
    },
    document: (value) => {
      json && process.stdout.write(`${jsonText(value)}
`);
    },
    style: styleFor(process.stdout)
  };
}
function jsonText(value) {
  return mask(JSON.stringify(value, null, 2)).replace(
    obeyed,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
var obeyed = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
function printable(text) {
  return mask(text).replaceAll(`\r
`, `
`).replace(controls, (found) => painted.has(found) ? found : found.replace(control, "\xB7"));
}
var control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, controls = new RegExp(`\x1B\\[\\d+m[^\x1B]*\x1B\\[0m|${control.source}`, "g"), painted = /* @__PURE__ */ new Set();
function styleFor(stream, env = process.env) {
  let colour = stream.isTTY === !0 && !env.NO_COLOR && env.TERM !== "dumb", paint = (code) => (text) => {
    if (!colour) return text;
    let whole = `\x1B[${code}m${printable(text)}\x1B[0m`;
    return painted.add(whole), whole;
  };
  return { bold: paint(1), dim: paint(2), green: paint(32), red: paint(31), yellow: paint(33) };
}
function isFigure(cell) {
  return typeof cell == "number" || cell !== void 0 && /^-?[\d.]*( (s|ms))?$/.test(cell);
}
function table(header, rows) {
  let cells = rows.map(
    (row) => row.map((cell) => typeof cell == "number" ? cell.toLocaleString("en-US") : cell)
  ), widths = header.map(
    (title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0))
  ), right = header.map((_, column) => rows.length > 0 && rows.every((row) => isFigure(row[column]))), line = (row) => row.map(
    (cell, column) => right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  ).join("  ").trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...cells.map(line)];
}

// packages/adp/src/main.ts
var { UNKNOWN_COMMAND } = defineErrors({
  UNKNOWN_COMMAND: ["ADP-CLI-001", Exit.usage, "There is no such command."]
}), modules = {
  demo: () => import("./commands-demo.mjs"),
  dev: () => import("./commands-dev.mjs"),
  layer1: () => import("./commands-layer1.mjs"),
  runners: () => import("./commands-runners.mjs"),
  layer3: () => import("./commands-layer3.mjs"),
  datakit: () => import("./commands-datakit.mjs"),
  platform: () => import("./commands-platform.mjs"),
  ticket: () => import("./commands-ticket.mjs"),
  secrets: () => import("./commands-secrets.mjs"),
  setup: () => import("./commands-setup.mjs"),
  doctor: () => import("./commands-doctor.mjs"),
  install: () => import("./commands-install.mjs"),
  completion: () => import("./commands-completion.mjs"),
  complete: () => import("./commands-complete.mjs")
};
async function loadCommand(name) {
  return isCommand(name) ? (await modules[name]()).command(loadCommand) : void 0;
}
function helpText() {
  let entries = Object.entries(commandList).filter(([, { hidden }]) => !hidden), width = Math.max(...entries.map(([name]) => name.length));
  return [
    "Usage: adp COMMAND [options]",
    "",
    "Airflow, a warehouse, and tables with history for a data team.",
    "",
    "Commands:",
    ...entries.map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "Options:",
    "  -h, --help       Show this help; adp COMMAND --help shows a command's",
    "  -V, --version    Show the version",
    "",
    "Examples:",
    "  adp demo                       The whole platform at work on real data",
    "  adp datakit new customer-360   A project from the template",
    "  adp dev start                  Its Airflow; type this in its folder",
    ""
  ].join(`
`);
}
async function main(args) {
  rememberCommandLine(args);
  try {
    return await runWords(args);
  } catch (error) {
    if (error instanceof Interrupted) return error.exit;
    if (args.includes("--json")) {
      let document = error instanceof AdpError ? error.toJSON() : { code: "ADP-BUG-001", what: String(error) };
      process.stdout.write(`${jsonText({ error: document })}
`);
    }
    return process.stderr.write(`${printable(describeError(error))}
`), error instanceof AdpError ? error.exit : Exit.platform;
  }
}
async function runWords([first, ...rest]) {
  if (first === "help" && rest[0] !== void 0 && !rest[0].startsWith("-"))
    return runWords([...rest, "--help"]);
  if (first === void 0 || first === "--help" || first === "-h" || first === "help")
    return process.stdout.write(helpText()), first === void 0 ? Exit.usage : Exit.ok;
  if (first === "--version" || first === "-V") {
    let { version } = await import("./kernel-version.mjs");
    return process.stdout.write(`${version()}
`), Exit.ok;
  }
  let old = nodeTooOld(process.versions.node, process.execPath);
  if (old !== void 0) throw old;
  let command2 = await loadCommand(first);
  if (command2 === void 0)
    throw unknownCommand(first, rest, (await import("./kernel-nearest.mjs")).nearest);
  let { runCommand } = await import("./kernel-arguments.mjs");
  return runCommand(command2, rest);
}
function unknownCommand(word, rest, nearest) {
  let what = `There is no command "${word}"`, subcommands = Object.entries(commandList).flatMap(
    ([command2, { subcommands: subcommands2 = {} }]) => Object.entries(subcommands2).map(([name, { elsewhere = [] }]) => ({ command: command2, name, elsewhere }))
  ), called = subcommands.find(({ elsewhere }) => elsewhere.includes(word)), owner = subcommands.find(({ name }) => name === word)?.command;
  if (called === void 0 && owner !== void 0)
    return new AdpError(UNKNOWN_COMMAND, {
      what: `${what}; ${owner} has one.`,
      next: [run(adp`${[owner, word, ...rest]}`)]
    });
  let option = /^-*v(ersion)?$/i.test(word) ? "--version" : nearest(word, ["--version", "--help"]), meant = option ?? (called === void 0 ? nearest(word, Object.keys(commandList)) : `${called.command} ${called.name}`);
  return new AdpError(UNKNOWN_COMMAND, {
    what: `${what}.${meant === void 0 ? "" : ` Did you mean "${meant}"?`}`,
    next: [
      option !== void 0 ? run(adp`${[option]}`) : meant === void 0 ? run(adp`--help`, "lists the commands") : run(adp`${[...meant.split(" "), "--help"]}`, "shows its options")
    ]
  });
}
function isCommand(word) {
  return Object.hasOwn(commandList, word);
}

export {
  appendToLog,
  duration,
  errnoOf,
  Exit,
  quoted,
  shell,
  adp,
  inFolder,
  run,
  act,
  again,
  either,
  anyOf,
  fillNext,
  until,
  stagedName,
  writeAtomic,
  commandList,
  platformRoot,
  userHome,
  bundlePath,
  shownPath,
  typed,
  rememberOption,
  commandLine,
  defineErrors,
  AdpError,
  describeError,
  stepLines,
  reasonOf,
  Interrupted,
  interruptible,
  thisMachine,
  clockStep,
  installStep,
  nodeTooOld,
  noNode,
  formsOf,
  Secret,
  redact,
  mask,
  openOutput,
  printable,
  table,
  main
};

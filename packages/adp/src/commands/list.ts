import type { CommandEntry } from "../kernel/adp-command.ts";

/**
 * Every command and subcommand, once: help, completion and docs/commands.md come from here; the options are where each
 * command parses them. No imports but types: `adp --help` loads this file alone.
 */
export const commandList = {
  demo: {
    summary: "Load real flights into a warehouse with a real Airflow",
    description:
      "The platform at work, without Docker: a real Airflow loads 336,776 real flights into a real PostgreSQL, in tables with history, twice. Then a report is read back from them.",
    examples: [
      ["adp demo", "All twelve months"],
      ["adp demo --months 1 --keep", "A quick look; Airflow keeps running"],
      ["adp demo --airflow 2.11", "On Airflow 2.11"],
      ["adp demo --stop", "Stop what --keep left running"],
    ],
  },
  dev: {
    summary: "Run a datakit on an Airflow and a warehouse of its own",
    description:
      "Runs a datakit on an Airflow of its own: as processes of yours, without Docker, or in containers of Layer 1. Type these commands in the datakit's folder.",
    examples: [
      ["adp dev start", "Start Airflow, and print its address"],
      ["adp dev run customer_360_example", "Run a DAG and follow it"],
      ["adp dev stop", "Stop every process of this datakit, and nothing else"],
    ],
    subcommands: {
      start: {
        summary: "Start Airflow and wait until it is healthy",
        description:
          "Starts Airflow and waits until it is healthy. A datakit stays on the engine that it was started on. A new one takes Docker where an engine answers and Layer 1 is here, else processes of yours.",
        elsewhere: ["up"],
        examples: [
          ["adp dev start", "Start the datakit in this folder"],
          ["adp dev start --airflow 2.11 --port 8081", "Choose the Airflow line and the port"],
          ["adp dev start --engine embedded", "Without Docker, also where Layer 1 is here"],
        ],
      },
      restart: {
        summary: "Stop Airflow and start it again",
        examples: [
          ["adp dev restart", "Take over what changed outside dags/"],
          ["adp dev restart --airflow 2.11", "Change the Airflow line; the warehouse keeps its tables"],
        ],
      },
      run: {
        summary: "Run a DAG and follow it to its end",
        elsewhere: ["trigger"],
        description: "Runs a DAG and follows it to its end. A paused DAG is unpaused.",
        examples: [
          ["adp dev run customer_360_example", "Run a DAG; on failure, print the end of the task's log"],
          [`adp dev run my_dag --conf '{"month": "2013-01"}'`, "Give the run a configuration"],
        ],
      },
      stop: {
        summary: "Stop every process of this datakit",
        elsewhere: ["down"],
        examples: [
          ["adp dev stop", "Stop Airflow and the warehouse; the data stays"],
          ["adp dev stop --all", "Stop every datakit that this clone started, whichever its engine"],
        ],
      },
      status: {
        summary: "Show what runs, and whether it is healthy",
        elsewhere: ["ps"],
        examples: [
          ["adp dev status", "Show the services of the datakit in this folder"],
          ["adp dev status --json", "The same for a program; exit code 2 when a service is not healthy"],
        ],
      },
      list: {
        summary: "List every datakit of this clone that runs",
        examples: [["adp dev list", "Show their folders and addresses"]],
      },
      logs: {
        summary: "Show the log of a service or a task",
        description:
          "Shows the log of a service (web, scheduler, dag-processor, triggerer, postgres), or the newest of a task (TASK, DAG.TASK, or TASK[3] of a mapped one) or of all tasks of a DAG. Without a name, all services.",
        examples: [
          ["adp dev logs -f scheduler", "Follow the scheduler"],
          ["adp dev logs load", "Show the newest log of the task load"],
          ["adp dev logs 'load[3]'", "One instance of a mapped task; a shell needs the quotes"],
        ],
      },
      exec: {
        summary: "Run a program in the environment of the DAGs",
        elsewhere: ["bash", "shell", "python"],
        description:
          "Runs a program with the packages, the variables and the warehouse of the DAGs, in the datakit's folder. Exit code 1 when it fails.",
        examples: [["adp dev exec python -m my_package.report", "Run a module of the datakit"]],
      },
      airflow: {
        summary: "Run a command of Airflow's own",
        examples: [["adp dev airflow dags list", "List the DAGs"]],
      },
      reset: {
        summary: "Delete the warehouse and Airflow's history",
        elsewhere: ["kill"],
        description:
          "Stops the datakit and deletes everything that ran: the warehouse with its tables, Airflow's history, ports and passwords. On Docker the tables stay: the warehouse is the platform's, for all datakits. Asks first.",
        examples: [["adp dev reset --yes", "Delete it without a question"]],
      },
      sql: {
        summary: "Run SQL on the warehouse, or open a prompt",
        elsewhere: ["psql"],
        examples: [
          [`adp dev sql '\\d'`, "List the tables"],
          ["adp dev sql", "Open a prompt"],
          [`adp dev sql "select count(*) from silver.customer"`, "Run one statement"],
          ["adp dev sql --json <report.sql", "Run a file, and print the rows as JSON"],
        ],
      },
      test: {
        summary: "Run the datakit's tests with pytest",
        elsewhere: ["pytest", "parse"],
        examples: [
          ["adp dev test", "Run all tests"],
          ["adp dev test tests/test_models.py -q", "Run one file; takes pytest's options"],
        ],
      },
    },
  },
  layer1: {
    summary: "Build and check the organisation's Airflow image",
    description:
      "Builds the organisation's Airflow image, layer1-airflow:latest, behind a corporate proxy and mirrors, and checks that no credential is in it.",
    examples: [
      ["adp layer1 explain", "Show which hosts a build reaches, and with which login"],
      ["adp layer1 build", "Build layer1-airflow:latest"],
      ["adp layer1 verify", "Check the image"],
    ],
    subcommands: {
      build: {
        summary: "Build Layer 1 and scan it for credentials",
        examples: [
          ["adp layer1 build", "Build layer1-airflow:latest"],
          ["adp layer1 build --pull --no-cache", "Build everything again on newer base images"],
          ["adp layer1 build --sbom sbom.json", "Also write the list of packages, as CycloneDX"],
        ],
      },
      explain: {
        summary: "Show the hosts and logins a build uses; runs nothing",
        description:
          "Shows for every step of the build which hosts it will reach, by which setting, with which login, and what is missing. Runs nothing; exit code 77 when a login is missing.",
        examples: [["adp layer1 explain", "Show the steps of the Dockerfile"]],
      },
      verify: {
        summary: "Check what an image promises, without building",
        examples: [
          ["adp layer1 verify", "Check layer1-airflow:latest"],
          [
            "adp layer1 verify --mssql-spn MSSQLSvc/db.corp.example:1433",
            "Also get a Kerberos ticket for SQL Server inside the image",
          ],
        ],
      },
      list: {
        summary: "List the Layer 1 images on this machine",
        examples: [["adp layer1 list", "List them; * marks the one in use"]],
      },
      use: {
        summary: "Make an earlier Layer 1 the latest",
        examples: [["adp layer1 use 0.1.0-1a2b3c4d5e6f", "Take the image with this tag"]],
      },
      push: {
        summary: "Send Layer 1 to the company's registry",
        description:
          "Sends layer1-airflow:latest to the company's registry, under the tag of its build, and prints its address with the digest: what `adp layer1 pull` takes.",
        examples: [["adp layer1 push registry.corp.example/airflow/layer1-airflow", "Send the image in use"]],
      },
      pull: {
        summary: "Take Layer 1 from the company's registry",
        description:
          "Takes a Layer 1 from the company's registry and makes it layer1-airflow:latest, in place of a build. An image that `adp layer1 build` did not make is refused.",
        examples: [
          [
            "adp layer1 pull registry.corp.example/airflow/layer1-airflow@sha256:DIGEST",
            "Take exactly the image that `adp layer1 push` printed",
          ],
        ],
      },
      framework: {
        summary: "Make the framework's wheel for a plain docker build",
        examples: [["adp layer1 framework", "Write the wheel into layer1-base-image/"]],
      },
    },
  },
  runners: {
    summary: "Build and check the runners' images",
    description:
      "Builds the images in which tools run outside of Airflow, by Layer 1's mirrors, certificates and logins, and holds them against the contract of runtime-environments/README.md.",
    examples: [
      ["adp runners build dbt", "Build dbt-runner:latest"],
      ["adp runners build spark", "Build spark-runner:latest"],
      ["adp runners verify dbt", "Check the image"],
    ],
    subcommands: {
      build: {
        summary: "Build a runner's image, scan it and check it",
        description:
          "Builds a runner's image on IMAGE_PYTHON, looks for credentials in what came out, and runs it as another user with a read-only root. Only then it gets its names.",
        examples: [
          ["adp runners build dbt", "Build dbt-runner:latest"],
          ["adp runners build dbt --pull", "Ask the registry for a newer base image"],
        ],
      },
      explain: {
        summary: "Show which hosts a build reaches, and with which login",
        examples: [["adp runners explain spark", "Asks nobody; exit code 77 when a login is missing"]],
      },
      list: {
        summary: "List the runners' images that are here",
        examples: [["adp runners list", "With their tags and sizes"]],
      },
      verify: {
        summary: "Check that an image keeps the contract",
        description:
          "Checks an image that is here: labels, user, the contract with a read-only root and without capabilities, the tool, Kerberos, credentials. Exit code 1 when one fails.",
        examples: [
          ["adp runners verify dbt", "Check dbt-runner:latest"],
          [
            "adp runners verify dbt registry.corp.example/dbt-runner:1 --json",
            "Another image, for a program",
          ],
        ],
      },
    },
  },
  datakit: {
    summary: "Make a datakit from the template, and update it",
    examples: [
      ["adp datakit new customer-360", "Make the folder customer-360-datakit here"],
      ["adp datakit update", "Merge the template's changes into the datakit in this folder"],
    ],
    subcommands: {
      new: {
        summary: "Make a datakit from the template",
        elsewhere: ["init", "create"],
        examples: [
          ["adp datakit new customer-360", "Make the folder customer-360-datakit here"],
          [
            "adp datakit new customer-360 --description 'CRM and marketing' --into ..",
            "With a sentence for its README, in the folder above",
          ],
          ["adp datakit new customer-360 --airflow 2", "For Airflow 2, whatever the local Layer 1 has"],
        ],
      },
      check: {
        summary: "Say whether a datakit is behind the template or Layer 1",
        description:
          "Says whether the template has changed since a datakit was made or updated, whether the Layer 1 that is here is newer than the one its image was built on, and which requirements contradict it. Exit code 1 when any of that is so, for CI.",
        examples: [
          ["adp datakit check", "The datakit in this folder"],
          ["adp datakit check ../customer-360-datakit --json", "Another, for a program"],
        ],
      },
      diff: {
        summary: "Show what an update would change",
        examples: [["adp datakit diff", "As git shows it; writes nothing"]],
      },
      update: {
        summary: "Merge the template's changes into a datakit",
        description:
          "Brings what changed in the template into a datakit, by git's own merge: what only you changed stays, what only the template changed comes, and what both changed at the same place is marked as a conflict. Exit code 1 with conflicts.",
        examples: [
          ["adp datakit update --dry-run", "Show which files would change"],
          ["adp datakit update", "Update the datakit in this folder"],
          [
            "adp datakit update --airflow 3",
            "Also move it from Airflow 2 to Airflow 3, and list what is left to do",
          ],
          ["adp datakit update --continue", "Finish, after resolving conflicts"],
          ["adp datakit update --undo", "Take the last update back"],
        ],
      },
      rebuild: {
        summary: "Build a datakit's image on the Layer 1 that is here",
        description:
          "Builds the image of a datakit, runs its tests in it, and gives it its name when they pass; until then the earlier image stays. With --all, every datakit below a folder whose image is behind its Layer 1. A Dockerfile that pins a Layer 1 is built on that one. Exit code 1 when a build or a test fails.",
        examples: [
          ["adp datakit rebuild", "The datakit in this folder"],
          ["adp datakit rebuild --all ~/projects", "After `adp layer1 build`: what is behind, with a report"],
        ],
      },
      push: {
        summary: "Build, test, scan and push a datakit's image",
        description:
          "Builds the image of a datakit from its commit, runs its tests in it, looks for credentials and at Layer 1's promise, and only then pushes it under its commit. What was found is the record that `adp layer3 promote` takes.",
        examples: [
          ["adp datakit push registry.example.com/data/customer-360-datakit", "The datakit in this folder"],
        ],
      },
      adopt: {
        summary: "Make an existing Airflow project a datakit",
        description:
          "Proposes how a project that was not made from the template becomes a datakit: its Dockerfile begins from Layer 1, what Layer 1 brings goes, what surrounds its code comes from the template. Shows the difference, and writes after a yes.",
        examples: [
          ["adp datakit adopt", "The project in this folder"],
          ["adp datakit adopt ../old-project --name customer-360 --yes", "Another, without a question"],
        ],
      },
      list: {
        summary: "List every datakit below a folder",
        description:
          "Lists every datakit below a folder: the version of its template, the tag of Layer 1 in its Dockerfile, its Airflow line, and when it last changed.",
        examples: [["adp datakit list ~/projects", "Show which are behind the template"]],
      },
    },
  },
  platform: {
    summary: "Share your Kerberos ticket with the datakits",
    description:
      "Shares your Kerberos ticket with every datakit on this machine, through the Docker volume platform_kerberos_cache.",
    examples: [
      ["adp platform start", "Start sharing"],
      ["adp platform status", "Show the services that share it"],
      ["adp platform stop", "Stop sharing"],
    ],
    subcommands: {
      start: {
        summary: "Start the ticket sharer, or bring it up to date",
        examples: [["adp platform start", "Start it; safe to type again after a change of settings"]],
      },
      stop: {
        summary: "Stop the ticket sharer",
        examples: [["adp platform stop", "Stop it; other containers and the volume stay"]],
      },
      status: {
        summary: "Show the services that share the ticket",
        examples: [
          ["adp platform status", "Show them; adp ticket status shows the ticket and who uses it"],
          ["adp platform status --json", "The same for a program; exit code 1 when none is shared"],
        ],
      },
      logs: {
        summary: "Show the ticket sharer's log",
        examples: [["adp platform logs --lines 20 --follow", "Show the last 20 lines, and new ones"]],
      },
      export: { summary: "Copy a ticket for the ticket sharer", examples: [], hidden: true },
    },
  },
  ticket: {
    summary: "Follow your Kerberos ticket to the containers",
    examples: [
      ["adp ticket status", "Show your ticket, the shared copy and the containers that use it"],
      ["adp ticket test", "Test every step from kinit to a container"],
    ],
    subcommands: {
      status: {
        summary: "Show the ticket, the shared copy and who uses it",
        description:
          "Shows the ticket, the shared copy and the containers that use it. Works inside a container, too. Exit code 1 when no usable ticket is shared.",
        examples: [["adp ticket status", "Show it"]],
      },
      test: {
        summary: "Test every step from kinit to a database login",
        description:
          "Tests every step from the Kerberos programs to a database login. Stops at the first that fails, and says what to do.",
        examples: [
          ["adp ticket test", "Test the ticket"],
          ["adp ticket test --sqlserver db.corp.example", "Also log in to SQL Server from a container"],
          [
            "adp ticket test --postgres db.corp.example/sales --container app-1",
            "Also log in to PostgreSQL from this container",
          ],
          [
            "adp ticket test --spn MSSQLSvc/db.corp.example:1433",
            "Test a service name; when it is missing, draft the mail to the DBA",
          ],
        ],
      },
    },
  },
  layer3: {
    summary: "Configure dev, int, qa and prod on Kubernetes",
    description:
      "Makes the configuration of every environment from one platform.yaml and the official Airflow chart: values, manifests, and promotion of an image by its digest. It writes files, and sends nothing to a cluster.",
    examples: [
      ["adp layer3 init customer-360 --registry registry.example.com/data", "Write a first platform.yaml"],
      ["adp layer3 promote int --from dev", "Bring what runs in dev to int"],
      ["adp layer3 verify", "Check every environment"],
    ],
    subcommands: {
      init: {
        summary: "Write a first platform.yaml",
        description:
          "Writes a first platform.yaml, its schema for editors, and a README for the people of the cluster: which Secrets to make. No file holds a value of a Secret.",
        examples: [
          [
            "adp layer3 init customer-360 --registry r.example.com/data --folder deploy",
            "Write them into the folder deploy",
          ],
        ],
      },
      render: {
        summary: "Write an environment's values and manifests",
        description:
          "Writes environments/NAME from platform.yaml and release.yaml: the chart's values, and every manifest as the cluster gets it. Twice the same input gives the same bytes.",
        examples: [
          ["adp layer3 render", "Every environment that has a release"],
          ["adp layer3 render dev --own", "Without Helm: all but the chart's manifests"],
        ],
      },
      verify: {
        summary: "Check the files of the environments",
        description:
          "Renders again and compares; looks for Secrets, credentials, tags in place of digests, values that the chart does not know, and what the image lacks. Exit code 1 when it finds something.",
        examples: [
          ["adp layer3 verify", "Every environment that has a release"],
          ["adp layer3 verify prod --server", "With a dry run in the cluster"],
        ],
      },
      diff: {
        summary: "Show what a render would change",
        examples: [
          ["adp layer3 diff qa", "Against git's last commit"],
          ["adp layer3 diff qa --cluster", "What is rendered, against the cluster"],
        ],
      },
      promote: {
        summary: "Bring an image to an environment, by its digest",
        description:
          "Writes release.yaml and what is rendered from it, as one commit. Refused, with all reasons, unless the image's scan, Layer 1's promise and the datakit's tests are on record and good, its Runtime is supported, and it has run long enough where it comes from. `git revert` undoes it.",
        examples: [
          ["adp layer3 promote dev --record pushed.json", "The first environment takes what was pushed"],
          ["adp layer3 promote int --from dev", "The next takes what runs in the one before"],
        ],
      },
      status: {
        summary: "Show which image runs where",
        examples: [
          ["adp layer3 status", "Ask every cluster"],
          ["adp layer3 status --git --json", "What git says, for a program"],
        ],
      },
      images: {
        summary: "List every image that the clusters pull",
        examples: [["adp layer3 images", "What a mirror must hold, without internet access"]],
      },
    },
  },
  secrets: {
    summary: "Keep credentials out of git",
    examples: [
      ["adp secrets scan", "Scan the files below this folder"],
      ["adp secrets hook", "Have git scan every commit of this clone"],
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
          ["adp secrets scan - --name cm.yaml", "Scan standard input"],
        ],
      },
      hook: {
        summary: "Have git scan every commit of this clone",
        examples: [["adp secrets hook", "Install the hook"]],
      },
    },
  },
  setup: {
    summary: "Configure a fork, or your own machine, by few questions",
    description:
      "For the setup person, once: asks where your company has images, mirrors, Kerberos and the warehouse, tests each answer, shows what it would write, and writes files that may be committed. With --me, for every developer: the logins of those hosts, uv's index and the first ticket, into your own files.",
    examples: [
      ["adp setup", "The setup person, once"],
      ["adp setup --me", "Every developer, once; asks for nothing that is right already"],
      ["adp setup --answers setup.toml --no-input", "Without questions"],
      ["adp setup --me --no-input", "Say what is missing, line by line; ask nothing"],
      ["adp setup --undo", "Put back what the last setup wrote"],
    ],
  },
  doctor: {
    summary: "Check everything that the platform needs of this machine",
    description:
      "Finds what would make a build, a start or a login fail before it does: programs, disk, clock, proxies, registries, logins, Kerberos, Layer 1 and the datakit in this folder. It changes nothing unless you type --fix.",
    examples: [
      ["adp doctor", "Check everything that applies here"],
      ["adp doctor --for layer1", "Only what a build of Layer 1 needs"],
      ["adp doctor --json", "For a program; the exit code is 1 with a problem"],
    ],
  },
  install: {
    summary: "Put adp on PATH, with shell completion",
    description:
      "Links ~/.local/bin/adp to this clone and installs the completion of your shell. Asks before it changes anything.",
    examples: [
      ["adp install", "Ask, then install"],
      ["adp install --yes", "Install without asking, for scripts"],
      ["adp install --remove", "Remove what it installed"],
    ],
  },
  completion: {
    summary: "Print the completion script of a shell",
    examples: [
      ["source <(adp completion bash)", "Complete in this shell only"],
      ["adp install", "Complete in every new shell"],
    ],
  },
  complete: { summary: "Print what can follow some words", examples: [], hidden: true },
} as const satisfies Readonly<Record<string, CommandEntry>>;

export type CommandName = keyof typeof commandList;

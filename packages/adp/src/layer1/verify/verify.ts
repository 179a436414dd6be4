import { readFileSync } from "node:fs";
import type { Docker, ImageFacts } from "../../docker/index.ts";
import { AdpError, type ErrorDefinition } from "../../kernel/errors.ts";
import { typed } from "../../kernel/home.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { planAccess } from "../access.ts";
import { airflowLabel, runtimeLabel } from "../base.ts";
import * as errors from "../errors.ts";
import type { Layer1Folder } from "../folder.ts";
import { labels } from "../plan.ts";
import { scanImage } from "../scan-built.ts";
import { readLayer1Settings } from "../settings.ts";
import { supportWarnings } from "../support.ts";
import { insideProgram, ticketProgram, writableProgram } from "./inside.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** For what is not ok. A warning does not fail the image. */
  readonly code: string | null;
  readonly isWarning: boolean;
  readonly what: string;
  readonly next: readonly string[];
}

export interface Verified {
  readonly image: string;
  readonly id: string;
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

interface VerifyOptions {
  readonly docker: Docker;
  readonly place: Layer1Folder;
  readonly image: string;
  readonly again: string;
  /** A service principal that Microsoft's driver must get a ticket for, with the ticket cache of a user. */
  readonly ticket?: { readonly spn: string; readonly ccache: string; readonly network: string } | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/** ONBUILD steps without which a datakit's image would lack its packages or its files. */
const onBuild = [
  /^COPY packages\.txt/,
  /^RUN .*install-system-packages|^RUN install-system-packages/,
  /install-python-dependencies/,
  /^COPY .*\. \.$/,
];

/** Checks what Layer 1 promises on an image that is here, without building anything. */
export async function verifyLayer1(options: VerifyOptions): Promise<Verified> {
  const { docker, place, again, env = process.env } = options;
  const image = await docker.image(options.image);
  if (image === undefined)
    throw new AdpError(errors.NO_IMAGE, {
      what: `There is no image ${options.image} here.`,
      next: ["make build   in layer1-base-image", `${typed("layer1 list")}   shows those that are here`],
    });
  const checks: Check[] = [];
  const add = (
    name: string,
    definition: ErrorDefinition,
    ok: boolean,
    what: string,
    next: string,
    isWarning = false,
  ) =>
    checks.push({
      name,
      ok,
      code: ok ? null : definition.code,
      isWarning,
      what,
      next: ok ? [] : [next, again],
    });
  const rebuild = "make build   in layer1-base-image builds it anew";
  const lacking = [...Object.values(labels), runtimeLabel, airflowLabel].filter(
    (label) => !(label in image.labels),
  );
  add(
    "labels",
    errors.V_LABELS,
    lacking.length === 0,
    lacking.length === 0
      ? `Layer 1 ${image.labels[labels.version]}, inputs ${image.labels[labels.inputs]?.slice(0, 12)}`
      : `missing: ${lacking.join(", ")}`,
    rebuild,
  );
  const steps = onBuild.filter((step) => !image.onBuild.some((line) => step.test(line)));
  add(
    "onbuild",
    errors.V_ONBUILD,
    steps.length === 0,
    steps.length === 0
      ? `${image.onBuild.length} steps, as the Runtime's`
      : `${image.onBuild.length} steps; a datakit would install or copy nothing`,
    rebuild,
  );

  const inside = await run(docker, image, ["--entrypoint", "python3", image.id, "-c", insideProgram]);
  if (inside instanceof ProcessFailure)
    add("python", errors.V_STARTS, false, `${inside.message} ${inside.tail(2).join(" ")}`.trim(), rebuild);
  else {
    const said = JSON.parse(lastLine(inside.stdout)) as Record<string, { ok: boolean; what: string }>;
    const take = (name: string, definition: ErrorDefinition, next: string) => {
      const result = said[name] ?? { ok: false, what: "was not checked" };
      add(name, definition, result.ok, result.what, next);
    };
    take("user", errors.V_USER, "end the Dockerfile with USER astro");
    const airflow = said.airflow?.what;
    add(
      "airflow",
      errors.V_AIRFLOW,
      airflow === image.labels[airflowLabel],
      `${airflow} (label: ${image.labels[airflowLabel]})`,
      rebuild,
    );
    take("framework", errors.V_FRAMEWORK, rebuild);
    take("kerberos", errors.V_KERBEROS, "packages.txt names krb5-user; requirements.txt names gssapi");
    if (readLayer1Settings(place, env).odbcDriver !== "none")
      take(
        "odbc",
        errors.V_ODBC,
        "packages.txt names unixodbc and tdsodbc; ODBC_DRIVER in .env chooses Microsoft's driver",
      );
    take("pip", errors.V_PIP_CHECK, "correct requirements.txt");
    take("compiler", errors.V_COMPILER, "compile in a stage of its own, and copy what comes out");
  }
  const writable = await run(docker, image, [
    "--user",
    "0",
    "--entrypoint",
    "python3",
    image.id,
    "-c",
    writableProgram,
  ]);
  if (writable instanceof ProcessFailure)
    add("writable", errors.V_WRITABLE, false, `not checked: ${writable.message}`, rebuild);
  else {
    const paths = JSON.parse(lastLine(writable.stdout)) as string[];
    add(
      "writable",
      errors.V_WRITABLE,
      paths.length === 0,
      paths.length === 0 ? "nothing but sticky folders" : paths.slice(0, 5).join(", "),
      "chmod o-w in the step that makes it",
    );
  }
  if (options.ticket !== undefined) await ticketCheck(options, image, add);

  const notes: string[] = [];
  const { leaks, summary } = await scanImage({
    docker,
    image,
    theirs: new Set(image.layers.slice(0, Number(image.labels[labels.baseLayers] ?? 0))),
    pulled: image.labels["org.opencontainers.image.base.name"] ?? options.image,
    access: planAccess(place, readLayer1Settings(place, env), env),
    place,
    env,
    again,
    warn: (lines) => notes.push(...lines),
  });
  const [leak] = leaks;
  add(
    "credentials",
    errors.V_LEAK,
    leak === undefined,
    leak === undefined
      ? `none in ${summary.layers} layers, the history and the configuration${notes.length > 0 ? `; ${notes.join("; ")}` : ""}`
      : `${leak.what} in ${leak.path}${leaks.length > 1 ? `, and ${leaks.length - 1} more` : ""}`,
    "build it anew without that step's file, and replace the credential at its source",
  );
  const support = supportWarnings(image.labels[runtimeLabel], new Date());
  add(
    "support",
    errors.V_SUPPORT,
    support.length === 0,
    support.join(" ") || `Runtime ${image.labels[runtimeLabel]} is supported`,
    "IMAGE_ASTRONOMER in layer1-base-image/.env names another Runtime",
    true,
  );
  return {
    image: options.image,
    id: image.id,
    ok: checks.every((check) => check.ok || check.isWarning),
    checks,
  };
}

async function ticketCheck(
  { docker, ticket }: VerifyOptions,
  image: ImageFacts,
  add: (name: string, definition: ErrorDefinition, ok: boolean, what: string, next: string) => unknown,
): Promise<void> {
  if (ticket === undefined) return;
  const result = await docker.try(
    [
      ...["run", "--rm", "--interactive", "--network", ticket.network, "--entrypoint", "python3"],
      ...[image.id, "-c", ticketProgram, ticket.spn],
    ],
    { input: readFileSync(ticket.ccache), timeoutMs: 60_000 },
  );
  const answer =
    result instanceof ProcessFailure
      ? { ok: false, what: `${result.message} ${result.tail(2).join(" ")}`.trim() }
      : (JSON.parse(lastLine(result.stdout)) as { ok: boolean; what: string });
  add(
    "ticket",
    errors.V_TICKET,
    answer.ok,
    answer.what,
    `kvno ${ticket.spn}   asks the KDC without the driver`,
  );
}

function run(docker: Docker, _: ImageFacts, args: readonly string[]) {
  return docker.try(["run", "--rm", "--network", "none", ...args], { timeoutMs: 120_000 });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

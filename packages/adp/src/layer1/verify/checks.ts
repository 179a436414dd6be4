import { readFileSync } from "node:fs";
import { act, again, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import type { ImageFacts } from "../../docker/index.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { planAccess } from "../access.ts";
import { airflowLabel, runtimeLabel } from "../base.ts";
import { errors } from "../errors.ts";
import { fromHere, makeStep } from "../folder.ts";
import { askInside } from "../inside.ts";
import { labels } from "../plan.ts";
import { scanImage } from "../scan-built.ts";
import { supportWarnings } from "../support.ts";
import type { CheckContext, ImageCheck, Seen } from "./check.ts";

/** ONBUILD steps without which a datakit's image would lack its packages or its files. */
const onBuild = [
  /^COPY packages\.txt/,
  /^RUN .*install-system-packages|^RUN install-system-packages/,
  /keep-layer1 install-python-dependencies/,
  /^COPY .*\. \.$/,
];

export const seenSchema = z.object({ ok: z.boolean(), what: z.string() });
/** What verify.py prints: a check's name, and what it saw. */
export const insideSchema = z.record(z.string(), seenSchema);

export function labelsOf(image: ImageFacts): Seen {
  const missing = [...Object.values(labels), runtimeLabel, airflowLabel].filter(
    (label) => !(label in image.labels),
  );
  if (missing.length > 0) return { ok: false, what: `missing: ${missing.join(", ")}` };
  const inputs = image.labels[labels.inputs]?.slice(0, 12);
  return { ok: true, what: `Layer 1 ${image.labels[labels.version]}, inputs ${inputs}` };
}

export function stepsOf(image: ImageFacts): Seen {
  const ok = onBuild.every((step) => image.onBuild.some((line) => step.test(line)));
  const count = `${image.onBuild.length} steps`;
  return {
    ok,
    what: ok
      ? `${count}, as the Runtime's`
      : `${count}; a datakit would install or copy nothing, or change what Layer 1 installed`,
  };
}

const rebuild = ({ place }: CheckContext): Next => [makeStep(place, "build", "builds it again"), again];
/** What verify.py found under this name. Where it could not run, `python` says so, once. */
async function inside({ inside: ask }: CheckContext, name: string): Promise<Seen | undefined> {
  const found = await ask();
  if (found instanceof ProcessFailure) return undefined;
  return found[name] ?? { ok: false, what: "was not checked" };
}

function failureWords(failure: ProcessFailure): string {
  return `${failure.message} ${failure.tail(2).join(" ")}`.trim();
}

export const checks: readonly ImageCheck[] = [
  {
    name: "labels",
    definition: errors.V_LABELS,
    look: ({ image }) => labelsOf(image),
    next: rebuild,
  },
  {
    name: "onbuild",
    definition: errors.V_ONBUILD,
    look: ({ image }) => stepsOf(image),
    next: rebuild,
  },
  {
    name: "python",
    definition: errors.V_STARTS,
    async look(context) {
      const found = await context.inside();
      return found instanceof ProcessFailure ? { ok: false, what: failureWords(found) } : undefined;
    },
    next: rebuild,
  },
  {
    name: "user",
    definition: errors.V_USER,
    look: (context) => inside(context, "user"),
    next: (context) => [act("end the Dockerfile with USER astro"), ...rebuild(context)],
  },
  {
    name: "airflow",
    definition: errors.V_AIRFLOW,
    async look(context) {
      const found = await inside(context, "airflow");
      if (found === undefined) return undefined;
      const label = context.image.labels[airflowLabel];
      return { ok: found.what === label, what: `${found.what} (label: ${label})` };
    },
    next: rebuild,
  },
  {
    name: "framework",
    definition: errors.V_FRAMEWORK,
    look: (context) => inside(context, "framework"),
    next: rebuild,
  },
  {
    name: "kerberos",
    definition: errors.V_KERBEROS,
    look: (context) => inside(context, "kerberos"),
    next: (context) => [
      act("packages.txt must name krb5-user, and requirements.txt gssapi"),
      ...rebuild(context),
    ],
  },
  {
    name: "odbc",
    definition: errors.V_ODBC,
    look: (context) => (context.settings.odbcDriver === "none" ? undefined : inside(context, "odbc")),
    next: (context) => [
      act("packages.txt must name unixodbc and tdsodbc; ODBC_DRIVER in .env selects Microsoft's driver"),
      ...rebuild(context),
    ],
  },
  {
    name: "pip",
    definition: errors.V_PIP_CHECK,
    look: (context) => inside(context, "pip"),
    next: (context) => [act(`correct ${fromHere(context.place, "requirements.txt")}`), ...rebuild(context)],
  },
  {
    name: "compiler",
    definition: errors.V_COMPILER,
    look: (context) => inside(context, "compiler"),
    next: (context) => [act("compile in a stage of its own, and copy the result"), ...rebuild(context)],
  },
  {
    name: "writable",
    definition: errors.V_WRITABLE,
    async look({ docker, image }) {
      const paths = await askInside({
        ...{ docker, image, program: "writable.py", schema: z.array(z.string()) },
        options: ["--network", "none", "--user", "0"],
      });
      if (paths instanceof ProcessFailure) return { ok: false, what: `not checked: ${paths.message}` };
      const ok = paths.length === 0;
      return { ok, what: ok ? "only sticky folders" : paths.slice(0, 5).join(", ") };
    },
    next: (context) => [act("run chmod o-w in the step that makes it"), ...rebuild(context)],
  },
  {
    name: "ticket",
    definition: errors.V_TICKET,
    async look({ docker, image, ticket }) {
      if (ticket === undefined) return undefined;
      const answer = await askInside({
        ...{ docker, image, program: "ticket.py", schema: seenSchema, args: [ticket.spn] },
        options: ["--network", ticket.network],
        input: readFileSync(ticket.ccache),
      });
      return answer instanceof ProcessFailure ? { ok: false, what: failureWords(answer) } : answer;
    },
    next: ({ ticket }) => [run(shell`kvno ${ticket?.spn ?? ""}`, "asks the KDC without the driver"), again],
  },
  {
    name: "credentials",
    definition: errors.V_LEAK,
    async look({ docker, image, place, settings, name, env }) {
      const notes: string[] = [];
      const { leaks, summary } = await scanImage({
        ...{ docker, image, place, env },
        theirs: new Set(image.layers.slice(0, Number(image.labels[labels.baseLayers] ?? 0))),
        pulled: image.labels["org.opencontainers.image.base.name"] ?? name,
        access: planAccess(place, settings, env),
        warn: (lines) => notes.push(...lines),
      });
      const [leak] = leaks;
      const more = leaks.length > 1 ? `, and ${leaks.length - 1} more` : "";
      const none = `none in ${summary.layers} layers, the history and the configuration`;
      return leak === undefined
        ? { ok: true, what: [none, ...notes].join("; ") }
        : { ok: false, what: `${leak.what} in ${leak.path}${more}` };
    },
    next: (context) => [
      act("remove the step that writes it"),
      act("replace the credential at its source"),
      ...rebuild(context),
    ],
  },
  {
    name: "support",
    definition: errors.V_SUPPORT,
    isWarning: true,
    look({ image }) {
      const version = image.labels[runtimeLabel];
      const warnings = supportWarnings(version, new Date());
      return { ok: warnings.length === 0, what: warnings.join(" ") || `Runtime ${version} is supported` };
    },
    next: (context) => [
      act(`name another Runtime by IMAGE_ASTRONOMER in ${fromHere(context.place, ".env")}`),
      ...rebuild(context),
    ],
  },
];

import { adp, either, type Next, run } from "@airflow-data-platform/cli-kit";
import type { Docker } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { errors } from "../errors.ts";
import { type Layer1Folder, makeStep } from "../folder.ts";
import { askInside } from "../inside.ts";
import { readLayer1Settings } from "../settings.ts";
import type { CheckContext, TicketQuestion } from "./check.ts";
import { checks, insideSchema } from "./checks.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** For what is not ok. A warning does not fail the image. */
  readonly code: string | null;
  readonly isWarning: boolean;
  readonly what: string;
  readonly next: Next;
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
  readonly ticket?: TicketQuestion | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/** Checks what Layer 1 promises on an image that is here, without building anything. */
export async function verifyLayer1(options: VerifyOptions): Promise<Verified> {
  const { docker, place, env = process.env } = options;
  const image = await docker.image(options.image);
  if (image === undefined)
    throw new AdpError(errors.NO_IMAGE, {
      what: `There is no image ${options.image} here.`,
      next: [
        either(
          makeStep(place, "build", "builds it"),
          run(adp`layer1 list`, "lists the images that are here"),
        ),
      ],
    });
  let asked: ReturnType<CheckContext["inside"]> | undefined;
  const context: CheckContext = {
    ...{ docker, place, image, env, ticket: options.ticket, name: options.image },
    settings: readLayer1Settings(place, env),
    inside: () => {
      asked ??= askInside({ docker, image, program: "verify.py", schema: insideSchema });
      return asked;
    },
  };
  const done: Check[] = [];
  for (const { name, definition, isWarning = false, look, next } of checks) {
    const seen = await look(context);
    if (seen === undefined) continue;
    const failed = seen.ok ? { code: null, next: [] } : { code: definition.code, next: next(context) };
    done.push({ name, ...seen, ...failed, isWarning });
  }
  const ok = done.every((check) => check.ok || check.isWarning);
  return { image: options.image, id: image.id, ok, checks: done };
}

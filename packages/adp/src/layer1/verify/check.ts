import type { Next } from "@airflow-data-platform/cli-kit";
import type { Docker, ImageFacts } from "../../docker/index.ts";
import type { ErrorDefinition } from "../../kernel/errors.ts";
import type { ProcessFailure } from "../../kernel/process.ts";
import type { Layer1Folder } from "../folder.ts";
import type { Layer1Settings } from "../settings.ts";

export interface Seen {
  readonly ok: boolean;
  readonly what: string;
}

/** A service principal that Microsoft's driver must get a ticket for, with the ticket cache of a user. */
export interface TicketQuestion {
  readonly spn: string;
  readonly ccache: string;
  readonly network: string;
}

/** What the checks look at. */
export interface CheckContext {
  readonly docker: Docker;
  readonly place: Layer1Folder;
  readonly settings: Layer1Settings;
  /** As the user knows the image. */
  readonly name: string;
  readonly image: ImageFacts;
  /** What verify.py found, by check: asked once. */
  readonly inside: () => Promise<Readonly<Record<string, Seen>> | ProcessFailure>;
  readonly ticket: TicketQuestion | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** One thing that Layer 1 promises of an image. */
export interface ImageCheck {
  readonly name: string;
  readonly definition: ErrorDefinition;
  /** Said, but the image does not fail by it. */
  readonly isWarning?: boolean;
  /** undefined: it does not apply to this image. */
  look(context: CheckContext): Promise<Seen | undefined> | Seen | undefined;
  next(context: CheckContext): Next;
}

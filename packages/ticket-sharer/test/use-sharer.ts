import { afterAll, afterEach, beforeAll } from "vitest";
import { type SharerOptions, type SharerProcess, SharerProgram } from "./sharer-process.ts";

export interface Use {
  readonly start: (options?: SharerOptions) => SharerProcess;
  readonly path: () => string;
}

/** For a test file: the program, built once; what a test starts is ended after it. */
export function useSharer(): Use {
  let program: SharerProgram;
  beforeAll(async () => {
    program = await SharerProgram.build();
  });
  afterEach(() => program.stopAll());
  afterAll(() => program?.remove());
  return { start: (options) => program.start(options), path: () => program.path };
}

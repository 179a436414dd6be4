/** What the proxy refuses, for a task's log: docker-py prints the message as it is. */
export class Refusal extends Error {
  constructor(
    readonly code: keyof typeof statuses,
    what: string,
    next: string,
  ) {
    super(`${code} ${what} ${next}`);
    this.name = "Refusal";
  }

  get status(): number {
    return statuses[this.code];
  }
}

/** The codes, which runtime-environments/operators/README.md lists, and the HTTP status of each. */
export const statuses = {
  /** No call of a runner's task. */
  "RNR-201": 403,
  /** The image is not declared. */
  "RNR-202": 403,
  /** The image is not on this machine. */
  "RNR-203": 403,
  /** The mount is not declared, or not so. */
  "RNR-204": 403,
  /** The network is not declared. */
  "RNR-205": 403,
  /** A setting that no runner's container gets. */
  "RNR-206": 403,
  /** No container of this datakit's runners. */
  "RNR-207": 404,
  /** The request is malformed or too large. */
  "RNR-208": 400,
  /** The engine does not answer, or answers something else. */
  "RNR-209": 502,
  /** A setting of the proxy is wrong: it does not start. */
  "RNR-210": 500,
} as const;

const useOperator = "Call runners by RunnerDockerOperator.";

export function notACall(what: string): Refusal {
  return new Refusal("RNR-201", `The engine proxy does not pass ${what}.`, useOperator);
}

export function notAllowed(field: string): Refusal {
  return new Refusal(
    "RNR-206",
    `A runner's container does not get ${field}.`,
    "Leave it out; runtime-environments/operators/README.md lists what passes.",
  );
}

export function malformed(what: string): Refusal {
  return new Refusal("RNR-208", what, useOperator);
}

/** A word from outside, as it may stand in a sentence. */
export function shown(word: unknown): string {
  const text = JSON.stringify(String(word).slice(0, 100)).replace(/[^\x20-\x7e]/g, "?");
  return text;
}

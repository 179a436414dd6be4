/** A value of a structured file, and the name that it has there. */
export interface Entry {
  readonly name: string;
  readonly value: string;
  /** From 1; undefined where only the text can say it. */
  readonly line?: number;
  /** Where nothing but credentials stands: the values of a Kubernetes Secret. */
  readonly isSecret?: boolean;
}

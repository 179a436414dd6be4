import type * as z from "zod/mini";

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly innerType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
}

/** The keys that a schema allows at a path of a document; none where any are allowed. */
export function allowedKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { type, shape, innerType, valueType } = schema._zod.def as Definition;
  if (type === "optional" && innerType !== undefined) return allowedKeys(innerType, path);
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(shape ?? {});
  const next = shape?.[String(key)] ?? valueType;
  return next === undefined ? [] : allowedKeys(next, rest);
}

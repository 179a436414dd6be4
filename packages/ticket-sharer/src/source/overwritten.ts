import { equalBytes } from "@airflow-data-platform/krb5";
import type { Reading } from "./source.ts";

/** The same file with bytes that do not merely follow those it had: somebody writes over it, perhaps still. */
export function isOverwritten(now: Reading, before: Reading | undefined): boolean {
  if (before === undefined || now.file === undefined || now.file !== before.file) return false;
  const begun = now.bytes.subarray(0, before.bytes.length);
  return now.bytes.length < before.bytes.length || !equalBytes(begun, before.bytes);
}

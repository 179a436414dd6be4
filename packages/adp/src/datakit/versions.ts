/** Negative, 0 or positive, for versions of numbers with dots. */
export function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

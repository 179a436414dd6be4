import { join } from "node:path";
import { baseImageOf, type Docker } from "../docker/index.ts";
import { readOrdinary } from "../kernel/files.ts";
import { layer1, localMajor, majorAnswer, majors } from "./major.ts";
import { readVariables } from "./template.ts";

/** The answers of a datakit. One that is older than the question of its generation is looked at. */
export async function answersOf(
  folder: string,
  template: string,
  { answers }: { readonly answers: Readonly<Record<string, string>> },
  docker?: Docker,
): Promise<Readonly<Record<string, string>>> {
  if (majorAnswer in answers || !(majorAnswer in readVariables(template))) return answers;
  const pinned = majors.find((major) => versionFile(folder).startsWith(major));
  const major = pinned ?? (await localMajor(baseImageOf(folder) ?? layer1, docker));
  return major === undefined ? answers : { ...answers, [majorAnswer]: major };
}

function versionFile(folder: string): string {
  return readOrdinary(join(folder, ".airflow-version"))?.trim() ?? "";
}

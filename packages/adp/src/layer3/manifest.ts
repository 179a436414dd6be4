import { parseAllDocuments } from "yaml";
import { isValues, type Values } from "./environment.ts";

/** The objects of a rendered text. */
export function objectsOf(text: string): Values[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter(isValues);
}

/** `Kind/name`, as kubectl names an object. */
export function nameOf(object: Values): string {
  const metadata = isValues(object.metadata) ? object.metadata : {};
  return `${String(object.kind)}/${String(metadata.name)}`;
}

/** Every image of an object: of containers, and what a ConfigMap tells Airflow to start task pods with. */
export function imagesIn(object: Values): string[] {
  const found: string[] = [];
  walk(object, (key, value) => {
    if (key === "image" && typeof value === "string") found.push(value);
    if (object.kind === "ConfigMap" && typeof value === "string") found.push(...imagesOfText(value));
  });
  return found;
}

/** The pod template is YAML in a ConfigMap; airflow.cfg names the worker's image in two parts. */
function imagesOfText(text: string): string[] {
  const templates = [...text.matchAll(/^\s*(?:- )?image:\s*"?([^\s"]+)"?\s*$/gm)].map(
    (match) => match[1] ?? "",
  );
  const repository = /^worker_container_repository\s*=\s*(\S+)\s*$/m.exec(text)?.[1];
  const tag = /^worker_container_tag\s*=\s*(\S+)\s*$/m.exec(text)?.[1];
  return [...templates, ...(repository === undefined ? [] : [`${repository}:${tag ?? ""}`])];
}

function walk(value: unknown, visit: (key: string, value: unknown) => void, key = ""): void {
  visit(key, value);
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) walk(item, visit, name);
}

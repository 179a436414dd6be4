import * as z from "zod/mini";
import type { Wanted } from "./cache.ts";
import { host, type Settings } from "./settings.ts";

/** The paths of the company's repositories on its host, laid out as in Artifactory. */
export const places = {
  pypi: "/api/pypi/pypi-remote",
  npm: "/api/npm/npm-remote",
  debian: "/debian",
  security: "/debian-security",
  microsoft: "/microsoft/debian/12/prod",
} as const;

/** What to fetch for a path, or undefined when the company has no such repository. */
export function wanted(path: string, { debian, pypi, npm }: Settings["upstream"]): Wanted | undefined {
  const under = (place: string) => (path.startsWith(`${place}/`) ? path.slice(place.length + 1) : undefined);
  const inDebian = under(places.debian);
  if (inDebian !== undefined) return archive(debian, inDebian);
  const inSecurity = under(places.security);
  if (inSecurity !== undefined) return archive(`${debian}-security`, inSecurity);
  const project = under(`${places.pypi}/simple`);
  if (project !== undefined) return simplePage(pypi, project);
  const file = under(`${places.pypi}/packages`);
  // The second part is the host that the index named.
  if (file !== undefined) return { url: new URL(`https://${file}`), page: false };
  const inNpm = under(places.npm);
  if (inNpm !== undefined) return npmDocument(npm, inNpm);
  return undefined;
}

function archive(mirror: string, path: string): Wanted {
  const page = path.startsWith("dists/") && !path.includes("/by-hash/");
  return { url: new URL(`${mirror.replace(/\/$/, "")}/${path}`), page };
}

function simplePage(index: string, project: string): Wanted {
  const url = new URL(`${index.replace(/\/$/, "")}/${project}`);
  return {
    url,
    accept: "text/html",
    page: true,
    rewrite: (text) =>
      text.replace(/href="([^"]+)"/g, (_, href: string) => {
        const { host: from, pathname, hash } = new URL(href, url);
        return `href="${places.pypi}/packages/${from}${pathname}${hash}"`;
      }),
  };
}

const npmVersions = z.looseObject({
  versions: z.optional(z.record(z.string(), z.looseObject({ dist: z.looseObject({ tarball: z.string() }) }))),
});

function npmDocument(registry: string, path: string): Wanted {
  const base = registry.endsWith("/") ? registry : `${registry}/`;
  const url = new URL(path, base);
  if (path.includes("/-/")) return { url, page: false };
  const rewrite = (text: string) => {
    const document = z.parse(npmVersions, JSON.parse(text));
    for (const { dist } of Object.values(document.versions ?? {}))
      dist.tarball = dist.tarball.replace(base, `https://${host}${places.npm}/`);
    return JSON.stringify(document);
  };
  return { url, page: true, rewrite };
}

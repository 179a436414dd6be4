/** The packages of an apt command, none for one that only tidies; undefined for any other command. */
export function aptPackages(command: string): string[] | undefined {
  if (/^(sudo\s+)?rm\s+-rf?\s+(\/var\/(lib\/apt|cache|log)\/?\S*\s*|\/tmp\/\S*\s*)+$/.test(command))
    return [];
  const words = command.replace(/^sudo\s+/, "").split(/\s+/);
  const isEnvironment = /^DEBIAN_FRONTEND=/.test(words[0] ?? "");
  const [program = "", ...rest] = isEnvironment ? words.slice(1) : words;
  if (program !== "apt" && program !== "apt-get") return undefined;
  const [verb = "", ...names] = withoutOptions(rest, ["-o", "-t", "--target-release"]);
  if (/^(update|clean|autoclean|autoremove|upgrade)$/.test(verb)) return [];
  if (verb !== "install" || names.some((name) => /[$`()<>|]/.test(name))) return undefined;
  // A version is Debian's of one release: Layer 1 may stand on another.
  return names.map((name) => name.replace(/=.*$/, ""));
}

/** The requirements of a pip command, none where it installs requirements.txt or pip itself; undefined for any other. */
export function pipRequirements(command: string): string[] | undefined {
  const found = /^(?:sudo\s+)?(?:python3?\s+-m\s+)?(?:uv\s+)?pip3?\s+install\s+(.*)$/.exec(command);
  if (found === null) return undefined;
  const words = (found[1] ?? "").replaceAll(/["']/g, "").split(/\s+/);
  const lists = words.flatMap((word, index) =>
    /^(-r|--requirement)$/.test(words[index - 1] ?? "") ? [word] : [],
  );
  if (lists.some((list) => !/(^|\/)requirements\.txt$/.test(list))) return undefined;
  const names = withoutOptions(words, [
    "-r",
    "--requirement",
    "-i",
    "--index-url",
    "--extra-index-url",
    "--trusted-host",
    "-c",
    "--constraint",
  ]);
  if (names.some((name) => /[$`()|/]|^\.|^git\+/.test(name))) return undefined;
  return names.filter((name) => !/^(pip|setuptools|wheel|uv)\b/.test(name));
}

function withoutOptions(words: readonly string[], withValue: readonly string[]): string[] {
  return words.filter(
    (word, index) => word !== "" && !word.startsWith("-") && !withValue.includes(words[index - 1] ?? ""),
  );
}

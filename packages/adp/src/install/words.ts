/** The words of the command line, for completion. A test holds them against the commands themselves. */
export const words: Readonly<Record<string, readonly string[]>> = {
  demo: ["--airflow", "--keep", "--months", "--json", "--stop", "--python", "--port", "--folder"],
  dev: ["start", "run", "stop", "status", "sql", "test"],
  layer1: ["build", "explain", "verify", "list", "use", "framework"],
  datakit: ["new"],
  platform: ["start", "stop", "status", "logs"],
  ticket: ["status", "test"],
  secrets: ["scan", "hook"],
  install: ["--yes", "--remove", "--json"],
  completion: ["bash", "zsh", "fish"],
};

/** What a person can do: a command to type in a shell, or an action in words. `why` says what it is for. */
export type Advice =
  | { readonly run: { readonly shell: string }; readonly why?: string }
  | { readonly do: string; readonly why?: string };

export function command(shell: string, why?: string): Advice {
  return why === undefined ? { run: { shell } } : { run: { shell }, why };
}

export function action(what: string): Advice {
  return { do: what };
}

/** A new ticket for the principal. */
export function kinit(principal: unknown): Advice {
  return command(`kinit ${principal}`);
}

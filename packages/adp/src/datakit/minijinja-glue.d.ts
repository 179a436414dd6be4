declare module "minijinja-js/dist/bundler/minijinja_js_bg.js" {
  export const Environment: typeof import("minijinja-js").Environment;
  export function __wbg_set_wasm(exports: unknown): void;
}

// Node has it; its type package of this version does not.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, unknown>) => { readonly exports: unknown };
};

export { renderDatakit } from "./render.ts";

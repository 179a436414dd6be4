export { type RenderDatakit, renderDatakit } from "./render.ts";

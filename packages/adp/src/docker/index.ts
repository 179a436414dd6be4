export type { Container, Mount } from "./container.ts";
export { Docker, type EngineFacts } from "./docker.ts";
export type { ImageFacts } from "./image.ts";

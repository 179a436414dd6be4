export type { Container, Mount } from "./container.ts";
export { type BuildOptions, Docker, type DockerOptions, type EngineFacts } from "./docker.ts";
export type { ImageFacts } from "./image.ts";

export { type Container, Docker, type DockerOptions, type EngineFacts, type Mount } from "./docker.ts";

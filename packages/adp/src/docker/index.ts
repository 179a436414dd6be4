export {
  type BuildOptions,
  type Container,
  Docker,
  type DockerOptions,
  type EngineFacts,
  type ImageFacts,
  type Mount,
} from "./docker.ts";

import { errors } from "./errors.ts";

export { baseImageOf, isImageName } from "./base-image.ts";
export type { Container, Mount, Port } from "./container.ts";
export { Docker, type EngineFacts } from "./docker.ts";
export { diagnosePull, registryRemedy, trustRegistry, wantsBuildKit } from "./failure.ts";
export type { ImageFacts } from "./image.ts";
export { imageName, projectName } from "./project.ts";

/** The code of a failure that nobody foresaw: a caller that knows more has an error of its own. */
export const callFailed = errors.CALL_FAILED.code;
/** The code of an image that is not here and did not come. */
export const pullFailed = errors.NO_IMAGE.code;

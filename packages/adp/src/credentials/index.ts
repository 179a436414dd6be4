export { aptAuth } from "./apt-login.ts";
export { dockerLogin, readDockerConfig, registryOf } from "./docker-config.ts";
export { PY_SETTINGS } from "./errors.ts";
export { decoded, type Index, PYPI, pipConfText, pipIndexes, uvIndexes, uvTomlText } from "./indexes.ts";
export type { Login } from "./login.ts";
export { type Netrc, netrcLogin, netrcQuoted, netrcText, readNetrc } from "./netrc.ts";
export { readPipConf } from "./pip-conf.ts";
export { readUvSettings, type UvSettings, variablePrefix } from "./uv-settings.ts";

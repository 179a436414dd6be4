import type { Check } from "../check.ts";
import { clock } from "./clock.ts";
import { datakitBase } from "./datakit-base.ts";
import { datakitImage } from "./datakit-image.ts";
import { datakitSecrets } from "./datakit-secrets.ts";
import { disk } from "./disk.ts";
import { dockerBuildx } from "./docker-buildx.ts";
import { dockerCompose } from "./docker-compose.ts";
import { dockerDisk } from "./docker-disk.ts";
import { dockerEngine } from "./docker-engine.ts";
import { dockerUsers } from "./docker-users.ts";
import { git } from "./git.ts";
import { kerberos } from "./kerberos.ts";
import { layer1Age } from "./layer1-age.ts";
import { layer1Image } from "./layer1-image.ts";
import { layer1Inputs } from "./layer1-inputs.ts";
import { layer1Promise } from "./layer1-promise.ts";
import { layer1Settings } from "./layer1-settings.ts";
import { memory } from "./memory.ts";
import { netrc } from "./netrc.ts";
import { node } from "./node.ts";
import { packageHosts } from "./package-hosts.ts";
import { packageIndex } from "./package-index.ts";
import { platformSettings } from "./platform-settings.ts";
import { podman } from "./podman.ts";
import { ports } from "./ports.ts";
import { proxy } from "./proxy.ts";
import { python } from "./python.ts";
import { registries } from "./registries.ts";
import { runtimeSupport } from "./runtime-support.ts";
import { ticketVolume } from "./ticket-volume.ts";
import { toolSettings } from "./tool-settings.ts";
import { windowsDrive } from "./windows-drive.ts";

/** Every check, in the order in which it is shown. A new one: a file here, a line here, a test. */
export const checks: readonly Check[] = [
  git,
  node,
  python,
  disk,
  memory,
  windowsDrive,
  clock,
  dockerEngine,
  dockerCompose,
  dockerBuildx,
  dockerUsers,
  podman,
  dockerDisk,
  proxy,
  registries,
  packageHosts,
  packageIndex,
  netrc,
  toolSettings,
  ...kerberos,
  platformSettings,
  ticketVolume,
  layer1Settings,
  layer1Inputs,
  layer1Image,
  layer1Promise,
  layer1Age,
  runtimeSupport,
  ports,
  datakitBase,
  datakitImage,
  datakitSecrets,
];

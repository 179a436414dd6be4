import { defineError, Exit } from "../kernel/errors.ts";

// Settings and inputs
export const SETTINGS = defineError("ADP-L1-001", Exit.usage, "A setting of Layer 1 has a mistake.");
export const SECRET_IN_INPUT = defineError(
  "ADP-L1-002",
  Exit.credential,
  "A file that goes into the image, or into git, holds a credential.",
);
export const INPUT_MISSING = defineError("ADP-L1-003", Exit.usage, "A file of Layer 1 is missing.");
export const FRAMEWORK = defineError("ADP-L1-004", Exit.platform, "The framework's wheel cannot be made.");
export const LOGIN_MISSING = defineError(
  "ADP-L1-005",
  Exit.credential,
  "A login that the configuration asks for is missing.",
);
export const CERTIFICATE = defineError(
  "ADP-L1-006",
  Exit.usage,
  "A file in config/certificates is no PEM certificate, or has expired.",
);
// The base image
export const BASE_LOGIN = defineError(
  "ADP-L1-010",
  Exit.credential,
  "The registry of a base image refuses the login.",
);
export const BASE_MISSING = defineError("ADP-L1-011", Exit.platform, "A base image does not exist.");
export const BASE_TLS = defineError(
  "ADP-L1-012",
  Exit.platform,
  "The Docker Engine does not trust the registry's certificate.",
);
export const BASE_UNREACHABLE = defineError("ADP-L1-013", Exit.platform, "A registry does not answer.");
export const BASE_ONBUILD = defineError(
  "ADP-L1-014",
  Exit.usage,
  "The base image carries ONBUILD steps of its own.",
);
export const BASE_NO_RUNTIME = defineError(
  "ADP-L1-015",
  Exit.usage,
  "The base image is no Astronomer Runtime.",
);
export const BASE_UNSUPPORTED = defineError(
  "ADP-L1-016",
  Exit.usage,
  "The framework cannot be installed on this Runtime's Airflow.",
);
// The build
export const APT_LOGIN = defineError("ADP-L1-020", Exit.credential, "The apt mirror refuses the login.");
export const APT_TLS = defineError(
  "ADP-L1-021",
  Exit.platform,
  "apt does not trust the mirror's certificate.",
);
export const APT_UNREACHABLE = defineError("ADP-L1-022", Exit.platform, "The apt mirror does not answer.");
export const APT_PACKAGE = defineError(
  "ADP-L1-023",
  Exit.usage,
  "A Debian package does not exist on the mirror.",
);
export const APT_SIGNATURE = defineError(
  "ADP-L1-024",
  Exit.platform,
  "The apt mirror's index is not signed by a key that the image knows, or has expired.",
);
export const APT_MIXED = defineError(
  "ADP-L1-025",
  Exit.platform,
  "The apt mirror gives files that do not fit its own index.",
);
export const PYTHON_LOGIN = defineError("ADP-L1-030", Exit.credential, "The Python index refuses the login.");
export const PYTHON_TLS = defineError(
  "ADP-L1-031",
  Exit.platform,
  "pip or uv does not trust the index's certificate.",
);
export const PYTHON_UNREACHABLE = defineError(
  "ADP-L1-032",
  Exit.platform,
  "The Python index does not answer.",
);
export const PYTHON_PACKAGE = defineError(
  "ADP-L1-033",
  Exit.usage,
  "A Python package is not on the index, or not for this Python.",
);
export const PYTHON_CONFLICT = defineError(
  "ADP-L1-034",
  Exit.job,
  "The Python packages do not fit the Runtime's.",
);
export const BINDINGS = defineError("ADP-L1-035", Exit.platform, "The Kerberos bindings do not compile.");
export const SECRET_REQUIRED = defineError(
  "ADP-L1-036",
  Exit.credential,
  "A build step was not given the login that it requires.",
);
export const BUILD_FAILED = defineError("ADP-L1-037", Exit.job, "A step of the build failed.");
export const ODBC = defineError("ADP-L1-038", Exit.usage, "Microsoft's ODBC driver could not be set up.");
// The scan
export const LEAK = defineError("ADP-L1-040", Exit.credential, "The image holds a credential.");
export const SCAN_INCOMPLETE = defineError("ADP-L1-041", Exit.platform, "The image could not be scanned.");
// list, use, verify
export const NO_IMAGE = defineError("ADP-L1-050", Exit.usage, "There is no such Layer 1 image.");
export const NOT_LAYER1 = defineError("ADP-L1-051", Exit.usage, "The image is no Layer 1.");
export const V_LABELS = defineError("ADP-L1-060", Exit.job, "The image lacks labels of Layer 1.");
export const V_ONBUILD = defineError(
  "ADP-L1-061",
  Exit.job,
  "The image does not end with the Runtime's ONBUILD steps.",
);
export const V_USER = defineError("ADP-L1-062", Exit.job, "The image does not run as astro (50000:0).");
export const V_ODBC = defineError("ADP-L1-063", Exit.job, "An ODBC driver cannot be loaded in the image.");
export const V_KERBEROS = defineError("ADP-L1-064", Exit.job, "Kerberos cannot be used in the image.");
export const V_FRAMEWORK = defineError(
  "ADP-L1-065",
  Exit.job,
  "The framework cannot be imported in the image.",
);
export const V_PIP_CHECK = defineError(
  "ADP-L1-066",
  Exit.job,
  "The image's Python packages do not fit together.",
);
export const V_AIRFLOW = defineError(
  "ADP-L1-067",
  Exit.job,
  "The image's Airflow is not the one that its label names.",
);
export const V_COMPILER = defineError("ADP-L1-068", Exit.job, "The image holds a compiler.");
export const V_WRITABLE = defineError(
  "ADP-L1-069",
  Exit.job,
  "A path in the image can be written by everybody.",
);
export const V_LEAK = defineError(
  "ADP-L1-070",
  Exit.job,
  "The image holds a credential, or what looks like one.",
);
export const V_SUPPORT = defineError("ADP-L1-071", Exit.job, "The image's Runtime is out of support.");
export const V_TICKET = defineError(
  "ADP-L1-072",
  Exit.job,
  "Microsoft's driver does not get a Kerberos ticket for the SQL Server.",
);
export const V_STARTS = defineError("ADP-L1-073", Exit.job, "The image's Python does not start.");

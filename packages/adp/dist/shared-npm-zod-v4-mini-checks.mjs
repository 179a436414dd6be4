import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

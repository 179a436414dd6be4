import { readFileSync } from "node:fs";
import { serve } from "./server.ts";
import type { Settings } from "./settings.ts";

serve(JSON.parse(readFileSync(process.argv[2] as string, "utf8")) as Settings);

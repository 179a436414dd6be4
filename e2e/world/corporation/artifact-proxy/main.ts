import { readFileSync } from "node:fs";
import * as z from "zod/mini";
import { serve } from "./server.ts";
import { settings } from "./settings.ts";

serve(z.parse(settings, JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"))));

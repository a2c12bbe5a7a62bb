import { z } from "zod";

/** What ran on some hosts of a case, in evidence.json and run.json. */
export const storedSystem = z.object({
  name: z.string(),
  version: z.string(),
  source: z.string(),
  files: z.record(z.string(), z.string()),
  hosts: z.array(z.string()),
});

import { bundled } from "./bundle.ts";

/** The agent as its sources are now. */
export const bundledAgent = (): Promise<string> => bundled("lab-agent", "harness/lab/agent/main.ts");

import { bundled } from "./bundle.ts";

/** The agent, built from its current sources. */
export const bundledAgent = (): Promise<string> => bundled("lab-agent", "harness/lab/agent/main.ts");

import type { SystemUnderTest } from "../sut/contract.ts";
import { edgeLaunch } from "../sut/n2n/launch.ts";
import { ours } from "../sut/n2n/ours.ts";
import type { Exhibit } from "./exhibit.ts";
import type { Player } from "./story.ts";

/** A program of the gallery, started like any other. `script`: the bundle of `program.ts`. */
export const liar = (script: string, { name }: Exhibit, who: Player): SystemUnderTest => ({
  name: `${name}, as ${who}`,
  capabilities: ours.capabilities,
  find: async () => ({ version: "1", source: "the gallery", files: [script] }),
  helper: (setup) => ours.helper!(setup),
  node: (setup) => edgeLaunch([process.execPath, script, name, who], setup),
});

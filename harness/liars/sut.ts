import { edgeArguments, edgeSecrets } from "../sut/n2n-arguments.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import { ours } from "../sut/ours.ts";
import type { Exhibit } from "./exhibit.ts";
import type { Player } from "./story.ts";

/** A program of the gallery, started like any other. `script`: the bundle of `program.ts`. */
export const liar = (script: string, { name }: Exhibit, who: Player): SystemUnderTest => ({
  name: `${name}, as ${who}`,
  find: async () => ({ version: "1" }),
  supernode: (setup) => ours.supernode(setup),
  edge: (setup) => ({
    argv: [process.execPath, script, name, who, ...edgeArguments(setup)],
    env: edgeSecrets(setup),
  }),
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type SystemUnderTest, transformIds } from "./contract.ts";

const top = join(import.meta.dirname, "../..");

/** Our own edge and supernode, started as built, like any other program. */
export const ours: SystemUnderTest = {
  name: "ours",

  async find() {
    const { version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as { version: string };
    return { version };
  },

  supernode: ({ port }) => ({
    argv: [process.execPath, join(top, "dist/supernode.mjs"), "-p", String(port), "-f", "-v"],
    env: {},
  }),

  edge: ({ device, community, key, address, supernode, peerToPeer, transform }) => ({
    argv: [
      process.execPath,
      join(top, "dist/edge.mjs"),
      ...["-d", device, "-c", community, "-l", supernode, `-A${transformIds[transform]}`, "-f", "-v"],
      ...(address === undefined ? [] : ["-a", address]),
      ...(peerToPeer ? [] : ["-S1"]),
    ],
    env: key === undefined || transform === "null" ? {} : { N2N_KEY: key },
  }),
};

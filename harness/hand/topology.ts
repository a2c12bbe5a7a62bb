import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { environmentError } from "../../src/base/environment-error.ts";
import { host, router, topology } from "../topology/builders.ts";
import { namedNat, natNames } from "../topology/nat/presets.ts";
import { parseTopology } from "../topology/parse.ts";
import type { Topology } from "../topology/topology.ts";
import { ownTopology } from "./own-topology.ts";
import { chooseCases, loadScenario } from "../run/load.ts";
import { nearNames } from "../command-line/near.ts";

const residents = ["alice", "bob", "carol", "dave", "erin", "frank"];

/** The network of a laboratory by hand. */
export interface HandNetwork {
  readonly topology: Topology;
  /** Something that a user may expect and will not find. */
  readonly note?: string;
}

/**
 * The network of a scenario's case (`roaming/to-symmetric`) or of a topology file (`net.json`, in `folder`), one that
 * the project exports, or a home for each named NAT. Throws ConfigError.
 */
export async function handNetwork(words: readonly string[], folder: string): Promise<HandNetwork> {
  const [first = "", ...others] = words;
  if (others.length === 0 && first.endsWith(".json")) return { topology: fromFile(resolve(folder, first), first) };
  if (others.length === 0 && first.includes("/")) {
    const [name = "", wanted = ""] = first.split("/");
    const scenario = await loadScenario(name);
    const [chosen] = chooseCases(scenario, [wanted]);
    const note = `The network as it is before the story of ${name} / ${chosen} begins; none of its programs is running.`;
    return { topology: scenario.net(scenario.cases[chosen!]), note };
  }
  const own = others.length === 0 ? await ownTopology(first) : undefined;
  return { topology: own ?? homes(words) };
}

/** Tunable: far larger than any topology file. */
const fileBytesMax = 16 << 20;

function fromFile(file: string, name: string): Topology {
  try {
    const found = statSync(file);
    if (!found.isFile()) throw new ConfigError("it is not a regular file");
    if (found.size > fileBytesMax) throw new ConfigError(`it has ${found.size} bytes, too many for a topology`);
    return parseTopology(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw environmentError(error, `read ${name}`) ?? new ConfigError(`${name}: ${(error as Error).message}`);
  }
}

function homes(kinds: readonly string[]): Topology {
  if (kinds.length < 1 || kinds.length > residents.length) {
    throw new ConfigError(
      `name 1 to ${residents.length} NATs, or a scenario's case, or a file; see npm run lab -- --help`,
    );
  }
  const built = kinds.map((kind, i) => {
    const nat = namedNat(kind);
    const near = nearNames(kind, natNames);
    if (nat === undefined) throw new ConfigError(`no NAT ${kind}; ${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${natNames.join(", ")}`}`); // prettier-ignore
    const letter = String.fromCharCode("A".charCodeAt(0) + i);
    const home = router({ nat, link: { delay: "10ms" }, lan: { [residents[i]!]: host() } });
    return [`home${letter}`, home] as const;
  });
  return topology("by-hand", { sn: host({ link: { delay: "5ms" } }), ...Object.fromEntries(built) });
}

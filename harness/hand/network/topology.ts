import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { environmentError } from "../../../src/base/environment-error.ts";
import { host, router, topology } from "../../topology/builders.ts";
import { namedNat, natNames } from "../../topology/nat/presets.ts";
import { parseTopology } from "../../topology/parse.ts";
import type { Topology } from "../../topology/topology.ts";
import { ownTopology, topologyNames } from "./own-topology.ts";
import { chooseCases, loadScenario, scenarioNames } from "../../run/load.ts";
import type { Scenario } from "../../story/scenario.ts";
import { nearNames } from "../../command-line/near.ts";

const residents = ["alice", "bob", "carol", "dave", "erin", "frank"];

/** The network of a laboratory by hand. */
export interface HandNetwork {
  readonly topology: Topology;
  /** Whose case it is. */
  readonly of?: { readonly scenario: Scenario; readonly case: string };
}

/**
 * The network of a scenario's case (`roaming/to-symmetric`) or of a topology file (`net.json`, in `folder`), one that
 * the project exports, or a home for each named NAT. Throws ConfigError.
 */
export async function handNetwork(words: readonly string[], folder: string): Promise<HandNetwork> {
  const [first = "", ...others] = words;
  if (others.length === 0 && first.endsWith(".json")) return { topology: fromFile(resolve(folder, first), first) };
  if (others.length === 0 && first.includes("/")) {
    const [name = "", wanted = "", ...more] = first.split("/");
    if (more.length > 0 || wanted === "")
      throw new ConfigError(`${first}: write SCENARIO/CASE, or a file that ends in .json`);
    const scenario = await loadScenario(name);
    const [chosen] = chooseCases(scenario, [wanted]);
    return { topology: scenario.net(scenario.cases[chosen!]), of: { scenario, case: chosen! } };
  }
  const own = others.length === 0 ? await ownTopology(first) : undefined;
  if (own === undefined && others.length === 0 && namedNat(first) === undefined) throw unknownNetwork(first);
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

/** A name alone can be several things. */
function unknownNetwork(name: string): ConfigError {
  if (scenarioNames().includes(name))
    return new ConfigError(`${name} is a scenario: name one of its cases, ${name}/CASE`);
  const names = [...topologyNames(), ...natNames];
  const near = nearNames(name, names);
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${names.join(", ")}`;
  return new ConfigError(`no NAT or network ${name}; ${hint}`);
}

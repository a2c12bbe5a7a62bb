import { topologyNames } from "./network/own-topology.ts";
import { findLabs } from "./keeper/lab-record.ts";
import { registry } from "../sut/registry.ts";
import { scenarioNames } from "../run/load.ts";
import { linkWords } from "../topology/impairment/link-words.ts";
import { linkPresetNames } from "../topology/impairment/presets.ts";
import { natNames } from "../topology/nat/presets.ts";
import { labVerbs } from "./verbs/verbs.ts";

const networks = (): readonly string[] => [...topologyNames(), ...natNames, ...scenarioNames().map((name) => `${name}/`)]; // prettier-ignore

/** Nodes of the laboratory that `--name` names; of all that are up. */
function nodes(before: readonly string[], role?: "host" | "router"): readonly string[] {
  const at = before.findIndex((word) => word === "--name" || word === "-n");
  const wanted = at < 0 ? undefined : before[at + 1];
  const labs = findLabs().filter(({ name, gone }) => gone === undefined && (wanted === undefined || name === wanted));
  const all = labs.flatMap(({ record }) => record?.nodes ?? []);
  return [...new Set(all.filter((node) => node.role !== "switch" && node.role === (role ?? node.role)).map(({ name }) => name))]; // prettier-ignore
}

const ofHosts = new Set(["start", "stop", "log", "roam", "switch", "readdress"]);
const ofRouters = new Set(["nat", "flush", "rebind", "reboot", "renumber", "become"]);
const ofNone = new Set(["ps", "measure", "do"]);

/** What can follow these words after `lab`, before it is compared with what is typed of it. */
export function labCandidates(before: readonly string[]): readonly string[] {
  const [verb, ...rest] = before;
  if (verb === undefined) return [...Object.keys(labVerbs), ...networks()];
  const last = rest.at(-1) ?? "";
  if (last === "--name" || last === "-n" || verb === "down") return [...labNames(), ...(verb === "down" ? ["--all"] : [])]; // prettier-ignore
  if (last === "--set" || last === "--nat") return natNames;
  if (last === "--to") return ["wireshark"];
  if (!Object.hasOwn(labVerbs, verb)) return natNames;
  const options = [...optionsOf(verb), "--name", "--help"];
  if (verb === "up") return [...networks(), ...options];
  const words = rest.filter((word, i) => !word.startsWith("-") && !/^(--name|-n)$/.test(rest[i - 1] ?? ""));
  if (words.length === 0 && !ofNone.has(verb)) {
    const role = ofHosts.has(verb) ? "host" : ofRouters.has(verb) ? "router" : undefined;
    return [...nodes(rest, role), ...options];
  }
  if (words.length > 1) return options;
  switch (verb) {
    case "start":
      return ["edge", "supernode", ...Object.keys(registry)];
    case "become":
      return natNames;
    case "roam":
    case "switch":
      return nodes(rest, "router");
    case "part":
    case "heal":
      return nodes(rest);
    case "link":
      return [...linkWords.map((word) => `${word}=`), ...linkPresetNames.map((preset) => `preset=${preset}`)];
    default:
      return options;
  }
}

const labNames = (): readonly string[] => findLabs().map(({ name }) => name);

const optionsOf = (verb: string): readonly string[] =>
  (labVerbs[verb]?.options ?? []).flatMap(([text]) => text.match(/--[a-z-]+/g) ?? []);

import { alignColumns } from "../../report/text/columns.ts";
import { findLabs, type FoundLab } from "../keeper/lab-record.ts";
import { only, readVerbOptions, type LabVerb } from "./verb.ts";

/** Lists the laboratories of this user, those that ended without being taken down too. */
export const ps: LabVerb = {
  usage: "ps",
  does: "list the laboratories of this user, and those that ended without being taken down",
  options: [["--json", "for machines"]],
  examples: [
    ["", "all of them"],
    ["--json", "for machines"],
  ],
  async run(args, { say, width }) {
    const { values, words } = readVerbOptions(args, { json: { type: "boolean", default: false } });
    only(words, 0);
    const labs = findLabs();
    if (values.json) say(JSON.stringify(labs.map(viewOf), undefined, 2));
    else if (labs.length === 0) say("no laboratory is up");
    else say(tableOf(labs, width));
    return 0;
  },
};

const stateOf = ({ record, gone }: FoundLab): "up" | "building" | "gone" =>
  gone !== undefined ? "gone" : record?.stage === "up" ? "up" : "building";

function viewOf(lab: FoundLab) {
  const { name, record, gone } = lab;
  return {
    name,
    state: stateOf(lab),
    ...(gone !== undefined && { why: gone }),
    ...(record && { network: record.network, since: record.since, keeper: record.keeper.pid, files: record.files }),
    nodes: record?.nodes.filter(({ role }) => role !== "switch").map((node) => node.name) ?? [],
  };
}

function tableOf(labs: readonly FoundLab[], width: number | undefined): string {
  const rows = labs.map((lab) => {
    const { name, record, gone } = lab;
    const state = gone === undefined ? stateOf(lab) : `gone: ${gone}`;
    const hosts = record?.nodes.filter(({ role }) => role === "host").map((node) => node.name) ?? [];
    return [name, state, record?.network ?? "", hosts.join(" "), record?.since.replace(/\.\d+Z$/, "Z") ?? ""];
  });
  const titles = ["NAME", "STATE", "NETWORK", "HOSTS", "SINCE"];
  const cells = [titles, ...rows].map((row) => row.map((text) => ({ text })));
  const isGone = labs.some(({ gone }) => gone !== undefined);
  const hint = isGone ? ["down NAME removes what one that is gone has left."] : [];
  return [...alignColumns(cells, { width, titled: true }), ...hint].join("\n");
}

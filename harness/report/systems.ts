import type { RunReport } from "./run-json.ts";

type System = NonNullable<RunReport["cases"][number]["systems"]>[number];

/** What ran in any of the cases: `tinc 1.0.36`. In the simulation, which runs our machines, the tool itself. */
export function systemsText({
  tool,
  cases,
}: {
  readonly tool: RunReport["tool"];
  readonly cases: readonly { readonly systems?: readonly Pick<System, "name" | "version">[] | undefined }[];
}): readonly string[] {
  const all = cases.flatMap(({ systems = [] }) => systems).map(systemText);
  return all.length === 0 ? [`ours ${tool.version}`] : [...new Set(all)];
}

export const systemText = ({ name, version }: Pick<System, "name" | "version">): string => `${name} ${version}`;

/** With the hosts and where it came from. */
export const systemSentence = ({ hosts, source, files, ...system }: System): string =>
  [
    `${hosts.join(", ")}: ${systemText(system)} (${source})`,
    ...Object.entries(files).map(([file, digest]) => `${file} ${digest.slice(0, 16)}…`),
  ].join(", ");

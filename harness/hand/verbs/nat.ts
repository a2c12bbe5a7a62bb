import { setTimeout as sleep } from "node:timers/promises";
import { bindingChanges, bindingsTable, type BindingView } from "../bindings.ts";
import { becoming } from "../command.ts";
import { askKeeper } from "../keeper/ask.ts";
import { chosenLab } from "../keeper/lab-record.ts";
import { performIn } from "./asked.ts";
import { only, readVerbOptions, VerbUsage, type LabVerb } from "./verb.ts";

/** Tunable, in milliseconds. */
const tuned = { lookEvery: 250 };

/** Shows or changes a NAT. */
export const natVerb: LabVerb = {
  usage: "nat ROUTER",
  does: "show the binding table of a NAT, or replace the NAT",
  options: [
    ["--show", "the table as the kernel has it now; also without any option"],
    ["--watch", "then a line for each mapping that comes or goes, until Ctrl-C"],
    ["--set NAT", "become this NAT, and forget every mapping"],
    ["--json", "the table for machines"],
  ],
  examples: [
    ["homeA", "its kind, and its table"],
    ["homeA --watch", "what punching does to it"],
    ["homeA --set full-cone", "another NAT in its place"],
  ],
  async run(args, setting) {
    const { values, words } = readVerbOptions(args, {
      set: { type: "string" },
      show: { type: "boolean", default: false },
      watch: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    });
    const [router] = only(words, 1);
    if (router === undefined) throw new VerbUsage("which router?");
    if (values.set !== undefined) {
      if (values.show || values.watch || values.json) throw new VerbUsage("--set stands alone");
      return performIn(values.name, becoming(router, values.set), setting);
    }
    const lab = chosenLab(values.name ?? setting.lab);
    const look = (): Promise<readonly BindingView[]> => askKeeper(lab, "bindings", { router });
    if (values.json) setting.say(JSON.stringify(await look(), undefined, 2));
    else if (!values.watch) return performIn(lab.name, { is: "nat", router }, setting);
    if (!values.watch) return 0;
    let before = await look();
    if (!values.json) setting.say(bindingsTable(before, setting.width));
    for (;;) {
      await sleep(tuned.lookEvery);
      const after = await look();
      const at = new Date().toISOString().slice(11, 23);
      for (const line of bindingChanges(before, after)) setting.say(`${at} ${line}`);
      before = after;
    }
  },
};

import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError } from "../../../src/base/environment-error.ts";
import { askKeeper } from "../keeper/ask.ts";
import { chosenLab, findLabs, removeLeftovers, type FoundLab } from "../keeper/lab-record.ts";
import { identityOf } from "../keeper/process-identity.ts";
import { readVerbOptions, VerbUsage, type LabVerb } from "./verb.ts";

/** Tunable, in milliseconds: how long a laboratory may take to end after it was asked, and after each signal. */
const tuned = { patience: 10_000, lookEvery: 20 };

/** Takes laboratories down. */
export const down: LabVerb = {
  usage: "down [NAME …]",
  does: "take laboratories down (without a name, the only one), and remove what is left of one that is gone",
  options: [["--all", "every laboratory of this user"]],
  examples: [
    ["", "the only one"],
    ["two-homes", "this one"],
    ["--all", "all of them"],
  ],
  async run(args, { lab, say }) {
    const { values, words } = readVerbOptions(args, { all: { type: "boolean", default: false } });
    const named = [...words, ...(values.name === undefined ? [] : [values.name])];
    if (values.all && named.length > 0) throw new VerbUsage(`--all and ${named[0]}: give one of them`);
    const chosen = values.all
      ? findLabs()
      : named.length > 0
        ? [...new Set(named)].map((name) => chosenLab(name))
        : [chosenLab(lab)];
    if (chosen.length === 0) say("no laboratory is up");
    await Promise.all(
      chosen.map(async (each) => {
        await takeDown(each);
        say(each.gone === undefined ? `${each.name} is down` : `${each.name} was gone (${each.gone}); what it left is removed`); // prettier-ignore
      }),
    );
    return 0;
  },
};

async function takeDown(lab: FoundLab): Promise<void> {
  if (lab.gone !== undefined) return removeLeftovers(lab);
  if (lab.record?.stage === "up") await askKeeper(lab, "end", {}).catch(() => undefined);
  else signal(lab, "SIGTERM");
  if (await hasEnded(lab)) return;
  signal(lab, "SIGTERM");
  if (await hasEnded(lab)) return;
  // The kernel ends the laboratory with it.
  signal(lab, "SIGKILL");
  if (!(await hasEnded(lab)))
    throw new EnvironmentError(`${lab.name} does not end: see process ${lab.record?.keeper.pid}`);
}

/** Not to another process that has got its number. */
function signal({ record }: FoundLab, name: NodeJS.Signals): void {
  if (record === undefined) return;
  const { pid, started, boot } = record.keeper;
  const now = identityOf(pid);
  if (now?.started !== started || now.boot !== boot) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Until its record has gone, or its holder, whose record is then removed here. */
async function hasEnded({ name, folder }: FoundLab): Promise<boolean> {
  for (const until = Date.now() + tuned.patience; Date.now() < until; await sleep(tuned.lookEvery)) {
    const left = findLabs().find((lab) => lab.name === name && lab.folder === folder);
    if (left === undefined) return true;
    if (left.gone === undefined) continue;
    removeLeftovers(left);
    return true;
  }
  return false;
}

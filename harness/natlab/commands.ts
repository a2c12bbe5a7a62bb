import { tasks, type Task } from "../../ci/bootstrap/tasks.mjs";
import { ownFile } from "../project/own-folder.ts";

/** A command of `natlab` that starts a program. Its options are those of `npm run NAME`. */
export interface NatlabCommand {
  readonly summary: string;
  /** Runs in the project's folder, and knows its scenarios and systems. */
  readonly inProject: boolean;
  /** What process.argv[1] is, for a program that starts itself again. */
  readonly script?: string;
  readonly start: () => Promise<unknown>;
  readonly task: Task;
}

const ofLaboratory = {
  scenario: { summary: "run scenarios: real programs across proven NATs, judged from packets", start: () => import("../run/cli.ts") }, // prettier-ignore
  matrix: { summary: "every pair of NATs, compared with theory", start: () => import("../matrix/cli.ts") },
  compat: { summary: "every program in every situation: a compatibility report", start: () => import("../compat/cli.ts") }, // prettier-ignore
  sweep: { summary: "every program over links with each rate, delay and loss", start: () => import("../sweep/cli.ts") }, // prettier-ignore
  lab: { summary: "a laboratory by hand", start: () => import("../hand/cli.ts") },
  judge: { summary: "judge the stored evidence of a run again", start: () => import("../rejudge/cli.ts") },
  report: { summary: "merge or compare the reports of runs", start: () => import("../results/cli.ts") },
  systems: { summary: "programs that can be tested: list or install them", start: () => import("../sut/cli.ts") },
  doctor: { summary: "try everything that the laboratory needs", start: () => import("../doctor/cli.ts") },
  scale: { summary: "crowds of edges in the simulation", start: () => import("../sim/scale/cli.ts") },
} as const;

/** Built beside this one, of the same modules. */
const tools = {
  decode: "print the messages of a capture",
  dissector: "install a plug-in that shows n2n in Wireshark",
  replay: "run a recorded daemon again",
  keygen: "keys of users and federations",
  portfwd: "ask a home router to forward a port",
  route: "routes through a gateway in the overlay",
} as const;

const daemons = { edge: "n2n v3 edge", supernode: "n2n v3 supernode" } as const;

/** By name, in the order of `natlab --help`. */
export const natlabCommands: Readonly<Record<string, NatlabCommand>> = Object.fromEntries([
  ...Object.entries(ofLaboratory).map(([name, one]): [string, NatlabCommand] => [
    name,
    { ...one, inProject: true, task: tasks[name]! },
  ]),
  ...Object.entries(tools).map(([name, summary]): [string, NatlabCommand] => [
    name,
    { summary, inProject: false, start: () => import(ownFile(`dist/natlab/${name}.mjs`)), task: tasks[name]! }, // prettier-ignore
  ]),
  ...Object.entries(daemons).map(([name, summary]): [string, NatlabCommand] => {
    const script = ownFile(`dist/${name}.mjs`);
    return [name, { summary, inProject: false, script, start: () => import(script), task: tasks[name]! }];
  }),
]);

/** Those that do no more than that. */
export const ownCommands = {
  init: "write a first scenario into this folder",
  setup: "bring the Debian packages that the laboratory needs",
  completion: "print a script that completes commands: source <(natlab completion)",
} as const;

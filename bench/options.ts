import { parseArgs } from "node:util";
import { join } from "node:path";
import { contestants } from "./contestants.ts";
import type { Model } from "./network.ts";
import { measures, type Measure } from "./take-measures.ts";

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly patience: number;
  readonly model: Model;
  readonly measures: ReadonlySet<Measure>;
  /** Whose name is asked for. */
  readonly isWanted: (name: string) => boolean;
  readonly kind: "ways" | "eight" | "relay";
  readonly quick: boolean;
  readonly add: boolean;
  readonly out: string;
}

/** What is wrong with the options, in one line. */
export class OptionError extends Error {}

export const usage = `npm run bench -- [options]

  --rounds N      interleaved rounds (5)
  --seconds N     of each TCP stream (2)
  --model NAME    pin: one core a host · free: the scheduler decides · wire: pin, packets cross at MTU size (pin)
  --only A,B      paths whose name contains one of these; =A: whose name is A
  --measure A,B   beside TCP and pings: reverse, ipv6, loaded (ping under a stream), small (64-byte packets), idle (all)
  --add           adds its rounds to the run that is in the folder: a long run in parts
  --eight         eight peers at once instead: how evenly they are served
  --relay         supernodes alone: how many packets of one stream they pass on
  --patience N    seconds to wait, before each measure, for others to leave the machine alone (8)
  --quick         TCP and few pings alone
  --out FOLDER    for run.json, table.md and plot.svg (reports/bench)
`;

const models: readonly Model[] = ["pin", "free", "wire"];

/** "help" = it was asked for. Throws OptionError. */
export function readOptions(args: readonly string[]): BenchOptions | "help" {
  const given = parsed(args);
  if (given.help) return "help";
  const model = models.find((name) => name === given.model);
  if (model === undefined) throw new OptionError(`--model ${given.model}: choose from ${models.join(", ")}`);
  const only = given.only?.split(",");
  const isWanted = (name: string) =>
    only?.some((part) => (part[0] === "=" ? name === part.slice(1) : name.includes(part))) ?? true;
  if (!contestants.some(({ name }) => isWanted(name))) {
    throw new OptionError(`--only ${given.only}: no such path; choose from ${names(contestants)}`);
  }
  return {
    rounds: number("rounds", given.rounds, 1),
    seconds: number("seconds", given.seconds, 1),
    patience: number("patience", given.patience, 0),
    model,
    measures: new Set(given.quick ? [] : given.measure.split(",").map(measureCalled)),
    isWanted,
    kind: given.relay ? "relay" : given.eight ? "eight" : "ways",
    quick: given.quick,
    add: given.add,
    out: given.out,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: "string", default: "5" },
        seconds: { type: "string", default: "2" },
        model: { type: "string", default: "pin" },
        only: { type: "string" },
        patience: { type: "string", default: "8" },
        quick: { type: "boolean", default: false },
        measure: { type: "string", default: measures.join(",") },
        add: { type: "boolean", default: false },
        eight: { type: "boolean", default: false },
        relay: { type: "boolean", default: false },
        out: { type: "string", default: join(import.meta.dirname, "../reports/bench") },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new OptionError(`${(error as Error).message.split(". ")[0]}; --help lists the options`);
  }
}

function measureCalled(name: string): Measure {
  const found = measures.find((measure) => measure === name);
  if (found === undefined) throw new OptionError(`--measure ${name}: choose from ${measures.join(", ")}`);
  return found;
}

function number(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || text.trim() === "") {
    throw new OptionError(`--${option} ${text}: a whole number from ${least} on`);
  }
  return value;
}

const names = (entries: readonly { readonly name: string }[]): string => entries.map(({ name }) => name).join(", ");

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
  /** Whether a contestant of this name is to be measured. */
  readonly isWanted: (name: string) => boolean;
  readonly kind: "ways" | "eight" | "relay" | "size";
  /** Where the Debian packages are unpacked; absent = installed. */
  readonly packages?: string;
  readonly quick: boolean;
  readonly add: boolean;
  readonly out: string;
}

/** What is wrong with the options, in one line. */
export class OptionError extends Error {}

export const usage = `npm run bench -- [options]

  --rounds N      interleaved rounds (5)
  --seconds N     length of each TCP stream (2)
  --model NAME    pin: one core per host · free: the scheduler decides · wire: pin, and packets cross at MTU size (pin)
  --only A,B      paths whose name contains one of these; =A: whose name is A
  --measure A,B   beside TCP and pings: reverse, ipv6, loaded (ping under a stream), small (64-byte packets), idle (all)
  --add           add the rounds to the run in the folder: a long run in parts
  --eight         eight concurrent peers instead: how evenly they are served
  --size          an idle edge instead, beside n2n's: start, memory, threads, CPU
  --packages DIR  with --size: where the Debian packages are unpacked (/)
  --relay         supernodes instead: how many packets of one stream they relay
  --patience N    longest wait before each measurement for the machine to be idle, in seconds (8)
  --quick         only TCP and a few pings
  --out FOLDER    where run.json, run.csv, table.md and plot.svg go (reports/bench)
`;

const models: readonly Model[] = ["pin", "free", "wire"];

/** "help" = `--help` was given. Throws OptionError. */
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
    kind: given.relay ? "relay" : given.eight ? "eight" : given.size ? "size" : "ways",
    ...(given.packages !== undefined && { packages: given.packages }),
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
        size: { type: "boolean", default: false },
        packages: { type: "string" },
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
    throw new OptionError(`--${option} ${text}: give a whole number of at least ${least}`);
  }
  return value;
}

const names = (entries: readonly { readonly name: string }[]): string => entries.map(({ name }) => name).join(", ");

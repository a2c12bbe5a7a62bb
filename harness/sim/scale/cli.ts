import { setImmediate } from "node:timers/promises";
import yargs from "yargs";
import { asTyped } from "../../../src/base/as-typed.ts";
import { ConfigError } from "../../../src/base/config-error.ts";
import { command } from "../../command-line/command.ts";
import { examplesText } from "../../command-line/examples.ts";
import { refuseOddWords } from "../../command-line/odd-words.ts";
import { Shown } from "../../command-line/shown.ts";
import { runScale, type ScaleResult } from "./crowd.ts";
import { generatePlan } from "./generate.ts";
import type { ScalePlan } from "./plan.ts";
import { shrink } from "./shrink.ts";
import { snippet } from "./snippet.ts";
import { usageError } from "../../command-line/usage-error.ts";
import { helpWidth } from "../../report/text/wrap.ts";

const examples = examplesText([
  ["npm run scale", "a thousand edges, once"],
  ["npm run scale -- --edges 10000", "ten thousand"],
  ["npm run scale -- --edges 300 --runs 20 --seed 7f3a", "twenty crowds, from this seed on"],
]);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

await command(() => main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  refuseOddWords(argv, ["shrink", "help"]);
  const {
    edges,
    seed,
    runs,
    shrink: shrinks,
    help,
  } = await yargs([...argv])
    .locale("en")
    .exitProcess(false)
    .scriptName(asTyped("npm run scale --"))
    .usage(
      "$0 [options]\n\nSimulates crowds of our edges behind random NATs, with churn, loss and two supernodes, in virtual time.",
    )
    .options({
      edges: { type: "number", requiresArg: true, default: 1000, describe: "how many" },
      seed: { type: "string", requiresArg: true, default: "1", describe: "hexadecimal; of the first crowd" },
      runs: { type: "number", requiresArg: true, default: 1, describe: "crowds, with seeds one after the other" },
      shrink: { type: "boolean", default: true, describe: "look for the smallest crowd that still fails" },
    })
    .epilogue(asTyped(`${examples}\n\nExit code: 0 every invariant held, 1 one did not, 64 usage.`))
    .wrap(helpWidth())
    .strict()
    .fail(usageError("npm run scale --"))
    .version(false)
    .parse();
  if (help === true) throw new Shown();
  for (const [name, value] of Object.entries({ seed, edges, runs, shrink: shrinks })) {
    if (Array.isArray(value)) throw new ConfigError(`--${name}: give it once`);
  }
  if (!/^[0-9a-f]{1,8}$/i.test(seed)) throw new ConfigError(`--seed ${seed}: must be 1 to 8 hexadecimal digits`);
  if (!Number.isInteger(edges) || edges < 2 || edges > 20_000)
    throw new ConfigError(`--edges ${edges}: must be 2 to 20000`);
  if (!Number.isInteger(runs) || runs < 1)
    throw new ConfigError(`--runs ${runs}: must be a whole number of at least 1`);
  let failed = 0;
  for (let i = 0; i < runs; i++) {
    if (!oneCrowd(edges, (parseInt(seed, 16) + i) >>> 0, shrinks)) failed++;
    // Timers and signals had to wait for this.
    await setImmediate();
  }
  say(`scenarios: ${runs - failed} passed, ${failed} failed, 0 skipped`);
  return failed > 0 ? 1 : 0;
}

/** True when every invariant held. */
function oneCrowd(size: number, seed: number, shrinks: boolean): boolean {
  const plan = generatePlan(size, seed);
  const { sites, conversations, events, lasts } = plan;
  say(
    `seed ${seed.toString(16)}: ${size} edges in ${sites.length} homes, ${conversations.length} conversations, ` +
      `${events.length} events, ${lasts / 1000} s of virtual time`,
  );
  const result = runScale(plan, { onProgress: progress(lasts) });
  report(result);
  const [first] = result.violations;
  if (first === undefined) return true;
  say(
    `  ${result.violations.length} violations, e.g. after ${(first.at / 1000).toFixed(1)} s ${first.rule}: ${first.what}`,
  );
  if (shrinks) showSmallest(plan, first);
  return false;
}

function showSmallest(plan: ScalePlan, first: ScaleResult["violations"][number]): void {
  const fails = (candidate: ScalePlan) => runScale(candidate, { stopEarly: true }).violations[0];
  const smallest = shrink(plan, first, fails);
  const { edges, events, conversations } = smallest.plan;
  const what = `${smallest.violation.rule}: ${smallest.violation.what}`;
  say(
    `  smallest that still fails, of ${smallest.runs} tried: ${edges.length} edges, ${conversations.length} conversations, ${events.length} events`,
  );
  say(`\n${snippet(smallest.plan, what)}\n`);
}

function report({ counts, costs }: ScaleResult): void {
  const { pings, answered, unlucky, excused } = counts;
  const number = (n: number, digits = 1) => n.toFixed(digits);
  say(`  pings     ${pings}: ${answered} answered, ${unlucky} lost by links, ${excused} during disturbances`);
  say(`  per edge  ${number(costs.edge.datagrams)} datagrams/s, ${number(costs.edge.bytes, 0)} bytes/s`);
  say(
    `  per peer  ${number(costs.peer.datagrams, 2)} datagrams/s that carry no frame, of the ${number(costs.peer.known)} that an edge knows`,
  );
  say(
    `  a relay   ${number(costs.supernodes.datagrams)} datagrams/s, ${number(costs.supernodes.bytes, 0)} bytes/s for each edge`,
  );
  say(`  busiest   ${costs.busiest.pair}: ${number(costs.busiest.datagrams)} datagrams/s`);
  say(`  per home  at most ${costs.mostMappings} mappings`);
  say(
    `  to run    ${number(costs.wallClock / 1000)} s, ${number(costs.microseconds, 0)} µs for a second of an edge, ` +
      `${number(costs.heapPerEdge / 1024, 0)} KiB for an edge`,
  );
}

/** On a terminal only: a log should have results. */
function progress(lasts: number): (now: number) => void {
  return (now) => {
    if (!process.stderr.isTTY) return;
    process.stderr.write(now >= lasts ? "\r\u001b[K" : `\r\u001b[K  ${now / 1000} of ${lasts / 1000} s`);
  };
}

#!/usr/bin/env node
/**
 * The command of the installed package. Like `npm run` in a clone, without installing anything unasked: it looks whether
 * the machine has what the command needs, enters the user's project, and runs the command in this same process.
 */
import "../../ci/bootstrap/broken-pipe.mjs";
import { commandPath } from "../../ci/bootstrap/debian-packages.mjs";
import { laboratoryTrouble } from "../../ci/bootstrap/namespaces.mjs";
import { nodeIsTooOld } from "../../ci/bootstrap/npm-packages.mjs";
import { watchNpm } from "../../ci/bootstrap/npm-watch.mjs";
import { alsoGive, giveToOwner } from "../../ci/bootstrap/ownership.mjs";
import { speakOfNatlab } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { explain } from "../command-line/explain.ts";
import { missingCommands } from "../command-line/missing-commands.ts";
import { nearNames } from "../command-line/near.ts";
import { project } from "../project/project.ts";
import { natlabCommands, ownCommands } from "./commands.ts";
import { natlabHelp } from "./help.ts";
import { natlabVersion } from "./version.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

speakOfNatlab();
try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error);
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (nodeIsTooOld()) {
    throw new EnvironmentError(`Node ${process.versions.node} is too old: n2n-natlab needs ^20.19, ^22.12 or >=24`);
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") return say(natlabHelp().trimEnd());
  if (name === "--version" || name === "-V" || args[0] === "--version") return say(natlabVersion());
  if (name === "complete") return complete(args);
  if (Object.hasOwn(ownCommands, name)) return own(name as keyof typeof ownCommands, args);
  const command = Object.hasOwn(natlabCommands, name) ? natlabCommands[name] : undefined;
  if (command === undefined) throw new ConfigError(`no command "${name}": ${hint(name)}`);
  const { task, script, inProject, start } = command;
  process.env["PATH"] = commandPath();
  watchNpm(() => process.kill(process.pid, "SIGTERM"));
  if (inProject) {
    // Files that `lab` names are relative to where the user stands.
    process.env["INIT_CWD"] = process.cwd();
    const { enterProjectOf } = await import("../project/enter.ts");
    await enterProjectOf(process.cwd());
    giveToOwner(process.cwd(), [project().reports, ".systems"]);
    alsoGive(args);
  }
  if (task.laboratory(args) === "yes") {
    const obstacle = laboratoryTrouble();
    if (obstacle !== undefined) throw new EnvironmentError(`${obstacle.what}. To fix: ${obstacle.fix}`);
    needPackagesOf(task.commands);
  }
  process.argv = [process.argv[0]!, script ?? process.argv[1]!, ...args];
  await start();
}

function hint(name: string): string {
  const names = [...Object.keys(natlabCommands), ...Object.keys(ownCommands)];
  const near = nearNames(name, names);
  return near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose from ${names.join(", ")}`;
}

async function own(name: keyof typeof ownCommands, [word, ...more]: readonly string[]): Promise<void> {
  if (word === "--help" || word === "-h") return say(`natlab ${name}: ${ownCommands[name]}`);
  const odd = name === "completion" ? more[0] : word;
  if (odd !== undefined) throw new ConfigError(`natlab ${name}: what is "${odd}" for?`);
  switch (name) {
    case "init": {
      const { init, writtenByInit } = await import("./init.ts");
      giveToOwner(process.cwd(), writtenByInit(process.cwd()));
      return say(await init(process.cwd()));
    }
    case "setup":
      return setup();
    case "completion": {
      const { completionScript } = await import("./completion.ts");
      process.stdout.write(completionScript(word));
    }
  }
}

/** For the script of `completion`: what cannot be completed is no error. */
async function complete(words: readonly string[]): Promise<void> {
  const { enterProjectOf } = await import("../project/enter.ts");
  const { completions } = await import("./completion.ts");
  await enterProjectOf(process.cwd()).catch(() => undefined);
  for (const word of completions(words)) say(word);
}

async function setup(): Promise<void> {
  const { tryDebianPackages } = await import("../../ci/bootstrap/debian-packages.mjs");
  const { commands } = natlabCommands["scenario"]!.task;
  const trouble = tryDebianPackages(commands, say);
  if (trouble !== undefined) throw new EnvironmentError(trouble);
  say("all Debian packages are there; npx natlab doctor tries the rest");
}

function needPackagesOf(commands: readonly string[]): void {
  const trouble = missingCommands(commands);
  if (trouble !== undefined) throw new EnvironmentError(`${trouble.what}. To fix: ${trouble.fix}`);
}

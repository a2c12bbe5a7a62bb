/**
 * Brings what is missing (npm packages, Debian packages, the build), says each step, stays silent when nothing is
 * missing, then runs the task in this same process. Plain JavaScript without imports from npm, because it must run
 * before `npm ci` did.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";
import "./broken-pipe.mjs";
import { bringNpmPackages, nodeIsTooOld } from "./npm-packages.mjs";
import { commandPath, tryDebianPackages } from "./debian-packages.mjs";
import { laboratoryTrouble } from "./namespaces.mjs";
import { optionsTakenByNpm } from "./npm-options.mjs";
import { watchNpm } from "./npm-watch.mjs";
import { alsoGive, giveToOwner } from "./ownership.mjs";
import { tasks } from "./tasks.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));
const [name = "", ...typed] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;

if (nodeIsTooOld()) {
  fail(
    `Node ${process.versions.node} is too old: n2n-natlab needs ^20.19, ^22.12 or >=24. See https://nodejs.org.`,
    69,
  );
}
if (task === undefined) fail(`no task "${name}": choose from ${Object.keys(tasks).join(", ")}.`);
// Of every task, and before anything is installed or built.
if (typed[0] === "--version") {
  const { name: own, version } = JSON.parse(readFileSync(join(top, "package.json"), "utf8"));
  // broken-pipe.mjs reports an error.
  await new Promise((done) => process.stdout.write(`${own} ${version}\n`, (error) => error ?? done()));
  process.exit();
}

process.chdir(top);
process.env.PATH = commandPath();
const { given, trouble } = optionsTakenByNpm(name, task.options ?? {}, process.env);
if (trouble !== undefined) fail(trouble);
const args = [...typed, ...given.filter((option) => !typed.includes(option))];
const laboratory = task.laboratory(args);
if (laboratory === "yes") {
  const obstacle = laboratoryTrouble();
  if (obstacle !== undefined) {
    const otherwise = task.otherwise ? `, or use ${task.otherwise}` : "";
    fail(
      `"npm run ${name}" builds a laboratory, and may not: ${obstacle.what}. To fix: ${obstacle.fix}${otherwise}.`,
      69,
    );
  }
}
giveToOwner(top);
alsoGive(args);
bringNpmPackages(top, say);
if (laboratory !== "no") {
  const lacking = tryDebianPackages(task.commands, say);
  if (lacking !== undefined && laboratory === "yes") fail(lacking, 69);
  if (lacking !== undefined) say(lacking);
  process.env.PATH = commandPath();
}
if (task.builds) await buildAll();

if (task.program !== undefined) await runProgram();
else {
  // A run must not outlive a killed npm; programs that handle SIGTERM leave nothing behind.
  watchNpm(() => process.kill(process.pid, "SIGTERM"));
  process.argv = [process.argv[0], join(top, task.module), ...task.prefix, ...args];
  const { compile } = await import("./modules.mjs");
  const module = (await compile(join(top, task.module))) ?? (await withLoader());
  await import(pathToFileURL(module).href).catch(refused);
}

async function withLoader() {
  const { register } = await import("tsx/esm/api");
  register();
  return join(top, task.module);
}

/** A program explains its own errors; this is for what keeps it from being loaded. */
function refused(error) {
  const [, code] = /\b(EMFILE|ENFILE|ENOMEM|EACCES|EPERM|ENOSPC|EIO)\b/.exec(`${error.code} ${error.message}`) ?? [];
  if (code === undefined) throw error;
  fail(`${task.module} cannot be loaded: ${error.message.split("\n").at(-1)} (${code})`, 74);
}

async function buildAll() {
  try {
    const { build } = await import(pathToFileURL(join(top, "ci/build.mjs")).href);
    await build({ say });
  } catch (error) {
    // esbuild has shown what does not compile; the rest is the machine's: no room, no right to write.
    if (Array.isArray(error.errors)) fail("the build failed; the lines above say why. Nothing was run.", 69);
    if (error.code === undefined || error.syscall === undefined) throw error;
    fail(`the build failed: ${error.message}`, 74);
  }
}

/** Ends with the exit code of a separate program. */
async function runProgram() {
  const preloaded = pathToFileURL(join(top, "ci/bootstrap/broken-pipe.mjs")).href;
  const argv = ["--import", preloaded, join(top, task.program), ...task.prefix, ...args];
  const program = spawn(process.execPath, argv, { stdio: "inherit" });
  const end = (signal) => program.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
  watchNpm(() => end("SIGTERM"));
  program.on("error", (error) => fail(`${task.program} cannot be started: ${error.message}`, 69));
  program.on("close", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

function fail(line, exitCode = 64) {
  process.stderr.write(`natlab: ${line}\n`);
  process.exit(exitCode);
}

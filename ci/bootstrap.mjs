#!/usr/bin/env node
/**
 * First thing of every `npm run`: brings what is missing (npm packages, Debian packages, the build), says each step,
 * stays silent when nothing is missing, then runs the task in this same process. Plain JavaScript without imports from
 * npm, because it must run before `npm ci` did.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";
import { bringNpmPackages, nodeIsTooOld } from "./bootstrap/npm-packages.mjs";
import { bringDebianPackages } from "./bootstrap/debian-packages.mjs";
import { canSudo, isRoot, rerunWithSudo } from "./bootstrap/privilege.mjs";
import { tasks } from "./bootstrap/tasks.mjs";

const top = fileURLToPath(new URL("..", import.meta.url));
const [name = "", ...args] = process.argv.slice(2);
const task = tasks[name];

if (nodeIsTooOld()) {
  fail(`Node ${process.versions.node} is too old: n2n-natlab needs ^20.19, ^22.12 or >=24. See https://nodejs.org.`);
}
if (task === undefined) fail(`no task "${name}": there is ${Object.keys(tasks).join(", ")}.`);

process.chdir(top);
// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
});
const needsRoot = task.needsRoot(args);
if (needsRoot === "yes" && !isRoot()) {
  if (!canSudo()) {
    fail(
      `"npm run ${name}" makes network namespaces and needs root: run it as root, or allow sudo without a password` +
        (task.withoutRoot ? `, or use ${task.withoutRoot}.` : "."),
    );
  }
  rerunWithSudo(import.meta.filename, [name, ...args]);
}
bringNpmPackages(top, say);
if (isRoot() && needsRoot !== "no") bringDebianPackages(task.commands, say);
if (task.builds) {
  const { build } = await import(pathToFileURL(join(top, "ci/build.mjs")).href);
  await build({ say });
}

if (task.program !== undefined) {
  const ended = spawnSync(process.execPath, [join(top, task.program), ...task.prefix, ...args], { stdio: "inherit" });
  process.exit(ended.status ?? 1);
}
process.argv = [process.argv[0], join(top, task.module), ...task.prefix, ...args];
const { register } = await import("tsx/esm/api");
register();
await import(pathToFileURL(join(top, task.module)).href);

function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

function fail(line) {
  process.stderr.write(`natlab: ${line}\n`);
  process.exit(64);
}

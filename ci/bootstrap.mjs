#!/usr/bin/env node
/**
 * First thing of every `npm run`. With too few descriptors Node ends in the middle of loading modules, or waits for ever
 * for programs of its own: so nothing but Node's own modules is loaded before there are enough.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The main job with five cases at once, vitest and the build run with it. */
const openFilesMin = 256;

/** They take from Node what programs here are made of: WebAssembly, native modules, files, prototypes that can be extended. */
const unusable = ["--jitless", "--no-addons", "--permission", "--experimental-permission", "--frozen-intrinsics"];

const limit = openFilesLimit();
const given = (process.env.NODE_OPTIONS ?? "").split(/\s+/).find((option) => unusable.includes(option));
const top = fileURLToPath(new URL("..", import.meta.url));
if (top.includes("?")) {
  // What loads TypeScript takes it for the beginning of a query.
  process.stderr.write(
    `natlab: ${top} has a question mark in its name, which modules cannot be loaded from: rename it\n`,
  );
  process.exitCode = 69;
} else if (given !== undefined) {
  process.stderr.write(`natlab: NODE_OPTIONS contains ${given}, with which this cannot run: remove it\n`);
  process.exitCode = 64;
} else if (limit >= openFilesMin) await import("./bootstrap/run-task.mjs");
else {
  process.stderr.write(
    `natlab: this shell allows ${limit} open files at a time, too few for Node and what it starts: ulimit -n 1024\n`,
  );
  process.exitCode = 69;
}

/** proc(5). Node has raised the soft limit to the hard one already. */
function openFilesLimit() {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? Infinity : Number(soft);
  } catch (error) {
    return error.code === "EMFILE" ? 0 : Infinity;
  }
}

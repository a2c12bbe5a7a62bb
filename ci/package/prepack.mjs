#!/usr/bin/env node
/** What `npm pack` runs first, also in a clone where nothing is installed yet. */
import { fileURLToPath } from "node:url";
import { bringNpmPackages } from "../bootstrap/npm-packages.mjs";

bringNpmPackages(fileURLToPath(new URL("../..", import.meta.url)), (line) => console.error(`setup: ${line}`));
await import("./build.mjs");

"use strict";

/**
 * Starts a program, or says in one line that this Node is too old. Node 12 and 14, which distributions have, could not even
 * read the program: this file is in the JavaScript of 2015.
 */
module.exports = function start(name) {
  const engines = require("../../package.json").engines.node;
  const version = process.versions.node;
  if (Number(version.split(".")[0]) < 16) {
    process.stderr.write(`${name}: Node ${version} cannot run this: it needs ${engines}; see https://nodejs.org\n`);
    process.exit(69);
  }
  if (name === "edge" || name === "supernode") require(`../../dist/${name}.cjs`);
  else import(`../../dist/${name}.mjs`);
};

/**
 * `npm run TASK --option` without `--` before it: npm takes the option for one of its own, hands it over in the
 * environment as npm_config_OPTION, and leaves a value that follows it among the words. npm 10 and 11 alike.
 */

/** npm's own settings whose names are close to an option of ours, and mean something else. */
const npmsOwn = new Set(["cache", "call", "cert", "proxy", "key", "user", "long", "link", "init", "save", "shell"]);

/**
 * What npm took of `npm run NAME`'s options. `given`: to be added to the arguments. `trouble`: the line that says what
 * to write instead, because a value looks like any other word or an option is unknown.
 */
export function optionsTakenByNpm(name, { flags = [], valued = [], aliases = {} }, env) {
  const given = [];
  const lost = [];
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith("npm_config_")) continue;
    const option = variable.slice("npm_config_".length).replaceAll("_", "-");
    const values = value.split("\n\n");
    // `--NAME=` and `--no-NAME` look alike.
    const isOff = ["", "false"].includes(value);
    if (option in aliases) {
      if (!isOff) lost.push(aliases[option]);
    } else if (flags.includes(option)) given.push(isOff ? `--no-${option}` : `--${option}`);
    else if (valued.includes(option)) {
      if (isOff || values.includes("true")) lost.push(`--${option}`);
      else given.push(...values.map((it) => `--${option}=${it}`));
    } else if (!npmsOwn.has(option) && [...flags, ...valued].some((it) => isMistyped(option, it))) {
      lost.push(`--${option}`);
    }
  }
  if (lost.length === 0) return { given };
  const options = lost.sort().join(" and ");
  return { given, trouble: `npm took ${options} for itself; write "--" before options: npm run ${name} -- …` };
}

/** One edit away, two in longer words; dashes do not count. */
function isMistyped(option, right) {
  const [a, b] = [option, right].map((it) => it.replaceAll("-", ""));
  if (a === b) return true;
  return a.length >= 3 && edits(a, b) <= (b.length > 5 ? 2 : b.length > 3 ? 1 : 0);
}

/** Levenshtein distance, a swap of neighbours counting as one (optimal string alignment). */
function edits(a, b) {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + other);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

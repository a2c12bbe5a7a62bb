/** `wanted`: major, minor, patch, or a version above `version`. Undefined = neither. */
export function nextVersion(version, wanted) {
  const now = version.split(".").map(Number);
  const [major, minor, patch] = now;
  if (wanted === "major") return `${major + 1}.0.0`;
  if (wanted === "minor") return `${major}.${minor + 1}.0`;
  if (wanted === "patch") return `${major}.${minor}.${patch + 1}`;
  if (!/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(wanted)) return undefined;
  const parts = wanted.split(".").map(Number);
  const first = parts.findIndex((part, i) => part !== now[i]);
  return first >= 0 && parts[first] > now[first] ? wanted : undefined;
}

const unreleased = "## Unreleased\n";

/** The changelog with what was unreleased under `version`, and that section; undefined if there is nothing. */
export function datedChangelog(text, version, date) {
  const start = text.indexOf(unreleased);
  if (start < 0) return undefined;
  const from = start + unreleased.length;
  const next = text.indexOf("\n## ", from);
  const body = text.slice(from, next < 0 ? text.length : next).trim();
  if (!/^- /m.test(body)) return undefined;
  const section = `## ${version} (${date})\n\n${body}\n`;
  return { section, text: `${text.slice(0, from)}\n${section}${next < 0 ? "" : text.slice(next)}` };
}

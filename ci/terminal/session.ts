import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** A command as typed, and what the terminal showed. */
export interface ShownVerb {
  readonly typed: string;
  readonly lines: readonly string[];
}

const top = join(import.meta.dirname, "../..");

/** Every verb of the laboratory by hand, in an order in which each has something to show. */
export const labSession: readonly string[] = [
  "up two-homes --nat symmetric,home",
  "ps",
  "start sn supernode",
  "start alice edge",
  "start bob edge",
  "exec alice -- ping -c 2 10.77.0.3",
  "inspect",
  "nat homeA",
  "capture homeA",
  "measure",
  "link homeA loss=5% delay=40ms",
  "nat homeB --set full-cone",
  "become homeB port-restricted",
  "flush homeA",
  "rebind homeA",
  "reboot homeB 1s",
  "renumber homeA",
  "unplug bob",
  "plug bob",
  "do docs/terminal/verbs.txt",
  "log",
  "stop alice",
  "down two-homes",
];

/** Runs commands of `npm run lab` in a terminal of 100 columns, with laboratories of their own. Needs script(1). */
export function recordedSession(commands: readonly string[]): readonly ShownVerb[] {
  const labs = mkdtempSync(join(tmpdir(), "natlab-session-"));
  try {
    // What a clone has to build is built now, and not told.
    shown("--help", labs);
    return commands.map((typed) => shown(typed, labs));
  } finally {
    shown("down --all", labs);
    rmSync(labs, { recursive: true, force: true });
  }
}

function shown(typed: string, labs: string): ShownVerb {
  // As Ctrl-C does, after some keep-alives.
  const until = typed.startsWith("capture ") ? "timeout -s INT 6 " : "";
  const command = `stty cols 100 rows 40; exec ${until}npm run -s lab -- ${typed}`;
  const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
    cwd: top,
    encoding: "utf8",
    input: "",
    timeout: 120_000,
    env: { ...process.env, INIT_CWD: top, NATLAB_LABS: labs, TERM: "xterm", NO_COLOR: "1" },
  });
  const text = stripVTControlCharacters(stdout).replaceAll("\r\n", "\n").replaceAll("^D\b\b", "");
  return { typed, lines: text.trimEnd().split("\n") };
}

/** As in docs/terminal/lab.txt. */
export const transcript = (all: readonly ShownVerb[]): string =>
  all.map(({ typed, lines }) => [`$ npm run lab -- ${typed}`, ...lines, ""].join("\n")).join("\n");

/** The inverse of `transcript`. */
export const parsedTranscript = (text: string): readonly ShownVerb[] =>
  text
    .split(/^\$ npm run lab -- /m)
    .slice(1)
    .map((part) => {
      const [typed = "", ...lines] = part.trimEnd().split("\n");
      return { typed, lines };
    });

/** A line with what differs from run to run taken out: times, ports, measured values, attempts, and what each version of tcpdump says. */
export const steady = (line: string): string =>
  line.startsWith("tcpdump:")
    ? "tcpdump: …"
    : line
        .replace(/(as measured).*/, "$1 …")
        .replace(/[\d.:]*\d/g, "N")
        .replace(/\s+/g, " ");

import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
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
  "shell alice",
  "inspect",
  "nat homeA",
  "capture homeA",
  "capture alice --to alice.pcap",
  "measure",
  "link homeA loss=5% delay=40ms",
  "nat homeB --set full-cone",
  "become homeB port-restricted",
  "flush homeA",
  "rebind homeA",
  "reboot homeB 1s",
  "renumber homeA",
  "readdress sn",
  "part alice bob",
  "heal alice bob",
  "unplug bob",
  "plug bob",
  "do verbs.txt",
  "log",
  "stop alice",
  "down two-homes",
  "up roaming",
  "roam alice cafe",
  "down roaming",
  "up multi-homed",
  "switch alice lte",
  "down --all",
];

/** What somebody types behind a verb, line by line, each at the next prompt. */
const typedInside: Readonly<Record<string, { readonly prompt: string; readonly lines: readonly string[] }>> = {
  "shell alice": { prompt: "alice$ ", lines: ["hostname", "ip -4 -brief address show n2n0", "exit"] },
};

/** Runs commands of `npm run lab` in a terminal of 100 columns, with laboratories of their own. Needs script(1). */
export async function recordedSession(commands: readonly string[]): Promise<readonly ShownVerb[]> {
  const folder = mkdtempSync(join(tmpdir(), "natlab-session-"));
  copyFileSync(join(top, "docs/terminal/verbs.txt"), join(folder, "verbs.txt"));
  try {
    // What a clone has to build is built now, without output.
    await shown("--help", folder);
    const all: ShownVerb[] = [];
    for (const typed of commands) all.push(await shown(typed, folder));
    return all;
  } finally {
    await shown("down --all", folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tunable, in milliseconds: how long a command may take. */
const tuned = { patience: 120_000 } as const;

/** `folder`: where the user stands, and where laboratories are known. */
async function shown(typed: string, folder: string): Promise<ShownVerb> {
  // As Ctrl-C does, after some keep-alives.
  const until = typed.startsWith("capture ") ? "timeout -s INT 10 " : "";
  // Otherwise what npm starts, as npm does: npm itself would take half of the time, 35 times.
  const start = typed.startsWith("do ")
    ? `npm run -s --prefix '${top}' lab --`
    : `${process.execPath} ci/bootstrap.mjs lab`;
  const place = typed.startsWith("do ") ? folder : top;
  const command = `stty cols 100 rows 40; cd '${place}'; exec ${until}${start} ${typed}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    timeout: tuned.patience,
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...process.env,
      npm_lifecycle_event: "lab",
      INIT_CWD: folder,
      NATLAB_LABS: folder,
      TERM: "xterm",
      NO_COLOR: "1",
      SHELL: "/bin/sh",
    },
  });
  const inside = typedInside[typed];
  const rest = [...(inside?.lines ?? [])];
  if (inside === undefined) child.stdin.end();
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (inside === undefined || !stdout.endsWith(inside.prompt)) return;
    const line = rest.shift();
    if (line !== undefined) child.stdin.write(`${line}\n`);
  });
  await once(child, "close");
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

/**
 * A case as one shell script that builds its network again and repeats its check, without Node.js and without this
 * repository:
 *
 * 1. `programs.ts`: the programs under test, each a variable
 * 2. `shell.ts`: the script's namespaces, and the functions that check
 * 3. `../lab/script.ts`: the network; `services.ts`: DNS, DHCP and NAT64 in it; `acts.ts`: what was started and happened, in the same order and with the same pauses
 * 4. `checks.ts`: the claims, up to the one that failed; `measures.ts`: those about latency, loss and throughput
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Claim } from "../expect/claim.ts";
import { describeClaim } from "../expect/wording.ts";
import type { TimedAct } from "../lab-world/acts.ts";
import type { LabHistory } from "../lab-world/setting.ts";
import { ownFile } from "../project/own-folder.ts";
import type { CaseReport } from "../report/run-json.ts";
import { doing } from "../lab/script.ts";
import { actLines } from "./acts.ts";
import { canRepeat, checkLines, relaySet } from "./checks.ts";
import { measurePart } from "./measures.ts";
import { NoRepro } from "./no-repro.ts";
import { ReproPrograms } from "./programs.ts";
import { heredoc, quoted } from "./quoted.ts";
import { servicesPart } from "./services.ts";
import { insidePart, outsidePart } from "./shell.ts";

export interface ReproCase {
  readonly scenario: string;
  readonly report: CaseReport;
  readonly history: LabHistory;
  /** Where the case's folder is now. */
  readonly files: string;
  /** Which program ended, where that is why it failed. */
  readonly ended?: { readonly node: string; readonly program: string };
}

/** Tunable: bytes of a ping, more than any control message has; seconds between two acts at least. */
const tuned = { size: 1000, header: 8, pause: 0.3, pauseMost: 600, embeddedMost: 1 << 20 } as const;

/** Throws NoRepro. */
export function reproScript({ scenario, report, history, files: folder, ended }: ReproCase): string {
  const { verdict } = report;
  if (verdict !== "pass" && verdict !== "fail") throw new NoRepro(`it is ${verdict}: there is no check to repeat`);
  const programs = new ReproPrograms(history.folder);
  const story = storyLines(report, history, programs, ended);
  const files = embedded(folder, story.join("\n"));
  const set = { ip: relaySet(history, "ip"), ip6: relaySet(history, "ip6"), size: tuned.size };
  const measures = /^check_(latency|loss|throughput) /m.test(story.join("\n"));
  const services = servicesPart(history.plan);
  const network = history.plan.ops.flatMap(doing);
  return [
    "#!/bin/sh",
    `# ${scenario} / ${report.name}, seed ${report.seed.toString(16)}: builds the network of this case and repeats its check. It was: ${verdict}.`,
    "# As root, or as an ordinary user where those may make namespaces. Needs ip, nft, ping and unshare (packages iproute2,",
    "# nftables, iputils-ping, util-linux), and the programs below; for links with delay or loss also tc and netem; to measure",
    "# latency, loss or throughput also awk, perl, sha256sum and timeout, which every Debian has. Routers that answer for names",
    "# need dnsmasq, that map ports miniupnpd, with NAT64 tayga.",
    "# Exit code: 0 pass, 1 fail, 2 neither; 69 it could not be tried. Nothing stays behind, however it ends.",
    "PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin",
    `said=${verdict}`,
    `failed=${quoted(verdict === "fail" && ended === undefined ? describeClaim(lastClaim(history)!) : "")}`,
    'lacking() { echo "repro: $1 is missing: set $2" >&2; exit 69; }',
    ...toolLines(measures),
    ...services.tools,
    ...programs.lines,
    "",
    outsidePart(readFileSync(ownFile("ci/rooted.sh"), "utf8")),
    insidePart(set),
    ...(measures ? [measurePart(tuned.size)] : []),
    ...services.functions,
    "set -e",
    'mount -t tmpfs lab /run && : > "$WORK/begun"',
    ...files,
    'trap \'code=$?; [ "$built" = yes ] || { echo "repro: the network was not built" >&2; exit 69; }; exit "$code"\' EXIT',
    "built=",
    ...network,
    ...services.starts,
    "built=yes",
    "set +e",
    "",
    ...story,
    "",
  ].join("\n");
}

const lastClaim = ({ steps }: LabHistory): Claim | undefined =>
  steps.findLast(({ claim }) => claim !== undefined)?.claim;

/** Acts and checks in their order. */
function storyLines(
  report: CaseReport,
  history: LabHistory,
  programs: ReproPrograms,
  ended: ReproCase["ended"],
): readonly string[] {
  const claims = history.steps.flatMap((step) => (step.claim === undefined ? [] : [{ step, claim: step.claim }]));
  const failed = report.verdict === "fail" && ended === undefined ? claims.at(-1) : undefined;
  if (failed !== undefined && !canRepeat(failed.claim))
    throw new NoRepro(`a script cannot judge what failed: ${failed.step.what}`);
  if (claims.length === 0 && ended === undefined) throw new NoRepro(`it ended before anything was checked${report.failure === undefined ? "" : `: expected was that ${report.failure.expected}`}`); // prettier-ignore
  const last = failed?.step.at ?? Infinity;
  const done = history.acts.filter(({ at, act }) => at <= last && !isTransfer(act));
  const items: readonly Item[] = [
    ...done.map(({ at, act }) => ({ at, ended: at, lines: actLines(act, programs, history.plan), isCheck: false })),
    ...claims.map(({ step, claim }) => ({
      at: step.at,
      ended: step.ended ?? step.at,
      lines: checkLines(claim, history, tuned),
      isCheck: true,
    })),
  ];
  let before = Infinity;
  const lines = items
    .toSorted((x, y) => x.at - y.at)
    .flatMap((item) => {
      // How long a check takes is its own.
      const pause = item.isCheck ? 0 : (item.at - before) / 1000;
      before = item.ended;
      return [`sleep ${Math.min(tuned.pauseMost, Math.max(tuned.pause, pause)).toFixed(1)}`, ...item.lines];
    });
  const checked = claims.map(({ claim }) => claim).filter(canRepeat);
  return [...lines, ...lastLines(history, ended, checked.map(describeClaim))];
}

/** Commands of the script itself, with the packages of Debian that have them. */
function toolLines(measures: boolean): readonly string[] {
  const more = measures ? " awk perl sha256sum timeout" : "";
  const packages = `iproute2 nftables iputils-ping util-linux mount${measures ? " mawk perl-base coreutils" : ""}`;
  return [
    `for each in ip nft ping unshare mount${more}; do`,
    `  command -v "$each" >/dev/null || { echo "repro: $each is missing; on Debian: apt-get install ${packages}" >&2; exit 69; }`,
    "done",
  ];
}

/** Data through the overlay: a script sends its own. */
const isTransfer = (act: TimedAct["act"]): boolean =>
  act.is === "start" && act.argv[1] === ownFile("dist/transfer.mjs");

interface Item {
  readonly at: number;
  readonly ended: number;
  readonly lines: readonly string[];
  readonly isCheck: boolean;
}

/** `checked`: in words. */
function lastLines(history: LabHistory, ended: ReproCase["ended"], checked: readonly string[]): readonly string[] {
  if (ended === undefined) return [`verdict pass 'every check was met' ${quoted(checked.join("; "))}`];
  const start = history.acts.findLast(({ act }) => act.is === "start" && act.node === ended.node);
  if (start?.act.is !== "start") throw new NoRepro(`what started ${ended.program} on ${ended.node} is not known`);
  const who = `the ${ended.program} on ${ended.node}`;
  return [`check_runs ${quoted(`${who} runs until it is stopped`)} "$pid_${start.act.pid}" ${quoted(who)} 10`];
}

/** The files of the case's programs, keys excepted, that the script mentions. */
function embedded(folder: string, text: string): readonly string[] {
  if (!text.includes('"$WORK"')) return [];
  const sut = join(folder, "sut");
  const all = existsSync(sut) ? readdirSync(sut, { recursive: true, encoding: "utf8" }) : [];
  const wanted = all.filter((path) => path.includes("/") && !path.includes("secrets") && statSync(join(sut, path)).isFile()); // prettier-ignore
  const folders = all.filter((path) => !path.includes("secrets") && statSync(join(sut, path)).isDirectory());
  const size = wanted.reduce((sum, path) => sum + statSync(join(sut, path)).size, 0);
  if (size > tuned.embeddedMost) throw new NoRepro(`the files of its programs have ${size} bytes`);
  return [
    ...folders.map((path) => `mkdir -p "$WORK"/${quoted(join("sut", path))}`),
    ...wanted.map((path) => `cat > "$WORK"/${quoted(relative(folder, join(sut, path)))} ${heredoc(readFileSync(join(sut, path), "utf8"))}`), // prettier-ignore
  ];
}

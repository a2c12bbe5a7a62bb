import { existsSync, readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { printable, printableJson } from "../../base/byte-text.ts";
import { ask, statusOptions, type StatusRow } from "../management/status.ts";
import { type StatusStyle, styleOf } from "../management/status-style.ts";
import { exitCodes } from "../program.ts";
import { edgeFindings, type EdgeFinding, type InterfaceFacts } from "./diagnosis.ts";

/** Asks the edge on this machine and the system everything at once. Exit code 1 = something is bad. */
export async function runDiagnose(argv: readonly string[], defaultPort: number): Promise<number> {
  const options = statusOptions(argv, "what is right and what is wrong with the edge on this machine, and what to do");
  if (typeof options === "number") return options;
  const rows: Record<string, readonly StatusRow[]> = {};
  for (const method of ["info", "supernodes", "paths", "problems"])
    rows[method] = await ask(options.port ?? defaultPort, method);
  const facts = { rows, now: Date.now() / 1000, interfaces: interfaces(), isClockSynchronized: isClockSynchronized() };
  const findings = edgeFindings(facts);
  process.stdout.write(
    options.json ? printableJson(findings, 2) + "\n" : findingsText(findings, styleOf(process.stdout, process.env)),
  );
  return findings.some(({ verdict }) => verdict === "bad") ? exitCodes.broken : exitCodes.ok;
}

/** Peers choose some of these texts: they must not control a terminal. */
export function findingsText(findings: readonly EdgeFinding[], style: StatusStyle): string {
  const colours = { good: "green", note: "yellow", bad: "bold", unknown: "dim" } as const;
  return findings
    .map(({ about, verdict, says, fix }) => {
      const head = `${style[colours[verdict]](verdict.padEnd(8))}${about.padEnd(10)} ${printable(says)}\n`;
      return fix === undefined ? head : `${head}${" ".repeat(19)}→ ${printable(fix)}\n`;
    })
    .join("");
}

function interfaces(): readonly InterfaceFacts[] {
  const addresses = networkInterfaces();
  return names().map((name) => ({
    name,
    mac: read(name, "address"),
    isUp: (parseInt(read(name, "flags"), 16) & isUpFlag) !== 0,
    mtu: Number(read(name, "mtu")),
    isTunnel: read(name, "tun_flags") !== "",
    addresses: (addresses[name] ?? []).map(({ address }) => address),
  }));
}

/** IFF_UP of netdevice(7). */
const isUpFlag = 1;

const folder = "/sys/class/net";

function names(): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** "" = it is gone meanwhile. */
function read(name: string, what: string): string {
  try {
    return readFileSync(`${folder}/${name}/${what}`, "latin1").trim();
  } catch {
    return "";
  }
}

/** As systemd-timesyncd leaves it to be seen; undefined = it does not run, and another program may keep the time. */
function isClockSynchronized(): boolean | undefined {
  if (existsSync("/run/systemd/timesync/synchronized")) return true;
  return existsSync("/run/systemd/timesync") ? false : undefined;
}

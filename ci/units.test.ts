import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "../packaging/systemd");

/** Directives by section; one that may stand several times keeps all of its values (systemd.syntax(7)). */
function unit(name: string): Record<string, Record<string, string[]>> {
  const sections: Record<string, Record<string, string[]>> = {};
  let section: Record<string, string[]> = {};
  for (const line of readFileSync(join(folder, name), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [, title] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (title !== undefined) section = sections[title] = {};
    else if (key !== undefined) (section[key] ??= []).push(value!);
    else throw new Error(`${name}: ${line}`);
  }
  return sections;
}

describe.each(readdirSync(folder))("%s", (name) => {
  const { Unit, Service, Install } = unit(name);
  const program = name.startsWith("edge") ? "edge" : "supernode";
  const isSession = name.includes("-session@");
  const file = isSession
    ? "/etc/n3n/%i.conf"
    : name === "edge@.service"
      ? "/etc/n2n/edge-%i.conf"
      : `/etc/n2n/${program}.conf`;

  it("starts the program as n2n's own packages do, and needs what that reads", () => {
    const options = isSession ? "start %i -O daemon.background=false" : `${file} -f`;
    expect(Service!["ExecStart"]).toEqual([`/usr/sbin/${program} ${options}`]);
    // Where n3n's tools look for the socket of a session.
    const session = name.includes("@") ? "%i" : program;
    expect(Service!["RuntimeDirectory"]).toEqual([`n3n/${session}`]);
    expect(Unit!["AssertPathExists"]).toEqual([file]);
    expect(Unit!["After"]![0]).toContain("network-online.target");
    expect(Install!["WantedBy"]).toEqual(["multi-user.target"]);
  });

  it("has a type for a program that stays in the foreground and writes no pid file", () => {
    expect(Service!["Type"]).toEqual(["exec"]);
    expect(Service!["PIDFile"]).toBeUndefined();
    expect(Service!["Restart"]).toEqual(["on-failure"]);
    // The exit code of wrong options (src/cli/program.ts).
    expect(Service!["RestartPreventExitStatus"]).toEqual(["64"]);
  });

  it("reloads by SIGHUP, without procps, which small systems lack", () => {
    const hangup = '/bin/sh -c "kill -HUP $MAINPID"';
    // Root's shell has no CAP_KILL in there, and the edge is another user.
    expect(Service!["ExecReload"]).toEqual([program === "supernode" ? hangup : `+${hangup}`]);
  });

  it("is hardened, and still lets the program work", () => {
    const hardened = ["NoNewPrivileges", "PrivateTmp", "ProtectHome", "ProtectKernelTunables", "RestrictNamespaces"];
    for (const key of hardened) expect(Service![key]).toEqual(["yes"]);
    expect(Service!["ProtectSystem"]).toEqual(["strict"]);
    // Node compiles while it runs; the interface is made with netlink and the log is a Unix socket.
    expect(Service!["MemoryDenyWriteExecute"]).toBeUndefined();
    expect(Service!["RestrictAddressFamilies"]).toEqual(["AF_INET AF_INET6 AF_NETLINK AF_UNIX"]);
    if (program === "supernode") expect(Service!["DynamicUser"]).toEqual(["yes"]);
    else {
      expect(Service!["DeviceAllow"]).toEqual(["/dev/net/tun rw"]);
      expect(Service!["CapabilityBoundingSet"]![0]!.split(" ")).toEqual(
        expect.arrayContaining(["CAP_NET_ADMIN", "CAP_SETUID", "CAP_SETGID"]),
      );
    }
  });
});

it("edge.service and edge@.service differ in names only", () => {
  const text = (name: string) => readFileSync(join(folder, name), "utf8");
  const names = /edge-%i|edge %I|(?<=session |n3n\/)%i/g;
  expect(text("edge@.service").replaceAll(names, "edge")).toBe(text("edge.service"));
});

it.each(["edge", "supernode"])("a session of n3n runs as %s.service does", (program) => {
  const { Service: session } = unit(`${program}-session@.service`);
  const { Service: own } = unit(`${program}.service`);
  const rest = { ExecStart: [], RuntimeDirectory: [], StateDirectory: [] };
  expect({ ...session, ...rest }).toEqual({ ...own, ...rest });
  // Sessions must not write one file together.
  if (program === "supernode") expect(session!["StateDirectory"]).toEqual(["n2n-supernode/%i"]);
});

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { noUserNamespaces } from "../testing/user-namespaces.ts";

const rooted = join(import.meta.dirname, "../rooted.sh");
const program = `
import { namespacesTrouble } from ${JSON.stringify(join(import.meta.dirname, "namespaces.mjs"))};
console.log(JSON.stringify(namespacesTrouble() ?? "none"));`;

/** What an ordinary user reads on a system in which root has run `script`; its rights end before ours begin. */
function troubleAfter(script: string): string {
  const ask = 'exec setpriv --bounding-set=-all,+setfcap --inh-caps=-all "$@"';
  const system = [rooted, "unshare", "--user", "--map-root-user", "-mp", "--fork", "--mount-proc"];
  const command = [
    ...system,
    "sh",
    "-ec",
    `${script}\n${ask}`,
    "sh",
    process.execPath,
    "--input-type=module",
    "-e",
    program,
  ];
  const { stdout, stderr } = spawnSync("sh", command, { encoding: "utf8" });
  return stdout === "" ? stderr : stdout;
}

const reason = noUserNamespaces();

describe.skipIf(reason !== undefined)(`why no laboratory can be built (${reason ?? "tried"})`, () => {
  it("is nothing on a system that allows user namespaces", () => {
    expect(troubleAfter(":")).toBe('"none"\n');
  });

  it("is nothing for root who may not open raw sockets, as in a container: all is allowed in a user namespace", () => {
    const without = "setpriv --bounding-set=-net_raw --inh-caps=-all";
    expect(troubleAfter(`exec ${without} "$@"`)).toBe('"none"\n');
    const inside = troubleAfter(`exec ${without} sh ${rooted} grep CapBnd /proc/self/status`);
    expect(Number(`0x${inside.split("\t")[1]!.trim()}`) & 0x2000).toBe(0x2000);
  });

  it.each([
    ["a limit", "echo 0 > /proc/sys/user/max_user_namespaces", /max_user_namespaces\).*sudo sysctl -w user\.max_user/],
    ["a limit inside", "echo 0 > /proc/sys/user/max_net_namespaces", /user\.max_net_namespaces is 0.*sudo sysctl/],
    ["a covered /proc", "mount --bind /dev/null /proc/version", /parts of \/proc are covered.*unmask=ALL/],
    [
      "root without rights",
      'exec setpriv --bounding-set=-all --inh-caps=-all "$@"',
      /no right to map its own user.*ordinary user/,
    ],
    [
      "a chroot",
      'mount -t tmpfs none /mnt; mkdir /mnt/root; mount --rbind / /mnt/root; exec chroot /mnt/root setpriv --bounding-set=-all,+setfcap --inh-caps=-all "$@"',
      /this is a chroot.*as root/,
    ],
  ])("is named: %s", (_what, script, said) => {
    expect(troubleAfter(script)).toMatch(said);
  });
});

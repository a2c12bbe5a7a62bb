import { mkdirSync } from "node:fs";
import { buildNetwork, overlay, type Model } from "../network.ts";
import { run, type BenchPrograms } from "../shell.ts";
import { needs, type Contestant, type Standing } from "../standing.ts";
import { ends, file, meetAt } from "./two-hosts.ts";

/** tinc 1.0, switch mode over a TAP, its default cipher. */
export const tincContestant: Contestant = { name: "tinc", missing: needs("tincd"), build };

async function build(programs: BenchPrograms, model: Model): Promise<Standing> {
  buildNetwork(model, false);
  const both = ends("tinc");
  for (const end of both) {
    mkdirSync(`${end.folder}/hosts`, { recursive: true });
    const lines = [`Name=${end.host}`, "Mode=switch", "DeviceType=tap", "Interface=tinc0", `ConnectTo=${end.other}`];
    file(end, "tinc.conf", lines.join("\n") + "\n");
    file(end, `hosts/${end.host}`, `Address=${end.own}\nPort=655\n`);
    const up = `ip addr add ${end.inside}/24 dev $INTERFACE\nip link set $INTERFACE mtu 1400 up\n`;
    file(end, "tinc-up", `#!/bin/sh\n${up}`, 0o700);
    run(`echo | tincd -c ${end.folder} -K 2048 2>&1`);
  }
  for (const { folder, host, other } of both) run(`cp ${folder}/hosts/${host} /run/tinc/${other}/hosts/`);
  const standing = await meetAt(programs, model, both, ({ folder }) => [
    ...["tincd", "-D", "-c", folder, `--pidfile=${folder}/pid`],
  ]);
  // It finds the path MTU from the traffic it carries, and uses TCP until then.
  run(`ip netns exec a ping -q -c 30 -i 0.1 -s 1372 ${overlay.b} || true`);
  return standing;
}

import { answersPing, at, buildNetwork, overlay, type Model } from "../network.ts";
import { run, type BenchPrograms } from "../shell.ts";
import { needs, type Contestant, type Standing } from "../standing.ts";
import { ends, file, type TunnelEnd } from "./two-hosts.ts";

/** As `wg-quick` would set it up; its own MTU. */
export const wireguardContestant: Contestant = { name: "wireguard-go", missing: needs("wireguard-go", "wg"), build };

async function build(programs: BenchPrograms, model: Model): Promise<Standing> {
  buildNetwork(model, false);
  const both = ends("wg");
  const keys = both.map((end) => ({ end, path: file(end, "key", run("wg genkey")) }));
  const publicKey = ({ other }: TunnelEnd) =>
    run(`wg pubkey < ${keys.find(({ end }) => end.host === other)!.path}`).trim();
  const begun = performance.now();
  const edges = keys.map(({ end, path }) => {
    const device = `wg-${end.host}`;
    const command = at(end.host, model, ["wireguard-go", "-f", device]);
    const child = programs.start(command, `${end.folder}/log`, { WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD: "1" });
    run(`for i in $(seq 200); do [ -S /var/run/wireguard/${device}.sock ] && break; sleep 0.02; done`);
    const peer = `peer ${publicKey(end)} allowed-ips 10.9.0.0/24 endpoint ${end.peer}:51820`;
    run(`ip netns exec ${end.host} wg set ${device} listen-port 51820 private-key ${path} ${peer}`);
    run(`ip -n ${end.host} addr add ${end.inside}/24 dev ${device}; ip -n ${end.host} link set ${device} up`);
    return child;
  });
  await answersPing(overlay.b, model, 20);
  const startSeconds = (performance.now() - begun) / 1000;
  return { target: overlay.b, startSeconds, edges: edges.map(({ pid }) => pid!) };
}

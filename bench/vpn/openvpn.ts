import { buildNetwork, type Model } from "../network.ts";
import { run, type BenchPrograms } from "../shell.ts";
import { needs, type Contestant, type Standing } from "../standing.ts";
import { ends, file, meetAt } from "./two-hosts.ts";

/** OpenVPN 2.6 in user space over a TAP, AES-256-GCM; each side knows the other's certificate by its fingerprint. */
export const openvpnContestant: Contestant = { name: "openvpn", missing: needs("openvpn", "openssl"), build };

async function build(programs: BenchPrograms, model: Model): Promise<Standing> {
  buildNetwork(model, false);
  const both = ends("openvpn");
  const kind = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30";
  for (const { folder, host } of both) {
    run(`openssl req -x509 ${kind} -keyout ${folder}/key -out ${folder}/crt -subj /CN=${host} 2>&1`);
  }
  const fingerprint = (host: string) =>
    run(`openssl x509 -in /run/openvpn/${host}/crt -noout -fingerprint -sha256`).split("=")[1]!.trim();
  for (const end of both) {
    const lines = [
      ...["dev ovpn0", "dev-type tap", "proto udp", "lport 1194", `remote ${end.peer} 1194`],
      ...(end.host === "b" ? ["tls-server", "dh none"] : ["tls-client"]),
      ...[`cert ${end.folder}/crt`, `key ${end.folder}/key`, `peer-fingerprint ${fingerprint(end.other)}`],
      ...["cipher AES-256-GCM", "data-ciphers AES-256-GCM", `ifconfig ${end.inside} 255.255.255.0`],
      ...["tun-mtu 1420", "fast-io", "sndbuf 4194304", "rcvbuf 4194304", "auth-nocache"],
    ];
    file(end, "conf", lines.join("\n") + "\n");
  }
  return meetAt(programs, model, both, ({ folder }) => ["openvpn", "--config", `${folder}/conf`]);
}

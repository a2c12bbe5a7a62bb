import { buildNetwork, overlay, underlay, type Model } from "../network.ts";
import { run, type BenchPrograms } from "../shell.ts";
import { needs, type Contestant, type Standing } from "../standing.ts";
import { ends, file, meetAt } from "./two-hosts.ts";

/** Nebula with AES; b is the lighthouse. */
export const nebulaContestant: Contestant = { name: "nebula", missing: needs("nebula", "nebula-cert"), build };

async function build(programs: BenchPrograms, model: Model): Promise<Standing> {
  buildNetwork(model, false);
  const both = ends("nebula");
  run("cd /run/nebula && nebula-cert ca -name bench");
  const anyone = [{ port: "any", proto: "any", host: "any" }];
  for (const end of both) {
    const { host, folder, inside } = end;
    const out = `-out-crt ${folder}/crt -out-key ${folder}/key`;
    run(`cd /run/nebula && nebula-cert sign -name ${host} -ip ${inside}/24 ${out}`);
    const isLighthouse = host === "b";
    const configuration = {
      pki: { ca: "/run/nebula/ca.crt", cert: `${folder}/crt`, key: `${folder}/key` },
      static_host_map: { [overlay.a]: [`${underlay.a}:4242`], [overlay.b]: [`${underlay.b}:4242`] },
      lighthouse: { am_lighthouse: isLighthouse, interval: 60, hosts: isLighthouse ? [] : [overlay.b] },
      listen: { host: "0.0.0.0", port: 4242, batch: 64, read_buffer: 4_194_304, write_buffer: 4_194_304 },
      cipher: "aes",
      tun: { dev: "nebula0", mtu: 1300, tx_queue: 1000 },
      logging: { level: "warning", format: "text" },
      firewall: { outbound: anyone, inbound: anyone },
    };
    // JSON is YAML.
    file(end, "config.yml", JSON.stringify(configuration));
  }
  return meetAt(programs, model, both, ({ folder }) => ["nebula", "-config", `${folder}/config.yml`]);
}

import { buildNetwork, type Model } from "../network.ts";
import { run, type BenchPrograms } from "../shell.ts";
import { needs, type Contestant, type Standing } from "../standing.ts";
import { ends, file, meetAt } from "./two-hosts.ts";

/** fastd over a TAP with its recommended method. */
export const fastdContestant: Contestant = { name: "fastd", missing: needs("fastd"), build };

async function build(programs: BenchPrograms, model: Model): Promise<Standing> {
  buildNetwork(model, false);
  const keyPair = () => {
    const text = run("fastd --generate-key 2>&1");
    return { secret: /Secret: (\w+)/.exec(text)?.[1] ?? "", shared: /Public: (\w+)/.exec(text)?.[1] ?? "" };
  };
  const keys = { a: keyPair(), b: keyPair() };
  const both = ends("fastd");
  for (const end of both) {
    const remote = end.host === "a" ? `remote ${end.peer}:10000;` : "float yes;";
    const up = `ip addr add ${end.inside}/24 dev fastd0; ip link set fastd0 up`;
    const lines = [
      `mode tap; interface "fastd0"; mtu 1400; method "salsa2012+umac"; bind 0.0.0.0:10000; secure handshakes yes;`,
      `secret "${keys[end.host].secret}"; peer "p" { key "${keys[end.other].shared}"; ${remote} } on up "${up}";`,
    ];
    file(end, "conf", lines.join("\n") + "\n");
  }
  return meetAt(programs, model, both, ({ folder }) => ["fastd", "-c", `${folder}/conf`]);
}

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Datagram } from "../../../datapath.ts";
import { ipv4Text } from "../../../../../base/address/ipv4-word.ts";
import type { CompiledCore } from "../../shared/web-assembly.ts";
import { compileRelayCore, RelayCore } from "../core.ts";
import { RelayForwarder } from "../forwarder.ts";
import { RelayEdges, RelayReader } from "../table.ts";
import { FakeKernel } from "./fake-kernel.ts";

const top = join(import.meta.dirname, "../../../../../..");

/** The relay core as built by `npm run build`. */
export function builtRelayCore(): CompiledCore {
  execFileSync(process.execPath, [join(top, "ci/build.mjs")]);
  return compileRelayCore(pathToFileURL(join(top, "dist/")));
}

/** A relay over a fake kernel. */
export class RelayBench {
  readonly core: RelayCore;
  readonly kernel: FakeKernel;
  readonly edges: RelayEdges;
  readonly reader: RelayReader;
  readonly forwarder: RelayForwarder;
  /** Datagrams that went up to the machine. */
  readonly up: Datagram[] = [];

  constructor(module: CompiledCore) {
    this.core = new RelayCore(module, 0n);
    this.kernel = new FakeKernel(this.core);
    this.edges = new RelayEdges(this.core);
    this.reader = new RelayReader(this.core);
    const { bytes } = this.core;
    const view = new DataView(bytes.buffer);
    const counters = { datagramsIn: 0, datagramsOut: 0, refused: 0 };
    this.forwarder = new RelayForwarder(this.core, this.kernel, counters, (at, length, name, local) => {
      const remote = { address: ipv4Text(view.getUint32(name + 4, true)), port: view.getUint16(name + 2) };
      const to = local === 0 ? {} : { local: { address: ipv4Text(local), port: 7654 } };
      this.up.push({ remote, ...to, bytes: bytes.slice(at, at + length) });
    });
  }
}

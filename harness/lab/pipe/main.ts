import { ConfigError } from "../../../src/base/config-error.ts";
import { EnvironmentError } from "../../../src/base/environment-error.ts";
import { runPiped } from "./bridge.ts";

//  pipe DEVICE ADDRESS/PREFIX COMMAND ARGUMENT…

/** The smallest that IPv6 allows (RFC 8200 §5): room for whatever a program adds to it. */
const mtu = 1280;

const [device = "", address = "", ...argv] = process.argv.slice(2);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
try {
  process.exit(await runPiped({ device, address, mtu }, argv, say));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  say(`pipe: ${error.message}`);
  process.exit(error instanceof EnvironmentError ? error.exitCode : 64);
}

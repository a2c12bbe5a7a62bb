import { receiveTcp, sendTcp } from "./tcp.ts";
import { sendUdp, sinkUdp } from "./udp.ts";

//  load sink ADDRESS PORT                                     takes datagrams until it is ended
//  load udp ADDRESS PORT STREAM BITS_PER_SECOND MILLISECONDS  prints how many it sent
//  load receive ADDRESS PORT MILLISECONDS                     TCP: prints BYTES MILLISECONDS
//  load send ADDRESS PORT                                     TCP

const [what, host = "", port, ...rest] = process.argv.slice(2);
const at = Number(port);
const [first = 0, second = 0, third = 0] = rest.map(Number);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
if (what === "sink") await sinkUdp(host, at);
else if (what === "udp")
  print(String(await sendUdp({ host, port: at, stream: first, bitsPerSecond: second, duration: third })));
else if (what === "receive") {
  const { bytes, time } = await receiveTcp(host, at, first);
  print(`${bytes} ${time}`);
} else await sendTcp(host, at);

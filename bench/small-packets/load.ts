import { kind, payloadBytes, ports } from "./messages.ts";
import { PlainSocket } from "./plain-socket.ts";
import { searchRate, type Try } from "./rate-search.ts";

/** Finds and prints the highest rate of 64-byte datagrams: npx tsx bench/small-packets/load.ts OWN PEER. */
const tuned = { trySeconds: 0.4, tickMilliseconds: 0.5, settleMilliseconds: 60 } as const;

const [own, peer] = process.argv.slice(2) as [string, string];
using socket = new PlainSocket(own, ports.sender, peer, ports.sink);
let which = 0;
await ask(0);
process.stdout.write(`${await searchRate(attempt)}\n`);

async function attempt(rate: number): Promise<Try> {
  which = (which + 1) % 256;
  const datagram = new Uint8Array(payloadBytes);
  datagram.set([kind.load, which]);
  socket.prepare(datagram);
  const begun = performance.now();
  let sent = 0;
  for (let now = begun; now - begun < tuned.trySeconds * 1000; now = performance.now()) {
    const due = ((now - begun) / 1000) * rate;
    while (sent < due && performance.now() - begun < tuned.trySeconds * 1000) {
      const want = Math.min(64, Math.ceil(due - sent));
      const taken = socket.send(want);
      sent += taken > 0 ? taken : want;
    }
    sleep(tuned.tickMilliseconds);
  }
  const offered = sent / ((performance.now() - begun) / 1000);
  sleep(tuned.settleMilliseconds);
  return { offered, lost: Math.max(0, 1 - (await ask(which)) / sent) };
}

/** How many datagrams of a try arrived. The question may be lost too. */
async function ask(about: number): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    socket.tell(Uint8Array.of(kind.question, about));
    let count: number | undefined;
    for (let waited = 0; waited < 100 && count === undefined; waited += 2) {
      sleep(2);
      socket.receive((datagram) => {
        if (datagram[0] !== kind.answer || datagram[1] !== about) return;
        count = new DataView(datagram.buffer, datagram.byteOffset).getUint32(4);
      }, false);
    }
    if (count !== undefined) return count;
  }
  throw new Error("the sink does not answer");
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

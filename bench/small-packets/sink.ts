import { kind, ports } from "./messages.ts";
import { PlainSocket } from "./plain-socket.ts";

/** Counts what arrives: npx tsx bench/small-packets/sink.ts OWN PEER. Answers with the count of a try. */
const [own, peer] = process.argv.slice(2) as [string, string];
using socket = new PlainSocket(own, ports.sink, peer, ports.sender);
const counts = new Uint32Array(256);

for (;;) {
  socket.receive(([what, which]) => {
    if (what === kind.load) counts[which!]!++;
    if (what === kind.question) socket.tell(answer(which!));
  }, true);
}

function answer(which: number): Uint8Array {
  const bytes = new Uint8Array(8);
  bytes.set([kind.answer, which]);
  new DataView(bytes.buffer).setUint32(4, counts[which]!);
  return bytes;
}

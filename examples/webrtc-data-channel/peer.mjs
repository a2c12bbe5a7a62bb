// One end of a tunnel: IP packets on standard input go through a WebRTC data channel, and come out at the other end.
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers";
import nodeDataChannel from "node-datachannel";

const { NATLAB_HELPER: helper, NATLAB_ADDRESS: tunnel, NATLAB_NODE: name } = process.env;
const [tunnelAddress] = tunnel.split("/");
const isCaller = name === "alice";
const againAfterMilliseconds = 500;
const mostWaitingBytes = 64 * 1024;

let connection;
let channel;

const signals = connect(4000, helper);
signals.on("error", ({ message }) => {
  process.stderr.write(`rendezvous: ${message}\n`);
  process.exit(1);
});
const tell = (signal) => signals.write(`${JSON.stringify(signal)}\n`);

createInterface(signals).on("line", (line) => {
  const { here, sdp, type, candidate, mid } = JSON.parse(line);
  if (here && isCaller) call();
  if (type === "offer") begin();
  if (type !== undefined) connection?.setRemoteDescription(sdp, type);
  if (candidate !== undefined) connection?.addRemoteCandidate(candidate, mid);
});

function begin() {
  connection?.close();
  const mine = new nodeDataChannel.PeerConnection(name, { iceServers: [`stun:${helper}:3478`] });
  connection = mine;
  mine.onLocalDescription((sdp, type) => tell({ sdp, type }));
  mine.onLocalCandidate((candidate, mid) => {
    // The tunnel must not be a way to the other end of the tunnel.
    if (!candidate.split(" ").includes(tunnelAddress)) tell({ candidate, mid });
  });
  mine.onDataChannel(use);
  mine.onStateChange((state) => {
    process.stderr.write(`${state}\n`);
    const isLost = ["failed", "disconnected", "closed"].includes(state) && connection === mine;
    if (isLost && isCaller) setTimeout(() => connection === mine && call(), againAfterMilliseconds);
  });
}

function call() {
  begin();
  // An IP packet that is late or lost is not sent again.
  use(connection.createDataChannel("packets", { unordered: true, maxRetransmits: 0 }));
}

function use(opened) {
  opened.onOpen(() => (channel = opened));
  opened.onMessage((packet) => deliver(Buffer.from(packet)));
}

function send(packet) {
  if (channel?.isOpen() && channel.bufferedAmount() < mostWaitingBytes) channel.sendMessageBinary(packet);
}

/** As the laboratory frames packets: two bytes of length, most significant first. */
function deliver(packet) {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(packet.length);
  process.stdout.write(Buffer.concat([length, packet]));
}

let rest = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE()) {
    const end = 2 + rest.readUInt16BE();
    send(rest.subarray(2, end));
    rest = rest.subarray(end);
  }
});
process.stdin.on("end", () => process.exit());

// Makes sockets in the network namespaces of other processes, and hands them to its parent (`kernel-sockets.ts`), which may be
// outside the user namespace in which that is allowed. A message {id, pid, udp: {address, port}} or {id, pid, tcp: family}
// is answered with {id} and the socket, or with {id, refused}. Ends with its parent.
import { createSocket } from "node:dgram";
import { closeSync, openSync } from "node:fs";
import { Socket } from "node:net";
import koffi from "koffi";

/** linux/sched.h, bits/socket.h */
const spec = { cloneNewNet: 0x40000000, inet: 2, inet6: 10, stream: 1, nonBlock: 0o4000, closeOnExec: 0o2000000 };

const c = koffi.load(null);
const setns = c.func("int setns(int fd, int nstype)");
const openSocket = c.func("int socket(int domain, int type, int protocol)");

/** Bound when this returns. */
function udp({ address, port }) {
  const family = address.includes(":") ? 6 : 4;
  const socket = createSocket({ type: `udp${family}`, lookup: (name, _options, done) => done(null, name, family) });
  let refused;
  socket.on("error", (error) => (refused = error));
  socket.bind({ address, port, exclusive: true });
  if (refused) throw refused;
  return socket;
}

function tcp(family) {
  const type = spec.stream | spec.nonBlock | spec.closeOnExec;
  const fd = openSocket(family === 6 ? spec.inet6 : spec.inet, type, 0);
  if (fd < 0) throw new Error(`no TCP socket: errno ${koffi.errno()}`);
  // It is not connected: reading would be an error.
  return new Socket({ fd, readable: false });
}

function enter(namespace) {
  if (setns(namespace, spec.cloneNewNet) !== 0) throw new Error(`setns failed: errno ${koffi.errno()}`);
}

/** A socket stays in the namespace that its thread was in when it was created. */
function inNamespace(pid, make) {
  const home = openSync("/proc/thread-self/ns/net", "r");
  const there = openSync(`/proc/${pid}/ns/net`, "r");
  try {
    enter(there);
    return make();
  } finally {
    enter(home);
    closeSync(there);
    closeSync(home);
  }
}

process.on("message", ({ id, pid, ...wanted }) => {
  try {
    const socket = inNamespace(pid, () => (wanted.tcp === undefined ? udp(wanted.udp) : tcp(wanted.tcp)));
    // The other end has its own descriptor by then, and is the only one to read from it. Node closes a sent TCP socket.
    process.send({ id }, socket, () => wanted.tcp === undefined && socket.close());
  } catch (error) {
    process.send({ id, refused: error.message });
  }
});
process.on("disconnect", () => process.exit());
process.send("ready");

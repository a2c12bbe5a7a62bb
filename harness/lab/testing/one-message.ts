import { ipBytes } from "../../../src/base/address/ip.ts";
import {
  connect,
  kernelBuffer,
  openSocket,
  setsockopt,
  systemError,
  write,
} from "../../../src/runtime/datapath/libc.ts";

/** Sends one message that the kernel cuts into datagrams (UDP_SEGMENT, linux/udp.h): `<to> <port> <datagrams> <bytes of each>`. */
const spec = { inet: 2, datagramSocket: 2, udpLevel: 17, udpSegment: 103, addressBytes: 16 } as const;

const [to, port, datagrams, bytes] = process.argv.slice(2);
const fd = openSocket(spec.inet, spec.datagramSocket, 0);

const size = kernelBuffer(4);
new DataView(size.buffer).setInt32(0, Number(bytes), true);
if (setsockopt(fd, spec.udpLevel, spec.udpSegment, size, 4) < 0) throw systemError("setsockopt");

const name = kernelBuffer(spec.addressBytes);
const view = new DataView(name.buffer);
view.setUint16(0, spec.inet, true);
view.setUint16(2, Number(port));
name.set(ipBytes(to!)!, 4);
if (connect(fd, name, spec.addressBytes) < 0) throw systemError("connect");

const length = Number(datagrams) * Number(bytes);
if (write(fd, kernelBuffer(length), length) !== length) throw systemError("write");

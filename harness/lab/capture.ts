/**
 * Ours to choose. The snapshot length decides into how many slots tcpdump's ring is cut: with the default of 262144
 * there are seven, and a burst of eight packets loses one. No underlay packet is longer than its MTU of 1500.
 */
const tuned = { snapshotBytes: 2048, ringKibibytes: 4096 };

/**
 * Ours: more is minutes of judging, and nobody looks at it. A mebibyte of transfer makes about one and a half at each node
 * that it passes.
 */
export const captureBytesMost = 64 << 20;

/** In units of 512 bytes (POSIX `ulimit -f`); what goes beyond ends the capture, and a disk is not filled by a flood. */
const fileBlocksMost = (captureBytesMost + (1 << 20)) / 512;

/**
 * One capture of all interfaces of a namespace, also of those that come later. Linux "cooked" v2 frames carry the
 * interface index and the direction. Every packet is in the file as soon as it was seen.
 */
export function captureCommand(file: string): string[] {
  const { snapshotBytes, ringKibibytes } = tuned;
  const ring = ["-s", `${snapshotBytes}`, "-B", `${ringKibibytes}`];
  return [
    ...["sh", "-c", `ulimit -c 0; ulimit -f ${fileBlocksMost}; exec "$@"`, "sh"],
    "tcpdump",
    "-i",
    "any",
    "-y",
    "LINUX_SLL2",
    "-n",
    "-U",
    "--immediate-mode",
    ...ring,
    "-Z",
    "root",
    "-w",
    file,
  ];
}

/** tcpdump's words when packets from now on are captured. */
export const captureReady = "listening on";

export interface CaptureCounters {
  /** Packets in the file. */
  readonly captured: number;
  /** Packets that the kernel had for it: those that were dropped, and on a loopback interface each one twice. */
  readonly received: number;
  readonly dropped: number;
}

/** tcpdump's closing words; undefined when they are not there. */
export function captureCounters(text: string): CaptureCounters | undefined {
  const captured = /^(\d+) packets? captured$/m.exec(text)?.[1];
  const received = /^(\d+) packets? received by filter$/m.exec(text)?.[1] ?? 0;
  const dropped = /^(\d+) packets? dropped by kernel$/m.exec(text)?.[1];
  const byInterface = /^(\d+) packets? dropped by interface$/m.exec(text)?.[1] ?? 0;
  if (captured === undefined || dropped === undefined) return undefined;
  return { captured: Number(captured), received: Number(received), dropped: Number(dropped) + Number(byInterface) };
}

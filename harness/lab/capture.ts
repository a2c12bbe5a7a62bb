/**
 * Tunable. The snapshot length determines how many slots tcpdump's ring has: with the default of 262144 there are seven,
 * and a burst of eight packets loses one. No underlay packet is longer than its MTU of 1500.
 */
const tuned = { snapshotBytes: 2048, ringKibibytes: 4096 };

/**
 * Tunable: more takes minutes to judge. A mebibyte of transfer makes about one and a half at each node that it passes.
 */
export const captureBytesMost = 64 << 20;

/** In units of 512 bytes (POSIX `ulimit -f`). A larger file ends the capture, so that a flood cannot fill the disk. */
const fileBlocksMost = (captureBytesMost + (1 << 20)) / 512;

/** A capture of the packets that a pcap-filter(7) lets through, each cut at `snapshotBytes`, in a ring of this size. */
export interface CaptureLimits {
  readonly snapshotBytes: number;
  readonly ringKibibytes: number;
  readonly filter: string;
}

/**
 * One capture of all interfaces of a namespace, including later ones. Linux "cooked" v2 frames carry the interface index
 * and the direction. Every packet is written to the file at once.
 */
export function captureCommand(file: string, limits?: CaptureLimits): string[] {
  const { snapshotBytes, ringKibibytes } = { ...tuned, ...limits };
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
    ...(limits === undefined ? [] : [limits.filter]),
  ];
}

/** tcpdump prints this when it has started to capture. */
export const captureReady = "listening on";

export interface CaptureCounters {
  /** Packets in the file. */
  readonly captured: number;
  /** Packets that the kernel counted, including dropped ones; on a loopback interface each counts twice. */
  readonly received: number;
  readonly dropped: number;
}

/** tcpdump's final counters; undefined if they are missing. */
export function captureCounters(text: string): CaptureCounters | undefined {
  const captured = /^(\d+) packets? captured$/m.exec(text)?.[1];
  const received = /^(\d+) packets? received by filter$/m.exec(text)?.[1] ?? 0;
  const dropped = /^(\d+) packets? dropped by kernel$/m.exec(text)?.[1];
  const byInterface = /^(\d+) packets? dropped by interface$/m.exec(text)?.[1] ?? 0;
  if (captured === undefined || dropped === undefined) return undefined;
  return { captured: Number(captured), received: Number(received), dropped: Number(dropped) + Number(byInterface) };
}

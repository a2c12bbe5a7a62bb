import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dist, Enclosure, top } from "./testing/enclosure.ts";

/** A refusal by the system is one line and exit code 69 or 74, never a bug. */
describe("programs on a machine that refuses", () => {
  let lab: Enclosure;
  beforeAll(async () => {
    lab = await new Enclosure().build();
  });
  afterAll(() => lab.close());

  const edge = `node ${dist}/edge.cjs -f -t 0 -c net -l 198.51.100.1:7654 -a 10.0.0.1 -d n2n9`;
  const supernode = `node ${dist}/supernode.cjs -f -t 0`;

  /** With fewer descriptors node itself cannot load a program; how many it needs depends on the version. */
  const enoughToLoad = async () => {
    const load = (limit: number) => lab.run(`(ulimit -n ${limit}; node ${dist}/edge.cjs --version > /dev/null 2>&1)`);
    for (let limit = 16; limit < 64; limit++) if ((await load(limit)).code === 0) return limit;
    throw new Error("node does not load a program with 63 descriptors");
  };

  it.each([
    [edge, [0, 2, 4]],
    [supernode, [0, 2]],
    [edge.replace(" -f", ""), [0, 2]],
    [supernode.replace(" -f", ""), [0, 2]],
  ])("descriptors: %s", async (program, more) => {
    const fewest = await enoughToLoad();
    for (const limit of more.map((value) => fewest + value)) {
      const { code, output } = await lab.run(`(ulimit -n ${limit}; timeout 10 ip netns exec a ${program} 2>&1)`);
      expect({ limit, code, output }).toMatchObject({
        code: 69,
        output: expect.stringMatching(/^(edge|supernode): .*too many open files.*$/) as string,
      });
    }
  });

  it.for([edge, supernode])(
    "too little address space for a packet core: %s runs without it",
    async (program, { skip }) => {
      const limit = "ulimit -v 4000000";
      if (Number(process.versions.node.split(".")[0]) >= 24) skip("Node 24 itself aborts with less than 8 GB");
      const started = `${limit}; exec ip netns exec a ${program}`;
      const pid = await lab.start("a", "small", `sh -c '${started}'`);
      const code = await lab.stop(pid);
      const output = await lab.log("small.log");
      expect(output).toMatch(/portable datapath why="not enough address space \(ulimit -v\)"/);
      expect(output).not.toContain("wasm");
      expect(code).toBe(0);
    },
  );

  it.for([
    [
      `${edge} --pid-file /run/ro/edge.pid`,
      "mkdir -p /run/ro; mount -t tmpfs -o ro none /run/ro",
      74,
      /read-only \(EROFS\)/,
    ],
    [
      `${supernode} --pid-file /run/full/sn.pid`,
      "mkdir -p /run/full; mount -t tmpfs -o size=4k none /run/full; dd if=/dev/zero of=/run/full/rest bs=4096 count=2 2> /dev/null",
      74,
      /no space left/,
    ],
    [`${edge} --help > /dev/full`, "true", 74, /^edge: cannot write to standard output: no space left/],
    [`setpriv --bounding-set -all --inh-caps -all ${edge}`, "true", 69, /not permitted; start as root/],
    [
      "setpriv --reuid 65534 --clear-groups node /run/project/dist/edge.cjs /run/secret.conf",
      // The checkout may be in a folder that other users cannot enter.
      `touch /run/secret.conf; chmod 600 /run/secret.conf; mkdir /run/project; mount --bind '${top}' /run/project`,
      69,
      /not permitted \(EACCES\)/,
    ],
  ] as const)("%s", async ([program, before, exitCode, complaint], { skip }) => {
    skip(program.includes("--reuid") && process.getuid?.() !== 0, "needs root: another user");
    await lab.run(before);
    const { code, output } = await lab.run(`timeout 10 ip netns exec a sh -c '${program}' 2>&1`);
    const lines = output.split("\n").filter((line) => line.startsWith("edge:") || line.startsWith("supernode:"));
    expect(lines).toEqual([expect.stringMatching(complaint)]);
    expect(output).not.toMatch(/bug in this program|^ +at /m);
    expect(code).toBe(exitCode);
    // Not even an empty file is left.
    expect((await lab.run("ls /run/full /run/ro 2> /dev/null | grep pid")).output).toBe("");
  });
});

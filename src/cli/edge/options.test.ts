import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { seededRandom } from "../../base/random.ts";
import { parseEdgeOptions, type EdgeSettings, type EdgeSurroundings } from "./options.ts";

const surroundings: EdgeSurroundings = {
  env: {},
  hostname: "a-rather-long-host-name",
  random: seededRandom(1),
  stable: () => undefined,
  files: {
    absolute: (path) => `/etc/n2n/${path}`,
    read(path) {
      if (path !== "edge.conf") throw Object.assign(new Error("no"), { code: "ENOENT" });
      return { text: file, mode: 0o100644 };
    },
  },
};

const file = `# my network
-d=n2n0
-c = mynet
  --supernode-list sn.example.org:7654
-k "geheim im file"
-A5
-I=two words	
-p 7777
`;
const parse = (line: string, env: Record<string, string> = {}): EdgeSettings => {
  const argv = line.split(" ").filter((word) => word !== "");
  const options = parseEdgeOptions(argv, { ...surroundings, env });
  if (typeof options === "string") throw new Error(options);
  return options;
};

const least = "-c mynet -l sn.example.org:7654 ";

describe("edge options", () => {
  it("have the reference's defaults", () => {
    expect(parse(least)).toEqual({
      config: {
        community: "mynet",
        description: "a-rather-long-h",
        mac: expect.stringMatching(/^.[26ae]:/) as unknown,
        address: "auto",
        supernodes: [{ host: "sn.example.org", port: 7654 }],
        registerEvery: 20_000,
        peerToPeer: true,
        routing: false,
        acceptMulticast: false,
        localDiscovery: true,
      },
      transform: "null",
      key: "",
      keyInArguments: false,
      device: "edge0",
      mtu: 1290,
      routes: [],
      pathMtuDiscovery: false,
      portForwarding: false,
      management: { port: 5644, asked: false },
      web: { places: [], mode: 0o755 },
      hooks: { commands: {}, asRoot: false },
      foreground: false,
      verbosity: 2,
      texts: new Map([["community", '["mynet"]'], ["supernodes", '["sn.example.org:7654"]']]), // prettier-ignore
      shown: ["-c", "mynet", "-l", "sn.example.org:7654"],
      warnings: [],
    });
  });

  it("are read as n2n users write them", () => {
    const line =
      "-d n2n0 -c mynet -k secret -a 10.0.0.1 -l 192.0.2.1:7654 -l b.example:443 -f -A3 -S1 -i5 -I bob -M1400 -r -E -vv";
    const options = parse(`${line} -m 02-00-5E-10-20-30 -p 10.9.8.7:5000 -u n2n -g daemon`);
    expect(options).toMatchObject({
      config: {
        mac: "02:00:5e:10:20:30",
        description: "bob",
        address: { address: "10.0.0.1", prefix: 24 },
        supernodes: [
          { host: "192.0.2.1", port: 7654 },
          { host: "b.example", port: 443 },
        ],
        registerEvery: 5000,
        peerToPeer: false,
        transport: "udp",
        routing: true,
        acceptMulticast: true,
        localDiscovery: false,
      },
      transform: "aes",
      key: "secret",
      keyInArguments: true,
      device: "n2n0",
      mtu: 1400,
      bind: { address: "10.9.8.7", port: 5000 },
      foreground: true,
      user: "n2n",
      group: "daemon",
      verbosity: 4,
    });
    expect(options.shown.join(" ")).not.toContain("secret");
  });

  it.each([
    ["-a 10.1.2.3", { address: "10.1.2.3", prefix: 24 }],
    ["-a10.1.2.3/8", { address: "10.1.2.3", prefix: 8 }],
    ["-a static:10.1.2.3/30", undefined],
    ["-a static:10.1.2.2/30", { address: "10.1.2.2", prefix: 30 }],
    ["-a 10.1.2.3/32", { address: "10.1.2.3", prefix: 32 }],
    ["-a 10.1.2.0/31", { address: "10.1.2.0", prefix: 31 }],
    ["-a 192.168.255.255/16", undefined],
    ["-a 10.1.2.3/33", undefined],
    ["-a 10.1.2", undefined],
    ["-a 224.0.0.5", undefined],
    ["-a dhcp:0.0.0.0", undefined],
    ["-r -a dhcp:0.0.0.0", { address: "0.0.0.0", prefix: 0 }],
    ["-a 10.1.2.3 -s 255.255.240.0", { address: "10.1.2.3", prefix: 20 }],
    ["-a 10.1.2.3 -s 255.0.255.0", undefined],
    ["-a ::1", undefined],
  ])("%s", (text, address) => {
    if (address === undefined) expect(() => parse(least + text)).toThrow(ConfigError);
    else expect(parse(least + text).config.address).toEqual(address);
  });

  it.each([
    ["-p 7654", { address: "0.0.0.0", port: 7654 }],
    ["-p 10.0.0.9", { address: "10.0.0.9", port: 0 }],
    ["-p 10.0.0.9:80", { address: "10.0.0.9", port: 80 }],
    ["-p [2001:DB8::9]:80", { address: "2001:db8::9", port: 80 }],
    ["-p 2001:db8::9", { address: "2001:db8::9", port: 0 }],
    ["-p [::]:80", { address: "0.0.0.0", port: 80 }],
  ])("%s", (text, bind) => expect(parse(least + text).bind).toEqual(bind));

  it("give a supernode by its IPv6 address, in its canonical form", () => {
    expect(parse("-c mynet -l [2001:DB8:0::1]:7654").config.supernodes).toEqual([{ host: "2001:db8::1", port: 7654 }]);
  });

  it("take key and community from the environment, and options before it", () => {
    const env = { N2N_KEY: "from env", N2N_COMMUNITY: "env" };
    expect(parse("-l sn:1", env)).toMatchObject({
      key: "from env",
      keyInArguments: false,
      config: { community: "env" },
    });
    expect(parse(`${least} -k mine`, env)).toMatchObject({ key: "mine", config: { community: "mynet" } });
    expect(parse(least, { N2N_KEY: "" })).toMatchObject({ transform: "null", key: "" });
  });

  it("announce the nearer address instead of local discovery", () => {
    expect(parse(`${least} -e 192.168.1.7`)).toMatchObject({
      preferredAddress: "192.168.1.7",
      config: { localDiscovery: false },
    });
    expect(parse(`${least} -e auto`).preferredAddress).toBe("auto");
  });

  it("cuts a description where the reference does, with a warning", () => {
    const { config, warnings } = parse(`${least} -I sixteen-letters-`);
    expect(config.description).toBe("sixteen-letters-".slice(0, 15));
    expect(warnings).toEqual(['of -I "sixteen-letters-" only "sixteen-letters" counts, as in n2n']);
  });

  it("cuts the name of a community where the reference does, with a warning", () => {
    expect(parse("-c Ohngai5oth2ooca1Aith -l sn:7654")).toMatchObject({
      config: { community: "Ohngai5oth2ooca1Ait" },
      warnings: ["the community's name has 20 bytes: only the first 19 count, as in n2n"],
    });
  });

  it.each([
    ["-l sn:7654", "-c is missing: give the name of the community, or set N2N_COMMUNITY"],
    ["-c mynet", "-l is missing: give the supernode as host:port"],
    ["-c mynet -l sn", '-l "sn" is not right: give host:port, like supernode.example.org:7654 or [2001:db8::1]:7654'],
    [
      "-c mynet -l [2001:db8::1]",
      '-l "[2001:db8::1]" is not right: give host:port, like supernode.example.org:7654 or [2001:db8::1]:7654',
    ],
    [
      "-c mynet -l 2001:db8::1:7",
      '-l "2001:db8::1:7" is not right: give host:port, like supernode.example.org:7654 or [2001:db8::1]:7654',
    ],
    [
      "-c mynet -l [fe80::1%eth0]:7",
      '-l "[fe80::1%eth0]:7" is not right: give host:port, like supernode.example.org:7654 or [2001:db8::1]:7654',
    ],
    [
      "-c mynet -l 300.1.1.1:7",
      '-l "300.1.1.1:7" is not right: give host:port, like supernode.example.org:7654 or [2001:db8::1]:7654',
    ],
    ["-c mynet -l sn:0", '-l "0" is not right: give a whole number from 1 to 65535'],
    [`${least} -A3`, "-A3 needs a key: set N2N_KEY, or give -k"],
    [`${least} -k x -A9`, "-A9 is not a transform: give -A1 to -A5"],
    [`${least} -S7`, "-S7 is not a mode: give -S1 (relay over UDP) or -S2 (relay over TCP)"],
    [`${least} -J pw`, "-J needs a user: give its name with -I"],
    [`${least} -I me -k x -J pw`, "-J needs -A4 (ChaCha20) or -A5 (SPECK), and a key"],
    [`${least} -P short`, '-P "short" is not right: give the 43 characters of n2n-keygen -F'],
    [`${least} -z3`, "-z3 is not a compression: give -z1 (LZO) or -z2 (zstd)"],
    [`${least} -a dhcp:0.0.0.0`, "-a dhcp:0.0.0.0 needs -r: the edge cannot know the address that DHCP will give"],
    [`${least} -T 0x100`, '-T "0x100" is not right: give a number from 0 to 255, or 0x00 to 0xff'],
    [`${least} -n 10.1.0.0/16:0.0.0.0`, "-n 10.1.0.0/16:0.0.0.0: 0.0.0.0 is not the address of a member: give that of the member that routes"], // prettier-ignore
    [`${least} -n 224.0.0.0/4:10.0.0.2`, "-n 224.0.0.0/4:10.0.0.2: 224.0.0.0/4 is not a network of hosts"],
    [`${least} -n 10.1.0.1/16:10.0.0.1`, '-n "10.1.0.1/16:10.0.0.1" is not right: give the beginning of a network /16'],
    [`${least} -R any`, '-R "any" is not right: give SRC[/N][:PORT],DST[/N][:PORT][,TCP+|-][,UDP+|-][,ICMP+|-]'],
    [
      "edge.conf -l nothing",
      '-l "nothing" is not right: give host:port, like supernode.example.org:7654 or [2001:db8::1]:7654',
    ],
    [
      "other.conf",
      "cannot read the configuration file other.conf: no such file; the first argument is a configuration file unless it begins with -",
    ],
    [`${least} --require-authenticated`, "--require-authenticated needs a key: set N2N_KEY, or give -k"],
    [
      `${least} -k x --require-authenticated --no-authenticated`,
      "--require-authenticated and --no-authenticated contradict each other: give one of them",
    ],
    [`${least} --authenticated`, "--authenticated needs a key: set N2N_KEY, or give -k"],
    [`${least} -i 0`, '-i "0" is not right: give a whole number from 1 to 3600'],
    [
      `${least} -m 01:00:5e:00:00:01`,
      '-m "01:00:5e:00:00:01" is not right: give the MAC address of one interface, like 02:00:5e:10:20:30',
    ],
    [`${least} -d a/b`, '-d "a/b" is not right: give an interface name of 1 to 15 characters without blanks, / and :'],
  ])("%s: one line that says what would be right", (line, message) => {
    expect(() => parse(line)).toThrow(new ConfigError(message));
  });

  it.each([
    ["", undefined],
    ["-A1", undefined],
    ["-k x", "respond"],
    ["-k x -A1", "respond"],
    ["-k x --no-authenticated", undefined],
    ["--no-authenticated", undefined],
    ["-k x --authenticated", "request"],
    ["-k x --require-authenticated", "require"],
    ["-k x --authenticated --require-authenticated", "require"],
  ])(
    "authenticate frames with peers that ask if there is a key, and ask if an option says so: %s",
    (line, authenticated) => {
      expect(parse(`${least} ${line}`).authenticated).toBe(authenticated);
    },
  );

  it("never repeat the key", () => {
    for (const wrong of ["-A9", "-z7", "-q", "-p x", "-l"]) {
      expect(() => parse(`${least} -k geheim ${wrong}`)).toThrow(expect.not.stringContaining("geheim") as Error);
    }
  });

  it("help comes before any complaint", () => {
    expect(parseEdgeOptions(["-h"], surroundings)).toBe("help");
    expect(parseEdgeOptions(["-c", "x", "--help"], surroundings)).toBe("help");
  });

  it("come from a file, and the command line takes precedence", () => {
    const options = parse("edge.conf -d other -v");
    expect(options).toMatchObject({
      config: { community: "mynet", description: "two words", supernodes: [{ host: "sn.example.org", port: 7654 }] },
      key: "geheim im file",
      keyInArguments: false,
      transform: "speck",
      device: "other",
      bind: { address: "0.0.0.0", port: 7777 },
      verbosity: 3,
      shown: ["/etc/n2n/edge.conf", "-d", "other", "-v"],
      warnings: ["all users can read the secrets in /etc/n2n/edge.conf; run chmod 600 on it"],
    });
  });

  it("cover everything that the reference can do", () => {
    const line = "-A4 -k x -I me -J pw -H -z2 -L 3 -D -T 0x10 -t 5699 --management-password m --select-rtt -S2";
    const options = parse(
      `${least} ${line} -R 10.0.0.1,10.0.0.2,TCP+ -R 10.0.0.0/24,10.0.0.2,UDP- -n 10.1.0.0/16:10.0.0.2 -x 5 -b --no-port-forwarding`,
    );
    expect(options).toMatchObject({
      config: {
        headerEncryption: true,
        compression: 3,
        user: { name: "me", password: "pw" },
        filter: ["10.0.0.1,10.0.0.2,TCP+", "10.0.0.0/24,10.0.0.2,UDP-"],
        portGuess: 3,
        selection: "rtt",
        transport: "tcp",
        peerToPeer: false,
      },
      transform: "chacha20",
      tos: 0x10,
      pathMtuDiscovery: true,
      management: { port: 5699, asked: true, password: "m" },
      routes: [{ network: { address: "10.1.0.0", prefix: 16 }, gateway: "10.0.0.2" }],
    });
    // Recorded for the federation "Federation" (fact sheet §9.2).
    expect(options.config.user?.federationPublicKey).toHaveLength(32);
    expect(options.warnings).toHaveLength(3);
  });

  it("forward a port only if it is asked for and useful", () => {
    expect(parse(`${least} --port-forwarding`).portForwarding).toBe(true);
    expect(parse(`${least} --port-forwarding --no-port-forwarding`).portForwarding).toBe(false);
    expect(parse(`${least} --port-forwarding -S1`).portForwarding).toBe(false);
  });

  it("keep MAC address and token on one machine, for one community", () => {
    const stable = (...words: readonly string[]) => Uint8Array.from({ length: 32 }, (_, i) => words.join().length + i);
    const on = (line: string) => {
      const options = parseEdgeOptions(line.split(" "), { ...surroundings, stable });
      if (typeof options === "string") throw new Error(options);
      return options.config;
    };
    const [one, again, other] = ["mynet", "mynet", "othernet"].map((name) => on(`-c ${name} -l sn:1`));
    expect([again!.mac, again!.token]).toEqual([one!.mac, one!.token]);
    expect(other!.mac).not.toBe(one!.mac);
    expect(one!.token).toHaveLength(16);
    expect(on("-c mynet -l sn:1 -m 02:00:00:00:00:09").mac).toBe("02:00:00:00:00:09");
  });
});

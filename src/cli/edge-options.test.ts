import { describe, expect, it } from "vitest";
import { ConfigError } from "../base/config-error.ts";
import { seededRandom } from "../base/random.ts";
import { parseEdgeOptions, type EdgeOptions } from "./edge-options.ts";

const parse = (line: string, env: Record<string, string> = {}): EdgeOptions => {
  const argv = line.split(" ").filter((word) => word !== "");
  const options = parseEdgeOptions(argv, { env, hostname: "a-rather-long-host-name", random: seededRandom(1) });
  if (options === "help") throw new Error("help");
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
      keyInArguments: false,
      device: "edge0",
      mtu: 1290,
      foreground: false,
      verbosity: 2,
      shown: ["-c", "mynet", "-l", "sn.example.org:7654"],
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
        routing: true,
        acceptMulticast: true,
        localDiscovery: false,
      },
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
    ["-a ::1", undefined],
  ])("%s", (text, address) => {
    if (address === undefined) expect(() => parse(least + text)).toThrow(ConfigError);
    else expect(parse(least + text).config.address).toEqual(address);
  });

  it.each([
    ["-p 7654", { address: "0.0.0.0", port: 7654 }],
    ["-p 10.0.0.9", { address: "10.0.0.9", port: 0 }],
    ["-p 10.0.0.9:80", { address: "10.0.0.9", port: 80 }],
  ])("%s", (text, bind) => expect(parse(least + text).bind).toEqual(bind));

  it("take key and community from the environment, and options before it", () => {
    const env = { N2N_KEY: "from env", N2N_COMMUNITY: "env" };
    expect(parse("-l sn:1", env)).toMatchObject({
      key: "from env",
      keyInArguments: false,
      config: { community: "env" },
    });
    expect(parse(`${least} -k mine`, env)).toMatchObject({ key: "mine", config: { community: "mynet" } });
    expect(parse(least, { N2N_KEY: "" })).not.toHaveProperty("key");
  });

  it("announce the nearer address instead of looking around", () => {
    expect(parse(`${least} -e 192.168.1.7`)).toMatchObject({
      preferredAddress: "192.168.1.7",
      config: { localDiscovery: false },
    });
    expect(parse(`${least} -e auto`).preferredAddress).toBe("auto");
  });

  it.each([
    ["-l sn:7654", "-c is missing: give the name of the community, or set N2N_COMMUNITY"],
    ["-c mynet", "-l is missing: give the supernode as host:port"],
    ["-c mynet -l sn", '-l "sn" is not right: give host:port, like supernode.example.org:7654'],
    ["-c mynet -l 300.1.1.1:7", '-l "300.1.1.1:7" is not right: give host:port, like supernode.example.org:7654'],
    ["-c mynet -l sn:0", '-l "0" is not right: give a whole number from 1 to 65535'],
    [
      "-c abcdefghijklmnopqrstu -l sn:1",
      '-c "abcdefghijklmnopqrstu" is not right: give 1 to 19 bytes (n2n would keep "abcdefghijklmnopqrs")',
    ],
    [`${least} -A3`, "-A3 needs a key: set N2N_KEY, or give -k"],
    [`${least} -k x -A4`, "-A4 is not supported yet: give -A3 (AES) or -A1 (none)"],
    [`${least} -k x -A9`, "-A9 is not a transform: give -A3 (AES) or -A1 (none)"],
    [`${least} -S2`, "-S2 is not supported yet (relay over TCP)"],
    [`${least} -S7`, "-S7 is not a mode: give -S1 (relay only)"],
    [`${least} -i 0`, '-i "0" is not right: give a whole number from 1 to 3600'],
    [
      `${least} -m 01:00:5e:00:00:01`,
      '-m "01:00:5e:00:00:01" is not right: give the MAC address of one interface, like 02:00:5e:10:20:30',
    ],
    [`${least} -d a/b`, '-d "a/b" is not right: give an interface name of 1 to 15 characters without blanks, / and :'],
    [`${least} -z1`, "-z is not supported yet (compression)"],
    [`${least} -n 10.1.0.0/16:10.0.0.1`, "-n is not supported yet (routes through the interface)"],
  ])("%s: one line that says what would be right", (line, message) => {
    expect(() => parse(line)).toThrow(new ConfigError(message));
  });

  it("never repeat the key", () => {
    for (const wrong of ["-A9", "-z1", "-q", "-p x", "-l"]) {
      expect(() => parse(`${least} -k geheim ${wrong}`)).toThrow(expect.not.stringContaining("geheim") as Error);
    }
  });

  it("help comes before any complaint", () => {
    const surroundings = { env: {}, hostname: "h", random: seededRandom(1) };
    expect(parseEdgeOptions(["-h"], surroundings)).toBe("help");
    expect(parseEdgeOptions(["-c", "x", "--help"], surroundings)).toBe("help");
  });
});

import { describe, expect, it } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { seededRandom } from "../../base/random.ts";
import { parseEdgeOptions } from "../edge/options.ts";
import type { Files } from "../options/config-file.ts";
import { parseSupernodeOptions } from "../supernode/options.ts";

/** The example of n3n's manual, and what it leaves out. */
const home = `
# home
[tuntap]
name = n3n0
macaddr = DE:AD:BE:EF:01:22
address = 192.168.254.7
address_mode=static
mtu=1300
[community]
name =  my network
key = #en"crypt me"
cipher=Speck
supernode = 123.121.120.119:7654
supernode = sn.example
header_encryption = true
compression=lzo
[daemon]
userid = 99
groupid = 98
[connection]
bind = 50001
[logging]
verbose=4
[management]
port=5644
password=geheim
unix_sock_perms=0770
[filter]
rule=10.0.0.0/8,10.0.0.0/8,TCP-
[supernode]
federation=elsewhere
[test]
benchmark_seconds=3
`;

const files = (texts: Readonly<Record<string, string>>, mode = 0o100600): Files => ({
  absolute: (path) => path,
  read(path) {
    const text = texts[path];
    if (text === undefined) throw Object.assign(new Error("no"), { code: "ENOENT" });
    return { text, mode };
  },
});

function edge(line: string, texts: Readonly<Record<string, string>> = {}, env = {}, mode?: number) {
  const stable = () => undefined;
  const surroundings = { env, hostname: "host", random: seededRandom(1), stable, files: files(texts, mode) };
  const options = parseEdgeOptions(line.split(" "), surroundings);
  if (typeof options === "string") throw new Error(options);
  return options;
}

function supernode(line: string, texts: Readonly<Record<string, string>> = {}, env = {}) {
  const argv = line.split(" ");
  const options = parseSupernodeOptions(argv, { env, files: files(texts), random: seededRandom(1), version: "v" });
  if (typeof options === "string") throw new Error(options);
  return options;
}

const at = (text: string) => ({ "/etc/n3n/home.conf": text });
const least = "[community]\nname=a\nsupernode=b\n";

describe("edge start SESSION", () => {
  it("means what it means to n3n", () => {
    expect(edge("start home", at(home))).toMatchObject({
      config: {
        mac: "de:ad:be:ef:01:22",
        address: { address: "192.168.254.7", prefix: 24 },
        community: "my network",
        supernodes: [
          { host: "123.121.120.119", port: 7654 },
          { host: "sn.example", port: 7654 },
        ],
        headerEncryption: true,
        compression: 2,
        filter: ["10.0.0.0/8,10.0.0.0/8,TCP-"],
        peerToPeer: true,
      },
      transform: "speck",
      key: '#en"crypt me"',
      keyInArguments: false,
      device: "n3n0",
      mtu: 1300,
      bind: { port: 50001 },
      user: "99",
      group: "98",
      foreground: true,
      verbosity: 4,
      management: { password: "geheim" },
      web: {
        session: "home",
        mode: 0o770,
        places: [
          { host: "127.0.0.1", port: 5644 },
          { host: "::1", port: 5644, mayBeMissing: true },
        ],
      },
      shown: ["start", "home"],
      warnings: [],
    });
  });

  it("needs no file, and has n3n's defaults: the session's name for the interface, AES with a key, the foreground", () => {
    const options = edge("start -c net -l 192.0.2.1 -k secret");
    expect(options).toMatchObject({
      config: { community: "net", address: "auto", supernodes: [{ host: "192.0.2.1", port: 7654 }] },
      device: "edge",
      transform: "aes",
      foreground: true,
      web: { session: "edge", places: [] },
      keyInArguments: true,
      shown: ["start", "edge"],
    });
    expect(JSON.stringify(options.shown)).not.toContain("secret");
  });

  it("takes the environment before the file, and the command line before both", () => {
    const env = { N3N_COMMUNITY: "fromEnv", N3N_KEY: "envKey" };
    expect(edge("start home", at(home), env)).toMatchObject({ config: { community: "fromEnv" }, key: "envKey" });
    const line = "start home -Ocommunity.name=fromLine -O tuntap.mtu=1400 --community=last -rvd -k mine";
    expect(edge(line, at(home), env)).toMatchObject({
      config: { community: "last", routing: true },
      key: "mine",
      mtu: 1400,
      foreground: false,
    });
  });

  it("ignores an address whose mode is automatic, and says so", () => {
    const { config, warnings } = edge("start home", at(`${least}[tuntap]\naddress=10.0.0.1`));
    expect(config.address).toBe("auto");
    expect(warnings).toEqual([expect.stringContaining("home.conf:5: tuntap.address is not used") as unknown]);
    expect(edge("start home -a 10.0.0.1/16", at(least)).config.address).toEqual({ address: "10.0.0.1", prefix: 16 });
  });

  it.each([
    ["connection.connect_tcp=true", { transport: "tcp", peerToPeer: false }],
    ["connection.allow_p2p=false", { transport: "udp", peerToPeer: false }],
    ["connection.supernode_selection=mac", { selection: "mac" }],
    ["filter.allow_multicast=true", { acceptMulticast: true }],
    ["filter.allow_multicast=false", { acceptMulticast: false }],
    ["connection.register_pkt_ttl=0", {}],
    ["connection.register_interval=7", { registerEvery: 7000 }],
  ])("-O %s", (setting, config) => expect(edge(`start home -O${setting}`, at(least)).config).toMatchObject(config));

  it("dhcp is dhcp", () => {
    expect(edge("start home -r -a dhcp:0.0.0.0", at(least)).config.address).toEqual({ address: "0.0.0.0", prefix: 0 });
  });

  it("warns of a file with secrets that all users can read", () => {
    expect(edge("start home", at(home), {}, 0o100644).warnings).toEqual([
      expect.stringContaining("chmod 600") as unknown,
    ]);
  });

  it.each([
    ["start home", "[community]\nname=a\nnonsense\n", /^\/etc\/n3n\/home\.conf:3: "nonsense" is not a setting/],
    ["start home", "name=a\n", /home\.conf:1: name belongs to no section/],
    ["start home", `${least}[tuntap]\nnosuch=1\n`, /home\.conf:5: n3n has no setting tuntap.nosuch/],
    [
      "start home",
      `${least}cipher=aes\n`,
      /home\.conf:4: community.cipher "aes" is not right: give one of null, Twofish/,
    ],
    ["start home", `${least}header_encryption=yes\n`, /header_encryption "yes" is not right: give true or false/],
    ["start home", `${least}[tuntap]\nmtu=9\n`, /home\.conf:5: tuntap.mtu: -M "9" is not right/],
    ["start home", `${least}[tuntap]\naddress_mode=static\n`, /home\.conf:5: tuntap.address is missing/],
    ["start home -Otuntap.mtu", least, /-O tuntap.mtu is not right: give SECTION.OPTION=VALUE/],
    ["start home -Ocommunity.key", least, /-O community.key is not right/],
    ["start ../x", "", /session "..\/x" is not right/],
    ["start home there", least, /"start home there" is not a command/],
    ["start home -A3", least, /unknown option -A after start/],
    ["start home --nosuch", least, /unknown option --nosuch/],
    ["start home -O", least, /-O needs a value/],
    ["start home -Oauth.password=x", least, /auth.password: ?|-J needs a user/],
    ["start nowhere", "", /-c is missing/],
    ["start tools keygen", "", /"start tools keygen" is not a command of n3n that is known here/],
    ["start home -Ologging.verbose=9", least, /logging.verbose "9" is not right: give 0 to 4/],
    ["start home -Omanagement.unix_sock_perms=0888", least, /unix_sock_perms "0888" is not right/],
  ])("%s with %j: %s", (line, text, message) => {
    expect(() => edge(line, at(text))).toThrow(ConfigError);
    expect(() => edge(line, at(text))).toThrow(message);
  });

  it("never repeats a secret in an error", () => {
    for (const setting of ["community.key=", "auth.password=", "management.password="])
      expect(() => edge(`start home -O${setting}sEcReT -Otuntap.mtu=9`, at(least))).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining("sEcReT") as unknown }) as Error,
      );
  });

  it("takes options in front of the command", () => {
    expect(edge("-Otuntap.mtu=1400 start home", at(least))).toMatchObject({ mtu: 1400, device: "home" });
  });

  it("is asked for help and version", () => {
    expect(() => edge("start -h")).toThrow("help");
    expect(() => edge("start -V")).toThrow("version");
  });
});

describe("supernode start SESSION", () => {
  const text = `[connection]\nbind=[::]:7777\n[supernode]\nmacaddr=02:00:00:00:00:01\nauto_ip_min=10.77.0.0/24\nauto_ip_max=10.77.255.0/24
peer=192.0.2.2\nfederation=myFederation\nspoofing_protection=false\ncommunity_file=/etc/n3n/community.list\nversion=mine\n[community]\nname=x\n`;

  it("means what it means to n3n", () => {
    expect(supernode("start home -v", at(text))).toMatchObject({
      config: {
        mac: "02:00:00:00:00:01",
        addressRange: { first: "10.77.0.0", last: "10.77.255.0", prefix: 24 },
        spoofingProtection: false,
        version: "mine",
      },
      bind: { port: 7777 },
      communityFile: "/etc/n3n/community.list",
      // n3n derives all keys from the name.
      federation: { name: "myFederation", given: "by environment" },
      members: [{ host: "192.0.2.2", port: 7654 }],
      foreground: true,
      verbosity: 3,
      web: { session: "home" },
    });
  });

  it("takes the federation from n3n's variable, and has its own session", () => {
    expect(supernode("start", {}, { N3N_FEDERATION: "env" })).toMatchObject({
      federation: { name: "env", given: "by environment" },
      web: { session: "supernode" },
    });
  });

  it.each([
    ["start -c x", /unknown option -c/],
    ["start -Osupernode.auto_ip_min=10.0.0.0/24", /belong together/],
    ["start -Osupernode.spoofing_protection=1", /give true or false/],
  ])("%s: %s", (line, message) => expect(() => supernode(line)).toThrow(message));
});

describe("N2N command lines", () => {
  it("are not taken for n3n's", () => {
    expect(edge("-c start -l h:1 -d start")).toMatchObject({ device: "start", web: { places: [] } });
    expect(edge("-c a -l h:1 -k -Okey")).toMatchObject({ key: "-Okey" });
  });
});

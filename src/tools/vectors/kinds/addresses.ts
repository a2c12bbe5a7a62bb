import { z } from "zod";
import { seededRandom } from "../../../base/random.ts";
import { drawAddress, drawSubnet } from "../../../supernode/members/addresses.ts";
import { parseCommunity } from "../../../wire/community.ts";
import { check, kindIs } from "../check.ts";

const subnets = check(
  "automatic subnets",
  kindIs("subnet"),
  z.object({
    range_min: z.ipv4(),
    range_max: z.ipv4(),
    bitlen: z.number().int().min(1).max(30),
    assigned: z.array(z.object({ community: z.string(), ok: z.boolean(), network: z.string().optional() })),
  }),
  ({ range_min: first, range_max: last, bitlen: prefix, assigned }, same) => {
    const taken = new Set<string>();
    for (const { community, ok, network } of assigned) {
      const name = parseCommunity(community);
      const drawn = name && drawSubnet({ first, last, prefix }, name, (candidate) => taken.has(candidate));
      if (drawn !== undefined) taken.add(drawn.address);
      same(`subnet of ${community}`, drawn && `${drawn.address}/${drawn.prefix}`, ok ? network : undefined);
    }
  },
);

const hosts = check(
  "automatic address",
  kindIs("host"),
  z.object({
    network: z.cidrv4(),
    dev_desc: z.string(),
    held: z.array(z.ipv4()),
    ok: z.boolean(),
    address: z.ipv4().optional(),
  }),
  ({ network, dev_desc, held, ok, address }, same) => {
    const [base, prefix] = network.split("/");
    const subnet = { address: base!, prefix: Number(prefix) };
    const drawn = drawAddress(subnet, dev_desc, (candidate) => held.includes(candidate), seededRandom(1));
    same("address", drawn?.address, ok ? address : undefined);
  },
);

export const addresses = [subnets, hosts];

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex } from "../base/bytes.ts";
import { readDescription, readSoap } from "./igd.ts";
import { recorded } from "./testing/recorded.ts";
import { RouterRig, upnpRouter, wanted } from "./testing/router-rig.ts";
import { escapeXml, readXml } from "./xml.ts";

const datagrams = [recorded.natPmpAddress, recorded.natPmpMapping, recorded.pcpMapping, recorded.pcpMismatch]
  .map(fromHex)
  .concat([recorded.search, recorded.description, recorded.fault, recorded.address].map((text) => Buffer.from(text)));

const mutated = fc
  .tuple(fc.constantFrom(...datagrams), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat())
  .map(([bytes, changes, cut]) => {
    const copy = Uint8Array.from(bytes);
    for (const [at, value] of changes) copy[at % copy.length] = value;
    return cut % 3 === 0 ? copy.subarray(0, cut % (copy.length + 1)) : copy;
  });

const event = fc.oneof(
  mutated.map((bytes) => ({ kind: "datagram", from: { address: wanted.gateway, port: 5351 }, bytes }) as const),
  fc
    .tuple(mutated, fc.nat(4), fc.nat(600))
    .map(([body, id, status]) => ({ kind: "fetched", id, status, body }) as const),
  fc.nat(3).map((id) => ({ kind: "fetched", id }) as const),
  fc.nat(400_000),
);

describe("a hostile router", () => {
  it("makes the machine neither throw nor send without end", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.boolean(), (events, speaksUpnp) => {
        const rig = new RouterRig(speaksUpnp ? upnpRouter([718]) : {}).feed({ kind: "want", wanted });
        for (const each of events) {
          if (typeof each === "number") rig.wait(each);
          else rig.feed(each);
        }
        const before = rig.actions.length;
        rig.feed({ kind: "stop" }).wait(3000);
        expect(rig.done("stopped")).toHaveLength(1);
        expect(rig.actions.length - before).toBeLessThan(20);
        // At most one exchange a second, each of a few datagrams.
        const passed = (rig.now - 1_000_000) / 1000;
        expect(rig.done("send").length).toBeLessThan(50 + events.length * 10 + passed * 4);
      }),
      { numRuns: 300 },
    );
  });

  it("cannot break the XML reader", () => {
    const piece = fc.constantFrom(
      "<a>",
      "</a>",
      "<!--",
      "-->",
      "<?",
      "?>",
      "&amp;",
      "&#65;",
      "<b x='",
      "'/>",
      "text",
      "<",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const body = Buffer.from(pieces.join(""));
        readSoap(body);
        readDescription(body, { at: { address: wanted.gateway, port: 80 }, path: "/" });
      }),
    );
  });
});

describe("escaped text", () => {
  it("is the same after writing and reading", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(readXml(`<a>${escapeXml(text)}</a>`)?.text).toBe(text.trim());
      }),
    );
  });
});

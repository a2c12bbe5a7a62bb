import { describe, expect, it } from "vitest";
import { fromHex, hex } from "../base/bytes.ts";
import { addMapping, askAddress, externalAddress, readDescription, readSoap } from "./igd.ts";
import { localUrl } from "./local-url.ts";
import { decodeNatPmp, encodeAddressRequest, encodeMapRequest } from "./nat-pmp.ts";
import { decodePcp, encodePcpMap } from "./pcp.ts";
import { recorded } from "./testing/recorded.ts";
import { decodeSearchAnswer, encodeSearches } from "./ssdp.ts";
import { readXml } from "./xml.ts";

const gateway = "192.168.1.1";
const described = { at: { address: gateway, port: 5000 }, path: "/rootDesc.xml" };
const bytes = (text: string) => Buffer.from(text);

describe("NAT-PMP", () => {
  it("writes requests as RFC 6886 §3.2 and §3.3 draw them", () => {
    expect(hex(encodeAddressRequest())).toBe("0000");
    expect(hex(encodeMapRequest(6002, 7000, 600))).toBe("000100001772" + "1b58" + "00000258");
  });

  it("reads a router's answers", () => {
    expect(decodeNatPmp(fromHex(recorded.natPmpAddress))).toEqual({ kind: "address", epoch: 1, address: "198.16.1.1" });
    const mapping = { kind: "mapping", epoch: 1, internal: 6002, external: 6002, lifetime: 600 };
    expect(decodeNatPmp(fromHex(recorded.natPmpMapping))).toEqual(mapping);
    expect(decodeNatPmp(fromHex("0081000200000007"))).toEqual({
      kind: "refused",
      opcode: 1,
      why: "not authorized",
      epoch: 7,
    });
  });

  it("does not read requests, other versions, other opcodes and other lengths", () => {
    const wrong = ["", "0080", "0000000000000001c6100101", "0180000000000001c6100101", "0082000000000001c6100101"];
    for (const text of [...wrong, "0080000000000001c61001", "0081000000000001177217720000025800"]) {
      expect(decodeNatPmp(fromHex(text)), text).toBeUndefined();
    }
  });
});

describe("PCP", () => {
  const nonce = Uint8Array.from({ length: 12 }, (_, i) => i + 1);

  it("writes requests as RFC 6887 §7.1 and §11.1 draw them", () => {
    const request = encodePcpMap({ client: "192.168.1.101", nonce, internal: 6003, external: 6003, lifetime: 600 });
    const header = "02010000" + "00000258" + "00000000000000000000ffffc0a80165";
    expect(hex(request)).toBe(header + hex(nonce) + "11000000" + "17731773" + "00000000000000000000ffff00000000");
  });

  it("reads a router's answers", () => {
    const granted = { internal: 6003, external: 6003, address: "198.16.1.1", lifetime: 600 };
    expect(decodePcp(fromHex(recorded.pcpMapping))).toEqual({ kind: "mapping", epoch: 1, nonce, ...granted });
    expect(decodePcp(fromHex(recorded.pcpMismatch))).toMatchObject({ kind: "refused", why: "address mismatch" });
    expect(decodePcp(fromHex(`02800000${"0".repeat(8)}00000009${"0".repeat(24)}`))).toEqual({
      kind: "announce",
      epoch: 9,
    });
  });

  it("does not read another protocol's answers, or another family's", () => {
    const good = recorded.pcpMapping;
    const v6 = good.replace("ffffc6100101", "0001c6100101");
    const tcp = good.replace("0c11", "0c06");
    for (const text of [good.slice(0, 100), v6, tcp, "01" + good.slice(2), good + "00", good.slice(0, 40)]) {
      expect(decodePcp(fromHex(text)), text).toBeUndefined();
    }
  });
});

describe("SSDP", () => {
  it("searches for both kinds of router", () => {
    const [first, second] = encodeSearches().map((search) => Buffer.from(search).toString());
    expect(first).toMatch(/^M-SEARCH \* HTTP\/1\.1\r\n[^]*ST: [^\r]*InternetGatewayDevice:2\r\n\r\n$/);
    expect(second).toContain("InternetGatewayDevice:1\r\n");
  });

  it("finds the URL of the router's description", () => {
    expect(decodeSearchAnswer(bytes(recorded.search), gateway)).toEqual(described);
  });

  it("accepts no URL on another machine, and no other device", () => {
    const answer = recorded.search;
    const elsewhere = [
      "http://127.0.0.1:5000/",
      "http://192.168.1.2/",
      "https://192.168.1.1/",
      "http://a:b@192.168.1.1/",
    ];
    for (const url of elsewhere) {
      const lie = answer.replace("http://192.168.1.1:5000/rootDesc.xml", url);
      expect(decodeSearchAnswer(bytes(lie), gateway), url).toBeUndefined();
    }
    expect(decodeSearchAnswer(bytes(answer.replaceAll("GatewayDevice:2", "Printer:1")), gateway)).toBeUndefined();
    expect(decodeSearchAnswer(bytes(answer.replace("200 OK", "404 No")), gateway)).toBeUndefined();
    expect(decodeSearchAnswer(bytes(answer + "X: y\r\n".repeat(1000)), gateway)).toBeUndefined();
  });
});

describe("IGD", () => {
  const igd = readDescription(bytes(recorded.description), described)!;

  it("finds the service in a router's description", () => {
    const service = "urn:schemas-upnp-org:service:WANIPConnection:2";
    expect(igd).toEqual({ control: { at: described.at, path: "/ctl/IPConn" }, service });
  });

  it("accepts no control URL on another machine", () => {
    const lie = recorded.description.replaceAll("/ctl/IPConn", "http://192.168.1.9/ctl");
    expect(readDescription(bytes(lie), described)).toBeUndefined();
  });

  it("asks in SOAP, with valid XML", () => {
    const request = addMapping(igd, 5, { gateway, client: "192.168.1.101", port: 6001 }, 7001, 600);
    expect(request.headers["SOAPAction"]).toBe(`"${igd.service}#AddPortMapping"`);
    const body = readXml(request.body)!.children[0]!;
    expect(body.children[0]!.children.map(({ name, text }) => [name, text])).toEqual([
      ["NewRemoteHost", ""],
      ["NewExternalPort", "7001"],
      ["NewProtocol", "UDP"],
      ["NewInternalPort", "6001"],
      ["NewInternalClient", "192.168.1.101"],
      ["NewEnabled", "1"],
      ["NewPortMappingDescription", "n2n"],
      ["NewLeaseDuration", "600"],
    ]);
    expect(readXml(askAddress(igd, 6).body)).toBeDefined();
  });

  it("reads answers and faults", () => {
    expect(externalAddress(readSoap(bytes(recorded.address))!)).toBe("198.16.1.1");
    expect(readSoap(bytes(recorded.added))).toHaveProperty("values");
    expect(readSoap(bytes(recorded.fault))).toEqual({ error: 718 });
    expect(readSoap(bytes("<html></html>"))).toBeUndefined();
    const none = recorded.address.replace("198.16.1.1", "");
    expect(externalAddress(readSoap(bytes(none))!)).toBeUndefined();
  });
});

describe("XML", () => {
  it("reads elements, text, references and what it must skip", () => {
    const text = '<?xml version="1.0"?><!-- no --><a:b x="1"><c>1 &lt; &#50;&#x21;</c><d/>t</a:b>';
    expect(readXml(text)).toEqual({
      name: "b",
      text: "t",
      children: [
        { name: "c", text: "1 < 2!", children: [] },
        { name: "d", text: "", children: [] },
      ],
    });
  });

  it.each([
    ["a document type", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ["an undefined entity", "<a>&x;</a>"],
    ["wrong nesting", "<a><b></a></b>"],
    ["two roots", "<a/><b/>"],
    ["text outside", "x<a/>"],
    ["an open end", "<a>"],
    ["depth", "<a>".repeat(40) + "</a>".repeat(40)],
    ["many elements", `<a>${"<b/>".repeat(3000)}</a>`],
    ["length", `<a>${"x".repeat(70_000)}</a>`],
    ["a character that does not exist", "<a>&#x110000;</a>"],
  ])("refuses %s", (_, text) => {
    expect(readXml(text)).toBeUndefined();
  });

  it("is fast for a long unfinished text", () => {
    for (const text of ["<".repeat(60_000), "<!--".repeat(15_000), `<a ${"b ".repeat(30_000)}`, "&".repeat(60_000)]) {
      expect(readXml(text)).toBeUndefined();
    }
  });
});

describe("a URL of the router", () => {
  it("may be relative", () => {
    expect(localUrl("ctl?x=1", gateway, described)).toEqual({ ...described, path: "/ctl?x=1" });
    expect(localUrl("//192.168.1.2/ctl", gateway, described)).toBeUndefined();
    expect(localUrl("", gateway, described)).toBeUndefined();
  });
});

import { expect, it } from "vitest";
import { fromHex } from "../../base/bytes.ts";
import { endpointKey } from "../../base/address/endpoint.ts";
import { instant, milliseconds } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { CommunityName } from "../../wire/message.ts";
import { parseCommunityList } from "../access/community-list.ts";
import { Conversation, type Heard } from "./conversation.ts";
import { endpointOf } from "./recording.ts";
import { textOf, unsealer } from "../testing/unsealer.ts";
import captured from "../vectors/captured-sealed.json" with { type: "json" };

interface Capture {
  readonly name: string;
  readonly community: string;
  readonly startedAt: number;
  readonly federation?: string;
  readonly file?: string;
  readonly dynamicKeys?: readonly string[];
  readonly reloadAt?: number;
  readonly messages: readonly { t: number; proto?: "tcp"; src: string; dst: string; wire: string }[];
}

const captures = captured.captures as unknown as readonly Capture[];
const supernode = "10.77.0.1:7654";

/** Edges of the reference with -H, with users, over TCP; the reload of a list; a wrong password. */
it.each(captures.filter(({ name }) => !name.startsWith("federation")))("capture $name is answered alike", (capture) => {
  const { ours, theirs, dropped } = replay(capture);
  expect(ours).toEqual(theirs);
  expect(dropped).toEqual([]);
});

function replay(capture: Capture) {
  const { community, startedAt, federation, file, dynamicKeys, reloadAt, messages } = capture;
  const list = file === undefined ? undefined : parseCommunityList(file, "community.list");
  const conversation = new Conversation(
    {
      mac: "02:ff:00:00:00:01" as Mac,
      ...(list && { communities: list }),
      ...(federation && {
        federation: { name: federation as CommunityName, keys: "default name", members: [], learn: true },
      }),
    },
    instant(startedAt - 1000),
  );
  const unseal = unsealer(community, dynamicKeys);
  const ours: string[] = [];
  const theirs: string[] = [];
  const hear = (heard: readonly Heard[]) =>
    ours.push(
      ...heard.map(({ to, via, bytes }) => `${via ? "tcp" : "udp"} ${endpointKey(to)} ${textOf(unseal(bytes))}`),
    );
  let isReloaded = false;
  for (const { t, proto, src, dst, wire } of messages) {
    conversation.wait(milliseconds(Math.max(0, startedAt + t * 1000 - conversation.now)));
    if (reloadAt !== undefined && t >= reloadAt && !isReloaded) {
      hear(conversation.tell({ kind: "reload", communities: list }));
      isReloaded = true;
    }
    if (src === supernode) theirs.push(`${proto ?? "udp"} ${dst} ${textOf(unseal(fromHex(wire)))}`);
    if (dst !== supernode) continue;
    // One connection per port.
    const via = proto === "tcp" ? [endpointOf(src).port] : [];
    hear(conversation.sayBytes(endpointOf(src), fromHex(wire), endpointOf(supernode), ...via));
  }
  const dropped = Object.entries(conversation.supernode.status().counters.dropped).filter(([, count]) => count > 0);
  return { ours: ours.sort(), theirs: theirs.sort(), dropped };
}

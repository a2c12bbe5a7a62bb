import { hex } from "../../base/bytes.ts";
import type { EdgeAction } from "../../edge/action.ts";
import type { EdgeConfig } from "../../edge/config.ts";
import type { EdgeEvent } from "../../edge/event.ts";
import type { Lines } from "../line-writer.ts";
import { veiledNote } from "../said.ts";
import type { Veil } from "../veil.ts";

export const edgeLines: Lines<EdgeEvent, EdgeAction> = {
  event(event, writer) {
    switch (event.kind) {
      case "frame":
        return { kind: event.kind, frame: writer.frame(event.frame) };
      case "datagram":
        return { ...event, bytes: writer.datagram(event.bytes) };
      case "authenticate":
        return { ...event, key: hex(writer.around.veil.bytes(event.key)) };
      case "start":
      case "resolved":
      case "traffic":
      case "roamed":
      case "prefer":
      case "addressed":
      case "bound":
      case "reconfigured":
      case "tick":
      case "stop":
        return event;
    }
  },

  action(action, writer) {
    switch (action.kind) {
      case "send": {
        const { bytes, ...where } = action;
        return { ...where, message: writer.said(bytes) };
      }
      case "announce":
        return { kind: action.kind, message: writer.said(action.bytes) };
      case "deliver":
        return { kind: action.kind, frame: writer.frame(action.frame) };
      case "session":
        return { kind: action.kind };
      case "authentic":
        return { kind: action.kind, peer: action.peer, isSo: action.session !== undefined };
      case "stamps":
        return { kind: action.kind, sender: action.sender, isKept: action.window !== undefined };
      case "note":
        return { kind: action.kind, note: veiledNote(action.note, writer.around.veil) };
      case "configure":
      case "resolve":
      case "path":
      case "forward":
      case "relay":
      case "groups":
      case "claimed":
      case "reconnect":
      case "fragments":
      case "stopped":
        return action;
    }
  },
};

/** The machine's configuration, without the password, which is not needed without the ciphers. */
export function edgeConfigLine(config: EdgeConfig, veil: Veil): object {
  const { transform, user, authenticated, token, ...plain } = config;
  const { name, id, overhead } = transform;
  return {
    ...plain,
    community: veil.name(config.community),
    transform: { name, id, overhead },
    // Compression, like the ciphers, is not called in a replay.
    zstd: undefined,
    ...(token && { token: hex(veil.bytes(token)) }),
    ...(authenticated && { authenticated: { ...authenticated, key: hex(veil.bytes(authenticated.key)) } }),
    ...(user && { user: { name: user.name } }),
  };
}

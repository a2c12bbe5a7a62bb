export { PeerConnection, cleanup } from "node-datachannel";

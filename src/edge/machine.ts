/**
 * An edge, in order of processing. `event.ts` has all inputs, `action.ts` all outputs.
 *
 * - frame → `frames/host-frames.ts`: `frames/frame-codec.ts` filters and seals, `frames/sending.ts` sends → `outbox.ts`
 * - datagram → `reception.ts` → `headers/` opens it → by type: `registration/`, `paths/`, or `frames/` to deliver it
 * - `registration/`: keeps us registered with the supernode that `registration/selection.ts` prefers
 * - `paths/`: `paths/punching.ts` looks for a direct path, `paths/direct-path.ts` confirms, keeps and drops one
 * - `path-mtu/`: finds out whether full datagrams arrive where routers must not fragment (`-D`)
 * - `authentic/`: sessions with peers that authenticate their frames
 * - traffic → `frames/account-carried.ts`: frames that a datapath carried count like those handled here
 * - tick → everything that is due; `nextWake` says when, `timing.ts` has every period
 *
 * @module
 */
import { type Endpoint, type IpNet, noIpNet } from "../base/address/endpoint.ts";
import { type Duration, type Instant, after, earliest } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import { communityText } from "../wire/community.ts";
import type { EdgeAction } from "./action.ts";
import { announce } from "./paths/announcing.ts";
import { Authenticity } from "./authentic/authenticity.ts";
import { accountCarried } from "./frames/account-carried.ts";
import type { EdgeConfig } from "./config.ts";
import { Credentials } from "./headers/credentials.ts";
import { FrameCodec } from "./frames/frame-codec.ts";
import { gratuitousArp } from "./frames/ethernet.ts";
import { HostFrames } from "./frames/host-frames.ts";
import type { EdgeEvent } from "./event.ts";
import { type Seals, theSeals } from "../seal/seals.ts";
import { headerGate } from "./headers/gate.ts";
import type { Headers } from "./headers/headers.ts";
import { Lateness } from "./paths/lateness.ts";
import { Outbox } from "./outbox.ts";
import { PathMtu } from "./path-mtu/path-mtu.ts";
import { Peers } from "./paths/peers.ts";
import { Punching } from "./paths/punching.ts";
import { Reception } from "./reception.ts";
import { reconfigure } from "./reconfigure.ts";
import type { Parts } from "./parts.ts";
import { type Acknowledged, Registration } from "./registration/registration.ts";
import { Selection } from "./registration/selection.ts";
import { Bridge } from "./bridge/bridge.ts";
import { RelayWay } from "./registration/relay-way.ts";
import { LocalEdge } from "./local-edge.ts";
import { Sending } from "./frames/sending.ts";
import type { EdgeStatus } from "../status/edge-status.ts";
import { edgeStatusOf } from "./status-of.ts";
import { Supernodes } from "./registration/supernodes.ts";
import { spec, tuned } from "./timing.ts";

/**
 * An n2n v3 edge (fact sheet §10). Hostile datagrams are counted and dropped; nothing that peers send makes it throw.
 */
export class Edge implements Machine<EdgeEvent, EdgeAction> {
  readonly #config: EdgeConfig;
  readonly #self: LocalEdge;
  readonly #headers: Headers;
  readonly #out: Outbox;
  readonly #supernodes: Supernodes;
  readonly #selection: Selection;
  readonly #registration: Registration;
  readonly #peers = new Peers(({ mac }) => this.#out.do({ kind: "forward", peer: mac, to: "nobody" }));
  readonly #sending: Sending;
  readonly #punching: Punching;
  readonly #random: Random;
  readonly #seals: Seals;
  readonly #frameCodec: FrameCodec;
  readonly #parts: Parts;
  readonly #hostFrames: HostFrames;
  readonly #reception: Reception;
  readonly #pathMtu: PathMtu | undefined;
  #phase: "new" | "running" | "stopped" = "new";
  #purgeAt: Instant | undefined;
  #tickNotBefore: Instant | undefined;
  readonly #relayWay = new RelayWay();
  readonly #lateness = new Lateness();

  constructor(config: EdgeConfig, random: Random, seals: Seals = theSeals) {
    this.#config = config;
    this.#seals = seals;
    this.#random = random;
    const credentials = config.user && new Credentials(config.user, random, seals);
    this.#self = new LocalEdge(config, random, credentials);
    this.#headers = headerGate(config, random, credentials, seals);
    this.#out = new Outbox(this.#headers);
    this.#supernodes = new Supernodes(config, this.#out);
    this.#selection = new Selection(
      this.#self,
      this.#out,
      this.#supernodes,
      config.selection,
      config.transport !== "tcp",
    );
    this.#registration = new Registration(this.#self, random, this.#out, this.#supernodes, this.#selection, {
      every: config.registerEvery,
      automatic: config.address === "auto",
      headers: this.#headers,
      contact: {
        community: communityText(config.community),
        isHidden: config.headerEncryption === true || credentials !== undefined,
        isSigned: credentials !== undefined,
        transport: config.transport ?? "udp",
      },
      ...(config.transport === "tcp" && { attempts: spec.registerAttemptsTcp }),
    });
    this.#sending = new Sending(this.#out, this.#supernodes, this.#peers, this.#registration);
    this.#pathMtu = config.pathMtu && new PathMtu(config.pathMtu, this.#self, this.#out, this.#supernodes);
    this.#punching = new Punching(this.#self, random, this.#out, this.#supernodes, {
      ...(config.portGuess !== undefined && { guessTtl: config.portGuess }),
      adopted: (peer, socket, now) => this.#pathMtu?.adopted(peer, socket, now),
    });
    const authenticity = config.authenticated && this.#authentic(config.authenticated);
    this.#frameCodec = new FrameCodec(this.#self, config, authenticity, seals);
    this.#parts = {
      config,
      self: this.#self,
      headers: this.#headers,
      out: this.#out,
      supernodes: this.#supernodes,
      registration: this.#registration,
      peers: this.#peers,
      punching: this.#punching,
      frameCodec: this.#frameCodec,
      pathMtu: this.#pathMtu,
      bridge: config.bridge === true ? new Bridge(config.mac) : undefined,
    };
    this.#hostFrames = new HostFrames(this.#parts, this.#sending);
    this.#reception = new Reception(this.#parts, {
      acknowledged: (what, now) => this.#acknowledged(what, now),
      newPeer: (now) => announce(this.#parts, now, "paced"),
      unauthenticated: (peer, now) => this.#hostFrames.refused(peer, now),
      register: (now) => this.#register(now),
      answer: (packet) => this.#sending.to(packet.destination, packet),
    });
  }

  handle(event: EdgeEvent, now: Instant): readonly EdgeAction[] {
    this.#out.at(now);
    if (event.kind === "start" && this.#phase === "new") this.#start(now);
    else if (event.kind === "stop" && this.#phase === "new") this.#stop();
    else if (event.kind === "prefer") this.#prefer(event.preferredSocket, now);
    else if (this.#phase === "running") this.#event(event, now);
    if (this.#phase === "running") this.#relayWay.tell(this.#supernodes, this.#registration, this.#out);
    return this.#out.take();
  }

  nextWake(): Instant | undefined {
    if (this.#phase !== "running") return undefined;
    const purgeAt = this.#purgeAt && after(this.#purgeAt, tuned.slack);
    const due = earliest(
      this.#registration.due(),
      this.#supernodes.due(),
      this.#punching.due(),
      this.#pathMtu?.due(),
      purgeAt,
    );
    const notBefore = this.#tickNotBefore;
    return due !== undefined && notBefore !== undefined && due < notBefore ? notBefore : due;
  }

  status(): EdgeStatus {
    return edgeStatusOf(this.#parts, this.#selection);
  }

  get #authenticity(): Authenticity | undefined {
    return this.#frameCodec.authenticity;
  }

  #event(event: EdgeEvent, now: Instant): void {
    switch (event.kind) {
      case "frame":
        return this.#hostFrames.take(event.frame, now);
      case "datagram":
        return this.#reception.receive(event, now);
      case "resolved":
        this.#supernodes.resolved(event.host, event.addresses, now);
        this.#registration.resolved(now);
        return this.#tick(now);
      case "traffic":
        accountCarried(event, this.#parts, now);
        if (event.direct > 0 || event.relayed > 0) this.#authenticity?.carried(event.peer, now);
        if (event.sent > 0) this.#hostFrames.greet(event.peer, now);
        return;
      case "tick":
        return this.#tick(now);
      case "stop":
        return this.#stop();
      case "roamed":
        return this.#roamed(event.preferredSocket, now);
      case "addressed":
        return this.#addressed(event.address, now);
      case "bound":
        this.#registration.lacking = event.lacking;
        return;
      case "authenticate":
        return this.#authenticate(event);
      case "reconfigured":
        reconfigure(this.#parts, event, now);
        return this.#register(now);
      case "start":
      case "prefer":
        return;
    }
  }

  #start(now: Instant): void {
    this.#phase = "running";
    this.#purgeAt = after(now, tuned.purgeEvery);
    this.#configure();
    this.#supernodes.start(now);
    this.#registration.start(now);
    this.#tick(now);
  }

  #stop(): void {
    this.#phase = "stopped";
    this.#registration.stop();
    this.#out.do({ kind: "stopped" });
  }

  #tick(now: Instant): void {
    if (this.#lateness.excuses(this.nextWake(), now)) {
      this.#punching.excuse(this.#peers, now);
      this.#registration.excuse(now);
    }
    const gap = Math.max(tuned.tickGap, Math.min(this.#peers.size, tuned.tickGapMost)) as Duration;
    this.#tickNotBefore = after(now, gap);
    this.#supernodes.tick(now);
    // A path that stops answering often means that our NAT lost its mappings; then the supernode's answers get lost
    // as well.
    if (this.#punching.tick(this.#peers, now)) this.#registration.hurry(now);
    this.#register(now);
    this.#pathMtu?.tick(this.#peers, now);
    if (this.#purgeAt !== undefined && now >= this.#purgeAt) {
      this.#purgeAt = after(now, tuned.purgeEvery);
      this.#peers.purge(now);
      this.#parts.bridge?.purge(now);
      this.#authenticity?.purge(now);
    }
  }

  /** The supernode first, so that messages that it forwards for us carry our new socket. */
  #roamed(preferredSocket: Endpoint | undefined, now: Instant): void {
    if (preferredSocket !== undefined) this.#self.preferredSocket = preferredSocket;
    this.#supernodes.resolve(now);
    this.#registration.roamed(now);
    this.#punching.probing.moved();
    this.#pathMtu?.roamed();
    this.#register(now);
    this.#punching.roamed(this.#peers, now);
  }

  /** Supernode and peers learn the address by a registration, sent now. The interface has it already. */
  #addressed(address: IpNet, now: Instant): void {
    const before = this.#self.address;
    if (before?.address === address.address && before.prefix === address.prefix) return;
    this.#self.address = address;
    this.#punching.probing.moved();
    this.#registration.hurry(now);
    this.#register(now);
  }

  #prefer(preferredSocket: Endpoint | undefined, now: Instant): void {
    this.#self.preferredSocket = preferredSocket;
    if (this.#phase !== "running") return;
    this.#registration.hurry(now);
    this.#register(now);
  }

  #register(now: Instant): void {
    const pace = this.#registration.state === "registered" ? "paced" : "now";
    if (this.#registration.tick(now) && this.#self.address !== undefined) announce(this.#parts, now, pace);
  }

  #acknowledged(what: Acknowledged, now: Instant): void {
    // A supernode may still refuse an address that it has offered, and an open interface cannot get another one.
    if (what === "address") return this.#register(now);
    this.#pathMtu?.registered(now);
    if (what === "first" && this.#config.address === "auto") this.#configure();
    if (what === "first" && this.#self.address!.address !== noIpNet.address) {
      // Twice, as in the reference: the first may be lost, and it is what makes peers punch towards us.
      const arp = gratuitousArp(this.#self.mac, this.#self.address!.address);
      for (let i = 0; i < 2; i++) this.#sending.viaSupernode(this.#frameCodec.seal(arp)!);
    }
  }

  #configure(): void {
    const { mac, address } = this.#self;
    if (address !== undefined) this.#out.do({ kind: "configure", mac, address });
  }

  #authenticate({ key, greets }: Extract<EdgeEvent, { kind: "authenticate" }>): void {
    this.#frameCodec.authenticity ??= this.#authentic({ key, greets, required: false });
  }

  #authentic(wanted: NonNullable<EdgeConfig["authenticated"]>): Authenticity {
    const lost = () => this.#out.drop("unauthenticated");
    const tell = (action: EdgeAction) => this.#out.do(action);
    return new Authenticity(this.#self, this.#random, wanted, tell, lost, this.#seals);
  }
}

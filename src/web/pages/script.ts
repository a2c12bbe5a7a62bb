/** Runs in a browser. Everything that a peer can choose is set as text, never as markup. */
export const script = `"use strict";
const id = (name) => document.getElementById(name);
const ago = (at, now) => {
  if (!at) return "never";
  const s = Math.max(0, Math.floor(now - at));
  return s < 60 ? s + "s" : s < 3600 ? Math.floor(s / 60) + "m" : s < 86400 ? Math.floor(s / 3600) + "h" : Math.floor(s / 86400) + "d";
};
const cell = (text, name) => {
  const td = document.createElement("td");
  td.textContent = text;
  if (name) td.className = name;
  return td;
};
function fill(table, heads, rows) {
  const head = document.createElement("tr");
  for (const text of heads) head.append(Object.assign(document.createElement("th"), { textContent: text }));
  table.tHead.replaceChildren(head);
  table.tBodies[0].replaceChildren(...rows.map((cells) => {
    const tr = document.createElement("tr");
    cells.forEach((td, at) => td.dataset.head = heads[at]);
    tr.append(...cells);
    return tr;
  }));
}
const rtt = (row) => row.rtt_ms === undefined ? "-" : (row.rtt_ms < 10 ? row.rtt_ms.toFixed(1) : Math.round(row.rtt_ms)) + " ms";
const loss = (row) => row.loss === undefined ? "-" : Math.round(row.loss * 100) + " %";
const history = [];
let last;
function rate(data, now) {
  const packets = data.sent + data.received;
  if (last && now > last.now && packets >= last.packets) history.push((packets - last.packets) / (now - last.now));
  last = { packets, now };
  if (history.length > 150) history.shift();
  const most = Math.max(1, ...history);
  const points = history.map((value, at) => at * 2 + "," + (58 - value / most * 54).toFixed(1)).join(" ");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  line.setAttribute("points", points);
  id("traffic").replaceChildren(line);
  id("rate").textContent = history.length ? Math.round(history.at(-1)) + " frames a second; " + data.sent + " sent, " + data.received + " received since the start" : "";
}
let shape = "";
function show(data) {
  const now = data.now;
  document.title = data.title;
  id("title").textContent = data.title;
  id("state").className = "";
  id("state").textContent = data.state + ", " + data.kind + " " + data.version + ", up " + ago(data.started, now) + ", " + [data.address, data.mac].filter(Boolean).join(", ");
  const isEdge = data.kind === "edge";
  fill(id("members"), isEdge
    ? ["ADDRESS", "NAME", "MAC", "PATH", "SOCKET", "SINCE", "RTT", "LOSS", "SEEN", "AUTHENTIC", "WHY"]
    : ["COMMUNITY", "ADDRESS", "NAME", "MAC", "SOCKET", "SEEN", "HOW"],
    data.members.map((m) => isEdge
      ? [cell(m.address || "?"), cell(m.name || "?", "words"), cell(m.mac), cell(m.path, m.path), cell(m.socket || "-"), cell(ago(m.since, now)), cell(rtt(m)), cell(loss(m)), cell(ago(m.last_seen, now)), cell(m.refused ? "REFUSED" : m.authenticated ? "yes" : "no"), cell(m.why, "words")]
      : [cell(m.community, "words"), cell(m.address || "?"), cell(m.name || "?", "words"), cell(m.mac), cell(m.socket), cell(ago(m.last_seen, now)), cell(m.why)]));
  id("left").textContent = data.left_out ? data.left_out + " more are not shown" : data.members.length ? "" : "none yet";
  id("supernodes").parentElement.hidden = data.supernodes.length === 0;
  fill(id("supernodes"), ["SOCKET", "STATE", "RTT", "SEEN"], data.supernodes.map((s) => [cell(s.socket), cell(s.state), cell(rtt(s)), cell(ago(s.last_seen, now))]));
  id("kept").hidden = data.kept.length === 0;
  fill(id("kept").querySelector("table"), ["COMMUNITY", "ADDRESS", "NAME", "MAC", "STATE", "SEEN"], data.kept.map((k) => [cell(k.community, "words"), cell(k.address), cell(k.name || "?", "words"), cell(k.mac || "any"), cell(k.state), cell(ago(k.last_seen, now))]));
  id("drops").hidden = data.drops.length === 0;
  fill(id("drops").querySelector("table"), ["COUNT", "REASON", "MEANING"], data.drops.map((d) => [cell(String(d.count)), cell(d.reason), cell(d.text, "words")]));
  id("problems").hidden = data.problems.length === 0;
  id("problems").querySelector("ul").replaceChildren(...data.problems.map((p) => {
    const facts = Object.entries(p.facts).map(([name, value]) => name + " " + value);
    if (p.count > 1) facts.push(p.count + " times");
    const li = document.createElement("li");
    const cause = Object.assign(document.createElement("b"), { textContent: p.cause });
    li.append(cause, ": " + [...facts, "last " + ago(p.last_seen, now) + " ago"].join(", "), document.createElement("br"), "to do: " + p.do);
    return li;
  }));
  rate(data, now);
  const other = JSON.stringify([data.members.map((m) => [m.mac, m.path, m.name]), data.supernodes.map((s) => [s.socket, s.state])]);
  if (shape !== "" && shape !== other) id("graph").src = "/peers.svg?" + now;
  shape = other;
}
const source = new EventSource("/live");
source.onmessage = ({ data }) => show(JSON.parse(data));
source.onerror = () => {
  id("state").className = "lost";
  id("state").textContent = "no answer; trying again …";
};
`;

/**
 * Makes each list of moments a stepper: the latest moment of every machine side by side, moved by buttons, a slider or arrow
 * keys. Without scripts the list is all there is.
 */
export const stepScript = `<script>
for (const stepper of document.querySelectorAll(".stepper")) {
  const all = [...stepper.querySelectorAll("li[data-machine]")], machineOf = (li) => Number(li.dataset.machine);
  const nameOf = (li) => li.querySelector(".machine").textContent;
  const timeOf = (li) => Number(li.querySelector(".at").textContent);
  const names = []; for (const li of all) names[machineOf(li)] ??= nameOf(li);
  const make = (tag, more = {}, ...inside) => { const made = Object.assign(document.createElement(tag), more); made.append(...inside); return made; };
  let shown = all, now = 0;
  const bar = make("div", { className: "bar" }), cards = make("div", { className: "cards" });
  bar.setAttribute("role", "group"); bar.setAttribute("aria-label", "step through what the machines did");
  const slider = make("input", { type: "range", min: 1, step: 1 }); slider.setAttribute("aria-label", "step");
  const where = make("output"), said = make("p", { className: "aside" }); said.setAttribute("role", "status");
  const button = (label, sign, act) => { const made = make("button", { type: "button", textContent: sign, title: label }); made.setAttribute("aria-label", label); made.addEventListener("click", act); return made; };
  const go = (at, aloud) => { now = Math.max(0, Math.min(shown.length - 1, at)); show(aloud); };
  const failed = (step) => { const at = shown.findIndex((li, i) => i > now && "failed" in li.dataset); if (at >= 0) go(at, true); else said.textContent = "no later one"; };
  bar.append(button("first", "|◀", () => go(0, true)), button("previous", "◀", () => go(now - 1, true)), slider,
    button("next", "▶", () => go(now + 1, true)), button("last", "▶|", () => go(shown.length - 1, true)));
  if (all.some((li) => "failed" in li.dataset)) bar.append(button("next datagram that did not arrive", "✘ ▶", failed));
  bar.append(where);
  if (names.length > 1) {
    const only = make("div", { className: "only" }, "stop at "); only.setAttribute("role", "group"); only.setAttribute("aria-label", "stop at");
    const on = names.map(() => true);
    names.forEach((name, i) => {
      if (name === undefined) return;
      const made = button("", name, () => {
        on[i] = !on[i]; if (!on.some(Boolean)) on[i] = true;
        made.setAttribute("aria-pressed", on[i]);
        const at = all.indexOf(shown[now]); shown = all.filter((li) => on[machineOf(li)]);
        go(Math.max(0, shown.findLastIndex((li) => all.indexOf(li) <= at)), true);
      });
      made.removeAttribute("aria-label"); made.removeAttribute("title"); made.setAttribute("aria-pressed", "true"); only.append(made);
    });
    bar.append(only);
  }
  const card = names.map((name) => { const made = make("section", {}, make("h4", { textContent: name }), make("div")); made.setAttribute("aria-label", name); cards.append(made); return made; });
  function show(aloud) {
    const li = shown[now], at = all.indexOf(li);
    slider.max = shown.length; slider.value = now + 1;
    const what = timeOf(li).toFixed(3) + " s, " + nameOf(li) + ": " + li.querySelector(".saw").textContent;
    slider.setAttribute("aria-valuetext", "step " + (now + 1) + " of " + shown.length + ", " + what);
    where.textContent = (now + 1) + " of " + shown.length + " · " + timeOf(li).toFixed(3) + " s";
    if (aloud) said.textContent = what;
    card.forEach((made, i) => {
      const last = all.findLast((one, j) => j <= at && machineOf(one) === i), isNow = last === li;
      made.classList.toggle("now", isNow); isNow ? made.setAttribute("aria-current", "step") : made.removeAttribute("aria-current");
      const inside = made.lastElementChild; inside.replaceChildren();
      if (last === undefined) return inside.append(make("p", { className: "quiet", textContent: "nothing yet" }));
      inside.append(...[...last.children].map((one) => one.cloneNode(true)));
      inside.querySelector(".machine").remove();
      const ago = timeOf(li) - timeOf(last);
      if (!isNow) inside.querySelector(".who").append(" · " + ago.toFixed(3) + " s before");
    });
  }
  slider.addEventListener("input", () => go(slider.value - 1, false));
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || event.target === slider || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); go(now + by, true);
  });
  const follow = () => { const at = shown.findIndex(({ id }) => "#" + id === decodeURIComponent(location.hash)); if (at >= 0) go(at, false); };
  addEventListener("hashchange", follow);
  stepper.prepend(bar, cards, said); go(0, false); follow();
}
</script>`;

/** Narrows the page to one system or NAT; the choice is in the URL, `?sut=tinc&nat=symmetric`, so that it can be shared. */
export const filterScript = `<script>
const form = document.querySelector("form"), asked = new URLSearchParams(location.search);
for (const name of ["sut", "nat"]) form.elements[name].value = asked.get(name) ?? "";
function narrow() {
  const sut = form.elements.sut.value, nat = form.elements.nat.value;
  for (const one of document.querySelectorAll("[data-sut]")) one.hidden = sut !== "" && one.dataset.sut !== sut;
  for (const one of document.querySelectorAll("[data-nats]")) {
    const fits = nat === "" || one.dataset.nats.split("|").includes(nat);
    if (one.localName === "tr") one.hidden = !fits; else one.style.opacity = fits ? "" : ".15";
  }
  const query = new URLSearchParams(Object.entries({ sut, nat }).filter(([, value]) => value !== ""));
  history.replaceState(null, "", query.size > 0 ? "?" + query : location.pathname);
}
form.addEventListener("change", narrow);
if (location.search !== "") narrow();
</script>`;

/** Gives every command a button; without scripts the text is there to be marked. */
export const copyScript = `<script>
for (const line of document.querySelectorAll(".cmd")) {
  const code = line.querySelector("code"), button = document.createElement("button");
  button.type = "button"; button.textContent = "Copy"; button.setAttribute("aria-label", "Copy: " + code.textContent);
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(code.textContent); }
    catch { getSelection().selectAllChildren(code); document.execCommand("copy"); }
    button.textContent = "Copied"; setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  code.after(button);
}
</script>`;

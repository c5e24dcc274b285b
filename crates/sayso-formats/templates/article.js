// Marks and notes of one statement light up together. The page is whole without this.
const root = document.querySelector("main");
const parts = [...root.querySelectorAll("[data-s]")];
function pick(element) {
  const picked = element?.closest("[data-s]")?.dataset.s.split(" ");
  root.classList.toggle("picking", Boolean(picked));
  for (const part of parts) {
    part.classList.toggle("on", Boolean(picked) && part.dataset.s.split(" ").some((id) => picked.includes(id)));
  }
}
for (const kind of ["pointerover", "focusin"]) {
  root.addEventListener(kind, (event) => pick(event.target));
}
root.addEventListener("pointerleave", () => pick(null));

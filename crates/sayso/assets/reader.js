// A statement that is selected lights up with its source, cue and addressee, and thin lines lead to them. Which
// one it is stands in the address. The page is whole without this.
const article = document.querySelector("[data-reader]");
const parts = [...article.querySelectorAll("[data-s]")];
const marks = [...article.querySelectorAll("mark[id]")];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let ties = null;
let chip = null;

/** @param {Element} part @param {string} number */
const isOf = (part, number) => part.dataset.s.split(" ").includes(number);

/** Lights up what belongs to some statements. @param {string[] | null} numbers */
function light(numbers) {
  article.classList.toggle("picking", numbers !== null);
  for (const part of parts) {
    part.classList.toggle("on", numbers !== null && numbers.some((number) => isOf(part, number)));
  }
}

function selected() {
  const mark = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  return mark?.matches("mark[data-s]") && article.contains(mark) ? mark : null;
}

function clear() {
  ties?.remove();
  chip?.remove();
  ties = chip = null;
}

/** Shows what is selected, or nothing. */
function show() {
  clear();
  const mark = selected();
  light(mark ? [mark.dataset.s] : null);
  if (mark) tie(mark);
}

/** Draws lines from a content to who said it, in which words, and to whom. @param {Element} mark */
function tie(mark) {
  const ends = parts.filter((part) => part.matches(".source, .cue, .addressee") && isOf(part, mark.dataset.s));
  if (ends.length === 0) return;
  const origin = article.getBoundingClientRect();
  const below = (box) => [box.left + box.width / 2 - origin.left, box.bottom - origin.top];
  const name = "http://www.w3.org/2000/svg";
  ties = document.createElementNS(name, "svg");
  ties.setAttribute("class", "ties");
  ties.setAttribute("aria-hidden", "true");
  for (const end of ends) {
    const [x, y] = below(end.getClientRects()[0]);
    const path = document.createElementNS(name, "path");
    // From the nearest place of the content, below the words, so that none is crossed.
    const places = [...mark.getClientRects()].map((box) => {
      const across = Math.min(Math.max(x, box.left - origin.left + 8), box.right - origin.left - 8);
      return [across, box.bottom - origin.top];
    });
    const near = places.sort((a, b) => Math.hypot(a[0] - x, a[1] - y) - Math.hypot(b[0] - x, b[1] - y))[0];
    const bend = Math.max(near[1], y) + 9;
    path.setAttribute("d", `M${near[0]} ${near[1]} C${near[0]} ${bend} ${x} ${bend} ${x} ${y}`);
    ties.append(path);
  }
  article.append(ties);
  const far = ends.find((end) => end.matches(".source") && !isSeen(end));
  if (far) point(far);
}

/** @param {Element} element */
function isSeen(element) {
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}

/** Says where the source is that cannot be seen. @param {Element} source */
function point(source) {
  const above = source.getBoundingClientRect().top < 0;
  chip = document.createElement("button");
  chip.type = "button";
  chip.className = `chip ${above ? "above" : "below"}`;
  chip.textContent = `${above ? "↑" : "↓"} source: ${source.textContent.slice(0, 40)}`;
  chip.addEventListener("click", () => {
    source.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    chip?.remove();
  });
  document.body.append(chip);
}

/** @param {Element | null} mark */
function select(mark) {
  const address = mark ? `#${mark.id}` : location.pathname + location.search;
  history.replaceState(null, "", address);
  show();
  mark?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

document.addEventListener("sayso:step", (event) => {
  if (marks.length === 0) return;
  const at = marks.indexOf(selected());
  const next = at < 0 ? (event.detail > 0 ? 0 : marks.length - 1) : at + event.detail;
  select(marks[Math.min(Math.max(next, 0), marks.length - 1)]);
});
document.addEventListener("sayso:select", () => select(null));
article.addEventListener("click", (event) => {
  if (event.target.closest("a, button")) return;
  const part = event.target.closest("mark, .notes li");
  if (part && String(getSelection()) === "") select(marks.find((mark) => mark.dataset.s === part.dataset.s) ?? null);
});
for (const kind of ["pointerover", "focusin"]) {
  article.addEventListener(kind, (event) => {
    if (selected()) return;
    const part = event.target.closest("[data-s]");
    light(part ? part.dataset.s.split(" ") : null);
  });
}
article.addEventListener("pointerleave", () => selected() || light(null));
addEventListener("hashchange", show);
addEventListener("resize", show);
addEventListener("scroll", () => chip && (chip.remove(), (chip = null)), { passive: true });
show();

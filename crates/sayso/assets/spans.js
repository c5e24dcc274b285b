// Words of a statement are changed by selecting them in the text, or by keys that move their ends word by word.
// Without this they are typed.

/** The text that a form is about. @param {Element} form */
function passage(form) {
  const around = form.closest("[data-item]") ?? document.querySelector("main");
  return [...around.querySelectorAll(".passage")];
}

/** @param {Element} form */
function words(form) {
  return passage(form).flatMap((one) => one.textContent.trim().split(/\s+/));
}

/** Where some words begin and end among others; null where they do not stand there. */
function find(all, part) {
  const wanted = part.trim().split(/\s+/);
  const bare = (word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  for (let at = 0; at + wanted.length <= all.length; at++) {
    if (wanted.every((word, i) => all[at + i] === word || bare(all[at + i]) === bare(word))) return [at, at + wanted.length];
  }
  return null;
}

/** Moves an end by a word. @param {HTMLTextAreaElement} box @param {"start" | "end"} end @param {number} step */
function move(box, end, step) {
  const all = words(box.form);
  const place = find(all, box.value);
  if (!place) return false;
  const [start, stop] = end === "start" ? [place[0] + step, place[1]] : [place[0], place[1] + step];
  if (start < 0 || stop > all.length || start >= stop) return false;
  box.value = all.slice(start, stop).join(" ");
  return true;
}

for (const form of document.querySelectorAll("form[data-span]")) {
  const box = form.querySelector("textarea");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Use the words selected in the text";
  button.addEventListener("click", () => {
    const selection = getSelection();
    const inside = passage(form).some((one) => selection.anchorNode && one.contains(selection.anchorNode));
    const text = String(selection).trim().replace(/\s+/g, " ");
    if (inside && text) box.value = text;
  });
  form.querySelector(".row").append(button);
  const hint = document.createElement("span");
  hint.className = "small muted";
  hint.textContent = "Alt ← → move the end by a word, with Shift the beginning";
  form.querySelector(".row").append(hint);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!event.altKey || !step) return;
    if (move(box, event.shiftKey ? "start" : "end", step)) event.preventDefault();
  });
}

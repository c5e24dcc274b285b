// What scripts add to pages that are whole without them: keys, copying, lists to look through.
import { listen } from "./keys.js";

/** Says something, for eyes and for screen readers. @param {string} text */
export function say(text) {
  let toast = document.querySelector(".toast");
  if (!toast) {
    toast = document.createElement("p");
    toast.className = "toast";
    toast.setAttribute("role", "status");
    document.body.append(toast);
  }
  toast.textContent = text;
  setTimeout(() => toast.remove(), 2500);
}

/** Puts a text where it can be pasted. @param {string} text @param {string} what */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    say("This browser does not let pages copy");
  }
}

for (const button of document.querySelectorAll("button[hidden], input[hidden]")) button.hidden = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (button?.dataset.copy) copy(button.dataset.copy, "Citation");
  if (button?.dataset.copyLink !== undefined) copy(location.href, "Link");
});

document.addEventListener("input", (event) => {
  const box = event.target;
  if (box.dataset.narrow !== undefined) narrow(box);
  if (box.dataset.people !== undefined) suggest(box);
});

/** Leaves of a list what holds the words. @param {HTMLInputElement} box */
function narrow(box) {
  const words = box.value.toLowerCase();
  for (const item of box.parentElement.querySelectorAll("li")) {
    item.hidden = !item.textContent.toLowerCase().includes(words);
  }
}

let asked = 0;

/** Offers the names that are in the collection. @param {HTMLInputElement} box */
function suggest(box) {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const answer = await fetch(`/speakers.json?name=${encodeURIComponent(box.value)}`);
    if (!answer.ok) return;
    const { speakers } = await answer.json();
    const names = speakers.slice(0, 12).map((one) => {
      const option = document.createElement("option");
      option.value = one.name;
      return option;
    });
    box.list.replaceChildren(...names);
  }, 200);
}

listen();
if (document.querySelector("[data-reader]")) import("./reader.js");
if (document.querySelector("[data-span]")) import("./spans.js");
if (document.querySelector("[data-live], [data-upload]")) import("./live.js");

// Keys of a single letter. Each is declared in the page (data-hotkey, data-key), and all can be turned off.
import { copy } from "./sayso.js";

const SETTING = "sayso.keys";

/** Whether keys are on. Kept in this browser; where that is not allowed, they are. */
function areOn() {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}

/** @param {Element} target */
function isTyping(target) {
  return target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

/** What j and k go through. */
function items() {
  return [...document.querySelectorAll("[data-item]")];
}

function current() {
  return document.activeElement?.closest("[data-item]") ?? null;
}

/** @param {number} step */
function move(step) {
  const all = items();
  if (all.length === 0) return;
  const at = all.indexOf(current());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** Clicks what a key stands for, in the item where we are or in the first. @param {string} key */
function press(key) {
  const name = CSS.escape(key);
  const item = current() ?? document.querySelector("[data-item]");
  const own = item?.querySelector(`[data-key="${name}"]`);
  const target = own ?? document.querySelector(`[data-hotkey="${name}"]`);
  if (!target) return false;
  if (target.dataset.skip !== undefined) {
    if (!current()) move(1);
    move(1);
  } else if (target.matches("input")) {
    target.focus();
    target.select();
  } else {
    target.click();
    target.closest("details[open]")?.querySelector("input:not([type=hidden]), textarea")?.focus();
  }
  return true;
}

function escape() {
  const open = document.activeElement?.closest("details[open]");
  if (open && open.dataset.edit !== undefined) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (location.hash && document.querySelector("[data-reader]")) {
    document.dispatchEvent(new CustomEvent("sayso:select", { detail: null }));
  } else {
    document.activeElement?.blur();
  }
}

/** @param {KeyboardEvent} event */
function act(event) {
  const reader = document.querySelector("[data-reader]");
  switch (event.key) {
    case "j":
    case "k":
      if (reader) document.dispatchEvent(new CustomEvent("sayso:step", { detail: event.key === "j" ? 1 : -1 }));
      else move(event.key === "j" ? 1 : -1);
      return true;
    case "Enter":
      if (document.activeElement !== current()) return false;
      current()?.querySelector("[data-open]")?.click();
      return true;
    case "m":
      return reader ? (reader.classList.toggle("bare"), true) : false;
    case "l":
      copy(current()?.querySelector("[data-open]")?.href ?? location.href, "Link");
      return true;
    case "c": {
      const text = current()?.querySelector("[data-copy]") ?? document.querySelector("[data-copy]");
      return text ? (copy(text.dataset.copy, "Citation"), true) : false;
    }
    default:
      return press(event.key);
  }
}

/** Begins to listen. */
export function listen() {
  const box = document.querySelector("[data-keys-on]");
  if (box) {
    box.checked = areOn();
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(SETTING, box.checked ? "on" : "off");
      } catch {
        // They stay as they are.
      }
    });
  }
  document.addEventListener("click", (event) => {
    const skip = event.target.closest?.("[data-skip]");
    if (!skip) return;
    skip.closest("[data-item]").tabIndex = -1;
    skip.closest("[data-item]").focus();
    move(1);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return escape();
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || !areOn()) return;
    if (act(event)) event.preventDefault();
  });
}

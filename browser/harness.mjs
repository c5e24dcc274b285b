// A server over an empty collection, and a browser in front of it.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PROGRAM = process.env.SAYSO ?? "sayso";
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Serves a collection of its own, in a folder that goes away. */
export async function serve() {
  const folder = await mkdtemp(join(tmpdir(), "sayso-browser-"));
  const collection = join(folder, "news");
  const child = spawn(PROGRAM, ["serve", "--port", "0", "--collection", collection], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((found, failed) => {
    child.stdout.on("data", (bytes) => found(String(bytes).trim().replace(/\/$/, "")));
    child.on("exit", (status) => failed(new Error(`the server ended with ${status}`)));
  });
  return {
    address,
    collection,
    async stop() {
      child.removeAllListeners("exit");
      child.kill("SIGINT");
      await new Promise((ended) => child.on("exit", ended));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a browser. */
export async function browser() {
  return chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page whose faults fail the test: errors of scripts, and what the policy of the page refuses. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // A page that is not there is answered with 404, which the console tells too.
    if (message.type() === "error" && !message.text().includes("status of 4")) faults.push(message.text());
  });
  page.on("dialog", (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  return { page, context, faults };
}

/** Fills a collection with the sample, by the button, and waits until it is in. */
export async function fill(page, address) {
  await page.goto(`${address}/`);
  await page.getByRole("button", { name: "Add the sample" }).click();
  await page.locator("section.panel", { hasText: /^done/ }).waitFor({ timeout: 120_000 });
}

/** What axe-core finds wrong, in a form that a person can act on. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n")[1]?.trim()}`));
}

/** Whether something stands out of the page to the right. */
export function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

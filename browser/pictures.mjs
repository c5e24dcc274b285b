// Takes the pictures of the main pages, over the sample.
import { mkdir } from "node:fs/promises";
import { browser, fill, open, serve } from "./harness.mjs";

const folder = new URL("../docs/pages/", import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const server = await serve();
const chrome = await browser();

/** @param {string} name @param {string} path */
async function picture(page, name, path) {
  await page.goto(server.address + path);
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}${name}.png` });
  console.log(`docs/pages/${name}.png`);
}

try {
  const { page } = await open(chrome, { viewport: { width: 1180, height: 900 } });
  await fill(page, server.address);
  const first = async (path, selector) => {
    await page.goto(server.address + path);
    return page.locator(selector).first().getAttribute("href");
  };
  await picture(page, "overview", "/");
  await picture(page, "search", "/search?q=fare");
  await picture(page, "reader", await first("/search?q=delays+form%3Adirect", ".acts a[href^='/d/']"));
  await picture(page, "utterance", await first("/utterances?q=fare", ".results a[href^='/u/']"));
  await picture(page, "speaker", await first("/speakers?name=ortiz", "tbody a[href^='/speaker/']"));
  await picture(page, "review", "/review");
  const { page: dark } = await open(chrome, { viewport: { width: 1180, height: 900 }, colorScheme: "dark" });
  await picture(dark, "reader-dark", await first("/search?q=delays+form%3Adirect", ".acts a[href^='/d/']"));
} finally {
  await chrome.close();
  await server.stop();
}

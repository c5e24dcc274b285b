// What people do on the pages: fill a collection, read, review, correct, with the mouse and with keys alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, fill, open, serve } from "../harness.mjs";

const HOSTILE = `SUND, March 4 - <script>window.hacked = 1</script> The pier was closed.

“<img src=x onerror='window.hacked=2'> We will close the pier & the <b>road</b>,” said "><script>window.hacked=3</script> Ana Ortiz, the finance chief.

Ms. Ortiz said that \u202Ethe pier would open\u202C again. {{ 7*7 }} </textarea></article></main><h1>Not a heading</h1>
`;

let server, chrome;

before(async () => {
  server = await serve();
  chrome = await browser();
  const { page, context } = await open(chrome);
  await fill(page, server.address);
  await context.close();
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

test("words of articles are only ever text", async () => {
  const { page, context, faults } = await open(chrome);
  await page.goto(`${server.address}/imports`);
  const file = { name: "<script>alert(1)</script>.txt", mimeType: "text/plain", buffer: Buffer.from(HOSTILE) };
  await page.setInputFiles("input[type=file]", file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.locator("section.panel", { hasText: /^done.*1 imported/ }).waitFor({ timeout: 60_000 });
  for (const path of ["/imports", "/documents", "/search?q=pier", "/review?q=pier", "/", "/imports/2", "/export?q=pier", "/check?words=we+will+close+the+pier"]) {
    await page.goto(server.address + path);
    assert.equal(await page.locator("h1").count(), 1, path);
  }
  await page.goto(`${server.address}/search?q=pier`);
  await page.getByRole("link", { name: "In context" }).first().click();
  assert.equal(await page.locator("h1").count(), 1);
  assert.match(await page.locator("article").innerText(), /<script>window\.hacked = 1<\/script>/);
  await page.goto(`${server.address}/search?q=pier`);
  await page.getByRole("link", { name: "Statement", exact: true }).first().click();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await page.goto(`${server.address}/search?q=${encodeURIComponent('"><script>window.hacked=4</script>')}`);
  await page.goto(`${server.address}/read`);
  await page.getByLabel("Text").fill(HOSTILE);
  await page.getByLabel("Headline").fill("</title><script>window.hacked=5</script>");
  await page.getByRole("button", { name: "Read it" }).click();
  await page.locator("article mark").first().waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a text is read and not kept", async () => {
  const { page, context } = await open(chrome);
  await page.goto(`${server.address}/read`);
  await page.getByLabel("Text").fill("“The lighthouse stays lit,” said Mara Quill, its keeper.\n");
  await page.getByRole("button", { name: "Read it" }).click();
  assert.match(await page.locator(".notes").innerText(), /Mara Quill/);
  await page.goto(`${server.address}/search?q=lighthouse`);
  assert.ok(await page.getByText("Nothing in this collection fits").isVisible());
  await context.close();
});

test("a search is narrowed and widened by links", async () => {
  const { page, context } = await open(chrome);
  await page.goto(`${server.address}/search?q=fare`);
  const before = await page.locator("p[role=status]").first().innerText();
  await page.locator("section[aria-labelledby=f-form]").getByRole("link", { name: "direct", exact: true }).click();
  assert.match(page.url(), /form%3Adirect/);
  assert.notEqual(await page.locator("p[role=status]").first().innerText(), before);
  await page.getByRole("list", { name: "Parts of the query" }).getByRole("link").last().click();
  assert.equal(await page.locator("p[role=status]").first().innerText(), before);
  await page.locator("section[aria-labelledby=f-outlet]").getByTitle("Without it").first().click();
  assert.match(page.url(), /-outlet/);
  await page.goBack();
  assert.equal(await page.locator("p[role=status]").first().innerText(), before);
  await page.goto(`${server.address}/search?q=fare+outlet%3Azzz`);
  await page.getByRole("link", { name: /Without outlet:zzz/ }).click();
  assert.equal(await page.locator("p[role=status]").first().innerText(), before);
  await context.close();
});

test("a statement that is selected is tied to who said it", async () => {
  const { page, context } = await open(chrome);
  await page.goto(`${server.address}/search?q=delays+form%3Adirect`);
  await page.getByRole("link", { name: "In context" }).first().click();
  assert.ok((await page.locator(".on").count()) >= 3, "content, source and cue are lit");
  assert.ok((await page.locator("svg.ties path").count()) >= 1);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("mark.on").count(), 0);
  assert.ok(!page.url().includes("#"));
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.match(page.url(), /#st_/);
  await page.keyboard.press("m");
  assert.ok(await page.locator("article.bare").count());
  await page.getByLabel("dim the article’s own voice").check();
  await page.getByLabel("indirect").uncheck();
  assert.equal(await page.locator(".notes li.indirect:visible").count(), 0);
  await context.close();
});

test("statements are reviewed with keys alone, and decisions taken back", async () => {
  const { page, context } = await open(chrome);
  await page.goto(`${server.address}/review`);
  const left = async () => Number((await page.locator("nav.tabs .muted").first().innerText()).replace(",", ""));
  const before = await left();
  const first = await page.locator("article.card a[data-open]").first().getAttribute("href");
  await page.keyboard.press("y");
  await page.getByText("Accepted:").waitFor();
  assert.equal(await left(), before - 1);
  assert.notEqual(await page.locator("article.card a[data-open]").first().getAttribute("href"), first);
  await page.keyboard.press("n");
  await page.getByText("Rejected:").waitFor();
  assert.equal(await left(), before - 2);
  await page.keyboard.press("u");
  await page.getByText("Taken back.").waitFor();
  assert.equal(await left(), before - 1);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => [...document.querySelectorAll("[data-item]")].indexOf(document.activeElement)), 1);
  await page.keyboard.press("e");
  assert.ok(await page.locator("[data-item]").nth(1).getByLabel("Who speaks", { exact: true }).isVisible());
  await page.keyboard.press("Escape");
  assert.ok(!(await page.locator("[data-item]").nth(1).getByLabel("Who speaks", { exact: true }).isVisible()));
  await context.close();
});

for (const scripts of [true, false]) {
  test(`a statement is corrected ${scripts ? "with" : "without"} scripts`, async () => {
    const { page, context } = await open(chrome, { javaScriptEnabled: scripts });
    await page.goto(`${server.address}/search?q=telephones`);
    await page.getByRole("link", { name: "Statement", exact: true }).first().click();
    const speaker = page.getByLabel("Who speaks", { exact: true });
    if (!(await speaker.isVisible())) await page.getByText("Correct it").click();
    await speaker.fill("Greta Lund");
    await page.getByRole("button", { name: "Change the speaker" }).click();
    assert.ok(await page.getByText("The speaker is Greta Lund.").first().isVisible());
    assert.match(await page.locator("a.who").first().innerText(), /Lund/);
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    assert.match(await page.locator(".who").first().innerText(), /Dahl/);
    const words = page.getByLabel("What was said", { exact: true });
    if (!(await words.isVisible())) await page.getByText("Correct it").click();
    await words.fill("look at their telephones");
    await page.getByRole("button", { name: "Change these words" }).first().click();
    assert.equal(await page.locator("blockquote.said").innerText(), "look at their telephones");
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await words.fill("words that do not stand there");
    await page.getByRole("button", { name: "Change these words" }).first().click();
    assert.ok(await page.getByText("does not stand in the text").isVisible());
    await context.close();
  });
}

test("names of one person are told apart and joined", async () => {
  const { page, context } = await open(chrome);
  await page.goto(`${server.address}/speakers?name=brandt`);
  await page.locator("tbody a[href^='/speaker/']").first().click();
  const name = await page.locator("h1").innerText();
  await page.getByLabel("Call them").fill("Nils E. Brandt");
  await page.getByRole("button", { name: "Rename" }).click();
  assert.equal(await page.locator("h1").innerText(), "Nils E. Brandt");
  await page.getByRole("button", { name: "Undo" }).first().click();
  assert.equal(await page.locator("h1").innerText(), name);
  await context.close();
});

test("an utterance shows its wordings, what changed, and who says so", async () => {
  const { page, context } = await open(chrome);
  await page.goto(`${server.address}/utterances?q=fare`);
  await page.locator(".results a").first().click();
  assert.ok(await page.locator("del", { hasText: "not" }).count(), "the lost negation is shown");
  assert.ok(await page.getByRole("heading", { name: "To look at" }).isVisible());
  assert.ok((await page.locator("svg circle").count()) >= 3);
  await page.getByRole("link", { name: "Compare with this one" }).first().click();
  assert.match(page.url(), /base=/);
  await context.close();
});

test("what is shown is exported", async () => {
  const { page, context } = await open(chrome);
  await page.goto(`${server.address}/search?q=fare`);
  const count = Number((await page.locator("p[role=status]").first().innerText()).match(/^(\d+)/)[1]);
  await page.getByRole("link", { name: "Export all of this" }).click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV: one statement a row" }).click();
  const { createReadStream } = await import("node:fs");
  const download = await waiting;
  let lines = 0;
  for await (const chunk of createReadStream(await download.path())) lines += String(chunk).split("\n").length - 1;
  assert.ok(lines >= count + 1);
  await context.close();
});

test("keys can be turned off", async () => {
  const { page, context } = await open(chrome);
  await page.goto(`${server.address}/search`);
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keys" }).waitFor();
  await page.getByLabel("Keys of a single letter are on").uncheck();
  await page.goto(`${server.address}/search`);
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
  await page.goto(`${server.address}/help`);
  await page.getByLabel("Keys of a single letter are on").check();
  await page.goto(`${server.address}/search`);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\//);
  await context.close();
});

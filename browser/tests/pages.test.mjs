// Every page: without fault, for everybody, in every light and width, and whole without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, fill, open, overflows, serve, violations } from "../harness.mjs";

let server, chrome, pages;

/** Addresses of all pages, found by following what is there. */
async function addresses(page) {
  const first = async (path, selector) => {
    await page.goto(server.address + path);
    return page.locator(selector).first().getAttribute("href");
  };
  const statement = await first("/search?q=ferry", ".acts a[href^='/s/']");
  return [
    "/",
    "/search",
    "/search?q=fare+form%3Adirect&sort=newest",
    "/search?group=speakers",
    "/search?group=utterances",
    "/search?group=documents",
    "/search?q=&all=speaker",
    "/search?q=zeppelin+outlet%3Aherald",
    "/speakers",
    "/speakers?name=nobody",
    await first("/speakers", "tbody a[href^='/speaker/']"),
    "/utterances",
    await first("/utterances", ".results a[href^='/u/']"),
    "/documents",
    (await first("/documents", "tbody a[href^='/d/']")).split("#")[0],
    await first("/search?q=ferry", ".acts a[href^='/d/']"),
    statement,
    `${statement}?embed=1`,
    `${statement}/why`,
    "/review",
    "/review?kind=people",
    "/review?kind=decisions",
    "/imports",
    await first("/imports", "tbody a[href^='/imports/']"),
    "/check",
    "/check?words=We+will+not+raise+the+fare+again",
    "/similar?words=We+will+not+raise+the+fare+again",
    "/read",
    "/export?q=fare",
    "/help",
    "/d/doc_0000000000000000",
    "/search?q=speeker%3Aortiz",
  ];
}

before(async () => {
  server = await serve();
  chrome = await browser();
  const { page, context } = await open(chrome);
  await fill(page, server.address);
  pages = await addresses(page);
  await context.close();
});

after(async () => {
  await chrome?.close();
  await server?.stop();
});

for (const [name, options] of [
  ["in the light", {}],
  ["in the dark", { colorScheme: "dark" }],
]) {
  test(`nothing is wrong with any page ${name}`, async () => {
    const { page, context, faults } = await open(chrome, options);
    const found = [];
    for (const path of pages) {
      await page.goto(server.address + path);
      found.push(...(await violations(page)).map((one) => `${path}: ${one}`));
      assert.equal(await page.locator("h1").count(), 1, `${path} has one heading`);
    }
    assert.deepEqual(found, []);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

for (const [name, options] of [
  ["a telephone", { viewport: { width: 360, height: 740 } }],
  ["a wide screen", { viewport: { width: 2200, height: 1200 } }],
  ["a screen at twice the size", { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 }],
]) {
  test(`no page stands out of ${name}`, async () => {
    const { page, context } = await open(chrome, options);
    const found = [];
    for (const path of pages) {
      await page.goto(server.address + path);
      if ((await overflows(page)) > 1) found.push(path);
    }
    assert.deepEqual(found, []);
    await context.close();
  });
}

test("pages are whole without scripts", async () => {
  const { page, context } = await open(chrome, { javaScriptEnabled: false });
  for (const path of pages) {
    const answer = await page.goto(server.address + path);
    assert.ok(answer.status() < 500, path);
    assert.ok(await page.locator("main h1").count(), path);
  }
  await page.goto(server.address);
  await page.getByRole("searchbox", { name: "Search what was said" }).fill("speaker:ortiz fare");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "In context" }).first().click();
  assert.match(page.url(), /\/d\/.*#st_/);
  assert.ok(await page.locator("mark:target").isVisible());
  await context.close();
});

test("pages and scripts are small", async () => {
  const { page, context } = await open(chrome);
  for (const path of pages) {
    const answer = await page.goto(server.address + path);
    assert.ok((await answer.body()).length <= 150_000, path);
  }
  let scripts = 0;
  page.on("response", async (answer) => {
    if (answer.url().endsWith(".js")) scripts += (await answer.body()).length;
  });
  await page.goto(server.address + pages.find((path) => path.startsWith("/d/") && path.includes("#")));
  await page.goto(server.address + "/review");
  assert.ok(scripts > 0 && scripts <= 60_000, `${scripts}`);
  await context.close();
});

test("pages have twins", async () => {
  const { page, context } = await open(chrome);
  for (const path of ["/search", "/speakers", "/utterances", "/documents", "/imports"]) {
    await page.goto(server.address + path);
    for (const [name, kind] of [["This page as JSON", "application/json"], ["as CSV", "text/csv"]]) {
      const href = await page.getByRole("link", { name }).getAttribute("href");
      const answer = await page.request.get(server.address + href);
      assert.equal(answer.status(), 200, href);
      assert.ok(answer.headers()["content-type"].startsWith(kind), href);
    }
  }
  await context.close();
});

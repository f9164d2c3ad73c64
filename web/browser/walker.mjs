// The browser that walks through the pages as officers do, in one language, and
// judges every page it comes by: axe-core finds nothing, nothing scrolls sideways on
// a telephone, and the console is silent. Pictures of all pages go to the folder in
// SAMANO_SCREENSHOTS, if it is set.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const pictures = process.env.SAMANO_SCREENSHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { width: 1200, height: 900 };
const narrow = { width: 360, height: 740 };

// walk runs a story with { officer, judge }, prints what it gives as one line of
// JSON, or what was found to be wrong, and sets the exit code.
export async function walk({ url, language, password, name }, story) {
  const browser = await chromium.launch({
    executablePath: process.env.SAMANO_CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const faults = [];
  let step = 0;

  // officer signs in and gives the page.
  async function officer(account) {
    const context = await browser.newContext({ viewport: wide, baseURL: url });
    const page = await context.newPage();
    page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('status of 422')) faults.push(`console: ${m.text()}`); });
    page.on('pageerror', (e) => faults.push(`page error: ${e.message}`));
    await page.goto(`/sign-in?lang=${language}`);
    await judge(page, `sign-in-${account}`);
    await page.fill('[name=account]', account);
    await page.fill('[name=password]', password);
    await page.click('main button[type=submit]');
    await page.waitForURL(url + '/');
    return page;
  }

  // judge looks at a page wide and narrow.
  async function judge(page, what) {
    step += 1;
    for (const viewport of [wide, narrow]) {
      await page.setViewportSize(viewport);
      await page.evaluate(axe);
      const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      for (const v of found.violations) {
        faults.push(`${what} at ${viewport.width}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) faults.push(`${what} at ${viewport.width}: scrolls sideways by ${over} pixels`);
      const lang = await page.evaluate(() => document.documentElement.lang);
      if (lang !== language && !what.startsWith('certificate')) faults.push(`${what}: is in ${lang}`);
      if (pictures) {
        const file = `${name}-${language}-${String(step).padStart(2, '0')}-${what}-${viewport.width}.png`;
        await page.screenshot({ path: join(pictures, file), fullPage: true });
      }
    }
    await page.setViewportSize(wide);
  }

  try {
    const out = await story({ officer, judge, faults });
    if (faults.length === 0) console.log(JSON.stringify(out));
  } catch (e) {
    faults.push(e.message);
  } finally {
    await browser.close();
  }
  if (faults.length > 0) {
    console.error(faults.join('\n'));
    process.exitCode = 1;
  }
}

// Walks through the pages in Chromium as two officers do, in one language, and
// judges every page it comes by: axe-core finds nothing, nothing scrolls sideways
// on a telephone, and the console is silent.
//
// node pages.mjs URL LANGUAGE PLAN FOLDER; PLAN is JSON with what to type. Prints one
// line of JSON with what a following step needs; FOLDER gets the certificate as
// PDF, and pictures of all pages if SAMANO_SCREENSHOTS is set.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [url, language, planText, folder] = process.argv.slice(2);
const plan = JSON.parse(planText);
const pictures = process.env.SAMANO_SCREENSHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { width: 1200, height: 900 };
const narrow = { width: 360, height: 740 };

const browser = await chromium.launch({
  executablePath: process.env.SAMANO_CHROMIUM,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const faults = [];
let step = 0;

async function officer(account) {
  const context = await browser.newContext({ viewport: wide, baseURL: url });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('status of 422')) faults.push(`console: ${m.text()}`); });
  page.on('pageerror', (e) => faults.push(`page error: ${e.message}`));
  await page.goto(`/sign-in?lang=${language}`);
  await judge(page, `sign-in-${account}`);
  await page.fill('[name=account]', account);
  await page.fill('[name=password]', plan.password);
  await page.click('main button[type=submit]');
  await page.waitForURL(url + '/');
  return page;
}

// judge looks at a page wide and narrow.
async function judge(page, name) {
  step += 1;
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    for (const v of found.violations) {
      faults.push(`${name} at ${viewport.width}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
    }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) faults.push(`${name} at ${viewport.width}: scrolls sideways by ${over} pixels`);
    const lang = await page.evaluate(() => document.documentElement.lang);
    if (lang !== language && !name.startsWith('certificate')) faults.push(`${name}: is in ${lang}`);
    if (pictures) {
      const file = `${language}-${String(step).padStart(2, '0')}-${name}-${viewport.width}.png`;
      await page.screenshot({ path: join(pictures, file), fullPage: true });
    }
  }
  await page.setViewportSize(wide);
}

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    if (name === 'sex') await page.check(`[name=sex][value=${value}]`);
    else await page.fill(`[name="${name}"]`, value);
  }
}

async function main() {
  const clerk = await officer(plan.clerk);
  await judge(clerk, 'queue-empty');
  await clerk.goto('/search');
  await judge(clerk, 'search');
  await clerk.fill('[name=name]', plan.name);
  await clerk.selectOption('#purpose', 'registration');
  await clerk.fill('#case', plan.case);
  await clerk.click('form[action="/search"] button');
  await clerk.waitForURL('**/search/*');
  await judge(clerk, 'results');
  await clerk.click('table a');
  await clerk.waitForURL('**/person/*');
  await judge(clerk, 'person');
  await clerk.click('a[href$="/history"]');
  await judge(clerk, 'history');
  await clerk.click('a[href$="/looks"]');
  await judge(clerk, 'looks');

  await clerk.goto('/declare');
  await judge(clerk, 'declare');
  for (const kind of ['death', 'move']) {
    await clerk.goto(`/declare/${kind}`);
    await judge(clerk, `form-${kind}`);
  }
  await clerk.goto('/declare/birth');
  await judge(clerk, 'form-birth');
  await fill(clerk, { ...plan.birth, 'born-year': '2569', 'born-at': plan.village });
  // The Enter key hands in; it does not press the first button that it finds.
  await clerk.press('[name=declarant-relation]', 'Enter');
  await clerk.waitForSelector('.govuk-error-summary');
  await judge(clerk, 'form-birth-faults');
  await clerk.fill('[name="born-year"]', plan.birth['born-year']);
  await clerk.click('button[name=find]');
  await clerk.waitForSelector('[name="born-at-code"]');
  await judge(clerk, 'form-birth-place');
  await clerk.check(`[name="born-at-code"][value^="${plan.code}|"]`);
  await clerk.selectOption('[name="evidence-kind"]', 'birth-notice');
  await clerk.setInputFiles('[name="evidence-file"]', plan.paper);
  await clerk.click('button[name=hand-in].govuk-button');
  await clerk.waitForURL('**/applications/*');
  await judge(clerk, 'application-clerk');
  const application = clerk.url();

  const chief = await officer(plan.chief);
  await judge(chief, 'queue');
  await chief.goto(application);
  await judge(chief, 'application');
  await chief.click('button[value=register]');
  await chief.waitForSelector('.govuk-panel');
  await judge(chief, 'registered');
  await chief.click('form[action="/certificate"] button');
  await chief.waitForURL('**/certificate/*');
  await judge(chief, 'certificate');
  const pdf = join(folder, `certificate-${language}.pdf`);
  await chief.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });

  await chief.goto('/check');
  await judge(chief, 'check');
  return { pdf };
}

try {
  const out = await main();
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

// Walks through the pages of declaring, deciding and certifying in Chromium, as two
// officers do, in one language; see walker.mjs for how pages are judged.
//
// node pages.mjs URL LANGUAGE PLAN FOLDER; PLAN is JSON with what to type. Prints one
// line of JSON with what a following step needs; FOLDER gets the certificate as PDF.
import { join } from 'node:path';
import { walk } from './walker.mjs';

const [url, language, planText, folder] = process.argv.slice(2);
const plan = JSON.parse(planText);

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    if (name === 'sex') await page.check(`[name=sex][value=${value}]`);
    else await page.fill(`[name="${name}"]`, value);
  }
}

await walk({ url, language, password: plan.password, name: 'pages' }, async ({ officer, judge }) => {
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
});

// Walks through the pages of an adjudicator in Chromium, in one language: the list,
// two cases, a form that is not filled in, both decisions, and what the offices that
// declared see of them; see walker.mjs for how pages are judged.
//
// node adjudication.mjs URL LANGUAGE PLAN; PLAN is JSON with who and what.
import { walk } from './walker.mjs';

const [url, language, planText] = process.argv.slice(2);
const plan = JSON.parse(planText);

// compared gives where the fields of the comparison stand: whether the two sides of
// the second field are beside each other, or one below the other in one block.
function compared() {
  const [one, other] = document.querySelectorAll('.samano-compare tbody tr:nth-child(2) td');
  const a = one.getBoundingClientRect();
  const b = other.getBoundingClientRect();
  return a.top === b.top ? 'beside' : b.top - a.bottom < 1 ? 'below' : 'apart';
}

await walk({ url, language, password: plan.password, name: 'adjudication' }, async ({ officer, judge, faults }) => {
  const judgePage = await officer(plan.judge);
  await judge(judgePage, 'home');
  await judgePage.click('#adjudications a');
  await judge(judgePage, 'list');

  await judgePage.goto(`/adjudications/${plan.woman}`);
  await judge(judgePage, 'woman');
  if (await judgePage.evaluate(compared) !== 'beside') faults.push('wide, the two do not stand beside each other');
  await judgePage.setViewportSize({ width: 360, height: 740 });
  if (await judgePage.evaluate(compared) !== 'below') faults.push('narrow, the two do not stand one below the other');
  await judgePage.setViewportSize({ width: 1200, height: 900 });
  await judgePage.click('details summary');
  await judge(judgePage, 'woman-figures');
  await judgePage.check('[name=finds][value=same-0]');
  await judgePage.click('#decision button');
  await judgePage.waitForSelector('.govuk-error-summary');
  await judge(judgePage, 'woman-without-reason');
  if (!await judgePage.isChecked('[name=finds][value=same-0]')) faults.push('what was chosen is lost');
  await judgePage.fill('[name=reason]', plan.same);
  await judgePage.click('#decision button');
  await judgePage.waitForSelector('.govuk-summary-card');
  await judge(judgePage, 'woman-decided');

  await judgePage.goto(`/adjudications/${plan.brother}`);
  await judge(judgePage, 'brother');
  await judgePage.check('[name=finds][value=another]');
  await judgePage.fill('[name=reason]', plan.another);
  await judgePage.click('#decision button');
  await judgePage.waitForSelector('.govuk-summary-card');
  await judge(judgePage, 'brother-decided');
  await judgePage.goto('/adjudications?state=ruled');
  await judge(judgePage, 'list-decided');

  const registrar = await officer(plan.registrar);
  await registrar.goto(`/applications/${plan.womanApplication}`);
  await judge(registrar, 'woman-refused');
  const refused = await registrar.textContent('main');
  for (const word of [plan.there, plan.same]) {
    if (!refused.includes(word)) faults.push(`the refusal does not say ${word}`);
  }
  const chief = await officer(plan.chief);
  await chief.goto(`/applications/${plan.brotherApplication}`);
  await judge(chief, 'brother-goes-on');
  await chief.click('button[value=register]');
  await chief.waitForSelector('.govuk-panel');
  await judge(chief, 'brother-registered');
  return {};
});

// The one script of the pages: it asks the browser to make or to prove a passkey, which no form can. A form that
// it does not understand stays hidden, and the other ways of proving stand beside it.
'use strict';

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const key = window.PublicKeyCredential;
  if (!key || !key.parseCreationOptionsFromJSON || !key.parseRequestOptionsFromJSON) {
    continue;
  }
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const failed = form.querySelector('[role=alert]');
    failed.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      const made = form.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: key.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: key.parseRequestOptionsFromJSON(options) });
      form.elements.namedItem('response').value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}

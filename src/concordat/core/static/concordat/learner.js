// Only what a child needs: leaving in one tap, or with the Shift key three times.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
const { createAll, ExitThisPage } = await import(document.body.dataset.govukFrontend);
createAll(ExitThisPage);

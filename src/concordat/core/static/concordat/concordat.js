// Everything works without this file. With it, the components of the design system come alive.
const { isSupported, initAll } = await loadComponents();

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
if (isSupported()) {
  initAll();
}

// The address comes from the page, because the file's name carries a fingerprint.
function loadComponents() {
  return import(document.body.dataset.govukFrontend);
}

// A filter panel starts closed on a small screen, open elsewhere.
for (const panel of document.querySelectorAll("details[data-open-when-wide]")) {
  panel.open = panel.open || window.matchMedia("(min-width: 48em)").matches;
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page that waits for something looks again by itself and changes only what moved.
const waiting = document.querySelector("[data-look-again-seconds]");
if (waiting) {
  setInterval(lookAgain, 1000 * Number(waiting.dataset.lookAgainSeconds));
}

async function lookAgain() {
  const answer = await fetch(window.location.href).catch(() => null);
  if (!answer?.ok) {
    return;
  }
  const later = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = later.querySelector("[data-look-again-seconds]");
  if (found) {
    waiting.replaceChildren(...found.childNodes);
  } else {
    window.location.assign(answer.url);
  }
}

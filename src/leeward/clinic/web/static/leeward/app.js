// What every page needs: the theme switch, focus on what is wrong, and a word when the server does not answer.

const root = document.documentElement;
const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const name = () => { button.title = button.textContent = isDark() ? "Light screen" : "Dim the screen"; };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem("leeward-theme", root.dataset.theme);
    name();
  });
}

const focusOnProblem = (within) => within.querySelector("[data-error-summary]")?.focus();
focusOnProblem(document);
document.addEventListener("htmx:afterSwap", (event) => focusOnProblem(event.target));

// What scrolls is a stop of the keyboard; what fits is none.
const reach = () => {
  for (const each of document.querySelectorAll(".scroll, .chart-scroll, .sheet, .report table, .report .notes")) {
    if (each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight + 1) each.tabIndex = 0;
    else if (each.tabIndex === 0) each.removeAttribute("tabindex");
  }
};
reach();
addEventListener("resize", reach);

// The chairside page says it itself, and knows for how long.
const offline = document.querySelector("[data-silent]") ? null : document.querySelector("[data-offline]");
const lost = () => {
  if (!offline || !offline.hidden) return;
  offline.querySelector("[data-offline-since]").textContent = new Date().toTimeString().slice(0, 8);
  offline.hidden = false;
};
const found = () => { if (offline) offline.hidden = true; };
for (const event of ["htmx:sendError", "htmx:timeout", "offline"]) addEventListener(event, lost);
document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) lost(); });
document.addEventListener("htmx:afterOnLoad", found);

// The chair between two answers of the server: tiles grow older by themselves, and silence is said in words.

const SILENT_AFTER_S = 4; // said within 5 s; the page asks every two
let heardAt = performance.now(); // the server spoke: an answer, or the hub saying that nothing changed since
let answeredAt = heardAt; // the ages on the page are counted from here
let heardClock = new Date();
let wasSilent = false;

const lasting = (s) => (s < 60 ? `${Math.round(s)} s` : `${Math.floor(s / 60)} min`);
const since = (at) => (performance.now() - at) / 1000;

function grow(tile) {
  const age = Number(tile.dataset.ageS) + since(answeredAt);
  const words = tile.querySelector("[data-age]");
  words.dataset.said ??= words.textContent;
  const fresh = words.dataset.said;
  if (!tile.classList.contains("stale") && age > Number(tile.dataset.staleAfterS)) {
    tile.classList.add("stale");
    words.textContent = `◆ stale: ${lasting(age)} old`;
  } else if (!tile.classList.contains("stale")) {
    words.textContent = fresh.replace(/, [^,]* ago/, `, ${lasting(age)} ago`);
  } else if (words.textContent.startsWith("◆ stale:")) {
    words.textContent = `◆ stale: ${lasting(age)} old`;
  }
  if (age > Number(tile.dataset.hiddenAfterS)) { // too old to be read at all: the number goes
    tile.querySelector(".value").textContent = `◆ no reading for ${lasting(age)}`;
    words.textContent = "look at the patient and at the monitor";
  }
}

function tick() {
  const live = document.querySelector("[data-live]");
  const silentFor = since(heardAt);
  const silent = Boolean(live) && silentFor > SILENT_AFTER_S;
  const bar = document.querySelector("[data-silent]");
  if (bar) {
    bar.hidden = !silent;
    if (silent) bar.querySelector("[data-silent-for]").textContent = lasting(silentFor);
    const place = bar.querySelector("[data-silent-since]");
    if (silent && place) place.textContent = heardClock.toTimeString().slice(0, 8);
  }
  if (document.body.classList.toggle("silenced", silent) !== wasSilent) {
    wasSilent = silent;
    document.dispatchEvent(new CustomEvent("connection", { detail: { isAway: silent } })); // sending.js keeps what is charted
  }
  if (live) document.querySelectorAll("[data-age-s]").forEach(grow);
  const button = document.querySelector("[data-chart-button]");
  if (button) button.textContent = `Chart ${new Date().toTimeString().slice(0, 5)}`;
}

function heard(event) {
  if (event.detail.xhr.status >= 400 || event.detail.elt?.id === "crisis-now") return; // that answer tells no reading
  told(event.detail.elt?.matches?.("[data-live]") ? document.querySelector("#tiles")?.dataset.seen : "");
}

function told(seen) {
  heardAt = performance.now();
  heardClock = new Date();
  if (wasSilent) tick();
  const clock = document.querySelector("[data-clock]");
  if (clock && seen) clock.textContent = seen;
}

// A button that is exchanged between press and release loses the click: what has not changed stays where it is.
const said = (element, which) => [...element.querySelectorAll(which)].map((each) => each.textContent).join("|");
const shape = (element) => [...element.querySelectorAll(".alarm")].map((a) => a.className + a.dataset.alarm).join()
  + said(element, ".answers button, .answers a, [data-audio], [data-limit]");

function keep(event) {
  const { target, fragment } = event.detail;
  const fresh = fragment.id ? fragment : fragment.firstElementChild;
  if (!fresh || !target) return;
  if (target.id === "tiles") answeredAt = performance.now();
  if (target.innerHTML === fresh.innerHTML) {
    event.detail.shouldSwap = false;
  } else if (target.id === "alarms" && shape(target) === shape(fresh)) {
    const words = [...fresh.querySelectorAll(".words")];
    target.querySelectorAll(".words").forEach((old, place) => { old.innerHTML = words[place].innerHTML; });
    event.detail.shouldSwap = false;
  } else if (target.id === "alarms") {
    announce(target, fresh);
  }
}

// Only what is new is read aloud; ages that count up are not.
function announce(old, fresh) {
  const known = new Set([...old.querySelectorAll(".alarm")].map((alarm) => alarm.dataset.alarm));
  const added = [...fresh.querySelectorAll(".alarm")].filter((alarm) => !known.has(alarm.dataset.alarm));
  const place = document.querySelector("[data-announce]");
  if (place && added.length) place.textContent = added.map((a) => a.querySelector("strong").textContent).join(" ");
}

document.addEventListener("htmx:oobBeforeSwap", keep);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "act") event.target.querySelector("[data-autofocus], input:not([type=hidden])")?.focus();
  if (event.target.id === "row") {
    const wrong = event.target.querySelector("[data-error-summary]");
    if (!wrong) event.target.querySelector("input:not([type=hidden])")?.focus();
  }
});
document.addEventListener("htmx:afterOnLoad", heard);
document.addEventListener("beat", (event) => told(event.detail.seen)); // stream.js
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.requestConfig?.verb === "post") {
    document.body.dispatchEvent(new CustomEvent("charted"));
  }
});
// What was opened closes by its own button or by Escape, and the focus goes back to where it came from.
let opener = null;

function closeAct() {
  const act = document.querySelector("[data-act]");
  if (!act?.firstElementChild) return false;
  act.replaceChildren();
  const back = opener?.id ? document.getElementById(opener.id) : opener;
  if (back?.isConnected) back.focus();
  return true;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "act" && !event.detail.elt.closest("#act")) opener = event.detail.elt;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeAct();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-act]") && document.querySelector("[data-act]")) {
    event.preventDefault();
    closeAct();
  }
});

// On a narrow screen the chart opens where the infusion is now, not ten minutes before its start.
function showNow() {
  const box = document.querySelector(".chart-scroll");
  const now = box?.querySelector(".chart-now");
  if (now) box.scrollLeft += Math.max(0, now.getBoundingClientRect().right - box.getBoundingClientRect().right + 60);
}
showNow();
setInterval(tick, 1000);
tick();

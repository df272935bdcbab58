// What changed, told by the hub: the page then asks for its part at once. Where no stream is heard the page asks every
// two seconds as htmx does by itself; this script only holds that back while the hub says that nothing changed.

const LOOK_EVERY_MS = 2000; // after readings; what is written into the journal is asked for at once
const LOOK_AT_LEAST_EVERY_MS = 10000; // what time alone changes: what is due, for how long
const BEAT_WITHIN_MS = 4500; // the hub beats every two seconds
const COME_BACK_MS = 5000;

const live = document.querySelector("[data-live][data-events]");
const sounds = document.querySelector("[data-sound-bar]"); // a board that sounds listens while its tab is hidden
let source = null;
let beatAt = -Infinity;
let askedAt = -Infinity;
let journal = 0;
let wanted = 1; // counts what has to be shown,
let askedFor = 0; // how far the question under way will show it,
let shown = 0; // and how far an answer has
let planned = 0;
let opening = 0;

const owes = () => wanted > shown;
const hears = () => source !== null && performance.now() - beatAt < BEAT_WITHIN_MS;

function look() {
  clearTimeout(planned);
  planned = 0;
  wanted += 1;
  htmx.trigger(live, "look");
}

function lookSoon() {
  wanted += 1;
  planned ||= setTimeout(look, Math.max(0, askedAt + LOOK_EVERY_MS - performance.now()));
}

function changed({ data }) {
  beatAt = performance.now();
  const [, entry] = data.split(" ").map(Number);
  if (entry > journal || performance.now() - askedAt >= LOOK_EVERY_MS) look();
  else lookSoon();
  journal = Math.max(journal, entry);
}

function beat({ data }) {
  beatAt = performance.now();
  live.dataset.stream = "on";
  if (owes()) return; // a page that could not ask is not young because the hub is
  document.dispatchEvent(new CustomEvent("beat", { detail: { seen: data } }));
}

function deaf() {
  beatAt = -Infinity;
  delete live.dataset.stream;
}

function close() {
  source?.close();
  source = null;
  deaf();
}

function comeBack() {
  close();
  clearTimeout(opening);
  opening = setTimeout(open, COME_BACK_MS + Math.random() * COME_BACK_MS); // not all at once
}

function open() {
  clearTimeout(opening);
  if (source || !live.isConnected || !navigator.onLine || (document.hidden && !sounds)) return;
  source = new EventSource(live.dataset.events, { withCredentials: true });
  source.addEventListener("changed", changed);
  source.addEventListener("beat", beat);
  source.addEventListener("look", () => { beatAt = performance.now(); look(); });
  source.addEventListener("end", comeBack);
  source.addEventListener("error", () => {
    deaf();
    if (source?.readyState === EventSource.CLOSED) comeBack();
  });
}

if (live?.dataset.events) {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (elt !== live) return;
    if (!hears()) deaf();
    const byClock = requestConfig.triggeringEvent?.type !== "look";
    if (byClock && hears() && !owes() && performance.now() - askedAt < LOOK_AT_LEAST_EVERY_MS) {
      event.preventDefault();
      return;
    }
    askedAt = performance.now();
    if (!owes()) wanted += 1; // until it is answered nothing else calls this page young
    askedFor = wanted;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === live && event.detail.successful) shown = Math.max(shown, askedFor);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) open();
    else if (!sounds) close(); // a browser has few connections for all its tabs
  });
  addEventListener("beforeunload", () => htmx.trigger(live, "htmx:abort")); // an answer into a page that is being left finds nothing
  addEventListener("offline", close); // an open stream may not notice for minutes
  addEventListener("online", open);
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
}

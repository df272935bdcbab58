// The page beside the patient keeps what it cannot send, and sends it when the server is back: in order, each entry
// until the server has answered it by its id. Only what this person charted for this infusion is ever sent from here.
import { keep, list, show, tablet, verbOf } from "./offline.js";
import * as queue from "./queue.js";

const AT_ONCE = 20;
const ANSWER_WITHIN_MS = 15000;
const page = document.querySelector("[data-queue]");
let isAway = false;
let isSending = false;

const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
const isWaiting = () => tablet.entries.some((entry) => entry.status === "waiting");
const say = (text) => { document.querySelector("[data-queue-says]").textContent = text; };

async function post(entries) {
  const { by, person, infusion } = tablet.open;
  const answered = await fetch(page.dataset.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token(), "HX-Request": "true" },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    body: JSON.stringify({
      by, person, infusion, sent_at: new Date().toISOString(),
      entries: entries.map(({ id, verb, at, fields }) => ({ id, verb, at, fields })),
    }),
  });
  if (answered.ok) return (await answered.json()).entries;
  if (answered.status === 401) return location.reload(); // the sign-in page, and back here
  if (answered.status === 403) say("◆ The server did not take what waits: load this page again, then it is sent.");
  else if (answered.status < 500) say(`◆ ${(await answered.json()).says} It stays on this tablet.`);
  return null;
}

// An entry leaves the list when the server has it; refused or noted ones stay until somebody has seen them.
async function settle(entry, answered) {
  const isTaken = answered.answer === "stored" || answered.answer === "known";
  if (isTaken && !answered.says) await queue.remove([entry.place]);
  else await queue.replace({ ...entry, status: isTaken ? "stored" : answered.answer, answer: answered.says });
}

async function send() {
  let sent = 0;
  for (;;) {
    const waiting = (await queue.own(tablet.open)).filter((entry) => entry.status === "waiting").slice(0, AT_ONCE);
    if (!waiting.length) break;
    const answers = await post(waiting);
    if (!answers) break;
    for (const answered of answers) await settle(waiting.find((entry) => entry.id === answered.id), answered);
    sent += answers.filter((each) => each.answer !== "refused").length;
  }
  await list();
  if (!sent) return;
  say(`✓ Sent: ${sent === 1 ? "1 entry" : `${sent} entries`} charted on this tablet.`);
  document.body.dispatchEvent(new CustomEvent("charted"));
}

// One tab sends at a time; what is lost on the way is sent again.
export async function flush() {
  if (isSending || isAway || !tablet.open || tablet.trouble) return;
  isSending = true;
  try {
    await navigator.locks.request("leeward-queue", { ifAvailable: true }, (lock) => (lock && isWaiting() ? send() : null));
  } catch { /* no answer: the next sign of life tries again */ } finally {
    isSending = false;
  }
}

function connection({ detail }) {
  isAway = detail.isAway;
  document.body.classList.toggle("away", isAway);
  if (isAway) say("");
  else flush();
}

// A form of the server's, sent while nothing can be sent or while something waits before it: it takes its place in the row.
function before(event) {
  const { elt, verb } = event.detail.requestConfig;
  if (verb !== "post" || tablet.trouble || !canWait(elt) || !(isAway || isWaiting())) return;
  event.preventDefault();
  keep(elt, event.detail.requestConfig.formData);
}

const canWait = (elt) => elt.matches?.("form") && (elt.id === "row" || document.querySelector(`template[data-verb="${CSS.escape(verbOf(elt.action))}"]`));

// It was sent and there is no answer: whether the server has it or not, the same id makes it once.
function unanswered(event) {
  const { elt, requestConfig, xhr } = event.detail;
  if (event.type === "htmx:beforeOnLoad" ? xhr.status !== 401 : xhr?.status && xhr.status < 500) return;
  if (requestConfig?.verb === "post" && canWait(elt)) {
    if (xhr?.status === 401) event.preventDefault();
    keep(elt, requestConfig.formData).then(() => { if (xhr?.status === 401) location.reload(); });
  } else if (requestConfig?.verb === "get" && event.type !== "htmx:beforeOnLoad" && elt.matches?.("a[hx-get]")) {
    openHere(elt);
  }
}

function openHere(link) {
  const address = new URL(link.href);
  const about = link.closest(".alarm")?.querySelector("strong")?.textContent ?? link.textContent.trim();
  const verb = verbOf(address);
  const fields = Object.fromEntries(address.searchParams);
  if (!show(verb, { about: Object.keys(fields).length ? about : "", fields })) say(`◆ “${link.textContent.trim()}” needs the server: not while it is not connected.`);
}

// Without network a link would lose this page: it opens a form made here, or says that it needs the server.
function follow(event) {
  const link = event.target.closest("a[href]");
  if (!isAway || !link || link.matches("[data-close-act], [href^='#']")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  openHere(link);
}

async function keepPage({ dataset }) {
  await queue.remember({
    ...tablet.open,
    who: dataset.who, name: dataset.name,
    row: document.getElementById("row")?.outerHTML ?? "",
    forms: [...document.querySelectorAll("template[data-verb]")].map((each) => each.outerHTML).join(""),
  });
  await navigator.storage?.persist?.();
  await navigator.serviceWorker?.register(dataset.worker, { scope: dataset.path });
}

async function leavePage({ dataset }) {
  await queue.forget(dataset.infusion);
  await (await navigator.serviceWorker?.getRegistration(dataset.path))?.unregister();
}

async function start() {
  const { infusion, person, by, path, where, state, key } = page.dataset;
  const isOpen = page.dataset.isOpen !== undefined;
  tablet.trouble = await queue.trouble();
  if (tablet.trouble) {
    document.querySelector("[data-silent-then]").textContent = `${tablet.trouble}, so this tablet cannot keep entries: chart on paper.`;
    return;
  }
  tablet.onKept = flush;
  await queue.unlock(by, key);
  tablet.open = { infusion, person, by, path, where, state };
  await list();
  await flush();
  if (isOpen) await keepPage(page);
  else if (!tablet.entries.length) await leavePage(page);
}

if (page) {
  htmx.config.timeout = 4000;
  document.addEventListener("connection", connection);
  document.addEventListener("htmx:beforeRequest", before);
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError", "htmx:beforeOnLoad"]) document.addEventListener(name, unanswered);
  document.addEventListener("click", follow, true);
  document.addEventListener("htmx:afterOnLoad", () => { if (isWaiting()) flush(); });
  start();
}

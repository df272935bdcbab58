// Charting without network: forms that need no server, and the list of what waits. Used by the page beside the patient
// and by the page that stands in for it when it is loaded again without network (away.js).
import * as queue from "./queue.js";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const clock = (iso) => new Date(iso).toTimeString().slice(0, 8);
const STATUS = { waiting: "○ waiting", refused: "▲ not taken", noted: "◆ kept as a note", stored: "◆ taken, but read this" };

export const tablet = { open: null, trouble: "", entries: [], onKept: () => {} };

export const verbOf = (address) => new URL(address, location.href).pathname.split("/").filter(Boolean).at(-1);
const template = (verb) => document.querySelector(`template[data-verb="${CSS.escape(verb)}"]`);

// Where the infusion stands by what is charted here: what the server last said, and what waits.
function stateNow() {
  const told = document.querySelector(".tile.state")?.className.match(/state-(\w+)/)?.[1] ?? tablet.open.state;
  return tablet.entries.filter((entry) => entry.status === "waiting")
    .reduce((state, entry) => template(entry.verb)?.dataset.to || state, told);
}

export function offer() {
  const place = document.querySelector("[data-away-controls]");
  if (!place) return;
  const state = stateNow();
  const buttons = all("template[data-verb]").filter((each) => each.dataset.from?.split(" ").includes(state)).map((each) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: each.dataset.label });
    button.className = each.dataset.kind;
    button.addEventListener("click", () => show(each.dataset.verb));
    return button;
  });
  const waiting = tablet.entries.filter((entry) => entry.status === "waiting").length;
  const says = Object.assign(document.createElement("b"), { className: "away-says", textContent: `◆ Not connected · ${waiting} waiting on this tablet` });
  place.replaceChildren(says, ...buttons);
}

// Show the form of something to do, made here and not asked for; false where it needs the server.
export function show(verb, { about = "", fields = {} } = {}) {
  const from = template(verb);
  const act = document.querySelector("[data-act]");
  if (!from || !act || !tablet.open) return false;
  const made = from.content.cloneNode(true);
  made.querySelector("[name=event_id]").value = crypto.randomUUID();
  made.querySelector("[data-about]").textContent = about;
  for (const [name, value] of Object.entries(fields)) {
    const field = made.querySelector(`[name="${CSS.escape(name)}"]`);
    if (field) field.value = value;
  }
  act.replaceChildren(made);
  act.querySelector("input:not([type=hidden]), select, button")?.focus();
  act.scrollIntoView({ block: "nearest" });
  return true;
}

function labelOf(field) {
  const label = field.type === "radio" ? null : field.labels?.[0]?.cloneNode(true);
  label?.querySelector(".optional")?.remove();
  return label?.textContent.trim();
}

// What a form says, in words: its labels and what was entered.
function inWords(form) {
  const said = [];
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "submit" || !field.value.trim()) continue;
    if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
    const label = labelOf(field);
    const words = field.tagName === "SELECT" ? field.selectedOptions[0].textContent.trim() : field.value.trim();
    said.push(label && field.name !== "note" && field.name !== "words" ? `${label} ${words}` : words);
  }
  return said.join(" · ");
}

function complain(form, says) {
  const place = form.querySelector("[data-not-kept]") ?? form.appendChild(document.createElement("p"));
  place.dataset.notKept = "";
  place.className = "wrong";
  place.setAttribute("role", "alert");
  place.textContent = says;
}

// Keep a form's entry on this tablet; false, with the form as it was, where that cannot be done.
export async function keep(form, sent = new FormData(form)) {
  const verb = verbOf(form.action);
  if (!form.reportValidity()) return false;
  const told = Object.fromEntries(sent);
  const { event_id: id, csrfmiddlewaretoken: _token, ...fields } = told;
  if (!Object.values(fields).some((value) => value.trim()) && verb === "row") {
    complain(form, "▲ The line is empty. Enter at least one thing.");
    return false;
  }
  const title = verb === "row" ? "Line" : template(verb)?.dataset.title ?? verb;
  const says = inWords(form) || fields.reason || "";
  try {
    if (!tablet.open) throw new Error(tablet.trouble || "this page was not ready");
    const { infusion, person, by, path, where } = tablet.open;
    await queue.add({ id, infusion, by, person, path, where, verb, title, fields, says, at: new Date().toISOString(), status: "waiting" });
  } catch (why) {
    if (why?.name !== "ConstraintError") { // that one is kept already
      complain(form, `◆ This could not be kept (${why?.message || why}). Write it on paper; it is still in the form.`);
      return false;
    }
  }
  if (form.id === "row") {
    form.reset();
    form.querySelector("[name=event_id]").value = crypto.randomUUID();
    form.querySelector("[data-not-kept]")?.remove();
    form.querySelector("input:not([type=hidden])")?.focus();
  } else {
    document.querySelector("[data-act]")?.replaceChildren();
  }
  await list();
  tablet.onKept();
  return true;
}

function line(entry) {
  const row = document.createElement("li");
  row.className = `waiting-${entry.status}`;
  const part = (tag, text, own = {}) => row.appendChild(Object.assign(document.createElement(tag), { textContent: text, ...own }));
  part("span", clock(entry.at), { className: "num" });
  part("b", entry.title);
  part("span", entry.says, { className: "waiting-says" });
  part("span", STATUS[entry.status], { className: "waiting-status" });
  if (entry.status === "waiting") return row;
  part("p", entry.answer, { className: "why" });
  const seen = part("button", entry.status === "refused" ? "Take off the list" : "Seen", { type: "button" });
  seen.addEventListener("click", async () => {
    if (entry.status === "refused" && seen.dataset.asked === undefined) {
      seen.dataset.asked = "";
      seen.textContent = "Take it off: it is nowhere else";
      return;
    }
    await queue.remove([entry.place]);
    await list();
  });
  return row;
}

function elsewhere({ by, isOwn, where, path, count }) {
  const row = document.createElement("li");
  const what = count === 1 ? "1 entry" : `${count} entries`;
  row.className = "waiting-elsewhere";
  if (!isOwn) row.textContent = `◆ ${what} charted by ${by} ${count === 1 ? "waits" : "wait"} on this tablet, sealed. Sent only when ${by} signs in again.`;
  else if (!path) row.textContent = `◆ ${what} of yours cannot be read any more. Chart what is missing from paper and memory.`;
  else {
    row.textContent = `◆ ${what} for ${where} ${count === 1 ? "waits" : "wait"}: `;
    row.append(Object.assign(document.createElement("a"), { href: path, textContent: "open that page" }));
  }
  return row;
}

// Show what waits; nothing is shown where nothing does.
export async function list() {
  const place = document.getElementById("waiting");
  if (!place || tablet.trouble) return;
  const who = tablet.open ?? { infusion: "", by: "" };
  tablet.entries = await queue.own(who);
  const rest = await queue.others(who);
  const waiting = tablet.entries.filter((entry) => entry.status === "waiting").length;
  const heading = Object.assign(document.createElement("h2"), { id: "waiting-heading", textContent: "Charted on this tablet" });
  const small = document.createElement("small");
  small.textContent = waiting ? `${waiting} waiting to be sent` : "nothing waits to be sent";
  heading.append(" ", small);
  const items = document.createElement("ol");
  items.append(...tablet.entries.map(line), ...rest.map(elsewhere));
  place.replaceChildren(heading, items);
  place.hidden = !items.children.length;
  offer();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-local]")) return;
  event.preventDefault();
  keep(event.target);
}, true);
queue.changed(() => list().catch(() => {}));

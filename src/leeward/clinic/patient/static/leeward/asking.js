// One question after the other in one page: each answer is sealed and kept on the telephone, and sent when it can be,
// each once by the id made here. Without this script, or where nothing can be kept, each question is a page and a form.
import * as queue from "./queue.js";

const told = JSON.parse(document.getElementById("sitting").textContent);
const words = document.querySelector("[data-words]").dataset;
const place = document.querySelector("[data-asking]");
const form = place.querySelector("form");
const finish = document.querySelector("[data-finish]");
const crisis = document.querySelector("[data-crisis]");
const kept = document.querySelector("[data-kept]");
const at = (name) => document.querySelector(`[data-${name}]`);
const who = { infusion: told.sitting, by: `patient ${told.sitting}` };
const FINISH = "finish", SEND = "send", RATHER_NOT = "not_said";
const AGAIN_MS = 4000, ANSWER_WITHIN_MS = 15000;
let here = location.pathname.split("/").filter(Boolean).at(-1);
let isSending = false, isClosed = false;

const say = (text, isAway = false) => { if (kept.textContent !== text) kept.textContent = text; kept.classList.toggle("is-away", isAway); };
const url = (key) => `${told.base}${key}/`;
const skipped = () => new Set(told.skips.filter((skip) => told.answers[skip.key] === skip.answer).flatMap((skip) => skip.lines));
const asked = () => { const out = skipped(); return told.lines.filter((line) => !out.has(line.key)); };
const done = () => asked().filter((line) => told.answers[line.key] !== undefined).length;
const beside = (key, step) => { const lines = asked(); return lines[lines.findIndex((line) => line.key === key) + step]; };
const filled = (text, place, of) => text.replace("PLACE", place).replace("ALL", of);

function choice(line, [value, says], number) {
  const box = document.createElement("div");
  const label = box.appendChild(document.createElement("label"));
  const input = label.appendChild(document.createElement("input"));
  Object.assign(input, { type: "radio", name: "answer", value, id: `id_answer_${number}`, checked: told.answers[line.key] === value });
  label.htmlFor = input.id;
  label.append(` ${says}`);
  return box;
}

function show(key, { moves = true } = {}) {
  for (const part of [place, finish, crisis]) part.hidden = true;
  here = key;
  if (key === FINISH) return end();
  const line = told.lines.find((each) => each.key === key) ?? asked()[0], lines = asked();
  const number = lines.indexOf(line) + 1;
  place.hidden = false;
  at("asks").textContent = line.asks;
  at("hint").textContent = line.hint;
  at("place").textContent = `${line.title} · ${filled(words.of, number, lines.length)}`;
  Object.assign(at("progress"), { max: lines.length, value: number });
  at("at-once").hidden = !line.opens.length;
  Object.assign(at("copyright"), { textContent: line.copyright, hidden: !line.copyright });
  at("asks").lang = at("choices").lang = line.language;
  const box = at("choices").querySelector("#id_answer") ?? at("choices");
  box.replaceChildren(...line.choices.map((each, n) => choice(line, each, n)));
  at("back").href = number > 1 ? url(lines[number - 2].key) : told.base;
  for (const wrong of document.querySelectorAll("[data-wrong], [data-error-summary]")) wrong.remove();
  form.querySelector("fieldset").classList.remove("field-wrong");
  document.title = document.title.replace(/^.*?( · |$)/, `${line.asks}$1`);
  if (moves) { scrollTo(0, 0); at("asks").focus(); }
}

function end() {
  const lines = asked(), open = lines.find((line) => told.answers[line.key] === undefined);
  finish.hidden = false;
  at("finish-says").textContent = filled(words.done, done(), lines.length);
  at("finish-open").hidden = !open;
  if (open) at("first-open").href = url(open.key);
  at("finish-back").href = url(lines.at(-1).key);
  scrollTo(0, 0);
  finish.querySelector("h1").focus();
}

function go(key) {
  history.pushState({ key }, "", key === FINISH ? url(FINISH) : url(key));
  show(key);
}

function complain() {
  const fieldset = form.querySelector("fieldset");
  const wrong = fieldset.querySelector("[data-wrong]") ?? Object.assign(document.createElement("p"), { className: "wrong" });
  wrong.dataset.wrong = "";
  wrong.setAttribute("role", "alert");
  wrong.textContent = `▲ ${words.choose}`;
  fieldset.classList.add("field-wrong");
  at("choices").before(wrong);
}

// An answer that says that somebody thinks of suicide: whom to call stands there at once, whatever becomes of the rest.
function help() {
  place.hidden = finish.hidden = true;
  crisis.hidden = false;
  at("happens").textContent = words.unseen;
  scrollTo(0, 0);
  crisis.querySelector("h1").focus();
}

async function answer() {
  const picked = form.querySelector("input[name=answer]:checked");
  if (!picked) return complain();
  const line = told.lines.find((each) => each.key === here);
  const changed = told.answers[here] !== picked.value;
  told.answers[here] = picked.value;
  if (line.opens.includes(picked.value)) help();
  if (changed) await queue.add({ ...who, id: crypto.randomUUID(), key: here, answer: picked.value, words: line.words, at: new Date().toISOString() });
  if (crisis.hidden) go(beside(here, 1)?.key ?? FINISH);
  send();
}

async function send() {
  if (isSending || isClosed) return;
  isSending = true;
  try {
    const waiting = await queue.own(who);
    if (waiting.length) await post(waiting);
    else if (done()) say(words.saved);
  } catch { // no network, or a server that is not well: it stays here, and is tried again
    const count = (await queue.own(who)).length;
    say(count > 1 ? words.waits.replace("COUNT", count) : count ? words.waitsOne : "", true);
    if (!finish.hidden && finish.dataset.sending !== undefined) at("finish-says").textContent = words.sending;
  } finally {
    isSending = false;
  }
}

async function post(waiting) {
  const answers = waiting.filter((entry) => entry.key !== SEND).map(({ id, key, answer, words, at }) => ({ id, key, answer, words, at }));
  const sends = waiting.some((entry) => entry.key === SEND);
  const answered = await fetch(told.keep, {
    method: "POST", body: JSON.stringify({ answers, send: sends }), signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
  });
  if (answered.status === 410) { isClosed = true; return say(words.closed, true); }
  if (!answered.ok) { say(words.failed, true); return; }
  const said = await answered.json();
  await queue.remove(waiting.map((entry) => entry.place));
  if (said.happens) at("happens").textContent = said.happens;
  say(words.saved);
  if (said.sent) { await queue.forgetKey(who.by); location.assign(told.thanks); }
}

async function start() {
  if (await queue.trouble()) return; // forms without script then
  await queue.unlock(who.by, told.key);
  for (const entry of await queue.own(who)) if (entry.key !== SEND) told.answers[entry.key] = entry.answer;
  form.addEventListener("submit", (event) => { event.preventDefault(); answer(); });
  // A tap goes on by itself; a key does not, so that arrows can walk the answers. What opens a crisis is never a slip.
  let isTap = false;
  form.addEventListener("pointerdown", () => { isTap = true; });
  form.addEventListener("keydown", () => { isTap = false; });
  form.addEventListener("change", () => {
    if (isTap && !told.lines.find((line) => line.key === here)?.opens.length) answer();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-back], [data-finish-back], [data-first-open]");
    const key = link?.getAttribute("href").split("/").filter(Boolean).at(-1);
    if (!link || !told.lines.some((line) => line.key === key)) return;
    event.preventDefault();
    go(key);
  });
  crisis.querySelector("[data-go-on]").addEventListener("click", () => go(beside(here, 1)?.key ?? FINISH));
  at("send").addEventListener("click", async () => {
    finish.dataset.sending = "";
    at("send").disabled = true;
    await queue.add({ ...who, id: crypto.randomUUID(), key: SEND, answer: RATHER_NOT, at: new Date().toISOString() });
    send();
  });
  addEventListener("popstate", () => show(location.pathname.split("/").filter(Boolean).at(-1)));
  addEventListener("online", send);
  setInterval(send, AGAIN_MS);
  document.documentElement.dataset.script = "ready";
  send();
}
start();

// In place of the page beside the patient, when it is loaded again without network: what waits, and a line to chart.
import { list, offer, tablet } from "./offline.js";
import * as queue from "./queue.js";

const AGAIN_MS = 5000;
const at = (name) => document.querySelector(`[data-away-${name}]`);
const path = location.pathname;
const infusion = path.split("/").filter(Boolean).at(-1);
const since = new Date().toTimeString().slice(0, 5);

function open(page) {
  const { by, person, where, state, who, name, row, forms } = page;
  tablet.open = { infusion, person, by, path, where, state };
  at("title").textContent = `${who} · ${where}`;
  at("says").textContent = `Not connected: this page stands in for the chair's page. What you chart is kept on this tablet as ${name}'s and sent when ${name} opens the page again. The numbers are on the bedside monitor.`;
  at("forms").innerHTML = forms; // made by our server, sealed and kept by this tablet
  at("charting").innerHTML = row;
  const controls = document.createElement("div");
  controls.className = "controls-away";
  controls.dataset.awayControls = "";
  at("charting").append(controls);
  const line = at("charting").querySelector("form");
  line.dataset.local = "";
  line.querySelector("[data-chart-button]").textContent = "Chart";
  line.querySelector("[name=event_id]").value = crypto.randomUUID();
  at("charting").hidden = false;
  at("lock").hidden = false;
}

// The server again, and nothing half typed: the page itself takes over.
async function again() {
  try {
    const answered = await fetch(`${path}worker.js`, { redirect: "manual", signal: AbortSignal.timeout(AGAIN_MS - 1000) });
    if (answered.status >= 500) return;
  } catch {
    return;
  }
  const typed = [...document.querySelectorAll("#row input:not([type=hidden]), [data-act] form")].some((each) => each.value !== "");
  document.querySelector("[data-silent-says]").textContent = typed ? "Connected again: finish what you type, then “Try again”." : "Connected again.";
  if (!typed) location.reload();
}

async function start() {
  at("again").href = path;
  document.querySelector("[data-silent-says]").textContent = `Not connected since ${since} or before. Watch the bedside monitor.`;
  tablet.trouble = await queue.trouble();
  const page = tablet.trouble ? null : await queue.recall(infusion);
  if (page) open(page);
  await list();
  offer();
  at("lock").addEventListener("click", async () => { await queue.lock(); location.reload(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-act]")) { event.preventDefault(); document.querySelector("[data-act]").replaceChildren(); }
  });
  setInterval(again, AGAIN_MS);
}
start();

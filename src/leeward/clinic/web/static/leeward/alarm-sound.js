// The sound of the room board. Silent until a person has tested it; alarms are decided on the server, never here.

const bar = document.querySelector("[data-sound-bar]");
const part = (name) => bar.querySelector(`[data-sound-${name}]`);
const bursts = JSON.parse(document.getElementById("bursts").textContent);
const clock = () => new Date().toTimeString().slice(0, 8);
const lasting = (s) => (s < 60 ? `${Math.round(s)} s` : `${Math.floor(s / 60)} min`);
const ASLEEP_AFTER_S = 15;
const SAY_SILENCE_EVERY_S = 60;

let audio = null;
let isOn = false;
let testedAt = "";
let wakeLock = null;
let silenceSaidAt = -Infinity;
let hiddenSince = document.hidden ? Date.now() : null;
let tickedAt = Date.now();
const sounded = new Set();

function say(words, buttons) {
  bar.dataset.soundBar = isOn ? "on" : "off";
  part("state").textContent = words;
  for (const name of ["test", "heard", "unheard"]) part(name).hidden = !buttons.includes(name);
}

const notTested = () => say("◆ Sound not tested: this screen is silent.", ["test"]);
const blocked = () => {
  isOn = false;
  say("◆ The browser blocks the sound of this page: this screen is silent. Allow sound for it in the browser, then test again.", ["test"]);
};
const on = () => say(`Sound on, heard at the test at ${testedAt}.`, ["test"]);

// One burst: groups of pulses, each with soft edges.
function play(priority) {
  const burst = bursts[priority];
  let at = audio.currentTime + 0.05;
  for (let group = 0; group < burst.groups; group += 1) {
    for (let pulse = 0; pulse < burst.pulses; pulse += 1) {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.type = "triangle";
      tone.frequency.value = burst.hz;
      loud.gain.setValueAtTime(0, at);
      loud.gain.linearRampToValueAtTime(0.6, at + 0.02);
      loud.gain.setValueAtTime(0.6, at + burst.on_s - 0.02);
      loud.gain.linearRampToValueAtTime(0, at + burst.on_s);
      tone.connect(loud).connect(audio.destination);
      tone.start(at);
      tone.stop(at + burst.on_s);
      at += burst.on_s + burst.pause_s;
    }
    at += burst.between_s;
  }
}

async function test() {
  isOn = false;
  say("Testing: three low tones, then ten high ones.", []);
  try {
    audio ??= new AudioContext();
    audio.onstatechange = () => { if (isOn && audio.state !== "running") blocked(); };
    await Promise.race([audio.resume(), new Promise((over) => setTimeout(over, 2000))]);
  } catch { /* said below: it does not run */ }
  if (audio?.state !== "running") { blocked(); return; }
  play("medium");
  setTimeout(() => play("high"), 2000);
  say("Did you hear three low tones, then ten high ones?", ["heard", "unheard", "test"]);
}

function heard() {
  isOn = true;
  testedAt = clock();
  on();
  stayAwake();
  look();
}

function unheard() {
  isOn = false;
  say("◆ The test was not heard: this screen is silent. Turn up the loudspeaker, then test again.", ["test"]);
}

async function stayAwake() {
  try {
    wakeLock = await navigator.wakeLock.request("screen");
    part("awake").textContent = "The screen is kept awake.";
    wakeLock.addEventListener("release", () => { part("awake").textContent = "◆ The screen may fall asleep."; });
  } catch {
    part("awake").textContent = "◆ This browser cannot keep the screen awake: turn off its sleep in the system's settings.";
  }
}

// What the board asks to be sounded, each burst once; of several at once the most urgent.
function look() {
  if (!isOn || audio.state !== "running") return;
  const asked = [...document.querySelectorAll("#chairs [data-burst]")].filter((each) => !sounded.has(each.dataset.burst));
  const silent = document.body.classList.contains("silenced");
  if (silent && (Date.now() - silenceSaidAt) / 1000 >= SAY_SILENCE_EVERY_S) {
    silenceSaidAt = Date.now();
    play("medium");
    part("last").textContent = `Last sounded at ${clock()}: no answer from the server.`;
  } else if (asked.length) {
    const priority = asked.some((each) => each.dataset.sound === "high") ? "high" : "medium";
    const chairs = new Set(asked.map((each) => each.dataset.chair));
    for (const each of asked) sounded.add(each.dataset.burst);
    play(priority);
    part("last").textContent = `Last sounded at ${clock()}: ${priority} priority, chair ${[...chairs].join(", ")}.`;
  }
}

// A tab that nobody saw, or a machine that slept, may have been silent: that is said when it is back.
function back(since, how) {
  const words = `◆ This screen was ${how} for ${lasting((Date.now() - since) / 1000)}, until ${clock()}: it may not have sounded. The server went on deciding alarms; what stands is below.`;
  part("gone-words").textContent = words;
  part("gone").hidden = false;
  if (!isOn) return;
  audio.resume().catch(() => {});
  setTimeout(() => { if (isOn && audio.state !== "running") blocked(); }, 2000);
  if (wakeLock?.released) stayAwake();
}

function tick() {
  if ((Date.now() - tickedAt) / 1000 > ASLEEP_AFTER_S && !document.hidden && hiddenSince === null) back(tickedAt, "asleep");
  tickedAt = Date.now();
  look();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenSince = Date.now();
  } else if (hiddenSince !== null) {
    back(hiddenSince, "hidden");
    hiddenSince = null;
    tickedAt = Date.now();
  }
});
part("test").addEventListener("click", test);
part("heard").addEventListener("click", heard);
part("unheard").addEventListener("click", unheard);
part("gone-seen").addEventListener("click", () => { part("gone").hidden = true; });
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "chairs") look(); });
notTested();
setInterval(tick, 1000);

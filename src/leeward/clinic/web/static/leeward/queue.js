// What was charted without network, kept on this tablet: in IndexedDB, each entry sealed with the key of who charted it.
// The key comes with that person's page and cannot be read out again; the sign-in page throws it away (lock.js), so
// what waits after signing out is sealed until the same person signs in.

const NAME = "leeward-queue";
const ENTRIES = "entries", KEYS = "keys", OPEN = "open";
const told = new BroadcastChannel(NAME);
let opened = null;

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ENTRIES, { keyPath: "place", autoIncrement: true }).createIndex("id", "id", { unique: true });
      request.result.createObjectStore(KEYS);
      request.result.createObjectStore(OPEN, { keyPath: "infusion" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error ?? new Error("the store is held by another page"));
  });
  return opened;
}

// Act on one store; what is written is on the disk when this returns, or it throws.
async function within(name, mode, act) {
  const transaction = (await database()).transaction(name, mode, { durability: "strict" });
  const written = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("it was not written"));
  });
  written.catch(() => {}); // what went wrong is told by the act itself, or below
  const found = await act(transaction.objectStore(name));
  await written;
  return found;
}

// Who may read: the key of a person, 64 hexadecimal digits, as their own page brings it.
export async function unlock(by, hex) {
  const raw = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  await within(KEYS, "readwrite", (store) => answer(store.put(key, by)));
}

// Nobody is signed in any more: what waits stays, sealed; whose page was open is forgotten.
export async function lock() {
  for (const name of [KEYS, OPEN]) await within(name, "readwrite", (store) => answer(store.clear()));
  told.postMessage("locked");
}

// One person's key is not needed any more: what they kept here was sent.
export const forgetKey = (by) => within(KEYS, "readwrite", (store) => answer(store.delete(by)));

const keyOf = (by) => within(KEYS, "readonly", (store) => answer(store.get(by)));
const bound = ({ id, infusion, by }) => new TextEncoder().encode([id, infusion, by].join("|"));

async function sealed(plain, outside) {
  const key = await keyOf(outside.by);
  if (!key) throw new Error("nobody is signed in");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(plain));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(outside) }, key, text);
  return { ...outside, iv, box };
}

// The content, or null for whom it is not.
async function unsealed(row) {
  const key = await keyOf(row.by);
  if (!key) return null;
  try {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: bound(row) }, key, row.box);
    return { ...JSON.parse(new TextDecoder().decode(text)), place: row.place, id: row.id, infusion: row.infusion, by: row.by };
  } catch {
    return null;
  }
}

const rows = () => within(ENTRIES, "readonly", (store) => answer(store.getAll()));

export async function add({ id, infusion, by, ...plain }) {
  const row = await sealed(plain, { id, infusion, by });
  await within(ENTRIES, "readwrite", (store) => answer(store.add(row)));
  told.postMessage("changed");
}

export async function replace({ place, id, infusion, by, ...plain }) {
  const row = await sealed(plain, { id, infusion, by });
  await within(ENTRIES, "readwrite", (store) => answer(store.put({ ...row, place })));
  told.postMessage("changed");
}

export async function remove(places) {
  await within(ENTRIES, "readwrite", async (store) => { for (const place of places) await answer(store.delete(place)); });
  told.postMessage("changed");
}

// What waits of this person for this infusion, in the order of charting.
export async function own({ infusion, by }) {
  const mine = (await rows()).filter((row) => row.infusion === infusion && row.by === by);
  return (await Promise.all(mine.map(unsealed))).filter(Boolean);
}

// What else waits here, by person and infusion: names of staff and numbers, nothing of a patient that is not one's own.
export async function others({ infusion, by }) {
  const found = new Map();
  for (const row of await rows()) {
    const entry = row.by === by ? await unsealed(row) : null;
    if (entry && row.infusion === infusion) continue;
    const group = `${row.by} ${row.infusion}`;
    const known = found.get(group) ?? { by: row.by, isOwn: row.by === by, where: entry?.where, path: entry?.path, count: 0 };
    found.set(group, { ...known, count: known.count + 1 });
  }
  return [...found.values()];
}

// The page that is open, for when it is loaded again without network.
export async function remember({ infusion, by, ...plain }) {
  const row = await sealed(plain, { id: "open", infusion, by });
  await within(OPEN, "readwrite", (store) => answer(store.put(row)));
}

export async function recall(infusion) {
  const row = await within(OPEN, "readonly", (store) => answer(store.get(infusion)));
  return row ? unsealed(row) : null;
}

export const forget = (infusion) => within(OPEN, "readwrite", (store) => answer(store.delete(infusion)));

// Why this browser cannot keep a queue; empty when it can.
export async function trouble() {
  if (!globalThis.crypto?.subtle) return "This address is not secure (https)";
  if (!globalThis.indexedDB) return "This browser keeps nothing";
  try {
    await rows();
    return "";
  } catch (why) {
    return `This browser keeps nothing (${why?.name ?? why})`;
  }
}

export const changed = (act) => told.addEventListener("message", act);

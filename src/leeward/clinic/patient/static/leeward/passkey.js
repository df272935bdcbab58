// A passkey is made or used: the server asks, the browser answers, and the answer goes back. Nothing is kept here.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function asked({ publicKey }) {
  const credentials = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
    ...(publicKey.excludeCredentials && { excludeCredentials: credentials(publicKey.excludeCredentials) }),
    ...(publicKey.allowCredentials && { allowCredentials: credentials(publicKey.allowCredentials) }),
  };
}

function answered(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

async function post(form, address, body = {}) {
  const sent = await fetch(address, {
    method: "POST", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
  });
  const said = await sent.json().catch(() => ({}));
  if (!sent.ok) throw Object.assign(new Error(said.says), { says: said.says });
  return said;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const says = form.querySelector("[data-says]"), button = form.querySelector("button");
  const complain = (words) => { says.textContent = `▲ ${words}`; says.hidden = false; };
  if (!globalThis.PublicKeyCredential) { complain(says.dataset.cannot); button.disabled = true; }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    says.hidden = true;
    button.disabled = true;
    try {
      const publicKey = asked(await post(form, form.dataset.begin));
      const isNew = form.dataset.passkey === "make";
      const credential = await (isNew ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
      const { to } = await post(form, form.dataset.done, answered(credential));
      location.assign(to);
    } catch (why) {
      complain(why.says ?? says.dataset.failed);
      button.disabled = false;
    }
  });
}

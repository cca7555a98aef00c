"use strict";
// The documented conversation (alter-customizer-postmessage.txt):
// HELLO -> ACK -> INIT_SESSION -> SESSION_READY -> bootstrap -> READY.
const settings = JSON.parse(document.getElementById("settings").textContent);
const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)),
  (byte) => byte.toString(16).padStart(2, "0")).join("");
const prefix = "ALTER_" + settings.tool.toUpperCase();
// The viewer's table of messages lists neither READY nor ERROR (alter-facts.md, a).
const announces = settings.tool !== "viewer";
let host = null;
let asked = false;
let context = null;
let session = null;

const at = (id) => document.getElementById(id);

function say(message) {
  if (window.parent !== window) window.parent.postMessage(message, host || "*");
}

function show(state, text) {
  at("status").dataset.state = state;
  at("status").textContent = text;
}

function fail(code, text) {
  show("error", text);
  at("bootstrap").dataset.state = "error";
  fill([["Session", code]]);
  if (announces) say({ type: "ALTER_TOOL_ERROR", error: code });
}

function fill(rows) {
  at("bootstrap").replaceChildren(...rows.map(([name, value]) => {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const detail = document.createElement("dd");
    term.textContent = name;
    detail.textContent = value;
    detail.dataset.name = name;
    row.append(term, detail);
    return row;
  }));
}

async function bootstrap(token) {
  show("connecting", "Authorising…");
  let answer;
  let body;
  try {
    answer = await fetch(settings.bootstrapUrl, { headers: { Authorization: `Bearer ${token}` } });
    body = await answer.json();
  } catch (_error) {
    fail("bootstrap.unreachable", "Bootstrap unreachable");
    return;
  }
  if (!answer.ok) {
    fail(body.code || body.error || String(answer.status), `Not authorised (${answer.status})`);
    return;
  }
  if (body.designId !== settings.designId || body.runtimeType !== settings.tool) {
    fail("bootstrap.otherDesign", "The token is for another design or tool");
    return;
  }
  if ((body.orderId || null) !== settings.orderId) {
    fail("bootstrap.otherOrder", "The token is for another order");
    return;
  }
  context = body;
  session = token;
  ready();
}

function ready() {
  fill([
    ["Tool", context.runtimeType],
    ["Design", String(context.designId)],
    ["Product", context.productId || "–"],
    ["Binding", context.runtimeBindingId === null ? "–" : String(context.runtimeBindingId)],
    ["Storage", context.storageMode],
    ...(context.manifestUrl ? [["Manifest", context.manifestUrl]] : []),
    ...(context.orderId ? [["Order", String(context.orderId)]] : []),
    ...(context.cartKey ? [["Cart", `${context.cartKey} (${context.cartMode})`]] : []),
  ]);
  at("bootstrap").dataset.state = "ready";
  show("ready", "Ready");
  // A cart opened for viewing offers nothing to press.
  if (at("add-to-cart")) at("add-to-cart").disabled = context.cartMode === "view";
  if (announces) say({ type: "ALTER_TOOL_READY", payload: { tool: settings.tool } });
}

// One line for each size that is wanted: one click can mean several variants.
function wanted() {
  const colour = document.querySelector(".swatches [aria-pressed=true]");
  const items = Array.from(document.querySelectorAll(".sizes input"), (input) => ({
    quantity: Math.trunc(Number(input.value)) || 0,
    sizeId: Number(input.dataset.size),
    colorId: Number(colour.dataset.id),
  }));
  return { items: items.filter((item) => item.quantity > 0), text: at("text").value || null };
}

// The order is stored first; only then does the shop hear of it (alter-facts.md, a).
async function order() {
  const cart = wanted();
  if (!cart.items.length) {
    show("ready", "Choose a quantity");
    return;
  }
  at("add-to-cart").disabled = true;
  show("connecting", "Saving…");
  let answer;
  let body;
  try {
    answer = await fetch(settings.ordersUrl, {
      method: "POST",
      headers: { Authorization: `Bearer ${session}`, "Content-Type": "application/json" },
      body: JSON.stringify(cart),
    });
    body = await answer.json();
  } catch (_error) {
    fail("order.unreachable", "The order could not be saved");
    return;
  }
  if (!answer.ok) {
    fail(body.code || body.error || String(answer.status), `Not saved (${answer.status})`);
    return;
  }
  say({ type: prefix + "_ADD_TO_CART", payload: body.payload });
  at("add-to-cart").disabled = false;
  show("ready", "Sent to the cart");
}

// The other tools' payloads are not documented: theirs has the shape of the customizer's example.
function cartPayload() {
  const swatch = document.querySelector(".swatches [aria-pressed=true]");
  const named = (id, text) => ({ id, name: { pl: text, en: text } });
  const nothing = { value: 0, currency: "EUR" };
  const { userDesignId, designName, productGroupId } = settings.product;
  return {
    userDesignId,
    designName,
    totalPrice: nothing,
    productGroup: named(productGroupId, designName),
    productItems: [{
      model3d: { id: userDesignId },
      size: { ...named(9, "M"), measureSize: null },
      material: named(3, "Cotton"),
      printMethod: named(5, "Sublimation"),
      color: { ...named(11, swatch ? swatch.dataset.name : "Default"),
        hex: swatch ? swatch.dataset.hex : "#ffffff" },
      variant: { id: 11, productGroupId, productModel3dId: 3, sizeId: 9, materialId: 3, printTypeId: 5,
        colorId: 11, metadata: null, minOrderQuantity: null, processingTime: null, stockQuantity: null,
        volume: null, weight: null },
      unitPrice: nothing,
      totalPrice: nothing,
      quantity: Math.max(1, Number(at("quantity") ? at("quantity").value : 1) || 1),
    }],
  };
}

window.addEventListener("message", (event) => {
  const message = event.data;
  if (event.source !== window.parent || !message || typeof message.type !== "string") return;
  if (message.type === "ALTER_PARENT_ACK") {
    if (message.nonce !== nonce || host !== null) return;
    // From here on only the window that knew the nonce is spoken to.
    host = event.origin;
    show("connecting", "Asking for a session…");
    say({ type: "ALTER_TOOL_INIT_SESSION",
      payload: { tool: settings.tool, mode: settings.mode, uiDesignId: settings.designId } });
    return;
  }
  if (host === null || event.origin !== host) return;
  if (message.type === "ALTER_TOOL_SESSION_READY" && !asked) {
    if (typeof message.token !== "string" || !message.token) {
      fail("session.noToken", "No session token");
      return;
    }
    asked = true;
    bootstrap(message.token);
  } else if (message.type === "ALTER_TOOL_SESSION_ERROR") {
    fail("session.refused", typeof message.error === "string" ? message.error : "No session");
  } else if (message.type === prefix + "_GET_PRODUCT_DATA" && settings.tool !== "customizer") {
    say({ type: prefix + "_DATA_RESPONSE", payload: cartPayload() });
  }
});

function paint() {
  const chosen = document.querySelector(".swatches [aria-pressed=true]");
  if (chosen) at("fabric").style.fill = chosen.dataset.hex;
  if (at("text")) at("print").textContent = at("text").value;
}

document.querySelectorAll(".swatches button").forEach((button) => {
  button.style.background = button.dataset.hex;
  button.addEventListener("click", () => {
    document.querySelectorAll(".swatches button").forEach((other) =>
      other.setAttribute("aria-pressed", String(other === button)));
    paint();
  });
});
if (at("text")) at("text").addEventListener("input", paint);
paint();
if (at("add-to-cart")) {
  at("add-to-cart").addEventListener("click", () => {
    if (!context) return;
    if (settings.tool === "customizer") {
      order();
      return;
    }
    say({ type: prefix + "_ADD_TO_CART", payload: cartPayload() });
    show("ready", "Sent to the cart");
  });
}

const turn = document.querySelector(".turn");
let grabbed = null;
let angle = 0;
document.querySelector(".scene").addEventListener("pointerdown", (event) => {
  grabbed = event.clientX - angle * 2;
  turn.classList.add("held");
});
window.addEventListener("pointermove", (event) => {
  if (grabbed === null) return;
  angle = (event.clientX - grabbed) / 2;
  turn.style.transform = `rotateY(${angle}deg)`;
});
window.addEventListener("pointerup", () => { grabbed = null; });

if (window.parent === window) show("error", "Open this page inside a store");
else say({ type: "ALTER_CHILD_HELLO", nonce });

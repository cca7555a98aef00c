// Add to cart. The customizer's order is stored first; only then does the shop hear of it (alter-facts.md, a).
let remembered = null;

// One line for each size that is wanted: one click can mean several variants.
function wanted() {
  const colour = document.querySelector(".swatches [aria-pressed=true]");
  const items = Array.from(document.querySelectorAll(".sizes input"), (input) => ({
    quantity: Math.trunc(Number(input.value)) || 0,
    sizeId: Number(input.dataset.size),
    colorId: Number(colour.dataset.id),
  }));
  const again = conduct.click === "sameOrder" && remembered !== null ? { orderId: remembered } : {};
  return { items: items.filter((item) => item.quantity > 0), text: at("text").value || null, ...again };
}

function tell(payload) {
  const message = { type: prefix + "_ADD_TO_CART", ...said(payload) };
  say(message);
  if (conduct.click === "twoMessages") say(message);
  changed(false);
  show("ready", "Sent to the cart");
  if (errs("afterAdd")) complain(conduct.error);
}

async function store(cart) {
  let found;
  let body;
  try {
    found = await fetch(settings.ordersUrl, {
      method: "POST",
      headers: { Authorization: `Bearer ${session}`, "Content-Type": "application/json" },
      body: JSON.stringify(cart),
    });
    body = await found.json();
  } catch (_error) {
    fail("order.unreachable", "The order could not be saved");
    return;
  }
  if (!found.ok) {
    afterwards = order;
    if (asksAgain(found.status)) return;
    afterwards = null;
    fail(body.code || body.error || String(found.status), `Not saved (${found.status})`);
    return;
  }
  remembered = body.orderId;
  tell(body.payload);
  at("add-to-cart").disabled = false;
}

function order() {
  const cart = wanted();
  if (!cart.items.length) {
    show("ready", "Choose a quantity");
    return;
  }
  at("add-to-cart").disabled = true;
  show("connecting", "Saving…");
  store(cart);
  if (conduct.click === "twoOrders") store(cart);
}

// A copy, the page's quantity in it. The other tools have one payload for each colour.
function cartPayload() {
  const swatch = document.querySelector(".swatches [aria-pressed=true]");
  const payloads = settings.payloads;
  const payload = structuredClone(payloads[swatch ? swatch.dataset.id : Object.keys(payloads)[0]]);
  const [item] = payload.productItems;
  item.quantity = Math.max(1, Number(at("quantity") ? at("quantity").value : 1) || 1);
  for (const { totalPrice } of [item, payload]) {
    if (totalPrice && typeof item.unitPrice.value === "number") {
      totalPrice.value = Math.round(item.unitPrice.value * item.quantity * 10000) / 10000;
    }
  }
  return payload;
}

function press() {
  if (!context) return;
  if (errs("onAdd")) {
    complain(conduct.error);
    show("ready", "Told to fail");
  } else if (settings.tool === "customizer") order();
  else {
    tell(cartPayload());
    if (conduct.click === "twoOrders") tell(cartPayload());
  }
}

if (at("add-to-cart")) at("add-to-cart").addEventListener("click", press);

// The documented conversation (alter-customizer-postmessage.txt):
// HELLO -> ACK -> INIT_SESSION -> SESSION_READY -> bootstrap -> READY.
const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)),
  (byte) => byte.toString(16).padStart(2, "0")).join("");
// The viewer's table of messages lists neither READY nor ERROR (alter-facts.md, a).
const announces = settings.tool !== "viewer";
const MOST_REFUSALS = 5;
let host = null;
let awaited = false;
let ready = false;
let refusals = 0;
let sessions = 0;
let context = null;
let session = null;
let answer = null;
// What waits for a new session: an order whose token had expired.
let afterwards = null;

function say(message) {
  if (window.parent !== window) window.parent.postMessage(message, host || "*");
}

function fail(code, text) {
  show("error", text);
  at("bootstrap").dataset.state = "error";
  fill("bootstrap", [["Session", String(code)]]);
  if (announces) complain(code);
}

function complain(error) {
  say({ type: "ALTER_TOOL_ERROR", error });
}

const errs = (moment) => conduct.errorsAt.includes(moment);

function hello() {
  if (conduct.hello === "never") {
    show("silent", "Says nothing");
    return;
  }
  const message = { type: "ALTER_CHILD_HELLO", ...(conduct.hello === "withoutNonce" ? {} : { nonce }) };
  say(message);
  if (conduct.hello === "twice") say(message);
  if (conduct.init === "early") askForSession();
  makeNoise("hello");
}

function askForSession() {
  awaited = host !== null;
  const other = conduct.init === "otherDesign";
  const payload = { tool: other ? "designer" : settings.tool, mode: settings.mode,
    uiDesignId: settings.designId + (other ? 1 : 0) };
  say({ type: "ALTER_TOOL_INIT_SESSION", payload });
}

// From here on only the window that knew the nonce is spoken to.
function acknowledged(origin) {
  host = origin;
  show("connecting", "Asking for a session…");
  askForSession();
  if (conduct.init === "twice") askForSession();
  if (settings.localDesign) say({ type: "ALTER_WP_LOCAL_DESIGN_REQUEST" });
  if (conduct.asksContext && settings.tool === "viewer") say({ type: "ALTER_WP_RUNTIME_CONTEXT_REQUEST" });
}

// True when another session was asked for: a token that has expired is nobody's fault.
function asksAgain(status) {
  if (status !== 401 || conduct.expired !== "asksAgain" || refusals === MOST_REFUSALS) return false;
  refusals += 1;
  show("connecting", "Asking for another session…");
  askForSession();
  return true;
}

async function bootstrap(token) {
  show("connecting", "Authorising…");
  let found;
  let body;
  try {
    found = await fetch(settings.bootstrapUrl, { headers: { Authorization: `Bearer ${token}` } });
    body = await found.json();
  } catch (_error) {
    fail("bootstrap.unreachable", "Bootstrap unreachable");
    return;
  }
  if (!found.ok) {
    if (!asksAgain(found.status)) {
      fail(body.code || body.error || String(found.status), `Not authorised (${found.status})`);
    }
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
  sessions += 1;
  authorised();
}

function authorised() {
  if (errs("beforeReady")) {
    fail(conduct.error, "Told to fail");
    if (!announces) complain(conduct.error);
    return;
  }
  fill("bootstrap", [
    ["Tool", context.runtimeType],
    ["Design", String(context.designId)],
    ["Product", context.productId || "–"],
    ["Binding", context.runtimeBindingId === null ? "–" : String(context.runtimeBindingId)],
    ["Storage", context.storageMode],
    ...(context.manifestUrl ? [["Manifest", context.manifestUrl]] : []),
    ...(context.orderId ? [["Order", String(context.orderId)]] : []),
    ...(context.cartKey ? [["Cart", `${context.cartKey} (${context.cartMode})`]] : []),
    ["Sessions", String(sessions)],
    ["Answer", Object.keys(answer).sort().join(", ")],
    ...(answer.cartKey ? [["Answer's cart", String(answer.cartKey)]] : []),
  ]);
  at("bootstrap").dataset.state = "ready";
  show("ready", "Ready");
  openLocal(context);
  if (conduct.renewAfter !== null) window.setTimeout(askForSession, conduct.renewAfter * 1000);
  if (!ready) start();
  if (afterwards) afterwards();
  afterwards = null;
}

// Only the first session opens the tool; later ones keep it open.
function start() {
  ready = true;
  // A cart opened for viewing offers nothing to press.
  if (at("add-to-cart")) at("add-to-cart").disabled = context.cartMode === "view";
  const times = !announces || conduct.ready === "never" ? 0 : conduct.ready === "twice" ? 2 : 1;
  for (let told = 0; told < times; told += 1) {
    say({ type: "ALTER_TOOL_READY", payload: { tool: settings.tool } });
  }
  if (errs("afterReady")) complain(conduct.error);
  makeNoise("ready");
  if (conduct.hello === "reload" && !location.hash) {
    // Without a step in the shop's history, which would make Back reload the tool.
    history.replaceState(null, "", "#reloaded");
    location.reload();
  }
}

function answered(message) {
  if (typeof message.token !== "string" || !message.token) {
    fail("session.noToken", "No session token");
    return;
  }
  awaited = false;
  answer = message;
  bootstrap(message.token);
}

const wordpress = [];

window.addEventListener("message", (event) => {
  const message = event.data;
  if (event.source !== window.parent || !message || typeof message.type !== "string") return;
  if (message.type === "ALTER_PARENT_ACK") {
    if (message.nonce === nonce && host === null) acknowledged(event.origin);
    return;
  }
  if (host === null || event.origin !== host) return;
  if (message.type === "ALTER_TOOL_SESSION_READY" && awaited) answered(message);
  else if (message.type === "ALTER_TOOL_SESSION_ERROR") {
    fail("session.refused", typeof message.error === "string" ? message.error : "No session");
  } else if (message.type.startsWith("ALTER_WP_")) {
    // The answers' fields are documented nowhere, the name of one is cut off: all of it is shown.
    wordpress.push([message.type, JSON.stringify(message)]);
    fill("wordpress", wordpress);
  } else if (message.type === prefix + "_GET_PRODUCT_DATA" && settings.tool !== "customizer") {
    say({ type: prefix + "_DATA_RESPONSE", ...said(cartPayload()) });
  }
});

// What a hostile or broken page sends besides and instead of what is documented.
const MARKUP = "\"'><\/script><script>window.struck=1<\/script><img src=x onerror=\"window.struck=1\">\u0000\u202e";
// Own properties: an object literal would set the prototype instead of naming it.
const POLLUTION = JSON.parse('{"__proto__":{"struck":1,"price":0},"constructor":{"prototype":{"struck":1}}}');
const CARTS = ["ALTER_VIEWER_ADD_TO_CART", "ALTER_CONFIGURATOR_ADD_TO_CART", "ALTER_CUSTOMIZER_ADD_TO_CART"];

function withMarkup(value) {
  if (typeof value === "string") return value + MARKUP;
  if (Array.isArray(value)) return value.map(withMarkup);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withMarkup(each)]));
}

// Spreading an object defines what assigning would follow to the prototype.
const polluted = (value) => ({ ...value, ...POLLUTION });

function nested(levels) {
  let value = { end: true };
  for (let level = 0; level < levels; level += 1) value = { inner: value };
  return value;
}

const untrue = {
  true: (payload) => payload,
  hostile: withMarkup,
  prototype: (payload) => polluted({ ...payload, productItems: payload.productItems.map(polluted) }),
  huge: (payload) => ({ ...payload, designName: "200 KB ".repeat(30000) }),
  deep: (payload) => ({ ...payload, extra: nested(2000) }),
  many: (payload) => ({ ...payload, productItems: Array.from({ length: 1000 }, () => payload.productItems[0]) }),
  null: () => null,
  text: (payload) => JSON.stringify(payload),
  list: (payload) => [payload],
};

// The message's `payload`, or no such field.
function said(payload) {
  return conduct.payload === "missing" ? {} : { payload: untrue[conduct.payload](payload) };
}

const noises = {
  unknownType: () => [{ type: "ALTER_TOOL_RESIZE", payload: { height: 1e9 } }, { type: "webpackOk" }],
  // Types that a table of handlers would find on Object.prototype are among them.
  untyped: () => [null, 42, "ALTER_TOOL_READY", [], {}, { type: 7 }, { type: "" }, { type: ["ALTER_TOOL_READY"] },
    { type: "constructor" }, { type: "__proto__" }, { type: "toString" }],
  prototype: () => [polluted({ type: "ALTER_TOOL_NOTE", payload: polluted({}) })],
  huge: () => [{ type: "ALTER_TOOL_NOTE", payload: "2 MB ".repeat(400000) }],
  flood: () => Array.from({ length: 500 }, (_, index) => ({ type: "ALTER_TOOL_NOTE", payload: { index } })),
  earlyCart: (moment) => (moment === "hello" ? [forged(prefix + "_ADD_TO_CART")] : []),
  otherTool: (moment) => (moment === "ready"
    ? CARTS.filter((type) => !type.startsWith(prefix)).map(forged) : []),
};

function forged(type) {
  return { type, payload: { orderId: 123, userDesignId: settings.designId, designName: "Forged", productItems: [] } };
}

function makeNoise(moment) {
  for (const name of conduct.noise) noises[name](moment).forEach(say);
}

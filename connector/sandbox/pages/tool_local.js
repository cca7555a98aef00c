// A local design as a viewer would open it: manifest and every file fetched from the shop, and hashed.
// What is in a manifest is documented nowhere; `_connector.files` is the connector's (docs/local-designs.md).
const SIDE_BY_SIDE = 6;
let opened = null;

async function sha256(address) {
  const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { bytes, hash: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

async function faultOf(base, file) {
  try {
    const found = await sha256(base + file.path);
    if (found.hash !== file.sha256) return "another file";
    return found.bytes.byteLength === file.bytes ? null : "another size";
  } catch (error) {
    return `cannot be loaded (${error.message})`;
  }
}

async function faultsOf(base, files) {
  const left = files.values();
  const faults = [];
  const work = async () => {
    for (const file of left) {
      const fault = await faultOf(base, file);
      if (fault) faults.push([file.path, fault]);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return faults;
}

function showLocal(state, rows) {
  fill("local", rows);
  at("local").dataset.state = state;
}

// `place` is what the bootstrap, or the page around us, says of it; the first of the two is opened.
async function openLocal(place) {
  if (!settings.localDesign || !place.manifestUrl || opened === place.manifestUrl) return;
  opened = place.manifestUrl;
  showLocal("loading", [["Local design", "loading…"]]);
  let manifest;
  let fits;
  try {
    const found = await sha256(place.manifestUrl);
    fits = found.hash === place.manifestHash;
    manifest = JSON.parse(new TextDecoder().decode(found.bytes));
  } catch (error) {
    showLocal("error", [["Manifest", `cannot be loaded (${error.message})`]]);
    return;
  }
  const files = manifest._connector ? manifest._connector.files : [];
  const faults = await faultsOf(place.assetBaseUrl, files);
  showLocal(fits && !faults.length ? "fits" : "differs", [
    ["Manifest", fits ? "hash fits" : "another manifest"],
    ["Files", `${files.length - faults.length} of ${files.length} fit`],
    ...faults,
  ]);
}

window.addEventListener("message", (event) => {
  if (event.source !== window.parent || host === null || event.origin !== host || !event.data) return;
  if (event.data.type !== "ALTER_WP_LOCAL_DESIGN_RESPONSE") return;
  const place = event.data.payload || event.data;
  if (typeof place.manifestUrl === "string" && typeof place.assetBaseUrl === "string") openLocal(place);
});

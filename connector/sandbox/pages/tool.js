"use strict";
const settings = JSON.parse(document.getElementById("settings").textContent);
// What this page does otherwise than documented; the sandbox's knobs (docs/SANDBOX.md).
const conduct = settings.conduct;
const prefix = "ALTER_" + settings.tool.toUpperCase();

const at = (id) => document.getElementById(id);

function show(state, text) {
  at("status").dataset.state = state;
  at("status").textContent = text;
}

function fill(list, rows) {
  at(list).replaceChildren(...rows.map(([name, value]) => {
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

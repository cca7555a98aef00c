// The picture, and whether the shopper has work in it that no cart knows. No message tells the shop of that.
function changed(is) {
  document.body.dataset.changed = String(is);
  at("changes").hidden = !is;
}

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
    changed(true);
  });
});
document.querySelectorAll("input").forEach((input) => input.addEventListener("input", () => {
  paint();
  changed(true);
}));
paint();
changed(false);

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
else hello();

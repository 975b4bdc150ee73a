// The ledger: one box chooses every line of the page.

const all = document.querySelector("[data-choose-all]");
const boxes = [...document.querySelectorAll("input[name=line]")];

if (all) {
  all.closest("[data-scripted]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
}

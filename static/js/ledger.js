// The ledger: one box chooses every line of the page.

const all = document.querySelector("[data-choose-all]");
const boxes = [...document.querySelectorAll("input[name=line]")];

all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
});

// A remark is about the cell that had the focus last, unless another is chosen.

const where = document.getElementById("remark-where");

document.querySelector(".grid-scroll").addEventListener("focusin", (event) => {
  const { place } = event.target.dataset;
  const found = Array.from(where.options).find((option) => option.dataset.place === place);
  if (found) {
    where.value = found.value;
  }
});

// Moving in the grid: Enter down and Shift+Enter up, arrow keys as in a spreadsheet.

function cellsOf(row) {
  return Array.from(row.querySelectorAll("input[data-place], input.entry-name"));
}

// The input `step` lines away in the same column; only one that can be typed in if `open`.
function vertical(input, step, open) {
  const row = input.closest("tr");
  const at = cellsOf(row).indexOf(input);
  let next = row;
  for (;;) {
    next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
    if (!next) {
      return null;
    }
    const found = cellsOf(next)[at];
    if (found && !(open && found.readOnly)) {
      return found;
    }
  }
}

function horizontal(input, step) {
  const cells = cellsOf(input.closest("tr"));
  return cells[cells.indexOf(input) + step] || null;
}

function isAtEdge(input, step) {
  const { selectionStart: start, selectionEnd: end, value } = input;
  const isWhole = start === 0 && end === value.length;
  return isWhole || (step < 0 ? end === 0 : start === value.length);
}

function target(event) {
  const input = event.target;
  switch (event.key) {
    case "Enter":
      return vertical(input, event.shiftKey ? -1 : 1, true) || input;
    case "ArrowDown":
      return vertical(input, 1, false);
    case "ArrowUp":
      return vertical(input, -1, false);
    case "ArrowRight":
      return isAtEdge(input, 1) ? horizontal(input, 1) : null;
    case "ArrowLeft":
      return isAtEdge(input, -1) ? horizontal(input, -1) : null;
    default:
      return null;
  }
}

export function listen(scroll) {
  scroll.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    const found = plain && event.target.matches("input") ? target(event) : null;
    if (found) {
      event.preventDefault();
      found.focus();
      found.select();
    }
  });
  scroll.addEventListener("focusin", (event) => {
    if (event.target.matches("input[data-place]")) {
      event.target.select();
    }
  });
}

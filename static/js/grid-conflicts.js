// Cells that somebody else has changed meanwhile: shown above the grid, settled by the clerk.

export class Conflicts {
  constructor(grid, list) {
    this.grid = grid;
    this.list = list;
  }

  // found: the figure of the other, and the sentence about it.
  take(field, found) {
    if (!field || field.isConflict) {
      return;
    }
    field.isConflict = true;
    field.input.closest("td").classList.add("conflicting");
    const item = document.createElement("div");
    item.className = "conflict";
    const text = document.createElement("p");
    const link = document.createElement("a");
    link.href = `#${field.input.id}`;
    link.textContent = field.label;
    text.append(link, `：${found.message}`);
    const theirs = button("保留对方的", () => this.settle(field, item, found, true));
    const mine = button("用我的", () => this.settle(field, item, found, false));
    item.append(text, theirs, " ", mine);
    this.list.append(item);
  }

  settle(field, item, found, isTheirs) {
    field.isConflict = false;
    field.base = found.base;
    field.input.closest("td").classList.remove("conflicting");
    if (isTheirs) {
      field.input.value = found.theirs;
      this.grid.compute(field);
    }
    item.remove();
    field.input.focus();
    this.grid.saver.soon(0);
  }
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

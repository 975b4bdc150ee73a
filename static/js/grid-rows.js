// The lines of the grid that come and go: added by code or name, named, removed, of somebody else.

import { Completion, insertLines } from "./grid-lines.js";

const FEW = 5; // lines named in a message

export class Rows {
  // grid: fields, totals, what is said. data: addresses and the table.
  constructor(grid, data) {
    this.grid = grid;
    this.form = grid.form;
    this.data = data;
    this.form.querySelectorAll(".add-line").forEach((box) => this.listen(box));
  }

  listen(box) {
    if (box.querySelector(".add-code")) {
      new Completion(box, this);
      return;
    }
    const input = box.querySelector("input");
    const add = (event) => {
      event.preventDefault();
      this.addEntry(input);
    };
    box.querySelector("button").addEventListener("click", add);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        add(event);
      }
    });
  }

  async complete(query) {
    const address = `${this.data.codes}?${new URLSearchParams({ table: this.data.table, q: query })}`;
    try {
      const answer = await (await fetch(address)).json();
      return answer.codes || [];
    } catch (error) {
      this.grid.say(["没有取到科目：连不上服务器"]);
      return [];
    }
  }

  // The lines of these keys and those above them, drawn by the server.
  async draw(keys) {
    const query = new URLSearchParams({ unit: this.grid.unit });
    keys.forEach((key) => query.append("row", key));
    return (await fetch(`${this.data.line}?${query}`)).json();
  }

  async addLine(code) {
    try {
      const answer = await this.draw([code]);
      this.insert(answer.lines || []);
      this.focus(code);
      this.grid.say([answer.message || `已有“${code}”这一行，请填数字`]);
    } catch (error) {
      this.grid.say(["没有添加：连不上服务器"]);
    }
  }

  async addEntry(input) {
    const text = input.value.trim();
    if (text) {
      const answer = await this.grid.saver.send({ names: [{ row: "", text, base: "" }] });
      if (answer && answer.added.length) {
        input.value = "";
        this.focus(answer.added[0].key);
      }
    }
  }

  insert(lines) {
    const added = insertLines(this.form, lines);
    this.grid.readFields();
    document.dispatchEvent(new CustomEvent("desk:lines-added"));
    return added;
  }

  focus(key) {
    const row = this.find(key);
    const open = row && row.querySelector("input[data-place]:not([readonly])");
    if (open) {
      open.focus();
    }
  }

  find(key) {
    return this.form.querySelector(`tr[data-row="${CSS.escape(key)}"]`);
  }

  // Shows the lines that somebody else has added meanwhile: `values` and `names` are all there are.
  async showNew({ values, names }) {
    const ofFigures = Object.keys(values)
      .filter((place) => !this.grid.fields.has(place))
      .map((place) => place.split("/").slice(-2)[0]);
    const missing = new Set([...ofFigures, ...Object.keys(names).filter((key) => !this.find(key))]);
    if (!missing.size) {
      return;
    }
    try {
      const answer = await this.draw([...missing]);
      const added = this.insert(answer.lines || []);
      const titles = added.slice(0, FEW).map((row) => `“${titleOf(row)}”`);
      if (added.length) {
        const more = added.length > FEW ? `等${added.length}行` : "";
        this.grid.say([`其他人在这张表里添加了${titles.join("、")}${more}，已显示`]);
      }
    } catch (error) {
      this.grid.say(["其他人在这张表里添加了行，刷新页面后可以看到"]);
    }
  }

  rename(input) {
    const { row, base } = input.dataset;
    if (input.value.trim() !== base) {
      this.grid.saver.send({ names: [{ row, text: input.value, base }] });
    }
  }

  takeNames(answer) {
    this.form.querySelectorAll(".entry-name").forEach((input) => {
      const name = answer.names[input.dataset.row];
      if (name !== undefined && input.value.trim() === name) {
        input.dataset.base = name;
      }
    });
    const refused = Object.values(answer.refused_names);
    if (refused.length) {
      this.grid.say(refused);
    }
  }

  async remove(row) {
    const { grid } = this;
    const name = row.querySelector(".entry-name");
    const fields = Array.from(row.querySelectorAll("input[data-place]"), (i) => grid.field(i));
    const filled = fields.filter((field) => field.value !== null);
    const label = titleOf(row);
    if (filled.length && !window.confirm(`“${label}”这一行有${filled.length}个数字，确定删除吗？`)) {
      return;
    }
    fields.filter((field) => !field.isTotal).forEach((field) => grid.put(field, ""));
    const names = name ? [{ row: row.dataset.row, text: "", base: name.dataset.base }] : [];
    await grid.saver.save();
    if (names.length) {
      await grid.saver.send({ names });
    }
    if (!grid.saver.failure && fields.every((field) => field.base === "")) {
      this.drop(row);
      grid.say([`已删除“${label}”这一行`]);
    }
  }

  // Takes a line away, and those above it that nothing is left of.
  drop(row) {
    const above = row.parentElement.querySelector(`tr[data-row="${CSS.escape(row.dataset.parent)}"]`);
    row.querySelectorAll("input[data-place]").forEach((input) => this.grid.forget(input));
    row.remove();
    this.grid.readFields();
    const isEmpty = above && [...above.querySelectorAll("input")].every((input) => !input.value);
    const button = above && above.querySelector(".remove");
    if (isEmpty && button && !button.hidden) {
      this.drop(above);
    }
  }

  // A line with lines below it goes with them.
  markRemovable() {
    const rows = Array.from(this.form.querySelectorAll("tbody tr"));
    const parents = new Set(rows.map((row) => row.dataset.parent));
    rows.forEach((row) => {
      const button = row.querySelector(".remove");
      if (button) {
        button.hidden = parents.has(row.dataset.row);
      }
    });
  }
}

function titleOf(row) {
  const name = row.querySelector(".entry-name");
  return name ? name.value : row.querySelector("th").textContent.trim();
}

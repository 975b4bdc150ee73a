// The grid of one table: typing, totals, saving. Without this script the form posts itself.

import { fromBase, parse } from "./grid-amounts.js";
import { Field } from "./grid-field.js";
import { listen } from "./grid-keys.js";
import { Completion, insertLines } from "./grid-lines.js";
import { Paste } from "./grid-paste.js";
import { Saver } from "./grid-save.js";
import { Totals } from "./grid-totals.js";

// What the server says of a line that has no figures any more: nothing.
const EMPTY = { base: "", text: "", total: false, differs: false, origin: "" };

class Grid {
  constructor(form, data) {
    this.form = form;
    this.data = data;
    this.unit = data.unit;
    this.fields = new Map();
    this.notes = document.getElementById("grid-notes");
    this.conflicts = document.getElementById("grid-conflicts");
    this.totals = new Totals(data.table, data.blocks, (index) => this.lines(index));
    const token = form.elements.csrfmiddlewaretoken.value;
    this.saver = new Saver(this, data.cells, token, document.getElementById("grid-state"));
    this.paste = new Paste(this, data.paste, this.saver);
    this.readFields();
    this.listen();
    form.querySelector(".plain-save").hidden = true;
  }

  // What is there

  lines(index) {
    const rows = this.form.querySelectorAll(`table[data-block="${index}"] tbody tr`);
    return Array.from(rows, (row) => ({ key: row.dataset.row, parent: row.dataset.parent }));
  }

  readFields() {
    this.form.querySelectorAll("input[data-place]").forEach((input) => {
      if (!this.fields.has(input.dataset.place)) {
        const field = new Field(input, this.unit);
        this.fields.set(field.place, field);
        this.totals.values.set(field.place, fromBase(field.base));
      }
    });
    this.totals.build();
    this.markRemovable();
  }

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

  field(element) {
    return element.dataset.place ? this.fields.get(element.dataset.place) : undefined;
  }

  // Typing

  listen() {
    const scroll = this.form.querySelector(".grid-scroll");
    listen(scroll);
    scroll.addEventListener("input", (event) => this.typed(event.target));
    scroll.addEventListener("change", (event) => this.left(event.target));
    scroll.addEventListener("click", (event) => this.clicked(event.target));
    scroll.addEventListener("focusin", (event) => this.showOrigin(event.target));
    this.form.addEventListener("paste", (event) => this.pasted(event));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.form.querySelectorAll(".add-line").forEach((box) => this.listenToAdding(box));
    document.querySelectorAll("[data-leave]").forEach((link) => {
      link.addEventListener("click", (event) => this.leave(event, link.href));
    });
    window.addEventListener("hashchange", () => this.showTarget());
    window.addEventListener("beforeunload", (event) => {
      if (this.saver.unsaved) {
        event.preventDefault();
        event.returnValue = "";
      }
    });
    this.showTarget();
  }

  typed(element) {
    const field = this.field(element);
    if (!field || field.isTotal) {
      return;
    }
    if (field.refusedText !== null) {
      field.refuse("");
    }
    this.compute(field);
    this.saver.soon();
  }

  compute(field) {
    field.isComputed = false;
    this.totals.put(field.place, field.value).forEach((place) => {
      const total = this.fields.get(place);
      if (total) {
        total.compute(this.totals.values.get(place), this.totals.isTotal(place));
      }
    });
  }

  left(element) {
    if (element.matches(".entry-name")) {
      this.rename(element);
    } else if (this.field(element)) {
      this.saver.soon(0);
    }
  }

  clicked(element) {
    if (element.matches(".remove")) {
      this.remove(element.closest("tr"));
    }
  }

  // Fills a field as if it had been typed; says whether a figure was cleared.
  put(field, text) {
    const had = field.value !== null;
    field.input.value = text.trim();
    if (field.refusedText !== null) {
      field.refuse("");
    }
    this.compute(field);
    return had && field.value === null;
  }

  parse(field, text) {
    return parse(text, this.unit, field.isCount);
  }

  pasted(event) {
    const text = event.clipboardData.getData("text/plain");
    if (!Paste.isBlock(text)) {
      return;
    }
    const element = event.target;
    const table = element.closest("table[data-block]");
    const block = Number((table || element.closest("[data-block]")).dataset.block);
    const field = this.field(element);
    const [, row, column] = field ? rowAndColumn(element, this.data.blocks[block]) : [];
    event.preventDefault();
    this.paste.paste(text, {
      block,
      row: row || "",
      column: column || this.data.blocks[block].columns[0].id,
      rows: this.lines(block).map((line) => line.key),
    });
  }

  // Saving

  changes() {
    const ready = [...this.fields.values()].filter((field) => field.isReady);
    return ready.map((field) => field.change());
  }

  unsaved() {
    return [...this.fields.values()].filter((field) => field.isDirty).length;
  }

  take(answer, content) {
    const sent = new Map((content.changes || []).map((change) => [change.cell, change.text]));
    insertLines(this.form, answer.added);
    this.readFields();
    const open = new Set([...Object.keys(answer.refused), ...Object.keys(answer.conflicts)]);
    this.fields.forEach((field, place) => {
      const stored = answer.values[place] || EMPTY;
      if (!open.has(place) || stored.total) {
        this.takeValue(field, stored, sent);
      }
    });
    Object.entries(answer.refused).forEach(([place, why]) => this.takeRefusal(place, why, sent));
    Object.entries(answer.conflicts).forEach(([place, found]) => this.takeConflict(place, found));
    this.takeNames(answer);
    if (answer.notes.length) {
      this.say(answer.notes);
    }
    this.checkLines(answer.values);
  }

  // What was typed on while the request was under way is based on what the request has stored.
  takeValue(field, stored, sent) {
    const { place } = field;
    if (field.isDirty && !sent.has(place)) {
      return;
    }
    if (sent.has(place) && field.input.value !== sent.get(place)) {
      field.base = stored.base;
      return;
    }
    field.settle(stored);
    this.totals.values.set(place, fromBase(stored.base));
  }

  takeRefusal(place, why, sent) {
    const field = this.fields.get(place);
    if (field && !field.isTotal && field.input.value === sent.get(place)) {
      field.refuse(why);
    }
  }

  takeConflict(place, found) {
    const field = this.fields.get(place);
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
    const theirs = button("保留对方的", () => this.settleConflict(field, item, found, true));
    const mine = button("用我的", () => this.settleConflict(field, item, found, false));
    item.append(text, theirs, " ", mine);
    this.conflicts.append(item);
  }

  settleConflict(field, item, found, isTheirs) {
    field.isConflict = false;
    field.base = found.base;
    field.input.closest("td").classList.remove("conflicting");
    if (isTheirs) {
      field.input.value = found.theirs;
      this.compute(field);
    }
    item.remove();
    field.input.focus();
    this.saver.soon(0);
  }

  // Lines that somebody else has added meanwhile are not on this page.
  checkLines(values) {
    if (Object.keys(values).some((place) => !this.fields.has(place))) {
      this.say(["其他人在这张表里添加了行，刷新页面后可以看到"]);
    }
  }

  // Lines

  listenToAdding(box) {
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
      this.say(["没有取到科目：连不上服务器"]);
      return [];
    }
  }

  async addLine(code) {
    const address = `${this.data.line}?${new URLSearchParams({ row: code, unit: this.unit })}`;
    try {
      const answer = await (await fetch(address)).json();
      this.insert(answer.lines || []);
      this.focusLine(code);
      this.say([answer.message || `已有“${code}”这一行，请填数字`]);
    } catch (error) {
      this.say(["没有添加：连不上服务器"]);
    }
  }

  async addEntry(input) {
    const text = input.value.trim();
    if (text) {
      const answer = await this.saver.send({ names: [{ row: "", text, base: "" }] });
      if (answer && answer.added.length) {
        input.value = "";
        this.focusLine(answer.added[0].key);
      }
    }
  }

  insert(lines) {
    insertLines(this.form, lines);
    this.readFields();
  }

  focusLine(key) {
    const row = this.form.querySelector(`tr[data-row="${CSS.escape(key)}"]`);
    const open = row && row.querySelector("input[data-place]:not([readonly])");
    if (open) {
      open.focus();
    }
  }

  rename(input) {
    const { row, base } = input.dataset;
    if (input.value.trim() !== base) {
      this.saver.send({ names: [{ row, text: input.value, base }] });
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
      this.say(refused);
    }
  }

  async remove(row) {
    const name = row.querySelector(".entry-name");
    const fields = Array.from(row.querySelectorAll("input[data-place]"), (i) => this.field(i));
    const filled = fields.filter((field) => field.value !== null);
    const label = name ? name.value : row.querySelector("th").textContent.trim();
    if (filled.length && !window.confirm(`“${label}”这一行有${filled.length}个数字，确定删除吗？`)) {
      return;
    }
    fields.filter((field) => !field.isTotal).forEach((field) => this.put(field, ""));
    const names = name ? [{ row: row.dataset.row, text: "", base: name.dataset.base }] : [];
    await this.saver.save();
    if (names.length) {
      await this.saver.send({ names });
    }
    if (!this.saver.failure && fields.every((field) => field.base === "")) {
      this.drop(row);
      this.say([`已删除“${label}”这一行`]);
    }
  }

  // Takes a line away, and those above it that nothing is left of.
  drop(row) {
    const above = row.parentElement.querySelector(`tr[data-row="${CSS.escape(row.dataset.parent)}"]`);
    row.querySelectorAll("input[data-place]").forEach((input) => {
      this.fields.delete(input.dataset.place);
      this.totals.values.delete(input.dataset.place);
    });
    row.remove();
    this.readFields();
    const isEmpty = above && [...above.querySelectorAll("input")].every((input) => !input.value);
    const button = above && above.querySelector(".remove");
    if (isEmpty && button && !button.hidden) {
      this.drop(above);
    }
  }

  // Telling

  say(messages) {
    this.notes.replaceChildren(
      ...messages.map((message) => {
        const line = document.createElement("p");
        line.textContent = message;
        return line;
      })
    );
  }

  showOrigin(element) {
    const field = this.field(element);
    const line = document.getElementById("grid-origin");
    line.textContent = field && field.input.dataset.origin ? `来源：${field.input.dataset.origin}` : "";
  }

  showTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("input[data-place]")) {
      target.focus();
    }
  }

  submitted(event) {
    if (!event.submitter || !event.submitter.matches(".retotal")) {
      event.preventDefault();
      this.saver.save();
    }
  }

  async leave(event, address) {
    event.preventDefault();
    await this.saver.save();
    location.assign(address);
  }
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function rowAndColumn(input, block) {
  const row = input.closest("tr");
  const at = Array.from(row.querySelectorAll("input[data-place]")).indexOf(input);
  return ["", row.dataset.row, block.columns[at].id];
}

const form = document.getElementById("grid-form");
if (form) {
  new Grid(form, JSON.parse(document.getElementById("grid-data").textContent));
}

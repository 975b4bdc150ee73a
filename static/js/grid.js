// The grid of one table: typing, totals, saving. Without this script the form posts itself.

import { fromBase, parse } from "./grid-amounts.js";
import { Conflicts } from "./grid-conflicts.js";
import { Field } from "./grid-field.js";
import { listen } from "./grid-keys.js";
import { Paste } from "./grid-paste.js";
import { Rows } from "./grid-rows.js";
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
    this.conflicts = new Conflicts(this, document.getElementById("grid-conflicts"));
    this.totals = new Totals(data.table, data.blocks, (index) => this.lines(index));
    const token = form.elements.csrfmiddlewaretoken.value;
    this.saver = new Saver(this, data.cells, token, document.getElementById("grid-state"));
    this.paste = new Paste(this, data.paste, this.saver);
    this.rows = new Rows(this, data);
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
    this.rows.markRemovable();
  }

  forget(input) {
    this.fields.delete(input.dataset.place);
    this.totals.values.delete(input.dataset.place);
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
      this.rows.rename(element);
    } else if (this.field(element)) {
      this.saver.soon(0);
    }
  }

  clicked(element) {
    if (element.matches(".remove")) {
      this.rows.remove(element.closest("tr"));
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
    this.rows.insert(answer.added);
    const open = new Set([...Object.keys(answer.refused), ...Object.keys(answer.conflicts)]);
    this.fields.forEach((field, place) => {
      const stored = answer.values[place] || EMPTY;
      if (!open.has(place) || stored.total) {
        this.takeValue(field, stored, sent);
      }
    });
    Object.entries(answer.refused).forEach(([place, why]) => this.takeRefusal(place, why, sent));
    Object.entries(answer.conflicts).forEach(([place, found]) => {
      this.conflicts.take(this.fields.get(place), found);
    });
    this.rows.takeNames(answer);
    if (answer.notes.length) {
      this.say(answer.notes);
    }
    this.rows.showNew(answer);
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

function rowAndColumn(input, block) {
  const row = input.closest("tr");
  const at = Array.from(row.querySelectorAll("input[data-place]")).indexOf(input);
  return ["", row.dataset.row, block.columns[at].id];
}

const form = document.getElementById("grid-form");
if (form) {
  new Grid(form, JSON.parse(document.getElementById("grid-data").textContent));
}

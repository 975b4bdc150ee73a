// One figure of the grid: its input, the stored figure it is based on, and its state.

import { describe } from "./described.js";
import { format, fromBase, parse, toBase } from "./grid-amounts.js";

export class Field {
  constructor(input, unit) {
    this.input = input;
    this.unit = unit;
    this.place = input.dataset.place;
    this.base = input.dataset.base;
    this.isCount = "counted" in input.dataset;
    this.refusedText = input.getAttribute("aria-invalid") ? input.value : null;
    this.isConflict = false;
    this.isComputed = false; // by this page; the server has still to say so
  }

  get label() {
    return this.input.getAttribute("aria-label");
  }

  // null for a blank, undefined for what is no figure.
  get typed() {
    return parse(this.input.value, this.unit, this.isCount);
  }

  // What the totals are made of: a text that is no figure changes nothing.
  get value() {
    const typed = this.typed;
    return typed === undefined ? fromBase(this.base) : typed;
  }

  get isTotal() {
    return "total" in this.input.dataset;
  }

  get isDirty() {
    if (this.isTotal || this.isComputed) {
      return false;
    }
    const typed = this.typed;
    return typed === undefined || toBase(typed) !== this.base;
  }

  // Worth sending: changed, and not what was refused before.
  get isReady() {
    return this.isDirty && !this.isConflict && this.input.value !== this.refusedText;
  }

  change() {
    return { cell: this.place, text: this.input.value, base: this.base };
  }

  // A total as its parts make it; one that is open and was not made by them stays as it is.
  compute(value, isTotal) {
    this.mark(isTotal);
    if (isTotal || this.value !== value) {
      this.input.value = format(value, this.unit, this.isCount);
      this.isComputed = true;
    }
  }

  // The figure as the server holds it.
  settle(stored) {
    this.base = stored.base;
    this.isComputed = false;
    this.input.dataset.origin = stored.origin;
    this.mark(stored.total);
    this.input.closest("td").classList.toggle("differs", stored.differs);
    if (this.input.value !== stored.text && document.activeElement !== this.input) {
      this.input.value = stored.text;
    }
  }

  mark(isTotal) {
    this.input.toggleAttribute("data-total", isTotal);
    this.input.readOnly = isTotal;
    if (isTotal) {
      this.input.tabIndex = -1;
      this.refuse("");
    } else {
      this.input.removeAttribute("tabindex");
    }
  }

  // Shows below the cell why it is not stored; "" takes it away.
  refuse(message) {
    const id = `${this.input.id}-problem`;
    let problem = document.getElementById(id);
    this.refusedText = message ? this.input.value : null;
    this.input.toggleAttribute("aria-invalid", false);
    describe(this.input, id, Boolean(message));
    if (!message) {
      if (problem) {
        problem.remove();
      }
      return;
    }
    if (!problem) {
      problem = document.createElement("span");
      problem.className = "cell-problem";
      problem.id = id;
      this.input.after(problem);
    }
    problem.textContent = message;
    this.input.setAttribute("aria-invalid", "true");
  }
}

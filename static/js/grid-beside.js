// What stands beside the grid: findings, marked at their cells, and sentences with their reasons.
// Fetched again after each save, and after one in another window.

import { describe } from "./described.js";
import { reconcile, renew } from "./reconcile.js";

const MARKS = { ERROR: "told-error", WARNING: "told-warning", REMARK: "told-remark" };

class Beside {
  constructor(part) {
    this.part = part;
    this.link = document.getElementById("grid-findings-link");
    this.here = document.getElementById("grid-here");
    this.marked = [];
    this.input = null; // of the grid, that has or last had the focus
    this.isRunning = false;
    this.isAgain = false;
    ["desk:saved", "desk:saved-elsewhere"].forEach((name) => {
      document.addEventListener(name, () => this.refresh());
    });
    document.addEventListener("desk:lines-added", () => this.mark());
    const scroll = document.querySelector(".grid-scroll");
    scroll.addEventListener("focusin", (event) => {
      this.input = event.target;
      this.tell();
      this.input.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
    this.mark();
    // A link to a cell gave it the focus before this script ran.
    if (scroll.contains(document.activeElement)) {
      this.input = document.activeElement;
      this.tell();
    }
  }

  async refresh() {
    if (this.isRunning) {
      this.isAgain = true;
      return;
    }
    this.isRunning = true;
    do {
      this.isAgain = false;
      await this.fetch();
    } while (this.isAgain);
    this.isRunning = false;
  }

  async fetch() {
    try {
      const response = await fetch(this.part.dataset.address, { cache: "no-store" });
      if (!response.ok || response.redirected) {
        throw new Error("no answer");
      }
      const text = await response.text();
      this.take(new DOMParser().parseFromString(text, "text/html"));
    } catch (error) {
      this.link.textContent = "检查结果和文字没有更新，请刷新页面";
    }
  }

  take(fresh) {
    const summary = fresh.getElementById("grid-findings-title").textContent;
    const told = this.part.querySelector(".told");
    const isWritten = Array.from(told.querySelectorAll("[name=note]")).some((field) => field.value);
    if (!told.contains(document.activeElement) && !isWritten) {
      told.replaceWith(fresh.querySelector(".told"));
    }
    if (this.link.textContent !== summary) {
      this.link.textContent = summary;
    }
    this.mark();
    takeSentences(this.part.querySelector("#grid-texts"), fresh.getElementById("grid-texts"));
    document.dispatchEvent(new CustomEvent("desk:texts-renewed"));
    this.tell();
  }

  mark() {
    this.marked.forEach(([input, id]) => {
      describe(input, id, false);
      input.closest("td").classList.remove(...Object.values(MARKS));
    });
    this.marked = [];
    this.part.querySelectorAll("[data-marks]").forEach((item) => {
      const { id } = item.querySelector(".message");
      const name = MARKS[item.classList[0]];
      item.dataset.marks.split(" ").forEach((cell) => {
        const input = document.getElementById(cell);
        if (input && name) {
          describe(input, id, true);
          input.closest("td").classList.add(name);
          this.marked.push([input, id]);
        }
      });
    });
  }

  // Below the grid: what was found about the cell with the focus.
  tell() {
    const ids = this.marked.filter(([one]) => one === this.input).map(([, id]) => id);
    const items = ids.map((id) => document.getElementById(id).closest("li"));
    this.here.hidden = !items.length;
    this.here.parentElement.classList.toggle("telling", items.length > 0);
    this.here.replaceChildren(
      ...items.map((item) => {
        const line = document.createElement("p");
        line.className = item.className;
        line.textContent = item.querySelector("p").textContent;
        return line;
      })
    );
  }
}

// Sentences

function takeSentences(shown, fresh) {
  shown.hidden = fresh.hidden;
  reconcile(shown, fresh, ".asked", {
    same: (here, there) => idsOf(there).some((id) => idsOf(here).includes(id)),
    update: takeSentence,
    isBusy: (here) => Array.from(here.querySelectorAll("form")).some(isBusy),
  });
}

function takeSentence(here, there) {
  renew(here, there, ".sentence", "form");
  reconcile(here, there, "form", {
    same: (one, other) => idsOf(one)[0] === idsOf(other)[0],
    update: takeText,
    isBusy,
  });
}

// A text that is not being written is as it is stored.
function takeText(here, there) {
  const { text, base } = there.elements;
  if (!isBusy(here)) {
    if (!isSame(here.elements.base.value, base.value)) {
      here.elements.text.value = text.value;
    }
    here.elements.base.value = base.value;
  }
  here.classList.toggle("missing", there.classList.contains("missing"));
  here.classList.toggle("carried", there.classList.contains("carried"));
  renew(here, there, ".head", "textarea");
  renew(here, there, ".facts", "textarea");
  const confirm = here.querySelector(".confirm");
  if (confirm && !there.querySelector(".confirm")) {
    confirm.remove();
  }
}

function idsOf(element) {
  return Array.from(element.querySelectorAll("textarea"), (area) => area.id);
}

function isBusy(form) {
  const { text, base } = form.elements;
  return form.contains(document.activeElement) || !isSame(text.value, base.value);
}

function isSame(one, other) {
  const plain = (text) => text.replace(/\r\n?/g, "\n").trim();
  return plain(one) === plain(other);
}

const part = document.getElementById("grid-beside");
if (part) {
  new Beside(part);
}

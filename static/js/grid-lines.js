// Finding a line of the classification by code or name, and drawing lines where they belong.

const DELAY = 150; // ms after the last key

export class Completion {
  // rows: finds codes, adds the line.
  constructor(box, rows) {
    this.rows = rows;
    this.found = box.querySelector(".found");
    this.block = Number(box.dataset.block);
    this.input = box.querySelector("input");
    this.list = box.querySelector("ul");
    this.active = -1;
    this.asked = 0;
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.close();
    this.input.addEventListener("input", () => this.soon());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => this.click(event));
    box.querySelector("button").addEventListener("click", (event) => {
      event.preventDefault();
      this.enter();
    });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), DELAY);
  }

  async ask() {
    clearTimeout(this.timer);
    const query = this.input.value.trim();
    const number = ++this.asked;
    const found = query ? await this.rows.complete(query) : [];
    if (number === this.asked) {
      this.show(query, found);
    }
    return found;
  }

  show(query, found) {
    this.list.replaceChildren(...found.map((entry, index) => this.option(entry, index)));
    this.active = -1;
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    if (query) {
      const none = `没有“${query}”这个科目`;
      this.found.textContent = found.length ? `找到${found.length}个科目，用上下键选择` : none;
    } else {
      this.found.textContent = "";
    }
  }

  option({ code, name, path }, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.code = code;
    const above = document.createElement("span");
    above.className = "path";
    above.textContent = path;
    item.append(`${code} ${name} `, above);
    return item;
  }

  key(event) {
    if (event.isComposing) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.enter();
    }
  }

  move(step) {
    const items = Array.from(this.list.children);
    if (this.list.hidden || !items.length) {
      this.ask();
      return;
    }
    this.active = (this.active + step + items.length + (this.active < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === this.active));
    });
    this.input.setAttribute("aria-activedescendant", items[this.active].id);
    items[this.active].scrollIntoView({ block: "nearest" });
  }

  // The chosen one, or the only one, or the one of exactly this code.
  async enter() {
    const chosen = this.list.children[this.active];
    if (chosen && !this.list.hidden) {
      this.choose(chosen.dataset.code);
      return;
    }
    const query = this.input.value.trim();
    const found = await this.ask();
    const exact = found.filter((entry) => entry.code === query || found.length === 1);
    if (exact.length) {
      this.choose(exact[0].code);
    }
  }

  click(event) {
    event.preventDefault(); // the field keeps the focus
    const item = event.target.closest("[role=option]");
    if (item) {
      this.choose(item.dataset.code);
    }
  }

  choose(code) {
    this.asked += 1;
    this.input.value = "";
    this.found.textContent = "";
    this.close();
    this.rows.addLine(code);
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

// Puts lines the server has drawn where they belong; lines that are there already stay. The rows
// that are new.
export function insertLines(form, lines) {
  const added = [];
  lines.forEach(({ block, key, html }) => {
    const body = form.querySelector(`table[data-block="${block}"] tbody`);
    const rows = Array.from(body.rows);
    if (rows.some((row) => row.dataset.row === key)) {
      return;
    }
    const template = document.createElement("template");
    template.innerHTML = html;
    const after = rows.find((row) => isAfter(row.dataset.row, key));
    const line = template.content.firstElementChild;
    body.insertBefore(line, after || endOf(rows, body));
    added.push(line);
  });
  return added;
}

function isAfter(other, key) {
  if (!/^\d+$/.test(other)) {
    return false;
  }
  return /^\d{3,}$/.test(key) ? other > key : Number(other) > Number(key);
}

// 合计 at the end of a table stays there.
function endOf(rows, body) {
  const last = rows[rows.length - 1];
  return last && last !== body.rows[0] && last.dataset.row === "total" ? last : null;
}

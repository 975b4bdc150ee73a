// A block copied from a spreadsheet: the server says which cell each figure is for.

export class Paste {
  constructor(grid, url, saver) {
    this.grid = grid;
    this.url = url;
    this.saver = saver;
  }

  // True when `text` is a block and no single cell.
  static isBlock(text) {
    return /[\t\n]/.test(text.replace(/[\r\n]+$/, ""));
  }

  async paste(text, anchor) {
    this.grid.say(["正在读取粘贴的内容…"]);
    let plan;
    try {
      const response = await this.saver.post(this.url, { unit: this.grid.unit, text, ...anchor });
      plan = await response.json();
      if (!response.ok) {
        this.grid.say([plan.message]);
        return;
      }
    } catch (error) {
      this.grid.say(["粘贴没有成功：连不上服务器，请再粘贴一次"]);
      return;
    }
    this.grid.rows.insert(plan.lines);
    const cells = [...plan.cells, ...(await this.addEntries(plan.entries))];
    this.fill(cells, plan.problems);
  }

  // New lines of a list: the server gives each a place.
  async addEntries(entries) {
    const cells = [];
    if (entries.length) {
      const names = entries.map(({ name }) => ({ row: "", text: name, base: "" }));
      const answer = await this.saver.send({ names });
      (answer ? answer.added : []).forEach((line, index) => {
        Object.entries(entries[index].texts).forEach(([column, text]) => {
          cells.push([this.grid.totals.name(line.key, column), text]);
        });
      });
    }
    return cells;
  }

  fill(cells, problems) {
    const texts = new Map(cells);
    const sums = [...texts.keys()].filter((place) => this.grid.totals.ways.has(place));
    const plain = [...texts.keys()].filter((place) => !this.grid.totals.ways.has(place));
    const count = { filled: 0, cleared: 0, skipped: 0 };
    const notes = [];
    [...plain, ...this.grid.totals.inOrder(sums)].forEach((place) => {
      const field = this.grid.fields.get(place);
      if (!field) {
        return;
      }
      if (this.grid.totals.isTotal(place)) {
        count.skipped += 1;
        notes.push(...this.compared(field, texts.get(place)));
      } else {
        count.cleared += this.grid.put(field, texts.get(place)) ? 1 : 0;
        count.filled += 1;
      }
    });
    this.grid.say([told(count), ...problems, ...notes]);
    this.saver.soon(0);
  }

  // A total in the block that is not what its parts add up to.
  compared(field, text) {
    const pasted = this.grid.parse(field, text);
    const computed = this.grid.totals.values.get(field.place);
    if (pasted === null || pasted === computed) {
      return [];
    }
    return [`“${field.label}”粘贴的是${text.trim()}，按各项合计为${field.input.value}，以合计为准`];
  }
}

function told({ filled, cleared, skipped }) {
  const parts = [`粘贴：填入${filled}格`];
  if (cleared) {
    parts.push(`其中清空${cleared}格`);
  }
  if (skipped) {
    parts.push(`跳过自动合计${skipped}格`);
  }
  return parts.join("，");
}

// The totals of a table: which cell is the sum of which, and what it is while one types.
// The server computes the same on every save (disclosures/intake/totals.py) and has the last word.

export class Totals {
  // blocks: what the page says of each block; lines(index): its lines as {key, parent}.
  constructor(table, blocks, lines) {
    this.table = table;
    this.blocks = blocks;
    this.lines = lines;
    this.values = new Map(); // place → BigInt or null
    this.build();
  }

  // Anew whenever lines come or go.
  build() {
    this.ways = new Map(); // total → sums it may be, the preferred one first
    this.over = new Map(); // part → totals
    this.blocks.forEach((block, index) => {
      const lines = this.lines(index).filter((line) => line.key);
      this.buildDown(block, lines);
      this.buildAcross(block, lines);
    });
  }

  name(row, column) {
    return `${this.table}/${row}/${column}`;
  }

  buildDown(block, lines) {
    const below = new Map(Object.entries(block.rows));
    if (block.hierarchy) {
      lines
        .filter((line) => line.parent)
        .forEach((line) => below.set(line.parent, [...(below.get(line.parent) || []), line.key]));
    }
    below.forEach((parts, key) => {
      block.columns.forEach((column) => {
        this.add(
          this.name(key, column.id),
          parts.map((part) => this.name(part, column.id))
        );
      });
    });
  }

  buildAcross(block, lines) {
    const sums = block.columns.filter((column) => column.sum.length);
    lines.forEach((line) => {
      sums.forEach((column) => {
        this.add(
          this.name(line.key, column.id),
          column.sum.map((part) => this.name(line.key, part))
        );
      });
    });
  }

  add(total, parts) {
    this.ways.set(total, [...(this.ways.get(total) || []), parts]);
    parts.forEach((part) => this.over.set(part, [...(this.over.get(part) || []), total]));
  }

  isKnown(place) {
    const value = this.values.get(place);
    return (value !== null && value !== undefined) || this.isTotal(place);
  }

  // A total is a sum of which a part is known; it is not typed.
  isTotal(place) {
    return (this.ways.get(place) || []).some((parts) => parts.some((part) => this.isKnown(part)));
  }

  // Puts a figure and computes what depends on it; returns the totals that were looked at.
  put(place, value) {
    const affected = this.above(place);
    const before = new Set([...affected].filter((total) => this.isTotal(total)));
    this.values.set(place, value);
    const done = new Set();
    affected.forEach((total) => this.compute(total, affected, before, done));
    return affected;
  }

  above(place) {
    const found = new Set();
    const waiting = [place];
    while (waiting.length) {
      (this.over.get(waiting.pop()) || []).forEach((total) => {
        if (!found.has(total)) {
          found.add(total);
          waiting.push(total);
        }
      });
    }
    return found;
  }

  compute(place, affected, before, done) {
    if (done.has(place)) {
      return;
    }
    done.add(place);
    const ways = this.ways.get(place);
    ways.forEach((parts) =>
      parts
        .filter((part) => affected.has(part))
        .forEach((part) => this.compute(part, affected, before, done))
    );
    const known = ways
      .map((parts) => parts.map((part) => this.values.get(part)))
      .map((values) => values.filter((value) => value !== null && value !== undefined))
      .find((values) => values.length);
    if (known) {
      this.values.set(
        place,
        known.reduce((sum, value) => sum + value, 0n)
      );
    } else if (before.has(place)) {
      this.values.set(place, null);
    }
  }

  // `places` so ordered that the parts of a total come before it.
  inOrder(places) {
    const wanted = new Set(places);
    const ordered = new Set();
    const seen = new Set();
    const visit = (place) => {
      if (seen.has(place)) {
        return;
      }
      seen.add(place);
      (this.ways.get(place) || []).forEach((parts) => parts.forEach(visit));
      if (wanted.has(place)) {
        ordered.add(place);
      }
    };
    wanted.forEach(visit);
    return [...ordered];
  }
}

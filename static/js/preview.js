// Keeps the draft in its frame up to date and marks what changed since it was last shown.

const OPEN = "desk-preview-open"; // remembered in this browser: whether the pane stands open

function blocksOf(page) {
  const blocks = new Map();
  page.querySelectorAll("[data-block]").forEach((block) => {
    blocks.set(block.dataset.block, block.innerHTML);
  });
  return blocks;
}

function sectionOf(key) {
  return key.slice(0, key.indexOf("/"));
}

// Keys of `here` whose content is not in `there`, neither under this key nor elsewhere in its
// section: a paragraph that only moved down has not changed.
function onlyIn(here, there) {
  const contents = new Set();
  there.forEach((content, key) => contents.add(`${sectionOf(key)}/${content}`));
  return Array.from(here.keys()).filter(
    (key) => here.get(key) !== there.get(key) && !contents.has(`${sectionOf(key)}/${here.get(key)}`)
  );
}

function cellsOf(block) {
  return Array.from(block.querySelectorAll("td, tbody th"));
}

class Preview {
  constructor(pane) {
    this.pane = pane;
    this.frame = pane.querySelector("iframe");
    this.count = pane.querySelector(".preview-count");
    this.steps = pane.querySelectorAll("[data-step]");
    this.blocks = null;
    this.marked = [];
    this.at = -1;
    this.running = false;
    this.again = false;
    this.frame.addEventListener("load", () => this.loaded());
    this.steps.forEach((button) => {
      button.addEventListener("click", () => this.step(Number(button.dataset.step)));
    });
    pane.querySelector("[data-refresh]").addEventListener("click", () => this.refresh());
    document.addEventListener("desk:saved", () => this.refresh());
    document.addEventListener("desk:saved-elsewhere", () => this.refresh());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) {
        this.refresh();
      }
    });
    if (this.page && this.page.readyState === "complete") {
      this.loaded();
    }
  }

  get page() {
    return this.frame.contentDocument;
  }

  get isOpen() {
    return !this.pane.hidden;
  }

  loaded() {
    if (this.page && this.page.getElementById("content")) {
      this.blocks = blocksOf(this.page);
    }
  }

  open() {
    this.pane.hidden = false;
    if (this.frame.dataset.src) {
      this.frame.src = this.frame.dataset.src;
      delete this.frame.dataset.src;
    } else {
      this.refresh();
    }
  }

  close() {
    this.pane.hidden = true;
  }

  async refresh() {
    if (!this.isOpen || !this.blocks) {
      return;
    }
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    this.again = false;
    try {
      await Promise.all([this.refreshPage(), this.refreshFindings()]);
    } catch (error) {
      this.count.textContent = "预览没有更新：连不上服务器";
    }
    this.running = false;
    if (this.again) {
      this.refresh();
    }
  }

  async refreshPage() {
    const fresh = await fetched(this.frame.src);
    const content = fresh && fresh.getElementById("content");
    if (!content) {
      this.count.textContent = "预览没有更新：请刷新本页（登录可能已过期）";
      return;
    }
    const before = this.blocks;
    this.blocks = blocksOf(fresh);
    const changed = onlyIn(this.blocks, before);
    const gone = onlyIn(before, this.blocks).filter((key) => !this.blocks.has(key));
    if (changed.length + gone.length > 0) {
      this.swap(content);
      this.mark(new Set(changed), new Set(gone.map(sectionOf)));
      changed.forEach((key) => before.has(key) && this.markCells(key, before.get(key)));
    }
  }

  async refreshFindings() {
    const shown = document.getElementById("preview-findings");
    if (shown) {
      const fresh = await fetched(location.href);
      const findings = fresh && fresh.getElementById("preview-findings");
      if (findings) {
        shown.replaceWith(document.adoptNode(findings));
      }
    }
  }

  swap(content) {
    const view = this.frame.contentWindow;
    const height = view.scrollY;
    this.page.getElementById("content").replaceWith(this.page.adoptNode(content));
    view.scrollTo(0, height);
  }

  mark(changed, sections) {
    const marked = [];
    this.page.querySelectorAll("[data-block], #content [id]").forEach((element) => {
      if (changed.has(element.dataset.block) || sections.has(element.id)) {
        element.classList.add("changed");
        marked.push(element);
      }
    });
    this.marked = marked;
    this.at = -1;
    this.count.textContent = `有 ${marked.length} 处改动`;
    this.steps.forEach((button) => {
      button.disabled = marked.length === 0;
    });
    this.show(0);
  }

  // Which cells of a changed table are not as they were; a table of another shape is new.
  markCells(key, before) {
    const was = cellsOf(new DOMParser().parseFromString(before, "text/html"));
    const now = cellsOf(this.page.querySelector(`[data-block="${CSS.escape(key)}"]`));
    if (was.length === now.length) {
      now
        .filter((cell, index) => cell.textContent !== was[index].textContent)
        .forEach((cell) => cell.classList.add("changed-cell"));
    }
  }

  step(by) {
    const length = this.marked.length;
    this.show((this.at + by + length) % length);
    this.count.textContent = `有 ${length} 处改动，这是第 ${this.at + 1} 处`;
  }

  show(index) {
    this.marked.forEach((element, number) => element.classList.toggle("current", number === index));
    this.at = index;
    // scrollIntoView would scroll the window around the frame as well.
    const view = this.frame.contentWindow;
    const top = this.marked[index].getBoundingClientRect().top;
    view.scrollTo(0, view.scrollY + top - view.innerHeight / 3);
  }
}

async function fetched(address) {
  const response = await fetch(address, { cache: "no-store" });
  if (!response.ok || response.redirected) {
    return null;
  }
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

const pane = document.querySelector("[data-preview]");
if (pane) {
  const preview = new Preview(pane);
  const toggle = document.querySelector("[data-pane-toggle]");
  if (toggle) {
    const set = (open) => {
      toggle.setAttribute("aria-expanded", String(open));
      document.body.classList.toggle("with-preview", open);
      localStorage.setItem(OPEN, open ? "yes" : "no");
      if (open) {
        preview.open();
      } else {
        preview.close();
      }
    };
    toggle.hidden = false;
    toggle.addEventListener("click", () => set(!preview.isOpen));
    if (localStorage.getItem(OPEN) === "yes") {
      set(true);
    }
  }
}

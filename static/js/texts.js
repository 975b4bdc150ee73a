// Saves each text a moment after it was typed, and shows it in the sentence it belongs to.
// Without this script every form still posts its own text.

import { csrfToken } from "./csrf.js";

const DELAY = 1000; // ms after the last key
const MOST_ON_LEAVING = 60000; // bytes the browser sends for a page that is being left

const savedLine = document.getElementById("texts-saved");

function sameEnds(text) {
  return text.replace(/\r\n?/g, "\n").trim();
}

// The same text as part of a sentence: on one line, without stops at its ends.
function clause(text) {
  return text.replace(/\s+/g, " ").replace(/^[。，；、：.,;:\s]+|[。，；、：.,;:\s]+$/g, "");
}

class TextForm {
  constructor(form) {
    this.form = form;
    this.area = form.elements.text;
    this.state = form.querySelector(".field-state");
    this.conflict = form.querySelector(".conflict");
    this.theirs = this.conflict.hidden ? null : this.base;
    this.refused = this.state.textContent !== "";
    this.saving = false;
    this.again = false;
    this.timer = 0;
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("change", () => this.soon(0));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keepMine();
    });
    form.querySelector(".take-theirs").addEventListener("click", () => this.takeTheirs());
  }

  // The stored text; it stands in the form, where other scripts of the page see it too.
  get base() {
    return this.form.elements.base.value;
  }

  set base(text) {
    this.form.elements.base.value = text;
  }

  get isDirty() {
    return sameEnds(this.area.value) !== sameEnds(this.base);
  }

  get isStuck() {
    return this.isDirty && (this.refused || this.theirs !== null);
  }

  typed() {
    this.refused = false;
    this.mirror();
    if (this.theirs === null) {
      this.tell("还没有保存…");
      this.soon(DELAY);
    }
  }

  mirror() {
    const gaps = document.querySelectorAll(`[data-gap="${CSS.escape(this.area.id)}"]`);
    gaps.forEach((gap) => {
      gap.textContent = clause(this.area.value);
    });
  }

  soon(delay) {
    clearTimeout(this.timer);
    if (this.theirs === null && !this.refused) {
      this.timer = setTimeout(() => this.isDirty && this.save(), delay);
    }
  }

  keepMine() {
    clearTimeout(this.timer);
    if (this.theirs !== null) {
      this.base = this.theirs;
    }
    this.settle();
    this.save();
  }

  takeTheirs() {
    this.area.value = this.base = this.theirs;
    this.mirror();
    this.settle();
    this.tell("用了对方的文字");
    this.area.focus();
  }

  settle() {
    this.theirs = null;
    this.conflict.hidden = true;
  }

  async save(isLeaving = false) {
    if (this.saving) {
      this.again = true;
      return;
    }
    this.saving = true;
    this.again = false;
    const sent = this.area.value;
    this.tell("正在保存…");
    try {
      await this.read(await this.post(sent, isLeaving), sent);
    } catch (error) {
      this.refuse("没有保存：连不上服务器。文字还在这里，请稍后点“保存”");
    }
    this.saving = false;
    if (this.again && !this.isStuck) {
      this.save();
    }
  }

  post(sent, isLeaving) {
    const { kind, figure, row, csrfmiddlewaretoken: token } = this.form.elements;
    const body = JSON.stringify({
      kind: kind.value,
      figure: figure.value,
      row: row.value,
      text: sent,
      base: this.base,
    });
    return fetch(this.form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(token.value) },
      body,
      keepalive: isLeaving,
    });
  }

  async read(response, sent) {
    const type = response.headers.get("Content-Type") || "";
    if (response.redirected || !type.startsWith("application/json")) {
      if (response.redirected) {
        this.refuseExpired(response.url);
      } else {
        this.refuse(`没有保存：服务器没有接受（${response.status}），文字还在这里，请点“保存”再试`);
      }
      return;
    }
    const answer = await response.json();
    if (response.ok) {
      this.saved(answer, sent);
    } else if (response.status === 409) {
      this.showConflict(answer);
    } else {
      this.refuse(`没有保存：${answer.message}`);
    }
  }

  saved(answer, sent) {
    this.base = answer.text;
    this.form.classList.remove("carried", "missing");
    this.form.querySelectorAll(".badge, .confirm").forEach((mark) => mark.remove());
    this.tell(sent === this.area.value ? `已保存 ${answer.saved_at}` : "还没有保存…");
    savedLine.textContent = `最近保存 ${answer.saved_at}`;
    if (sent !== this.area.value) {
      this.soon(DELAY);
    }
    document.dispatchEvent(new CustomEvent("desk:saved", { detail: { field: this.area.id } }));
  }

  showConflict(answer) {
    this.theirs = answer.theirs;
    this.conflict.querySelector(".theirs").textContent = answer.theirs || "（已删去）";
    this.conflict.hidden = false;
    this.tell(answer.message);
  }

  refuse(message) {
    this.refused = true;
    this.tell(message);
  }

  // The text stays in the field; it is sent again when the window is back in front.
  refuseExpired(login) {
    this.refuse("没有保存：登录已过期，文字还在这里。");
    this.expired = true;
    const link = document.createElement("a");
    link.href = `${new URL(login).pathname}?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.textContent = "在新窗口重新登录";
    this.state.append(link, "，再回到这里点“保存”");
  }

  tell(message) {
    this.expired = false;
    this.state.textContent = message;
    this.form.classList.toggle("refused", this.refused || this.theirs !== null);
  }
}

let forms = [];

// Anew when sentences of the page came or went; a sentence shows what is still being written.
function readForms() {
  const known = new Map(forms.map((form) => [form.form, form]));
  forms = Array.from(document.querySelectorAll("form[data-text]"))
    .filter((form) => !form.elements.text.readOnly)
    .map((form) => known.get(form) || new TextForm(form));
  forms.filter((form) => form.isDirty).forEach((form) => form.mirror());
}

document.addEventListener("desk:texts-renewed", readForms);
readForms();

function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !target.closest("form[data-text]")) {
    return;
  }
  const folded = target.closest("details");
  if (folded) {
    folded.open = true;
  }
  target.focus({ preventScroll: true });
  target.closest(".asked, form").scrollIntoView({ block: "center" });
}

window.addEventListener("focus", () => {
  forms.filter((form) => form.expired && form.isDirty).forEach((form) => form.save());
});

window.addEventListener("hashchange", showTarget);
showTarget();

window.addEventListener("beforeunload", (event) => {
  const dirty = forms.filter((form) => form.isDirty);
  const small = dirty.filter(
    (form) => !form.isStuck && (form.area.value.length + form.base.length) * 3 < MOST_ON_LEAVING
  );
  small.forEach((form) => form.save(true));
  if (small.length < dirty.length) {
    event.preventDefault();
    event.returnValue = "";
  }
});

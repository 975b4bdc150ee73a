// Sends what was typed a moment after it was typed, and says what has become of it.

import { csrfToken } from "./csrf.js";

const DELAY = 800; // ms after the last key
const RETRY = 5000; // ms after a failure
const MOST = 1000; // cells of one request
const LOG_IN = "在新窗口重新登录";

export class Saver {
  // grid: gives the changes, takes the answer. url, token: where and with which CSRF token.
  constructor(grid, url, token, state) {
    this.grid = grid;
    this.url = url;
    this.token = token;
    this.state = state;
    this.timer = 0;
    this.running = null;
    this.failure = "";
    this.login = ""; // where to log in again, once the session has expired
  }

  soon(delay = DELAY) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
    this.tell();
  }

  // Resolves once everything that could be stored is. One request at a time: of two under way the
  // older answer could come last, and show what is no longer so.
  async save() {
    clearTimeout(this.timer);
    while (this.running) {
      await this.running;
    }
    const changes = this.grid.changes().slice(0, MOST);
    if (changes.length) {
      await this.send({ changes });
      if (!this.failure && this.grid.changes().length) {
        await this.save();
      }
    }
  }

  // One request; the answer, or null when it failed.
  async send(content) {
    const request = this.request(content);
    this.running = request;
    this.tell();
    const answer = await request;
    this.running = null;
    if (answer) {
      this.failure = "";
      this.login = "";
      this.savedAt = answer.saved_at;
      this.grid.take(answer, content);
      document.dispatchEvent(new CustomEvent("desk:saved"));
    }
    this.tell();
    return answer;
  }

  async request(content) {
    try {
      const response = await this.post(this.url, { unit: this.grid.unit, ...content });
      const type = response.headers.get("Content-Type") || "";
      if (response.redirected || !type.startsWith("application/json")) {
        const expired = response.redirected || response.status === 403;
        this.fail(expired ? "登录已过期" : `服务器没有接受（${response.status}）`, true);
        this.login = response.redirected ? new URL(response.url).pathname : "";
        return null;
      }
      const answer = await response.json();
      if (!response.ok) {
        this.fail(answer.message, false);
        return null;
      }
      return answer;
    } catch (error) {
      this.fail("连不上服务器", true);
      return null;
    }
  }

  post(url, content) {
    return fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(this.token) },
      body: JSON.stringify(content),
    });
  }

  fail(message, isPassing) {
    this.failure = message;
    this.login = "";
    if (isPassing) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), RETRY);
      this.failure += "，稍后自动重试";
    }
  }

  loginLink() {
    const link = document.createElement("a");
    link.href = `${this.login}?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.textContent = LOG_IN;
    return link;
  }

  get unsaved() {
    return this.grid.unsaved() + (this.running ? 1 : 0);
  }

  tell() {
    const open = this.grid.unsaved();
    const when = this.savedAt ? `已保存 ${this.savedAt}` : "";
    let text = when;
    if (this.failure) {
      text = `没有保存：${this.failure}`;
    } else if (this.running) {
      text = "正在保存…";
    } else if (open) {
      text = `${open}格还没有保存${when ? `（${when}）` : ""}`;
    }
    const link = this.failure && this.login ? ["；", this.loginLink()] : [];
    if (text && this.state.textContent !== (link.length ? `${text}；${LOG_IN}` : text)) {
      this.state.replaceChildren(text, ...link);
    }
    this.state.classList.toggle("failed", Boolean(this.failure) || (open > 0 && !this.running));
  }
}

// Keeps the progress of jobs up to date on a page that shows them, as long as anything goes on;
// a page that is another one afterwards names its address in data-then.

const EVERY = 2000; // milliseconds
const LONGEST = 30000; // between attempts while the server does not answer
const LOST = "暂时连不上，进度可能不是最新的；请检查网络，或刷新页面。";

const shown = document.querySelector("[data-progress]");

if (shown && "goingOn" in shown.dataset) {
  shown.querySelector("[data-still]").hidden = true;
  shown.querySelector("[data-live]").hidden = false;
  window.setTimeout(look, EVERY, EVERY);
}

async function look(wait) {
  if (document.hidden) {
    document.addEventListener("visibilitychange", () => look(EVERY), { once: true });
    return;
  }
  const answer = await ask();
  tell(answer ? "" : LOST);
  if (!answer) {
    const longer = Math.min(wait * 2, LONGEST);
    window.setTimeout(look, longer, longer);
    return;
  }
  Object.entries(answer.parts).forEach(([id, html]) => renew(id, html));
  if (answer.going_on) {
    window.setTimeout(look, EVERY, EVERY);
  } else {
    shown.querySelector("[data-live]").hidden = true;
    if (shown.dataset.then) {
      window.location.assign(shown.dataset.then);
    }
  }
}

// What the server says of the lines on this page; null where it says nothing, as after a logout.
async function ask() {
  const query = new URLSearchParams();
  shown.querySelectorAll("[data-job]").forEach((line) => query.append("job", line.dataset.job));
  shown.querySelectorAll("[data-batch]").forEach((line) => query.append("batch", line.dataset.batch));
  try {
    const response = await fetch(`${shown.dataset.progress}?${query}`, { redirect: "error" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function tell(message) {
  const place = shown.querySelector("[data-lost]");
  if (place.textContent !== message) {
    place.textContent = message;
  }
}

// Puts an element in the place of the one with its id, where it differs; the focus stays where it
// was, on the link or button of the same number.
function renew(id, html) {
  const here = document.getElementById(id);
  const template = document.createElement("template");
  template.innerHTML = html;
  const there = template.content.firstElementChild;
  if (!here || here.isEqualNode(there)) {
    return;
  }
  const place = [...here.querySelectorAll("a, button")].indexOf(document.activeElement);
  here.replaceWith(there);
  const now = there.querySelectorAll("a, button");
  if (place >= 0 && now.length) {
    now[Math.min(place, now.length - 1)].focus();
  }
}

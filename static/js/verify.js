// The SHA-256 of a chosen or dropped file is computed here, so that the file stays where it is.
// Without crypto.subtle (a page without TLS) the form sends the file, as it does without a script.

const form = document.querySelector("[data-verify]");
const input = form.querySelector("[type=file]");
const problem = form.querySelector("[data-problem]");
const largest = Number(form.dataset.largest);

function say(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

async function look(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const bytes = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  location.assign(`${form.action}?sha256=${bytes.join("")}`);
}

function accepts(file) {
  const fits = file.size <= largest;
  say(fits ? "" : `文件超过 ${largest / 1024 / 1024} MB，本站没有公开过这样大的文件。`);
  return fits;
}

form.addEventListener("submit", (event) => {
  const file = input.files[0];
  if (!file) return;
  if (!accepts(file)) event.preventDefault();
  else if (window.crypto && crypto.subtle) {
    event.preventDefault();
    look(file).catch(() => say("没有读出这个文件，请重新选择。"));
  }
});

form.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});

form.addEventListener("dragleave", () => form.classList.remove("over"));

form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const { files } = event.dataTransfer;
  if (!files.length) return;
  input.files = files;
  form.requestSubmit();
});

form.querySelector("[data-here]").hidden = !(window.crypto && crypto.subtle);

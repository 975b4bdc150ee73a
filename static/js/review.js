// A remark that was written and not added is lost when the page is left: approving waits for it.

const unsent = document.getElementById("unsent");

function written() {
  const areas = Array.from(document.querySelectorAll('textarea[name^="remark:"]'));
  return areas.find((area) => area.value.trim());
}

// What goes with the form of the remarks is kept; every other form would leave the page.
document.querySelectorAll(".review form:not(#send-back)").forEach((form) => {
  form.addEventListener("submit", (event) => {
    const area = written();
    if (area) {
      event.preventDefault();
      unsent.hidden = false;
      area.closest("details")?.setAttribute("open", "");
      area.focus();
    }
  });
});

// The field has the focus as soon as it is opened.
document.querySelectorAll(".remark details").forEach((details) => {
  details.addEventListener("toggle", () => {
    const area = details.querySelector("textarea");
    if (details.open && !area.value) {
      area.focus();
    }
  });
});

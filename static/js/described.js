// Which elements describe an input: what the checks found about it, why it was not stored.

export function describe(input, id, isOn) {
  const ids = new Set((input.getAttribute("aria-describedby") || "").split(/\s+/).filter(Boolean));
  if (isOn) {
    ids.add(id);
  } else {
    ids.delete(id);
  }
  if (ids.size) {
    input.setAttribute("aria-describedby", [...ids].join(" "));
  } else {
    input.removeAttribute("aria-describedby");
  }
}

// Brings a part of the page up to date with a newly fetched one, and leaves alone what somebody
// is writing: an element that stays is never taken out of the page, so that it keeps the focus.

// Fills `shown` with the children of `fresh` that match `selector`; same(here, there) finds the one
// that is there already, update(here, there) renews it, isBusy(here) keeps one that is gone.
export function reconcile(shown, fresh, selector, { same, update, isBusy }) {
  const waiting = new Set(childrenOf(shown, selector));
  let last = null;
  childrenOf(fresh, selector).forEach((there) => {
    const here = [...waiting].find((one) => same(one, there));
    if (here) {
      waiting.delete(here);
      update(here, there);
      last = here;
      return;
    }
    if (last) {
      last.after(there);
    } else {
      const [first] = childrenOf(shown, selector);
      shown.insertBefore(there, first || null);
    }
    last = there;
  });
  [...waiting].filter((one) => !isBusy(one)).forEach((one) => one.remove());
}

function childrenOf(parent, selector) {
  return Array.from(parent.children).filter((child) => child.matches(selector));
}

// Replaces the child that matches `selector`, where it differs; puts it before `next` if it is new.
export function renew(shown, fresh, selector, next) {
  const here = shown.querySelector(selector);
  const there = fresh.querySelector(selector);
  if (here && there) {
    if (!here.isEqualNode(there)) {
      here.replaceChildren(...Array.from(there.childNodes));
    }
  } else if (here) {
    here.remove();
  } else if (there) {
    shown.insertBefore(there, shown.querySelector(next));
  }
}

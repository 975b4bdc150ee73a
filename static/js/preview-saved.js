// Tells the other windows of this disclosure that something was saved, so that a preview follows.
// A page that saves dispatches "desk:saved" on its document.

// Every page of a disclosure's desk stands below the same address: …/disclosure/7/
const place = location.pathname.match(/^.*?\/\d+\//);

if (place && "BroadcastChannel" in window) {
  const channel = new BroadcastChannel(`desk:${place[0]}`);
  document.addEventListener("desk:saved", () => channel.postMessage("saved"));
  channel.addEventListener("message", () => document.dispatchEvent(new Event("desk:saved-elsewhere")));
}

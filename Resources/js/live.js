// Takt, live: the count of unread notifications, and a quiet link when what the page shows has changed.
// Nothing moves by itself; without this file a reload shows the same.
const bell = document.querySelector("[data-events]");
let source, mark = "", later;

const count = async () => {
  try {
    const answer = await fetch(bell.dataset.unread);
    const { unread } = await answer.json(), text = unread > 99 ? "99+" : `${unread}`;
    const badge = bell.querySelector(".badge");
    badge.textContent = text;
    badge.hidden = !unread;
    bell.ariaLabel = bell.dataset.label.replace("#", text);
  } catch {
    // Away for a moment: the next page says it.
  }
};

// The link of the page as it stands now: filters replace it. An order's page waits for its own order.
const changed = (order) => {
  const note = document.querySelector("[data-live]"), own = note?.dataset.order;
  if (!note || (own && order && own !== `${order}`)) return;
  note.orders ??= new Set();
  order ? note.orders.add(order) : (note.many = true);
  const link = note.querySelector("a");
  link.textContent = own || note.many ? note.dataset.many : note.dataset.live.replace("#", note.orders.size);
  link.hidden = false;
};

const close = () => {
  clearTimeout(later);
  source?.close();
  source = null;
};
// A hidden page needs no stream: browsers have few connections for each site. It goes on where it stopped.
const open = () => {
  if (source || document.hidden) return;
  const address = new URL(bell.dataset.events, location);
  if (mark) address.searchParams.set("after", mark);
  source = new EventSource(address);
  const on = (name, run) =>
    source.addEventListener(name, (e) => {
      mark = e.lastEventId;
      run(JSON.parse(e.data));
    });
  on("ready", () => {});
  on("notifications", count);
  on("order_updated", ({ order }) => changed(order));
  on("invalidate", () => changed());
  source.onerror = () => {
    // A refusal, which the browser does not try again by itself.
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    later = setTimeout(open, 60000);
  };
};
if (bell) {
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

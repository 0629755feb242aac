// Takt. Every page works without this file; it only saves steps.
const doc = document, root = doc.documentElement;
const $ = (q, from = doc) => from.querySelector(q);
const $$ = (q, from = doc) => [...from.querySelectorAll(q)];
const on = (type, run) => doc.addEventListener(type, run);
root.classList.add("js");

// Theme and folded menu: the form posts and the server sets the cookie; here it happens in place.
on("submit", (e) => {
  const form = e.target, key = form.dataset.pref;
  if (!key) return;
  e.preventDefault();
  const now = root.dataset[key] ?? (key === "theme" && matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "");
  const next = key === "nav" ? (now === "rail" ? "wide" : "rail") : now === "dark" ? "light" : "dark";
  root.dataset[key] = next;
  form.elements[key].value = next;
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" }).catch(() => {});
});

// A form is sent once; the pressed button shows that it works.
on("submit", (e) => {
  const form = e.target;
  if (e.defaultPrevented || form.method === "get" || form.dataset.download !== undefined) return;
  if (form.ariaBusy) return e.preventDefault();
  form.ariaBusy = "true";
  e.submitter?.setAttribute("data-busy", "");
});
addEventListener("pageshow", () => {
  $$("form[aria-busy]").forEach((f) => (f.ariaBusy = null));
  $$("[data-busy]").forEach((b) => b.removeAttribute("data-busy"));
  // A card that was moved is what one goes on with; the browser has gone to its anchor by now.
  $(".card:target a")?.focus();
});

// Filters: fetch the same address and swap <main>; anything odd falls back to a plain GET.
// XMLHttpRequest hands over a parsed document, which trusted types allow; DOMParser would be refused.
const load = (url) =>
  new Promise((done, fail) => {
    const ask = new XMLHttpRequest();
    ask.open("GET", url);
    ask.responseType = "document";
    ask.onload = () => (ask.status === 200 && ask.response ? done(ask.response) : fail(ask.status));
    ask.onerror = fail;
    ask.send();
  });
let asked = 0;
const swap = async (url, push) => {
  const mine = ++asked;
  try {
    const old = $("main");
    old.ariaBusy = "true";
    const page = await load(url);
    if (mine !== asked) return;
    const main = $("main", page), { id, name } = doc.activeElement;
    if (!main) throw 0;
    old.replaceWith(main);
    board();
    doc.title = page.title;
    if (push) history.pushState({ swap: 1 }, "", url);
    ((id && doc.getElementById(id)) || (name && $(`main [name="${CSS.escape(name)}"]`)) || main).focus();
  } catch {
    if (mine === asked) location.assign(url);
  }
};
const filter = (form) => {
  const data = [...new FormData(form)].filter(([, v]) => v);
  history.replaceState({ swap: 1 }, "");
  swap(`${form.action.split("?")[0]}?${new URLSearchParams(data)}`, true);
};
on("change", (e) => e.target.form?.matches("[data-auto]") && (e.target.focus(), filter(e.target.form)));
on("submit", (e) => e.target.matches("[data-auto]") && (e.preventDefault(), filter(e.target)));
addEventListener("popstate", (e) => e.state?.swap && swap(location.href));

on("click", (e) => {
  const at = (q) => e.target.closest(q);
  // Destructive links lead to a page that asks; here a dialog asks.
  const link = at("a[data-confirm]"), box = $("#confirm");
  if (link && !e.ctrlKey && !e.metaKey) {
    e.preventDefault();
    $("form", box).action = link.href;
    $("[name=version]", box).value = link.dataset.version ?? "";
    $("h2", box).textContent = link.dataset.confirm;
    $("p", box).textContent = link.dataset.detail ?? "";
    $(".danger", box).textContent = link.dataset.verb;
    box.showModal();
  }
  if (at("[data-close]")) at("dialog").close();
  // What is there to be copied is chosen whole, unless a part of it was.
  const copy = at("[readonly]");
  if (copy && copy.selectionStart === copy.selectionEnd) copy.select();
  $$("details.menu[open]").forEach((d) => d.contains(e.target) || (d.open = false));
});

// Board: a card that is dropped, or moved by Shift and an arrow, submits its own form, as a choice by pointer does.
const move = (card, lane) => {
  const form = lane && lane !== card.closest(".lane") && $("form", card);
  if (form) (form.elements.stage.value = lane.dataset.stage), form.requestSubmit();
};
const board = () => $$(".card:has(form)").forEach((card) => (card.draggable = true));
board();
on("dragstart", (e) => e.target.closest?.(".card")?.classList.add("drag"));
on("dragend", () => $$(".drag, .drop").forEach((x) => x.classList.remove("drag", "drop")));
on("dragover", (e) => {
  const lane = $(".drag") && e.target.closest(".lane");
  $$(".drop").forEach((x) => x !== lane && x.classList.remove("drop"));
  if (lane) e.preventDefault(), lane.classList.add("drop");
});
on("drop", (e) => $(".drag") && (e.preventDefault(), move($(".drag"), e.target.closest(".lane"))));
on("change", (e) => e.target.matches(".card select:not(:focus-visible)") && e.target.form.requestSubmit());
on("keydown", (e) => {
  const card = e.shiftKey && !e.target.closest("select") && e.target.closest(".card");
  const way = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" }[e.key];
  if (card && way) e.preventDefault(), move(card, card.closest(".lane")[way]);
});

// Selecting rows.
on("change", ({ target: t }) => {
  if (t.name !== "id" && t.name !== "all") return;
  const ids = $$("[name=id]").filter((x) => x.form === t.form), out = $("[data-selected]");
  if (t.name === "all") ids.forEach((x) => (x.checked = t.checked));
  out.textContent = out.dataset.selected.replace("#", ids.filter((x) => x.checked).length);
});

// Keys.
let last = "";
on("keydown", (e) => {
  const open = e.key === "Escape" && $("details.menu[open]");
  if (open) (open.open = false), $("summary", open).focus();
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, select, textarea, dialog")) return;
  if (e.key === "/") e.preventDefault(), $("#q")?.focus();
  else if (e.key === "?") $("#keys")?.showModal();
  else if (last === "g") $(`[data-key="g ${CSS.escape(e.key)}"]`)?.click();
  last = e.key;
});

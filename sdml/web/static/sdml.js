// Swaps pieces of pages and presses buttons by key; every page works without it.

const typing = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";

function announceReady() {
  document.documentElement.dataset.script = "on";
}

async function fetchPage(url, options) {
  const answer = await fetch(url, {
    ...options,
    credentials: "same-origin",
    headers: { "X-Requested-With": "sdml", Accept: "text/html" },
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, page };
}

function replaceById(page, id) {
  const fresh = page.getElementById(id);
  const old = document.getElementById(id);
  if (fresh && old) {
    old.replaceWith(document.adoptNode(fresh));
    return document.getElementById(id);
  }
  return null;
}

function swapIn(page, selector, address) {
  const id = selector.slice(1);
  const target = replaceById(page, id);
  if (!target) return null;
  replaceById(page, "notices");
  for (const live of document.querySelectorAll("[data-live][id]")) {
    if (!target.contains(live)) replaceById(page, live.id);
  }
  document.title = page.title;
  if (address && address !== location.href) history.replaceState(null, "", address);
  const heading = target.matches("[data-focus]") ? target : target.querySelector("[data-focus]");
  heading?.focus({ preventScroll: false });
  target.dispatchEvent(new CustomEvent("sdml:swapped", { bubbles: true, detail: { target } }));
  return target;
}

async function swap(selector, url, options, whole) {
  const old = document.querySelector(selector);
  if (!old || old.getAttribute("aria-busy") === "true") return;
  old.setAttribute("aria-busy", "true");
  try {
    const { answer, page } = await fetchPage(url, options);
    const seen = !options.method || answer.redirected;
    if (!swapIn(page, selector, seen ? answer.url : null)) location.assign(answer.url);
  } catch {
    whole();
  } finally {
    old.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const selector = form.dataset.swap;
  if (!selector || event.defaultPrevented || !document.querySelector(selector)) return;
  event.preventDefault();
  const button = event.submitter;
  const fields = new URLSearchParams(new FormData(form, button));
  const goal = button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action;
  const whole = () => {
    delete form.dataset.swap;
    form.requestSubmit(button ?? undefined);
  };
  if (form.method === "get") {
    swap(selector, `${goal.split("?")[0]}?${fields}`, {}, whole);
  } else {
    swap(selector, goal, { method: "POST", body: fields }, whole);
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const link = event.target.closest("a[data-swap]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (link && plain && document.querySelector(link.dataset.swap)) {
    event.preventDefault();
    swap(link.dataset.swap, link.href, {}, () => location.assign(link.href));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.isComposing || event.target.closest?.(typing)) return;
  if (document.querySelector("dialog[open]")) return;
  const wanted = event.key.toLowerCase();
  for (const element of document.querySelectorAll("[data-key]")) {
    const shown = element.getClientRects().length > 0 && !element.disabled;
    if (shown && element.dataset.key.toLowerCase() === wanted) {
      event.preventDefault();
      if (element.matches("button, a, summary, input[type=submit]")) element.click();
      else element.focus();
      return;
    }
  }
});

function refreshLive() {
  for (const live of document.querySelectorAll("[data-live][data-every][data-source]")) {
    const due = Number(live.dataset.due ?? 0);
    if (document.hidden || Date.now() < due) continue;
    live.dataset.due = String(Date.now() + Number(live.dataset.every) * 1000);
    if (!due) continue;
    fetchPage(live.dataset.source, {})
      .then(({ answer, page }) => {
        if (!answer.ok || answer.redirected) return;
        const fresh = replaceById(page, live.id);
        if (fresh) fresh.dataset.due = live.dataset.due;
      })
      .catch(() => {});
  }
}

announceReady();
refreshLive();
setInterval(refreshLive, 1000);

// The reviewer's card: time left, panels, digits, the label filter, neighbours. Every page works without it.

const typing = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";
const near = 30;
let clock = null;

const card = () => document.querySelector("[data-card]");

// Time left

function minutes(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function startClock(desk) {
  clearInterval(clock?.timer);
  const lease = desk.querySelector("#lease");
  const begun = performance.now();
  const seconds = Number(desk.dataset.seconds);
  clock = { until: begun + seconds * 1000, renewed: begun, lease: seconds * 1000, said: false, over: false };
  const tick = () => {
    if (!desk.isConnected) {
      clearInterval(clock.timer);
      return;
    }
    const left = Math.max(0, Math.round((clock.until - performance.now()) / 1000));
    lease.textContent = lease.dataset.left.replace("{time}", minutes(left));
    lease.classList.toggle("near", left <= near);
    if (left > near) clock.said = false;
    else if (left && !clock.said) {
      clock.said = true;
      const voice = desk.querySelector("#lease-said");
      voice.textContent = voice.dataset.near;
    }
    if (!left) expire(desk);
  };
  clock.timer = setInterval(tick, 1000); // before the first look, which may end it
  tick();
}

function expire(desk) {
  if (clock.over) return;
  clock.over = true;
  clearInterval(clock.timer);
  const box = desk.querySelector("#expired");
  box.hidden = false;
  box.querySelector("p").textContent = box.dataset.message;
  desk.classList.add("is-over");
  for (const button of desk.querySelectorAll(".decide-bar button, .panel button")) button.disabled = true;
  if (!desk.querySelector(":focus")?.matches(typing)) box.querySelector("button").focus();
}

async function renew() {
  const desk = card();
  if (!desk || !clock || clock.over || clock.busy) return;
  const now = performance.now();
  if (now - clock.renewed < Math.min(clock.lease / 4, 30000)) return;
  clock.busy = true;
  const mine = clock;
  const fields = new URLSearchParams({
    csrf_token: desk.querySelector("[name=csrf_token]").value,
    example_id: desk.dataset.example,
    token: desk.dataset.token,
  });
  try {
    const answer = await fetch(desk.dataset.renew, { method: "POST", body: fields, credentials: "same-origin" });
    if (clock !== mine) return;
    if (answer.ok) {
      mine.until = performance.now() + (await answer.json()).seconds_left * 1000;
      mine.renewed = now;
    } else if (answer.status === 409) {
      expire(desk);
    }
  } catch {
    mine.renewed = now; // offline for a moment: try again later
  } finally {
    mine.busy = false;
  }
}

for (const kind of ["keydown", "pointerdown", "pointermove", "input", "wheel", "touchmove"]) {
  document.addEventListener(kind, renew, { passive: true });
}

// Panels and labels

function openPanel(id, focus) {
  const desk = card();
  const bar = desk.querySelector(".decide-bar");
  for (const panel of desk.querySelectorAll(".panel")) {
    const open = panel.id === id && !panel.classList.contains("open");
    panel.classList.toggle("open", open);
    bar.querySelector(`[data-panel="${panel.id}"]`).setAttribute("aria-expanded", String(open));
    if (open && focus) {
      panel.querySelector("select, input:not([type=hidden]), textarea").focus();
      panel.scrollIntoView({ block: "nearest" });
    }
  }
}

function chooseLabel(radio) {
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function growFilter(desk) {
  const box = desk.querySelector("[data-more]");
  if (!box) return;
  const select = box.querySelector("select");
  const list = document.createElement("div");
  list.className = "label-grid found";
  list.id = "found-labels";
  for (const option of select.options) {
    if (!option.value) continue;
    const choice = document.createElement("label");
    choice.className = "choice";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "label", value: option.value, checked: option.defaultSelected });
    const name = Object.assign(document.createElement("span"), { className: "choice-name", textContent: option.value });
    choice.append(radio, name);
    list.append(choice);
  }
  const filter = Object.assign(document.createElement("input"), { type: "search", id: "label-filter", autocomplete: "off", spellcheck: false });
  filter.setAttribute("aria-controls", list.id);
  if (box.dataset.filterKey) {
    filter.dataset.key = box.dataset.filterKey;
    filter.setAttribute("aria-keyshortcuts", box.dataset.filterKey);
  }
  const label = box.querySelector("label");
  label.htmlFor = filter.id;
  label.textContent = box.dataset.filterLabel;
  const none = Object.assign(document.createElement("p"), { className: "hint", textContent: box.dataset.none, hidden: true });
  none.setAttribute("role", "status");
  select.replaceWith(filter, list, none);
  const narrow = () => narrowLabels(desk, filter.value, none);
  filter.addEventListener("input", narrow);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const first = [...desk.querySelectorAll("#labels .choice:not([hidden]) input")][0];
    if (first) chooseLabel(first);
  });
  narrow();
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function narrowLabels(desk, typed, none) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const choice of desk.querySelectorAll("#labels .choice")) {
    const name = plain(choice.querySelector(".choice-name").textContent);
    const fits = words.every((word) => name.includes(word));
    choice.hidden = !fits;
    shown += fits;
  }
  none.hidden = shown > 0;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-panel]");
  if (opener) {
    event.preventDefault();
    openPanel(opener.dataset.panel, true);
  } else if (event.target.closest("[data-focus-labels]")) {
    event.preventDefault();
    const field = card().querySelector("#label-filter, #labels input");
    field.focus();
    field.closest("fieldset").scrollIntoView({ block: "nearest" });
  }
});

document.addEventListener("keydown", (event) => {
  const desk = card();
  if (!desk || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    openPanel("", false);
    for (const radio of desk.querySelectorAll("#labels input[type=radio]")) radio.checked = false;
    desk.querySelector("[data-focus]").focus();
  } else if ("digits" in desk.dataset && /^[1-9]$/.test(event.key) && !event.target.closest?.(typing)) {
    const radio = desk.querySelector(`[data-digit="${event.key}"]`);
    if (radio && !radio.closest("[hidden]")) {
      event.preventDefault();
      chooseLabel(radio);
    }
  }
});

// What was typed goes along: a half-written comment becomes the decision's note.

document.addEventListener("submit", (event) => {
  const desk = card();
  const form = event.target;
  if (!desk?.contains(form)) return;
  const comment = desk.querySelector("#comment");
  if ("drafts" in form.dataset && comment?.value.trim()) {
    const note = form.elements.namedItem("note");
    if (note && !note.value.trim()) note.value = comment.value;
  }
  if ("again" in form.dataset) {
    const open = desk.querySelector(".panel.open form") ?? desk.querySelector("#edit-form");
    for (const name of ["kind", "label", "reason_code", "outcome", "note"]) {
      const value = new FormData(open).get(name);
      form.elements.namedItem(name).value = typeof value === "string" ? value : "";
    }
  }
  kept = comment?.value && !form.closest("#talk") ? { example: desk.dataset.example, comment: comment.value } : null;
}, true);

let kept = null;

// Neighbours come after the card, which must not wait for them.

async function loadSimilar() {
  const box = document.querySelector("#similar[data-load]");
  if (!box || !box.dataset.load) return;
  const source = box.dataset.load;
  delete box.dataset.load;
  try {
    const answer = await fetch(source, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected || !box.isConnected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#similar");
    if (fresh) box.replaceWith(document.adoptNode(fresh));
    const text = document.querySelector("#example-text:not([data-revealed]) .reading");
    const marked = page.querySelector("#example-text .reading");
    if (text && marked?.querySelector("mark") && text.textContent === marked.textContent) {
      const hint = page.querySelector("#example-text .reading + .hint");
      text.after(document.adoptNode(hint));
      text.replaceWith(document.adoptNode(marked));
    }
  } catch {
    box.dataset.load = source; // the link inside it still works
  }
}

function begin() {
  const desk = card();
  if (desk && !("begun" in desk.dataset)) {
    desk.dataset.begun = "";
    growFilter(desk);
    startClock(desk);
    if (desk.dataset.open) openPanel(`${desk.dataset.open}-panel`, false);
    const comment = desk.querySelector("#comment");
    if (kept?.example === desk.dataset.example && comment && !comment.value) comment.value = kept.comment;
    kept = null;
  }
  loadSimilar();
}

document.addEventListener("sdml:swapped", begin);
begin();

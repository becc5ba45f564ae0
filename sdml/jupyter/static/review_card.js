// The review card: shows the state that the kernel sends, sends what the reviewer asks for.
// Every text is set as text. The frame is made once and stays, so that the focus stays too:
// without it JupyterLab would take the next key for one of its own commands.

const SLOW = 4000; // ms until a silent kernel is mentioned
const LOOK_AROUND_AFTER = 250; // ms a card must stay before its neighbours are looked for

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "lab-" + Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

function build(words, keys, number) {
  const parts = { root: element("section", { class: "sdml-review", tabindex: "0", lang: words.language, "aria-label": words.title }) };
  const id = (name) => `sdml-${name}-${number}`;

  const button = (action, look) => {
    const made = element("button", { type: "button", class: `sdml-button ${look}` }, element("span", { text: words[action] }));
    if (keys[action]) {
      made.append(element("kbd", { text: keys[action].toUpperCase(), "aria-hidden": "true" }));
      made.setAttribute("aria-keyshortcuts", keys[action]);
    }
    parts[action] = made;
    return made;
  };
  const field = (name, control, look = "") => {
    control.id = id(name);
    parts[name] = control;
    return element("div", { class: `sdml-field ${look}` }, element("label", { for: id(name), text: words[name] }), control);
  };

  parts.facts = element("p", { class: "sdml-facts" });
  parts.meter = element("progress", { max: "1", value: "0", "aria-label": words.title });
  parts.progress = element("p", { class: "sdml-progress" });
  parts.notice = element("div", { class: "sdml-notice", role: "status", "aria-live": "polite" });
  parts.announcement = element("p", { class: "sdml-hidden", "aria-live": "polite" });
  parts.text = element("div", { class: "sdml-text", tabindex: "0", role: "region", "aria-label": words.text });
  parts.masked = element("p", { class: "sdml-hint", text: words.masked });
  parts.suggestion = element("p", { class: "sdml-suggestion" });
  parts.given = element("p", { class: "sdml-hint" });
  parts.comments = element("ul", { class: "sdml-list" });
  parts.commentBox = element("div", {}, element("h4", { text: words.comments }), parts.comments);
  parts.neighbours = element("div", { class: "sdml-neighbours" });
  parts.shortcuts = element("p", { class: "sdml-hint", text: Object.keys(keys).length ? words.keys : words.keys_off });

  const reasons = element("select", {}, element("option", { value: "", text: words.choose }));
  for (const [name, text] of Object.entries(words)) {
    if (name.startsWith("reason.")) reasons.append(element("option", { value: name.slice(7), text }));
  }
  const drop = element("input", { type: "checkbox", id: id("drop") });
  parts.drop = drop;

  parts.form = element("div", { class: "sdml-form" },
    element("div", { class: "sdml-row" }, button("approve", "sdml-primary")),
    element("div", { class: "sdml-row" }, field("label", element("select")), button("edit", "")),
    element("div", { class: "sdml-row" }, field("reason", reasons), button("reject", "sdml-danger"), button("skip", "")),
    element("label", { class: "sdml-check", for: id("drop") }, drop, element("span", { text: words.drop })),
    field("note", element("textarea", { rows: "1", maxlength: "10000" })));
  parts.body = element("div", { class: "sdml-body" },
    element("div", { class: "sdml-main" }, parts.text, parts.masked, parts.form, parts.commentBox),
    element("div", { class: "sdml-side" },
      element("h4", { text: words.suggested }), parts.suggestion, parts.given, parts.neighbours));
  parts.next = element("button", { type: "button", class: "sdml-button sdml-primary" });
  parts.again = element("button", { type: "button", class: "sdml-button", text: words.again });
  parts.paused = element("div", { class: "sdml-row sdml-paused" }, parts.next, parts.again);
  parts.root.append(
    element("header", { class: "sdml-head" }, parts.facts, element("div", { class: "sdml-count" }, parts.progress, parts.meter)),
    parts.notice, parts.announcement, parts.paused, parts.body,
    element("footer", { class: "sdml-foot" }, parts.shortcuts, button("undo", "sdml-quiet")));
  return parts;
}

function show(made, isShown) {
  made.hidden = !isShown;
}

function enable(made, isEnabled) {
  // A button that is really disabled loses the focus, and with it the keys.
  made.setAttribute("aria-disabled", String(!isEnabled));
}

function neighbour(one, look) {
  return element("li", { class: look },
    element("span", { class: "sdml-badge", text: one.label }), element("span", { class: "sdml-similarity", text: one.similarity }),
    element("p", { text: one.text }));
}

let count = 0;

class Card {
  constructor(model, host) {
    this.model = model;
    this.words = model.get("words");
    this.keys = model.get("shortcuts");
    this.parts = build(this.words, this.keys, ++count);
    this.awaited = ""; // the request that must be answered before the next
    this.demanded = ""; // what the reviewer has to give first
    this.shown = ""; // the card on show
    this.timers = [];
    this.listen();
    host.append(this.parts.root);
    this.draw();
    if (this.state.stage === "waiting") this.ask({ action: "open" });
    else this.askAside("renew");
  }

  get state() {
    return this.model.get("state");
  }

  // What the reviewer does

  listen() {
    const { parts } = this;
    const on = (made, act) => made.addEventListener("click", () => made.getAttribute("aria-disabled") !== "true" && act());
    on(parts.approve, () => this.decide("approve"));
    on(parts.edit, () => this.edit());
    on(parts.reject, () => this.reject());
    on(parts.skip, () => this.decide("skip", { reason: parts.reason.value || "later" }));
    on(parts.undo, () => this.ask({ action: "undo", key: newKey() }));
    on(parts.next, () => this.ask({ action: "open" }));
    on(parts.again, () => this.ask({ action: "open", skipped: true }));
    parts.root.addEventListener("keydown", (event) => this.press(event));
    parts.root.addEventListener("keyup", (event) => event.stopPropagation());
    for (const kind of ["pointerdown", "keydown", "input", "wheel"]) {
      parts.root.addEventListener(kind, () => { this.isActive = true; }, { passive: true });
    }
    this.every(5000, () => this.keepClaim());
    this.changed = () => this.answered();
    this.model.on("change:state", this.changed);
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Escape and Tab stay what they are; no other key may reach the notebook's commands.
    if (event.key !== "Tab" && event.key !== "Escape" && !(event.shiftKey && event.key === "Enter")) event.stopPropagation();
    const { parts } = this;
    const place = event.target;
    if (event.key === "Enter" && place === parts.label) {
      event.preventDefault();
      parts.edit.click();
    } else if (event.key === "Enter" && place === parts.reason) {
      event.preventDefault();
      parts.reject.click();
    }
    if (place.closest("select, textarea, input") || event.repeat || event.shiftKey) return;
    const action = Object.keys(this.keys).find((one) => this.keys[one].toLowerCase() === event.key.toLowerCase());
    if (!action) return;
    event.preventDefault();
    if (parts[action].closest("[hidden]")) return;
    if (action === "edit") parts.label.focus();
    else if (action === "reject" && !parts.reason.value) parts.reason.focus();
    else parts[action].click();
  }

  edit() {
    const { label } = this.parts;
    if (label.value) this.decide("edit", { label: label.value });
    else this.demand(label, this.words.needs_label);
  }

  reject() {
    const { reason, drop } = this.parts;
    if (reason.value) this.decide("reject", { reason: reason.value, outcome: drop.checked ? "drop" : "requeue" });
    else this.demand(reason, this.words.needs_reason);
  }

  demand(control, text) {
    this.demanded = text;
    this.tell(text, false);
    control.focus();
  }

  decide(kind, more = {}) {
    const { card } = this.state;
    if (!card || this.state.stage !== "card") return;
    const { example_id, token, version } = card;
    this.ask({ action: "decide", kind, example_id, token, version, key: newKey(), note: this.parts.note.value, ...more });
    this.focusCard();
  }

  // What goes between here and the kernel

  ask(request) {
    if (this.awaited) return; // a second click, while the first is on its way
    const id = newKey();
    this.awaited = id;
    this.demanded = "";
    this.parts.root.setAttribute("aria-busy", "true");
    this.after(SLOW, () => this.awaited === id && this.tell(this.words.slow, false));
    this.model.send({ ...request, id });
  }

  askAside(action) {
    this.model.send({ action, id: newKey() });
  }

  answered() {
    if (this.state.answers === this.awaited) {
      this.awaited = "";
      this.parts.root.removeAttribute("aria-busy");
    }
    this.draw();
  }

  keepClaim() {
    if (this.state.stage !== "card" || this.awaited) return;
    const left = this.leaseEnd - performance.now();
    if (left <= 0) {
      this.draw();
    } else if (this.isActive && left < this.lease * 700) {
      this.askAside("renew");
    }
    this.isActive = false;
  }

  every(pause, act) {
    this.timers.push(setInterval(act, pause));
  }

  after(pause, act) {
    this.timers.push(setTimeout(act, pause));
  }

  stop() {
    this.timers.forEach((one) => { clearTimeout(one); clearInterval(one); });
    this.model.off("change:state", this.changed);
  }

  // What is shown

  draw() {
    const { parts, words, state } = this;
    const { card } = state;
    if (state.answers !== this.answer && card) {
      this.answer = state.answers;
      this.lease = card.lease;
      this.leaseEnd = performance.now() + card.lease * 1000;
    }
    const isOver = state.stage === "card" && this.leaseEnd <= performance.now();
    const isOpen = state.stage === "card" && !isOver;
    const hadFocus = parts.root.contains(document.activeElement);
    show(parts.body, Boolean(card));
    show(parts.form, isOpen);
    show(parts.paused, !isOpen && state.stage !== "waiting");
    show(parts.again, state.stage === "empty" && state.has_skipped);
    parts.next.textContent = isOver ? words.go_on : state.stage === "lost" ? words.next : words.look_again;
    parts.body.classList.toggle("sdml-away", Boolean(card) && !isOpen);
    enable(parts.undo, state.can_undo);
    this.drawProgress();
    if (card) this.drawCard(card);
    else parts.facts.textContent = words.title;
    if (isOver) this.tell(words.idle, false);
    else if (state.stage === "lost") this.tell(state.notice, false);
    else if (state.stage === "waiting") this.tell(state.notice || words.waiting, true);
    else if (state.stage === "empty") this.tell([state.notice, words.empty].filter(Boolean).join(" "), true);
    else this.tell(this.demanded || state.notice, !this.demanded && state.is_good);
    if (hadFocus && !parts.root.contains(document.activeElement)) this.focusCard();
    if (hadFocus && document.activeElement.closest("[hidden]")) this.focusCard();
  }

  drawProgress() {
    const found = this.model.get("progress");
    show(this.parts.meter, Boolean(found.text));
    if (!found.text) return;
    this.parts.progress.textContent = found.text;
    this.parts.meter.value = found.share;
  }

  drawCard(card) {
    const { parts, words } = this;
    const isNew = this.shown !== `${card.example_id}:${card.token}:${card.version}`;
    if (isNew) {
      if (!this.shown.startsWith(`${card.example_id}:`)) parts.note.value = "";
      this.shown = `${card.example_id}:${card.token}:${card.version}`;
      parts.facts.textContent = card.facts.join(" · ");
      this.drawSuggestion(card);
      parts.given.textContent = card.given_label ? `${words.given}: ${card.given_label}` : "";
      show(parts.masked, card.is_masked);
      parts.label.replaceChildren(element("option", { value: "", text: words.choose }),
        ...card.labels.map((one) => element("option", { value: one, text: one })));
      parts.reason.value = "";
      parts.drop.checked = false;
      parts.comments.replaceChildren(...card.comments.map((one) =>
        element("li", {}, element("span", { class: "sdml-similarity", text: `${one.who} · ${one.when}` }), element("p", { text: one.body }))));
      show(parts.commentBox, card.comments.length > 0);
      parts.neighbours.replaceChildren();
      parts.text.scrollTop = 0;
      const said = card.suggestion ? `${words.suggested}: ${card.suggestion}, ${card.probability || ""}` : parts.suggestion.textContent;
      parts.announcement.textContent = `${card.facts[0]}. ${said}. ${card.text}`;
      this.lookAround();
    }
    this.drawNeighbours(card);
  }

  drawSuggestion(card) {
    const { parts, words } = this;
    enable(parts.approve, Boolean(card.suggestion));
    parts.approve.firstChild.textContent = `${words.approve} ${card.suggestion || ""}`.trim();
    if (!card.suggestion) {
      parts.suggestion.replaceChildren(card.is_blind ? words.blind : words.none);
      return;
    }
    const shown = [element("span", { class: "sdml-label", text: card.suggestion })];
    if (card.probability) {
      shown.push(element("meter", { min: "0", max: "1", value: String(card.share), "aria-hidden": "true" }),
        element("span", { class: "sdml-probability", text: card.probability }));
    }
    parts.suggestion.replaceChildren(...shown);
  }

  lookAround() {
    const wanted = this.shown;
    this.after(LOOK_AROUND_AFTER, () => {
      if (this.shown === wanted && this.state.stage === "card") this.askAside("similar");
    });
  }

  drawNeighbours(card) {
    const { parts, words } = this;
    const found = this.model.get("similar");
    const isKnown = found.example_id === card.example_id;
    const pieces = isKnown ? found.words : [[card.text, false]];
    parts.text.replaceChildren(...pieces.map(([text, isMarked]) => (isMarked ? element("mark", { text }) : document.createTextNode(text))));
    if (!isKnown) return;
    const against = found.against ? [element("h4", { text: words.against }), element("ul", { class: "sdml-list" }, neighbour(found.against, "sdml-against"))] : [];
    const near = found.nearest.length ? element("ul", { class: "sdml-list" }, ...found.nearest.map((one) => neighbour(one, "")))
      : element("p", { class: "sdml-hint", text: words.no_neighbours });
    parts.neighbours.replaceChildren(element("h4", { text: words.nearest }), near, ...against);
  }

  tell(text, isGood) {
    const { notice } = this.parts;
    if (notice.textContent !== text) notice.textContent = text;
    notice.classList.toggle("sdml-bad", !isGood);
    show(notice, Boolean(text));
  }

  focusCard() {
    this.parts.root.focus({ preventScroll: true });
  }
}

export default {
  render({ model, el }) {
    const card = new Card(model, el);
    return () => card.stop();
  },
};

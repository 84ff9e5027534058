/* Saves text while it is written, and keeps it when the line is down: what htmx cannot do. Nothing goes into storage.
   The page: textarea#t[data-autosave="/x"], .saving#t-saving[data-saving] with input[name=base] inside, and #t-message.
   The request: POST /x with text and base, as htmx sends it; one at a time for each text, the same again when unsure.
   200  the new #t-saving, with the new base in it.      422  a sentence, for #t-message.
   409  the other's text, for #t-message only: the base stays, so no keystroke overwrites what the other wrote. There,
        button[data-for=t][data-base=9] keeps the text that stands here; with data-text as well it takes the other's.
   Anything else: the text stays here and is sent again; a redirect (status 0 to fetch) means signed out. */
(() => {
  "use strict";
  const PAUSE = 800, AGAIN = 5000, STATES = { 200: "saved", 409: "conflict", 422: "refused", 0: "out", 401: "out" };
  const texts = new Map(); // each textarea typed in → what is stored of it, its state, its timer, whether it is under way
  const part = (area, name) => document.getElementById(`${area.id}-${name}`);
  const base = (area) => part(area, "saving").querySelector("input");
  const show = (area, state) => { part(area, "saving").dataset.saving = state; };
  const unsaved = (area, text) => area.isConnected && area.value !== text.stored;
  const stuck = (text) => !/none|saved/.test(text.state); // saving it again at once would change nothing
  const later = (area, text, wait) => { clearTimeout(text.timer); text.timer = setTimeout(save, wait, area, text); };

  async function save(area, text) {
    if (!area.isConnected) return texts.delete(area);
    if (text.busy || text.state === "conflict") return;
    if (area.value === text.stored) return show(area, "saved");
    const written = area.value, body = new URLSearchParams({ text: written, base: base(area).value });
    show(area, "busy");
    text.busy = fetch(area.dataset.autosave, {
      method: "POST", headers: { "HX-Request": "true" }, redirect: "manual", keepalive: document.hidden, body,
    }).then((answer) => take(area, text, written, answer)).catch(() => { text.state = "failed"; });
    await text.busy;
    text.busy = null;
    const lost = ["failed", "out"].includes(text.state);
    show(area, lost ? text.state : area.value === text.stored ? "saved" : "new");
    if (lost || area.value !== written) later(area, text, lost ? AGAIN : PAUSE);
  }

  async function take(area, text, written, answer) {
    const state = text.state = STATES[answer.status] ?? "failed", message = part(area, "message");
    if (["failed", "out"].includes(state)) return;
    const html = { sourceElement: area, target: message, swap: "innerHTML", text: await answer.text() };
    if (state !== "saved") return htmx.swap(html);
    text.stored = written;
    message.replaceChildren();
    await htmx.swap({ ...html, target: part(area, "saving"), swap: "outerMorph" });
  }

  function choose(area, text, chosen) { // one of the two ways out of a conflict
    base(area).value = chosen.base;
    if ("text" in chosen) area.value = text.stored = chosen.text;
    text.state = "none";
    part(area, "message").replaceChildren();
    area.focus();
    save(area, text);
  }

  const saveAll = () => texts.forEach((text, area) => save(area, text));
  document.addEventListener("input", ({ target: area }) => {
    if (!area.matches("textarea[data-autosave]")) return;
    if (!texts.has(area)) texts.set(area, { stored: area.defaultValue, state: "none" });
    show(area, "new");
    later(area, texts.get(area), PAUSE);
  });
  document.addEventListener("click", ({ target }) => {
    const chosen = target.closest("button[data-for]")?.dataset, area = chosen && document.getElementById(chosen.for);
    if (texts.has(area)) choose(area, texts.get(area), chosen);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); });
  document.addEventListener("submit", (event) => { // texts in its form go along; those beside it are saved before it goes
    if (event.defaultPrevented) return;
    const form = event.target, waits = [], along = [...texts].filter(([area]) => area.form === form);
    for (const [, { timer }] of along) clearTimeout(timer);
    for (const [area, text] of texts) {
      if (text.busy) waits.push(text.busy);
      else if (area.form !== form && unsaved(area, text) && !stuck(text)) waits.push(save(area, text));
    }
    if (!waits.length) return along.forEach(([area]) => texts.delete(area));
    event.preventDefault();
    Promise.all(waits).then(() => form.requestSubmit(event.submitter));
  });
  window.addEventListener("online", saveAll);
  window.addEventListener("beforeunload", (event) => {
    if ([...texts].some(([area, text]) => unsaved(area, text) && stuck(text))) event.preventDefault();
  });

  let unfolded = []; // details[data-stays] that a reader unfolded: so they are again when their part is drawn anew
  document.addEventListener("htmx:before:swap", () => {
    unfolded = [...document.querySelectorAll("details[data-stays][open]")].map(({ id }) => id);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  });

  const offered = new WeakMap(); // of a field that begins with @: who it can be, and after that each day to choose from
  document.addEventListener("input", ({ target: field }) => {
    if (!field.dataset.days || !field.list) return;
    if (!offered.has(field)) offered.set(field, [...field.list.options].map(({ value }) => value));
    const who = offered.get(field), chosen = who.find((one) => field.value.startsWith(one));
    const next = chosen ? field.dataset.days.split("|").map((day) => `${chosen}${day}: `) : who;
    field.list.replaceChildren(...next.map((value) => new Option("", value)));
  });

  const notice = document.getElementById("notice"); // an act that never arrived must not pass in silence
  const isAct = ({ detail: { ctx } }) => ctx && !ctx.response && ctx.request.method !== "GET";
  document.addEventListener("htmx:before:request", (event) => { if (isAct(event)) notice.replaceChildren(); });
  document.addEventListener("htmx:error", (event) => {
    if (!isAct(event)) return;
    notice.replaceChildren(document.getElementById("no-line").content.cloneNode(true));
    notice.scrollIntoView({ block: "nearest" });
  });
})();

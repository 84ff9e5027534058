/* Keeps a live page right: the stream says which part changed, and the part is fetched anew, drawn for this reader.
   The page: [data-live="/overleggen/1/nu"] around parts .live-part[data-part=nu][id=deel-nu]; GET …/stroom, …/deel/nu and …/deel/nu?ook=hierna.
   When the line comes back every part is fetched, and once a minute anyway. A part in which somebody is typing, or reads what was wrong, waits until that is done. */
(() => {
  "use strict";
  const root = document.querySelector("[data-live]"), AGAIN = 1000, SILENT = 40000, ANYWAY = 60000, TYPED = "input:not([type=hidden]), textarea, select";
  if (!root) return;
  const skew = Date.parse(root.dataset.now) - Date.now(), stale = new Set(), told = document.getElementById("live-told");
  const parts = () => [...root.querySelectorAll("[data-part]")], state = root.querySelector(".follow");
  let stop = null, fetching = false;

  const changed = (field) => field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? [...field.options].some((one) => one.selected !== one.defaultSelected && field.selectedIndex > 0)
    : field.value !== field.defaultValue;
  const unsaved = (field) => field.dataset.autosave
    ? !/none|saved/.test(document.getElementById(`${field.id}-saving`)?.dataset.saving ?? "none") : changed(field);
  const typing = (part) => part.querySelector(".field-wrong") !== null || [...part.querySelectorAll(TYPED)].some(unsaved);
  const all = () => { for (const part of parts()) stale.add(part.dataset.part); };
  const show = (name) => { if (state) state.dataset.state = name; };
  const say = (words) => { if (told && words) told.textContent = words; };

  async function renew() { // one round at a time; what is told meanwhile comes in the next one
    if (fetching) return;
    fetching = true;
    const now = parts().filter((part) => stale.has(part.dataset.part) && !typing(part)), names = now.map((part) => part.dataset.part);
    for (const name of [...stale]) if (names.includes(name) || !document.getElementById(`deel-${name}`)) stale.delete(name);
    if (now.length) await draw(now, names).catch(() => names.forEach((name) => stale.add(name)));
    fetching = false;
  }

  async function draw(parts, [first, ...others]) { // all that changed in one answer
    const also = others.length ? `?ook=${others.join("&ook=")}` : "";
    const answer = await fetch(`${root.dataset.live}/deel/${first}${also}`, { redirect: "manual", headers: { "HX-Request": "true" } });
    if (answer.type === "opaqueredirect" || answer.status === 401) return location.assign(root.dataset.live);
    if (!answer.ok) throw new Error(answer.status);
    const drawn = document.createElement("template");
    drawn.innerHTML = await answer.text();
    for (const part of parts) typing(part) ? stale.add(part.dataset.part) : await put(part, drawn.content.getElementById(part.id));
    root.querySelector("[data-updated]")?.replaceChildren(new Date(Date.now() + skew).toLocaleTimeString("nl-NL", { timeZone: "Europe/Amsterdam" }));
    tick();
  }

  async function put(part, drawn) {
    const open = [...part.querySelectorAll("details[open][id]")].map(({ id }) => id), before = part.dataset.announce;
    await htmx.swap({ sourceElement: root, target: part, swap: "outerMorph", text: drawn.outerHTML });
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    const announce = document.getElementById(part.id)?.dataset.announce;
    if (announce !== before) say(announce);
  }

  async function follow() {
    for (;;) {
      stop = new AbortController();
      let watch = 0;
      const alive = () => { clearTimeout(watch); watch = setTimeout(() => stop.abort(), SILENT); };
      try {
        alive();
        const answer = await fetch(`${root.dataset.live}/stroom`, { signal: stop.signal, redirect: "manual", headers: { Accept: "text/event-stream" } });
        if (!answer.ok) throw new Error(answer.status);
        all();
        renew();
        show("on");
        const lines = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        for (let kept = ""; ;) {
          const { done, value } = await lines.read();
          if (done) break;
          alive();
          const whole = (kept + value).split("\n");
          kept = whole.pop();
          for (const line of whole) if (line.startsWith("event: ")) stale.add(line.slice(7));
          renew();
        }
      } catch { /* the line is down: once more */ }
      clearTimeout(watch);
      show("off");
      await new Promise((wake) => setTimeout(wake, AGAIN));
    }
  }

  const minutes = (milliseconds) => Math.ceil(milliseconds / 60000);
  function tick() {
    const now = Date.now() + skew;
    for (const time of root.querySelectorAll("time[data-until]")) {
      const left = minutes(Date.parse(time.dataset.until) - now), words = `${left} min`.replace("-", "−");
      if (time.textContent !== words) {
        if (time.closest(".timer") && root.dataset.five) say({ 5: root.dataset.five, 0: root.dataset.over }[left]);
        time.textContent = words;
      }
    }
    for (const bar of root.querySelectorAll("progress[data-since]")) bar.value = Math.min(bar.max, (now - Date.parse(bar.dataset.since)) / 60000);
    for (const time of document.querySelectorAll("time[data-clock]")) {
      const words = new Date(now).toLocaleTimeString("nl-NL", { timeZone: "Europe/Amsterdam", hour: "2-digit", minute: "2-digit" });
      if (time.textContent !== words) time.textContent = words;
    }
  }

  document.addEventListener("keydown", (event) => { // a function key, so that no letter is taken from anybody
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });
  for (const name of ["online", "offline"]) window.addEventListener(name, () => stop.abort());
  setInterval(() => { tick(); renew(); }, 1000);
  setInterval(all, ANYWAY);
  tick();
  follow();
})();

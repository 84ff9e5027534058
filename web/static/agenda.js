/* Drags an item of the agenda to another place. The buttons beside it do the same; this only sends the hidden form.
   The page: ol[data-order=f] with li[data-item], template#grip with [draggable], form#f with input[name=items]. */
(() => {
  "use strict";
  const list = document.querySelector("ol[data-order]"), grip = document.getElementById("grip");
  const form = list && document.getElementById(list.dataset.order);
  if (!form || !grip) return;
  const rows = () => [...list.querySelectorAll("[data-item]")], order = () => rows().map((row) => row.dataset.item).join();
  let held = null, before = "";

  rows().forEach((row) => row.querySelector(".agenda-order")?.prepend(grip.content.cloneNode(true)));
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-item]");
    before = order();
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", ""); // some browsers drag nothing without it; nothing of the item leaves
    event.dataTransfer.setDragImage(held, 0, 0);
    held.classList.add("agenda-held");
  });
  list.addEventListener("dragover", (event) => {
    const row = held && event.target.closest("[data-item]");
    if (!row) return;
    event.preventDefault();
    if (row === held) return;
    const { top, height } = row.getBoundingClientRect();
    row[event.clientY > top + height / 2 ? "after" : "before"](held);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", (event) => {
    held.classList.remove("agenda-held");
    held = null;
    if (order() === before) return;
    if (event.dataTransfer.dropEffect === "none") return location.reload(); // let go outside: back as it was
    form.querySelectorAll("[name=items]").forEach((input, place) => { input.value = rows()[place].dataset.item; });
    form.requestSubmit();
  });
})();

"use strict";

// A column's head becomes a button that sorts its table by that column, and the other way round.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.dataset.kind) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const numbers = head.dataset.kind === "number";
      const first = numbers ? "descending" : "ascending";
      const other = numbers ? "ascending" : "descending";
      const order = head.getAttribute("aria-sort") === first ? other : first;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order);
      const value = (row) => row.cells[column].dataset.value;
      const compare = numbers
        ? (a, b) => Number(value(a)) - Number(value(b))
        : (a, b) => value(a).localeCompare(value(b), undefined, { numeric: true });
      const sign = order === "ascending" ? 1 : -1;
      const rows = [...table.tBodies[0].rows].sort((a, b) => sign * compare(a, b));
      table.tBodies[0].append(...rows);
    });
  });
}

// What is typed hides the learners whose name has it not.
const search = document.getElementById("search");
const rows = [...document.querySelectorAll("#learners tbody tr")];
search.form.addEventListener("submit", (event) => event.preventDefault());
search.addEventListener("input", () => {
  const wanted = search.value.trim().toLocaleLowerCase();
  let count = 0;
  for (const row of rows) {
    row.hidden = !row.cells[0].dataset.value.toLocaleLowerCase().includes(wanted);
    count += row.hidden ? 0 : 1;
  }
  document.getElementById("found").textContent = wanted ? `${count} of ${rows.length} shown` : "";
});

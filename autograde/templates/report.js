// Sorts tables by a column and filters them by student. The page is complete without it.
"use strict";

const collator = new Intl.Collator("en", { numeric: true });

function key(row, column) {
  const cell = row.rows[0].cells[column];
  return cell.dataset.value ?? (cell.querySelector("bdi") ?? cell).textContent.trim();
}

function compare(one, other) {
  const [a, b] = [Number(one), Number(other)];
  return Number.isNaN(a) || Number.isNaN(b) ? collator.compare(one, other) : a - b;
}

function sort(table, heads, column) {
  const down = heads[column].getAttribute("aria-sort") === "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const keyed = [...table.tBodies].map((row) => [key(row, column), row]);
  keyed.sort(([a], [b]) => (a === "") - (b === "") || (a === "" ? 0 : (down ? -1 : 1) * compare(a, b)));
  for (const [, row] of keyed) table.insertBefore(row, table.tFoot);
}

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, heads, column));
    head.append(button);
  });
}

for (const table of document.querySelectorAll("table.filterable")) {
  if (table.tBodies.length < 10) continue;
  const field = document.createElement("input");
  field.type = "search";
  const label = document.createElement("label");
  label.append("Show only students whose id contains ", field);
  const shown = document.createElement("output");
  const line = document.createElement("p");
  line.className = "filter";
  line.append(label, " ", shown);
  table.parentElement.before(line);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let found = 0;
    for (const row of table.tBodies) {
      row.hidden = !row.querySelector("th bdi").textContent.toLowerCase().includes(wanted);
      found += !row.hidden;
    }
    shown.textContent = wanted && `${found} of ${table.tBodies.length}`;
  });
}

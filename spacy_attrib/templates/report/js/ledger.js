/* The ledger: lines by outlet, desk or month, and findings that are accepted. */
const ledger = document.querySelector(".ledger table");

function arrange() {
  const controls = document.querySelector(".controls");
  const field = controls.elements.group ? controls.elements.group.value : "";
  const rule = controls.elements.rule.value;
  const open = controls.elements.open.checked;
  const groups = new Map();
  for (const line of lines) {
    const findings = all(".finding", line);
    const fitting = findings.filter((f) => (!rule || f.dataset.kind.replaceAll("_", " ") === rule) && (!open || !f.classList.contains("accepted")));
    line.hidden = (rule || open) && !fitting.length;
    const key = field ? line.dataset[field] || `no ${field}` : "";
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(line);
  }
  for (const body of all("tbody", ledger)) body.remove();
  const keys = [...groups.keys()];
  if (field) keys.sort((a, b) => a.startsWith("no ") - b.startsWith("no ") || a.localeCompare(b));
  for (const key of keys) {
    const body = document.createElement("tbody");
    const shown = groups.get(key).filter((line) => !line.hidden);
    if (field && shown.length) {
      const row = body.insertRow();
      row.className = "group";
      const head = document.createElement("th");
      head.colSpan = 4;
      head.scope = "rowgroup";
      head.textContent = `${key}: ${shown.length} ${shown.length === 1 ? "line" : "lines"}`;
      row.append(head);
    }
    body.append(...groups.get(key));
    ledger.append(body);
  }
  document.querySelector(".nothing").hidden = lines.some((line) => !line.hidden);
}

let unsaved = 0;

function count() {
  const accepted = all(".finding.accepted", ledger).length;
  document.querySelector(".controls output").textContent =
    `${accepted} accepted` + (unsaved ? `, ${unsaved} ${unsaved === 1 ? "change" : "changes"} not saved` : "");
}

function accept(box) {
  const finding = box.closest(".finding");
  const same = ["article", "kind", "text", "nth"];
  for (const other of all(".finding")) {
    if (same.every((name) => other.dataset[name] === finding.dataset[name])) other.classList.toggle("accepted", box.checked);
  }
  unsaved += 1;
  count();
}

function save() {
  const others = JSON.parse(document.getElementById("accepted-others").textContent);
  const own = all(".finding.accepted", ledger).map(({ dataset: d }) => ({ article: d.article, kind: d.kind, text: d.text, nth: Number(d.nth) }));
  const file = new Blob([JSON.stringify({ accepted: [...own, ...others] }, null, 1), "\n"], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "accepted.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  unsaved = 0;
  count();
}

const lines = ledger ? all("tbody tr", ledger) : [];
if (ledger) {
  const controls = document.querySelector(".controls");
  controls.addEventListener("change", arrange);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.querySelector(".save").addEventListener("click", save);
  ledger.addEventListener("change", (event) => event.target.closest(".accept") && accept(event.target));
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
  controls.reset();
  for (const box of all(".accept input", ledger)) box.checked = box.closest(".finding").classList.contains("accepted");
  count();
}
go();

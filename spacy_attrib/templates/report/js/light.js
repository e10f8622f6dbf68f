/* Lights what belongs to an attribution, and tells about it. Roles: c content, q cue, s source, p speaker, d disclosure, r reason. */
const indexes = new WeakMap();
let pinned = null; // a note of the margin
let lit = []; // segments and notes
let telling = null; // the details that say something
const hint = document.querySelector(".hint")?.cloneNode(true);

function indexOf(article) {
  if (!indexes.has(article)) {
    const index = new Map();
    for (const segment of all(".opening [data-r], .row [data-r]", article)) {
      for (const ref of segment.dataset.r.split(" ")) {
        const number = ref.slice(1);
        if (!index.has(number)) index.set(number, []);
        index.get(number).push([segment, ref[0]]);
      }
    }
    indexes.set(article, index);
  }
  return indexes.get(article);
}

const noteOf = (article, number) => all(".note", article).find((note) => note.dataset.n === number);

function segmentsOf(note) {
  const found = indexOf(note.closest(".article")).get(note.dataset.n) || [];
  return found.filter(([, role]) => role === "c").map(([segment]) => segment);
}

/* The notes of what a segment shows: of the innermost mark, and of all others that have the same role and place. */
function notesAt(segment) {
  const on = segment.dataset.r.split(" ").filter((ref) => ref[0] !== "p");
  if (!on.length || !segment.classList.length) return [];
  const role = on[on.length - 1][0];
  const article = segment.closest(".article");
  const numbers = (role === "c" ? on.slice(-1) : on.filter((ref) => ref[0] === role)).map((ref) => ref.slice(1));
  return numbers.map((number) => noteOf(article, number)).filter((note) => note && !note.hidden);
}

function darken() {
  for (const each of lit) each.classList.remove("on-light", "lit", "lit-c", "lit-q", "lit-s", "lit-p", "lit-d", "lit-r");
  lit = [];
}

function light(notes) {
  darken();
  if (!notes.length) return;
  const article = notes[0].closest(".article");
  for (const note of notes) {
    note.classList.add("on-light");
    lit.push(note);
    for (const [segment, role] of indexOf(article).get(note.dataset.n) || []) {
      segment.classList.add("lit", `lit-${role}`);
      lit.push(segment);
    }
  }
  tell(article.querySelector(".details"), notes);
}

function tell(panel, notes) {
  if (telling && telling !== panel) telling.replaceChildren(hint.cloneNode(true));
  telling = panel;
  const facts = document.createElement("dl");
  for (const [name, text] of JSON.parse(notes[0].dataset.facts)) {
    const row = document.createElement("div");
    row.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: text }));
    facts.append(row);
  }
  panel.replaceChildren(facts);
  panel.classList.toggle("held", notes[0] === pinned);
  if (notes.length > 1) {
    const more = document.createElement("p");
    more.className = "more";
    more.textContent = `The same for ${notes.length - 1} more`;
    panel.append(more);
  }
}

function rest() {
  if (pinned) light([pinned]);
  else {
    darken();
    if (telling) telling.replaceChildren(hint.cloneNode(true));
    telling = null;
  }
}

function pin(note) {
  if (pinned) pinned.querySelector("button").setAttribute("aria-pressed", "false");
  pinned = note;
  if (note) note.querySelector("button").setAttribute("aria-pressed", "true");
  rest();
}

function notesUnder(target) {
  const note = target.closest(".note");
  if (note) return [note];
  const segment = target.closest(".text [data-r]");
  return segment ? notesAt(segment) : [];
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const notes = notesUnder(event.target);
  if (notes.length) light(notes);
});
document.addEventListener("pointerout", (event) => {
  if (event.pointerType === "mouse" && notesUnder(event.target).length) rest();
});
document.addEventListener("focusin", (event) => {
  const note = event.target.closest(".note");
  if (note) light([note]);
});
document.addEventListener("focusout", (event) => {
  if (event.target.closest(".note")) rest();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("a, .details, .filters, .voice")) return;
  const notes = notesUnder(event.target);
  if (notes.length) pin(notes.includes(pinned) ? null : notes[0]);
  else if (pinned && !getSelection().toString()) pin(null);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && pinned) pin(null);
});

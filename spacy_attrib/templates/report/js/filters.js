/* Which attributions of an article are marked: by speaker, by form, unnamed ones only. */
function classesOf(segment, notes) {
  const refs = segment.dataset.r.split(" ").filter((ref) => notes.has(ref.slice(1)));
  const classes = [...new Set(refs.filter((ref) => ref[0] !== "p").map((ref) => ref[0]))].sort();
  const about = (role) => refs.filter((ref) => ref[0] === role).map((ref) => notes.get(ref.slice(1)));
  const sources = about("s");
  const contents = about("c");
  if (sources.length && sideOf(sources.at(-1))) classes.push(`s-${sideOf(sources.at(-1))}`);
  if (contents.length) classes.push(formOf(contents.at(-1)));
  if (contents.length > 1) classes.push("deep");
  if (contents.length && sideOf(contents.at(-1))) classes.push(sideOf(contents.at(-1)));
  return classes;
}

const sideOf = (note) => ["unnamed", "neither"].find((side) => note.classList.contains(side));
const formOf = (note) => ["direct", "mixed", "indirect"].find((form) => note.classList.contains(form));

function filter(article) {
  const form = article.querySelector(".filters");
  const forms = new Set(all("[name=form]:checked", form).map((box) => box.value));
  const unnamed = form.elements.unnamed.checked;
  const chosen = article.querySelector(".voice[aria-pressed=true]");
  const shown = new Map();
  const notes = all(".note", article);
  for (const note of notes) {
    const fits = forms.has(formOf(note)) && (!unnamed || note.classList.contains("unnamed")) && (!chosen || chosen.dataset.s === note.dataset.s);
    note.hidden = !fits;
    if (fits) shown.set(note.dataset.n, note);
  }
  if (pinned && pinned.hidden) pin(null);
  darken();
  for (const segment of all(".opening [data-r], .row [data-r]", article)) segment.className = classesOf(segment, shown).join(" ");
  rest();
  form.querySelector("output").textContent = `${shown.size} of ${notes.length} shown`;
}

for (const form of all(".filters")) {
  const article = form.closest(".article");
  form.addEventListener("change", () => filter(article));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const voice of all(".voice", article)) voice.setAttribute("aria-pressed", "false");
    setTimeout(() => filter(article)); // when the boxes are as they were
  });
}
document.addEventListener("click", (event) => {
  const voice = event.target.closest(".voice");
  if (!voice) return;
  const article = voice.closest(".article");
  const on = voice.getAttribute("aria-pressed") === "true";
  for (const other of all(".voice", article)) other.setAttribute("aria-pressed", String(other === voice && !on));
  filter(article);
});

/* Which part of the page is shown: that to which the address points; search of the browser looks into the others, too. */
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const views = all("[data-view]");

function show(view) {
  for (const other of views) {
    if (other === view) other.removeAttribute("hidden");
    else if (!other.hasAttribute("hidden")) other.setAttribute("hidden", "until-found");
  }
  for (const link of all(".masthead nav a")) {
    const name = views.length > 1 ? link.hash.slice(1) : link.textContent.toLowerCase();
    if (name === view.dataset.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function go(event) {
  let name = location.hash.slice(1);
  try { name = decodeURIComponent(name); } catch { /* as it stands */ }
  const target = name ? document.getElementById(name) : null;
  const view = (target && target.closest("[data-view]")) || views.find((v) => !v.hasAttribute("hidden")) || views[0];
  if (!view) return;
  show(event && !target ? views[0] : view);
  if (!target || target === view) {
    scrollTo(0, 0);
    if (event) {
      const heading = view.querySelector("h1");
      if (heading) heading.focus({ preventScroll: true });
    }
    return;
  }
  const button = target.querySelector("button");
  if (button && target.classList.contains("note")) {
    pin(target);
    const segment = segmentsOf(target)[0];
    (segment || target).scrollIntoView({ block: "center" });
    button.focus({ preventScroll: true });
  } else target.scrollIntoView();
}

addEventListener("hashchange", go);
addEventListener("load", () => go()); // the browser has scrolled by then
for (const view of views) view.addEventListener("beforematch", () => show(view));
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});

// A classic script in <head>, not a module: modules run after the first paint, and the page would flash in
// the wrong theme. It only marks the root; theme-toggle.js changes the choice.
{
  try {
    const chosen = localStorage.getItem("tokenwire-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage can be forbidden; then the page follows the system.
  }
}

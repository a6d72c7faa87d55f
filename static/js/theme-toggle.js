// The button in the header. Choosing what the system prefers anyway forgets the choice, so that a reader who
// toggled twice follows the system again.

const KEY = "tokenwire-theme";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** @returns {"light" | "dark"} */
function systemTheme() {
  return prefersDark.matches ? "dark" : "light";
}

/** @param {"light" | "dark" | null} chosen */
function remember(chosen) {
  try {
    if (chosen) localStorage.setItem(KEY, chosen);
    else localStorage.removeItem(KEY);
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
  }
}

function toggle() {
  const root = document.documentElement;
  const shown = root.dataset.theme ?? systemTheme();
  const wanted = shown === "dark" ? "light" : "dark";
  if (wanted === systemTheme()) {
    delete root.dataset.theme;
    remember(null);
  } else {
    root.dataset.theme = wanted;
    remember(wanted);
  }
}

document.querySelector("#theme-toggle")?.addEventListener("click", toggle);

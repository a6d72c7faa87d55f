import { copy } from "./clipboard.js";
import { words } from "./strings.js";

// The home page works without this: it only keeps the counts fresh and copies addresses.

const REFRESH = 5_000;

async function refreshCounts() {
  const panel = document.querySelector("[data-status-url]");
  if (!(panel instanceof HTMLElement) || document.hidden) return;
  try {
    const reply = await fetch(panel.dataset.statusUrl ?? "", { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(String(reply.status));
    const counts = await reply.json();
    panel.dataset.fresh = "yes";
    for (const node of panel.querySelectorAll("[data-count]")) {
      const value = node instanceof HTMLElement ? counts[node.dataset.count ?? ""] : undefined;
      if (typeof value === "number") node.textContent = String(value);
    }
  } catch {
    // Old counts stay, but no longer look alive.
    panel.dataset.fresh = "no";
  }
}

/** @param {HTMLButtonElement} button */
async function copyAddress(button) {
  const copied = await copy(button.dataset.copy ?? "");
  button.textContent = words(copied ? "copied" : "copy-failed");
  setTimeout(() => (button.textContent = words("copy")), 1500);
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (button instanceof HTMLButtonElement) button.addEventListener("click", () => copyAddress(button));
}
refreshCounts();
setInterval(refreshCounts, REFRESH);
document.addEventListener("visibilitychange", refreshCounts);

// navigator.clipboard exists in secure contexts only, and a first try of Tokenwire is often plain http on a LAN.

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyThroughSelection(text);
  }
}

/** @param {string} text */
function copyThroughSelection(text) {
  const before = document.activeElement;
  const holder = document.createElement("textarea");
  holder.className = "visually-hidden";
  holder.value = text;
  document.body.append(holder);
  holder.select();
  const copied = document.execCommand("copy");
  holder.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}

// Words come from Django's gettext. Templates pass each as {{ words|json_script:"t-name" }}.

/** @type {Map<string, string>} */
const cache = new Map();

/**
 * @param {string} name
 * @param {Record<string, string>} [values] fill the places written {like_this}
 * @returns {string}
 */
export function words(name, values = {}) {
  let text = cache.get(name);
  if (text === undefined) {
    const holder = document.getElementById(`t-${name}`);
    // An untranslated name on the page is seen and mended; an exception would take the whole page with it.
    text = holder ? String(JSON.parse(holder.textContent ?? '""')) : name;
    cache.set(name, text);
  }
  return text.replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
}

// The few things that every page does with the DOM. Text always goes in as text, never as markup.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/**
 * The element that the template promised; a missing one is a programming error and says which.
 *
 * @template {HTMLElement} T
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function need(selector, kind) {
  const node = document.querySelector(selector);
  if (node instanceof kind) return node;
  throw new Error(`The template has no ${kind.name} at ${selector}`);
}

/**
 * What the template passed with Django's json_script.
 *
 * @param {string} id
 * @returns {unknown}
 */
export function passed(id) {
  return JSON.parse(need(`#${id}`, HTMLScriptElement).textContent ?? "null");
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * An icon of static/img/icons.svg. Its address comes from the template, since only Django knows the name of a
 * hashed static file.
 *
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${passed("icons-url")}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * @param {string} className
 * @param {string} iconName
 * @param {string} label
 * @param {() => void} onClick
 * @returns {HTMLButtonElement}
 */
export function iconButton(className, iconName, label, onClick) {
  const button = element("button", className);
  button.type = "button";
  button.append(icon(iconName), element("span", "", label));
  button.addEventListener("click", onClick);
  return button;
}

import { element, need } from "../dom.js";
import { words } from "../strings.js";

// Who is here. Names are what people call themselves: text, cut by the stylesheet where they are long.

const SHOWN = 3;

export class PeopleView {
  #list = need("#people", HTMLElement);
  /** @type {readonly import("./types.js").Person[]} */
  #shown = [];

  /** @param {readonly import("./types.js").Person[]} people */
  show(people) {
    if (people === this.#shown) return;
    this.#shown = people;
    this.#list.hidden = people.length === 0;
    this.#list.title = people.map(({ name }) => name).join(", ");
    const rest = people.length - SHOWN;
    const more = rest > 0 ? [element("li", "person", words("more-people", { number: String(rest) }))] : [];
    this.#list.replaceChildren(...people.slice(0, SHOWN).map(person), ...more);
  }
}

/** @param {import("./types.js").Person} person */
function person({ name, connections }) {
  const item = element("li", "person");
  item.append(element("span", "person-name", name));
  if (connections > 1) item.append(element("span", "person-count", `×${connections}`));
  return item;
}

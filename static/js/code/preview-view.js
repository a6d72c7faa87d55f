import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { MOST_SAID, saidByPreview } from "./said-by-preview.js";

// The tab that runs a version's pages. The frame has an origin of its own, so that its scripts reach nothing of this
// page; what they say on their console comes as messages, and only from that frame.

export class PreviewView {
  #frame = need("#preview-frame", HTMLIFrameElement);
  #list = need("#preview-said", HTMLElement);
  #none = need("#preview-silent", HTMLElement);
  #left = need("#preview-more", HTMLElement);
  #count = need("#preview-count", HTMLElement);
  #page = need("#preview-page", HTMLElement);
  #address;
  #shown = "";
  #heard = 0;

  /** @param {(version: number) => Promise<string>} address  of a version's first page */
  constructor(address) {
    this.#address = address;
    addEventListener("message", ({ source, data }) => source === this.#frame.contentWindow && this.#hear(data));
    need("#preview-reload", HTMLButtonElement).addEventListener("click", () => this.#reload());
  }

  /**
   * @param {number} version
   * @param {string} page  the path of its HTML file
   */
  show(version, page) {
    const wanted = `${version}/${page}`;
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.#page.textContent = page;
    void this.#load(version, page);
  }

  #reload() {
    const [version, ...page] = this.#shown.split("/");
    void this.#load(Number(version), page.join("/"));
  }

  /**
   * @param {number} version
   * @param {string} page
   */
  async #load(version, page) {
    this.#forget();
    try {
      const address = await this.#address(version);
      if (this.#shown !== `${version}/${page}`) return;
      this.#frame.src = `${address}${page.split("/").map(encodeURIComponent).join("/")}`;
    } catch {
      this.#add({ level: "error", message: words("not-loaded"), line: null });
    }
  }

  #forget() {
    this.#heard = 0;
    this.#list.replaceChildren();
    this.#count.textContent = "";
    this.#none.hidden = false;
    this.#left.hidden = true;
  }

  /** @param {unknown} data */
  #hear(data) {
    const said = saidByPreview(data);
    if (said) this.#add(said);
  }

  /** @param {import("./said-by-preview.js").Said} said */
  #add({ level, message, line }) {
    this.#heard += 1;
    this.#left.hidden = this.#heard <= MOST_SAID;
    if (this.#heard > MOST_SAID) return;
    const item = element("li", "", message);
    item.dataset.level = level;
    item.prepend(element("span", "said-level", level));
    if (line !== null) item.append(element("span", "said-line", words("line", { number: String(line) })));
    this.#list.append(item);
    this.#none.hidden = true;
    this.#count.textContent = String(this.#heard);
  }
}

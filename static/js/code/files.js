import { element, need } from "../dom.js";
import { words } from "../strings.js";

// The project's files, and the one that is open. What a frame left out is fetched when it is opened.

/** @typedef {{path: string, content?: string, bytes?: number}} ProjectFile */

export class Files {
  #project;
  #version = 0;
  #open = "";
  #list = need("#files", HTMLElement);
  #name = need("#file-name", HTMLElement);
  #content = need("#file-content", HTMLElement);
  #download = need("#download", HTMLAnchorElement);

  /** @param {string} project */
  constructor(project) {
    this.#project = project;
  }

  /**
   * @param {ProjectFile[]} files
   * @param {number} version  the one that they are of
   */
  replace(files, version) {
    this.#version = version;
    need("#no-files", HTMLElement).hidden = files.length > 0;
    this.#download.hidden = version === 0;
    this.#download.href = this.#address("zip");
    const still = files.find((file) => file.path === this.#open) ?? files[0];
    this.#list.replaceChildren(...files.map((file) => this.#item(file)));
    if (still) void this.#show(still);
    else this.#empty();
  }

  /** @param {ProjectFile} file */
  #item(file) {
    const item = element("li");
    const button = element("button", "", file.path);
    button.type = "button";
    button.addEventListener("click", () => void this.#show(file));
    item.append(button);
    return item;
  }

  #empty() {
    this.#open = "";
    this.#name.textContent = words("no-file");
    this.#content.textContent = "";
  }

  /** @param {ProjectFile} file */
  async #show(file) {
    this.#open = file.path;
    this.#name.textContent = file.path;
    for (const button of this.#list.querySelectorAll("button")) {
      button.setAttribute("aria-current", String(button.textContent === file.path));
    }
    const content = await this.#text(file);
    if (this.#open === file.path) this.#content.textContent = content;
  }

  /** @param {ProjectFile} file */
  async #text(file) {
    if (file.content || file.bytes === 0) return file.content ?? "";
    const path = file.path.split("/").map(encodeURIComponent).join("/");
    try {
      const reply = await fetch(this.#address(`files/${path}`));
      if (!reply.ok) return words("not-loaded");
      return (file.content = String((await reply.json()).content));
    } catch {
      return words("not-loaded");
    }
  }

  /** @param {string} what */
  #address(what) {
    return `/api/projects/${encodeURIComponent(this.#project)}/versions/${this.#version}/${what}`;
  }
}

// A project's versions over HTTP (docs/codegen.md). A reply that is no success is an exception.

/**
 * @typedef {import("./types.js").Version} Version
 * @typedef {import("./types.js").ListedFile} ListedFile
 * @typedef {import("./types.js").FileDiff} FileDiff
 * @typedef {Version & {change: "added" | "changed" | "removed"}} FileChange
 *
 * Somebody has made a version since: both sides, and what leads from the newest to the one to be restored.
 * @typedef {{latest: Version, yours: Version, diff: FileDiff[]}} Conflict
 */

export class Versions {
  #base;
  #fetch;

  /**
   * @param {string} project
   * @param {typeof fetch} [fetcher]
   */
  constructor(project, fetcher = (...request) => fetch(...request)) {
    this.#base = `/api/projects/${encodeURIComponent(project)}`;
    this.#fetch = fetcher;
  }

  /**
   * @param {number | null} before  null: from the newest on
   * @returns {Promise<{latest: number, versions: Version[]}>}
   */
  list(before) {
    return this.#get(before === null ? "versions" : `versions?before=${before}`);
  }

  /**
   * @param {number} version  0 has no files
   * @returns {Promise<ListedFile[]>}
   */
  async files(version) {
    return version === 0 ? [] : (await this.#get(`versions/${version}`)).files;
  }

  /**
   * @param {number} version
   * @param {string} path
   * @returns {Promise<string>}
   */
  async text(version, path) {
    return String((await this.#get(`versions/${version}/files/${encoded(path)}`)).content);
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {Promise<FileDiff[]>}
   */
  async diff(from, to) {
    return (await this.#get(`diff?from=${from}&to=${to}`)).files;
  }

  /**
   * @param {string} path
   * @returns {Promise<FileChange[]>} newest first
   */
  async history(path) {
    return (await this.#get(`files/${encoded(path)}/history`)).history;
  }

  /**
   * @param {number} version
   * @param {number} base   the newest that we know
   * @param {string} token  Django's, since a session's cookie may count here
   * @returns {Promise<{made: number} | {conflict: Conflict}>}
   */
  async restore(version, base, token) {
    const reply = await this.#fetch(`${this.#base}/versions/${version}/restore`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ base }),
    });
    const body = await reply.json().catch(() => ({}));
    if (reply.status === 409 && body.latest) return { conflict: body };
    if (!reply.ok) throw new Error(String(body.error?.message ?? reply.status));
    return { made: body.version };
  }

  /** @param {number} version */
  zip(version) {
    return `${this.#base}/versions/${version}/zip`;
  }

  /**
   * @param {number} version
   * @returns {Promise<string>} the folder of its pages, with the right to read them for some minutes
   */
  async preview(version) {
    const address = `${this.#base}/versions/${version}/preview/`;
    const { ok, url } = await this.#fetch(address, { method: "HEAD" });
    // Without one page to begin with it leads nowhere; a page by its name needs no such right in open access.
    return (ok && /^.*\/preview\/~[^/]*\//.exec(url)?.[0]) || address;
  }

  /** @param {string} what */
  async #get(what) {
    const reply = await this.#fetch(`${this.#base}/${what}`);
    if (!reply.ok) throw new Error(`${what}: ${reply.status}`);
    return reply.json();
  }
}

/** @param {string} path */
function encoded(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}

import { element, need } from "../dom.js";
import { words } from "../strings.js";

// The film in a player, with its captions. Addresses of films end; a player whose address has asks for a new one.

const CAPTIONS = "captions.vtt";
const FILM = "film.mp4";

export class PlayerView {
  #place = need("#player", HTMLElement);
  #download = need("#download", HTMLAnchorElement);
  #shown = 0;

  constructor() {
    // Made anew for this click: the page may have been open for hours.
    this.#download.addEventListener("click", (event) => {
      event.preventDefault();
      this.#save();
    });
  }

  /** @param {import("./types.js").Job} job */
  show(job) {
    const has = job.videoUrl !== "";
    this.#place.dataset.aspect = job.aspect;
    this.#download.hidden = !has;
    const now = has ? job.taskId : 0;
    if (now === this.#shown) return;
    this.#shown = now;
    this.#place.replaceChildren(...(has ? [this.#player(job)] : []));
  }

  /** @param {import("./types.js").Job} job */
  #player(job) {
    const video = element("video");
    video.controls = true;
    video.playsInline = true;
    video.preload = "metadata";
    video.setAttribute("aria-label", job.prompt);
    if (job.imageUrl) video.poster = job.imageUrl;
    video.src = job.videoUrl;
    if (job.captionsUrl) video.append(captions(job.captionsUrl));
    video.addEventListener("error", () => this.#reload(video, job.taskId), { once: true });
    return video;
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {number} taskId
   */
  async #reload(video, taskId) {
    const at = video.currentTime;
    const [film, texts] = await Promise.all([address(taskId, FILM), address(taskId, CAPTIONS)]);
    if (!film || this.#shown !== taskId) return;
    video.replaceChildren(...(texts ? [captions(texts)] : []));
    video.src = film;
    video.currentTime = at;
  }

  async #save() {
    const film = await address(this.#shown, FILM);
    if (film) location.assign(`${film}&download=1`);
  }
}

/** @param {string} src */
function captions(src) {
  const track = element("track");
  track.kind = "captions";
  track.label = words("captions");
  track.src = src;
  return track;
}

/**
 * @param {number} taskId
 * @param {string} name
 * @returns {Promise<string>} a new address of a film's file, "" where there is none
 */
async function address(taskId, name) {
  try {
    const reply = await fetch(`/api/file/download?path=${taskId}/${name}`);
    const { data } = await reply.json();
    return typeof data === "string" ? data : "";
  } catch {
    return "";
  }
}

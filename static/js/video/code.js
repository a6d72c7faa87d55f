// The code under which a browser asks for films. It is made here and kept here: whoever has it sees what was made
// under it.

const KEPT_AS = "video_generation_user_code";
const RANDOM_CHARACTERS = 8;
const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * @param {number} [now]  milliseconds since 1970
 * @returns {string} `user_<ms>_<8 base36>`
 */
export function newCode(now = Date.now()) {
  let random = "";
  while (random.length < RANDOM_CHARACTERS) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    // 252 is a multiple of 36: the bytes above it would make the first characters likelier.
    if (byte < 252) random += ALPHABET[byte % 36];
  }
  return `user_${now}_${random}`;
}

/**
 * @param {Storage} [storage]
 * @returns {string} the browser's code, made if it has none
 */
export function keptCode(storage = localStorage) {
  return storage.getItem(KEPT_AS) ?? renewedCode(storage);
}

/**
 * @param {Storage} [storage]
 * @returns {string} a new code, kept in the old one's place
 */
export function renewedCode(storage = localStorage) {
  const code = newCode();
  storage.setItem(KEPT_AS, code);
  return code;
}

// Ours, and no more of it than is used.

interface Options {
  ALLOWED_TAGS: string[];
  ALLOWED_ATTR: string[];
  ADD_URI_SAFE_ATTR: string[];
  ALLOWED_URI_REGEXP: RegExp;
  ALLOW_DATA_ATTR: boolean;
  ALLOW_ARIA_ATTR: boolean;
  KEEP_CONTENT: boolean;
  RETURN_DOM_FRAGMENT: true;
}

declare const createDOMPurify: (window: Window) => {
  sanitize(dirty: string, options: Options): DocumentFragment;
  addHook(entryPoint: "afterSanitizeAttributes", hook: (node: Element) => void): void;
};
export default createDOMPurify;

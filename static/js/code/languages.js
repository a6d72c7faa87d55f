// The languages that static/vendor/highlight knows, by the ends of file names.

/** @type {Record<string, string>} */
const BY_END = {
  py: "python", pyi: "python", js: "javascript", mjs: "javascript", cjs: "javascript", jsx: "javascript",
  ts: "typescript", mts: "typescript", tsx: "typescript", json: "json", html: "xml", htm: "xml", xml: "xml",
  svg: "xml", vue: "xml", css: "css", scss: "scss", less: "less", md: "markdown", markdown: "markdown",
  yml: "yaml", yaml: "yaml", toml: "ini", ini: "ini", cfg: "ini", env: "ini", sh: "bash", bash: "bash",
  sql: "sql", go: "go", rs: "rust", java: "java", kt: "kotlin", c: "c", h: "c", cpp: "cpp", cc: "cpp",
  hpp: "cpp", cs: "csharp", php: "php", rb: "ruby", swift: "swift", r: "r", lua: "lua", pl: "perl",
  diff: "diff", patch: "diff", graphql: "graphql", mk: "makefile", m: "objectivec", wat: "wasm", vb: "vbnet",
}; // prettier-ignore

/**
 * @param {string} path
 * @returns {string} "" for what is shown plain
 */
export function languageOf(path) {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (name === "makefile") return "makefile";
  const end = name.slice(name.lastIndexOf(".") + 1);
  return Object.hasOwn(BY_END, end) && end !== name ? (BY_END[end] ?? "") : "";
}

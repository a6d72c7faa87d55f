// Paths as a tree: folders first, then files, each by name. Pure.

/**
 * @typedef {import("./types.js").Entry} Entry
 * @typedef {{path: string, name: string, entry: Entry, children?: undefined}} FileNode
 * @typedef {{path: string, name: string, entry?: undefined, children: TreeNode[]}} FolderNode  its path ends with a slash
 * @typedef {FileNode | FolderNode} TreeNode
 */

/**
 * @param {readonly Entry[]} entries
 * @returns {TreeNode[]}
 */
export function treeOf(entries) {
  /** @type {Map<string, FolderNode>} */
  const folders = new Map([["", { path: "", name: "", children: [] }]]);
  for (const entry of entries) {
    const cut = entry.path.lastIndexOf("/") + 1;
    folderAt(folders, entry.path.slice(0, cut)).children.push({ path: entry.path, name: entry.path.slice(cut), entry });
  }
  for (const folder of folders.values()) folder.children.sort(byKindAndName);
  return folderAt(folders, "").children;
}

/**
 * @param {Map<string, FolderNode>} folders
 * @param {string} path
 * @returns {FolderNode}
 */
function folderAt(folders, path) {
  const known = folders.get(path);
  if (known) return known;
  const cut = path.lastIndexOf("/", path.length - 2) + 1;
  const folder = { path, name: path.slice(cut, -1), children: [] };
  folders.set(path, folder);
  folderAt(folders, path.slice(0, cut)).children.push(folder);
  return folder;
}

/**
 * @param {TreeNode} one
 * @param {TreeNode} other
 */
function byKindAndName(one, other) {
  if (!one.children !== !other.children) return one.children ? -1 : 1;
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

/**
 * The folders that a file lies in, outermost first.
 *
 * @param {string} path
 * @returns {string[]}
 */
export function foldersOf(path) {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}

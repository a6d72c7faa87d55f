// Tool lines, from frames and from snapshots.

/**
 * @typedef {import("./types.js").Tool} Tool
 * @typedef {import("./types.js").ToolData} ToolData
 */

/**
 * @param {ToolData} data
 * @param {Tool["status"]} status
 * @returns {Tool}
 */
export function toolFrom(data, status) {
  return {
    id: data.call_id || data.tool,
    name: data.display_name || data.tool,
    icon: data.icon ?? "",
    message: data.message ?? "",
    status: data.refused ? "unfinished" : status,
  };
}

/** @param {readonly ToolData[]} stored */
export function toolsFrom(stored) {
  return stored.map((tool) => toolFrom(tool, tool.status ?? "completed"));
}

/**
 * A call is told twice, when it begins and when it is done; the second replaces the first.
 *
 * @param {Tool[]} tools
 * @param {Tool} tool
 * @returns {Tool[]}
 */
export function putTool(tools, tool) {
  const known = tools.some((each) => each.id === tool.id);
  return known ? tools.map((each) => (each.id === tool.id ? tool : each)) : [...tools, tool];
}

/**
 * @param {Tool[]} tools
 * @returns {Tool[]} with none that still spins
 */
export function settleTools(tools) {
  return tools.map((tool) => (tool.status === "calling" ? { ...tool, status: "unfinished" } : tool));
}

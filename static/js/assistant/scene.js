// What stands beside the conversation: the agents there are, what is kept for the user, who is here. Pure.

/**
 * @typedef {import("./types.js").Scene} Scene
 * @typedef {import("./types.js").AssistantFrame} AssistantFrame
 * @typedef {import("./types.js").Context} Context
 */

/** @type {Scene} */
export const NO_SCENE = { agents: [], context: {}, people: [] };

/**
 * @param {Scene} scene
 * @param {AssistantFrame} frame
 * @returns {Scene} the same object when nothing changed
 */
export function foldScene(scene, frame) {
  switch (frame.type) {
    case "state":
      return { agents: frame.state.agents, context: frame.state.context, people: frame.state.people };
    case "presence":
      return { ...scene, people: frame.people };
    case "ai_event":
      return foldContext(scene, frame.content);
    default:
      return scene;
  }
}

/**
 * @param {Scene} scene
 * @param {import("./types.js").Happening} event
 * @returns {Scene}
 */
function foldContext(scene, { type, metadata }) {
  if (type === "context" && metadata) return { ...scene, context: metadata };
  if (type === "context_update" && metadata) return { ...scene, context: changed(scene.context, metadata.changes) };
  return scene;
}

/**
 * @param {Context} context
 * @param {unknown} changes  null where something is gone
 * @returns {Context}
 */
function changed(context, changes) {
  const now = Object.entries({ ...context, ...Object(changes) });
  return Object.fromEntries(now.filter(([, value]) => value !== null));
}

// What is known of runs beside the texts of their answers: who had the word, which part is whose, what a guardrail
// said. Pure.

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").AssistantFrame} AssistantFrame
 * @typedef {import("./types.js").Happening} Happening
 * @typedef {ReadonlyMap<string, Answer>} Answers
 */

/** @type {Answer} */
const NEW = {
  agent: "",
  trail: [],
  parts: [],
  length: 0,
  open: false,
  cut: false,
  guardrails: [],
  judged: false,
  ended: false,
};

/**
 * @param {Answers} answers
 * @param {AssistantFrame} frame
 * @returns {Answers} the same object when nothing changed
 */
export function foldAnswers(answers, frame) {
  switch (frame.type) {
    case "state":
      return fromSnapshot(answers, frame.state);
    case "ai_started":
      return put(answers, frame.run, { ...NEW, ...spoken(NEW, frame.content.current_agent) });
    case "ai_delta":
      return edit(answers, frame.run, (answer) => grown(answer, frame.content));
    case "ai_event":
      return edit(answers, frame.run, (answer) => happened(answer, frame.content));
    case "ai_ended":
      return edit(answers, frame.run, () => ({ ended: true, open: false, judged: true }));
    case "ai_error":
      return edit(answers, frame.run, () => ({ ended: true, open: false }));
    default:
      return answers;
  }
}

/**
 * @param {Answers} answers
 * @param {string} run
 * @param {Answer} answer
 */
function put(answers, run, answer) {
  return new Map(answers).set(run, answer);
}

/**
 * @param {Answers} answers
 * @param {string} run
 * @param {(answer: Answer) => Partial<Answer>} change
 */
function edit(answers, run, change) {
  const answer = answers.get(run) ?? NEW;
  return put(answers, run, { ...answer, ...change(answer) });
}

/**
 * @param {Answer} answer
 * @param {string} agent
 */
function spoken({ trail }, agent) {
  return { agent, trail: [...trail, agent] };
}

/**
 * @param {Answer} answer
 * @param {string} text
 * @returns {Partial<Answer>}
 */
function grown({ agent, parts, length, open }, text) {
  const now = open ? parts : [...parts, { agent, begin: length }];
  return { parts: now, length: length + text.length, open: true, judged: true };
}

/**
 * @param {Answer} answer
 * @param {Happening} event
 * @returns {Partial<Answer>}
 */
function happened(answer, event) {
  switch (event.type) {
    case "message":
      return { open: false };
    case "handoff": {
      const target = event.metadata?.target_agent;
      return { judged: true, ...(typeof target === "string" && spoken(answer, target)) };
    }
    case "guardrail":
      return { judged: true, guardrails: [...answer.guardrails, guardrail(event.metadata)] };
    case "context":
      return {}; // told before the guardrails are asked
    default:
      return { judged: true };
  }
}

/** @param {object | null} item */
function guardrail(item) {
  const { name, input, reasoning, passed } = /** @type {import("./types.js").Guardrail} */ (item ?? {});
  return { name: String(name), input: String(input), reasoning: String(reasoning), passed: passed === true };
}

/**
 * What was seen of other runs stays true.
 *
 * @param {Answers} answers
 * @param {import("./types.js").Snapshot} snapshot
 */
function fromSnapshot(answers, { messages, run: running }) {
  const known = new Map([...answers].map(([run, answer]) => [run, { ...answer, ended: true, open: false }]));
  for (const message of messages) {
    if (message.run === null || message.details.events === undefined) continue;
    const answer = known.get(message.run) ?? storedAnswer(message);
    known.delete(message.run); // they stand in order
    known.set(message.run, answer);
  }
  if (!running) return known;
  known.delete(running.run); // the newest stands last
  return known.set(running.run, answerOf(running));
}

/**
 * @param {import("./types.js").Snapshot["messages"][number]} message
 * @returns {Answer}
 */
function storedAnswer({ text, status, details }) {
  const { agent = "", parts: told = [], events = [], guardrails = [] } = details;
  const characters = [...text]; // as the server counts them
  let begin = 0;
  const messages = told.map((part) => ({
    agent: part.agent,
    content: characters.slice(begin, (begin += part.characters)).join(""),
  }));
  return {
    agent,
    trail: trailOf(events, agent),
    parts: partsOf(messages).parts,
    length: text.length,
    open: false,
    cut: false,
    guardrails: guardrails.map(guardrail),
    judged: status === "completed" || status === "stopped" || hasSpoken(text, guardrails, events),
    ended: true,
  };
}

/**
 * @param {string} text
 * @param {object[]} guardrails
 * @param {object[]} events
 */
function hasSpoken(text, guardrails, events) {
  return text !== "" || guardrails.length > 0 || events.length > 0;
}

/**
 * @param {import("./types.js").RunningAnswer} running
 * @returns {Answer}
 */
function answerOf({ response, truncated }) {
  const { events, messages, raw_response: text, current_agent: agent } = response;
  const guardrails = response.guardrails.map(guardrail);
  const { parts, end } = partsOf(messages);
  const open = text.length > end;
  return {
    agent,
    trail: trailOf(events, agent),
    parts: open ? [...parts, { agent, begin: end }] : parts,
    length: text.length,
    open,
    cut: truncated,
    guardrails,
    judged: hasSpoken(text, guardrails, events),
    ended: false,
  };
}

/**
 * @param {Happening[]} events
 * @param {string} agent  the one that has the word now
 */
function trailOf(events, agent) {
  const handoffs = events.filter((event) => event.type === "handoff");
  const first = String(handoffs[0]?.metadata?.source_agent ?? agent);
  const targets = handoffs.map(({ metadata }) => String(metadata?.target_agent ?? ""));
  return [first, ...targets.filter((name) => name !== "")];
}

/** @param {{content: string, agent: string}[]} messages */
function partsOf(messages) {
  let end = 0;
  const parts = messages.map(({ content, agent }) => {
    const begin = end;
    end += content.length;
    return { agent, begin };
  });
  return { parts, end };
}

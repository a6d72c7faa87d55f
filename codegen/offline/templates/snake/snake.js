"use strict";

const SIZE = 20; // cells a side
const STEP_MS = 140; // time between two steps

const DIRECTIONS = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

const board = document.querySelector("#board");
const canvas = board.getContext("2d");
const score = document.querySelector("#score");
const message = document.querySelector("#message");

let game = newGame();

function newGame() {
  const body = [{ x: 5, y: 10 }, { x: 4, y: 10 }, { x: 3, y: 10 }];
  return {
    body,
    turns: [], // asked for, and not yet taken: one a step
    direction: DIRECTIONS.ArrowRight,
    food: freeCell(body),
    points: 0,
    paused: false,
    over: false,
  };
}

/** A cell that the snake is not on; null where it is everywhere. */
function freeCell(body) {
  const free = [];
  for (let x = 0; x < SIZE; x += 1) {
    for (let y = 0; y < SIZE; y += 1) {
      if (!body.some((part) => same(part, { x, y }))) free.push({ x, y });
    }
  }
  return free[Math.floor(Math.random() * free.length)] ?? null;
}

function same(one, other) {
  return one !== null && other !== null && one.x === other.x && one.y === other.y;
}

/** Move by one cell. */
function step() {
  game.direction = game.turns.shift() ?? game.direction;
  const head = next(game.body[0], game.direction);
  const eats = same(head, game.food);
  const stays = eats ? game.body : game.body.slice(0, -1);
  if (isOutside(head) || stays.some((part) => same(part, head))) {
    game.over = true;
    return;
  }
  game.body = [head, ...stays];
  if (eats) {
    game.points += 1;
    game.food = freeCell(game.body);
    game.over = game.food === null;
  }
}

/** The cell that lies in a direction. */
function next(cell, direction) {
  const found = { x: cell.x + direction.x, y: cell.y + direction.y };
  return found;
}

function isOutside(cell) {
  return cell.x < 0 || cell.y < 0 || cell.x >= SIZE || cell.y >= SIZE;
}

/** Ask for a turn; turning back into oneself is no turn. */
function turn(direction) {
  const last = game.turns.at(-1) ?? game.direction;
  if (last.x + direction.x !== 0 || last.y + direction.y !== 0) {
    game.turns = [...game.turns, direction].slice(0, 2);
  }
}

function draw() {
  const cell = board.width / SIZE;
  const colours = getComputedStyle(document.documentElement);
  const fill = (name, { x, y }) => {
    canvas.fillStyle = colours.getPropertyValue(name);
    canvas.fillRect(x * cell + 1, y * cell + 1, cell - 2, cell - 2);
  };
  canvas.clearRect(0, 0, board.width, board.height);
  if (game.food) fill("--food", game.food);
  game.body.forEach((part) => fill("--snake", part));
  score.textContent = String(game.points);
  message.textContent = said();
}

function said() {
  if (game.over) return game.food === null ? "You have won!" : "Game over";
  return game.paused ? "Paused" : "";
}

function tick() {
  if (!game.over && !game.paused) step();
  draw();
}

document.addEventListener("keydown", (event) => {
  const direction = DIRECTIONS[event.key];
  if (direction) turn(direction);
  else if (event.key === " ") game.paused = !game.paused;
  else if (event.key === "Enter") game = newGame();
  else return;
  event.preventDefault();
});

let touched = null;

board.addEventListener("pointerdown", (event) => {
  touched = { x: event.clientX, y: event.clientY };
});

document.addEventListener("pointerup", (event) => {
  if (!touched) return;
  const x = event.clientX - touched.x;
  const y = event.clientY - touched.y;
  touched = null;
  if (Math.max(Math.abs(x), Math.abs(y)) < 20) {
    if (game.over) game = newGame();
  } else if (Math.abs(x) > Math.abs(y)) {
    turn(x > 0 ? DIRECTIONS.ArrowRight : DIRECTIONS.ArrowLeft);
  } else {
    turn(y > 0 ? DIRECTIONS.ArrowDown : DIRECTIONS.ArrowUp);
  }
});

draw();
setInterval(tick, STEP_MS);

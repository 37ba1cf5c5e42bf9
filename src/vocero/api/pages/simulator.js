// The page: who I am, what is on the screen, and what happens when something comes or is touched.

import { bubble, mine, summary, undelivered } from "./bubble.js";
import { Chats } from "./chats.js";
import { attaching, menu } from "./attaching.js";
import { make } from "./format.js";
import * as line from "./line.js";
import { face, list } from "./people.js";
import { day, dayKey, language, put, say, speak } from "./words.js";

const at = (id) => document.getElementById(id);
const chats = new Chats();
const used = new Set();
let people = [];
let current = null;
let drawn = new Map();
let stuck = true;
let below = 0;
let trouble = "";

/* What is on the screen */

function draw() {
  drawPeople();
  const others = people.filter((p) => p !== current).reduce((sum, p) => sum + chats.unread(p.phone), 0);
  badge(at("others"), others);
  document.body.dataset.view = current ? "chat" : "people";
  if (current) drawChat();
}

function drawPeople() {
  const box = at("people");
  const fresh = list(people, chats, current?.phone);
  const state = fresh.map((item) => item.innerHTML).join();
  if (state === box.state) return;
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  box.state = state;
  box.replaceChildren(...fresh);
  if (focused) box.querySelector(`[href="${focused}"]`)?.focus({ preventScroll: true });
}

function drawChat() {
  const messages = chats.of(current.phone);
  const typing = chats.types(current.phone);
  at("me").replaceChildren(face(current));
  at("presence").textContent = say(trouble ? "offline" : typing ? "typing" : "online");
  at("presence").className = trouble ? "away" : typing ? "now" : "";
  at("typing").hidden = !typing;
  at("empty").hidden = messages.length > 0;
  at("empty-title").textContent = say("emptyTitle", { name: current.name.split(" ")[0] });
  drawChips(messages.length === 0);
  drawMessages(messages);
  badge(at("below"), below);
  if (stuck) toEnd();
}

function drawMessages(messages) {
  const nodes = [];
  const keep = new Map();
  let before = null;
  for (const message of messages) {
    if (!before || dayKey(before.at) !== dayKey(message.at)) nodes.push(...once(keep, `day ${dayKey(message.at)}`, language + day(message.at), () => make("li", { className: "day" }, make("span", {}, day(message.at)))));
    const first = !before || mine(before) !== mine(message) || undelivered(before) || dayKey(before.at) !== dayKey(message.at);
    const state = [language, message.revision, message.status, message.position === Infinity].join();
    const [node] = once(keep, message.sid, state, () => bubble(message, actions));
    node.classList.toggle("first", first);
    node.classList.toggle("used", used.has(message.sid));
    nodes.push(node);
    before = message;
  }
  const box = at("messages");
  nodes.forEach((node, index) => { if (box.children[index] !== node) box.insertBefore(node, box.children[index] ?? null); });
  while (box.children.length > nodes.length) box.lastChild.remove();
  drawn = keep;
}

function once(keep, key, state, build) {
  const known = drawn.get(key);
  const kept = known?.state === state ? known : { state, node: build() };
  keep.set(key, kept);
  return [kept.node];
}

function drawChips(wanted) {
  const state = wanted ? current.level + language : "";
  at("chips").hidden = !wanted;
  if (state === at("chips").state) return;
  at("chips").state = state;
  at("chips").replaceChildren(...(wanted ? current.chips[language] : []).map((text) => {
    const chip = make("button", { type: "button" }, text);
    chip.addEventListener("click", () => tell(text));
    return chip;
  }));
}

function badge(node, count) {
  node.hidden = count === 0;
  node.textContent = count > 99 ? "99+" : String(count);
}

function toEnd() {
  const box = at("scroll");
  box.scrollTop = box.scrollHeight;
  below = 0;
  at("below").hidden = at("latest").hidden = true;
}

/* What one does */

async function post(message, shown = {}) {
  const sid = line.sid(Boolean(shown.media));
  const whole = { phone: current.phone, profile_name: current.name, sid, ...message };
  chats.sending({ sid, phone: current.phone, type: message.type ?? "text", body: message.body ?? message.title ?? "", again: { message, shown }, ...shown });
  stuck = true;
  if (!trouble) complain("");
  draw();
  try {
    await line.send(whole);
    well();
  } catch (fault) {
    chats.failed(sid);
    ill(fault);
  }
  draw();
}

const tell = (body) => post({ type: "text", body });

const actions = {
  tap(message, choice) {
    used.add(message.sid);
    post({ type: "button", title: choice.title, payload: choice.id, reply_to: message.sid });
    at("text").focus({ preventScroll: true });
  },
  open(message) {
    at("sheet-title").textContent = message.choices.button;
    at("sheet-lines").replaceChildren(...message.choices.items.map((choice) => {
      const row = make("button", { type: "button" }, make("span", {}, make("b", {}, choice.title), choice.description ? make("small", {}, choice.description) : null), make("i", { "aria-hidden": "true" }));
      row.addEventListener("click", () => {
        at("sheet").close();
        post({ type: "list", title: choice.title, id: choice.id, description: choice.description, reply_to: message.sid });
      });
      return make("li", {}, row);
    }));
    const frame = document.querySelector(".glass").getBoundingClientRect();
    const measures = { left: frame.left, width: frame.width, bottom: innerHeight - frame.bottom };
    for (const [name, value] of Object.entries(measures)) at("sheet").style.setProperty(`--${name}`, `${value}px`);
    at("sheet").showModal();
  },
  enlarge(url, alt) {
    at("viewer-image").src = url;
    at("viewer-image").alt = alt;
    at("viewer").showModal();
  },
  retry(message) {
    chats.messages.delete(message.sid);
    const { message: said, shown } = message.again ?? { message: { type: "text", body: message.body }, shown: {} };
    post(said, shown);
  },
  settled() {
    if (stuck) toEnd();
  },
};

function fit() {
  const box = at("text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 132)}px`;
  at("composer").classList.toggle("filled", box.value.trim() !== "");
}

/* What comes */

function well() {
  if (trouble) complain("");
  trouble = "";
}

function complain(sentence) {
  for (const node of document.querySelectorAll("main .trouble")) {
    node.textContent = sentence;
    node.hidden = !sentence;
  }
}

function ill(fault) {
  trouble = fault instanceof line.Unreachable ? fault.message : "noPage";
  complain(say(trouble));
}

function look() {
  if (!current || document.hidden || chats.unread(current.phone) === 0) return;
  line.read(current.phone).catch(() => {});
}

async function listen() {
  for (let pause = 500; ; ) {
    try {
      if (!people.length) { people = await line.people(); choose(); }
      const known = chats.epoch;
      const fresh = chats.take(await line.updates(chats.revision, known, known && !trouble ? 4 : 0));
      const theirs = fresh.filter((m) => m.phone === current?.phone && !mine(m) && !undelivered(m));
      if (theirs.length && known) at("spoken").textContent = theirs.map((m) => say("saysVocero", { text: summary(m) })).join(" ");
      if (!stuck) below += theirs.length;
      well();
      pause = 500;
    } catch (fault) {
      ill(fault);
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, 5000);
    }
    draw();
    look();
  }
}

function choose() {
  const level = location.hash.slice(1);
  const wide = matchMedia("(min-width: 820px)").matches;
  const chosen = people.find((p) => p.level === level) ?? (wide ? people[1] : null) ?? null;
  if (current) chats.drafts.set(current.phone, at("text").value);
  if (chosen !== current) { drawn = new Map(); at("messages").replaceChildren(); }
  current = chosen;
  stuck = true;
  below = 0;
  menu(false);
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  at("text").value = current ? chats.drafts.get(current.phone) ?? "" : "";
  draw();
  fit();
  look();
  if (current && matchMedia("(hover: hover)").matches) at("text").focus({ preventScroll: true });
}

/* Wiring */

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = at("text").value.trim();
  if (!body || !current) return;
  at("text").value = "";
  fit();
  tell(body);
});
at("text").addEventListener("input", fit);
at("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  at("composer").requestSubmit();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]") || event.target.matches("dialog")) event.target.closest("dialog")?.close();
});
document.addEventListener("visibilitychange", look);
at("scroll").addEventListener("scroll", () => {
  const box = at("scroll");
  stuck = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  if (stuck) below = 0;
  at("latest").hidden = stuck;
  badge(at("below"), below);
});
new ResizeObserver(() => { if (stuck) toEnd(); }).observe(at("scroll"));
at("latest").addEventListener("click", () => { stuck = true; toEnd(); });
addEventListener("hashchange", choose);
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => { speak(button.dataset.language); put(); draw(); if (trouble) complain(say(trouble)); });
}
const clock = () => { at("phone-time").textContent = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit", hour12: false }); };
clock();
setInterval(() => { clock(); if (current && chats.typing.size) draw(); }, 5000);
attaching(post, (sentence) => { if (!trouble) complain(sentence); });
put();
listen();

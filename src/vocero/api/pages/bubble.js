// One message as a bubble: text, pictures, documents, places, buttons and lists, time and ticks.

import { bare, formatted, icon, make, onlyEmoji } from "./format.js";
import { mediaUrl } from "./line.js";
import { say, time, weight } from "./words.js";

const TICKS = { pending: "clock", sent: "tick", delivered: "ticks", read: "ticks", failed: "alert" };

export const mine = (message) => message.direction === "in";
export const shown = (message) => mine(message) || !["queued", "accepted"].includes(message.status);
export const undelivered = (message) => !mine(message) && ["failed", "undelivered"].includes(message.status);

// What a message says in one line: for the list of people and for those who listen.
export function summary(message) {
  if (message.body) return bare(message.body);
  const [file] = message.media;
  if (file?.type.startsWith("image/")) return `📷 ${say(message.type === "sticker" ? "sticker" : "photo")}`;
  if (file) return `📄 ${file.name || say("file")}`;
  return message.type === "location" ? `📍 ${message.details?.label || say("location")}` : "…";
}

export function bubble(message, actions) {
  if (undelivered(message)) {
    return make("li", { className: "note" }, make("p", {}, say("undelivered", { code: message.error_code ?? "–" })));
  }
  const own = mine(message);
  const box = make("div", { className: "bubble" });
  const item = make("li", { className: `message ${own ? "own" : "theirs"}` }, box);
  for (const file of message.media) box.append(medium(file, message, actions));
  if (message.type === "location") box.append(place(message));
  if (message.body) {
    const big = onlyEmoji(message.body) ? " big" : "";
    box.append(make("div", { className: `text${big}`, dir: "auto" }, ...formatted(message.body)));
  }
  box.append(stamp(message, own));
  if (message.choices?.kind === "list") box.append(opener(message, actions));
  if (message.choices?.kind === "buttons") item.append(replies(message, actions));
  if (own && message.status === "failed") item.append(again(message, actions));
  return item;
}

function stamp(message, own) {
  const footer = make("span", { className: "stamp" }, make("time", { dateTime: new Date(message.at * 1000).toISOString() }, time(message.at)));
  if (own) {
    const mark = icon(TICKS[message.status] ?? "tick", say(message.status in TICKS ? message.status : "sent"));
    mark.classList.add("mark", message.status);
    footer.append(mark);
  }
  return footer;
}

function medium(file, message, actions) {
  const url = file.local ?? mediaUrl(file);
  if (file.type.startsWith("image/")) {
    const image = make("img", { src: url, alt: message.body ? bare(message.body) : say("photo"), loading: "lazy" });
    image.addEventListener("load", actions.settled);
    const button = make("button", { type: "button", className: message.type === "sticker" ? "picture sticker" : "picture", "aria-label": say("enlarge") }, image);
    button.addEventListener("click", () => actions.enlarge(url, image.alt));
    return button;
  }
  if (file.type.startsWith("audio/")) return make("audio", { controls: true, src: url, preload: "none" });
  if (file.type.startsWith("video/")) return make("video", { controls: true, src: url, preload: "metadata" });
  const name = file.name || say("file");
  const kind = (name.includes(".") ? name.split(".").pop() : file.type.split("/").pop()).toUpperCase().slice(0, 4);
  return make("a", { className: "document", href: url, target: "_blank", rel: "noopener", "aria-label": say("openDocument", { name }) },
    make("span", { className: `kind ${kind.toLowerCase()}` }, kind),
    make("span", { className: "about" }, make("b", {}, name), make("small", {}, `${kind} · ${weight(file.size)}`)));
}

function place(message) {
  const { label, latitude, longitude } = message.details ?? {};
  return make("div", { className: "place" },
    make("div", { className: "map" }, icon("place")),
    make("b", {}, label || say("location")), make("small", {}, `${latitude}, ${longitude}`));
}

function replies(message, actions) {
  const buttons = message.choices.items.map((choice) => {
    const button = make("button", { type: "button" }, icon("reply"), make("span", {}, choice.title));
    button.addEventListener("click", () => actions.tap(message, choice));
    return button;
  });
  return make("div", { className: "replies" }, ...buttons);
}

function opener(message, actions) {
  const button = make("button", { type: "button", className: "opener", "aria-haspopup": "dialog" }, icon("lines"), make("span", {}, message.choices.button));
  button.addEventListener("click", () => actions.open(message));
  return button;
}

function again(message, actions) {
  const button = make("button", { type: "button" }, say("retry"));
  button.addEventListener("click", () => actions.retry(message));
  return make("p", { className: "failed" }, `${say(message.revision ? "noApi" : "notSent")} `, button);
}

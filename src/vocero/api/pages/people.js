// The people whom one can be: name, level, last words and what is unread.

import { make } from "./format.js";
import { language, say, time } from "./words.js";

const initials = (name) => name.split(" ").slice(0, 2).map((part) => part[0]).join("");

export function face(person) {
  const node = make("span", { className: "avatar", "aria-hidden": "true" }, initials(person.name), make("i", {}, person.level));
  node.dataset.level = person.level;
  return node;
}

export function list(people, chats, current) {
  return people.map((person) => {
    const last = chats.last(person.phone);
    const unread = person.phone === current ? 0 : chats.unread(person.phone);
    const typing = chats.types(person.phone);
    const line = typing ? say("typing") : last ? `${last.own ? `${say("you")}: ` : ""}${last.text}` : person.title[language];
    const link = make("a", { href: `#${person.level}`, className: "person" },
      face(person),
      make("span", { className: "person-text" },
        make("b", {}, person.name, make("span", { className: "spoken" }, `, ${say("level", { level: person.level })}`)),
        make("small", {}, person.title[language]),
        last || typing ? make("span", { className: typing ? "preview now" : "preview" }, line) : null),
      make("span", { className: "person-end" },
        last ? make("time", {}, time(last.at)) : null,
        unread ? make("span", { className: "unread", "aria-label": say("unread", { count: unread }) }, String(unread)) : null));
    if (person.phone === current) link.setAttribute("aria-current", "true");
    return make("li", {}, link);
  });
}

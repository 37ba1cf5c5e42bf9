// WhatsApp's marks become nodes. Text only ever becomes text: nothing that a message holds is read as HTML.

const MARK = /(?<![\p{L}\p{N}])(```)([^]+?)```|(?<![\p{L}\p{N}`])`([^`\n]+)`|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\4(?![\p{L}\p{N}])|(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/u;
const TAGS = { "*": "strong", "_": "em", "~": "s" };

export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node && name !== "role") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function icon(name, label = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  svg.setAttribute("class", `icon ${name}`);
  if (label) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", label); } else svg.setAttribute("aria-hidden", "true");
  return svg;
}

function inline(text) {
  const nodes = [];
  let rest = text;
  for (let found; (found = MARK.exec(rest)); rest = rest.slice(found.index + found[0].length)) {
    if (found.index) nodes.push(rest.slice(0, found.index));
    const [, block, mono, code, mark, inner, link] = found;
    if (block || code) nodes.push(make("code", {}, mono ?? code));
    else if (mark) nodes.push(make(TAGS[mark], {}, ...inline(inner)));
    else nodes.push(make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link));
  }
  if (rest) nodes.push(rest);
  return nodes;
}

export function formatted(text) {
  const parts = [];
  let quoted = [];
  let plain = [];
  const flush = () => {
    if (plain.length) parts.push(make("span", {}, ...inline(plain.join("\n"))));
    if (quoted.length) parts.push(make("blockquote", {}, ...inline(quoted.join("\n"))));
    plain = [];
    quoted = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^> ?(.*)$/.exec(line);
    if ((quote && plain.length) || (!quote && quoted.length)) flush();
    if (quote) quoted.push(quote[1]); else plain.push(line);
  }
  flush();
  return parts;
}

export const bare = (text) => text.replace(/(?<![\p{L}\p{N}])([*_~`])(?=\S)(.*?\S)\1(?![\p{L}\p{N}])/gu, "$2").replace(/\s+/g, " ").trim();

export const onlyEmoji = (text) => /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}])*){1,3}$/u.test(text.trim());

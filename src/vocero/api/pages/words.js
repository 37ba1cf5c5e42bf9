// The page's own words, in the language that was chosen and is remembered.

const WORDS = {
  es: {
    tagline: "Simulador de WhatsApp", language: "Idioma de la página", whoAreYou: "¿Quién eres?",
    foot: "Cada persona ve lo que le toca. Todo pasa por un doble de Twilio: nada sale de esta máquina.",
    pickSomeone: "Elige a alguien para empezar", back: "Volver a las personas",
    changePerson: "Cambiar de persona", conversation: "Conversación", online: "en línea",
    typing: "escribiendo…", offline: "sin conexión", latest: "Ir al último mensaje",
    suggestions: "Sugerencias", attach: "Adjuntar", message: "Mensaje", send: "Enviar",
    photo: "Foto", document: "Documento", location: "Ubicación", close: "Cerrar", picture: "Foto",
    emptyTitle: "Hola, {name}", emptyText: "Pregunta como le preguntarías a un colega, o toca una de estas:",
    today: "Hoy", yesterday: "Ayer", you: "Tú", sampleLabel: "Oficina de Cancún",
    noStandin: "No encuentro al doble de Twilio. ¿Está corriendo? Arráncalo con «make up»; mientras, sigo buscando.",
    noPage: "El servidor no contesta. En cuanto vuelva, seguimos donde estábamos.",
    noApi: "Tu mensaje no llegó: la API no lo recibió.", notSent: "Tu mensaje no salió.", retry: "Reintentar",
    undelivered: "Vocero quiso escribir, pero el mensaje no se entregó (código {code}).",
    tooLarge: "Ese archivo pesa más de 16 MB.", openDocument: "Abrir {name}",
    enlarge: "Ampliar la foto", sent: "Enviado", delivered: "Entregado", read: "Leído",
    pending: "Enviando", failed: "No enviado", unread: "{count} sin leer", level: "nivel {level}",
    sticker: "Sticker", audio: "Nota de voz", video: "Video", file: "Archivo",
    saysVocero: "Vocero dice: {text}",
  },
  en: {
    tagline: "WhatsApp simulator", language: "Language of the page", whoAreYou: "Who are you?",
    foot: "Everyone sees what they may see. All of it goes through a Twilio stand-in: nothing leaves this machine.",
    pickSomeone: "Pick someone to begin", back: "Back to the people",
    changePerson: "Be someone else", conversation: "Conversation", online: "online",
    typing: "typing…", offline: "offline", latest: "Go to the latest message",
    suggestions: "Suggestions", attach: "Attach", message: "Message", send: "Send",
    photo: "Photo", document: "Document", location: "Location", close: "Close", picture: "Photo",
    emptyTitle: "Hi, {name}", emptyText: "Ask the way you would ask a colleague, or tap one of these:",
    today: "Today", yesterday: "Yesterday", you: "You", sampleLabel: "Cancún office",
    noStandin: "I cannot find the Twilio stand-in. Is it running? Start it with “make up”; meanwhile I keep looking.",
    noPage: "The server does not answer. As soon as it is back, we go on where we were.",
    noApi: "Your message did not arrive: the API did not take it.", notSent: "Your message was not sent.", retry: "Try again",
    undelivered: "Vocero tried to write, but the message was not delivered (code {code}).",
    tooLarge: "That file is over 16 MB.", openDocument: "Open {name}",
    enlarge: "Enlarge the photo", sent: "Sent", delivered: "Delivered", read: "Read",
    pending: "Sending", failed: "Not sent", unread: "{count} unread", level: "level {level}",
    sticker: "Sticker", audio: "Voice note", video: "Video", file: "File",
    saysVocero: "Vocero says: {text}",
  },
};
const KEPT = "vocero.language";

export let language = chosen();

function chosen() {
  let kept = null;
  try { kept = localStorage.getItem(KEPT); } catch { /* a browser may forbid it */ }
  if (kept in WORDS) return kept;
  return navigator.language.startsWith("en") ? "en" : "es";
}

export function speak(wanted) {
  language = wanted;
  try { localStorage.setItem(KEPT, wanted); } catch { /* the choice lasts for this visit */ }
}

export function say(word, values = {}) {
  return WORDS[language][word].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// Put the words into everything that the document marks as wanting one.
export function put() {
  document.documentElement.lang = language;
  document.title = `Vocero · ${say("tagline")}`;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
    if (node.matches("button, a")) node.title = say(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = say(node.dataset.placeholder);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}

const locale = () => (language === "es" ? "es-MX" : "en-US");

export const time = (at) => new Intl.DateTimeFormat(locale(), { hour: "numeric", minute: "2-digit" }).format(at * 1000);

export const dayKey = (at) => new Date(at * 1000).toDateString();

export function day(at) {
  const days = Math.round((new Date(new Date().toDateString()) - new Date(dayKey(at))) / 864e5);
  if (days < 2) return say(days < 1 ? "today" : "yesterday");
  const shown = days < 7 ? { weekday: "long" } : { day: "numeric", month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(locale(), shown).format(at * 1000);
}

export function weight(bytes) {
  const [value, unit] = bytes < 1024 ? [bytes, "byte"] : bytes < 1048576 ? [bytes / 1024, "kilobyte"] : [bytes / 1048576, "megabyte"];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

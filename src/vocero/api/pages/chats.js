// The ten chats as the stand-in tells them, and what this page sent that it has not told yet.

import { mine, shown, summary, undelivered } from "./bubble.js";

export class Chats {
  constructor() {
    this.epoch = "";
    this.revision = 0;
    this.typing = new Map();
    this.clear();
  }

  clear() {
    this.messages = new Map();
    this.drafts = new Map();
  }

  // Take news in; gives the messages that appeared for the first time.
  take(news) {
    if (this.epoch && news.epoch !== this.epoch) this.messages = new Map([...this.messages].filter(([, m]) => m.status === "pending"));
    this.epoch = news.epoch;
    this.revision = news.revision;
    const fresh = [];
    for (const message of news.messages) {
      const known = this.messages.get(message.sid);
      if (!shown(message)) continue;
      if (!known) fresh.push(message);
      if (known?.media.length) message.media.forEach((file, at) => { file.local = known.media[at]?.local; });
      this.messages.set(message.sid, { ...message, again: known?.again });
    }
    this.typing = new Map(news.typing.map((phone) => [phone, Date.now() + 25_000]));
    return fresh;
  }

  sending(message) {
    this.messages.set(message.sid, { position: Infinity, revision: 0, at: Date.now() / 1000, direction: "in", status: "pending", media: [], body: "", ...message });
  }

  failed(sid) {
    const message = this.messages.get(sid);
    if (message && message.status === "pending") this.messages.set(sid, { ...message, status: "failed" });
  }

  of(phone) {
    const found = [...this.messages.values()].filter((m) => m.phone === phone);
    found.sort((a, b) => (a.position === b.position ? a.at - b.at : a.position - b.position));
    const answered = found.findLast((m) => !mine(m) && !undelivered(m))?.position ?? 0;
    return found.map((m) => (mine(m) && m.status === "delivered" && m.position < answered ? { ...m, status: "read" } : m));
  }

  unread(phone) {
    return [...this.messages.values()].filter((m) => m.phone === phone && !mine(m) && ["sent", "delivered"].includes(m.status)).length;
  }

  last(phone) {
    const message = this.of(phone).findLast((m) => !undelivered(m));
    return message && { at: message.at, own: mine(message), text: summary(message) };
  }

  types(phone) {
    return (this.typing.get(phone) ?? 0) > Date.now();
  }
}

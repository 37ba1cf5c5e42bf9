// The paper clip: a picture, a document or a place.

import { base64 } from "./line.js";
import { say } from "./words.js";

const HEAVIEST = 16 * 1024 * 1024;
const PLACE = { latitude: "21.1619", longitude: "-86.8515", address: "Av. Tulum 200, Cancún" };
const at = (id) => document.getElementById(id);

export function menu(open) {
  at("attach-menu").hidden = !open;
  at("attach").setAttribute("aria-expanded", String(open));
}

// `post` sends a message, with what the page shows of it meanwhile; `complain` says what does not go.
export function attaching(post, complain) {
  async function file(kind, chosen) {
    if (chosen.size > HEAVIEST) {
      complain(say("tooLarge"));
      return;
    }
    complain("");
    const type = chosen.type || "application/octet-stream";
    const media = [{ type, name: chosen.name, size: chosen.size, local: URL.createObjectURL(chosen) }];
    await post({ type: kind, data: await base64(chosen), content_type: type, filename: chosen.name }, { type: kind, media });
  }

  function place() {
    const details = { ...PLACE, label: say("sampleLabel") };
    post({ type: "location", ...details }, { type: "location", details });
  }

  at("attach").addEventListener("click", () => menu(at("attach-menu").hidden));
  at("attach-menu").addEventListener("click", (event) => {
    const kind = event.target.closest("[data-attach]")?.dataset.attach;
    if (!kind) return;
    menu(false);
    if (kind === "location") place(); else at(`file-${kind}`).click();
  });
  for (const kind of ["image", "document"]) {
    at(`file-${kind}`).addEventListener("change", (event) => {
      const [chosen] = event.target.files;
      event.target.value = "";
      if (chosen) file(kind, chosen);
    });
  }
  document.addEventListener("click", (event) => { if (!event.target.closest("#attach, #attach-menu")) menu(false); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") menu(false); });
}

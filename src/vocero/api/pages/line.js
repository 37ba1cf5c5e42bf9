// The page's line to the stand-in, through the API that serves it.

export class Unreachable extends Error {}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(`/simulator/${path}`, options);
  } catch {
    throw new Unreachable("noPage");
  }
  if (answer.status === 502) throw new Unreachable("noStandin");
  if (!answer.ok) throw new Unreachable("noPage");
  return answer.json();
}

const json = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const people = () => call("people");
export const send = (message) => call("messages", json(message));
export const read = (phone) => call("read", json({ phone }));
export const updates = (after, epoch, wait) => call(`updates?after=${after}&wait=${wait}${epoch ? `&epoch=${epoch}` : ""}`);
export const mediaUrl = (file) => `/simulator/media/${file.url.split("/").pop()}/${encodeURIComponent(file.name || "archivo")}`;

export function sid(withFile) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return (withFile ? "MM" : "SM") + [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = reject;
    reader.readAsDataURL(file);
  });
}

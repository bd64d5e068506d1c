// Adds and removes knowledge documents, and follows how far they are.

import { $ } from "./dom.js";
import "./shell.js";
import { problemText, t } from "./words.js";

const maxBytes = 64 * 1024 * 1024, base = "/v1/knowledge/documents";

/** The reply as JSON; the service's own sentence as an error. */
async function ask(method, address, body) {
  const reply = await fetch(address, { method, body, headers: body ? { "Content-Type": "application/octet-stream" } : {} });
  const text = await reply.text();
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* Not JSON: a proxy's page. */ }
  if (!reply.ok) throw new Error(problemText(value, t("failed")));
  return value;
}

$("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const status = event.target.querySelector(".status"), button = event.target.querySelector("[type=submit]"), files = [...$("files").files];
  if (!files.length) { status.textContent = t("knowledge.choose"); return; }
  button.disabled = true;
  const failed = [];
  for (const file of files) {
    status.textContent = t("knowledge.sending", { name: file.name });
    const query = new URLSearchParams({ name: file.name, collection: $("collection").value.trim(), shared: String($("shared")?.checked ?? false) });
    try {
      if (file.size > maxBytes) throw new Error(t("knowledge.tooLarge"));
      await ask("POST", `${base}?${query}`, file);
    } catch (error) { failed.push(`${file.name}: ${error.message}`); }
  }
  button.disabled = false;
  status.textContent = failed.join(" ");
  if (failed.length < files.length) location.assign("/knowledge");
});

const list = $("documents");
list?.addEventListener("click", async (event) => {
  const what = event.target.dataset?.do;
  if (!what) return;
  const row = event.target.closest("li");
  if (what === "remove" && !confirm(t("knowledge.remove"))) return;
  event.target.disabled = true;
  try {
    await (what === "remove" ? ask("DELETE", `${base}/${row.dataset.id}`) : ask("POST", `${base}/${row.dataset.id}/cancel`));
    if (what === "remove") row.remove(); else location.reload();
  } catch (error) { row.querySelector(".state").textContent = error.message; event.target.disabled = false; }
});

/** Follows the documents that are being read in, every other second while the page is seen. */
async function follow() {
  const open = [...document.querySelectorAll("[data-open]")];
  if (!open.length) return;
  if (!document.hidden) {
    for (const row of open) {
      const now = await ask("GET", `${base}/${row.dataset.id}`).catch(() => null);
      if (!now) continue;
      if (now.state !== "waiting") { location.reload(); return; }
      const bar = row.querySelector("progress");
      if (now.total) { bar.max = now.total; bar.value = now.done; }
    }
  }
  setTimeout(follow, 2000);
}

follow();

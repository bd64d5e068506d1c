// Sends a résumé and a job description, and decides about proposed changes.

import { $ } from "./dom.js";
import "./shell.js";
import { problemText, t } from "./words.js";

const maxBytes = 10 * 1024 * 1024;

/** The reply as JSON; the service's own sentence as an error. */
async function ask(method, address, body, headers = {}) {
  const reply = await fetch(address, { method, body, headers });
  const text = await reply.text();
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* Not JSON: a proxy's page. */ }
  if (!reply.ok) throw new Error(problemText(value, t("failed")));
  return value;
}

const json = (value) => [JSON.stringify(value), { "Content-Type": "application/json" }];

/** The résumé that was chosen, uploaded or pasted; its identifier. */
async function resume() {
  const known = $("known")?.value;
  if (known) return known;
  const file = $("file").files[0];
  if (file) {
    if (file.size > maxBytes) throw new Error(t("resumes.tooLarge"));
    const made = await ask("POST", `/v1/resumes?name=${encodeURIComponent(file.name)}`, file, { "Content-Type": "application/octet-stream" });
    return made.id;
  }
  const text = $("pasted").value.trim();
  if (!text) throw new Error(t("resumes.choose"));
  return (await ask("POST", "/v1/resumes?name=Pasted.txt", text, { "Content-Type": "text/plain" })).id;
}

async function working(button, status, work) {
  button.disabled = true;
  status.textContent = t("resumes.moment");
  try { await work(); } catch (error) { status.textContent = error.message; button.disabled = false; }
}

const form = $("compare");
if (form) {
  const known = $("known");
  const show = () => { for (const id of ["new-file", "new-text"]) $(id).hidden = Boolean(known?.value); };
  known?.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    working(form.querySelector("[type=submit]"), form.querySelector(".status"), async () => {
      const job = $("job").value.trim();
      if (!job) throw new Error(t("resumes.pasteJob"));
      const match = await ask("POST", `/v1/resumes/${await resume()}/matches`, ...json({ job }));
      location.assign(`/resumes/${match.id}`);
    });
  });
}

const rewrite = $("rewrite");
rewrite?.addEventListener("click", () => {
  working(rewrite, rewrite.closest("section").querySelector(".status"), async () => {
    await ask("POST", rewrite.dataset.address);
    location.reload();
  });
});

const interview = $("interview");
interview?.addEventListener("click", () => {
  working(interview, interview.closest("section").querySelector(".status"), async () => {
    const made = await ask("POST", "/v1/interviews", ...json({ mode: "mock", resumeMatch: interview.dataset.match }));
    location.assign(`/interviews/${made.id}`);
  });
});

const changes = document.querySelector(".changes");
changes?.addEventListener("click", async (event) => {
  const state = event.target.dataset?.verdict;
  if (!state) return;
  const row = event.target.closest("li"), word = row.querySelector(".verdict-word");
  try {
    await ask("PATCH", changes.dataset.address, ...json({ changes: [{ number: Number(row.dataset.number), state }] }));
    for (const button of row.querySelectorAll("[data-verdict]")) button.setAttribute("aria-pressed", String(button === event.target));
    word.textContent = t("resumes." + state);
  } catch (error) { word.textContent = error.message; }
});

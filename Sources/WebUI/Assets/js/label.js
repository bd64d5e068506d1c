// Names and stars of answers.

import { ask, send, toast } from "./shell.js";
import { $ } from "./dom.js";
import { t } from "./words.js";

const address = (id) => "/v1/answers/" + id + "/label";

/** Stars the answer of a button, or takes its star away. */
export async function star(button) {
  const starred = button.getAttribute("aria-pressed") !== "true";
  if (await send("PATCH", address(button.dataset.id), { starred })) button.setAttribute("aria-pressed", String(starred));
}

/** Asks for the name of an answer and shows it. */
export async function rename(id) {
  const field = $("new-name"), shown = $("own-name");
  field.value = shown.textContent;
  if (!(await ask($("naming")))) return;
  const label = await send("PATCH", address(id), { name: field.value });
  if (!label) return;
  shown.textContent = label.name || "";
  shown.hidden = !label.name;
  toast(t("saved"));
}

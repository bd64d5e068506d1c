// The list of answers: starring and deleting one.

import { $ } from "./dom.js";
import { star } from "./label.js";
import { ask, send, toast } from "./shell.js";
import { t } from "./words.js";

async function remove(button) {
  if (!(await ask($("sure")))) return;
  if (!(await send("DELETE", "/v1/answers/" + button.dataset.id))) return;
  const row = button.closest("li"), next = row.nextElementSibling || row.previousElementSibling;
  row.remove();
  toast(t("deleted"));
  if (next) next.querySelector("a").focus(); else location.reload();
}

for (const button of document.querySelectorAll("button.delete")) {
  button.hidden = false;
  button.onclick = () => remove(button);
}

for (const button of document.querySelectorAll("button.star")) {
  button.disabled = false;
  button.onclick = () => star(button);
}

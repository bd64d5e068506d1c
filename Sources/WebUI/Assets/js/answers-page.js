// The list of answers: deleting one.

import { $, say } from "./dom.js";
import { ask, toast } from "./shell.js";

async function remove(button) {
  if (!(await ask($("sure")))) return;
  const reply = await fetch("/v1/answers/" + button.dataset.id, { method: "DELETE" }).catch(() => null);
  if (!reply || (!reply.ok && reply.status !== 404)) { say("It could not be deleted. Try again in a moment.", { bad: true }); return; }
  const row = button.closest("li"), next = row.nextElementSibling || row.previousElementSibling;
  row.remove();
  toast("Deleted.");
  if (next) next.querySelector("a").focus(); else location.reload();
}

for (const button of document.querySelectorAll("button.delete")) {
  button.hidden = false;
  button.onclick = () => remove(button);
}

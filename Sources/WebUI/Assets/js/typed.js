// An answer that is typed. What is written survives a reload, in this tab only.

import { $, remember, remembered } from "./dom.js";
import { openTab } from "./tabs.js";

const key = "debrief.typed";

export const typedText = () => $("typed").value.trim();

function keep() {
  remember(key, $("typed").value, "sessionStorage");
  $("send-typed").disabled = !/\p{L}/u.test($("typed").value);
}

/** Opens the field, with what was written before. */
export function openTyped() {
  openTab("tab-type");
  $("typed").focus();
}

export function dropTyped() {
  $("typed").value = "";
  keep();
}

$("typed").value = remembered(key, "sessionStorage") || "";
if (typedText()) openTab("tab-type");
if ($("speak").dataset.mode === "type") openTyped();
$("typed").oninput = keep;
keep();

// The page of the HTTP interface: finding an operation in the contents.

import { $ } from "./dom.js";
import "./shell.js";

$("docs-search").hidden = false;
$("find").oninput = () => {
  const wanted = $("find").value.trim().toLowerCase();
  for (const chapter of document.querySelectorAll(".docs-contents > ul > li")) {
    const items = [...chapter.querySelectorAll("li")];
    for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    chapter.hidden = Boolean(wanted) && items.every((item) => item.hidden) && !chapter.textContent.toLowerCase().includes(wanted);
  }
};

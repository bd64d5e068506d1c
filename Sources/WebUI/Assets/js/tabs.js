// Tabs: one panel at a time, moved between with the arrow keys.

import { $ } from "./dom.js";

const tabs = [...document.querySelectorAll("[role=tablist] [role=tab][aria-controls]")];

/** Opens a tab by its id. */
export function openTab(id, { focus = false } = {}) {
  for (const tab of tabs) {
    const isOpen = tab.id === id;
    tab.setAttribute("aria-selected", String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !isOpen;
    if (isOpen && focus) tab.focus();
  }
}

for (const [at, tab] of tabs.entries()) {
  tab.onclick = () => openTab(tab.id);
  tab.onkeydown = ({ key }) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[key];
    if (to !== undefined) openTab(tabs[(to + tabs.length) % tabs.length].id, { focus: true });
  };
}

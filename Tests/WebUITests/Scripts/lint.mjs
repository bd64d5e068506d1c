// Rules for the files under Assets that no compiler holds. Prints every breach and ends with a non-zero status when there is one.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const room = fileURLToPath(new URL("../../../Sources/WebUI", import.meta.url));
const read = (folder, kind) => readdirSync(join(room, folder)).filter((name) => name.endsWith(kind)).map((name) => ({ name: (folder + "/" + name).replace("Assets/", ""), text: readFileSync(join(room, folder, name), "utf8") }));
const scripts = [...read("Assets/js", ".js"), ...read("Assets", ".js")], templates = read("Assets/templates", ".html"), styles = read("Assets/css", ".css");
const swift = [...read(".", ".swift"), ...read("../HTTPKit/OpenAPI", ".swift")];
const everything = [...scripts, ...templates, ...swift].map((one) => one.text).join("\n");
const breaches = [];
const say = (file, text) => breaches.push(file.name + ": " + text);

const forbidden = [
  [/\binnerHTML\b|\bouterHTML\s*=|insertAdjacentHTML|document\.write/, "text of people may be read as markup"], [/\beval\(|new Function\(/, "eval"], [/\bvar\s/, "var"],
  [/[^=!<>]==(?!=)|!=(?!=)(?! null\b)/, "== and != convert"], [/console\./, "console"], [/https?:\/\//, "an address elsewhere"], [/\bdebugger\b/, "debugger"], [/\.style\b|setAttribute\("style"/, "inline style, which the policy forbids"],
];
for (const file of scripts) {
  const code = file.text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  for (const [pattern, text] of forbidden) {
    const found = code.split("\n").find((line) => pattern.test(line) && !/getComputedStyle/.test(line));
    if (found) say(file, text + ": " + found.trim());
  }
  for (const match of code.matchAll(/import \{([^}]+)\} from/g)) {
    for (const word of match[1].split(",").map((one) => one.trim())) {
      if (code.split(new RegExp("\\b" + word.replace("$", "\\$") + "(?![\\w$])")).length < 3 && word !== "$") say(file, "imports " + word + " and does not use it");
    }
  }
  for (const match of code.matchAll(/export (?:async )?(?:function|const|class) (\w+)/g)) {
    const isUsed = scripts.some((other) => other !== file && new RegExp("(?:import|const) \\{[^}]*\\b" + match[1] + "\\b[^}]*\\} (?:from|= await import)").test(other.text)) || code.split(new RegExp("\\b" + match[1] + "\\b")).length > 2;
    if (!isUsed) say(file, "nothing uses " + match[1]);
  }
  for (const match of code.matchAll(/\$\("([\w-]+)"\)/g)) {
    if (!templates.some((page) => page.text.includes('id="' + match[1] + '"'))) say(file, "no template has #" + match[1]);
  }
  if (!/^\/\/ [A-Z]/.test(file.text)) say(file, "does not begin with a line that says what it is");
}
for (const file of [...scripts, ...templates, ...styles]) {
  if (/[ \t]+$/m.test(file.text) || file.text.includes("\t")) say(file, "a blank at the end of a line, or a tab");
  if (!file.text.endsWith("\n")) say(file, "no line break at the end");
}

const empty = new Set(["meta", "link", "input", "img", "br", "path", "rect", "line", "circle", "!doctype"]);
for (const file of templates) {
  const open = [];
  // A tag in a section that is there or not would need another check; ours open and close within one.
  for (const [, slash, name, rest] of file.text.matchAll(/<(\/?)([a-z!][a-z0-9]*)((?:"[^"]*"|[^>"])*)>/g)) {
    if (empty.has(name) || rest.endsWith("/")) continue;
    if (!slash) open.push(name);
    else if (open.pop() !== name) say(file, "</" + name + "> closes something else");
  }
  if (open.length) say(file, "<" + open.pop() + "> is not closed");
  for (const [whole] of file.text.matchAll(/<(?:button)\b(?![^>]*\btype=)(?![^>]*\bvalue=)[^>]*>/g)) say(file, "a button without a type: " + whole);
  for (const [whole] of file.text.matchAll(/<script(?! type="module" src=)[^>]*>|<style|\sstyle=|\son[a-z]+=/g)) say(file, "the policy forbids " + whole.trim());
}
for (const file of styles) {
  const rules = file.text.replace(/\/\*[\s\S]*?\*\//g, "");
  if (rules.split("{").length !== rules.split("}").length) say(file, "braces do not match");
  const made = new Set([...rules.matchAll(/(--[\w-]+)\s*:/g)].map((one) => one[1]));
  for (const [, name] of rules.matchAll(/var\((--[\w-]+)\)/g)) if (!made.has(name)) say(file, name + " has no value");
  for (const name of made) if (!rules.includes("var(" + name + ")")) say(file, name + " is not used");
  const selectors = rules.replace(/\{[^{}]*\}/g, "{}").replace(/url\([^)]*\)/g, "");
  for (const name of new Set([...selectors.matchAll(/\.([a-z][\w-]*)/g)].map((one) => one[1]))) {
    if (!new RegExp("[\"'\\s`]" + name + "[\"'\\s`\\\\{]").test(everything)) say(file, "nothing has the class " + name);
  }
}

for (const breach of breaches) console.log(breach);
console.log(scripts.length + " modules, " + templates.length + " templates, " + styles.length + " style sheets: " + (breaches.length ? breaches.length + " breaches" : "clean"));
process.exit(breaches.length ? 1 : 0);

// What a file is, by its first bytes, so that a wrong one is named before anything is sent.

import { t } from "./words.js";

const recordings = [[0, "RIFF"], [0, "RF64"], [0, "OggS"], [0, "\x1aE\xdf\xa3"], [0, "fLaC"], [0, "ID3"], [4, "ftyp"], [4, "moov"], [4, "wide"], [4, "free"], [0, "caff"], [0, "FORM"]];
const others = [
  [0, "\x89PNG", "image"], [0, "\xff\xd8\xff", "image"], [0, "GIF8", "image"], [8, "WEBP", "image"], [0, "<svg", "image"],
  [4, "ftypheic", "image"], [4, "ftypavif", "image"], [0, "%PDF", "pdf"], [0, "PK\x03\x04", "archive"], [0, "<!DOCTYPE", "page"], [0, "<!doctype", "page"], [0, "<html", "page"],
];

/** "recording", what else it is as a key of its words, or "" when these bytes do not tell. */
export function kindOf(head) {
  const text = String.fromCharCode(...head);
  const stands = ([at, mark]) => text.startsWith(mark, at);
  const other = others.find(stands);
  if (other) return other[2];
  const isMPEG = head[0] === 0xff && (head[1] & 0xe0) === 0xe0;
  if (isMPEG || recordings.some(stands)) return "recording";
  return head.length > 15 && head.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127)) ? "text" : "";
}

/** Why a file is no recording, as a sentence; "" when it may be one. */
export async function refusal(file) {
  if (!file.size) return t("sniff.empty", { name: file.name });
  const kind = kindOf(new Uint8Array(await file.slice(0, 64).arrayBuffer()));
  return kind === "recording" || kind === "" ? "" : t("sniff.other", { name: file.name, kind: t("kind." + kind) });
}

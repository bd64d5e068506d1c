// Recordings the service does not take, decoded by the browser.

import { isStreamable } from "./live.js";

const largest = 100 * 1024 * 1024;
const rate = 16000;

/** Whether these first bytes are of a kind that browsers can play and the service does not take: MP4/M4A, AAC, AIFF, CAF. */
function needsConversion(head) {
  const text = String.fromCharCode(...head);
  const isAAC = head[0] === 0xff && (head[1] & 0xf6) === 0xf0;
  return text.slice(4, 8) === "ftyp" || text.startsWith("caff") || (text.startsWith("FORM") && text.slice(8, 11) === "AIF") || isAAC;
}

/** A 16-bit mono WAV file of decoded audio. */
function wave(audio) {
  const count = audio.length, view = new DataView(new ArrayBuffer(44 + 2 * count));
  const text = (at, value) => [...value].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF"); view.setUint32(4, 36 + 2 * count, true); text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, audio.sampleRate, true); view.setUint32(28, 2 * audio.sampleRate, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  text(36, "data"); view.setUint32(40, 2 * count, true);
  const channels = Array.from({ length: audio.numberOfChannels }, (_, i) => audio.getChannelData(i));
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i];
    view.setInt16(44 + 2 * i, Math.max(-32768, Math.min(32767, Math.round((32767 * sum) / channels.length))), true);
  }
  return new Blob([view], { type: "audio/wav" });
}

/**
 * The recording in a form the service takes. Some browsers record MP4 and phones keep voice memos as M4A; the browser that can
 * play such a file decodes it to WAV here. What it cannot decode goes as it is, and the service says what is wrong with it.
 */
export async function readable(file) {
  const head = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  if (file.size > largest || !needsConversion(head) || isStreamable(file.type)) return file;
  try {
    return wave(await new OfflineAudioContext(1, 1, rate).decodeAudioData(await file.arrayBuffer()));
  } catch {
    return file;
  }
}

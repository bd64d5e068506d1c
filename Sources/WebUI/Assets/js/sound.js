// Players of recordings that do not say how long they are.

const players = new WeakMap();   // for each player: what ends its last load, and when it is ready

function seek(sound, seconds) {
  return new Promise((resolve) => {
    sound.addEventListener("seeked", resolve, { once: true });
    sound.currentTime = seconds;
  });
}

/** Gives a player its sound. A recording written by a browser does not say how long it is; asking for its end finds out. */
export function load(sound, address) {
  players.get(sound)?.old.abort();
  const old = new AbortController();
  const ready = new Promise((resolve) => {
    sound.addEventListener("loadedmetadata", async () => {
      if (sound.duration === Infinity) {
        await seek(sound, 1e6);
        await seek(sound, 0);
      }
      resolve();
    }, { once: true, signal: old.signal });
  });
  players.set(sound, { old, ready });
  sound.src = address;
}

/** Plays from a moment, as soon as the player knows its sound. */
export async function playFrom(sound, ms) {
  const isAsleep = !sound.readyState && sound.networkState !== HTMLMediaElement.NETWORK_LOADING;
  if (isAsleep) sound.load();
  await players.get(sound)?.ready;
  sound.currentTime = Math.max(0, ms) / 1000;
  sound.play().catch(() => { /* The player itself shows that it cannot play. */ });
}

// Every request of a signed-in page that changes something carries the session's token. One place does it, so that none can forget it.

const token = document.querySelector('meta[name="csrf-token"]')?.content;
const header = "X-CSRF-Token";

/** Whether a request changes something on this service. */
export function needsToken(method, url, here = location.href) {
  return !["GET", "HEAD", "OPTIONS"].includes(method.toUpperCase()) && new URL(url, here).origin === new URL(here).origin;
}

if (token) {
  const plainFetch = globalThis.fetch;
  globalThis.fetch = (resource, options = {}) => {
    const [url, method] = resource instanceof Request ? [resource.url, options.method || resource.method] : [String(resource), options.method || "GET"];
    if (!needsToken(method, url)) return plainFetch(resource, options);
    const headers = new Headers(options.headers || (resource instanceof Request ? resource.headers : undefined));
    headers.set(header, token);
    return plainFetch(resource, { ...options, headers });
  };
  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    open.call(this, method, url, ...rest);
    if (needsToken(method, String(url))) this.setRequestHeader(header, token);
  };
}

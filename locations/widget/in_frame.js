// The frame's end of the conversation with widget.js. It speaks to nobody before it has been spoken to by the page around
// it, and then to that page's origin alone, which the browser has vouched for: frame-ancestors let no other hold it.
(() => {
  let host;
  const root = document.documentElement;
  const tell = () =>
    host && parent.postMessage({ type: "calendrier-seances:hauteur", hauteur: Math.ceil(root.getBoundingClientRect().height) }, host);
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || parent === window || origin !== (host || origin)) return;
    if (data?.type !== "calendrier-seances:police" || !origin.startsWith("http")) return;
    host = origin;
    if (String(data.police).length < 500) document.body.style.fontFamily = `${data.police}, system-ui, sans-serif`;
    tell();
  });
  new ResizeObserver(tell).observe(root);
})();

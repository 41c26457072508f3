// The frame's end of the conversation with widget.js. It speaks to nobody before it has been spoken to by the page around
// it, and then to that page's origin alone, which the browser has vouched for: frame-ancestors let no other hold it.
(() => {
  let host;
  const root = document.documentElement;
  const height = () => Math.ceil(root.getBoundingClientRect().height);
  const tell = () => host && parent.postMessage({ type: "calendrier-seances:hauteur", hauteur: height() }, host);
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || parent === window || origin !== (host || origin)) return;
    if (data?.type !== "calendrier-seances:police" || !origin.startsWith("http")) return;
    host = origin;
    if (String(data.police).length < 500) document.body.style.fontFamily = `${data.police}, system-ui, sans-serif`;
    tell();
  });

  // WordPress, given one of our addresses, hides the frame until it hears its own word again, and opens our links itself:
  // its sandbox lets us open none. What it is told is no secret: a height, and an address that everybody sees.
  const word = () => parent !== window && /^#\?secret=(\w+)$/.exec(location.hash)?.[1];
  const say = (message, value) => word() && parent.postMessage({ message, value, secret: word() }, "*");
  addEventListener("click", (event) => {
    const link = word() && event.target.closest("a");
    if (!link) return;
    if (link.target === "_self") link.hash = location.hash;
    else {
      event.preventDefault();
      say("link", link.href);
    }
  });

  const grown = () => {
    tell();
    say("height", height());
  };
  // What is hidden is not observed.
  addEventListener("load", grown);
  addEventListener("hashchange", grown);
  new ResizeObserver(grown).observe(root);
})();

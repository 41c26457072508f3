// Leaflet and the styles of a map, from our own origin, when a map is wanted and not before. One load a page.
let loading;

// `addresses` is the dataset of an element: leafletJs, leafletCss, carteCss.
export function loadLeaflet(addresses) {
  loading ??= Promise.all([
    style(addresses.leafletCss).then(() => style(addresses.carteCss)),
    script(addresses.leafletJs),
  ]).then(() => window.L);
  // A failure is not kept: pressing again tries again.
  loading.catch(() => (loading = undefined));
  return loading;
}

function style(href) {
  return arrived(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

function script(src) {
  return window.L ? Promise.resolve() : arrived(Object.assign(document.createElement("script"), { src }));
}

function arrived(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => {
      element.remove();
      reject(new Error(`${element.src || element.href} did not come`));
    });
    document.head.append(element);
  });
}

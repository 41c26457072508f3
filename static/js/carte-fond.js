// What lies under the signs: our own outlines and names of towns, and above them the pictures of the map where they come.
// The outlines' file is made by `manage.py draw_outlines`: lists of steps in thousandths of a degree, longitude first.
const NAMES_MOST = 80;

export async function addOutlines(L, map, address) {
  // Below the pictures (Leaflet's "tilePane" has 200): where these come, they cover the drawing.
  map.createPane("contours").style.zIndex = 110;
  map.createPane("noms").style.zIndex = 120;
  for (const name of ["contours", "noms"]) {
    map.getPane(name).style.pointerEvents = "none";
    map.getPane(name).setAttribute("aria-hidden", "true");
  }
  const answer = await fetch(address, { credentials: "omit" });
  const drawing = await answer.json();
  const renderer = L.svg({ pane: "contours", padding: 0.4 });
  const quiet = { renderer, interactive: false };
  const land = drawing.terre.flatMap(bothSides);
  L.polygon(land.map((ring) => [points(ring)]), { ...quiet, className: "carte-fond__terre" }).addTo(map);
  L.polyline(drawing.limites.map(points), { ...quiet, fill: false, className: "carte-fond__limite" }).addTo(map);
  addNames(L, map, drawing.villes.flatMap(([name, ...town]) => bothSides(town).map((at) => [name, ...at])));
}

export function addPictures(L, map, { tiles, attribution }, onNone) {
  if (!tiles) return;
  let came = false;
  const layer = L.tileLayer(tiles, {
    maxZoom: 19,
    attribution: escaped(attribution),
    referrerPolicy: "no-referrer",
    className: "carte-fond__images",
  });
  layer.on("tileload", () => (came = true));
  layer.on("load", () => came || onNone());
  layer.addTo(map);
}

// What lies near the 180th meridian is drawn on both sides of the map, since one may look across it.
function bothSides([lon, ...rest]) {
  const lons = lon < -120000 ? [lon, lon + 360000] : lon > 150000 ? [lon, lon - 360000] : [lon];
  return lons.map((longitude) => [longitude, ...rest]);
}

function points(steps) {
  let [x, y] = steps;
  const line = [[y / 1000, x / 1000]];
  for (let rank = 2; rank < steps.length; rank += 2) {
    x += steps[rank];
    y += steps[rank + 1];
    line.push([y / 1000, x / 1000]);
  }
  return line;
}

// A name stands from the zoom where it has room (its rank) on; those in sight only.
function addNames(L, map, towns) {
  const layer = L.layerGroup().addTo(map);
  const show = () => {
    const sight = map.getBounds().pad(0.1);
    const zoom = map.getZoom();
    layer.clearLayers();
    towns
      .filter(([, lon, lat, rank]) => rank <= Math.max(zoom, 5) && sight.contains([lat / 1000, lon / 1000]))
      .slice(0, NAMES_MOST)
      .forEach(([name, lon, lat, rank]) => {
        const html = Object.assign(document.createElement("span"), { textContent: name });
        const className = `carte-fond__nom${rank <= 6 ? " carte-fond__nom--grand" : ""}`;
        const icon = L.divIcon({ html, className, iconSize: null });
        L.marker([lat / 1000, lon / 1000], { icon, pane: "noms", interactive: false, keyboard: false }).addTo(layer);
      });
  };
  map.on("moveend", show);
  show();
}

function escaped(words) {
  return Object.assign(document.createElement("span"), { textContent: words }).innerHTML;
}

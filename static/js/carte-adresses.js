// Addresses that a map asks for or leads to; the filters are those of the page's own address.
const WIDEST_KM = 300; // the finder's own limit
const OF_THE_LIST = ["q", "lat", "lon", "rayon", "page", "carte"];

// Our endpoint, for what is in sight; distances are counted from `here`, where the search looked from.
export function placesAddress(base, map, here) {
  const url = new URL(base, location.href);
  const asked = filters();
  const sight = map.getBounds();
  const [west, east] = [sight.getWest(), sight.getEast()];
  const whole = east - west >= 360;
  const box = {
    ouest: whole ? -180 : wrapped(west),
    est: whole ? 180 : wrapped(east),
    sud: Math.max(-90, sight.getSouth()),
    nord: Math.min(90, sight.getNorth()),
  };
  Object.entries(box).forEach(([name, degrees]) => asked.set(name, degrees.toFixed(5)));
  asked.set("zoom", map.getZoom());
  if (here) {
    asked.set("lat", here[0]);
    asked.set("lon", here[1]);
  }
  url.search = asked;
  return url;
}

// The finder around the middle of the map, as far as its edge: the list of what is in sight.
export function zoneAddress(finder, map) {
  const middle = map.getCenter();
  const sight = map.getBounds();
  const across = map.distance(middle, [middle.lat, sight.getEast()]);
  const up = map.distance(middle, [sight.getNorth(), middle.lng]);
  const km = Math.min(WIDEST_KM, Math.max(1, Math.ceil(Math.max(across, up) / 1000)));
  const url = new URL(finder, location.href);
  const asked = filters();
  asked.delete("departement");
  asked.set("lat", middle.lat.toFixed(3));
  asked.set("lon", wrapped(middle.lng).toFixed(3));
  asked.set("rayon", km);
  asked.set("carte", "oui");
  url.search = asked;
  return url;
}

function filters() {
  const asked = new URLSearchParams(location.search);
  OF_THE_LIST.forEach((name) => asked.delete(name));
  return asked;
}

function wrapped(degrees) {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

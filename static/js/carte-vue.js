// The map of the finder, once it was asked for: outlines, signs, popups, and the ways between map and list.
import { loadLeaflet } from "./leaflet-loader.js";
import { FRANCE, frameOf } from "./carte-cadre.js";
import { addOutlines, addPictures } from "./carte-fond.js";
import { ficheOf, fichesOf } from "./carte-fiche.js";
import { hereIcon, keyOf, nameOf, short, signIcon } from "./carte-signes.js";
import { placesAddress, zoneAddress } from "./carte-adresses.js";

const STEP = 140; // pixels that an arrow moves the map by
const KEYS = { "+": "+", "=": "+", "-": "−", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", ArrowRight: "→" };
const FIRST = 5; // places of the list that the map shows first, at least
const WIDE = "(min-width: 1000px)";

export async function openMap(host) {
  const view = new View(host, await loadLeaflet(host.dataset));
  await view.start();
  return view;
}

class View {
  constructor(host, L) {
    this.host = host;
    this.L = L;
    this.signs = new Map();
    this.here = pointOf(host.dataset.lat, host.dataset.lon);
    this.listed = listedOf(host);
  }

  async start() {
    const { L, host } = this;
    this.frame();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const fingers = matchMedia("(pointer: coarse)").matches;
    this.map = L.map(this.canvas, {
      minZoom: 3,
      maxZoom: 19,
      keyboard: false, // ours below, which also works from a sign
      zoomControl: false, // buttons with words, beside the others
      scrollWheelZoom: false, // until the map is pressed: the page must scroll
      dragging: !fingers, // one finger scrolls the page, two move the map
      worldCopyJump: true,
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      markerZoomAnimation: !calm,
      inertia: !calm,
    });
    this.map.attributionControl.setPrefix("Leaflet");
    this.map.attributionControl.addAttribution("contours IGN et Natural Earth");
    this.canvas.classList.toggle("carte__image--doigts", fingers);
    this.signLayer = L.layerGroup().addTo(this.map);
    this.map.on("click", () => this.map.scrollWheelZoom.enable());
    this.canvas.addEventListener("mouseleave", () => this.map.scrollWheelZoom.disable());
    this.map.on("popupopen", ({ popup }) => this.popupOpened(popup));
    this.map.on("popupclose", () => this.mark(null));
    this.lookAtList();
    if (this.here) {
      const icon = hereIcon(L, host.dataset.hereKind, host.dataset.here);
      L.marker(this.here, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(this.map);
    }
    this.linkList();
    this.map.on("moveend", () => this.settled());
    this.map.on("dragend zoomend", () => this.offerZone());
    addOutlines(L, this.map, host.dataset.fond).catch(() => {
      host.message.textContent = "Le fond de carte n'est pas venu. Les lieux restent à leur place.";
    });
    addPictures(L, this.map, host.dataset, () => {
      host.message.textContent = "Les images de la carte ne viennent pas\u00a0: voici nos contours.";
    });
    document.addEventListener("voir-plus", ({ detail }) => this.listMore(detail));
    await this.load();
  }

  // The list has grown by a page's: its map tells where those places stand.
  listMore(page) {
    const more = page?.querySelector("carte-lieux");
    if (more) this.listed = new Map([...this.listed, ...listedOf(more)]);
    this.linkList();
  }

  frame() {
    const zoom = (way) => () => this.moved(() => this.map[way]());
    const pan = (x, y) => () => this.moved(() => this.map.panBy([x * STEP, y * STEP]));
    this.moves = {
      "+": zoom("zoomIn"),
      "−": zoom("zoomOut"),
      "←": pan(-1, 0),
      "↑": pan(0, -1),
      "↓": pan(0, 1),
      "→": pan(1, 0),
    };
    const goTo = (corners) => this.moved(() => this.map.fitBounds(corners, { animate: false }));
    Object.assign(this, frameOf(this.host.dataset, this.moves, goTo));
    this.host.message.textContent = "";
    this.host.append(this.body);
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.zone.addEventListener("click", () => this.host.openNext());
    this.canvas.addEventListener("focusin", ({ target }) => this.followFocus(target));
    this.show(true);
  }

  moved(move) {
    move();
    this.offerZone();
  }

  toggle() {
    this.show(this.body.hidden);
    if (!this.body.hidden) this.map.invalidateSize();
  }

  show(open) {
    this.body.hidden = !open;
    this.host.button.setAttribute("aria-expanded", String(open));
    this.host.button.querySelector("[data-words]").textContent = open ? "Fermer la carte" : "Voir la carte";
    this.host.classList.toggle("map--open", open);
    this.host.parentElement.classList.toggle("with-map", open);
  }

  // The list where its places are known, but for those that stand far behind the others; else the whole country.
  lookAtList() {
    const { L, map } = this;
    const away = (slug) => Number(this.entry(slug)?.dataset.distance ?? 0);
    const far = Math.max(5000, 3 * away([...this.listed.keys()][FIRST - 1] ?? ""));
    const near = [...this.listed].filter(([slug], rank) => rank === 0 || away(slug) <= far);
    // The short way round: across the 180th meridian where that is nearer.
    const east = (this.here || near[0]?.[1] || [])[1];
    const known = near.map(([, [lat, lon]]) => [lat, lon + 360 * Math.round((east - lon) / 360)]);
    if (known.length) {
      const corners = L.latLngBounds(this.here ? [this.here, ...known] : known);
      map.fitBounds(corners.pad(0.08), { maxZoom: 15, animate: false });
    } else if (this.here) {
      map.setView(this.here, 11, { animate: false });
    } else {
      map.fitBounds(FRANCE, { animate: false });
    }
  }

  settled() {
    if (!this.zone.hidden) this.offerZone();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.load(), 150);
  }

  async load() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.canvas.setAttribute("aria-busy", "true");
    try {
      const { places: base, credentials = "omit" } = this.host.dataset;
      const answer = await fetch(placesAddress(base, this.map, this.here), { signal: asking.signal, credentials });
      if (!answer.ok) throw new Error(answer.status);
      const { features, total, remarque } = await answer.json();
      this.draw(features);
      const counted = `${total.toLocaleString("fr")} ${total > 1 ? "lieux" : "lieu"}`;
      this.say(remarque || `${counted} sur cette partie de la carte.`);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.say("Les lieux ne viennent pas sur la carte en ce moment. La liste, elle, est complète.");
    }
    this.canvas.removeAttribute("aria-busy");
  }

  // What stays is kept as it is, so that focus and an open popup stay too.
  draw(features) {
    const wanted = new Map(features.map((feature) => [keyOf(feature), feature]));
    const zoom = this.map.getZoom();
    for (const [key, sign] of this.signs) {
      if (wanted.has(key) && sign.zoom === (sign.group ? zoom : sign.zoom)) continue;
      if (sign.marker.isPopupOpen()) continue;
      sign.marker.remove();
      this.signs.delete(key);
    }
    const near = (feature) => feature.properties.distance_m ?? Infinity;
    [...wanted].sort(([, a], [, b]) => near(a) - near(b)).forEach(([key, feature]) => {
      if (!this.signs.has(key)) this.add(key, feature, zoom);
    });
  }

  add(key, { geometry, properties }, zoom) {
    const [lon, lat] = geometry.coordinates;
    const group = "groupe" in properties;
    const nearest = group ? this.holdsNearest(properties) : properties.lieu === this.nearest;
    const told = group ? { text: short(properties.nombre), own: properties.points > 0 } : {};
    const kind = group ? "groupe" : properties.reseau;
    const icon = signIcon(this.L, kind, { name: nameOf(properties, nearest), nearest, ...told });
    const marker = this.L.marker([lat, this.nearTo(lon)], { icon, keyboard: false });
    marker.addTo(this.signLayer);
    const sign = { marker, group, zoom, properties, button: icon.options.html };
    this.signs.set(key, sign);
    if (group && !properties.lieux.length) {
      marker.on("click", () => this.closer(properties.etendue));
    } else {
      const fiche = () => (group ? fichesOf(properties, this) : ficheOf(properties, this, nearest));
      const room = { maxWidth: Math.min(300, this.canvas.clientWidth - 72), minWidth: 200, autoPanPadding: [12, 12] };
      marker.bindPopup(fiche, room);
    }
  }

  // The thread goes around the group that the nearest place is in, until it stands alone.
  holdsNearest({ etendue: [west, south, east, north], lieux }) {
    if (lieux.length) return lieux.some(({ lieu }) => lieu === this.nearest);
    const [lat, lon] = this.listed.get(this.nearest) || [];
    return lat >= south - 1e-5 && lat <= north + 1e-5 && lon >= west - 1e-5 && lon <= east + 1e-5;
  }

  // Beyond the 180th meridian a sign stands on the side that is in sight.
  nearTo(lon) {
    const middle = this.map.getCenter().lng;
    return lon + 360 * Math.round((middle - lon) / 360);
  }

  closer([west, south, east, north]) {
    const lon = this.nearTo(west);
    this.map.fitBounds([[south, lon], [north, lon + (east - west)]], { maxZoom: 19, padding: [48, 48] });
    this.canvas.focus({ preventScroll: true });
    this.offerZone();
  }

  popupOpened(popup) {
    const box = popup.getElement();
    const close = box.querySelector(".leaflet-popup-close-button");
    this.opened = [...this.signs.values()].find(({ marker }) => marker.getPopup() === popup);
    close.setAttribute("aria-label", "Fermer");
    close.addEventListener("click", () => this.opened.button.focus());
    this.mark(this.opened.properties.lieu);
    box.querySelector(".carte-fiche").focus({ preventScroll: true });
  }

  // The entry of the list that the map speaks of; beside the list it also comes into sight.
  mark(slug) {
    document.querySelectorAll(".place--shown").forEach((entry) => entry.classList.remove("place--shown"));
    const entry = slug && this.entry(slug);
    if (!entry) return;
    entry.classList.add("place--shown");
    if (matchMedia(WIDE).matches) entry.scrollIntoView({ block: "nearest" });
  }

  entry(slug) {
    return document.querySelector(`[data-lieu="${CSS.escape(slug)}"]`);
  }

  toList(slug) {
    const entry = this.entry(slug);
    this.map.closePopup();
    this.mark(slug);
    entry.scrollIntoView({ block: "center" });
    entry.querySelector("a").focus({ preventScroll: true });
  }

  // Each entry that has a place on the map gets the way to it.
  linkList() {
    this.nearest = document.querySelector(".place--nearest[data-lieu]")?.dataset.lieu;
    for (const [slug, at] of this.listed) {
      const entry = this.entry(slug);
      if (!entry || entry.querySelector(".place__on-map")) continue;
      const button = make("button", { type: "button", className: "place__on-map", textContent: "Voir sur la carte" });
      button.append(make("span", { className: "vh", textContent: ` ${entry.querySelector("a").textContent.trim()}` }));
      button.addEventListener("click", () => this.toSign(slug, at));
      (entry.querySelector(".place__body") || entry).append(button);
    }
  }

  async toSign(slug, at) {
    this.show(true);
    this.map.invalidateSize();
    this.map.setView(at, Math.max(this.map.getZoom(), 16), { animate: false });
    clearTimeout(this.soon);
    await this.load();
    const of = ({ properties }) => properties.lieu === slug || properties.lieux?.some(({ lieu }) => lieu === slug);
    const sign = [...this.signs.values()].find(of);
    this.canvas.scrollIntoView({ block: "center" });
    if (sign) sign.marker.openPopup();
    else this.canvas.focus({ preventScroll: true });
  }

  offerZone() {
    if (!this.host.dataset.finder) return;
    this.zone.href = zoneAddress(this.host.dataset.finder, this.map);
    this.zone.hidden = false;
  }

  followFocus(target) {
    const sign = [...this.signs.values()].find(({ button }) => button === target);
    if (sign && target.matches(":focus-visible")) this.map.panInside(sign.marker.getLatLng(), { padding: [40, 40] });
  }

  key(event) {
    if (event.key === "Escape" && this.opened?.marker.isPopupOpen()) {
      this.map.closePopup();
      this.opened.button.focus();
      event.stopPropagation();
      return;
    }
    const onMap = event.target === this.canvas || event.target.classList.contains("signe");
    const move = this.moves[KEYS[event.key]];
    if (!onMap || !move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move();
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}

// "slug,lat,lon slug,lat,lon", as the list of the page has them.
function listedOf({ dataset }) {
  const entries = (dataset.listed || "").split(" ").filter(Boolean);
  return new Map(
    entries.map((entry) => {
      const [slug, lat, lon] = entry.split(",");
      return [slug, [Number(lat), Number(lon)]];
    }),
  );
}

function pointOf(lat, lon) {
  return lat && lon ? [Number(lat), Number(lon)] : null;
}

function make(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

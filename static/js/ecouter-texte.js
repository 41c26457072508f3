// <ecouter-texte hidden><button>Écouter</button><button hidden>Arrêter</button><p hidden>le texte</p></ecouter-texte>
// Reads its text aloud with the browser's own French voice; stays hidden where there is none. The buttons say what they
// do next, which tells the state too. Sentence by sentence: a pause is a stop that remembers where it was, since
// Android's own pause() cannot go on, and long texts fall silent after 15 seconds in Chromium.
class EcouterTexte extends HTMLElement {
  connectedCallback() {
    this.synthesis = window.speechSynthesis;
    if (!this.synthesis || !("SpeechSynthesisUtterance" in window)) return;
    [this.play, this.stop] = this.querySelectorAll("button");
    this.words = this.play.querySelector("span");
    this.first = this.words.textContent;
    this.sentences = this.querySelector("p").textContent.match(/\S.*?[.!?](?=\s|$)|\S.+$/g) ?? [];
    this.next = 0;
    this.play.addEventListener("click", () => (this.speaking ? this.pause() : this.read()));
    this.stop.addEventListener("click", () => this.end(true));
    this.leave = () => this.synthesis.cancel();
    this.look = () => this.offer();
    window.addEventListener("pagehide", this.leave);
    this.synthesis.addEventListener?.("voiceschanged", this.look);
    this.offer();
  }

  disconnectedCallback() {
    window.removeEventListener("pagehide", this.leave);
    this.synthesis?.removeEventListener?.("voiceschanged", this.look);
    if (this.speaking) this.synthesis.cancel();
  }

  offer() {
    const french = this.synthesis.getVoices().filter(({ lang }) => /^fr\b/i.test(lang.replace("_", "-")));
    this.voice = french.find(({ lang, localService }) => localService && /^fr.FR$/i.test(lang)) ?? french.find(({ localService }) => localService) ?? french[0];
    this.hidden = !this.voice;
  }

  read() {
    const sentence = this.sentences[this.next];
    if (!sentence) return this.end();
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.voice = this.voice;
    utterance.lang = this.voice.lang;
    utterance.rate = 0.9;
    // Kept on this: Chromium forgets an utterance that nobody holds, and its end never comes.
    this.utterance = utterance;
    utterance.addEventListener("end", () => {
      if (this.utterance !== utterance) return;
      this.next += 1;
      this.read();
    });
    utterance.addEventListener("error", () => this.utterance === utterance && this.end());
    this.say(true, this.dataset.pause);
    this.synthesis.cancel();
    this.synthesis.speak(utterance);
  }

  pause() {
    this.utterance = null;
    this.synthesis.cancel();
    this.say(false, this.dataset.reprendre);
    this.stop.hidden = false;
  }

  end(focus = false) {
    this.utterance = null;
    this.next = 0;
    this.synthesis.cancel();
    this.say(false, this.first);
    if (focus) this.play.focus();
  }

  say(speaking, words) {
    this.speaking = speaking;
    this.words.textContent = words;
    this.stop.hidden = !speaking;
  }
}

customElements.define("ecouter-texte", EcouterTexte);

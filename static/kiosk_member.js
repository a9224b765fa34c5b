// A member by PIN, members and invited guests by pass, and everybody's way out.
(function () {
  const { Away, post, show, begin, wrong, words, form, key } = Kiosk;
  const EVERY = 500, LONGEST = 5000; // milliseconds that other networks have
  const pin = document.querySelector('[data-form="pin"]'), pass = document.querySelector('[data-form="pass"]');

  function start(step, leaving) { begin([step], { leaving }, () => {}); }
  document.querySelectorAll('[data-go="pin"], [data-go="pass"], [data-go="leave"]').forEach((each) => each.addEventListener("click", () => start(each.dataset.go, Boolean(Kiosk.flow()?.data.leaving))));
  document.querySelectorAll("[data-leave]").forEach((each) => each.addEventListener("click", () => start(each.dataset.leave, true)));

  pin.addEventListener("click", (event) => {
    const digit = event.target.closest("[data-digit]"), field = pin.elements.pin;
    if (digit && field.value.length < 6) field.value += digit.dataset.digit;
    if (event.target.closest("#erase")) field.value = field.value.slice(0, -1);
    if (digit && field.value.length === 6) pin.requestSubmit();
  });

  form("pin", async (fields) => {
    const typed = fields.pin.value;
    fields.pin.value = ""; // it stays nowhere
    if (!/^\d{6}$/.test(typed)) return wrong(words.digits);
    const data = { pin: typed, network: fields.network?.value, key: key(), leaving: Kiosk.flow().data.leaving };
    try {
      const said = await post("pin", data);
      if (said.asking) return asking(data);
      if (said.unreached) return show("unreached");
      settled(said);
    } catch (away) {
      if (!(away instanceof Away)) throw away;
      wrong(words.pins);
    }
  });

  async function asking({ key: asked, leaving }) {
    show("asking");
    const until = Date.now() + LONGEST;
    try {
      while (Date.now() < until && Kiosk.shown() === "asking") {
        await new Promise((done) => setTimeout(done, EVERY));
        const said = await post("asked", { key: asked, leaving });
        if (said.asking) continue;
        if (Kiosk.shown() !== "asking") return;
        if (said.unreached) break;
        if (said.refused !== undefined) show("pin");
        return settled(said);
      }
    } catch (away) { /* as if it had not answered */ }
    if (Kiosk.shown() === "asking") show("unreached");
  }

  function settled(said) {
    if (said.refused !== undefined) return wrong(said.refused);
    if (said.left) return show("bye");
    Kiosk.welcome(said);
  }

  // Typed, scanned, or held in front of the camera.
  Kiosk.pass = async function (text) {
    if (pass.dataset.busy) return;
    pass.dataset.busy = "yes";
    if (Kiosk.shown() !== "pass") start("pass", Kiosk.shown() === "leave");
    const leaving = Kiosk.flow().data.leaving;
    try {
      const said = await post("pass", { pass: text, key: key(), leaving });
      if (said.invited) Kiosk.guest(said.invited.agreed ? { ...said, agreed: true } : said, { pass: text, name: said.invited.name, leaving: false });
      else settled(said);
    } catch (away) {
      if (!(away instanceof Away)) throw away;
      if (leaving) wrong(words.passes);
      else Kiosk.guest({ invited: { has_email: true }, known: true, agreed: text.startsWith("FOYER-M") }, { pass: text }); // looked at when there is a network
    } finally { delete pass.dataset.busy; }
  };

  pass.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = pass.elements.pass.value.trim();
    if (text) Kiosk.pass(text); else wrong(words.pass);
  });

  form("leave", async (fields) => {
    if (!fields.email.value.trim() || !fields.email.checkValidity()) return wrong(words.mail);
    const said = await Kiosk.tell("leave", { email: fields.email.value.trim() });
    if (said === null) return Kiosk.kept("leave");
    if (said === false) return wrong(words.full);
    settled(said);
  });
})();

// A guest: address, name, whom they visit, terms, photo. Who was here before is asked for the host alone.
(function () {
  const { post, show, begin, next, wrong, fill, form, words, box } = Kiosk;
  const TYPING = 250, LETTERS = 3;
  const field = (name) => document.querySelector(`[data-form="host"] [name="${name}"]`);
  let waiting = 0, asked = 0, leave = null;

  // The steps that are left, for somebody the house knows or not.
  function steps(said) {
    const terms = box.dataset.terms && !said.agreed ? ["terms"] : [];
    const photo = box.dataset.photo && navigator.onLine && !said.known && navigator.mediaDevices ? ["photo"] : [];
    const who = said.invited ? [] : [...(said.known ? [] : ["name"]), "host"];
    return [...(said.invited && said.invited.has_email ? [] : ["email"]), ...who, ...terms, ...photo];
  }

  Kiosk.guest = function (said, data) {
    const left = steps(said), flow = Kiosk.shown() === "email" ? Kiosk.flow() : null;
    if (flow) { flow.steps = left; Object.assign(flow.data, data); next(); } else begin(left, data, send);
    document.getElementById("same").hidden = !said.same;
  };

  form("email", async (fields) => {
    if (!fields.email.value.trim() || !fields.email.checkValidity()) return wrong(words.mail);
    const data = { email: fields.email.value.trim() };
    if (Kiosk.flow().data.pass) { Object.assign(Kiosk.flow().data, data); return next(); }
    try {
      const said = await post("look", data);
      if (said.refused !== undefined) return wrong(said.refused);
      if (said.again) return Kiosk.again(said.again);
      Kiosk.guest(said, data);
    } catch (away) {
      if (!(away instanceof Kiosk.Away)) throw away;
      Kiosk.guest({}, data); // nobody can say whether they are known: they are asked as new ones
    }
  });

  form("name", (fields) => {
    if (!fields.name.value.trim()) return wrong(words.name);
    Object.assign(Kiosk.flow().data, { name: fields.name.value.trim(), company: fields.company.value.trim() });
    next();
  });

  form("host", (fields) => {
    if (!fields.host_name.value.trim()) return wrong(words.host);
    Object.assign(Kiosk.flow().data, { host: "", host_name: fields.host_name.value.trim(), same: false });
    next();
  });

  document.getElementById("same").addEventListener("click", () => {
    Object.assign(Kiosk.flow().data, { host: "", host_name: "", same: true });
    next();
  });

  field("host_name").addEventListener("input", (event) => {
    clearTimeout(waiting);
    const typed = event.target.value.trim();
    if (typed.length < LETTERS) { document.getElementById("found").replaceChildren(); return; }
    waiting = setTimeout(() => search(typed), TYPING);
  });

  async function search(typed) {
    const mine = ++asked;
    let said;
    try { said = await post("hosts", { words: typed }); } catch (away) { return; } // what was typed is taken as it is
    if (mine !== asked || Kiosk.shown() !== "host") return;
    const found = (said.hosts || []).map((each) => {
      const button = document.createElement("button"), name = document.createElement("span"), company = document.createElement("small");
      button.type = "button"; button.className = "tap"; name.textContent = each.name; company.textContent = each.company;
      button.append(name, company);
      button.addEventListener("click", () => { Object.assign(Kiosk.flow().data, { host: each.host, host_name: each.host ? "" : each.name, same: false, shown_host: each.name }); next(); });
      return button;
    });
    if (said.more) { const line = document.createElement("p"); line.className = "quiet"; line.textContent = words.more; found.push(line); }
    document.getElementById("found").replaceChildren(...found);
  }

  document.getElementById("agree")?.addEventListener("click", () => { Kiosk.flow().data.terms = Number(box.dataset.terms); next(); });

  let sending = false;
  async function send() {
    if (sending) return;
    sending = true;
    const { shown_host: shownHost, ...data } = Kiosk.flow().data;
    try {
      const said = await Kiosk.tell("arrive", data);
      if (said === null) { badge({ name: data.name, company: data.company, host: shownHost || data.host_name, day: new Date().toLocaleDateString() }); return Kiosk.kept("arrive"); }
      if (said === false) return wrong(words.full);
      if (said.refused !== undefined) return refused(said);
      Kiosk.welcome(said);
    } finally { sending = false; }
  }

  // Back to the question that it is about.
  function refused(said) {
    const at = { email: "email", name: "name", host: "host", terms: "terms", photo: "photo", pass: "pass" }[said.field];
    if (at && document.querySelector(`[data-step="${at}"]`)) {
      const flow = Kiosk.flow();
      if (!flow.steps.includes(at) && at !== "pass") flow.steps.push(at);
      delete flow.data.photo;
      show(at);
    }
    wrong(said.refused);
  }

  Kiosk.kept = function (what) {
    document.querySelectorAll("[data-only]").forEach((each) => { each.hidden = each.dataset.only !== what; });
    show("kept");
  };

  Kiosk.again = function (said) { fill({ since: said.since }); leave = said.leave; show("again"); };

  document.getElementById("out").addEventListener("click", async () => {
    try {
      const said = await post("leave", { ref: leave });
      if (said.refused !== undefined) wrong(said.refused); else show("bye");
    } catch (away) { wrong(words.passes); }
  });

  Kiosk.welcome = function (said) {
    if (said.again) return Kiosk.again(said.again);
    const now = said.welcome, wifi = now.wifi || {};
    fill({ name: now.name, told: now.told, until: now.until, network: wifi.network, username: wifi.username, password: wifi.password });
    document.getElementById("notes").replaceChildren(...(now.notes || []).map((text) => { const line = document.createElement("li"); line.textContent = text; return line; }));
    document.getElementById("wifi").hidden = !now.wifi;
    document.getElementById("wifi-code").hidden = !now.wifi;
    if (now.wifi) document.getElementById("wifi-code").src = wifi.code;
    badge(now.badge);
    show("welcome");
  };

  function badge(said) {
    document.querySelectorAll("[data-badge]").forEach((each) => { each.hidden = !said || !said.name; });
    if (!said) return;
    document.getElementById("badge-of").hidden = !said.host;
    fill({ "badge-name": said.name, "badge-company": said.company, "badge-host": said.host, "badge-day": said.day });
  }

  document.querySelectorAll("[data-badge]").forEach((each) => each.addEventListener("click", () => print()));
  document.querySelectorAll('[data-go="email"]').forEach((each) => each.addEventListener("click", () => begin(["email", "name", "host"], {}, send)));

  // the photo
  const mirror = document.getElementById("mirror");
  if (!mirror) return;
  Kiosk.entering.photo = () => Kiosk.camera(mirror, "user").catch(() => wrong(words.camera));
  Kiosk.leaving.photo = () => Kiosk.noCamera();
  document.getElementById("unseen").addEventListener("click", () => { delete Kiosk.flow().data.photo; next(); });
  document.getElementById("shoot").addEventListener("click", () => {
    if (!mirror.videoWidth) return wrong(words.camera);
    const side = Math.min(mirror.videoWidth, mirror.videoHeight), canvas = document.createElement("canvas");
    canvas.width = canvas.height = 480;
    canvas.getContext("2d").drawImage(mirror, (mirror.videoWidth - side) / 2, (mirror.videoHeight - side) / 2, side, side, 0, 0, 480, 480);
    Kiosk.flow().data.photo = canvas.toDataURL("image/jpeg", 0.85);
    next();
  });
})();

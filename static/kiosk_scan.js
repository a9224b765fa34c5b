// Codes by camera, and by scanners that type: many letters in no time, and Enter.
(function () {
  const { box, entering, leaving } = Kiosk, EVERY = 200, WIDE = 640, FAST = 60, SHORTEST = 12;
  const scanner = document.getElementById("scanner");
  let stream = null, reader = null, looking = 0;

  Kiosk.camera = async function (video, facing) {
    Kiosk.noCamera();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, width: { ideal: 1280 } }, audio: false });
    video.srcObject = stream;
    await video.play();
  };
  Kiosk.noCamera = function () {
    clearInterval(looking);
    (stream ? stream.getTracks() : []).forEach((track) => track.stop());
    stream = null;
    document.querySelectorAll("video").forEach((video) => { video.srcObject = null; });
  };

  entering.pass = async function () {
    if (!navigator.mediaDevices) return;
    try { await Kiosk.camera(scanner, "user"); } catch (none) { scanner.hidden = true; return; }
    if (Kiosk.shown() !== "pass") return Kiosk.noCamera();
    scanner.hidden = false;
    if (!reader) {
      reader = new Worker(box.dataset.decode);
      reader.postMessage({ decoder: box.dataset.decoder });
      reader.addEventListener("message", (event) => { reader.busy = false; if (event.data && Kiosk.shown() === "pass" && Kiosk.once !== event.data) { Kiosk.once = event.data; Kiosk.pass(event.data); } });
    }
    Kiosk.once = "";
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", { willReadFrequently: true });
    looking = setInterval(() => {
      if (!scanner.videoWidth || reader.busy) return;
      canvas.width = Math.min(WIDE, scanner.videoWidth);
      canvas.height = Math.round(canvas.width * scanner.videoHeight / scanner.videoWidth);
      pen.drawImage(scanner, 0, 0, canvas.width, canvas.height);
      reader.busy = true;
      reader.postMessage({ picture: pen.getImageData(0, 0, canvas.width, canvas.height) });
    }, EVERY);
  };
  leaving.pass = () => { Kiosk.noCamera(); scanner.hidden = true; };

  // A scanner at the keyboard's plug, on the pages where nobody types letters.
  let typed = "", last = 0;
  addEventListener("keydown", (event) => {
    if (!["start", "pin", "leave"].includes(Kiosk.shown()) || event.target.matches("input[type=email]")) return;
    if (event.timeStamp - last > FAST) typed = "";
    last = event.timeStamp;
    if (event.key === "Enter" && typed.length >= SHORTEST) { event.preventDefault(); const code = typed; typed = ""; Kiosk.pass(code); }
    else if (event.key.length === 1) typed += event.key;
  }, true);
})();

// Reads codes off the camera's pictures, beside the page so that it never stands still.
self.addEventListener("message", (event) => {
  if (event.data.decoder) { importScripts(event.data.decoder); return; }
  const { picture } = event.data, found = self.jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" });
  self.postMessage(found ? found.data : "");
});

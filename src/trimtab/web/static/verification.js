/* Dropping a file anywhere on the form, and photographs made smaller before they are sent. Without
   this script the form works as it is. Nothing is read here that is not sent, and nothing is kept. */
"use strict";

(() => {
  const SMALLER = 900000; /* bytes above which a photograph is drawn anew */
  const LONGEST = 2000; /* pixels: a QR code is read easily at that */

  const put = (input, file) => {
    const holder = new DataTransfer();
    holder.items.add(file);
    input.files = holder.files;
  };

  /* Only photographs: a badge would lose the certificate that is baked into it. */
  const shrink = async (input) => {
    const file = input.files[0];
    if (!file || file.size <= SMALLER || !file.type.startsWith("image/")) return;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
      if (small && small.size < file.size) put(input, new File([small], "picture.jpg", { type: "image/jpeg" }));
    } catch { /* sent as it is */ }
  };

  const dropping = (form, input) => {
    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const mark = (on) => form.classList.toggle("dropping", on);
    document.addEventListener("dragover", (event) => { if (carries(event)) { event.preventDefault(); mark(true); } });
    document.addEventListener("dragleave", (event) => { if (event.relatedTarget === null) mark(false); });
    document.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      mark(false);
      put(input, event.dataTransfer.files[0]);
      form.requestSubmit();
    });
  };

  const start = () => {
    const form = document.querySelector("[data-hand-in]");
    if (!form) return;
    dropping(form, form.querySelector("[name=file]"));
    const picture = form.querySelector("[name=picture]");
    let shrinking = null;
    picture.addEventListener("change", () => {
      shrinking = shrink(picture).finally(() => { shrinking = null; });
    });
    form.addEventListener("submit", (event) => {
      if (!shrinking) return;
      event.preventDefault();
      /* Not before this event is over: a form that is being sent is not sent again. */
      shrinking.then(() => { setTimeout(() => { form.requestSubmit(event.submitter); }); });
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

// Imports that move while they are looked at, and files that are dropped.
const jobs = document.querySelector("[data-live]");

/** Takes over the part of the page that tells how far imports are. */
async function refresh() {
  const answer = await fetch("/imports", { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) return;
  jobs.replaceChildren(...fresh.childNodes);
  const busy = fresh.dataset.busy !== undefined;
  if (!busy && jobs.dataset.busy !== undefined) {
    const [old, now] = [document, page].map((one) => one.querySelector("[aria-labelledby=before]"));
    if (old && now) old.replaceWith(now);
  }
  if (busy) jobs.dataset.busy = "";
  else delete jobs.dataset.busy;
}

/** Listens to imports that are under way, and looks again whenever one moves. */
function follow() {
  if (jobs?.dataset.busy === undefined) return;
  const streams = [...jobs.querySelectorAll("[data-upload-id]")].map((job) => new EventSource(`/api/v1/uploads/${job.dataset.uploadId}/events`));
  let due = 0;
  const look = () => {
    if (due) return;
    due = setTimeout(async () => {
      due = 0;
      await refresh();
      if (jobs.dataset.busy === undefined) {
        clearInterval(patience);
        streams.forEach((stream) => stream.close());
      }
    }, 400);
  };
  // Streams may be cut by what stands between; then it is looked now and then.
  const patience = setInterval(look, 3000);
  for (const stream of streams) {
    stream.onmessage = look;
    stream.addEventListener("progress", look);
    stream.onerror = () => stream.close();
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const box = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.add("over");
    });
  }
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

follow();

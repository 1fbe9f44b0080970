// A form with data-draft keeps what is typed on the server: some seconds after a change, and before it is sent. Where
// the session is lost meanwhile, the text is kept on this machine and comes back after signing in, on the same page.
// Files and passwords are never kept.
const WAIT = 2500;
const LONGEST = 8000;

function typed(form) {
  const data = {};
  for (const [name, value] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    if (typeof value !== "string" || name === "csrfmiddlewaretoken" || name === "next") continue;
    if (field instanceof HTMLInputElement && field.type === "password") continue;
    (data[name] ??= []).push(value);
  }
  return data;
}

function fill(form, data) {
  for (const field of form.elements) {
    if (!field.name || !(field.name in data) || /^(file|password|hidden|submit|button)$/.test(field.type)) continue;
    const values = data[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field instanceof HTMLSelectElement && field.multiple) for (const each of field.options) each.selected = values.includes(each.value);
    else field.value = values[0] ?? "";
  }
}

// The key holds the person: on a machine that several share, nobody is shown what another one typed.
const keyOf = (form) => `draft:${form.dataset.draftPerson}:${window.location.pathname}${window.location.search}`;
const kept = {
  read: (key) => {
    try {
      return JSON.parse(window.localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  },
  write: (key, data) => {
    try {
      window.localStorage.setItem(key, JSON.stringify(data));
    } catch {
      // A machine that keeps nothing: the page itself still holds the text.
    }
  },
  drop: (key) => {
    try {
      window.localStorage.removeItem(key);
    } catch {
      // as above
    }
  },
};

function say(form, text, link = "") {
  const slot = form.querySelector("[data-draft-state]");
  if (!slot) return;
  slot.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.textContent = form.dataset.tSignIn;
    slot.append(" ", anchor);
  }
}

const signIn = (form) =>
  `${form.dataset.draftSignIn}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`;

// Returns "saved", "lost" (signed out) or "failed" (no network, refused).
async function save(form) {
  const data = typed(form);
  const body = new FormData();
  body.set("token", form.dataset.draftToken);
  body.set("data", JSON.stringify(data));
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), LONGEST);
  try {
    const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token },
      redirect: "error",
      signal: stop.signal,
    });
    if (answer.ok) {
      kept.drop(keyOf(form));
      say(form, (await answer.json()).said);
      return "saved";
    }
    kept.write(keyOf(form), data);
    // 401: signed out. 403 without our own words: the session, and with it the form's token, is another one.
    const said = answer.status === 422 ? (await answer.json()).said : "";
    if (answer.status === 401 || answer.status === 403) {
      say(form, form.dataset.tLost, signIn(form));
      return "lost";
    }
    say(form, said || form.dataset.tFailed);
    return "failed";
  } catch {
    kept.write(keyOf(form), data);
    say(form, form.dataset.tFailed);
    return "failed";
  } finally {
    window.clearTimeout(timer);
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  let timer = 0;
  let dirty = false;
  let running = null;
  const now = () => {
    window.clearTimeout(timer);
    dirty = false;
    // One after the other: an older text never overtakes a newer one.
    running = (running ?? Promise.resolve()).then(() => save(form)).then((end) => {
      if (end === "failed") dirty = true;
      return end;
    });
    return running;
  };
  form.addEventListener("input", () => {
    dirty = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(now, WAIT);
  });
  const before = kept.read(keyOf(form));
  if (before) {
    fill(form, before);
    say(form, form.dataset.tRestored);
    now();
  }
  // Before the form is sent, what was typed last is kept; signed out, the person is led to sign in instead, and back.
  let sure = false;
  form.addEventListener(
    "submit",
    (event) => {
      if (sure || !(dirty || running)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event.submitter;
      (dirty ? now() : running).then((end) => {
        if (end === "lost") {
          window.location.assign(signIn(form));
          return;
        }
        sure = true;
        kept.drop(keyOf(form));
        form.requestSubmit(submitter?.form === form ? submitter : undefined);
        sure = false;
      });
    },
    { capture: true },
  );
}

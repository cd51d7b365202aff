/* The browser's half of the chat: language, light or dark, the panel, copying, feedback.
   Every address is the server's own; whatever it sends as HTML is escaped there. */
(() => {
  "use strict";
  const meta = (name) => document.querySelector(`meta[name=${name}]`)?.content ?? "";
  const words = JSON.parse(meta("desk-words") || "{}");
  const language = meta("desk-language") || "en";
  const names = { en: "English", fi: "Suomi", nb: "Norsk", ru: "Русский", sv: "Svenska" };

  // Gradio translates its own components by the browser's language: let it be the chosen one.
  for (const [key, value] of [["language", language], ["languages", [language]]]) {
    Object.defineProperty(window.navigator, key, { get: () => value, configurable: true });
  }

  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };

  /* Light or dark */
  const stored = () => window.localStorage.getItem("desk-theme");
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (stored() ? stored() === "dark" : prefersDark.matches);
  const paint = () => {
    document.documentElement.classList.toggle("dark", isDark());
    if (document.body && document.body.classList.contains("dark") !== isDark()) {
      document.body.classList.toggle("dark", isDark());
    }
  };
  paint();
  prefersDark.addEventListener("change", paint);

  /* The panel */
  let lastMark = null;
  const panel = () => document.getElementById("evidence");
  const fetched = async (address) => {
    const url = new URL(address, document.baseURI);
    url.searchParams.set("part", "1");
    url.hash = "";
    const response = await fetch(url, { credentials: "same-origin" });
    const text = await response.text();
    if (response.ok) return text;
    const told = make("p", { class: "empty" }, text.slice(0, 300));
    return told.outerHTML;
  };
  const fill = (html, { back = null } = {}) => {
    const room = panel();
    const bar = make("div", { class: "panel-head" });
    if (back) {
      const button = make("button", { type: "button", class: "back" }, `‹ ${words.back}`);
      button.addEventListener("click", () => show(back, { focus: true }));
      bar.append(button);
    } else {
      bar.append(make("h2", {}, words.evidence));
    }
    const close = make("button", { type: "button", class: "close", "aria-label": words.close }, "×");
    close.addEventListener("click", shut);
    bar.append(close);
    const body = make("div", { class: "panel-body" });
    body.innerHTML = html;
    room.replaceChildren(bar, body);
  };
  const show = async (address, { focus = false, back = null } = {}) => {
    const html = await fetched(address);
    fill(html, { back });
    panel().dataset.address = address;
    if (focus) {
      document.body.classList.add("panel-open");
      panel().querySelector("h2[tabindex], h3[tabindex]")?.focus({ preventScroll: true });
    }
    const mark = panel().querySelector("#quote");
    const box = panel().querySelector(".sheet-image rect");
    const body = panel().querySelector(".panel-body");
    const target = back && box ? box : mark;
    if (target) {
      const top = target.getBoundingClientRect().top - body.getBoundingClientRect().top;
      // A passage that is whole in view stays, so that its title does too.
      if (back || top > 0.8 * body.clientHeight) body.scrollTop = top - body.clientHeight / 3;
    }
  };
  const shut = () => {
    document.body.classList.remove("panel-open");
    lastMark?.focus();
  };
  const empty = (key) => fill(make("p", { class: "empty" }, words[key]).outerHTML);

  /* A message shows its first source by itself, where there is room for the panel. */
  let newest = "";
  const follow = () => {
    const answers = [...document.querySelectorAll("#chat .answer[data-answer]")];
    const last = answers.at(-1);
    const key = last?.dataset.answer ?? "";
    if (key === newest) return;
    newest = key;
    const asked = last?.closest(".message-row")?.previousElementSibling;
    window.setTimeout(() => asked?.scrollIntoView({ block: "start" }), 50);
    const mark = last?.querySelector(".cite");
    if (mark) choose(mark, { focus: false });
    else empty(last ? "evidence_none" : "evidence_empty");
  };
  const choose = (mark, { focus }) => {
    document.querySelectorAll(".cite[aria-current]").forEach((m) => m.removeAttribute("aria-current"));
    mark.setAttribute("aria-current", "true");
    if (focus) lastMark = mark;
    panel().dataset.from = mark.getAttribute("href");
    return show(mark.getAttribute("href"), { focus });
  };

  /* Orders to the server go through a hidden box of the page. */
  const type = (box, text) => {
    const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set;
    setter.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const order = (text) => type(document.querySelector("#command textarea, #command input"), text);
  const ask = (text) => {
    type(document.querySelector("#question textarea"), text);
    window.setTimeout(() => document.getElementById("ask")?.click(), 60);
  };
  const copy = async (button) => {
    const answer = button.closest(".answer");
    const parts = [...answer.querySelectorAll(".notice, .statement, .refusal > p")];
    await navigator.clipboard.writeText(parts.map((part) => part.innerText.trim()).join("\n\n"));
    button.textContent = words.copied;
    window.setTimeout(() => { button.textContent = words.copy; }, 1600);
  };
  const keys = () =>
    [...document.querySelectorAll("#chat .answer[data-answer]")].map((a) => a.dataset.answer);

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    const link = target?.closest("a.cite, a.cite-near, #evidence a.open, #evidence .more a");
    if (link && plain && panel()) {
      event.preventDefault();
      if (link.matches(".cite, .cite-near")) choose(link, { focus: true });
      else show(link.getAttribute("href"), { focus: true, back: panel().dataset.from });
      return;
    }
    const idea = target?.closest("[data-ask]");
    if (idea) ask(idea.dataset.ask);
    const button = target?.closest("[data-do]");
    if (button?.dataset.do === "copy") copy(button);
    else if (button) order(`${button.dataset.do}:${Date.now()}`);
    if (button?.dataset.do.startsWith("edit")) box()?.focus();
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (panel()?.contains(document.activeElement)) shut();
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.feedback");
    if (!form) return;
    event.preventDefault();
    const said = form.querySelector(".said");
    const body = new URLSearchParams(new FormData(form));
    const address = new URL(form.getAttribute("action"), document.baseURI);
    const response = await fetch(address, { method: "POST", body, credentials: "same-origin" });
    said.textContent = response.ok ? words.thanks : words.not_sent;
    if (response.ok) form.querySelector("button").disabled = true;
  });

  /* The conversation is one for all tabs: another tab's newer one is fetched when this one is
     looked at again. What stands in the box unasked outlives that, and a change of language. */
  const box = () => document.querySelector("#question textarea");
  const reload = () => {
    if (box()?.value) window.sessionStorage.setItem("desk-draft", box().value);
    window.location.reload();
  };
  let stale = false;
  const refresh = () => {
    const busy = document.querySelector("#chat .pending");
    if (stale && !busy && document.visibilityState === "visible") reload();
  };
  window.addEventListener("storage", (event) => {
    if (event.key !== "desk-conversation") return;
    stale = true;
    if (!document.hasFocus()) refresh();
  });
  window.addEventListener("focus", refresh);
  document.addEventListener("visibilitychange", refresh);
  const redraft = () => {
    const draft = window.sessionStorage.getItem("desk-draft");
    if (draft === null || !box()) return;
    window.sessionStorage.removeItem("desk-draft");
    if (!box().value) type(box(), draft);
  };

  /* The tools of the header: language, light or dark, export, a new conversation. */
  const tools = () => {
    const head = document.querySelector(".desk-head");
    if (!head || head.querySelector(".tools")) return;
    const skip = make("a", { class: "skip", href: "#question" }, words.skip);
    skip.addEventListener("click", (event) => {
      event.preventDefault();
      document.querySelector("#question textarea")?.focus();
    });
    head.prepend(skip);
    const room = make("div", { class: "tools" });
    // On a narrow screen a sign stands for the words.
    const labelled = (element, text, sign) => {
      element.setAttribute("aria-label", text);
      element.append(make("span", { class: "wide" }, text), make("span", { class: "narrow" }, sign));
      return element;
    };
    const fresh = labelled(make("button", { type: "button", class: "fresh" }), words.new, "+");
    fresh.addEventListener("click", () => order(`new:0:${Date.now()}`));
    const menu = make("details", { class: "menu" });
    menu.append(labelled(make("summary"), words.export_all, "⤓"));
    const sheet = make("div", { class: "sheet" });
    for (const [kind, label] of [["md", "Markdown"], ["html", "HTML"], ["json", words.certificate]]) {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", () => {
        if (keys().length) window.location.assign(`conversation.${kind}?keys=${keys().join(",")}`);
      });
      sheet.append(button);
    }
    const printing = make("button", { type: "button" }, words.print);
    printing.addEventListener("click", () => window.print());
    sheet.append(printing);
    menu.append(sheet);
    const select = make("select", { "aria-label": words.language, id: "language" });
    for (const [code, name] of Object.entries(names)) {
      const option = make("option", { value: code, lang: code }, name);
      option.selected = code === language;
      select.append(option);
    }
    select.addEventListener("change", () => {
      document.cookie = `desk_language=${select.value}; path=/; max-age=31536000; samesite=lax`;
      reload();
    });
    const theme = make("button", { type: "button", class: "theme", "aria-label": words.theme }, "◐");
    theme.addEventListener("click", () => {
      window.localStorage.setItem("desk-theme", isDark() ? "light" : "dark");
      paint();
    });
    room.append(fresh, menu, select, theme);
    head.append(room);
  };

  /* What Gradio leaves to be desired for a screen reader: a message is named by its HTML. */
  const tidy = () => {
    document.querySelectorAll("#chat [data-testid=bot], #chat [data-testid=user]").forEach((row) => {
      row.removeAttribute("aria-label");
    });
    const box = document.querySelector("#question textarea");
    if (box && box.getAttribute("aria-label") !== words.question) {
      box.setAttribute("aria-label", words.question);
    }
    document.querySelectorAll("#chat .examples[role=list]").forEach((room) => {
      room.setAttribute("role", "group"); // its children are buttons, not items of a list
      room.setAttribute("aria-label", words.welcome);
    });
    const hidden = document.querySelector("#command textarea, #command input");
    if (hidden) {
      hidden.tabIndex = -1;
      hidden.setAttribute("aria-hidden", "true");
    }
    const log = document.querySelector("#chat [role=log]");
    if (log && !log.hasAttribute("tabindex")) {
      log.tabIndex = 0;
      log.setAttribute("aria-label", words.conversation);
    }
  };

  const start = () => {
    paint();
    if (document.body.classList.contains("shell")) {
      document.getElementById("quote")?.scrollIntoView({ block: "center" });
      return;
    }
    let waiting = false;
    const look = () => {
      waiting = false;
      paint();
      tools();
      tidy();
      redraft();
      if (panel() && !panel().hasChildNodes()) {
        panel().setAttribute("role", "region");
        panel().setAttribute("aria-label", words.evidence);
        empty("evidence_empty");
      }
      if (panel()) follow();
    };
    new MutationObserver(() => {
      if (!waiting) {
        waiting = true;
        window.requestAnimationFrame(look);
      }
    }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["class"] });
    look();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

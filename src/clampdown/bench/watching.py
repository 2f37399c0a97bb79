"""What is put into a page to measure it. All times are in milliseconds since the navigation began.

`painted` comes after the frame that follows: a callback before that frame posts a message, and messages are
handled when the frame has been drawn. A day of a run counts from the moment at which its line has arrived,
where the page reads its stream, to the frame drawn with it. Waiting for that frame is in it: 8 ms on average
on a screen of 60 frames a second.
"""

WATCH = """
(() => {
  const seen = window.measured = {
    map: 0, panel: 0, pressed: 0, day: 0, last: 0, updates: [], frames: [], days: [],
  };

  function painted(then) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => { then(performance.now()); channel.port1.close(); };
      channel.port2.postMessage(null);
    });
  }

  const watcher = new MutationObserver(() => {
    if (!seen.map && document.querySelector("svg.places path.area")) {
      seen.map = -1;
      painted((at) => { seen.map = at; });
    }
    if (!seen.panel && document.querySelector("button.main")) {
      seen.panel = -1;
      painted((at) => { seen.panel = at; });
    }
    if (seen.map && seen.panel) watcher.disconnect();
  });
  watcher.observe(document, { childList: true, subtree: true });

  addEventListener("click", (event) => {
    if (!event.target.closest?.("button.main") || document.querySelector("progress")) return;
    Object.assign(seen, { pressed: performance.now(), day: 0, last: 0, updates: [] });
  }, true);

  const read = ReadableStreamDefaultReader.prototype.read;
  const decoder = new TextDecoder();
  ReadableStreamDefaultReader.prototype.read = function (...given) {
    return read.apply(this, given).then((part) => {
      if (part.value && decoder.decode(part.value).includes('"kind":"day"')) {
        const arrived = performance.now();
        painted((at) => {
          seen.updates.push(at - arrived);
          seen.last = at;
          if (!seen.day && document.querySelector("progress")?.value > 0) seen.day = at;
        });
      }
      return part;
    });
  };

  window.measuredOf = (name) => new Promise((ended) => {
    const look = () => (seen[name] > 0 ? ended(seen[name]) : setTimeout(look, 20));
    look();
  });

  window.watchReplay = (length) => new Promise((ended) => {
    const began = performance.now();
    const slider = document.querySelector(".play-bar input");
    Object.assign(seen, { frames: [], days: [] });
    const next = (now) => {
      seen.frames.push(now);
      if (seen.days.at(-1) !== slider.value) seen.days.push(slider.value);
      if (now - began < length) requestAnimationFrame(next);
      else ended();
    };
    requestAnimationFrame(next);
  });
})();
"""

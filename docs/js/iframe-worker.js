// Search starts its worker with the first message: most readers of a page send none.
// A page opened from a file may not start a worker: there, the worker's script runs in
// a hidden frame instead.
{
  const Worker = window.Worker;

  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.address = address;
    }

    postMessage(data) {
      this.started ??= location.protocol === "file:" ? this.inFrame() : this.inWorker();
      this.started.then((post) => post(data));
    }

    answer(data) {
      this.dispatchEvent(new MessageEvent("message", { data }));
    }

    async inWorker() {
      const worker = new Worker(this.address);
      worker.addEventListener("message", (event) => this.answer(event.data));
      return (data) => worker.postMessage(data);
    }

    async inFrame() {
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      const inside = frame.contentWindow;
      inside.postMessage = (data) => this.answer(data);
      inside.importScripts = (...addresses) =>
        addresses.reduce((before, next) => before.then(() => load(inside, next)), Promise.resolve());
      await load(inside, this.address);
      return (data) => inside.dispatchEvent(new MessageEvent("message", { data }));
    }
  };

  const load = (inside, address) =>
    new Promise((resolve, reject) => {
      const script = inside.document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      inside.document.head.append(script);
    });
}

// Vercel's resumable-stream on Node's own HTTP server, used as its README recommends.
import http from "node:http";
import { createResumableStreamContext } from "resumable-stream";

const url = `${process.env.UPSTREAM}/api/paas/v4/chat/completions`;
const body = JSON.stringify({ model: "bench", stream: true, messages: [{ role: "user", content: "写一份报告" }] });
const context = createResumableStreamContext({ waitUntil: (promise) => promise });

// The upstream's text as a stream of strings. The library wants the stream at once, before the upstream has answered.
function call() {
  const { readable, writable } = new TransformStream();
  const options = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  fetch(url, options)
    .then((upstream) => upstream.body.pipeThrough(new TextDecoderStream()).pipeTo(writable))
    .catch((error) => writable.abort(error).catch(() => {}));
  return readable;
}

async function respond(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const id = pathname.split("/").pop();
  const stream =
    request.method === "POST"
      ? await context.createNewResumableStream(id, call)
      : await context.resumeExistingStream(id, Number(searchParams.get("resumeAt") ?? 0));
  if (!stream) {
    response.writeHead(422).end();
    return;
  }
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.flushHeaders();
  const reader = stream.getReader();
  response.on("close", () => reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    response.write(value);
  }
  response.end();
}

const server = http.createServer((request, response) => {
  respond(request, response).catch((error) => {
    console.error("ERROR", error);
    response.destroy();
  });
});
server.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 2048 });

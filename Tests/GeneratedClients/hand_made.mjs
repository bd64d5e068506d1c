// The life of an answer with the small JavaScript client: node hand_made.mjs ADDRESS RECORDING
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Debrief, Problem } from "../../config/clients/debrief.mjs";

const [address, file] = process.argv.slice(2);
const service = new Debrief(address);
const recording = await readFile(file);
const sent = await service.send(recording, {
  question: "Tell me about a hard problem.",
  transcript: "I led the migration and we halved the errors because we measured every change.",
  externalId: "js-1",
  metadata: { course: "autumn" },
});
const answer = await service.finished(sent.id);
assert.equal(answer.status, "done");
assert.deepEqual(answer.metadata, { course: "autumn" });
const found = [];
for await (const line of service.answers({ externalId: "js-1" })) found.push(line.id);
assert.deepEqual(found, [sent.id]);
const pdf = Buffer.from(await (await service.report(sent.id)).arrayBuffer());
assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
assert.deepEqual(Buffer.from(await (await service.recording(sent.id)).arrayBuffer()), recording);
const typed = await service.type("I led the migration and halved the errors.", {}, { wait: 60 });
assert.equal(typed.status, "done");
await assert.rejects(service.send(recording, { externalId: "js-1" }), (error) => error instanceof Problem && error.code === "upload.duplicate");
await service.delete(sent.id);
await service.delete(typed.id);
await assert.rejects(service.answer(sent.id), (error) => error.code === "request.not_found");
console.log("the small JavaScript client: done");

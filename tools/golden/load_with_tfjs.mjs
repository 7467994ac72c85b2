// Predicts with .h5 files in TensorFlow.js, another reader of Keras 2's format than Keras.
//
//     npm install @tensorflow/tfjs h5wasm && node load_with_tfjs.mjs JOBS.json
//
// Jobs and answers are those of load_with_keras.py. It has no GRU of reset_after, no Subtract, no call from given states, and
// computes masked steps of stacked Bidirectional layers otherwise than Keras.
import * as tf from '@tensorflow/tfjs';
import h5wasm from 'h5wasm/node';
import fs from 'node:fs';
await h5wasm.ready;
const jobs = JSON.parse(fs.readFileSync(process.argv[2]));
const out = [];
for (const job of jobs) {
  try {
    const f = new h5wasm.File(job.model, 'r');
    const topology = JSON.parse(f.attrs.model_config.value);
    const w = f.get('model_weights');
    const specs = [], parts = [];
    for (const layer of w.attrs.layer_names.value) {
      const g = w.get(layer);
      for (const name of g.attrs.weight_names.value) {
        const d = g.get(name);
        specs.push({shape: d.shape});
        parts.push(Buffer.from(d.value.buffer, d.value.byteOffset, d.value.byteLength));
      }
    }
    const all = Buffer.concat(parts);
    const weightData = all.buffer.slice(all.byteOffset, all.byteOffset + all.length);
    const model = await tf.models.modelFromJSON(topology);
    let at = 0;
    const tensors = specs.map(({shape}) => {
      const from = at;
      at += 4 * shape.reduce((a, b) => a * b, 1);
      return tf.tensor(new Float32Array(weightData.slice(from, at)), shape);
    });
    model.setWeights(tensors); // in Keras' order
    const inputs = job.inputs.map(x => tf.tensor(x));
    let y = model.predict(inputs.length > 1 ? inputs : inputs[0]);
    if (!Array.isArray(y)) y = [y];
    out.push({outputs: y.map(t => t.arraySync())});
  } catch (e) { out.push({error: String(e).slice(0, 300)}); }
}
console.log(JSON.stringify({keras: 'tfjs ' + tf.version_layers, models: out}));

import axios from 'axios';

/** What `send.ts` does, by plain axios: the counter-example. */
const url = process.argv[2] ?? '';
await axios.get('http://127.0.0.1:1/').catch(() => undefined);
const idle = process.memoryUsage.rss();
let peak = 0;
const timer = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 2);
const outcome = await axios.get(url, { responseType: 'arraybuffer' }).then(
  () => 'answered',
  () => 'failed',
);
clearInterval(timer);
peak = Math.max(peak, process.memoryUsage.rss());
process.stdout.write(JSON.stringify({ outcome, aboveIdleMb: (peak - idle) / 2 ** 20 }));

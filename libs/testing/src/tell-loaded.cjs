// Preloaded into a program: at its end it says which drivers it has loaded.
const { writeSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const DRIVERS = ['@eventstore/db-client', 'better-sqlite3', 'better-sqlite3-node-api', 'kafkajs', 'mongodb'];
process.on('exit', () => {
  const files = Object.keys(require.cache).map((file) => file.replaceAll('\\', '/'));
  const loaded = DRIVERS.filter((name) => files.some((file) => file.includes(`/node_modules/${name}/`)));
  writeSync(2, `${isMainThread ? 'loaded' : 'loaded by a thread'}: ${loaded.join(' ')}\n`);
});
